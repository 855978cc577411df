"""What differs between a plan as it was read and the board it became: written once, in few statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db import connection

from projects.engines import cpm
from projects.engines.worktime import to_date
from projects.schedule import hanging, planning
from projects.schedule.models import Plan, Task, TaskLink
from projects.schedule.planning import COMPUTED, PlanRows
from projects.schedule.services.board import Board

# What people say of a row; undoing brings exactly these back. Place and level travel as the order of the outline.
TOLD = (
    "name", "name_en", "notes", "owner_id", "is_milestone", "acceptance", "wave", "priority", "duration",
    "duration_unit", "elapsed", "estimated", "constraint", "constraint_at", "deadline_at", "not_before", "manual",
    "manual_start", "manual_finish", "calendar_id", "ignore_resource_calendars", "active", "percent", "actual_start",
    "actual_finish", "remaining",
)  # fmt: skip
PLACE = ("position", "level", "wbs", "parent_id")
LINK = ("predecessor_id", "successor_id", "kind", "lag", "lag_unit", "lag_elapsed", "lag_percent")
BATCH = 500
# What the scheduler alone sets, of simple types.
DATES = frozenset(COMPUTED) - {"percent", "duration", "is_summary"}

# All at once, for a plan is compared row by row with every edit.
KEPT = tuple(sorted({*TOLD, *PLACE, *COMPUTED}))
_of_task = attrgetter(*KEPT)
_of_link = attrgetter(*LINK)

Json = dict[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """A plan as it was read: of each row the values of KEPT, of each link those of LINK."""

    tasks: Mapping[int, tuple[Any, ...]]
    order: tuple[tuple[int, int], ...]
    links: Mapping[int, tuple[Any, ...]]
    finish_on: date | None
    uids: Mapping[int, int]

    @classmethod
    def of(cls, rows: PlanRows) -> Snapshot:
        return cls(
            {task.pk: _of_task(task) for task in rows.tasks},
            tuple((task.pk, task.level) for task in rows.tasks),
            {link.pk: _of_link(link) for link in rows.links},
            rows.plan.finish_on,
            {task.pk: task.uid for task in rows.tasks},
        )

    def task(self, task_id: int) -> dict[str, Any]:
        return dict(zip(KEPT, self.tasks[task_id], strict=True))

    def finish_of(self, task_id: int) -> date | None:
        return self.task(task_id)["finish_on"] if task_id in self.tasks else None


@dataclass
class Written:
    """`changed`: rows any column of which differs, `shifted` ids of those that only stand elsewhere in time; `touched`:
    ids of those people themselves changed."""

    changed: list[Task]
    shifted: set[int]
    created: list[Task]
    removed: list[int]
    touched: set[int]
    order_changed: bool
    links_changed: bool
    # What hung on removed rows, see `hanging`.
    hanging: Json = field(default_factory=dict)
    before_json: Json = field(default_factory=dict)
    after_json: Json = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        return bool(self.changed or self.removed or self.order_changed or self.links_changed)


def fill(board: Board, before: Snapshot, schedule: cpm.Schedule) -> Written:
    """Give the rows their computed columns, and tell which rows differ. Writes nothing."""
    answers = planning.columns(schedule)
    changed, created, touched, shifted = [], [], set(), set()
    for task in board.tasks:
        for name, value in answers[task.pk].items():
            if name == "percent":
                value = Decimal(value).quantize(Decimal("0.01"))
            setattr(task, name, value)
        known, values = before.tasks.get(task.pk), _of_task(task)
        if values == known:
            continue
        changed.append(task)
        if known is None:
            created.append(task)
            continue
        differing = {name for name, old, new in zip(KEPT, known, values, strict=True) if old != new}
        if differing <= DATES:
            shifted.add(task.pk)
        told = differing.intersection(TOLD)
        # A row that was a summary before: its figures are computed. One that becomes a summary loses its own.
        if told - ({"duration", "percent"} if task.is_summary and known[KEPT.index("is_summary")] else set()):
            touched.add(task.pk)
    removed = [pk for pk in before.tasks if pk not in board.by_id]
    order = tuple((task.pk, task.level) for task in board.tasks)
    return Written(changed, shifted, created, removed, touched, order != before.order, _links_differ(board, before))


def _links_differ(board: Board, before: Snapshot) -> bool:
    return {link.pk: _of_link(link) for link in board.links.values()} != dict(before.links)


def write(board: Board, before: Snapshot, schedule: cpm.Schedule, now: datetime) -> Written:
    """Store the board: rows, links and the plan's own figures."""
    found = fill(board, before, schedule)
    plan = board.plan
    if found.differs or plan.finish != schedule.project_finish or plan.computed_at is None:
        if found.links_changed:
            _links_gone(board, before)
        _create(board, found, now)
        _update(found, now)
        # After the rest has its new parents: deleting a row takes along what lies below it.
        found.hanging = hanging.keep(found.removed)
        _delete(found.removed)
        if found.links_changed:
            _links(board, before, now)
        _plan(plan, board, schedule, now)
    found.before_json, found.after_json = _journal(board, before, found)
    return found


