"""A plan held against the fourteen checks of the DCMA, with the tasks behind every figure."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date

from projects.engines import dcma
from projects.engines.worktime import to_date
from projects.schedule import planning
from projects.schedule.choices import HARD, LinkKind
from projects.schedule.models import BaselineTask, Plan, Task

# The critical path test: a delay nobody would plan, in working days.
DELAY = 600

# By how many working days a plan's finish moves when a task takes so many longer.
# It may change the rows it is given.
Moves = Callable[[planning.PlanRows, Task, int], int]
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
    """The fourteen checks; without `moves` the critical path test is left out."""
    rows = planning.load(plan, calendars_too=moves is not None)
    tasks = [copy(task) for task in rows.tasks if task.active]
    case = case_of(rows, tasks, today, moves)
    by_id = {task.pk: task for task in tasks}
    checks = dcma.assess(case)
    lines = [Line(check, [by_id[key] for key in check.rows if key in by_id]) for check in checks]
    asked = [check for check in checks if check.passed is not None]
    return Quality(lines, date.fromordinal(case.status), sum(bool(check.passed) for check in asked), len(asked))


def case_of(rows: planning.PlanRows, tasks: list[Task], today: date, moves: Moves | None = None) -> dcma.Case:
    plan, links = rows.plan, rows.links
    status = to_date(plan.status_at) if plan.status_at is not None else today
    agreed, baseline_finish_on = _agreed(plan)
    before, after = {link.successor_id for link in links}, {link.predecessor_id for link in links}
    staffed = _staffed[0](plan) if _staffed else set()
    leaves = [task for task in tasks if not task.is_summary]
    held = [_row(plan, task, agreed, before, after, staffed) for task in leaves]
    open_ = {task.pk for task in leaves if task.percent < 100}
    arcs = [
        dcma.Arc(link.successor_id, link.kind == LinkKind.FS, link.lag) for link in links if link.successor_id in open_
    ]
    table = planning.company_table(plan)
    slack, remaining = None, 0.0
    if plan.finish_on is not None:
        remaining = float(max(table.count(status, plan.finish_on), 0))
        if baseline_finish_on is not None:
            slack = float(table.count(plan.finish_on, baseline_finish_on))
    path = _path_moves(rows, leaves, moves)
    return dcma.Case(held, arcs, status.toordinal(), remaining, slack, path)


def _agreed(plan: Plan) -> tuple[dict[int | None, int], date | None]:
    """Finish by task id in the current baseline, as day ordinals, and of the whole."""
    kept = BaselineTask.objects.filter(baseline__plan=plan, baseline__is_current=True)
    rows = list(kept.values_list("task_id", "finish", "baseline__finish_on"))
    by_task: dict[int | None, int] = {
        task_id: planning.last_day(finish).toordinal() for task_id, finish, _whole in rows
    }
    return by_task, rows[0][2] if rows else None


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


def _path_moves(rows: planning.PlanRows, leaves: list[Task], moves: Moves | None) -> bool | None:
    """Whether a delay of the first unfinished task of the longest path moves the finish by as much."""
    path = [task for task in leaves if task.longest and task.percent < 100 and task.duration > 0]
    if moves is None or not path:
        return None
    first = min(path, key=lambda task: task.start)
    return moves(rows, first, DELAY) >= DELAY - 1
