"""What a store keeps, read behind its back: the same rows whichever it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

from metrics.usage.models import UsageEvent, UsageKey, UsageMark
from metrics.usage.store import clickhouse_client

FIELDS = ("system_id", "subject", "known", "feature_id", "kind", "month", "dom")
MARK = ("system_id", "month", "subject", "feature_id", "kind", "known", "days", "events")


@dataclass(frozen=True)
class Row:
    system_id: int
    subject: int
    known: bool
    feature_id: int
    kind: int
    month: int
    dom: int


class Kept(Protocol):
    def events(self) -> list[Row]: ...

    def marks(self) -> list[tuple[Any, ...]]:
        """In order: system, month, subject, feature, kind, known, days, events."""

    def empty(self) -> None: ...

    def spoil_marks(self) -> None:
        """As if they had been counted wrongly, where they are stored at all."""


class Relational:
    def events(self) -> list[Row]:
        return [Row(*values) for values in UsageEvent.objects.values_list(*FIELDS)]

    def marks(self) -> list[tuple[Any, ...]]:
        return sorted(UsageMark.objects.values_list(*MARK))

    def empty(self) -> None:
        for model in (UsageEvent, UsageMark, UsageKey):
            model.objects.all().delete()

    def spoil_marks(self) -> None:
        UsageMark.objects.update(days=0, events=0)


class ClickHouse:
    def __init__(self, url: str) -> None:
        self.client = clickhouse_client.connect(url)
        self.empty()

    def rows(self, query: str) -> list[list[Any]]:
        text = self.client.read(f"{query} SETTINGS output_format_json_quote_64bit_integers = 0", "JSONCompactEachRow")
        return [json.loads(line) for line in text.splitlines()]

    def events(self) -> list[Row]:
        found = self.rows(f"SELECT {', '.join(FIELDS)} FROM usage_event")
        return [Row(s, p, bool(k), *rest) for s, p, k, *rest in found]

    def marks(self) -> list[tuple[Any, ...]]:
        daily = "SELECT system_id, month, dom, subject, feature_id, kind, known, {} AS n FROM {}"
        past = "(system_id, month, dom) NOT IN (SELECT system_id, month, dom FROM usage_event)"
        found = self.rows(
            "SELECT system_id, month, subject, feature_id, kind, max(known), "
            "groupBitOr(bitShiftLeft(toInt64(1), dom - 1)), sum(n) "
            f"FROM ({daily.format('1', 'usage_event')} UNION ALL {daily.format('events', 'usage_past')} FINAL"
            f" WHERE {past}) "
            "GROUP BY system_id, month, subject, feature_id, kind"
        )
        return sorted((s, m, p, f, k, bool(known), d, n) for s, m, p, f, k, known, d, n in found)

    def empty(self) -> None:
        for table in ("usage_event", "usage_gone", "usage_past"):
            self.client.run(f"TRUNCATE TABLE {table}")

    def spoil_marks(self) -> None:
        """They are never stored: what is derived from them is."""
        from metrics.usage.models import UsageFeatureDay

        UsageFeatureDay.objects.update(events=0)
