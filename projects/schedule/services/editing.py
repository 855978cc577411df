"""The one door through which a plan changes: load, edit in memory, schedule, write what differs, remember it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict
from pmo.texts import Sentence
from projects.engines import cpm
from projects.schedule import planning, sentences
from projects.schedule.choices import EditKind
from projects.schedule.models import MilestoneMove, Plan, PlanEdit, Task
from projects.schedule.services import cache, writing
from projects.schedule.services.board import Board
from projects.schedule.services.ops import Editor, Op

Change = Callable[[Board], None]


@dataclass
class Outcome:
    """What an edit did. `changed` rows carry their new columns; `removed` are ids; `edit` is None for a preview."""

    plan: Plan
    board: Board
    schedule: cpm.Schedule
    changed: list[Task]
    removed: list[int] = field(default_factory=list)
    order_changed: bool = False
    links_changed: bool = False
    edit: PlanEdit | None = None


def apply(
    *,
    by: Any,
    plan: Plan,
    ops: Sequence[Op],
    now: datetime,
    kind: EditKind = EditKind.EDIT,
    summary: Sentence | None = None,
    expected: int | None = None,
) -> Outcome:
    """Run operations on a plan, all or none. `expected`: the plan's version, when any change meanwhile matters.

    Raises Forbidden, Conflict (project closed), Invalid (with the chain by name) or StaleWrite.
    """
    policy.require(by, "change", plan)
    said = summary or describe(ops)
    return edit(
        by=by,
        plan=plan,
        change=lambda board: Editor(board, by).run(ops),
        now=now,
        kind=kind,
        summary=said,
        expected=expected,
    )


@transaction.atomic
def edit(
    *,
    by: Any,
    plan: Plan,
    change: Change,
    now: datetime,
    kind: EditKind,
    summary: Sentence,
    expected: int | None = None,
    reason: str = "",
) -> Outcome:
    """As `apply` with any change of the board. The caller has checked the right."""
    locked = lock(plan)
    if expected is not None and locked.version != expected:
        raise Conflict(_("The plan was changed in the meantime. Look at it again."), code="plan_changed")
    rows = planning.load(locked)
    before = writing.Snapshot.of(rows)
    board = Board(rows)
    change(board)
    board.settle()
    scheduled = schedule(board)
    outcome = writing.write(board, before, scheduled.schedule, now)
    if not outcome.differs:
        return Outcome(locked, board, scheduled.schedule, [])
    made = _remember(locked, outcome, by, kind, summary, now)
    _moves(outcome, before, made, by, reason, now)
    audit.record(
        by=by,
        act=f"plan.{kind}",
        obj=locked,
        project_id=locked.project_id,
        now=now,
        after={"edit": made.number, "tasks": len(outcome.touched), "finish": locked.finish_on},
        before={"finish": before.finish_on},
        reason=reason,
    )
    if not outcome.created:
        cache.keep(locked, scheduled)
    return Outcome(
        locked,
        board,
        scheduled.schedule,
        outcome.changed,
        outcome.removed,
        outcome.order_changed,
        outcome.links_changed,
        made,
    )


def preview(*, by: Any, plan: Plan, ops: Sequence[Op]) -> Outcome:
    """What operations would do; nothing is written. Raises as `apply`."""
    policy.require(by, "change", plan)
    rows = planning.load(plan)
    before = writing.Snapshot.of(rows)
    board = Board(rows)
    Editor(board, by).run(ops)
    board.settle()
    found = schedule(board).schedule
    outcome = writing.fill(board, before, found)
    return Outcome(plan, board, found, outcome.changed, outcome.removed, outcome.order_changed, outcome.links_changed)


def lock(plan: Plan) -> Plan:
    """The plan's row, held until the end of the transaction. Raises Conflict when the project is closed."""
    row = Plan.objects.select_for_update(of=("self",)).select_related("project", "work_calendar").get(pk=plan.pk)
    if not row.project.is_open:
        raise Conflict(_("The project is closed; its plan stays as it is."), code="project_closed")
    return row


def schedule(board: Board) -> cpm.Scheduler:
    """The scheduled board. Raises Invalid with the offending rows by name."""
    rows = planning.PlanRows(
        board.plan, board.tasks, list(board.links.values()), board.rows.calendars, board.rows.resources
    )
    try:
        return cache.scheduled(board.plan, planning.network_of(rows))
    except cpm.PlanError as error:
        raise sentences.refusal(error, {task.pk: task.label for task in board.tasks}) from error


def describe(ops: Sequence[Op]) -> Sentence:
    """What an edit was, from its operations."""
    kinds = {str(op.get("op")) for op in ops}
    code = next(iter(kinds)) if len(kinds) == 1 else "several"
    return Sentence(f"schedule.edit.{code}" if code in sentences.EDITS else "schedule.edit.several", {"n": len(ops)})


def _remember(
    plan: Plan, outcome: writing.Written, by: Any, kind: EditKind, summary: Sentence, now: datetime
) -> PlanEdit:
    last = PlanEdit.objects.filter(plan=plan).order_by("-number").values_list("number", flat=True).first()
    return PlanEdit.objects.create(
        plan=plan,
        number=(last or 0) + 1,
        kind=kind,
        made_at=now,
        made_by=by,
        summary=summary.to_json(),
        before=outcome.before_json,
        after=outcome.after_json,
    )


def _moves(
    outcome: writing.Written, before: writing.Snapshot, edit: PlanEdit, by: Any, reason: str, now: datetime
) -> None:
    """The history of milestones that got another day."""
    table = planning.company_table(edit.plan)
    moves = []
    for task in outcome.changed:
        old, new = before.finish_of(task.pk), task.finish_on
        if task.is_milestone and old is not None and new is not None and old != new:
            days = table.count(old, new)
            moves.append(
                MilestoneMove(
                    task=task,
                    moved_at=now,
                    moved_by=by,
                    from_on=old,
                    to_on=new,
                    workdays=days,
                    reason=reason[:300],
                    edit=edit,
                )
            )
    MilestoneMove.objects.bulk_create(moves)
