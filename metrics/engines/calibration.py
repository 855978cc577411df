"""How good forecasts were: Brier score of probabilities, share of values inside their band, dates kept.

Brier 1950: the mean of (probability − outcome)², 0 for a perfect forecaster, 0.25 for one who always says one half.
The reference is the climatology of the same cases: whoever always names the share that came true scores
share × (1 − share). Skill is 1 − score / reference: above 0 the forecasts told more than the share alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pmo.engines.stats import Interval, NotAvailable, wilson_interval


@dataclass(frozen=True)
class Brier:
    """`score` and `reference` 0 … 1; `skill` is not available where every case ended alike."""

    n: int
    score: float
    reference: float
    skill: float | NotAvailable


def brier(probabilities: Sequence[float], outcomes: Sequence[bool]) -> Brier | NotAvailable:
    """`probabilities` 0 … 1 and what came, in the same order. Raises ValueError for others."""
    p = np.asarray(probabilities, dtype=np.float64)
    o = np.asarray(outcomes, dtype=np.float64)
    if p.shape != o.shape or p.ndim != 1:
        raise ValueError("probabilities and outcomes must be lists of one length")
    if not p.size:
        return NotAvailable("no_cases")
    if not bool(np.all((p >= 0) & (p <= 1))):
        raise ValueError("a probability lies between 0 and 1")
    score = float(np.mean((p - o) ** 2))
    share = float(np.mean(o))
    reference = share * (1 - share)
    skill = 1 - score / reference if reference > 0 else NotAvailable("one_outcome")
    return Brier(int(p.size), score, reference, skill)


@dataclass(frozen=True)
class Inside:
    """How many of `n` values fell into their bands; `share` with its 95 % interval as fractions."""

    n: int
    inside: int
    share: Interval


def inside(low: npt.ArrayLike, high: npt.ArrayLike, actual: npt.ArrayLike) -> Inside | NotAvailable:
    """Three arrays of one length; a value on the edge is inside."""
    below, above, came = (np.asarray(a, dtype=np.float64) for a in (low, high, actual))
    if not (below.shape == above.shape == came.shape) or below.ndim != 1:
        raise ValueError("bands and values must be lists of one length")
    hits = int(np.sum((came >= below) & (came <= above)))
    share = wilson_interval(hits, int(came.size))
    return share if isinstance(share, NotAvailable) else Inside(int(came.size), hits, share)


def at(days: Sequence[int], values: Sequence[float], day: int) -> float | None:
    """A band at a day between two of its points, by a straight line; None outside of them. `days` ascending."""
    if not days or not days[0] <= day <= days[-1]:
        return None
    return float(np.interp(day, days, values))
