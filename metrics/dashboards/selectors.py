"""Read models of the person's day and of one stage; the project's own page is in `project_page`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from metrics.dashboards import activity, board, executive, multiples, waiting
from metrics.dashboards.activity import Line
from metrics.dashboards.executive import OPEN, Why
from metrics.dashboards.multiples import Multiple
from metrics.health import selectors as health
from metrics.kpis import selectors as kpis
from metrics.reviews.choices import ActionStatus
from metrics.reviews.models import Action, Review
from pmo.access import scopes
from projects.portfolio.choices import SEVERITY, Stage
from projects.portfolio.dimensions import Decision, Overall
from projects.portfolio.models import Follow, Project
from projects.portfolio.selectors import StageView
from projects.portfolio.sight import Sight

NEWS, NEWS_SINCE = 10, timedelta(days=3)
PROJECTS = 12
ACTIONS = MEASURES = 12


@dataclass(frozen=True)
class Today:
    decisions: list[Decision]
    actions: list[Action]
    measures: list[Any]
    wanted: int
    news: list[Line]
    projects: list[tuple[Project, Overall | None]]

    @property
    def is_quiet(self) -> bool:
        return not (self.decisions or self.actions or self.measures)


def today_of(user: Any, *, now: datetime, today: date) -> Today:
    """What waits for one person, and what happened on their projects in the last days."""
    mine = my_projects(user)
    shown = worst_first(mine)
    sight = Sight(user)
    overall = executive.overalls(shown, today, sight.told)
    measures = kpis.to_measure(user, today)
    return Today(
        decisions=waiting.of(user, now),
        actions=list(open_actions(user)[:ACTIONS]),
        measures=measures[:MEASURES],
        wanted=len(measures),
        news=activity.recent(sight, mine.values("pk"), NEWS, now - NEWS_SINCE),
        projects=[(p, overall.get(p.pk)) for p in shown],
    )


def my_projects(user: Any) -> QuerySet[Project]:
    """Open projects somebody is a member of or follows."""
    followed = Exists(Follow.objects.filter(project=OuterRef("pk"), user_id=user.pk))
    mine = Q(pk__in=scopes.of(user).project_roles) | Q(followed)
    return Project.objects.visible_to(user).filter(mine, state__in=OPEN)


def worst_first(rows: QuerySet[Project]) -> list[Project]:
    """The first of these projects by how they stand (one query)."""
    rank = Case(*[When(health__status=code, then=Value(-grade)) for code, grade in SEVERITY.items()], default=Value(0))
    return list(rows.select_related("health").order_by(rank, "key")[:PROJECTS])


def open_actions(user: Any) -> QuerySet[Action]:
    """One's own open actions, the overdue ones first."""
    rows = Action.objects.filter(owner=user, status=ActionStatus.OPEN).select_related("project", "review")
    return rows.order_by("due_on", "pk")


def actions_of(project: Project) -> QuerySet[Action]:
    rows = Action.objects.filter(project=project, status=ActionStatus.OPEN)
    return rows.select_related("owner").order_by("due_on", "pk")


def reviews_of(project: Project, user: Any) -> QuerySet[Review]:
    rows = Review.objects.visible_to(user).filter(project=project)
    return rows.select_related("organiser", "project", "portfolio").order_by("-starts_at")


@dataclass(frozen=True)
class StagePage:
    stage: StageView
    stages: list[StageView]
    reasons: list[Why]
    plan: Any
    multiples: list[Multiple]
    reviews: list[Review]
    actions: list[Action]


def stage_page(user: Any, project: Project, code: str, *, today: date) -> StagePage:
    """One stage: its status and reasons, its dates, and what belongs to it."""
    stages = board.stages([project], today)[project.pk]
    sight = Sight(user)
    improving = code == Stage.IMPROVEMENT
    found = health.reasons([project.pk], reader=user)
    return StagePage(
        stage=next(s for s in stages if s.code == code),
        stages=stages,
        reasons=[executive.why_of(project, r) for r in found if r.stage == code],
        plan=project.stage_plans.filter(stage=code).first(),
        multiples=multiples.of_project(project) if improving and sight.may("kpi", project.pk) else [],
        reviews=list(reviews_of(project, user)[:6]) if improving else [],
        actions=list(actions_of(project)[:10]) if sight.may("action", project.pk) else [],
    )