def _delete(ids: list[int]) -> None:
    if ids:
        Task.objects.filter(pk__in=ids).delete()


def _create(board: Board, found: Written, now: datetime) -> None:
    """New rows, outermost first: a row needs the id of its parent. Rows an undo brings back keep the id they had."""
    given: dict[int, int] = {}
    waiting = found.created
    while waiting:
        ready = [task for task in waiting if (task.parent_id or 0) >= 0 or task.parent_id in given]
        temporary = [task.pk for task in ready]
        for task in ready:
            task.parent_id = given.get(task.parent_id or 0, task.parent_id)
            task.created_at = task.updated_at = now
            if task.pk < 0:
                task.pk = None
        Task.objects.bulk_create(ready, batch_size=BATCH)
        given.update((old, task.pk) for old, task in zip(temporary, ready, strict=True))
        waiting = [task for task in waiting if task.parent_id is not None and task.parent_id < 0]
    for task in board.tasks:
        task.parent_id = given.get(task.parent_id or 0, task.parent_id)
    board.by_id = {task.pk: task for task in board.tasks}
    for link in board.links.values():
        link.predecessor_id = given.get(link.predecessor_id, link.predecessor_id)
        link.successor_id = given.get(link.successor_id, link.successor_id)
    board.links = {(link.predecessor_id, link.successor_id): link for link in board.links.values()}
    found.touched |= set(given.values())


def _update(found: Written, now: datetime) -> None:
    """Changed rows in one statement per batch; their version grows only where people changed something."""
    fresh = set(map(id, found.created))
    shifted = [task for task in found.changed if task.pk in found.shifted]
    for start in range(0, len(shifted), BATCH):
        _shift(shifted[start : start + BATCH])
    rows = [task for task in found.changed if id(task) not in fresh and task.pk not in found.shifted]
    for task in rows:
        if task.pk in found.touched:
            task.version, task.updated_at = task.version + 1, now
    names = sorted({*TOLD, *PLACE, *COMPUTED, "version", "updated_at"})
    Task.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=[_field(n) for n in names]
    )


def _prepared(task: Task, name: str) -> Any:
    """Numbers, flags and days as either database takes them."""
    value = getattr(task, name)
    return value.isoformat() if isinstance(value, date) else value


def _shift(rows: list[Task]) -> None:
    """The computed columns of rows that only moved, and nothing else: an edit near the start moves most of a plan."""
    fields: list[Any] = [Task._meta.get_field(name) for name in ("id", *sorted(DATES))]
    typed = connection.vendor == "postgresql"
    sets = ", ".join(
        f"{field.column} = " + (f"CAST(v.column{n} AS {field.db_type(connection)})" if typed else f"v.column{n}")
        for n, field in enumerate(fields[1:], start=2)
    )
    line = f"({', '.join(['%s'] * len(fields))})"
    values = [_prepared(task, field.attname) for task in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Task._meta.db_table} SET {sets} FROM (VALUES {', '.join([line] * len(rows))}) AS v"  # noqa: S608
            f" WHERE {Task._meta.db_table}.id = v.column1",
            values,
        )


