"""Take an edit back, and forth again. Refused where somebody changed the same cells since."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.access import policy
from pmo.records import Conflict
from pmo.texts import Sentence
from projects.schedule import hanging
from projects.schedule.choices import EditKind
from projects.schedule.models import Plan, PlanEdit, Task, TaskLink
from projects.schedule.services import writing
from projects.schedule.services.board import Board
from projects.schedule.services.editing import Outcome, edit, lock
from projects.schedule.services.settings import recompute

# How many edits are looked through at once.
STEPS = 100


def last_steps(plan: Plan, by: Any) -> tuple[PlanEdit | None, PlanEdit | None]:
    """What a person can undo, their newest edit that still counts, and what they can redo (one query, seldom two).

    An undoing can be taken back while nothing new was done since.
    """
    # The journals are large and only the one that is gone back to is read.
    rows = PlanEdit.objects.filter(plan=plan, made_by=by).order_by("-number").defer("before", "after")
    own = list(rows[:STEPS])
    undo_ = next((row for row in own if row.kind != EditKind.UNDO and row.undone_by_id is None), None)
    if undo_ is None and len(own) == STEPS:
        # Many undoings in a row stand before the edit they lead to.
        undo_ = rows.filter(undone_by__isnull=True).exclude(kind=EditKind.UNDO).first()
    return undo_, _to_redo(own)


def _to_redo(own: list[PlanEdit]) -> PlanEdit | None:
    for found in own:
        if found.kind == EditKind.UNDO and found.undone_by_id is None:
            return found
        if found.kind not in (EditKind.UNDO, EditKind.REDO):
            return None
    return None


def undo(*, by: Any, plan: Plan, now: datetime) -> Outcome:
    """Take back one's own last edit. Raises Forbidden or Conflict."""
    policy.require(by, "change", plan)
    found, _redo = last_steps(plan, by)
    if found is None:
        raise Conflict(_("You have no edit of this plan to undo."), code="nothing_to_undo")
    return _reverse(by, plan, found, EditKind.UNDO, now)


def redo(*, by: Any, plan: Plan, now: datetime) -> Outcome:
    """Do again what was just undone. Raises Forbidden or Conflict."""
    policy.require(by, "change", plan)
    _undo, found = last_steps(plan, by)
    if found is None:
        raise Conflict(_("There is nothing to redo."), code="nothing_to_redo")
    return _reverse(by, plan, found, EditKind.REDO, now)


@transaction.atomic
def _reverse(by: Any, plan: Plan, found: PlanEdit, kind: EditKind, now: datetime) -> Outcome:
    lock(plan)
    found.refresh_from_db()
    if found.undone_by_id is not None:
        raise Conflict(_("This edit was undone already."), code="undone")
    said = Sentence.from_json(found.summary)
    what = texts.nested(said) if said else ""
    if said and said.key in ("schedule.edit.undo", "schedule.edit.redo"):
        what = said.params["what"]
    outcome = edit(
        by=by,
        plan=plan,
        change=lambda board: _restore(board, found),
        now=now,
        kind=kind,
        summary=Sentence(f"schedule.edit.{kind}", {"what": what}),
    )
    if outcome.edit is not None:
        PlanEdit.objects.filter(pk=found.pk).update(undone_by=outcome.edit)
    if hanging.bring_back(found.before.get("hanging", {}), set(outcome.board.by_id)):
        return _joined(outcome, recompute(plan=plan, now=now, because="people"))
    return outcome


def _joined(first: Outcome, then: Outcome) -> Outcome:
    """Both as one: the people who came back with their tasks may have moved dates once more."""
    newest = {task.pk: task for task in (*first.changed, *then.changed)}
    return replace(first, plan=then.plan, board=then.board, schedule=then.schedule, changed=list(newest.values()))


def _restore(board: Board, found: PlanEdit) -> None:
    """Put a board back to how it was before an edit."""
    _check(board, found)
    before = found.before
    for key, values in before["tasks"].items():
        if values is None:
            _remove(board, int(key))
        elif int(key) in board.by_id:
            _set(board.by_id[int(key)], values)
        else:
            _bring_back(board, int(key), values)
    if "order" in before:
        _reorder(board, before["order"])
    for key, values in before["links"].items():
        if values is None:
            board.links = {pair: link for pair, link in board.links.items() if link.pk != int(key)}
        else:
            _link_back(board, int(key), values)


def _check(board: Board, found: PlanEdit) -> None:
    """Every cell must still be as the edit left it."""
    for key, values in found.after["tasks"].items():
        task = board.by_id.get(int(key))
        if (task is None) != (values is None):
            raise _overtaken(task)
        if task is None or values is None:
            continue
        for name, value in values.items():
            computed = task.is_summary and name in ("duration", "percent")
            if name != "uid" and not computed and getattr(task, name) != writing.restored(name, value):
                raise _overtaken(task)
    order = found.after.get("order")
    if order is not None and [task_id for task_id, _level in order] != [task.pk for task in board.tasks]:
        raise _overtaken(None)


def _overtaken(task: Task | None) -> Conflict:
    if task is None:
        return Conflict(_("The plan was changed since; this edit can no longer be undone."), code="overtaken")
    return Conflict(
        _("“%(name)s” was changed since; this edit can no longer be undone."),
        code="overtaken",
        params={"name": task.label},
    )


def _remove(board: Board, task_id: int) -> None:
    board.tasks = [task for task in board.tasks if task.pk != task_id]
    board.by_id.pop(task_id, None)
    board.links = {pair: link for pair, link in board.links.items() if task_id not in pair}


def _bring_back(board: Board, task_id: int, values: dict[str, Any]) -> None:
    task = Task(plan=board.plan, uid=values["uid"], level=1)
    task.pk = task_id
    _set(task, values)
    board.tasks.append(task)
    board.by_id[task_id] = task


def _set(task: Task, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(task, name, writing.restored(name, value))


def _reorder(board: Board, order: list[list[int]]) -> None:
    board.tasks = [board.by_id[task_id] for task_id, _level in order]
    for task_id, level in order:
        board.by_id[task_id].level = level


def _link_back(board: Board, link_id: int, values: dict[str, Any]) -> None:
    link = next((x for x in board.links.values() if x.pk == link_id), None) or TaskLink(pk=link_id, plan=board.plan)
    for name, value in values.items():
        setattr(link, name, writing.restored(name, value))
    board.links[link.predecessor_id, link.successor_id] = link
