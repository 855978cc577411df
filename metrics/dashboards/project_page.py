"""Read model of the page of a project: from pain to result, what needs attention, dates, promises, the latest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_noop as N_

from metrics.dashboards import activity, board, executive, waiting
from metrics.dashboards.activity import Line
from metrics.dashboards.board import Finished
from metrics.dashboards.executive import Why
from metrics.dashboards.multiples import living
from metrics.dashboards.selectors import actions_of
from metrics.health import selectors as health
from metrics.kpis.selectors import as_reading
from metrics.reviews.models import Action
from pmo.texts import Sentence, register, workdays
from pmo.web import nav
from projects.goals.choices import RequirementStatus, SignatureDecision, SignOffStatus
from projects.goals.models import Goal, PainPoint, Requirement, Signature, SignOff
from projects.goals.selectors.goals import KpiLine, lines
from projects.portfolio import selectors as portfolio
from projects.portfolio.choices import Stage, Status
from projects.portfolio.dimensions import Decision, KeyDate, Overall
from projects.portfolio.models import Follow, Project, ProjectUnit, StagePlan
from projects.portfolio.selectors import StageView
from projects.portfolio.sight import Sight

PAINS = 2
ACTIONS, LATEST, DATES = 6, 7, 7
REASONS = 6  # about as many as the actions beside them fill
PAST_DATES = 3

register("date.stage", N_("%(stage)s finished"))
register("date.late", N_("%(late)s late"))
register("date.early", N_("%(early)s early"))
register("date.in_time", N_("in time"))


@dataclass(frozen=True)
class Thread:
    """From pain to result: a goal, the pain points it cures, its KPIs and where they stand."""

    goal: Goal
    pains: list[PainPoint]
    more_pains: int
    lines: list[KpiLine]


@dataclass(frozen=True)
class DateRow:
    """A date of the project: what, when, and how it went or stands."""

    on: date
    title: Sentence
    url: str
    status: str
    word: Sentence | None


@dataclass(frozen=True)
class Promise:
    """What executives committed with the newest version of the goals."""

    sign_off: SignOff
    signatures: list[Signature]

    @property
    def signed(self) -> list[Signature]:
        return [s for s in self.signatures if s.decision == SignatureDecision.SIGNED]

    @property
    def is_complete(self) -> bool:
        return self.sign_off.status == SignOffStatus.SIGNED

    @property
    def people(self) -> Any:
        return sum(s.people for s in self.signed if s.people is not None)

    @property
    def budget(self) -> Any:
        return sum(s.budget for s in self.signed if s.budget is not None)

    @property
    def months(self) -> Any:
        """They commit people and money together, but time side by side."""
        return max((s.months for s in self.signed if s.months is not None), default=None)


@dataclass(frozen=True)
class ProjectPage:
    overall: Overall | None
    override: Sentence | None
    stages: list[StageView]
    reasons: list[Why]
    further: int
    fine: int
    thread: list[Thread]
    kpis: int
    dates: list[DateRow]
    promise: Promise | None
    requirements: list[tuple[str, str, int]]
    actions: list[Action]
    latest: list[Line]
    waiting: list[Decision]
    following: bool

    @property
    def troubles(self) -> int:
        return len(self.reasons) + self.further


def load(user: Any) -> QuerySet[Project]:
    """Visible projects with everything the page asks of the row itself."""
    rows = board.marked(portfolio.visible(user))
    units = ProjectUnit.objects.filter(project=OuterRef("pk")).order_by().values("project").annotate(n=Count("pk"))
    here = StagePlan.objects.filter(project=OuterRef("pk"), stage=OuterRef("stage")).values("started_on")[:1]
    return rows.annotate(
        following=Exists(Follow.objects.filter(project=OuterRef("pk"), user_id=user.pk)),
        unit_count=units.values("n"),
        stage_started_on=Subquery(here),
    )


def read(user: Any, project: Project, *, now: datetime, today: date) -> ProjectPage:
    """Everything on the page, in a fixed number of queries; only kinds of things the person may see."""
    sight = Sight(user)
    pk = project.pk
    overall = executive.overalls([project], today, sight.told).get(pk)
    reasons = health.reasons([pk], told=sight.told)
    bad = [r for r in reasons if r.status in (Status.OFF, Status.RISK, Status.NONE)]
    groups = thread(project, with_pains=sight.may("pain_point", pk)) if sight.may("kpi", pk) else []
    return ProjectPage(
        overall=overall,
        override=executive.override_of(overall) if overall is not None and overall.overridden_until else None,
        stages=board.stages([project], today)[pk],
        reasons=[executive.why_of(project, r) for r in bad[:REASONS]],
        further=len(bad[REASONS:]),
        fine=len(reasons) - len(bad),
        thread=groups,
        kpis=sum(len(group.lines) for group in groups),
        dates=dates(board.finished([project], today)[pk], openable(board.dates([project], today), user)),
        promise=promise(project) if sight.may("sign_off", pk) else None,
        requirements=requirements(project) if sight.may("requirement", pk) else [],
        actions=list(actions_of(project)[:ACTIONS]) if sight.may("action", pk) else [],
        latest=activity.recent(sight, [pk], LATEST),
        waiting=[d for d in waiting.of(user, now) if d.project_id == pk],
        following=bool(getattr(project, "following", False)),
    )


def openable(dates: Sequence[KeyDate], user: Any) -> list[KeyDate]:
    """Dates whose page the person may open; of what they may not see, not even the day is told."""
    return [found for found in dates if not found.url or nav.may_open(user, found.url)]


def thread(project: Project, *, with_pains: bool) -> list[Thread]:
    """KPIs by goal, with the pain points each goal cures (two queries)."""
    rows = list(living([project.pk]).prefetch_related("goal__pain_points").order_by("goal__number", "pk"))
    read = {kpi.pk: as_reading(kpi.reading) for kpi in rows if hasattr(kpi, "reading")}
    by_goal: dict[int, list[KpiLine]] = {}
    for line in lines(rows, read):
        by_goal.setdefault(line.kpi.goal_id, []).append(line)
    found = []
    for members in by_goal.values():
        goal = members[0].kpi.goal
        pains = _by_cost(goal) if with_pains else []
        room = max(PAINS, len(members))
        found.append(Thread(goal, pains[:room], max(len(pains) - room, 0), members))
    return found


def _by_cost(goal: Goal) -> list[PainPoint]:
    return sorted(
        goal.pain_points.all(), key=lambda p: (-(p.hours_per_month or 0), -(p.money_per_month or 0), p.number)
    )


def dates(done: Sequence[Finished], coming: Sequence[KeyDate]) -> list[DateRow]:
    """Stages finished lately with how late they were, then what is coming."""
    past = [DateRow(f.on, _finished(f), "", Status.DONE, _how_late(f.late)) for f in done[-PAST_DATES:]]
    ahead = [DateRow(d.on, d.title, d.url, d.status or Status.IDLE, None) for d in coming[:DATES]]
    return [*past, *ahead]


def _finished(done: Finished) -> Sentence:
    return Sentence("date.stage", {"stage": Stage(done.stage).label})


def _how_late(late: int) -> Sentence:
    if late > 0:
        return Sentence("date.late", {"late": workdays(late)})
    return Sentence("date.early", {"early": workdays(-late)}) if late < 0 else Sentence("date.in_time")


def promise(project: Project) -> Promise | None:
    """The newest version of the goals and what was committed with it (one query)."""
    rows = Signature.objects.filter(sign_off__project=project).select_related("sign_off", "executive")
    rows = rows.defer("sign_off__frozen").order_by("-sign_off__goals_version", "pk")
    found = list(rows[:12])
    if not found:
        return None
    newest = found[0].sign_off
    return Promise(newest, [s for s in found if s.sign_off_id == newest.pk])


def requirements(project: Project) -> list[tuple[str, str, int]]:
    """How many requirements stand where: code, label, number (one query)."""
    rows = Requirement.objects.filter(project=project).order_by().values_list("status").annotate(n=Count("pk"))
    counts = dict(rows)
    return [(s.value, str(s.label), counts[s.value]) for s in RequirementStatus if counts.get(s.value)]