def _field(column: str) -> str:
    return column.removesuffix("_id")


def _links_gone(board: Board, before: Snapshot) -> None:
    kept = {link.pk for link in board.links.values()}
    gone = [pk for pk in before.links if pk not in kept]
    if gone:
        TaskLink.objects.filter(pk__in=gone).delete()


def _links(board: Board, before: Snapshot, now: datetime) -> None:
    fresh = [link for link in board.links.values() if link.pk not in before.links]
    for link in fresh:
        link.created_at = link.updated_at = now
    TaskLink.objects.bulk_create(fresh, batch_size=BATCH)
    for link in board.links.values():
        known = before.links.get(link.pk)
        if known is not None and known != _of_link(link):
            link.version, link.updated_at = link.version + 1, now
            link.save(force_update=True)


def _plan(plan: Plan, board: Board, schedule: cpm.Schedule, now: datetime) -> None:
    """The plan's own figures; its version grows with every edit."""
    plan.finish, plan.version = schedule.project_finish, plan.version + 1
    plan.start_on = to_date(schedule.project_start) if board.tasks else to_date(plan.start)
    plan.finish_on = planning.last_day(plan.finish) if board.tasks else None
    plan.task_count = sum(not task.is_summary for task in board.tasks)
    plan.computed_at, plan.updated_at = now, now
    plan.calendar_mark = planning.calendar_mark(plan)
    plan.save(force_update=True)


# --- the journal ------------------------------------------------------------------------------------------------------


def _journal(board: Board, before: Snapshot, found: Written) -> tuple[Json, Json]:
    """What it takes to go back, and to go forth again: rows by id (null = not there), links by id, the outline."""
    old: Json = {"tasks": {}, "links": {}}
    new: Json = {"tasks": {}, "links": {}}
    fresh = set(map(id, found.created))
    for task in found.changed:
        key = str(task.pk)
        if id(task) in fresh:
            old["tasks"][key], new["tasks"][key] = None, {"uid": task.uid, **_told(task)}
        elif task.pk in found.touched:
            known = before.task(task.pk)
            names = [name for name in TOLD if known[name] != getattr(task, name)]
            old["tasks"][key] = {name: _plain(known[name]) for name in names}
            new["tasks"][key] = {name: _plain(getattr(task, name)) for name in names}
    for pk in found.removed:
        known = before.task(pk)
        old["tasks"][str(pk)] = {"uid": before.uids[pk], **{name: _plain(known[name]) for name in TOLD}}
        new["tasks"][str(pk)] = None
    if found.links_changed:
        _link_journal(board, before, old, new)
    if found.hanging:
        old["hanging"] = found.hanging
    if found.order_changed:
        old["order"] = [list(pair) for pair in before.order]
        new["order"] = [[task.pk, task.level] for task in board.tasks]
    return old, new


def _link_journal(board: Board, before: Snapshot, old: Json, new: Json) -> None:
    now = {link.pk: _of_link(link) for link in board.links.values()}
    for pk in {*before.links, *now}:
        a, b = before.links.get(pk), now.get(pk)
        if a != b:
            old["links"][str(pk)] = _plain_all(a)
            new["links"][str(pk)] = _plain_all(b)


def _told(task: Task) -> Json:
    return {name: _plain(getattr(task, name)) for name in TOLD}


def _plain_all(values: tuple[Any, ...] | None) -> Json | None:
    return None if values is None else {name: _plain(value) for name, value in zip(LINK, values, strict=True)}


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return str(value) if isinstance(value, Decimal) else value


def restored(name: str, value: Any) -> Any:
    """A value of the journal as the column holds it."""
    return Decimal(value) if name in ("percent", "lag_percent") and value is not None else value
