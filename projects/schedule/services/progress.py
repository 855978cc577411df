"""Progress, told by those who do the work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.access import policy
from pmo.records import Invalid
from pmo.texts import Sentence
from projects.schedule.choices import EditKind
from projects.schedule.models import Task
from projects.schedule.services.board import Board
from projects.schedule.services.editing import Outcome, edit
from projects.schedule.services.fields import FieldWriter
from projects.schedule.services.ops import check_version

REPORTED = frozenset({"percent", "actual_start", "actual_finish", "remaining"})


def report_progress(
    *, by: Any, task: Task, values: Mapping[str, Any], now: datetime, expected: int | None = None, note: str = ""
) -> Outcome:
    """How far a task is. Raises Forbidden, Conflict, Invalid or StaleWrite."""
    policy.require(by, "report", task)
    unknown = set(values) - REPORTED
    if unknown:
        raise Invalid(_("Only progress can be reported here."), code="unknown_field", field=sorted(unknown)[0])

    def change(board: Board) -> None:
        row = board.get(task.pk)
        check_version(row, expected)
        FieldWriter(board, by).write(row, values)

    return edit(
        by=by,
        plan=task.plan,
        change=change,
        now=now,
        kind=EditKind.EDIT,
        summary=Sentence("schedule.edit.progress", {"task": texts.name(task)}),
        reason=note,
    )
