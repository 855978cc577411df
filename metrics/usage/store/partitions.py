"""Monthly partitions of single events on PostgreSQL; SQLite has one plain table."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection, transaction

from metrics.usage.store.base import first_of

PARENT = "metrics_usageevent"

CREATE = f"""
CREATE SEQUENCE {PARENT}_seq_seq;
CREATE TABLE {PARENT} (
    seq bigint NOT NULL DEFAULT nextval('{PARENT}_seq_seq'),
    system_id integer NOT NULL,
    subject bigint NOT NULL,
    known boolean NOT NULL,
    feature_id integer NOT NULL,
    kind smallint NOT NULL,
    occurred_at timestamptz NOT NULL,
    month integer NOT NULL,
    dom smallint NOT NULL,
    received_at timestamptz NOT NULL
) PARTITION BY RANGE (occurred_at);
ALTER SEQUENCE {PARENT}_seq_seq OWNED BY {PARENT}.seq;
CREATE INDEX {PARENT}_seq ON {PARENT} (seq);
CREATE INDEX {PARENT}_at ON {PARENT} USING brin (occurred_at);
"""

# Months this process knows to have their partition, of this database.
_known: dict[str, set[int]] = {}


def ensure(months: set[int]) -> None:
    """A partition for each of the months and its neighbours: a day of a far zone may lie in the next month of UTC."""
    if connection.vendor != "postgresql":
        return
    known = _known.setdefault(str(connection.settings_dict["NAME"]), set())
    wanted = {near for month in months for near in (month - 1, month, month + 1)} - known
    if not wanted:
        return
    with connection.cursor() as cursor:
        # One at a time: two processes would both find it missing.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [PARENT])
        have = set(_partitions())
        for month in sorted(wanted - have):
            start, end = (_start(m).isoformat() for m in (month, month + 1))
            cursor.execute(
                f"CREATE TABLE {_name(month)} PARTITION OF {PARENT} FOR VALUES FROM ('{start}') TO ('{end}')"
            )
    # What is rolled back is not there the next time.
    transaction.on_commit(lambda: known.update(wanted))


def drop_before(moment: datetime, seq: int) -> int:
    """Drop partitions that lie before `moment` as a whole and hold nothing above `seq`; how many events went."""
    if connection.vendor != "postgresql":
        return 0
    gone = 0
    with connection.cursor() as cursor:
        for month in _partitions():
            if _start(month + 1) > moment:
                continue
            cursor.execute(f"SELECT count(*), coalesce(max(seq), 0) FROM {_name(month)}")  # noqa: S608 - our own name
            count, top = cursor.fetchone()
            if top <= seq:
                cursor.execute(f"DROP TABLE {_name(month)}")
                gone += count
        _known.clear()
    return gone


def _partitions() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = to_regclass(%s) ORDER BY 1",
            [PARENT],
        )
        names = [row[0] for row in cursor.fetchall()]
    return [int(name[-7:-3]) * 12 + int(name[-2:]) - 1 for name in names]


def _name(month: int) -> str:
    return f"{PARENT}_{first_of(month):%Y_%m}"


def _start(month: int) -> datetime:
    day = first_of(month)
    return datetime(day.year, day.month, 1, tzinfo=UTC)
