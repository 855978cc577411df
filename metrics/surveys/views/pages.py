"""The list of surveys, the page of one, and its form as people will see it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from metrics.surveys import selectors
from metrics.surveys.choices import Confidentiality, Purpose, RoundStatus
from metrics.surveys.models import Survey
from metrics.surveys.questions import load, minutes
from metrics.surveys.sheet import items
from metrics.surveys.words import PROMISES
from pmo import access
from pmo.access import policy
from pmo.access.roles import Role
from pmo.audit import selectors as audit
from pmo.web import formats
from pmo.web.lists import Choice, Column, Empty, ListPage, Ref, SavedTab
from pmo.web.pages import render
from projects.portfolio.models import Project


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _state(row: Any) -> str:
    if row.round_status is None:
        return _("not asked yet")
    status = RoundStatus(row.round_status).label
    return _("round %(n)s: %(status)s") % {"n": row.round_number, "status": status}


def _answered(row: Any) -> int | None:
    if row.round_status == RoundStatus.OPEN:
        return row.open_answered or 0
    return row.round_answered if row.round_status == RoundStatus.CLOSED else None


def _rate(row: Any) -> float | None:
    answered = _answered(row)
    return None if answered is None or not row.round_invited else 100 * answered / row.round_invited


class Surveys(ListPage):
    kind = "survey"
    key = "surveys"
    title = gettext_lazy("Surveys")
    columns = [
        Column("title", gettext_lazy("Survey"), value=lambda r: r.label, sort="title", header=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key"),
        Column(
            "purpose", gettext_lazy("Purpose"), value=lambda r: r.get_purpose_display(), sort="purpose", nowrap=True
        ),
        Column(
            "confidentiality",
            gettext_lazy("Answers"),
            value=lambda r: r.get_confidentiality_display(),
            sort="confidentiality",
            nowrap=True,
        ),
        Column("state", gettext_lazy("State"), value=_state, sort="round_status", nowrap=True),
        Column("closes", gettext_lazy("Closes"), value=lambda r: r.round_closes, sort="round_closes", kind="datetime"),
        Column("invited", gettext_lazy("Asked"), value=lambda r: r.round_invited or None, kind="integer"),
        Column("answered", gettext_lazy("Answered"), value=_answered, kind="integer"),
        Column("rate", gettext_lazy("Response rate"), value=_rate, kind="percent"),
        Column("owner", gettext_lazy("Owner"), value=lambda r: r.owner.label, optional=True),
    ]
    filters = [
        Choice("purpose", gettext_lazy("Purpose"), choices=Purpose.choices),
        Choice("round_status", gettext_lazy("State"), choices=RoundStatus.choices),
        Choice("confidentiality", gettext_lazy("Answers"), choices=Confidentiality.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("open", pgettext_lazy("survey round", "Open"), {"round_status": "open"}),
        SavedTab("satisfaction", gettext_lazy("Satisfaction"), {"purpose": "satisfaction"}),
        SavedTab("pain_points", gettext_lazy("Finding pain points"), {"purpose": "pain_points"}),
    ]
    search = ["title", "title_en", "project__name", "project__name_en"]
    default_sort = "-closes"
    empty = Empty(
        gettext_lazy("No surveys yet"),
        gettext_lazy("Ask people how a system works for them, or where their time goes before one is built."),
    )
    nav = "surveys"

    def queryset(self) -> QuerySet[Survey]:
        return selectors.visible(self.request.user)

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "add", "survey"):
            return {}
        return {"add_url": reverse("surveys:choose"), "add_label": _("New survey")}


def load_survey(request: HttpRequest, pk: int) -> Survey:
    rows = Survey.objects.select_related("project__portfolio", "owner")
    found: Survey = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def survey_page(request: HttpRequest, pk: int) -> HttpResponse:
    return show_survey(request, load_survey(request, pk))


def show_survey(request: HttpRequest, survey: Survey, *, error: str = "") -> HttpResponse:
    page = selectors.page(survey, request.user)
    may_change = policy.may(request.user, "change", survey) and survey.project.is_open
    context = {
        "survey": survey,
        "project": survey.project,
        "page": page,
        "facts": _facts(survey, page),
        "roles": [str(Role(role).label) for role in survey.roles],
        "promises": PROMISES[survey.confidentiality],
        "may_change": may_change,
        "may_delete": policy.may(request.user, "delete", survey) and not page.rounds,
        "entries": audit.history(survey, 30),
        "error": error,
        "nav": "surveys",
    }
    return render(request, "metrics/surveys/survey.html", context, status=409 if error else 200)


def _facts(survey: Survey, page: selectors.SurveyPage) -> list[tuple[str, Any]]:
    length = ngettext("%(n)s question", "%(n)s questions", len(page.questions)) % {"n": len(page.questions)}
    return [
        (_("Purpose"), survey.get_purpose_display()),
        (_("Answers"), survey.get_confidentiality_display()),
        (_("Length"), _("%(questions)s, about %(n)s min") % {"questions": length, "n": page.minutes}),
        (_("Asked"), _("%(n)s people") % {"n": formats.grouped(page.people)}),
        (_("Repeated"), survey.get_repeat_display()),
        (_("Owner"), survey.owner.label),
    ]


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as people will see it; nothing can be sent."""
    survey = load_survey(request, pk)
    questions = load(survey.questions)
    context = {
        "survey": survey,
        "items": items(questions, {}, {}),
        "minutes": minutes(questions),
        "level": survey.get_confidentiality_display(),
        "promises": PROMISES[survey.confidentiality],
        "preview": True,
        "nav": "surveys",
    }
    return render(request, "metrics/surveys/answer.html", context)
