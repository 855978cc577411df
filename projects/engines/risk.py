"""Arithmetic of a risk register: scores, expected values, leverage, exposure.

Scores are probability × impact on the scales of the PMBOK Guide; EMV = probability × amount. Leverage of a response =
(EMV before − EMV after − cost) ÷ cost. Three-point estimates are triangular. Money is Decimal, to the cent; everything
else is a plain number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

CENT = Decimal("0.01")
FOUR = Decimal("0.0001")


class Band(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Missing(StrEnum):
    """Why a number cannot be computed."""

    PROBABILITY = "probability"
    AMOUNT = "amount"
    AMOUNT_AFTER = "amount_after"
    PROBABILITY_AFTER = "probability_after"
    COST = "cost"


@dataclass(frozen=True)
class Figure:
    """A number, or the reason why there is none."""

    value: Decimal | None
    missing: Missing | None = None


def score(probability: Decimal | None, impacts: Sequence[Decimal | None]) -> Decimal | None:
    """Probability × the largest of the impacts that are assessed; None when either is missing.

    The largest and not the mean: a risk that ruins one objective is not half as bad because it spares the others.
    """
    known = [impact for impact in impacts if impact is not None]
    if probability is None or not known:
        return None
    return (probability * max(known)).quantize(FOUR, ROUND_HALF_UP)


def band(value: Decimal, medium_from: Decimal, high_from: Decimal) -> Band:
    """The band of a score; a limit belongs to the band it opens."""
    if value >= high_from:
        return Band.HIGH
    return Band.MEDIUM if value >= medium_from else Band.LOW


def emv(probability: Decimal | None, amount: Decimal | None) -> Figure:
    """Expected value of an amount of money or days."""
    if probability is None:
        return Figure(None, Missing.PROBABILITY)
    if amount is None:
        return Figure(None, Missing.AMOUNT)
    return Figure((probability * amount).quantize(CENT, ROUND_HALF_UP))


def leverage(before: Figure, after: Figure, cost: Decimal | None) -> Figure:
    """What a response brings per unit of money it costs: 0 pays for itself, below 0 does not.

    `before` and `after` are expected losses. Without a cost there is nothing to divide by: the reason says so.
    """
    if before.value is None:
        return before
    if after.value is None:
        named = {Missing.PROBABILITY: Missing.PROBABILITY_AFTER, Missing.AMOUNT: Missing.AMOUNT_AFTER}
        return Figure(None, named.get(after.missing or Missing.AMOUNT, after.missing))
    if cost is None or cost <= 0:
        return Figure(None, Missing.COST)
    return Figure(((before.value - after.value - cost) / cost).quantize(FOUR, ROUND_HALF_UP))


@dataclass(frozen=True)
class Spread:
    """A number that is not known exactly: its mean and its variance."""

    mean: float
    variance: float

    @property
    def deviation(self) -> float:
        return float(np.sqrt(self.variance))


def triangular(low: float, likely: float, high: float) -> Spread:
    """Mean (a + m + b) ÷ 3, variance (a² + m² + b² − am − ab − mb) ÷ 18."""
    variance = (low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18
    return Spread((low + likely + high) / 3, max(variance, 0.0))


def event(probability: float, amount: Spread) -> Spread:
    """Something that happens or not, and then takes `amount`: mean p·μ, variance p·σ² + p(1 − p)·μ²."""
    variance = probability * amount.variance + probability * (1 - probability) * amount.mean**2
    return Spread(probability * amount.mean, variance)


def total(parts: Sequence[Spread], correlation: NDArray[np.float64] | None = None) -> Spread:
    """The sum: means add up, variances with their covariances. Independent unless `correlation` (n × n) is given."""
    deviations = np.array([part.deviation for part in parts])
    matrix = np.eye(len(parts)) if correlation is None else correlation
    return Spread(sum(part.mean for part in parts), max(float(deviations @ matrix @ deviations), 0.0))


def carried(
    marks: NDArray[np.float64], at: NDArray[np.int64], risk: NDArray[np.int64], days: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Sum over risks of the last value marked at or before each day.

    marks  value of a mark (n)
    at     its day as an ordinal, ascending (n)
    risk   0-based number of the risk it is about (n)
    days   days asked for, ascending (d)
    Returns d sums; 0 before the first mark.
    """
    sums = np.zeros(len(days))
    for number in np.unique(risk):
        own = risk == number
        values = np.concatenate(([0.0], marks[own]))
        sums += values[np.searchsorted(at[own], days, side="right")]
    return sums
