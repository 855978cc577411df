"""Two people edited the same row: what each of them wrote, side by side, for the script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _

from pmo.records import DomainError, StaleWrite
from pmo.texts import Sentence
from projects.engines.worktime import to_datetime
from projects.schedule import durations
from projects.schedule.js_texts import gantt_texts
from projects.schedule.models import Plan, PlanEdit, Task

_DATES = {"start", "finish", "constraint_at", "deadline_at"}


def compared(error: DomainError, ops: Sequence[Mapping[str, Any]], plan: Plan) -> HttpResponse | None:
    """The answer to a stale write of a task, with both versions and the operations that would save mine over it."""
    if not isinstance(error, StaleWrite) or not isinstance(error.current, Task):
        return None
    current = error.current
    mine = next((op for op in ops if op.get("id") == current.pk), {})
    again = [{**op, "version": current.version} if op.get("id") == current.pk else dict(op) for op in ops]
    found = {
        "code": error.code,
        "detail": error.message,
        "stale": {"by": _last_edit(plan), "fields": _fields(mine, current, plan), "again": again},
    }
    return HttpResponse(orjson.dumps(found), content_type="application/json", status=error.status)


def _last_edit(plan: Plan) -> str:
    edit = PlanEdit.objects.filter(plan=plan).select_related("made_by").order_by("-number").first()
    if edit is None or edit.made_by is None:
        return ""
    said = Sentence.from_json(edit.summary)
    return _("%(who)s %(what)s") % {"who": edit.made_by.label, "what": said or ""}


def _fields(op: Mapping[str, Any], current: Task, plan: Plan) -> list[dict[str, str]]:
    wanted = dict(op.get("fields") or {})
    if op.get("op") == "move":
        wanted["start"] = op.get("start")
    words = gantt_texts()
    return [
        {
            "label": words.get("col.name" if name == "label" else f"col.{name}", str(name)),
            "yours": _shown(name, value, plan),
            "theirs": _theirs(name, current, plan),
        }
        for name, value in wanted.items()
    ]


def _shown(name: str, value: Any, plan: Plan) -> str:
    if name in _DATES and isinstance(value, int):
        return f"{to_datetime(value):%Y-%m-%d}"
    if name == "duration" and isinstance(value, int):
        return durations.show(value, "d", plan)
    return str(value)


def _theirs(name: str, task: Task, plan: Plan) -> str:
    if name == "duration":
        return durations.show(task.duration, task.duration_unit, plan, elapsed=task.elapsed)
    value = getattr(task, name, "")
    return _shown(name, value, plan) if value is not None else ""
