"""Events in: read, refused by index, stored exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from metrics.usage import identities
from metrics.usage.door import reading
from metrics.usage.door.reading import Batch, Known
from metrics.usage.models import Feature, UsageSystem
from metrics.usage.store import store


@dataclass(frozen=True)
class Taken:
    """What became of a batch; `unknown`: taken, of people no directory knows."""

    accepted: int
    duplicates: int
    batch: Batch

    @property
    def unknown(self) -> int:
        return len(self.batch.events.known) - sum(self.batch.events.known)


def known(system: UsageSystem, now: datetime) -> Known:
    """What reading the events of `system` needs (one query, and the directory once a minute)."""
    oldest, newest = reading.window(now, settings.USAGE_RAW_DAYS)
    features = Feature.objects.filter(system_id=system.pk, retired_on__isnull=True).values_list("code", "pk")
    return Known(
        system_id=system.pk,
        identity=system.identity,
        zone=ZoneInfo(system.time_zone),
        features=dict(features),
        people=identities.directory(system.identity),
        oldest=oldest,
        newest=newest,
    )


def take(*, system: UsageSystem, entries: Sequence[Any], now: datetime, reader: Known | None = None) -> Taken:
    """Read `entries` and store the good ones; what was stored before by its id is a duplicate."""
    batch = reading.read(entries, reader if reader is not None else known(system, now))
    done = store().append(system.pk, batch.events, batch.receipt(), now=now)
    return Taken(done.accepted, done.duplicates, batch)
