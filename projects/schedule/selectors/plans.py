"""A project's plan, its baselines and the figures others ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from pmo.engines.workdays import WorkdayTable
from projects.engines.worktime import DAY
from projects.portfolio.models import Project
from projects.schedule import planning
from projects.schedule.models import Baseline, BaselineTask, MilestoneMove, Plan, PlanTemplate, Task, TaskLink


def visible(user: Any) -> QuerySet[Plan]:
    return Plan.objects.visible_to(user).select_related("project__portfolio", "work_calendar", "own_calendar")


def visible_tasks(user: Any) -> QuerySet[Task]:
    return Task.objects.visible_to(user).select_related("plan__project", "plan__work_calendar", "owner")


def plan_of(user: Any, project: Project) -> Plan | None:
    """The plan of a visible project, if there is one and the person may see it."""
    found: Plan | None = visible(user).filter(project=project).first()
    if found is not None:
        # The same object both ways: neither asks for the other again.
        found.project = project
    return found


def baselines(plan: Plan) -> list[Baseline]:
    """Newest first."""
    return list(Baseline.objects.filter(plan=plan).select_related("taken_by").order_by("-number"))


def agreed_row(task: Task) -> BaselineTask | None:
    """The task in the baseline slips are counted against (one query)."""
    rows = BaselineTask.objects.filter(task=task, baseline__is_current=True)
    return rows.select_related("baseline").first()


def current_baseline(plan: Plan) -> Baseline | None:
    return Baseline.objects.filter(plan=plan, is_current=True).first()


def templates(user: Any) -> QuerySet[PlanTemplate]:
    return PlanTemplate.objects.visible_to(user).order_by("-code", "name")


# --- figures of plans for dashboards, health and programs -----------------------------------------------------------


@dataclass(frozen=True)
class Milestone:
    """A milestone with its day in the current baseline."""

    task: Task
    baseline_on: date | None = None
    slip: int | None = None
    moves: int = 0

    @property
    def is_done(self) -> bool:
        return self.task.percent == 100

    def is_late(self, today: date) -> bool:
        return not self.is_done and self.task.finish_on is not None and self.task.finish_on < today


@dataclass(frozen=True)
class PlanFacts:
    """`slip`: working days the finish lies behind the current baseline (negative: ahead); None without one.

    `rows`: all of them, summaries and inactive ones too.
    """

    plan: Plan
    finish_on: date | None
    baseline: Baseline | None
    baseline_finish_on: date | None
    slip: int | None
    tasks: int
    done: int
    critical: int
    late: int
    negative_float: int
    rows: int = 0
    milestones: list[Milestone] = field(default_factory=list)

    @property
    def percent(self) -> int | None:
        """Of the tasks, those done; None without tasks."""
        return round(100 * self.done / self.tasks) if self.tasks else None

    @property
    def next_milestone(self) -> Milestone | None:
        return next((m for m in self.milestones if not m.is_done), None)

    @property
    def worst_milestone(self) -> Milestone | None:
        """The one that slipped most, if any did."""
        late = [m for m in self.milestones if not m.is_done and (m.slip or 0) > 0]
        return max(late, key=lambda m: m.slip or 0, default=None)


def facts(
    plans: Iterable[Plan], today: date, baselines: Mapping[int, Baseline] | None = None, *, next_only: bool = False
) -> dict[int, PlanFacts]:
    """Figures by project id, in three queries whatever the number of plans (two where the baselines are known).

    `next_only`: of the milestones only the next, without owner and slip.
    """
    by_id = {plan.pk: plan for plan in plans}
    current = current_baselines(by_id) if baselines is None else baselines
    counts = _counts(by_id, today)
    found_milestones = _next_milestones(by_id) if next_only else _milestones(by_id)
    found = {}
    for pk, plan in by_id.items():
        baseline = current.get(pk)
        found[plan.project_id] = PlanFacts(
            plan,
            plan.finish_on,
            baseline,
            baseline.finish_on if baseline else None,
            slip(plan, baseline),
            *counts.get(pk, (0, 0, 0, 0, 0, 0)),
            found_milestones.get(pk, []),
        )
    return found


def slip(plan: Plan, baseline: Baseline | None) -> int | None:
    """Working days its finish lies behind the baseline; None where one of them has none."""
    agreed = baseline.finish_on if baseline else None
    if agreed is None or plan.finish_on is None:
        return None
    return planning.company_table(plan).count(agreed, plan.finish_on)


def current_baselines(plans: Mapping[int, Plan]) -> dict[int, Baseline]:
    """The baseline slips count against, by plan (one query)."""
    return {b.plan_id: b for b in Baseline.objects.filter(plan__in=plans, is_current=True)}


def _counts(plans: Mapping[int, Plan], today: date) -> dict[int, tuple[int, int, int, int, int, int]]:
    """Tasks, done, critical, late and with negative float, summaries and inactive rows aside; and rows at all."""
    task, open_ = Q(is_summary=False, active=True), Q(percent__lt=100)
    rows = Task.objects.filter(plan__in=plans).order_by().values_list("plan_id")
    counted = rows.annotate(
        tasks=Count("pk", filter=task),
        done=Count("pk", filter=task & Q(percent=100)),
        critical_ones=Count("pk", filter=task & open_ & Q(critical=True)),
        late=Count("pk", filter=task & open_ & Q(finish_on__lt=today)),
        negative=Count("pk", filter=task & open_ & Q(total_float__lt=0)),
        rows=Count("pk"),
    )
    return {
        plan_id: (tasks, done, critical, late, below, n) for plan_id, tasks, done, critical, late, below, n in counted
    }


def _next_milestones(plans: Mapping[int, Plan]) -> dict[int, list[Milestone]]:
    """Of every plan the first that is not reached, with its name and day (one query)."""
    found: dict[int, list[Milestone]] = {}
    tasks = Task.objects.filter(plan__in=plans, is_milestone=True, active=True, percent__lt=100)
    for task in tasks.order_by("finish", "position").only("plan_id", "name", "name_en", "finish_on", "percent"):
        found.setdefault(task.plan_id, [Milestone(task)])
    return found


def _milestones(plans: Mapping[int, Plan]) -> dict[int, list[Milestone]]:
    tasks = Task.objects.filter(plan__in=plans, is_milestone=True, active=True)
    return with_baselines(agreed(tasks).select_related("owner").order_by("finish", "position"), plans)


def agreed(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Tasks with `agreed_finish`, in the baseline slips count against, and `moved_times`."""
    row = BaselineTask.objects.filter(task=OuterRef("pk"), baseline__is_current=True)
    moves = MilestoneMove.objects.filter(task=OuterRef("pk")).order_by().values("task").annotate(n=Count("pk"))
    return tasks.annotate(agreed_finish=Subquery(row.values("finish")[:1]), moved_times=Subquery(moves.values("n")))


