"""Events in the database of the application: COPY into monthly partitions on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Max

from metrics.usage.choices import USES
from metrics.usage.models import (
    UsageEvent,
    UsageFeatureDay,
    UsageKey,
    UsageMark,
    UsageReceipt,
    UsageWatermark,
)
from metrics.usage.store import dialects, partitions
from metrics.usage.store.base import Advance, Appended, Events, Marks, Moments, Receipt, first_of, month_of

CHUNK = 5_000


class RelationalStore:
    """See `metrics.usage.store.base.Store`.

    A key enters its table, or is found there, in the transaction that writes its event: two deliveries at once wait
    for each other. Appending holds a shared lock until it commits and `horizon` takes it alone for a moment, so that
    below the number it reads nothing can appear later.
    """

    # --- writing --------------------------------------------------------------------------------------------------

    @transaction.atomic
    def append(self, system_id: int, events: Events, receipt: Receipt, *, now: datetime) -> Appended:
        dialect = dialects.of(connection)
        accepted = unknown = 0
        newest: datetime | None = None
        if len(events):
            partitions.ensure(set(events.month))
            dialect.share(connection)
            new = dialect.take_keys(connection, events)
            fresh = [place for place, key in enumerate(events.keys) if key in new]
            dialect.write(connection, system_id, events, fresh, now)
            accepted = len(fresh)
            unknown = sum(not events.known[place] for place in fresh)
            newest = max((events.occurred_at[place] for place in fresh), default=None)
        duplicates = receipt.duplicates + len(events) - accepted
        UsageReceipt.objects.create(
            system_id=system_id,
            received_at=now,
            accepted=accepted,
            duplicates=duplicates,
            refused=receipt.refused,
            unknown=unknown,
            newest_at=newest,
            refusals=receipt.refusals,
        )
        return Appended(accepted, duplicates)

    @transaction.atomic
    def horizon(self) -> int:
        # A transaction of its own: the lock goes with it, and nobody waits while events are folded.
        dialects.of(connection).alone(connection)
        return int(UsageEvent.objects.aggregate(top=Max("seq"))["top"] or 0)

    @transaction.atomic
    def advance(self, *, now: datetime, limit: int, horizon: int) -> Advance:
        mark = self._watermark()
        waiting = UsageEvent.objects.filter(seq__gt=mark.seq, seq__lte=horizon).order_by("seq")[:limit]
        last = waiting.aggregate(last=Max("seq"))["last"]
        if last is None:
            return Advance(0, {}, True)
        days = self._touched(mark.seq, last)
        events = dialects.of(connection).fold(connection, mark.seq, last)
        mark.seq, mark.moved_at = last, now
        mark.save(update_fields=["seq", "moved_at"])
        return Advance(events, days, events < limit)

    def _watermark(self) -> UsageWatermark:
        """The one row, locked: workers advance one after the other."""
        UsageWatermark.objects.bulk_create([UsageWatermark(pk=1)], ignore_conflicts=True)
        return UsageWatermark.objects.select_for_update().get(pk=1)

    def _touched(self, after: int, until: int) -> dict[int, set[date]]:
        rows = UsageEvent.objects.filter(seq__gt=after, seq__lte=until).order_by().values_list
        found: dict[int, set[date]] = {}
        for system_id, month, dom in rows("system_id", "month", "dom").distinct():
            found.setdefault(system_id, set()).add(first_of(month) + timedelta(days=dom - 1))
        return found

    @transaction.atomic
    def rebuild(self, *, since: int) -> None:
        mark = self._watermark()
        dialect = dialects.of(connection)
        UsageMark.objects.filter(month__gte=since).delete()
        UsageFeatureDay.objects.filter(month__gte=since).delete()
        dialect.fold(connection, 0, mark.seq, since=since)

    # --- reading --------------------------------------------------------------------------------------------------

    def marks(self, system_id: int, month: int) -> Marks:
        columns = ("subject", "feature_id", "kind", "days")
        rows = UsageMark.objects.filter(system_id=system_id, month=month).order_by().values_list(*columns)
        table = np.fromiter((value for row in rows.iterator(50_000) for value in row), dtype=np.int64)
        return Marks(*table.reshape(-1, 4).T.copy())

    def moments(self, system_id: int, features: Sequence[int], start: datetime, end: datetime) -> Moments:
        rows = UsageEvent.objects.filter(
            system_id=system_id, known=True, kind__in=list(USES), feature_id__in=list(features),
            occurred_at__gte=start, occurred_at__lt=end,
        ).order_by()  # fmt: skip
        found = list(rows.values_list("subject", "feature_id", "occurred_at").iterator(50_000))
        return Moments(
            np.array([row[0] for row in found], dtype=np.int64),
            np.array([row[1] for row in found], dtype=np.int64),
            np.array([row[2].timestamp() for row in found], dtype=np.float64),
        )

    def strangers(self, system_id: int, months: Sequence[int]) -> set[int]:
        rows = UsageMark.objects.filter(system_id=system_id, month__in=list(months), known=False)
        return set(rows.order_by().values_list("subject", flat=True).distinct())

    def used(self, system_id: int, feature_id: int | None = None) -> bool:
        one = {} if feature_id is None else {"feature_id": feature_id}
        return UsageMark.objects.filter(system_id=system_id, **one).exists()

    # --- people ---------------------------------------------------------------------------------------------------

    @transaction.atomic
    def adopt(self, system_id: int, pairs: Sequence[tuple[int, int]]) -> set[date]:
        self._watermark()
        days: set[date] = set()
        for stranger, subject in pairs:
            UsageEvent.objects.filter(system_id=system_id, subject=stranger).update(subject=subject, known=True)
            for mark in list(UsageMark.objects.filter(system_id=system_id, subject=stranger)):
                days |= _days(mark)
                same = UsageMark.objects.filter(
                    system_id=system_id,
                    month=mark.month,
                    subject=subject,
                    feature_id=mark.feature_id,
                    kind=mark.kind,
                )
                known = same.first()
                if known is None:
                    same.create(
                        system_id=system_id, month=mark.month, subject=subject, feature_id=mark.feature_id,
                        kind=mark.kind, known=True, days=mark.days, events=mark.events,
                    )  # fmt: skip
                else:
                    same.update(days=known.days | mark.days, events=known.events + mark.events)
            UsageMark.objects.filter(system_id=system_id, subject=stranger).delete()
        return days

    def export(self, subjects: Sequence[int]) -> Iterator[dict[str, Any]]:
        months: set[tuple[int, int]] = set()
        events = UsageEvent.objects.filter(subject__in=list(subjects)).order_by("occurred_at", "seq")
        for row in events.values("system_id", "feature_id", "kind", "occurred_at", "month").iterator(CHUNK):
            months.add((row["system_id"], row["month"]))
            yield {name: row[name] for name in ("system_id", "feature_id", "kind", "occurred_at")}
        for mark in UsageMark.objects.filter(subject__in=list(subjects)).order_by("month", "feature_id", "kind"):
            if (mark.system_id, mark.month) not in months:
                yield {
                    "system_id": mark.system_id,
                    "feature_id": mark.feature_id,
                    "kind": mark.kind,
                    "days": sorted(_days(mark)),
                    "events": mark.events,
                }

    @transaction.atomic
    def erase(self, subjects: Sequence[int]) -> tuple[int, dict[int, set[date]]]:
        self._watermark()
        # Nobody appends meanwhile: an event that arrives during the act would stay.
        dialects.of(connection).alone(connection)
        days: dict[int, set[date]] = {}
        for mark in UsageMark.objects.filter(subject__in=list(subjects)):
            days.setdefault(mark.system_id, set()).update(_days(mark))
        gone = UsageEvent.objects.filter(subject__in=list(subjects)).delete()[0]
        gone += UsageMark.objects.filter(subject__in=list(subjects)).delete()[0]
        return gone, days

    # --- time -----------------------------------------------------------------------------------------------------

    def prepare(self, *, now: datetime) -> None:
        month = month_of(now.date())
        partitions.ensure(set(range(month - 4, month + 3)))

    @transaction.atomic
    def expire(self, *, before: datetime, months_before: int) -> int:
        """Only what is in the marks goes."""
        mark = self._watermark()
        gone = partitions.drop_before(before, mark.seq)
        gone += UsageEvent.objects.filter(occurred_at__lt=before, seq__lte=mark.seq).delete()[0]
        # An event of the month the moment lies in may still be delivered again.
        UsageKey.objects.filter(month__lt=month_of(before.date())).delete()
        UsageMark.objects.filter(month__lt=months_before).delete()
        UsageFeatureDay.objects.filter(month__lt=months_before).delete()
        return gone


def _days(mark: UsageMark) -> set[date]:
    first = first_of(mark.month)
    return {first + timedelta(days=bit) for bit in range(31) if mark.days >> bit & 1}
