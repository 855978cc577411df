"""The plan of communication: lines written, changed, done, taken from the standard order of messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.comms.choices import Channel, Topic
from changemgmt.comms.models import PlanEntry
from changemgmt.comms.samples import PLAN
from changemgmt.comms.services.common import require_open
from changemgmt.comms.services.drafts import check_concerned
from pmo import audit, calendars
from pmo.access import policy
from pmo.orgs.models import Unit
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio import dimensions
from projects.portfolio.models import Project

FIELDS = ("topic", "title", "title_en", "channel", "sender", "due_on", "note")


@transaction.atomic
def add_entry(*, by: Any, project: Project, now: datetime, units: Iterable[Unit] = (), **values: Any) -> PlanEntry:
    """Add a line. Raises Forbidden, Conflict (project closed) or Invalid (foreign units, no message)."""
    policy.require(by, "add", "comm_plan", project_id=project.pk)
    require_open(project)
    made, chosen = PlanEntry(project=project, **_known(values)), list(units)
    _check(made, chosen)
    create(made, now=now)
    made.units.set(chosen)
    _record(by, "comm_plan.added", made, now, after=_told(made, chosen))
    return made


@transaction.atomic
def change_entry(*, by: Any, entry: PlanEntry, now: datetime, expected: int | None = None, **values: Any) -> PlanEntry:
    """Raises Forbidden, Conflict, Invalid or StaleWrite."""
    policy.require(by, "change", entry)
    require_open(entry.project)
    had = list(entry.units.all())
    chosen = list(values.pop("units", had))
    before = _told(entry, had)
    for field, value in _known(values).items():
        setattr(entry, field, value)
    _check(entry, chosen)
    after = _told(entry, chosen)
    if before == after:
        return entry
    save(entry, now=now, expected=expected, fields=FIELDS)
    entry.units.set(chosen)
    changed = [key for key in after if before[key] != after[key]]
    _record(by, "comm_plan.changed", entry, now, before={k: before[k] for k in changed},
            after={k: after[k] for k in changed})  # fmt: skip
    return entry


@transaction.atomic
def mark_done(
    *, by: Any, entry: PlanEntry, on: date, today: date, now: datetime, expected: int | None = None
) -> PlanEntry:
    """It was said. Announcements tick their line off by themselves. Raises Forbidden, Conflict or Invalid."""
    policy.require(by, "change", entry)
    require_open(entry.project)
    if entry.done_on is not None:
        raise Conflict(_("This line is done already."), code="done")
    if on > today:
        raise Invalid(_("It cannot be done on a day that has not come."), code="future", field="done_on")
    entry.done_on = on
    save(entry, now=now, expected=expected, fields=["done_on"])
    _record(by, "comm_plan.done", entry, now, after={"done_on": on.isoformat()})
    return entry


@transaction.atomic
def reopen_entry(*, by: Any, entry: PlanEntry, now: datetime, expected: int | None = None) -> PlanEntry:
    """It was not said after all. Raises Forbidden, Conflict or StaleWrite."""
    policy.require(by, "change", entry)
    require_open(entry.project)
    if entry.done_on is None:
        raise Conflict(_("This line is not done."), code="open")
    before = entry.done_on.isoformat()
    entry.done_on = None
    save(entry, now=now, expected=expected, fields=["done_on"])
    _record(by, "comm_plan.reopened", entry, now, before={"done_on": before})
    return entry


@transaction.atomic
def delete_entry(*, by: Any, entry: PlanEntry, now: datetime, expected: int | None = None) -> None:
    """Raises Forbidden, Conflict or StaleWrite."""
    policy.require(by, "delete", entry)
    require_open(entry.project)
    save(entry, now=now, expected=expected, fields=["note"])
    _record(by, "comm_plan.deleted", entry, now, before=_told(entry, list(entry.units.all())))
    entry.delete()


@transaction.atomic
def start_plan(*, by: Any, project: Project, start: date, live: date, now: datetime) -> list[PlanEntry]:
    """A first plan from the standard order of messages, spread over working days from `start` to after `live`.

    Raises Forbidden, Conflict (there is one) or Invalid (dates).
    """
    policy.require(by, "add", "comm_plan", project_id=project.pk)
    require_open(project)
    if PlanEntry.objects.filter(project=project).exists():
        raise Conflict(_("There is a plan already; add lines to it."), code="exists")
    if live <= start:
        raise Invalid(_("The system goes live after the first message."), code="dates", field="live")
    table = calendars.table()
    span = max(table.count(start, live), 1)
    head = next((unit.head for unit in project.units.select_related("head") if unit.head), None)
    senders = {"executive": project.sponsor, "line": head, "project": project.manager}
    made = []
    for line in PLAN:
        on = table.add(table.next_or_same(start), round(span * line.at))
        entry = PlanEntry(
            project=project,
            topic=line.topic,
            title=line.title[0],
            title_en=line.title[1],
            channel=line.channel,
            sender=senders[line.sender] or project.manager,
            due_on=on,
        )
        made.append(create(entry, now=now))
        _record(by, "comm_plan.added", entry, now, after=_told(entry, []))
    return made


def _known(values: dict[str, Any]) -> dict[str, Any]:
    strange = set(values) - set(FIELDS)
    if strange:
        raise TypeError(f"a line of the plan has no {', '.join(sorted(strange))}")
    return {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}


def _check(entry: PlanEntry, units: list[Unit]) -> None:
    if not entry.title:
        raise Invalid(_("Say what the message is, in one sentence."), code="required", field="title")
    check_concerned(entry.project, units=units, people=[])


def _told(entry: PlanEntry, units: list[Unit]) -> dict[str, Any]:
    return {
        "topic": str(Topic(entry.topic)),
        "title": entry.title,
        "title_en": entry.title_en,
        "channel": str(Channel(entry.channel)),
        "sender": entry.sender.label if entry.sender else "",
        "due_on": entry.due_on.isoformat(),
        "note": entry.note,
        "units": sorted(unit.label for unit in units),
    }


def _record(by: Any, act: str, entry: PlanEntry, now: datetime, **values: Any) -> None:
    audit.record(by=by, act=act, obj=entry, project_id=entry.project_id, now=now, **values)
    dimensions.changed([entry.project_id], now)
