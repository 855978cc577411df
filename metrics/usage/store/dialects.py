"""What PostgreSQL and SQLite do differently, in SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from metrics.usage.store.base import Events

# Any number; it names the lock between those who append and those who ask how far they came.
LOCK = 7_403_001

COLUMNS = ("system_id", "subject", "known", "feature_id", "kind", "occurred_at", "month", "dom", "received_at")

_FOLD = """
INSERT INTO metrics_usagemark (system_id, month, subject, feature_id, kind, known, days, events)
SELECT system_id, month, subject, feature_id, kind, {known}, {bits}, count(*)
FROM metrics_usageevent WHERE seq > %s AND seq <= %s AND month >= %s
GROUP BY system_id, month, subject, feature_id, kind
ON CONFLICT (system_id, month, subject, feature_id, kind) DO UPDATE
SET days = metrics_usagemark.days | excluded.days, events = metrics_usagemark.events + excluded.events
"""
_FOLD_DAYS = """
INSERT INTO metrics_usagefeatureday (system_id, month, dom, feature_id, kind, events)
SELECT system_id, month, dom, feature_id, kind, count(*)
FROM metrics_usageevent WHERE seq > %s AND seq <= %s AND month >= %s
GROUP BY system_id, month, dom, feature_id, kind
ON CONFLICT (system_id, month, dom, feature_id, kind) DO UPDATE
SET events = metrics_usagefeatureday.events + excluded.events
"""


class _Sql:
    known = bits = ""

    def share(self, connection: Any) -> None:
        """Until the transaction ends, nobody advances."""

    def alone(self, connection: Any) -> None:
        """Wait until whoever appends has committed."""

    def one_of(self, connection: Any, system_id: int) -> None:
        """Until the transaction ends, nobody else passes here with this system."""

    def fold(self, connection: Any, after: int, until: int, *, since: int = 0) -> int:
        """Events of months from `since` on, numbered (after, until], into the marks; how many."""
        with connection.cursor() as cursor:
            span = [after, until, since]
            cursor.execute(_FOLD.format(known=self.known, bits=self.bits), span)
            cursor.execute(_FOLD_DAYS, span)
            cursor.execute("SELECT count(*) FROM metrics_usageevent WHERE seq > %s AND seq <= %s AND month >= %s", span)
            return int(cursor.fetchone()[0])


class Postgres(_Sql):
    known, bits = "bool_or(known)", "bit_or(1::bigint << (dom - 1))"

    def share(self, connection: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])

    def alone(self, connection: Any) -> None:
        """Numbers are drawn before they are committed: without it a smaller one could appear after a larger one."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    def one_of(self, connection: Any, system_id: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, system_id])

    def take_keys(self, connection: Any, events: Events) -> set[str]:
        # In order of keys: two batches with the same events wait for each other instead of deadlocking.
        pairs = sorted(zip(events.keys, events.month, strict=True))
        keys, months = [key for key, _month in pairs], [month for _key, month in pairs]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO metrics_usagekey (key, month) SELECT * FROM unnest(%s::uuid[], %s::int[])"
                " ON CONFLICT DO NOTHING RETURNING translate(key::text, '-', '')",
                [keys, months],
            )
            return {row[0] for row in cursor.fetchall()}

    def write(self, connection: Any, system_id: int, events: Events, places: Sequence[int], now: datetime) -> None:
        if not places:
            return
        at = now.astimezone(UTC).isoformat()
        columns = events.columns()
        text = StringIO()
        for place in places:
            subject, known, feature, kind, occurred, month, dom = (column[place] for column in columns)
            text.write(
                f"{system_id}\t{subject}\t{'t' if known else 'f'}\t{feature}\t{kind}\t{occurred.isoformat()}"
                f"\t{month}\t{dom}\t{at}\n"
            )
        text.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY metrics_usageevent ({', '.join(COLUMNS)}) FROM STDIN", text)


class Sqlite(_Sql):
    """One writer at a time, and numbers in the order of commits: the locks are the database's own."""

    known, bits = "max(known)", "sum(DISTINCT 1 << (dom - 1))"

    def take_keys(self, connection: Any, events: Events) -> set[str]:
        rows = json.dumps(list(zip(events.keys, events.month, strict=True)))
        with connection.cursor() as cursor:
            # WHERE true: without it SQLite takes ON for a part of a join.
            cursor.execute(
                "INSERT INTO metrics_usagekey (key, month)"
                " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s) WHERE true"
                " ON CONFLICT DO NOTHING RETURNING key",
                [rows],
            )
            return {row[0] for row in cursor.fetchall()}

    def write(self, connection: Any, system_id: int, events: Events, places: Sequence[int], now: datetime) -> None:
        at = _plain(now)
        columns = events.columns()
        rows = []
        for place in places:
            subject, known, feature, kind, occurred, month, dom = (column[place] for column in columns)
            rows.append((system_id, subject, known, feature, kind, _plain(occurred), month, dom, at))
        marks = ", ".join(["%s"] * len(COLUMNS))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO metrics_usageevent ({', '.join(COLUMNS)}) VALUES ({marks})", rows)  # noqa: S608 - names are ours


def _plain(at: datetime) -> str:
    """A moment as Django keeps it in SQLite."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")


def of(connection: Any) -> Postgres | Sqlite:
    return Postgres() if connection.vendor == "postgresql" else Sqlite()
