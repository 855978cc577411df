"""A plan held against the fourteen checks of the DCMA, with the tasks behind every figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from projects.engines import dcma
from projects.engines.worktime import to_date
from projects.schedule import planning
from projects.schedule.choices import HARD, LinkKind
from projects.schedule.models import BaselineTask, Plan, Task, TaskLink
from projects.schedule.selectors.plans import current_baseline

# The critical path test: a delay nobody would plan, in working days.
DELAY = 600

# By how many working days a plan's finish moves when a task takes so many longer.
Moves = Callable[[Plan, Task, int], int]
Staffed = Callable[[Plan], set[int]]
_staffed: list[Staffed] = []


def register_staffed(source: Staffed) -> None:
    """Who knows the people on tasks says which tasks have some; until then an owner counts."""
    _staffed[:] = [source]


@dataclass(frozen=True)
class Line:
    """A check with its tasks, as rows of the plan."""

    check: dcma.Check
    tasks: list[Task]


@dataclass(frozen=True)
class Quality:
    lines: list[Line]
    status_on: date
    met: int
    asked: int


def quality(plan: Plan, today: date, moves: Moves | None = None) -> Quality:
    """The fourteen checks; without `moves` the critical path test is left out (five queries)."""
    tasks = list(Task.objects.filter(plan=plan, active=True).order_by("position"))
    case = case_of(plan, tasks, today, moves)
    by_id = {task.pk: task for task in tasks}
    checks = dcma.assess(case)
    lines = [Line(check, [by_id[key] for key in check.rows if key in by_id]) for check in checks]
    asked = [check for check in checks if check.passed is not None]
    return Quality(lines, date.fromordinal(case.status), sum(bool(check.passed) for check in asked), len(asked))


def case_of(plan: Plan, tasks: list[Task], today: date, moves: Moves | None = None) -> dcma.Case:
    status = to_date(plan.status_at) if plan.status_at is not None else today
    baseline = current_baseline(plan)
    agreed = _agreed(baseline.pk) if baseline else {}
    links = list(TaskLink.objects.filter(plan=plan))
    before, after = {link.successor_id for link in links}, {link.predecessor_id for link in links}
    staffed = _staffed[0](plan) if _staffed else set()
    leaves = [task for task in tasks if not task.is_summary]
    rows = [_row(plan, task, agreed, before, after, staffed) for task in leaves]
    open_ = {task.pk for task in leaves if task.percent < 100}
    arcs = [
        dcma.Arc(link.successor_id, link.kind == LinkKind.FS, link.lag) for link in links if link.successor_id in open_
    ]
    table = planning.company_table(plan)
    slack, remaining = None, 0.0
    if plan.finish_on is not None:
        remaining = float(max(table.count(status, plan.finish_on), 0))
        if baseline is not None and baseline.finish_on is not None:
            slack = float(table.count(plan.finish_on, baseline.finish_on))
    path = _path_moves(plan, leaves, moves)
    return dcma.Case(rows, arcs, status.toordinal(), remaining, slack, path)


def _agreed(baseline_id: int) -> dict[int | None, int]:
    """Baseline finish by task id, as day ordinals."""
    rows = BaselineTask.objects.filter(baseline=baseline_id).values_list("task_id", "finish")
    return {task_id: planning.last_day(finish).toordinal() for task_id, finish in rows}


def _row(
    plan: Plan, task: Task, agreed: dict[int | None, int], before: set[int], after: set[int], staffed: set[int]
) -> dcma.Row:
    day = float(plan.hours_per_day * 60)
    done = task.percent == 100
    return dcma.Row(
        key=task.pk,
        days=task.duration / day,
        total_float=round(task.total_float / day, 2),
        done=done,
        started=task.percent > 0 or task.actual_start is not None,
        milestone=task.is_milestone or task.duration == 0,
        has_predecessor=task.pk in before,
        has_successor=task.pk in after,
        hard=task.constraint in HARD,
        staffed=task.pk in staffed or task.owner_id is not None,
        start=to_date(task.start).toordinal(),
        finish=planning.last_day(task.finish).toordinal(),
        baseline_finish=agreed.get(task.pk),
        actual_start=None if task.actual_start is None else to_date(task.actual_start).toordinal(),
        actual_finish=None if task.actual_finish is None else planning.last_day(task.actual_finish).toordinal(),
    )


def _path_moves(plan: Plan, leaves: list[Task], moves: Moves | None) -> bool | None:
    """Whether a delay of the first unfinished task of the longest path moves the finish by as much."""
    path = [task for task in leaves if task.longest and task.percent < 100 and task.duration > 0]
    if moves is None or not path:
        return None
    first = min(path, key=lambda task: task.start)
    return moves(plan, first, DELAY) >= DELAY - 1
