"""Monthly figures a KPI can follow: their values by month, and over the whole log for the baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from metrics.processes import results
from metrics.processes.choices import Figure

Json = Mapping[str, Any]


@dataclass(frozen=True)
class MonthValue:
    """A figure of one month; `cases` is how many cases ended in it."""

    on: date
    value: Decimal
    cases: int


def monthly(data: Json, figure: str) -> list[MonthValue]:
    """The figure of every complete month, dated on its last day, oldest first."""
    return [
        MonthValue(results.month_end(m["month"]), exact(_of(m, figure)), m["count"])
        for m in results.complete_months(data)
    ]


def overall(data: Json, figure: str) -> Decimal:
    """The figure over the whole log: the baseline of a KPI. Cases per month: the mean of the complete months."""
    if figure == Figure.CASES:
        months = results.complete_months(data)
        if not months:
            return exact(float(data["cases"]))
        return exact(sum(m["count"] for m in months) / len(months))
    if figure == Figure.REWORK:
        return exact(data["rework"]["returned_share"] * 100)
    return exact(data["cycle"][figure])


def known_on(data: Json) -> date:
    """The day up to which the log says everything: the end of its last complete month, else its last day."""
    months = results.complete_months(data)
    return results.month_end(months[-1]["month"]) if months else date.fromisoformat(data["last_on"])


def exact(value: float) -> Decimal:
    """As many decimals as a measurement keeps."""
    return Decimal(repr(round(value, 6))).quantize(Decimal("0.000001")).normalize() + Decimal(0)


def _of(month: Json, figure: str) -> float:
    if figure == Figure.CASES:
        return float(month["count"])
    if figure == Figure.REWORK:
        return float(month["returned_share"]) * 100
    return float(month[figure])
