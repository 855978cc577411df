"""What the sample of a pilot can prove: intervals of shares, means and rates, held against a target.

Shares: Wilson score interval (Wilson 1927). Means: Student's t. Events per period: the exact Poisson interval
(Garwood 1936), from quantiles of the gamma distribution. All at 95 % unless said otherwise. A target counts as met
with confidence when the whole interval lies on its good side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import Final

import numpy as np
from scipy.special import gammaincinv  # type: ignore[import-untyped]

from pmo.engines.stats import NotAvailable, finite, student_t_quantile, wilson_interval

CONFIDENCE: Final = 0.95

MET: Final = "met"
MET_UNSURE: Final = "met_unsure"
MISSED_UNSURE: Final = "missed_unsure"
MISSED: Final = "missed"

NO_SAMPLE: Final = "no_sample"
ONE_VALUE: Final = "one_value"


@dataclass(frozen=True)
class Estimate:
    """What was seen: `value` in the unit of the target (shares as fractions, rates per period).

    `low`, `high`: its interval, None when the sample is too small to have one. `n`: people, cases, values or periods.
    """

    value: float
    low: float | None
    high: float | None
    n: float


@dataclass(frozen=True)
class Judgement:
    """`needed`: the sample at which the same share would be sure, where that can be said."""

    verdict: str
    needed: int | None = None


def share(successes: int, n: int, confidence: float = CONFIDENCE) -> Estimate | NotAvailable:
    """18 of 20 → 0.9, from 0.699 to 0.972. ValueError unless 0 ≤ successes ≤ n."""
    found = wilson_interval(successes, n, confidence)
    if isinstance(found, NotAvailable):
        return NotAvailable(NO_SAMPLE)
    return Estimate(found.value, found.low, found.high, n)


def mean(values: Sequence[float], confidence: float = CONFIDENCE) -> Estimate | NotAvailable:
    """Mean of values[n] ± t(n − 1)·s/√n; a single value has no interval."""
    array = finite(values)
    if array.size == 0:
        return NotAvailable(NO_SAMPLE)
    centre = float(array.mean())
    if array.size == 1:
        return Estimate(centre, None, None, 1)
    half = student_t_quantile(0.5 + confidence / 2, array.size - 1) * float(np.std(array, ddof=1)) / sqrt(array.size)
    return Estimate(centre, centre - half, centre + half, array.size)


def rate(events: int, periods: float, confidence: float = CONFIDENCE) -> Estimate | NotAvailable:
    """Events per period with the exact Poisson interval: 3 in 1 → 0.619 to 8.767; 0 in 1 → 0 to 3.689."""
    if events < 0 or periods < 0:
        raise ValueError("events and periods must not be negative")
    if periods == 0:
        return NotAvailable(NO_SAMPLE)
    tail = (1 - confidence) / 2
    low = float(gammaincinv(events, tail)) if events else 0.0
    high = float(gammaincinv(events + 1, 1 - tail))
    return Estimate(events / periods, low / periods, high / periods, periods)


def judge(found: Estimate, target: float, *, at_least: bool) -> Judgement:
    """Whether `found` meets `target` (at least, or at most that much), and whether the sample is enough to say so."""
    met = found.value >= target if at_least else found.value <= target
    if found.low is None or found.high is None:
        return Judgement(MET_UNSURE if met else MISSED_UNSURE)
    sure_met = found.low >= target if at_least else found.high <= target
    sure_missed = found.high < target if at_least else found.low > target
    if sure_met:
        return Judgement(MET)
    if sure_missed:
        return Judgement(MISSED)
    return Judgement(MET_UNSURE if met else MISSED_UNSURE)


def needed_for(value: float, target: float, confidence: float = CONFIDENCE) -> int | None:
    """The sample at which a share of `value` would differ from `target` beyond doubt; None when they are equal.

    The Wilson interval ends at `target` where n = z²·t(1 − t) ÷ (v − t)².
    """
    if value == target or not (0 <= value <= 1 and 0 < target < 1):
        return None
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    return ceil(z * z * target * (1 - target) / (value - target) ** 2)


def judge_share(found: Estimate, target: float, *, at_least: bool) -> Judgement:
    """As `judge`, saying which sample would settle it."""
    made = judge(found, target, at_least=at_least)
    if made.verdict in (MET, MISSED):
        return made
    needed = needed_for(found.value, target)
    return Judgement(made.verdict, needed if needed is not None and needed > found.n else None)
