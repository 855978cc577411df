"""A plan in memory: the outline as a list of rows with levels, edited row by row before anything is written.

The level of a row and its place decide whose child it is: indenting, outdenting and moving change nothing else.
New rows have negative ids until they are saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from pmo.records import Invalid
from projects.schedule.choices import LINK_CODES, LinkKind
from projects.schedule.models import Task, TaskLink
from projects.schedule.planning import PlanRows, parents_of

MOST_ROWS = 20_000
DEEPEST = 20


class Board:
    """`tasks` in outline order; `links` by (predecessor id, successor id)."""

    def __init__(self, rows: PlanRows) -> None:
        self.rows, self.plan = rows, rows.plan
        self.tasks: list[Task] = list(rows.tasks)
        self.links: dict[tuple[int, int], TaskLink] = {(x.predecessor_id, x.successor_id): x for x in rows.links}
        self.by_id: dict[int, Task] = {task.pk: task for task in self.tasks}
        self._uid = max((task.uid for task in self.tasks), default=0)
        self._temporary = 0

    # --- finding ----------------------------------------------------------------------------------------------------

    def get(self, task_id: int) -> Task:
        """Raises Invalid for a row that is not (any more) in this plan."""
        found = self.by_id.get(task_id)
        if found is None:
            raise Invalid(_("A task of this edit is not in the plan any more."), code="unknown_task")
        return found

    def row(self, task_id: int) -> int:
        """Place of a row, counted from 0."""
        return self.tasks.index(self.get(task_id))

    def block(self, row: int) -> int:
        """End (exclusive) of a row with everything below it."""
        level, end = self.tasks[row].level, row + 1
        while end < len(self.tasks) and self.tasks[end].level > level:
            end += 1
        return end

    def is_summary(self, task: Task) -> bool:
        row = self.row(task.pk)
        return self.block(row) > row + 1

    def _blocks(self, ids: Iterable[int]) -> list[tuple[int, int]]:
        """(begin, end) of the outermost of the given rows, in order."""
        found: list[tuple[int, int]] = []
        for row in sorted({self.row(task_id) for task_id in ids}):
            if not found or row >= found[-1][1]:
                found.append((row, self.block(row)))
        return found

    # --- the outline ------------------------------------------------------------------------------------------------

    def insert(self, at: int, level: int) -> Task:
        """A new row at a place; its level is brought within what the row above allows."""
        if len(self.tasks) >= MOST_ROWS:
            raise Invalid(_("A plan holds at most %(n)s rows."), code="too_many_rows", params={"n": MOST_ROWS})
        self._temporary -= 1
        task = Task(plan=self.plan, uid=self.next_uid())
        task.pk = task.id = self._temporary
        highest = self.tasks[at - 1].level + 1 if at else 1
        lowest = self.tasks[at].level - 1 if at < len(self.tasks) else 1
        task.level = max(1, min(level, highest), min(lowest, highest))
        self.tasks.insert(at, task)
        self.by_id[task.pk] = task
        return task

    def append(self, task: Task) -> None:
        """A row at the end, at the level it has."""
        self._temporary -= 1
        task.pk = task.id = self._temporary
        self.tasks.append(task)
        self.by_id[task.pk] = task

    def next_uid(self) -> int:
        self._uid += 1
        return self._uid

    def add(self, *, after: int | None = None, before: int | None = None, level: int | None = None) -> Task:
        """A row before or after another; without either at the end. After a summary means behind all of it."""
        if before is not None:
            at = self.row(before)
            return self.insert(at, level or self.tasks[at].level)
        if after is None:
            return self.insert(len(self.tasks), level or 1)
        row = self.row(after)
        inside = level is not None and level > self.tasks[row].level
        return self.insert(row + 1 if inside else self.block(row), level or self.tasks[row].level)

    def clear(self) -> None:
        self.tasks, self.by_id, self.links = [], {}, {}

    def delete(self, ids: Sequence[int]) -> None:
        """Rows with everything below them, and their links."""
        for begin, end in reversed(self._blocks(ids)):
            gone = {task.pk for task in self.tasks[begin:end]}
            del self.tasks[begin:end]
            for task_id in gone:
                del self.by_id[task_id]
            self.links = {pair: link for pair, link in self.links.items() if gone.isdisjoint(pair)}

    def indent(self, ids: Sequence[int]) -> None:
        """One level deeper, with everything below. Raises Invalid for the first row of its parent."""
        for begin, end in self._blocks(ids):
            if begin == 0 or self.tasks[begin].level > self.tasks[begin - 1].level:
                raise Invalid(
                    _("“%(name)s” has no task above it that could become its summary."),
                    code="cannot_indent",
                    params={"name": self.tasks[begin].label},
                )
            if max(task.level for task in self.tasks[begin:end]) >= DEEPEST:
                raise Invalid(_("An outline has at most %(n)s levels."), code="too_deep", params={"n": DEEPEST})
            for task in self.tasks[begin:end]:
                task.level += 1

    def outdent(self, ids: Sequence[int]) -> None:
        """One level up, with everything below; siblings that follow become its children."""
        for begin, end in self._blocks(ids):
            if self.tasks[begin].level == 1:
                raise Invalid(
                    _("“%(name)s” stands at the outermost level already."),
                    code="cannot_outdent",
                    params={"name": self.tasks[begin].label},
                )
            for task in self.tasks[begin:end]:
                task.level -= 1

    def reorder(self, ids: Sequence[int], after: int | None, level: int | None = None) -> None:
        """Move rows with everything below them behind another row (None: to the top)."""
        blocks = self._blocks(ids)
        moved = [self.tasks[begin:end] for begin, end in blocks]
        inside = {task.pk for block in moved for task in block}
        if after in inside:
            raise Invalid(_("A row cannot be moved into itself."), code="into_itself")
        rest = [task for task in self.tasks if task.pk not in inside]
        self.tasks = rest
        at = 0
        target = 1
        if after is not None:
            row = self.row(after)
            target = level or self.tasks[row].level
            at = row + 1 if target > self.tasks[row].level else self.block(row)
            target = min(target, self.tasks[row].level + 1)
        for block in reversed(moved):
            shift = target - block[0].level
            for task in block:
                task.level += shift
            self.tasks[at:at] = block

    def settle(self) -> None:
        """Positions, parents, WBS codes and which rows are summaries, from order and levels."""
        counts: list[int] = []
        highest = 0
        for task in self.tasks:
            task.level = min(task.level, highest + 1)
            highest = task.level
        parents = parents_of([task.level for task in self.tasks])
        for position, (task, parent) in enumerate(zip(self.tasks, parents, strict=True), start=1):
            del counts[task.level :]
            counts += [0] * (task.level - len(counts))
            counts[-1] += 1
            task.position, task.wbs, task.is_summary = position, ".".join(map(str, counts)), False
            task.parent_id = None if parent is None else self.tasks[parent].pk
            if parent is not None:
                self.tasks[parent].is_summary = True

    # --- links ------------------------------------------------------------------------------------------------------

    def link(
        self,
        predecessor: int,
        successor: int,
        *,
        kind: int = LinkKind.FS,
        lag: int = 0,
        lag_unit: str = "d",
        lag_elapsed: bool = False,
        lag_percent: Any = None,
    ) -> TaskLink:
        """A link, or other values for the one between the same rows."""
        a, b = self.get(predecessor), self.get(successor)
        found = self.links.get((a.pk, b.pk))
        if found is None:
            found = TaskLink(plan=self.plan, predecessor_id=a.pk, successor_id=b.pk)
            self.links[a.pk, b.pk] = found
        found.kind, found.lag, found.lag_unit = kind, lag, lag_unit
        found.lag_elapsed, found.lag_percent = lag_elapsed, lag_percent
        return found

    def unlink(self, link_id: int) -> None:
        for pair, link in self.links.items():
            if link.pk == link_id:
                del self.links[pair]
                return
        raise Invalid(_("This link is not in the plan any more."), code="unknown_link")

    def unlink_pair(self, predecessor: int, successor: int) -> None:
        if self.links.pop((predecessor, successor), None) is None:
            raise Invalid(_("This link is not in the plan any more."), code="unknown_link")


def kind_of(code: str) -> LinkKind:
    """FS, SS, FF, SF. Raises Invalid."""
    found = LINK_CODES.get(code.upper())
    if found is None:
        raise Invalid(_("Links are FS, SS, FF or SF."), code="bad_kind", field="kind")
    return found
