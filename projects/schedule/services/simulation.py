"""What would happen if: edits on a copy of a plan, nothing written and nobody's right asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pmo.records import DomainError
from projects.schedule import planning
from projects.schedule.models import Plan, Task
from projects.schedule.services import editing
from projects.schedule.services.board import Board
from projects.schedule.services.ops import Editor, Op
from projects.schedule.services.writing import Snapshot, fill


@dataclass(frozen=True)
class Moved:
    """A row that would get another finish; `workdays` later (negative: earlier)."""

    task_id: int
    name: str
    is_milestone: bool
    from_on: date
    to_on: date
    workdays: int


@dataclass(frozen=True)
class Simulation:
    finish_before: date | None
    finish_after: date | None
    workdays: int
    moved: tuple[Moved, ...]
    critical: tuple[str, ...]
    plan_version: int


def simulate(plan: Plan, ops: Sequence[Op]) -> Simulation:
    """Run operations on a copy. Raises Invalid or StaleWrite as `editing.apply` would."""
    return simulate_change(plan, lambda board: Editor(board, None).run(ops))


def simulate_change(plan: Plan, change: editing.Change) -> Simulation:
    """As `simulate` with any change of the board; the rows of the copy can be looked at by whoever makes it."""
    return simulate_on(planning.load(plan), change)


def simulate_on(rows: planning.PlanRows, change: editing.Change) -> Simulation:
    """As `simulate_change` on rows read before; they are changed."""
    plan = rows.plan
    before = Snapshot.of(rows)
    board = Board(rows)
    change(board)
    board.settle()
    schedule = editing.schedule(board).schedule
    written = fill(board, before, schedule)
    table = planning.company_table(plan)
    after = planning.last_day(schedule.project_finish) if board.tasks else None
    moved = []
    for task in written.changed:
        old, new = before.finish_of(task.pk), task.finish_on
        if old is not None and new is not None and old != new and not task.is_summary:
            moved.append(Moved(task.pk, task.label, task.is_milestone, old, new, table.count(old, new)))
    return Simulation(
        before.finish_on,
        after,
        table.count(before.finish_on, after) if before.finish_on and after else 0,
        tuple(moved),
        tuple(task.label for task in board.tasks if _on_path(task)),
        plan.version,
    )


def finish_moves(rows: planning.PlanRows, task: Task, days: int) -> int:
    """Working days the plan's finish moves when a task takes `days` longer; 0 where that cannot be computed."""
    duration = task.duration + int(days * rows.plan.hours_per_day * 60)
    ops: list[Op] = [{"op": "set", "id": task.pk, "fields": {"duration": duration}}]
    try:
        return simulate_on(rows, lambda board: Editor(board, None).run(ops)).workdays
    except DomainError:
        return 0


def _on_path(task: Task) -> bool:
    return task.longest and not task.is_summary
