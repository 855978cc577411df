"""What happened to one row of a plan: the edits that changed it and the acts about it, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from pmo.accounts.models import User
from pmo.audit import selectors as audit
from pmo.audit.models import AuditEntry
from pmo.texts import Sentence
from pmo.web import formats
from projects.engines.worktime import to_date
from projects.schedule import durations
from projects.schedule.choices import Constraint
from projects.schedule.models import PlanCalendar, PlanEdit, Task

MOST = 30
LONGEST = 120
_MOMENTS = ("constraint_at", "deadline_at", "manual_start", "manual_finish", "actual_start", "actual_finish")
# Said by another value of the same edit, or by nothing a reader cares for.
_SILENT = ("uid", "duration_unit", "elapsed", "estimated", "not_before")

Json = Mapping[str, Any]


def of_task(task: Task) -> list[AuditEntry]:
    """Entries as the history draws them (three queries); those of edits are made for reading and not stored."""
    found = [*_edits(task), *audit.history(task, MOST)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:MOST]


def _edits(task: Task) -> list[AuditEntry]:
    key = str(task.pk)
    rows = PlanEdit.objects.filter(plan=task.plan_id, after__tasks__has_key=key).order_by("-number")[:MOST]
    # A number in a path of JSON means a place in a list, so the whole journal of the edit is read.
    read = rows.values_list("made_at", "made_by", "summary", "before", "after")
    told = [(at, by, said, before["tasks"].get(key), after["tasks"][key]) for at, by, said, before, after in read]
    people = _people(told)
    return [
        AuditEntry(
            at=at,
            actor=people.get(by),
            kind="task",
            act=_words(summary),
            before=_shown(before or {}, after or {}, task, people),
            after=_shown(after or {}, before or {}, task, people) if before else {},
        )
        for at, by, summary, before, after in told
    ]


def _words(summary: Json) -> str:
    sentence = Sentence.from_json(summary)
    return sentence.plain() if sentence else ""


def _people(told: Iterable[tuple[Any, ...]]) -> dict[int | None, User]:
    """Who edited, and who owned."""
    ids = {by for _at, by, *_rest in told}
    for *_head, before, after in told:
        ids |= {values.get("owner_id") for values in (before, after) if values}
    return {user.pk: user for user in User.objects.filter(pk__in=ids - {None})}


def _shown(values: Json, other: Json, task: Task, people: Mapping[int | None, User]) -> dict[str, str]:
    """What differs, field by field, as people read it. Nothing for a row that came or went as a whole."""
    if not other:
        return {}
    names = [name for name in values if name not in _SILENT]
    return {name: _value(name, values, task, people) for name in names}


def _value(name: str, values: Json, task: Task, people: Mapping[int | None, User]) -> str:
    value = values[name]
    if value is None or value == "":
        return ""
    if name == "owner_id":
        return people[value].label if value in people else ""
    if name in _MOMENTS:
        return formats.iso(to_date(value))
    if name in ("duration", "remaining"):
        unit = values.get("duration_unit", task.duration_unit)
        return durations.show(value, unit, task.plan, elapsed=bool(values.get("elapsed", task.elapsed)))
    if name == "percent":
        return formats.pct(Decimal(value))
    if name == "constraint":
        return str(Constraint(value).label)
    if name == "calendar_id":
        return str(PlanCalendar.objects.filter(pk=value).values_list("name", flat=True).first() or "")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return Truncator(str(value)).chars(LONGEST)
