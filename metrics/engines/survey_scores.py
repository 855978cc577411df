"""Scores of questionnaires with their intervals (FORMULAS.md, "Surveys"). Answers as arrays, NaN-free.

NPS, CSAT and SUS themselves are in ``pmo.engines.stats``; here they get the interval that belongs to each: the normal
one from its standard error, shares Wilson's, means Student's t. All at 95 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from pmo.engines import stats
from pmo.engines.stats import Interval, NotAvailable, finite, student_t_quantile, wilson_interval

ONE_VALUE: Final = "one_value"
ALL_EQUAL: Final = "all_equal"


@dataclass(frozen=True)
class Score:
    """A score and what it rests on. ``low``, ``high``: None where the answers carry no interval, ``why`` says why."""

    value: float
    low: float | None
    high: float | None
    n: int
    error: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Nps:
    """Net promoter score in points, and how it comes about."""

    score: Score
    promoters: int
    passives: int
    detractors: int


def nps(answers: npt.ArrayLike) -> Nps | NotAvailable:
    """Of answers 0–10. 200 answers, 45 % promoters and 20 % detractors: 25 ± 10.6. All equal: no interval."""
    found = stats.nps(answers)
    if isinstance(found, NotAvailable):
        return found
    values = np.asarray(answers, dtype=np.float64)
    promoters, detractors = int((values >= 9).sum()), int((values <= 6).sum())
    score = Score(found.score, max(found.low, -100.0), min(found.high, 100.0), found.n, found.standard_error)
    if found.standard_error == 0:
        score = Score(found.score, None, None, found.n, why=ALL_EQUAL)
    return Nps(score, promoters, found.n - promoters - detractors, detractors)


def csat(answers: npt.ArrayLike) -> Score | NotAvailable:
    """Share of 4 and 5 among answers 1–5, in percent, with Wilson's interval."""
    found = stats.csat(answers)
    if isinstance(found, NotAvailable):
        return found
    values = np.asarray(answers, dtype=np.float64)
    return _percent(wilson_interval(int((values >= 4).sum()), values.size), values.size)


def response_rate(answered: int, invited: int) -> Score | NotAvailable:
    """Answered ÷ invited, in percent. ValueError unless 0 ≤ answered ≤ invited."""
    found = wilson_interval(answered, invited)
    # Everybody was asked: it is the whole, not a sample, so there is nothing to be unsure about.
    return found if isinstance(found, NotAvailable) else Score(100 * found.value, None, None, invited)


def sus(answers: npt.ArrayLike) -> Score | NotAvailable:
    """Mean of the system usability scale over people: answers[n, 10] of 1–5. 0–100, not a percentage."""
    array = np.asarray(answers, dtype=np.float64)
    return mean(stats.sus_scores(array.reshape(-1, 10)), 0, 100)


def mean(values: npt.ArrayLike, lowest: float, highest: float) -> Score | NotAvailable:
    """Mean ± t(n − 1)·s/√n of answers on a scale, the interval cut at its ends. ValueError outside the scale."""
    array = finite(values).ravel()
    if array.size == 0:
        return NotAvailable(stats.NO_VALUES)
    if array.min() < lowest or array.max() > highest:
        raise ValueError("answers must lie on the scale")
    centre = float(array.mean())
    if array.size == 1:
        return Score(centre, None, None, 1, why=ONE_VALUE)
    error = float(np.std(array, ddof=1)) / sqrt(array.size)
    if error == 0:
        return Score(centre, None, None, array.size, why=ALL_EQUAL)
    half = student_t_quantile(0.975, array.size - 1) * error
    return Score(centre, max(centre - half, lowest), min(centre + half, highest), array.size, error)


def matrix(answers: npt.NDArray[np.float64], lowest: float, highest: float) -> list[Score | NotAvailable]:
    """Mean per row of a scale matrix: answers[n, rows], NaN where somebody left a row out."""
    if answers.ndim != 2:
        raise ValueError("answers must have the shape (people, rows)")
    return [mean(column[~np.isnan(column)], lowest, highest) for column in answers.T]


def shares(counts: Sequence[int], n: int) -> list[Score | NotAvailable]:
    """Share of each option among ``n`` people in percent, with Wilson's interval; several may be chosen."""
    return [_percent(wilson_interval(count, n), n) for count in counts]


def changed(now: Score, before: Score) -> float | None:
    """z of the difference of two independent scores with standard errors; None where one has none. |z| ≥ 1.96: real."""
    if now.error is None or before.error is None:
        return None
    error = sqrt(now.error**2 + before.error**2)
    return (now.value - before.value) / error if error else None


def _percent(found: Interval | NotAvailable, n: int) -> Score | NotAvailable:
    if isinstance(found, NotAvailable):
        return found
    error = 100 * sqrt(found.value * (1 - found.value) / n)
    return Score(100 * found.value, 100 * found.low, 100 * found.high, n, error)
