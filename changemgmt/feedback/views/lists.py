"""All feedback one handles, that of one project, and how fast it is answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from changemgmt.feedback.choices import Decision, Kind, Level, Reason, State, Step
from changemgmt.feedback.models import Feedback
from changemgmt.feedback.selectors import figures, items
from changemgmt.feedback.selectors.board import counted
from pmo import calendars
from pmo.access import policy
from pmo.orgs.models import Unit
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab, linked, subline
from pmo.web.pages import render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page

SHORT = 90


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _units(request: HttpRequest) -> QuerySet[Unit]:
    return Unit.objects.visible_to(request.user).filter(closed_on__isnull=True).order_by("path")


def _author(row: Feedback) -> str:
    if row.meeting_id is not None:
        return _("said at a talk")
    return row.shown_author.label if row.shown_author is not None else str(row.get_level_display())


def _named(row: Feedback, value: Any) -> str:
    short = row.text if len(row.text) <= SHORT else f"{row.text[:SHORT]}…"
    return linked(row, value) + subline(short)


class Items(ListPage):
    kind = "feedback"
    key = "feedback"
    title = gettext_lazy("All feedback")
    columns = [
        Column("title", gettext_lazy("What was said"), value=lambda r: r.label, cell=_named,
               sort="title", header=True),
        Column("kind", gettext_lazy("Kind"), value=lambda r: r.get_kind_display(), sort="kind", nowrap=True),
        Column("unit", gettext_lazy("Unit"), value=lambda r: r.unit and r.unit.label, sort="unit__path", nowrap=True),
        Column("author", gettext_lazy("By"), value=_author, nowrap=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project and r.project.label, sort="project__key"),
        Column("supporters", gettext_lazy("People"), sort="supporters", kind="integer"),
        Column("received_on", gettext_lazy("Received"), sort="received_on", kind="date"),
        Column("answer_due", gettext_lazy("First answer"), cell="changemgmt/feedback/_due.html",
               sort="answer_due", nowrap=True),
        Column("owner", gettext_lazy("Owner"), value=lambda r: r.owner and r.owner.label, sort="owner__name",
               nowrap=True),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
        Column("decision", gettext_lazy("Decision"), value=lambda r: r.get_decision_display(), optional=True),
        Column("step", gettext_lazy("Escalated to"), value=lambda r: r.get_step_display(), sort="step", optional=True),
        Column("text", gettext_lazy("Words"), value=lambda r: r.text, optional=True),
        Column("place", gettext_lazy("About"), optional=True),
    ]  # fmt: skip
    filters = [
        Choice("state", gettext_lazy("State"), choices=State.choices),
        Choice("kind", gettext_lazy("Kind"), choices=Kind.choices),
        Choice("reason", gettext_lazy("What"), choices=Reason.choices),
        Choice("level", gettext_lazy("Given"), choices=Level.choices),
        Choice("decision", gettext_lazy("Decision"), choices=Decision.choices),
        Choice("step", gettext_lazy("Escalated to"), choices=Step.choices),
        Ref("unit", gettext_lazy("Unit"), rows_for=_units,
            apply=lambda rows, value, request: rows.filter(unit__path__startswith=value.path)),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Flag("late", gettext_lazy("Unanswered beyond the target"),
             apply=lambda rows, on, request: items.unanswered(rows, timezone.localdate())),
        Flag("mine", gettext_lazy("Mine to handle"),
             apply=lambda rows, on, request: rows.filter(owner=request.user)),
        Flag("board", gettext_lazy("On the board"), apply=lambda rows, on, request: rows.filter(on_board=True)),
    ]  # fmt: skip
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("new", gettext_lazy("To triage"), {"state": ["new"]}),
        SavedTab("mine", gettext_lazy("For me to answer"), {"mine": "1", "state": ["new", "open"]}),
        SavedTab("decide", pgettext_lazy("feedback", "For me to decide"), {"mine": "1", "state": ["answered"]}),
        SavedTab("late", gettext_lazy("Unanswered"), {"late": "1"}),
        SavedTab("decided", gettext_lazy("Decided"), {"state": ["decided"]}),
    ]
    search = ["title", "title_en", "text", "place"]
    default_sort = "-received_on"
    empty = Empty(
        gettext_lazy("Nothing was said yet"),
        gettext_lazy("Put a sheet with a code where people work: two taps are enough to tell you how it goes."),
    )
    nav = "feedback"

    def queryset(self) -> QuerySet[Feedback]:
        rows = counted(items.handled(self.request.user)).exclude(state=State.WITHDRAWN)
        return rows.select_related("project__portfolio")

    def prepare(self, rows: list[Any]) -> list[Any]:
        """The days an unanswered one is late, on the company's calendar."""
        today = timezone.localdate()
        for row in rows:
            row.late = _late(row, today)
        return rows

    def context(self) -> dict[str, Any]:
        return {"crumbs_template": "changemgmt/feedback/_list_crumbs.html",
                "actions_template": "changemgmt/feedback/_list_acts.html",
                "may_triage": policy.may(self.request.user, "triage", "feedback"),
                "may_figures": figures.may_read(self.request.user)}  # fmt: skip


def _late(row: Feedback, today: date) -> int:
    if row.answered_on is not None or row.state not in (State.NEW, State.OPEN):
        return 0
    return max(calendars.workdays_between(row.answer_due, today), 0)


class ProjectItems(Items):
    """Of one project, below its spine."""

    key = "project-feedback"
    columns = [column for column in Items.columns if column.name != "project"]
    filters = [item for item in Items.filters if item.name != "project"]

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.project = load_project(request, kwargs["key"], "feedback")

    def queryset(self) -> QuerySet[Feedback]:
        return super().queryset().filter(project=self.project)

    def context(self) -> dict[str, Any]:
        found = page(self.request, self.project, "feedback")
        # The list has tabs of its own: its views.
        stage_tabs = found.pop("tabs")
        return {
            **super().context(),
            **found,
            "stage_tabs": stage_tabs,
            "head_template": "projects/goals/_list_head.html",
            "crumbs_template": "changemgmt/feedback/_project_crumbs.html",
            "head_level": 2,
        }


def response(request: HttpRequest) -> HttpResponse:
    """How fast units answer, and what is unanswered, as far as the reader may see it."""
    today = timezone.localdate()
    late = items.unanswered(items.handled(request.user), today)
    context = {
        "figures": figures.figures(today),
        "late": list(late[:20]),
        "late_count": late.count(),
        "list_url": f"{reverse('feedback:list')}?late=1",
        "title": _("How fast feedback is answered"),
        "today": today,
        "nav": "feedback",
    }
    return render(request, "changemgmt/feedback/response.html", context)
