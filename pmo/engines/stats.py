"""Small statistics used in every room, each with one definition (FORMULAS.md, "Adoption" and "Surveys").

Shares are fractions in [0, 1], scores carry their own unit. One pattern for what cannot be computed: the function
returns ``NotAvailable(reason)`` instead of 0, infinity or a guess, so a caller must say why. Array variants hold NaN in
that place. NaN and infinite *inputs* are errors of the caller and raise ValueError.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

NO_VALUES: Final = "no_values"
NO_PEOPLE: Final = "nobody_eligible"
NO_ROOM_TO_GAIN: Final = "no_room_to_gain"
TOO_FEW_POINTS: Final = "too_few_points"
SAME_DAY: Final = "all_on_one_day"

THEIL_SEN_POINTS: Final = 400
"""Points up to which ``theil_sen`` looks at every pair (79,800 slopes)."""


@dataclass(frozen=True)
class NotAvailable:
    """A number that does not exist, and the code of the reason (translated by the caller)."""

    reason: str


@dataclass(frozen=True)
class Interval:
    """A closed interval ``low ≤ value ≤ high`` around ``value``."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Nps:
    """Net promoter score in points (−100 to 100), with its standard error and 95 % interval in points."""

    score: float
    standard_error: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Line:
    """y = intercept + slope · x."""

    slope: float
    intercept: float


def finite(values: npt.ArrayLike, name: str = "values") -> FloatArray:
    """``values`` as float64 of the same shape; ValueError when one of them is NaN or infinite."""
    array = np.asarray(values, dtype=np.float64)
    if not bool(np.isfinite(array).all()):
        raise ValueError(f"{name} must be finite numbers")
    return array


def wilson_interval(successes: int, n: int, confidence: float = 0.95) -> Interval | NotAvailable:
    """Wilson score interval of a share (Wilson 1927): 18 of 20 → 0.699 to 0.972.

    ValueError unless 0 ≤ successes ≤ n; not available for n = 0.
    """
    if not 0 <= successes <= n:
        raise ValueError("successes must lie between 0 and n")
    if n == 0:
        return NotAvailable(NO_PEOPLE)
    low, high = wilson_intervals(np.array([successes]), np.array([n]), confidence)
    return Interval(successes / n, float(low[0]), float(high[0]))


