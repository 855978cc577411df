"""Readings of KPIs, asked from whoever measures: pages of goals show progress without knowing where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pmo.texts import Sentence


@dataclass(frozen=True)
class KpiReading:
    """Where a KPI stands. Progress, expected and probability are in percent (60.0 = 60 %); None = not available."""

    kpi_id: int
    status: str
    sentence: Sentence | None = None
    current: Decimal | None = None
    current_on: date | None = None
    progress: float | None = None
    expected: float | None = None
    expected_value: Decimal | None = None
    pace: float | None = None
    reaches_on: date | None = None
    probability: float | None = None
    low_on: date | None = None
    high_on: date | None = None
    count: int = 0
    computed_at: datetime | None = None
    since_on: date | None = None


@dataclass(frozen=True)
class Measured:
    """One value that counts. `cases`: how many cases stand behind it, where that is known."""

    on: date
    value: Decimal
    cases: int | None = None


# A KPI from one day to another, both included.
Span = tuple[int, date, date]
Sampler = Callable[[Sequence[Span]], Mapping[Span, Sequence[Measured]]]
Source = Callable[[Sequence[int]], Mapping[int, KpiReading]]
Listener = Callable[[Sequence[int], datetime], None]
Recomputed = Callable[[Iterable[int], datetime], None]

_sources: list[Source] = []
_samplers: list[Sampler] = []
_listeners: list[Listener] = []
_recomputed: list[Recomputed] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of(kpi_ids: Sequence[int]) -> dict[int, KpiReading]:
    """Readings by KPI id; a KPI nobody measures is left out."""
    found: dict[int, KpiReading] = {}
    for source in _sources:
        found.update(source(kpi_ids))
    return found


def register_sampler(sampler: Sampler) -> None:
    if sampler not in _samplers:
        _samplers.append(sampler)


def measured(spans: Sequence[Span]) -> dict[Span, list[Measured]]:
    """The values of KPIs in their spans, oldest first, one a day; a span without any is left out."""
    found: dict[Span, list[Measured]] = {}
    for sampler in _samplers if spans else ():
        found.update({span: list(rows) for span, rows in sampler(spans).items() if rows})
    return found


def on_recomputed(listener: Recomputed) -> None:
    """Call `listener(project_ids, now)` inside the transaction that stored new readings of these projects' KPIs."""
    if listener not in _recomputed:
        _recomputed.append(listener)


def recomputed(project_ids: Iterable[int], now: datetime) -> None:
    ids = set(project_ids)
    for listener in _recomputed:
        listener(ids, now)


def on_change(listener: Listener) -> None:
    """Call `listener(kpi_ids, now)` inside the transaction that changed definitions of KPIs."""
    if listener not in _listeners:
        _listeners.append(listener)


def changed(kpi_ids: Sequence[int], now: datetime) -> None:
    for listener in _listeners:
        listener(kpi_ids, now)
