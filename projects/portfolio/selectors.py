"""Reads of projects: visible rows, the five-stage spine, the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from pmo import calendars
from pmo.engines.workdays import WorkdayTable
from pmo.texts import Sentence, register
from pmo.texts import workdays as in_workdays
from pmo.tokens.scopes import ScopeChoice
from pmo.web.nav import Followed
from projects.portfolio import dimensions, stage_tabs
from projects.portfolio.choices import FIVE, ORDER, Stage, State, Status, TeamRole
from projects.portfolio.models import Portfolio, Project, ProjectMember, StagePlan
from projects.portfolio.remembered import remember

register("stage.finished_late", N_("%(late)s late"))
register("stage.finished_in_time", N_("finished in time"))
register("stage.due", N_("due %(on)s"))
register("stage.overdue", N_("**%(late)s** past its planned end"))


def visible(user: Any) -> QuerySet[Project]:
    """Projects the person may see, with their three people."""
    return Project.objects.visible_to(user).select_related("portfolio", "sponsor", "manager", "business_owner")


def portfolios(user: Any) -> QuerySet[Portfolio]:
    return Portfolio.objects.visible_to(user).distinct()


def open_to_proposals() -> QuerySet[Portfolio]:
    """Portfolios somebody may propose a project to: all of them; their names are no secret inside the company."""
    return Portfolio.objects.order_by("code")


def team(project: Project) -> list[ProjectMember]:
    """Members in the order of the roles."""
    rows = project.members.select_related("user", "user__unit")
    order = list(TeamRole.values)
    return sorted(rows, key=lambda m: (order.index(m.role), m.user.name))


def followed_items(user: Any, limit: int = 12) -> list[Followed]:
    """Projects in the person's rail with their status; only those still visible (one query)."""
    rows = Project.objects.visible_to(user).filter(followers__user_id=user.pk).order_by("key")
    return [Followed(p.label, p.url, _status(p)) for p in dimensions.joined(rows)[:limit]]


def _status(project: Project) -> str:
    overall = dimensions.overall_of(project)
    return overall.status if overall is not None else Status.IDLE.value


def token_choices(user: Any) -> list[ScopeChoice]:
    """The projects a person may limit a token to."""
    rows = Project.objects.visible_to(user).order_by("key")
    return [ScopeChoice(p.pk, p.key, p.label) for p in rows]


@dataclass(frozen=True)
class StageView:
    """One of the five stages as the spine draws it."""

    number: int
    code: str
    name: str
    status: str
    facts: list[Sentence]
    url: str
    when: str  # past | now | ahead
    # The page belongs to this stage.
    current: bool = False


def stage_url(project: Project, stage: str) -> str:
    """The first page of a stage, or what the product knows about a stage without pages of its own."""
    home = stage_tabs.home_of(stage)
    if home is not None:
        return reverse(home, args=[project.key])
    return reverse("dashboards:stage", args=[project.key, stage])


def spine(project: Project, as_of: date) -> list[StageView]:
    """The five stages of one project; every page of it shows them, so they are remembered until something happens."""
    return remember("stages", [project], as_of, lambda: spines([project], as_of))[project.pk]


def spine_at(project: Project, as_of: date, stage: str) -> list[StageView]:
    """The five stages on a page of one of them."""
    return [replace(view, current=view.code == stage) for view in spine(project, as_of)]


def spines(projects: Sequence[Project], as_of: date) -> dict[int, list[StageView]]:
    """The five stages of several projects, in a fixed number of queries."""
    ids = [p.pk for p in projects]
    plans = {(s.project_id, s.stage): s for s in StagePlan.objects.filter(project_id__in=ids)}
    statuses = dimensions.stage_statuses(ids)
    facts = dimensions.stage_facts(projects, as_of)
    workday_table = calendars.table()
    found = {}
    for project in projects:
        found[project.pk] = [
            _stage_view(
                project,
                number,
                stage,
                plans.get((project.pk, stage.value)),
                statuses.get(project.pk, {}),
                facts,
                as_of,
                workday_table,
            )
            for number, stage in enumerate(FIVE, start=1)
        ]
    return found


def _stage_view(
    project: Project,
    number: int,
    stage: Stage,
    plan: StagePlan | None,
    statuses: dict[str, str],
    facts: dict[str, dict[int, list[Sentence]]],
    as_of: date,
    workday_table: WorkdayTable,
) -> StageView:
    here, mine = ORDER.index(project.stage), ORDER.index(stage)
    when = "past" if mine < here else "now" if mine == here else "ahead"
    default = {"past": Status.DONE, "now": Status.OK, "ahead": Status.IDLE}[when]
    status = statuses.get(stage, default.value)
    lines = list(facts.get(stage, {}).get(project.pk, ()))
    dated = date_fact(plan, when, as_of, project.state, workday_table)
    return StageView(
        number=number,
        code=stage.value,
        name=str(stage.label),
        status=status,
        facts=(lines + ([dated] if dated else []))[:2],
        url=stage_url(project, stage.value),
        when=when,
    )


def date_fact(
    plan: StagePlan | None, when: str, as_of: date, state: str, workday_table: WorkdayTable
) -> Sentence | None:
    """What the planned dates say about a stage."""
    if plan is None or plan.planned_finish_on is None:
        return None
    if plan.finished_on:
        late = workday_table.count(plan.planned_finish_on, plan.finished_on)
        return (
            Sentence("stage.finished_late", {"late": in_workdays(late)})
            if late > 0
            else Sentence("stage.finished_in_time")
        )
    if when == "now" and as_of > plan.planned_finish_on and state == State.ACTIVE:
        late = workday_table.count(plan.planned_finish_on, as_of)
        return Sentence("stage.overdue", {"late": in_workdays(late)})
    return Sentence("stage.due", {"on": {"t": "date", "v": plan.planned_finish_on.isoformat()}})
