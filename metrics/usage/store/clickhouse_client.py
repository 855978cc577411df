"""The one connection to ClickHouse: text in, bytes out; and SQL into which nothing enters but numbers and moments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

from django.db import OperationalError

# Sessions would allow one query at a time; threads share a client.
NO_SESSION: dict[str, Any] = {"autogenerate_session_id": False}
LONG = 2**63


class Client(Protocol):
    """What the store needs of an engine."""

    def read(self, sql: str, fmt: str) -> bytes:
        """The answer in one of ClickHouse's formats."""

    def run(self, sql: str) -> None: ...

    def insert(self, table: str, columns: tuple[str, ...], block: bytes) -> None:
        """Rows as tab separated text."""


class Connection:
    """A server over HTTP, or the engine inside this process (`chdb:///path`).

    What goes wrong there is a database that cannot be reached: callers answer 503 or come again.
    """

    def __init__(self, url: str) -> None:
        import clickhouse_connect

        self._failures = clickhouse_connect.driver.exceptions.Error
        with self._translated():
            self._client = clickhouse_connect.get_client(dsn=url, **({} if url.startswith("chdb:") else NO_SESSION))

    def read(self, sql: str, fmt: str) -> bytes:
        with self._translated():
            return self._client.raw_query(sql, fmt=fmt)

    def run(self, sql: str) -> None:
        with self._translated():
            self._client.command(sql)

    def insert(self, table: str, columns: tuple[str, ...], block: bytes) -> None:
        with self._translated():
            self._client.raw_insert(table, columns, block, fmt="TabSeparated")

    def _translated(self) -> _Translated:
        return _Translated(self._failures)


class _Translated:
    def __init__(self, failures: type[BaseException]) -> None:
        self._failures = failures

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, (self._failures, OSError)):
            raise OperationalError(f"ClickHouse: {error}") from error


@lru_cache(maxsize=4)
def connect(url: str) -> Client:
    """The client of this process, with its tables in place."""
    client = Connection(url)
    prepare(client)
    return client


TABLES = (
    # Ordered by key: whether an event was taken is asked for every batch, all else reads whole months. Small granules,
    # because keys are random and each asks for a granule of its own.
    """
    CREATE TABLE IF NOT EXISTS usage_event (
        key UInt128, system_id Int32, subject Int64, known UInt8, feature_id Int32, kind Int16,
        occurred_at DateTime64(6, 'UTC'), month Int32, dom UInt8
    ) ENGINE = MergeTree PARTITION BY month ORDER BY key SETTINGS index_granularity = 512
    """,
    # Keys of events that were erased: what is delivered again does not come back.
    """
    CREATE TABLE IF NOT EXISTS usage_gone (key UInt128, month Int32)
    ENGINE = MergeTree PARTITION BY month ORDER BY key SETTINGS index_granularity = 512
    """,
    # What is left of days whose single events are gone.
    """
    CREATE TABLE IF NOT EXISTS usage_past (
        system_id Int32, month Int32, dom UInt8, subject Int64, feature_id Int32, kind Int16, known UInt8, events Int64
    ) ENGINE = ReplacingMergeTree PARTITION BY month ORDER BY (system_id, month, dom, subject, feature_id, kind)
    """,
)


def prepare(client: Client) -> None:
    for table in TABLES:
        client.run(table)


def sql(template: str, **values: int | datetime | Iterable[int]) -> str:
    """`template` with numbers, lists of numbers and moments in it; anything else is a TypeError, so no text gets in."""
    return template.format(**{name: _literal(value) for name, value in values.items()})


def _literal(value: Any) -> str:
    if isinstance(value, datetime):
        return f"toDateTime64('{plain(value)}', 6, 'UTC')"
    if isinstance(value, int) and not isinstance(value, bool):
        # ClickHouse would read a longer number as a fraction; in quotes it is taken whole.
        return str(value) if -LONG <= value < LONG else f"'{value}'"
    if isinstance(value, (str, bytes)):
        raise TypeError("text does not enter SQL")
    return f"[{', '.join(_literal(one) for one in value)}]"


def plain(at: datetime) -> str:
    """A moment in UTC as ClickHouse reads it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