def with_baselines(tasks: Iterable[Task], plans: Mapping[int, Plan]) -> dict[int, list[Milestone]]:
    """Milestones (see `agreed`) by plan with their baseline day, slip and number of moves."""
    found: dict[int, list[Milestone]] = {}
    for task in tasks:
        task.plan = plans[task.plan_id]
    for one in as_milestones(tasks):
        found.setdefault(one.task.plan_id, []).append(one)
    return found


def as_milestones(tasks: Iterable[Task]) -> list[Milestone]:
    """In the order of the tasks (see `agreed`), which know their plans."""
    found, tables = [], dict[int, WorkdayTable]()
    for task in tasks:
        if task.plan_id not in tables:
            tables[task.plan_id] = planning.company_table(task.plan)
        finish = getattr(task, "agreed_finish", None)
        on = planning.last_day(finish) if finish is not None else None
        slip = tables[task.plan_id].count(on, task.finish_on) if on and task.finish_on else None
        found.append(Milestone(task, on, slip, getattr(task, "moved_times", None) or 0))
    return found


def milestones(user: Any, view: str, today: date) -> QuerySet[Task]:
    """Milestones of open projects' plans, by day: "open", "late", "slipped" (behind the baseline), "mine" or "all"."""
    rows = visible_tasks(user).filter(is_milestone=True, active=True, plan__project__state__in=("active", "on_hold"))
    rows = agreed(rows).order_by("finish", "pk")
    if view == "mine":
        return rows.filter(owner=user)
    if view in ("open", "late", "slipped"):
        rows = rows.exclude(percent=100)
    if view == "late":
        return rows.filter(finish_on__lt=today)
    if view == "slipped":
        # Days, not minutes: a plan may use other hours than its baseline did.
        return rows.annotate(day=(F("finish") - 1) / DAY, agreed_day=(F("agreed_finish") - 1) / DAY).filter(
            day__gt=F("agreed_day")
        )
    return rows


def facts_of(plan: Plan, today: date) -> PlanFacts:
    return facts([plan], today)[plan.project_id]


def links_around(task: Task) -> list[TaskLink]:
    """Links into and out of a row the reader may see (one query)."""
    rows = TaskLink.objects.filter(Q(predecessor=task) | Q(successor=task))
    return list(rows.select_related("predecessor", "successor").order_by("predecessor__position", "pk"))


def task_ids(plan: Plan) -> set[int]:
    return set(Task.objects.filter(plan=plan).values_list("pk", flat=True))


def of_project(project_id: int) -> Plan | None:
    """The plan of a project whose plan the caller may change."""
    return Plan.objects.filter(project=project_id).first()


def moves_of(task: Task) -> list[MilestoneMove]:
    """Newest first."""
    return list(task.moves.select_related("moved_by").order_by("-moved_at", "-pk"))


def find(user: Any, words: Q) -> QuerySet[Task]:
    return visible_tasks(user).filter(words).order_by("-is_milestone", "plan__project__key", "position")
