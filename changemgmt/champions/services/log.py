"""The log a champion keeps: quick to write, easy to correct, nobody else's."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.champions.choices import ChampionState, EntryKind
from changemgmt.champions.models import Champion, ChampionEntry
from pmo import audit
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, filled, require_open

FIELDS = ("kind", "on", "people", "note")
BACK = timedelta(days=14)
MOST_PEOPLE = 500


@transaction.atomic
def note_entry(
    *, by: Any, champion: Champion, kind: str, on: date, now: datetime, people: int = 1, note: str = ""
) -> ChampionEntry:
    """Raises Forbidden (somebody else's log), Conflict (not active, closed) or Invalid (kind, day, people)."""
    _require_own(by, champion)
    made = ChampionEntry(champion=champion, kind=kind, on=on, people=people, note=note.strip()[:200])
    _check(made, timezone.localdate(now))
    create(made, now=now)
    _record(by, "champion.logged", champion, now, after=filled(audit.snapshot(made, FIELDS)))
    return made


@transaction.atomic
def change_entry(
    *, by: Any, entry: ChampionEntry, now: datetime, expected: int | None = None, **values: Any
) -> ChampionEntry:
    """Raises as `note_entry`, and StaleWrite."""
    _require_own(by, entry.champion)
    before = audit.snapshot(entry, FIELDS)
    assign(entry, values)
    _check(entry, timezone.localdate(now))
    save(entry, now=now, expected=expected, fields=list(values) or ["note"])
    _record(by, "champion.log_changed", entry.champion, now, before=before, after=audit.snapshot(entry, FIELDS))
    return entry


@transaction.atomic
def remove_entry(*, by: Any, entry: ChampionEntry, now: datetime) -> None:
    """Raises Forbidden or Conflict."""
    _require_own(by, entry.champion)
    before = audit.snapshot(entry, FIELDS)
    champion = entry.champion
    entry.delete()
    _record(by, "champion.log_removed", champion, now, before=before)


def _require_own(by: Any, champion: Champion) -> None:
    if by.pk != champion.user_id:
        raise Forbidden(_("Champions write their own log."))
    if champion.state != ChampionState.ACTIVE:
        raise Conflict(_("The log belongs to an active term."), code="not_active")
    require_open(champion.project)


def _check(entry: ChampionEntry, today: date) -> None:
    if entry.kind not in EntryKind.values:
        raise Invalid(_("Choose what you did."), code="unknown", field="kind")
    if entry.on > today:
        raise Invalid(_("This day has not come yet."), code="in_the_future", field="on")
    if entry.on < today - BACK:
        raise Invalid(_("Write it down within two weeks."), code="too_old", field="on")
    if not 1 <= entry.people <= MOST_PEOPLE:
        raise Invalid(_("Between 1 and %(most)s people."), field="people", params={"most": MOST_PEOPLE})


def _record(by: Any, act: str, champion: Champion, now: datetime, **more: Any) -> None:
    audit.record(by=by, act=act, obj=champion, project_id=champion.project_id, now=now, **more)
