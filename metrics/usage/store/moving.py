"""From the application's database into ClickHouse: events, keys, and days whose events are gone. Safe to run again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from metrics.usage.models import UsageEvent, UsageKey, UsageMark
from metrics.usage.store.base import Events
from metrics.usage.store.clickhouse import ClickHouseStore

CHUNK = 2_000
COLUMNS = ("seq", "system_id", "subject", "known", "feature_id", "kind", "occurred_at", "month", "dom")


@dataclass(frozen=True)
class Moved:
    """What was not there yet."""

    events: int
    keys: int
    days: int


def move(target: ClickHouseStore) -> Moved:
    """Copy what the application's database keeps; nothing is deleted there.

    Which event has which key is not kept: events get keys by their numbers, and the keys they were taken under go to
    those that do not come back.
    """
    events = sum(target.place(system_id, rows) for system_id, rows in _events())
    keys = sum(target.bar(rows) for rows in _keys())
    return Moved(events, keys, target.keep(_days()))


def _events() -> Iterator[tuple[int, Events]]:
    parts: dict[int, Events] = {}
    for seq, system_id, *values in UsageEvent.objects.order_by("seq").values_list(*COLUMNS).iterator(CHUNK):
        part = parts.setdefault(system_id, Events())
        part.keys.append(hashlib.blake2b(f"moved {seq}".encode(), digest_size=16).hexdigest())
        for column, value in zip(part.columns(), values, strict=True):
            column.append(value)
        if len(part) == CHUNK:
            yield system_id, parts.pop(system_id)
    yield from parts.items()


def _keys() -> Iterator[list[tuple[int, int]]]:
    chunk: list[tuple[int, int]] = []
    for key, month in UsageKey.objects.order_by("key").values_list("key", "month").iterator(CHUNK):
        chunk.append((key.int, month))
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _days() -> Iterator[tuple[int, ...]]:
    """Marks day by day: system, month, day, subject, feature, kind, known, events.

    How often on which day is not kept: the sum of a month stands on its first day, the others have none.
    """
    for mark in UsageMark.objects.order_by("system_id", "month", "subject").iterator(CHUNK):
        events = mark.events
        for bit in range(31):
            if mark.days >> bit & 1:
                yield (
                    mark.system_id,
                    mark.month,
                    bit + 1,
                    mark.subject,
                    mark.feature_id,
                    mark.kind,
                    int(mark.known),
                    events,
                )
                events = 0
