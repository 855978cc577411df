"""A batch as columns: what is wrong with single events is told by index, the rest goes on.

Shared by the interface and by uploaded files. No query runs here, and nothing is done twice per event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from metrics.usage import pseudonyms
from metrics.usage.choices import KIND_CODES, NO_FEATURE, EventKind, Refusal
from metrics.usage.store.base import Events, Receipt

FIELDS = frozenset({"event_id", "person", "feature", "occurred_at", "kind"})
AHEAD = timedelta(minutes=5)
# The field whose value shows what is wrong.
EXAMPLES = {
    Refusal.FEATURE: "feature",
    Refusal.KIND: "kind",
    Refusal.TIME: "occurred_at",
    Refusal.FUTURE: "occurred_at",
    Refusal.TOO_OLD: "occurred_at",
}
LONGEST_ID, LONGEST_PERSON, LONGEST_EXAMPLE = 64, 128, 64
# {zone: {hours since 1970: (month, day of the month)}}, for hours that lie in one day; three months of them at most
# are asked for, so a process keeps few.
_hours: dict[str, dict[int, tuple[int, int]]] = {}


@dataclass
class Known:
    """What is known of a system before its events are read."""

    system_id: int
    identity: str
    zone: ZoneInfo
    features: Mapping[str, int]
    people: Mapping[str, int]
    oldest: datetime
    newest: datetime
    # Names no directory knows, within one reading.
    strangers: dict[str, int] = field(default_factory=dict)


@dataclass
class Batch:
    """What was read. `refused`: (index in what was given, why, an example that names no person)."""

    events: Events = field(default_factory=Events)
    refused: list[tuple[int, Refusal, str]] = field(default_factory=list)
    duplicates: int = 0

    def receipt(self) -> Receipt:
        refusals: dict[str, list[Any]] = {}
        for _index, why, example in self.refused:
            seen = refusals.setdefault(why.value, [0, example])
            seen[0] += 1
        return Receipt(len(self.refused), self.duplicates, refusals)


def read(entries: Sequence[Any], known: Known) -> Batch:
    """Check `entries` and turn the good ones into columns."""
    batch = Batch()
    taken: set[str] = set()
    prefix = f"{known.system_id}:".encode()
    events, features, people, zone_day = batch.events, known.features, known.people, _day_in
    for index, entry in enumerate(entries):
        found = _values(entry, features, known.oldest, known.newest)
        if isinstance(found, tuple):
            event_id, person, feature, kind, occurred = found
        else:
            batch.refused.append((index, found, _example(found, entry)))
            continue
        key = hashlib.blake2b(prefix + event_id.encode("utf-8", "replace"), digest_size=16).hexdigest()
        if key in taken:
            batch.duplicates += 1
            continue
        taken.add(key)
        name = person.strip().casefold()
        subject = people.get(name)
        month, dom = zone_day(occurred, known)
        events.keys.append(key)
        events.known.append(subject is not None)
        events.subject.append(_stranger(name, known) if subject is None else subject)
        events.feature.append(feature)
        events.kind.append(kind)
        events.occurred_at.append(occurred)
        events.month.append(month)
        events.dom.append(dom)
    return batch


def _values(
    entry: Any, features: Mapping[str, int], oldest: datetime, newest: datetime
) -> tuple[str, str, int, int, datetime] | Refusal:
    if type(entry) is not dict:
        return Refusal.NOT_AN_OBJECT
    if not entry.keys() <= FIELDS:
        return Refusal.UNKNOWN_FIELD
    event_id, person, kind_code = entry.get("event_id"), entry.get("person"), entry.get("kind", "action")
    if type(event_id) is not str or not 0 < len(event_id) <= LONGEST_ID or event_id.isspace():
        return Refusal.EVENT_ID
    if type(person) is not str or not 0 < len(person) <= LONGEST_PERSON or person.isspace():
        return Refusal.PERSON
    kind = KIND_CODES.get(kind_code) if type(kind_code) is str else None
    if kind is None:
        return Refusal.KIND
    code = entry.get("feature")
    if kind == EventKind.LOGIN:
        feature: int | None = NO_FEATURE if code in (None, "") else None
    else:
        feature = features.get(code) if type(code) is str else None
    if feature is None:
        return Refusal.FEATURE
    occurred = moment(entry.get("occurred_at"))
    if occurred is None:
        return Refusal.TIME
    if occurred > newest:
        return Refusal.FUTURE
    return Refusal.TOO_OLD if occurred < oldest else (event_id, person, feature, kind, occurred)


def moment(text: Any) -> datetime | None:
    """An ISO 8601 moment that says its offset; None for everything else."""
    if type(text) is not str or not 19 < len(text) < 40:
        return None
    try:
        found = datetime.fromisoformat(text)
        return None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day_in(at: datetime, known: Known) -> tuple[int, int]:
    """Month and day of the month in the zone of the system."""
    hours = _hours.setdefault(known.zone.key, {})
    hour = int(at.timestamp()) // 3_600
    day = hours.get(hour)
    if day is None:
        day = _parts(at, known.zone)
        start = datetime.fromtimestamp(3_600 * hour, UTC)
        if _parts(start, known.zone) == day == _parts(start + timedelta(seconds=3_599), known.zone):
            hours[hour] = day
    return day


def _parts(at: datetime, zone: ZoneInfo) -> tuple[int, int]:
    local = at.astimezone(zone)
    return local.year * 12 + local.month - 1, local.day


def _stranger(name: str, known: Known) -> int:
    found = known.strangers.get(name)
    if found is None:
        found = known.strangers[name] = pseudonyms.of_stranger(known.identity, name)
    return found


def _example(why: Refusal, entry: Any) -> str:
    """Something that helps to find the fault, and never the person."""
    name = EXAMPLES.get(why)
    value = entry.get(name) if name else None
    return value.replace("\x00", "")[:LONGEST_EXAMPLE] if isinstance(value, str) else ""


def window(now: datetime, raw_days: int) -> tuple[datetime, datetime]:
    """From when to when events are taken."""
    return now - timedelta(days=raw_days), now + AHEAD


def chunks(rows: Iterable[Any], size: int) -> Iterable[list[Any]]:
    """Lists of at most `size`."""
    held: list[Any] = []
    for row in rows:
        held.append(row)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held
