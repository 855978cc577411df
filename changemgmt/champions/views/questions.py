"""Questions of colleagues: the list of those one may see, one of them, its answer."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from changemgmt.champions import rights, services
from changemgmt.champions.choices import QuestionState, Topic
from changemgmt.champions.forms import AnswerForm
from changemgmt.champions.models import ChampionQuestion
from changemgmt.champions.selectors import questions as selectors
from changemgmt.champions.views.common import act
from pmo import access
from pmo.records import DomainError, Forbidden
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render
from projects.portfolio.models import Project


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return selectors.projects(request.user)


class Questions(ListPage):
    """Those one asked, may answer, or was shown."""

    kind = "champion_question"
    key = "champion-questions"
    title = gettext_lazy("Questions to champions")
    nav = "champions"
    columns = [
        Column("text", gettext_lazy("Question"), value=lambda r: r.label, header=True),
        Column("topic", gettext_lazy("About"), value=lambda r: r.get_topic_display(), sort="topic", nowrap=True),
        Column("unit", gettext_lazy("Unit"), value=lambda r: r.unit.label, sort="unit__path", nowrap=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key", nowrap=True),
        Column("created_at", pgettext_lazy("question", "Asked"), sort="created_at", kind="datetime"),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
        Column(
            "answered_by",
            gettext_lazy("Answered by"),
            value=lambda r: r.answered_by.label if r.answered_by else "",
            nowrap=True,
        ),
        Column("escalated_at", gettext_lazy("Handed on"), kind="datetime", optional=True),
    ]
    filters = [
        Choice("state", gettext_lazy("State"), choices=QuestionState.choices),
        Choice("topic", gettext_lazy("About"), choices=Topic.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Flag(
            "mine",
            gettext_lazy("Asked by me"),
            apply=lambda rows, on, request: rows.filter(asked_by_id=request.user.pk),
        ),
        Flag(
            "late",
            gettext_lazy("Handed to whoever leads the change"),
            apply=lambda rows, on, request: rows.filter(escalated_at__isnull=False),
        ),
    ]
    views = [
        SavedTab("open", pgettext_lazy("question", "Open"), {"state": "open"}),
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("mine", gettext_lazy("Asked by me"), {"mine": "1"}),
    ]
    search = ["text", "answer"]
    default_sort = "-created_at"
    empty = Empty(
        gettext_lazy("No questions yet"), gettext_lazy("Colleagues ask their champions on the page “My champion”.")
    )

    def queryset(self) -> QuerySet[ChampionQuestion]:
        return selectors.visible(self.request.user)


def _load(request: HttpRequest, pk: int) -> ChampionQuestion:
    found: ChampionQuestion = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found


def question(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _load(request, pk))


def _page(
    request: HttpRequest, found: ChampionQuestion, *, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    may_answer = rights.may_answer(user, found) and (
        found.state == QuestionState.OPEN or (found.state == QuestionState.ANSWERED and found.answered_by_id == user.pk)
    )
    initial = {"answer": found.answer, "public": found.public}
    context: dict[str, Any] = {
        "question": found,
        "sees_asker": rights.sees_asker(user, found),
        "is_mine": found.asked_by_id == user.pk,
        "champions": selectors.champions_for(found) if found.state == QuestionState.OPEN else [],
        "due_at": services.due_at(found) if found.state == QuestionState.OPEN and not found.escalated_at else None,
        "form": form or (AnswerForm(row=found, initial=initial) if may_answer else None),
        "nav": "champions",
    }
    return render(request, "changemgmt/champions/question.html", context, status=status)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    if not rights.may_answer(request.user, found):
        raise Forbidden(_("This question is answered by the champions of the unit."))
    form = AnswerForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.answer(
                by=request.user, question=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Answered; whoever asked is told"), found.url)
    return _page(request, found, form=form, status=422)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    return act(
        request,
        lambda: services.take_back(by=request.user, question=found, now=timezone.now()),
        _("Taken back"),
        reverse("champions:mine"),
    )
