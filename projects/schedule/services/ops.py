"""Edits as data, the way the Gantt, the grid and programs send them, run on a board."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pmo.records import Invalid, StaleWrite
from projects.schedule import durations
from projects.schedule.choices import LINK_CODES, LinkKind
from projects.schedule.models import Task, TaskLink
from projects.schedule.services.board import DEEPEST, Board, kind_of
from projects.schedule.services.fields import FieldWriter, integer

Op = Mapping[str, Any]
MOST_OPS = 5_000
# Percent of a predecessor's duration.
MOST_SHARE = 99_999


class Editor:
    """Runs operations on a board, in order. Raises Invalid or StaleWrite; the board is then thrown away.

    set       id, fields [, version]           unlink    id, or from and to
    move      id, start [, version]            add       [after | before] [level] [fields] [key]
    link      from, to [, kind, lag]           delete    ids
    predecessors  id, text                     indent, outdent  ids
    reorder   ids, after [, level]             fill      ids, field, value

    `from`, `to`, `after` and `before` may be the `key` of a row added in the same edit.
    """

    def __init__(self, board: Board, by: Any) -> None:
        self.board = board
        self.fields = FieldWriter(board, by)
        self.keys: dict[str, int] = {}

    def run(self, ops: Sequence[Op]) -> None:
        if len(ops) > MOST_OPS:
            raise Invalid(_("At most %(n)s changes at once."), code="too_many", params={"n": MOST_OPS})
        for number, op in enumerate(ops, start=1):
            handler = _OPS.get(str(op.get("op", "")))
            if handler is None:
                raise Invalid(_("There is no such operation."), code="unknown_operation", field="op")
            try:
                handler(self, op)
            except Invalid as error:
                raise error if len(ops) == 1 else self._in_row(error, op, number) from error

    def _in_row(self, error: Invalid, op: Op, number: int) -> Invalid:
        """Of many rows at once the refusal says which."""
        fields = op.get("fields")
        if not isinstance(fields, Mapping):
            return error
        task = self.board.by_id.get(op["id"]) if isinstance(op.get("id"), int) else None
        name = task.label if task is not None else fields.get("label") or fields.get("name") or number
        return Invalid(
            _("“%(row)s”: %(why)s"),
            code=error.code,
            field=error.field,
            params={"row": str(name)[:60], "why": error.message},
        )

    # --- reading an operation ---------------------------------------------------------------------------------------

    def _id(self, value: Any) -> int:
        if isinstance(value, str) and value in self.keys:
            return self.keys[value]
        try:
            return int(value)
        except (TypeError, ValueError):
            raise Invalid(_("A task of this edit is not in the plan any more."), code="unknown_task") from None

    def _ids(self, op: Op) -> list[int]:
        ids = op.get("ids")
        if not isinstance(ids, Sequence) or isinstance(ids, str) or not ids:
            raise Invalid(_("Choose at least one row."), code="required", field="ids")
        return [self._id(value) for value in ids]

    def _task(self, op: Op) -> Task:
        task = self.board.get(self._id(op.get("id")))
        check_version(task, op.get("version"))
        return task

    def _optional(self, value: Any) -> int | None:
        return None if value is None else self._id(value)

    @staticmethod
    def _level(op: Op) -> int | None:
        level = integer(op["level"], "level") if op.get("level") else None
        if level is not None and not 1 <= level <= DEEPEST:
            raise Invalid(
                _("An outline has at most %(n)s levels."), code="too_deep", field="level", params={"n": DEEPEST}
            )
        return level

    # --- operations -------------------------------------------------------------------------------------------------

    def set(self, op: Op) -> None:
        fields = op.get("fields")
        if not isinstance(fields, Mapping):
            raise Invalid(_("Nothing to change was given."), code="required", field="fields")
        task = self._task(op)
        values = dict(fields)
        text = values.pop("predecessors", None)
        self.fields.write(task, values)
        if text is not None:
            self._predecessors(task, str(text))

    def move(self, op: Op) -> None:
        self.fields.write(self._task(op), {"start": op.get("start")})

    def fill(self, op: Op) -> None:
        for task_id in self._ids(op):
            self.fields.write(self.board.get(task_id), {str(op.get("field")): op.get("value")})

    def add(self, op: Op) -> None:
        after, before = self._optional(op.get("after")), self._optional(op.get("before"))
        task = self.board.add(after=after, before=before, level=self._level(op))
        task.duration = int(durations.minutes_per(self.board.plan, "d"))
        task.estimated = True
        task.start = task.finish = self.board.plan.start
        fields = op.get("fields") or {}
        values = {"name": str(_("New task")), **(fields if isinstance(fields, Mapping) else {})}
        text = values.pop("predecessors", None)
        self.fields.write(task, values)
        if op.get("key"):
            self.keys[str(op["key"])] = task.pk
        if text:
            self._predecessors(task, str(text))

    def delete(self, op: Op) -> None:
        self.board.delete(self._ids(op))

    def indent(self, op: Op) -> None:
        self.board.indent(self._ids(op))

    def outdent(self, op: Op) -> None:
        self.board.outdent(self._ids(op))

    def reorder(self, op: Op) -> None:
        self.board.reorder(self._ids(op), self._optional(op.get("after")), self._level(op))

    def link(self, op: Op) -> None:
        kind = op.get("kind", LinkKind.FS)
        number = kind_of(kind) if isinstance(kind, str) else kind
        if number not in LinkKind.values:
            raise Invalid(_("Links are FS, SS, FF or SF."), code="bad_kind", field="kind")
        lag = self._lag(op.get("lag", 0))
        self.board.link(
            self._id(op.get("from")),
            self._id(op.get("to")),
            kind=number,
            lag=lag.minutes,
            lag_unit=lag.unit,
            lag_elapsed=lag.elapsed or bool(op.get("elapsed")),
            lag_percent=self._share(op.get("percent")),
        )

    @staticmethod
    def _share(value: Any) -> Decimal | None:
        """A lag in percent of the predecessor's duration."""
        if value is None:
            return None
        try:
            share = Decimal(str(value)).quantize(Decimal("0.01"))
        except ArithmeticError:
            raise Invalid(_("Enter a number, such as 3.2."), code="not_a_number", field="percent") from None
        if not share.is_finite() or abs(share) > MOST_SHARE:
            raise Invalid(_("The lag is longer than any plan."), code="too_long", field="percent")
        return share

    def _lag(self, value: Any) -> durations.Amount:
        if isinstance(value, str):
            return durations.parse(value, self.board.plan, field="lag")
        minutes = integer(value or 0, "lag")
        if abs(minutes) > durations.MOST_MINUTES:
            raise Invalid(_("The lag is longer than any plan."), code="too_long", field="lag")
        return durations.Amount(minutes)

    def unlink(self, op: Op) -> None:
        if op.get("id") is not None:
            self.board.unlink(self._id(op["id"]))
        else:
            self.board.unlink_pair(self._id(op.get("from")), self._id(op.get("to")))

    def predecessors(self, op: Op) -> None:
        self._predecessors(self._task(op), str(op.get("text", "")))

    def _predecessors(self, task: Task, text: str) -> None:
        """Make the links of a row those of a list like 3, 5SS+2d. Rows count from 1."""
        wanted = durations.parse_links(text, self.board.plan)
        for pair in [pair for pair in self.board.links if pair[1] == task.pk]:
            if self.board.tasks.index(self.board.by_id[pair[0]]) + 1 not in {link.row for link in wanted}:
                del self.board.links[pair]
        for link in wanted:
            if not 1 <= link.row <= len(self.board.tasks):
                raise Invalid(
                    _("The plan has no row %(row)s."),
                    code="unknown_row",
                    field="predecessors",
                    params={"row": link.row},
                )
            self.board.link(
                self.board.tasks[link.row - 1].pk,
                task.pk,
                kind=LINK_CODES[link.kind],
                lag=link.lag.minutes,
                lag_unit=link.lag.unit,
                lag_elapsed=link.lag.elapsed,
                lag_percent=link.percent,
            )


_OPS: dict[str, Callable[[Editor, Op], None]] = {
    "set": Editor.set,
    "move": Editor.move,
    "fill": Editor.fill,
    "add": Editor.add,
    "delete": Editor.delete,
    "indent": Editor.indent,
    "outdent": Editor.outdent,
    "reorder": Editor.reorder,
    "link": Editor.link,
    "unlink": Editor.unlink,
    "predecessors": Editor.predecessors,
}


def check_version(row: Task | TaskLink, version: Any) -> None:
    """Refuse an edit of a row somebody changed meanwhile. Raises StaleWrite with the row as it is."""
    if version is not None and integer(version, "version") != row.version:
        raise StaleWrite(_("Someone else changed this in the meantime. Compare both versions."), current=row)
