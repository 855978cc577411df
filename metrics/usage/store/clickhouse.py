"""Events in ClickHouse, for installations whose events outgrow the database of the application."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from metrics.usage.choices import USES
from metrics.usage.models import UsageFeatureDay, UsageReceipt, UsageTouched
from metrics.usage.store import dialects
from metrics.usage.store.base import Advance, Appended, Events, Marks, Moments, Receipt, first_of, month_of
from metrics.usage.store.clickhouse_client import Client, plain, prepare, sql

COLUMNS = ("key", "system_id", "subject", "known", "feature_id", "kind", "occurred_at", "month", "dom")
PAST = ("system_id", "month", "dom", "subject", "feature_id", "kind", "known", "events")
# Keys asked for at once, days told at once.
CHUNK, DAYS = 2_000, 62

_TAKEN = "SELECT key FROM usage_event WHERE key IN {keys} UNION ALL SELECT key FROM usage_gone WHERE key IN {keys}"
_DAYS_THERE = "SELECT DISTINCT toInt64(system_id), toInt64(month), toInt64(dom) FROM {table}"
# What subjects did, day by day: from single events as long as there are any. A day may stand in both for a moment;
# the same day twice is still the same day.
_DAILY = """
SELECT month, dom, subject, feature_id, kind, known FROM usage_event WHERE {where}
UNION ALL SELECT month, dom, subject, feature_id, kind, known FROM usage_past WHERE {where}
"""
_MARKS = f"""
SELECT subject, toInt64(feature_id), toInt64(kind), groupBitOr(bitShiftLeft(toInt64(1), dom - 1))
FROM ({_DAILY.format(where="system_id = {system} AND month = {month}")}) GROUP BY subject, feature_id, kind
"""  # noqa: S608 - numbers only, see `sql`
_STRANGERS = f"""
SELECT DISTINCT subject FROM ({_DAILY.format(where="system_id = {system} AND month IN {months} AND known = 0")})
"""  # noqa: S608
_MOMENTS = """
SELECT subject, toInt64(feature_id), toUnixTimestamp64Micro(occurred_at) FROM usage_event
WHERE system_id = {system} AND known = 1 AND feature_id IN {features} AND kind IN {kinds}
AND occurred_at >= {start} AND occurred_at < {end}
"""
_OF_DAYS = """
SELECT toInt64(month), toInt64(dom), toInt64(feature_id), toInt64(kind), toInt64(count())
FROM usage_event WHERE system_id = {system} AND month IN {months} AND month * 32 + dom IN {days}
GROUP BY month, dom, feature_id, kind
"""
_KEEP = """
INSERT INTO usage_past SELECT system_id, month, dom, subject, feature_id, kind, max(known), count()
FROM usage_event WHERE month * 32 + dom < {before} AND (system_id, month, dom) NOT IN
(SELECT DISTINCT system_id, month, dom FROM usage_past WHERE month * 32 + dom < {before})
GROUP BY system_id, month, dom, subject, feature_id, kind
"""


class ClickHouseStore:
    """See `metrics.usage.store.base.Store`.

    ClickHouse has neither unique keys nor transactions over tables. So batches of one system are taken one after the
    other, under a lock of the database of the application, and write what is not there yet by key. A batch notes its
    days in that database when it commits; nothing else is derived on writing: marks are asked of the events, sums of
    days are written whole. Who is killed in between has not answered: the batch comes again, finds its events and
    notes its days.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    # --- writing --------------------------------------------------------------------------------------------------

    @transaction.atomic
    def append(self, system_id: int, events: Events, receipt: Receipt, *, now: datetime) -> Appended:
        fresh: list[int] = []
        if len(events):
            dialect = dialects.of(connection)
            dialect.share(connection)
            dialect.one_of(connection, system_id)
            taken = self._taken(events.keys)
            fresh = [place for place, key in enumerate(events.keys) if int(key, 16) not in taken]
            self._insert(system_id, events, fresh)
            _touch(system_id, events, fresh)
        duplicates = receipt.duplicates + len(events) - len(fresh)
        UsageReceipt.objects.create(
            system_id=system_id,
            received_at=now,
            accepted=len(fresh),
            duplicates=duplicates,
            refused=receipt.refused,
            unknown=sum(not events.known[place] for place in fresh),
            newest_at=max((events.occurred_at[place] for place in fresh), default=None),
            refusals=receipt.refusals,
        )
        return Appended(len(fresh), duplicates)

    def _taken(self, named: Sequence[str]) -> set[int]:
        found: set[int] = set()
        for start in range(0, len(named), CHUNK):
            keys = [int(key, 16) for key in named[start : start + CHUNK]]
            text = self._client.read(sql(_TAKEN, keys=keys), "TabSeparated")
            found.update(map(int, text.split()))
        return found

    def _insert(self, system_id: int, events: Events, places: Sequence[int]) -> None:
        if not places:
            return
        columns = events.columns()
        lines = []
        for place in places:
            subject, known, feature, kind, occurred, month, dom = (column[place] for column in columns)
            lines.append(
                f"{int(events.keys[place], 16)}\t{system_id}\t{subject}\t{int(known)}\t{feature}\t{kind}"
                f"\t{plain(occurred)}\t{month}\t{dom}\n"
            )
        self._client.insert("usage_event", COLUMNS, "".join(lines).encode())

    def place(self, system_id: int, events: Events) -> int:
        """Write what is not there yet, without receipt or note; how many."""
        taken = self._taken(events.keys)
        fresh = [place for place, key in enumerate(events.keys) if int(key, 16) not in taken]
        self._insert(system_id, events, fresh)
        return len(fresh)

    def bar(self, keys: Sequence[tuple[int, int]]) -> int:
        """Events with these keys (and months) are not taken any more; how many keys are new."""
        taken = self._taken([f"{key:032x}" for key, _month in keys])
        lines = [f"{key}\t{month}\n" for key, month in keys if key not in taken]
        if lines:
            self._client.insert("usage_gone", ("key", "month"), "".join(lines).encode())
        return len(lines)

    def keep(self, days: Iterable[tuple[int, ...]]) -> int:
        """Days of which there are no single events, as rows of `usage_past`; how many were not there yet."""
        known = {
            tuple(row)
            for table in ("usage_event", "usage_past")
            for row in self._numbers(sql(_DAYS_THERE.format(table=table)), 3).tolist()
        }
        lines = ["\t".join(map(str, row)) + "\n" for row in days if row[:3] not in known]
        for start in range(0, len(lines), 10 * CHUNK):
            self._client.insert("usage_past", PAST, "".join(lines[start : start + 10 * CHUNK]).encode())
        return len(lines)

    def horizon(self) -> int:
        """Not needed: what is noted is there."""
        return 0

    @transaction.atomic
    def advance(self, *, now: datetime, limit: int, horizon: int) -> Advance:
        # Rows somebody else has in hand are theirs to count.
        waiting = UsageTouched.objects.select_for_update(skip_locked=True).order_by("system_id", "day")[:DAYS]
        days: dict[int, set[date]] = {}
        events = 0
        rows = list(waiting)
        for row in rows:
            days.setdefault(row.system_id, set()).add(row.day)
            events += row.events
        for system_id, touched in days.items():
            self._sum(system_id, touched)
            UsageTouched.objects.filter(system_id=system_id, day__in=touched).delete()
        return Advance(events, days, len(rows) < DAYS)

    def _sum(self, system_id: int, days: set[date]) -> None:
        """How often features were used on these days, counted whole."""
        months = {month_of(day) for day in days}
        wanted = sql(_OF_DAYS, system=system_id, months=months, days=[_number(day) for day in days])
        for month in months:
            doms = [day.day for day in days if month_of(day) == month]
            UsageFeatureDay.objects.filter(system_id=system_id, month=month, dom__in=doms).delete()
        UsageFeatureDay.objects.bulk_create(
            [
                UsageFeatureDay(system_id=system_id, month=m, dom=d, feature_id=f, kind=k, events=n)
                for m, d, f, k, n in self._numbers(wanted, 5).tolist()
            ],
            batch_size=500,
        )

    def rebuild(self, *, since: int) -> None:
        """The sums of days: marks are asked of the events each time."""
        text = self._client.read(
            sql("SELECT DISTINCT system_id, month, dom FROM usage_event WHERE month >= {since}", since=since),
            "JSONCompactEachRow",
        )
        days: dict[int, set[date]] = {}
        for system_id, month, dom in map(json.loads, text.splitlines()):
            days.setdefault(system_id, set()).add(first_of(month) + timedelta(days=dom - 1))
        with transaction.atomic():
            UsageFeatureDay.objects.filter(month__gte=since).delete()
            for system_id, found in days.items():
                self._sum(system_id, found)

    # --- reading --------------------------------------------------------------------------------------------------

    def marks(self, system_id: int, month: int) -> Marks:
        return Marks(*self._numbers(sql(_MARKS, system=system_id, month=month), 4).T.copy())

    def moments(self, system_id: int, features: Sequence[int], start: datetime, end: datetime) -> Moments:
        given: dict[str, int | datetime | Sequence[int]] = {
            "system": system_id,
            "features": features,
            "kinds": sorted(USES),
            "start": start,
            "end": end,
        }
        table = self._numbers(sql(_MOMENTS, **given), 3)
        return Moments(table[:, 0].copy(), table[:, 1].copy(), table[:, 2] / 1e6)

    def strangers(self, system_id: int, months: Sequence[int]) -> set[int]:
        return set(self._numbers(sql(_STRANGERS, system=system_id, months=months), 1).ravel().tolist())

    def used(self, system_id: int, feature_id: int | None = None) -> bool:
        where = "system_id = {system}" + ("" if feature_id is None else " AND feature_id = {feature}")
        return any(
            self._client.read(
                sql(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1", system=system_id, feature=feature_id or 0),  # noqa: S608
                "TabSeparated",
            )
            for table in ("usage_event", "usage_past")
        )

    # --- people ---------------------------------------------------------------------------------------------------

    @transaction.atomic
    def adopt(self, system_id: int, pairs: Sequence[tuple[int, int]]) -> set[date]:
        if not pairs:
            return set()
        dialects.of(connection).alone(connection)
        given: dict[str, int | list[int]] = {
            "system": system_id,
            "old": [a for a, _b in pairs],
            "new": [b for _a, b in pairs],
        }
        mine = "system_id = {system} AND subject IN {old}"
        known = "transform(subject, CAST({old}, 'Array(Int64)'), CAST({new}, 'Array(Int64)'), subject)"
        days = self._days_of(sql(mine, **given)).get(system_id, set())
        self._client.run(
            sql(
                f"ALTER TABLE usage_event UPDATE subject = {known}, known = 1 WHERE {mine} SETTINGS mutations_sync = 2",
                **given,
            )
        )
        # The subject orders this table: rows are written anew, then the old ones go.
        self._client.run(
            sql(
                f"INSERT INTO usage_past SELECT system_id, month, dom, {known}, feature_id, kind, 1, events"  # noqa: S608
                f" FROM usage_past FINAL WHERE {mine}",
                **given,
            )
        )
        self._delete("usage_past", sql(mine, **given))
        return days

    def export(self, subjects: Sequence[int]) -> Iterator[dict[str, Any]]:
        mine = sql("subject IN {subjects}", subjects=subjects)
        text = self._client.read(
            "SELECT system_id, feature_id, kind, toFloat64(toUnixTimestamp64Micro(occurred_at)) FROM usage_event"  # noqa: S608
            f" WHERE {mine} ORDER BY occurred_at, key",
            "JSONCompactEachRow",
        )
        for system_id, feature_id, kind, micros in map(json.loads, text.splitlines()):
            at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
            yield {"system_id": system_id, "feature_id": feature_id, "kind": kind, "occurred_at": at}
        text = self._client.read(
            "SELECT system_id, feature_id, kind, month, arraySort(groupArray(dom)), toFloat64(sum(events))"  # noqa: S608
            f" FROM usage_past FINAL WHERE {mine} AND (system_id, month, dom) NOT IN"
            f" (SELECT system_id, month, dom FROM usage_event WHERE {mine})"
            " GROUP BY system_id, feature_id, kind, month ORDER BY month, feature_id, kind",
            "JSONCompactEachRow",
        )
        for system_id, feature_id, kind, month, doms, events in map(json.loads, text.splitlines()):
            days = [first_of(month) + timedelta(days=dom - 1) for dom in doms]
            yield {"system_id": system_id, "feature_id": feature_id, "kind": kind, "days": days, "events": int(events)}

    @transaction.atomic
    def erase(self, subjects: Sequence[int]) -> tuple[int, dict[int, set[date]]]:
        if not subjects:
            return 0, {}
        # Nobody appends meanwhile: an event that arrives during the act would stay.
        dialects.of(connection).alone(connection)
        mine = sql("subject IN {subjects}", subjects=subjects)
        days = self._days_of(mine)
        self._client.run(f"INSERT INTO usage_gone SELECT key, month FROM usage_event WHERE {mine}")  # noqa: S608
        gone = sum(self._delete(table, mine) for table in ("usage_event", "usage_past"))
        return gone, days

    def _days_of(self, where: str) -> dict[int, set[date]]:
        text = self._client.read(
            f"SELECT DISTINCT system_id, month, dom FROM usage_event WHERE {where} UNION DISTINCT"  # noqa: S608
            f" SELECT DISTINCT system_id, month, dom FROM usage_past WHERE {where}",
            "JSONCompactEachRow",
        )
        found: dict[int, set[date]] = {}
        for system_id, month, dom in map(json.loads, text.splitlines()):
            found.setdefault(system_id, set()).add(first_of(month) + timedelta(days=dom - 1))
        return found

    # --- time -----------------------------------------------------------------------------------------------------

    def prepare(self, *, now: datetime) -> None:
        prepare(self._client)

    @transaction.atomic
    def expire(self, *, before: datetime, months_before: int) -> int:
        """Whole days, a day late: the last day of a far zone ends after that of UTC. Only what is counted goes."""
        dialects.of(connection).alone(connection)
        until = before.astimezone(UTC).date() - timedelta(days=1)
        waiting = UsageTouched.objects.order_by("day").values_list("day", flat=True).first()
        if waiting is not None:
            until = min(until, waiting)
        self._client.run(sql(_KEEP, before=_number(until)))
        gone = self._delete("usage_event", sql("month * 32 + dom < {before}", before=_number(until)))
        self._delete("usage_gone", sql("month < {month}", month=month_of(until)))
        self._delete("usage_past", sql("month < {month}", month=months_before))
        UsageFeatureDay.objects.filter(month__lt=months_before).delete()
        return gone

    def _delete(self, table: str, where: str) -> int:
        """Really, and at once: months of which nothing is left go as partitions, the rest is rewritten without them."""
        counts = self._client.read(
            f"SELECT month, toFloat64(countIf({where})), toFloat64(count()) FROM {table} GROUP BY month"  # noqa: S608
            f" HAVING countIf({where}) > 0",
            "JSONCompactEachRow",
        )
        gone, some = 0, False
        for month, hit, rows in map(json.loads, counts.splitlines()):
            gone += int(hit)
            if hit == rows:
                self._client.run(sql(f"ALTER TABLE {table} DROP PARTITION {{month}}", month=month))
            else:
                some = True
        if some:
            self._client.run(f"ALTER TABLE {table} DELETE WHERE {where} SETTINGS mutations_sync = 2")
        return gone

    def _numbers(self, query: str, width: int) -> NDArray[np.int64]:
        """The answer to a query whose columns are Int64, row by row."""
        return np.frombuffer(self._client.read(query, "RowBinary"), dtype="<i8").reshape(-1, width)


def _number(day: date) -> int:
    return month_of(day) * 32 + day.day


def _touch(system_id: int, events: Events, fresh: Sequence[int]) -> None:
    """The days of the batch, also of what was there already: who brought that may have died before noting them."""
    new = set(fresh)
    counts: dict[date, int] = {}
    for place, (month, dom) in enumerate(zip(events.month, events.dom, strict=True)):
        day = first_of(month) + timedelta(days=dom - 1)
        counts[day] = counts.get(day, 0) + (place in new)
    rows = [(system_id, day.isoformat(), count) for day, count in sorted(counts.items())]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO metrics_usagetouched (system_id, day, events) VALUES (%s, %s, %s)"
            " ON CONFLICT (system_id, day) DO UPDATE SET events = metrics_usagetouched.events + excluded.events",
            rows,
        )
