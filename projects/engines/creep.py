"""Scope creep: how far the scope has grown since it was agreed, weighed by effort.

index = (added − removed) ÷ effort of the baseline. Effort is in person-days; an item nobody has estimated weighs as
much as the mean of those that are, so that leaving out estimates does not hide growth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Step:
    """One change of the scope after its baseline. `effort` is signed; `decided`: by an approved change request."""

    on: date
    effort: float
    decided: bool


@dataclass(frozen=True)
class Month:
    """Growth within one month, and the index at its end."""

    first: date
    added: float
    removed: float
    undecided: float
    index: float


@dataclass(frozen=True)
class Creep:
    """`index` is a share (0.08 = 8 % more than agreed), `undecided` the part of it nobody decided."""

    baseline: float
    added: float
    removed: float
    index: float
    undecided: float
    months: tuple[Month, ...]


def mean_effort(efforts: Iterable[float | None]) -> float:
    """The weight of an item without an estimate: the mean of the others; 1 when there is none."""
    known = [effort for effort in efforts if effort is not None]
    return sum(known) / len(known) if known and sum(known) > 0 else 1.0


def total_effort(efforts: Iterable[float | None]) -> float:
    """Person-days of a scope, unestimated items at the mean of the others."""
    found = list(efforts)
    mean = mean_effort(found)
    return sum(mean if effort is None else effort for effort in found)


def measure(baseline: float, steps: Sequence[Step], since: date, until: date) -> Creep | None:
    """Creep from the day of the baseline to `until`, month by month. None when nothing was agreed (`baseline` 0)."""
    if baseline <= 0:
        return None
    counted = [step for step in steps if step.on <= until]
    months, running = [], 0.0
    for first in _months(since, until):
        own = [step for step in counted if _first(step.on) == first]
        running += sum(step.effort for step in own)
        months.append(
            Month(
                first,
                sum(step.effort for step in own if step.effort > 0),
                -sum(step.effort for step in own if step.effort < 0),
                sum(step.effort for step in own if not step.decided),
                running / baseline,
            )
        )
    added = sum(step.effort for step in counted if step.effort > 0)
    removed = -sum(step.effort for step in counted if step.effort < 0)
    undecided = sum(step.effort for step in counted if not step.decided)
    return Creep(baseline, added, removed, (added - removed) / baseline, undecided / baseline, tuple(months))


def _first(day: date) -> date:
    return day.replace(day=1)


def _months(since: date, until: date) -> list[date]:
    found, month = [], _first(since)
    while month <= until:
        found.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found