def wilson_intervals(
    successes: npt.ArrayLike, n: npt.ArrayLike, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Wilson intervals of many shares: (low, high) as fractions, NaN where n = 0."""
    if not 0 < confidence < 1:
        raise ValueError("confidence must lie between 0 and 1")
    hits, size = np.broadcast_arrays(finite(successes, "successes"), finite(n, "n"))
    if np.any(hits < 0) or np.any(hits > size):
        raise ValueError("successes must lie between 0 and n")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    count = np.where(size > 0, size, np.nan)
    share = hits / count
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    # at 0 of n and n of n the bound is exactly 0 and 1; rounding would leave 1e-17 outside
    low = np.where(hits == 0, np.where(size > 0, 0.0, np.nan), centre - half)
    high = np.where(hits == size, np.where(size > 0, 1.0, np.nan), centre + half)
    return low, high


def nps_from_counts(promoters: int, passives: int, detractors: int) -> Nps | NotAvailable:
    """NPS = %(9–10) − %(0–6), SE = √((p + d − (p − d)²) / n): 45 % / 20 % of 200 → 25 ± 10.6 points."""
    if min(promoters, passives, detractors) < 0:
        raise ValueError("counts must not be negative")
    n = promoters + passives + detractors
    if n == 0:
        return NotAvailable(NO_VALUES)
    p, d = promoters / n, detractors / n
    score = 100 * (p - d)
    error = 100 * sqrt(max(0.0, p + d - (p - d) ** 2) / n)
    margin = NormalDist().inv_cdf(0.975) * error
    return Nps(score, error, score - margin, score + margin, n)


def nps(scores: npt.ArrayLike) -> Nps | NotAvailable:
    """NPS of answers 0–10 (any shape); ValueError for an answer that is not a whole number from 0 to 10."""
    answers = _whole(scores, 0, 10)
    promoters, detractors = int((answers >= 9).sum()), int((answers <= 6).sum())
    return nps_from_counts(promoters, answers.size - promoters - detractors, detractors)


def csat(ratings: npt.ArrayLike) -> float | NotAvailable:
    """CSAT = share of ratings 4 and 5 among ratings 1–5, as a fraction."""
    answers = _whole(ratings, 1, 5)
    if answers.size == 0:
        return NotAvailable(NO_VALUES)
    return int((answers >= 4).sum()) / answers.size


def sus_scores(answers: npt.ArrayLike) -> FloatArray:
    """System usability scale per person: answers[n, 10] of 1–5 → scores[n] of 0–100 (Brooke 1996).

    2.5 · [Σ(odd item − 1) + Σ(5 − even item)]; 4,2,4,1,5,2,4,2,4,3 → 77.5. Not a percentage.
    """
    items = _whole(answers, 1, 5)
    if items.ndim != 2 or items.shape[1] != 10:
        raise ValueError("answers must have the shape (people, 10)")
    score: FloatArray = 2.5 * ((items[:, 0::2] - 1).sum(axis=1) + (5 - items[:, 1::2]).sum(axis=1))
    return score


def sus(answers: npt.ArrayLike) -> float | NotAvailable:
    """Mean SUS score of answers[n, 10], or of one person's ten answers."""
    items = np.asarray(answers, dtype=np.float64)
    scores = sus_scores(items.reshape(1, -1) if items.ndim == 1 and items.size else items.reshape(-1, 10))
    return float(scores.mean()) if scores.size else NotAvailable(NO_VALUES)


def training_gain(pre: float, post: float) -> float | NotAvailable:
    """Normalised gain (post − pre) / (100 − pre) of test scores 0–100 (Hake 1998): 60 → 84 gives 0.60."""
    before, after = (float(finite(x, "scores")) for x in (pre, post))
    if not (0 <= before <= 100 and 0 <= after <= 100):
        raise ValueError("scores must lie between 0 and 100")
    if before == 100:
        return NotAvailable(NO_ROOM_TO_GAIN)
    return (after - before) / (100 - before)


def quantile(values: npt.ArrayLike, q: float) -> float | NotAvailable:
    """Quantile by linear interpolation between order statistics (Hyndman & Fan type 7), everywhere the same."""
    array = finite(values)
    if not 0 <= q <= 1:
        raise ValueError("q must lie between 0 and 1")
    return float(np.quantile(array, q, method="linear")) if array.size else NotAvailable(NO_VALUES)


def median(values: npt.ArrayLike) -> float | NotAvailable:
    """The middle value; mean of the two middle values of an even count."""
    return quantile(values, 0.5)


def theil_sen(x: npt.ArrayLike, y: npt.ArrayLike) -> Line | NotAvailable:
    """Robust line: slope = median of all pairwise slopes, intercept = median of y − slope · x (Theil 1950, Sen 1968).

    x, y: float[n] in any order; pairs with equal x have no slope and are left out. Exact up to ``THEIL_SEN_POINTS``;
    above, the points are sorted by (x, y) and that many taken at even ranks, first and last included, which keeps time
    and memory bounded and stays deterministic. The intercept always uses all points.
    """
    xs, ys = finite(x, "x").ravel(), finite(y, "y").ravel()
    if xs.size != ys.size:
        raise ValueError("x and y must have the same length")
    if xs.size < 2:
        return NotAvailable(TOO_FEW_POINTS)
    order = np.lexsort((ys, xs))
    xs, ys = xs[order], ys[order]
    if xs[0] == xs[-1]:
        return NotAvailable(SAME_DAY)
    keep = np.arange(xs.size)
    if xs.size > THEIL_SEN_POINTS:
        keep = np.round(np.linspace(0, xs.size - 1, THEIL_SEN_POINTS)).astype(np.int64)
    early, late = np.triu_indices(keep.size, 1)
    dx = xs[keep[late]] - xs[keep[early]]
    dy = ys[keep[late]] - ys[keep[early]]
    apart = dx > 0
    slope = float(np.median(dy[apart] / dx[apart]))
    return Line(slope, float(np.median(ys - slope * xs)))


def student_t_cdf(t: npt.ArrayLike, df: int) -> FloatArray:
    """P(T ≤ t) of Student's t with a whole number of degrees of freedom, same shape as ``t``; ±inf allowed, NaN stays.

    Finite trigonometric series, exact for whole df (Abramowitz & Stegun 26.7.3–4); absolute error about 1e-15.
    """
    if df < 1:
        raise ValueError("df must be at least 1")
    value = np.asarray(t, dtype=np.float64)
    # beyond 1e8 the answer is 0 or 1 to the last digit that matters, and the square would overflow
    bounded = np.clip(value, -1e8, 1e8)
    cos2 = df / (df + bounded * bounded)
    sin = bounded / np.sqrt(df + bounded * bounded)
    if df % 2 == 0:
        inside = sin * _series(cos2, [(2 * k - 1) / (2 * k) for k in range(1, df // 2)])
    else:
        tail = sin * np.sqrt(cos2) * _series(cos2, [2 * k / (2 * k + 1) for k in range(1, (df - 1) // 2)])
        inside = (2 / np.pi) * (np.arctan(bounded / sqrt(df)) + (tail if df > 1 else 0.0))
    return np.clip(0.5 * (1 + inside), 0.0, 1.0)


@lru_cache(maxsize=256)
def student_t_quantile(p: float, df: int) -> float:
    """The t with P(T ≤ t) = p, 0 < p < 1, by bisection of ``student_t_cdf`` to the last bit; −1e8 to 1e8."""
    if not 0 < p < 1:
        raise ValueError("p must lie between 0 and 1")
    low, high = -1e8, 1e8
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if float(student_t_cdf(middle, df)) < p:
            low = middle
        else:
            high = middle


def _series(x: FloatArray, ratios: list[float]) -> FloatArray:
    """1 + r₁x + r₁r₂x² + …, by Horner's rule."""
    total = np.ones_like(x)
    for ratio in reversed(ratios):
        total = 1 + ratio * x * total
    return total


def _whole(values: npt.ArrayLike, low: int, high: int) -> FloatArray:
    """Answers on a scale of whole numbers ``low`` to ``high``."""
    array = finite(values, "answers")
    if array.size and (np.any(array != np.floor(array)) or float(array.min()) < low or float(array.max()) > high):
        raise ValueError(f"answers must be whole numbers from {low} to {high}")
    return array
