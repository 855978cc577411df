"""Growth curves of adoption, and the day a target is reached (FORMULAS.md, "Adoption").

Logistic, Gompertz and Bass curves are fitted by least squares and chosen by AICc (Hurvich & Tsai 1989). They have three
parameters each, written so that they stay positive:

    logistic   K / (1 + exp(−r (t − m)))
    gompertz   K · exp(−exp(−r (t − m)))
    bass       K · (1 − e^−(p+q)t) / (1 + (q/p) e^−(p+q)t), t counted from the launch (Bass 1969)

Fit: Levenberg–Marquardt from a grid of starts, many problems at once in plain arrays. (SciPy's optimiser would bring
HiGHS into a process that may solve with OR-Tools, which breaks it.) Interval of the day: residual bootstrap with the
caller's generator; courses that never reach the target count as "never", so an open upper end is None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from pmo.engines.stats import NotAvailable, finite, theil_sen

FloatArray = npt.NDArray[np.float64]
Curve = Callable[[FloatArray, FloatArray], FloatArray]

LOGISTIC: Final = "logistic"
GOMPERTZ: Final = "gompertz"
BASS: Final = "bass"
BASS_SALES: Final = "bass_sales"

MIN_POINTS: Final = 6
"""AICc of three parameters and a spread needs six points."""

TOO_FEW: Final = "too_few_points"
CONSTANT: Final = "no_change"
FALLING: Final = "falling"
NO_TREND: Final = "no_trend"
CEILING_BELOW: Final = "levels_off_below_target"
TOO_FAR: Final = "beyond_horizon"

REPEATS: Final = 400
COVERAGE: Final = 0.8
_STEPS: Final = 60
_BOUND: Final = 25.0
"""Largest exponent: parameters beyond e±25 of the scale of the data mean nothing."""


@dataclass(frozen=True)
class Fit:
    """A fitted curve. ``ceiling`` is K (or the market m), ``spread`` the residual error on ``freedom`` degrees.

    ``rate`` and ``middle`` are r and m of the S-curves, p and q of Bass. ``capped``: K was held at the most it may be.
    """

    model: str
    ceiling: float
    rate: float
    middle: float
    spread: float
    freedom: int
    aicc: float
    capped: bool

    def at(self, t: npt.ArrayLike) -> FloatArray:
        """Values of the curve at times ``t``, same shape."""
        times = np.asarray(t, dtype=np.float64)
        found: FloatArray = _CURVES[self.model](times.ravel(), self._theta()[None, :])[0].reshape(times.shape)
        return found

    def reaches(self, target: float) -> float | None:
        """The time at which the curve is at ``target``; None when it levels off below."""
        found = _reaches(self.model, self._theta()[None, :], target)[0]
        return float(found) if np.isfinite(found) else None

    def _theta(self) -> FloatArray:
        second = self.middle if self.model in (LOGISTIC, GOMPERTZ) else log(self.middle)
        return np.array([log(self.ceiling), log(self.rate), second])


@dataclass(frozen=True)
class Reach:
    """When the target is reached: ``at``, with ``low`` and ``high`` of an 80 % interval (``high`` None: maybe never).

    ``chance``: share of simulated courses that reach it within the horizon. ``already``: a measured value is there.
    """

    fit: Fit | None
    at: float
    low: float
    high: float | None
    chance: float
    already: bool = False


@dataclass(frozen=True)
class Never:
    """Not reached at this pace, because …; ``fit`` where there is one."""

    reason: str
    fit: Fit | None = None


def fit(times: npt.ArrayLike, values: npt.ArrayLike, model: str, ceiling: float | None = None) -> Fit | NotAvailable:
    """One curve by least squares. times, values: float[n], n ≥ 6; ``ceiling``: the most K may be (1 for a share).

    Bass counts ``times`` from the launch. ValueError for NaN, negative values or unequal lengths.
    """
    t, y = _series(times, values)
    problem = _problem(t, y)
    if problem:
        return NotAvailable(problem)
    return _fit(model, t, y, ceiling)


def best(times: npt.ArrayLike, values: npt.ArrayLike, ceiling: float | None = None) -> Fit | NotAvailable:
    """The curve with the lowest AICc; not available where a constant explains the series as well, or it falls."""
    t, y = _series(times, values)
    problem = _problem(t, y)
    if problem:
        return NotAvailable(problem)
    line = theil_sen(t, y)
    if isinstance(line, NotAvailable) or line.slope < 0:
        return NotAvailable(FALLING)
    models = (LOGISTIC, GOMPERTZ, BASS) if t[0] >= 0 else (LOGISTIC, GOMPERTZ)
    fits = [_fit(model, t, y, ceiling) for model in models]
    chosen = min(fits, key=lambda found: found.aicc)
    flat = _aicc(float(((y - y.mean()) ** 2).sum()), y, 1)
    return chosen if chosen.aicc < flat else NotAvailable(NO_TREND)


def forecast(
    times: npt.ArrayLike,
    values: npt.ArrayLike,
    target: float,
    generator: np.random.Generator,
    *,
    ceiling: float | None = None,
    horizon: float = 3650.0,
    repeats: int = REPEATS,
) -> Reach | Never:
    """The time at which ``target`` is reached, with an interval, or why not. ``horizon``: the last that counts."""
    t, y = _series(times, values)
    if y.size and y[-1] >= target:
        first = float(t[np.flatnonzero(y >= target)[0]])
        return Reach(None, first, first, first, 1.0, already=True)
    found = best(t, y, ceiling)
    if isinstance(found, NotAvailable):
        return Never(found.reason)
    at = found.reaches(target)
    if at is None:
        return Never(CEILING_BELOW, found)
    at = max(at, float(t[-1]))
    if at > horizon:
        return Never(TOO_FAR, found)
    courses = np.maximum(_courses(found, t, y, target, generator, ceiling, repeats), t[-1])
    low, high = np.quantile(courses, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2], method="inverted_cdf")
    latest = float(max(high, at)) if high <= horizon else None
    return Reach(found, at, float(min(low, at)), latest, float((courses <= horizon).mean()))


def _courses(
    found: Fit,
    t: FloatArray,
    y: FloatArray,
    target: float,
    generator: np.random.Generator,
    ceiling: float | None,
    repeats: int,
) -> FloatArray:
    """Times at which ``repeats`` re-fitted series reach the target; inf where they do not."""
    middle = found.at(t)
    residual = (y - middle) - (y - middle).mean()
    residual *= sqrt(y.size / max(found.freedom, 1))
    drawn = middle + generator.choice(residual, size=(repeats, y.size))
    start = np.repeat(found._theta()[None, :], repeats, axis=0)
    theta = _solve(found.model, t, np.maximum(drawn, 0.0), start, None, steps=20)
    if ceiling is not None:
        over = theta[:, 0] > log(ceiling)
        if over.any():
            held = start[over].copy()
            held[:, 0] = log(ceiling)
            theta[over] = _solve(found.model, t, np.maximum(drawn[over], 0.0), held, log(ceiling), steps=20)
    return _reaches(found.model, theta, target)


def _fit(model: str, t: FloatArray, y: FloatArray, ceiling: float | None) -> Fit:
    theta, capped = _descend(model, t, y, None), False
    if ceiling is not None and theta[0] > log(ceiling):
        theta, capped = _descend(model, t, y, log(ceiling)), True
    squares = float(((y - _CURVES[model](t, theta[None, :])[0]) ** 2).sum())
    used = 2 if capped else 3
    rate, middle = float(np.exp(theta[1])), float(theta[2] if model in (LOGISTIC, GOMPERTZ) else np.exp(theta[2]))
    spread = sqrt(squares / (y.size - used))
    return Fit(model, float(np.exp(theta[0])), rate, middle, spread, y.size - used, _aicc(squares, y, used), capped)


def _descend(model: str, t: FloatArray, y: FloatArray, cap: float | None) -> FloatArray:
    starts = _starts(model, t, y)
    if cap is not None:
        starts[:, 0] = cap
    theta = _solve(model, t, np.repeat(y[None, :], len(starts), axis=0), starts, cap, steps=_STEPS)
    squares = ((y - _CURVES[model](t, theta)) ** 2).sum(axis=1)
    found: FloatArray = theta[int(np.nanargmin(squares))]
    return found


def _starts(model: str, t: FloatArray, y: FloatArray) -> FloatArray:
    """A grid of starting points, float64[S, 3], in the scale of the data."""
    span, top = float(t[-1] - t[0]), float(y.max())
    if model in (LOGISTIC, GOMPERTZ):
        rates = np.log(np.array([2.0, 4.0, 8.0, 16.0, 32.0]) / span)
        middles = t[0] + span * np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.5])
        return np.array([[log(1.2 * top), r, m] for r in rates for m in middles])
    whole = 1.3 * float(y.sum()) if model == BASS_SALES else 1.2 * top
    p = np.log(np.array([0.001, 0.01, 0.05, 0.2]) * 10 / max(float(t[-1]), 1e-9))
    q = np.log(np.array([0.1, 0.3, 0.6, 1.0]) * 10 / max(float(t[-1]), 1e-9))
    return np.array([[log(whole), a, b] for a in p for b in q])


def _solve(model: str, t: FloatArray, y: FloatArray, theta: FloatArray, cap: float | None, *, steps: int) -> FloatArray:
    """Levenberg–Marquardt of B problems at once: y[B, n], theta[B, 3]; with ``cap`` the first parameter is held."""
    curve, first = _CURVES[model], 0 if cap is None else 1
    theta = theta.copy()
    damping = np.full(len(theta), 1e-3)
    left = y - curve(t, theta)
    cost = (left**2).sum(axis=1)
    eye = np.eye(3 - first)
    for _ in range(steps):
        slopes = _slopes(curve, t, theta)[:, first:, :]
        gram = slopes @ slopes.transpose(0, 2, 1)
        pull = slopes @ left[:, :, None]
        weight = np.maximum(np.diagonal(gram, axis1=1, axis2=2), 1e-12)
        step = np.linalg.solve(gram + (damping[:, None] * weight)[:, :, None] * eye, pull)[:, :, 0]
        trial = theta.copy()
        trial[:, first:] += step
        trial = _inside(model, trial, theta)
        rest = y - curve(t, trial)
        new = (rest**2).sum(axis=1)
        better = new < cost
        theta[better], left[better] = trial[better], rest[better]
        settled = np.all(cost - np.where(better, new, cost) <= 1e-14 * (1e-300 + cost))
        cost = np.where(better, new, cost)
        damping = np.clip(np.where(better, damping / 4, damping * 6), 1e-12, 1e12)
        if settled and np.all(damping > 1e6):
            break
    return theta


def _inside(model: str, trial: FloatArray, old: FloatArray) -> FloatArray:
    """Logarithms stay within a factor e² per step and within bounds that floating point can carry."""
    logs = slice(0, 2) if model in (LOGISTIC, GOMPERTZ) else slice(0, 3)
    trial[:, logs] = np.clip(trial[:, logs], old[:, logs] - 2, old[:, logs] + 2)
    trial[:, logs] = np.clip(trial[:, logs], -_BOUND, _BOUND)
    return trial


def _slopes(curve: Curve, t: FloatArray, theta: FloatArray) -> FloatArray:
    """∂curve/∂theta by central differences, float64[B, 3, n]."""
    found = np.empty((len(theta), 3, t.size))
    for k in range(3):
        h = 1e-6 * np.maximum(1.0, np.abs(theta[:, k]))
        up, down = theta.copy(), theta.copy()
        up[:, k] += h
        down[:, k] -= h
        found[:, k, :] = (curve(t, up) - curve(t, down)) / (2 * h[:, None])
    return found


def _exp(x: FloatArray) -> FloatArray:
    found: FloatArray = np.exp(np.clip(x, -500.0, 500.0))
    return found


def _logistic(t: FloatArray, theta: FloatArray) -> FloatArray:
    return _exp(theta[:, :1]) / (1 + _exp(-_exp(theta[:, 1:2]) * (t[None, :] - theta[:, 2:3])))


def _gompertz(t: FloatArray, theta: FloatArray) -> FloatArray:
    return _exp(theta[:, :1]) * _exp(-_exp(-_exp(theta[:, 1:2]) * (t[None, :] - theta[:, 2:3])))


def _bass(t: FloatArray, theta: FloatArray) -> FloatArray:
    p, q = _exp(theta[:, 1:2]), _exp(theta[:, 2:3])
    fade = _exp(-(p + q) * t[None, :])
    return _exp(theta[:, :1]) * (1 - fade) / (1 + q / p * fade)


def _bass_sales(t: FloatArray, theta: FloatArray) -> FloatArray:
    """The density of Bass: adopters per unit of time."""
    p, q = _exp(theta[:, 1:2]), _exp(theta[:, 2:3])
    fade = _exp(-(p + q) * t[None, :])
    return _exp(theta[:, :1]) * ((p + q) ** 2 / p) * fade / (1 + q / p * fade) ** 2


_CURVES: Final[dict[str, Curve]] = {LOGISTIC: _logistic, GOMPERTZ: _gompertz, BASS: _bass, BASS_SALES: _bass_sales}


def _reaches(model: str, theta: FloatArray, target: float) -> FloatArray:
    """Times at which curves theta[B, 3] are at ``target``, inf where they level off below; ValueError for sales."""
    share = target / np.exp(theta[:, 0])
    rate = np.exp(theta[:, 1])
    open_ = share < 1
    part = np.where(open_, np.maximum(share, 1e-12), 0.5)
    if model == LOGISTIC:
        at = theta[:, 2] - np.log(1 / part - 1) / rate
    elif model == GOMPERTZ:
        at = theta[:, 2] - np.log(-np.log(part)) / rate
    elif model == BASS:
        q = np.exp(theta[:, 2])
        at = np.log((1 + q / rate * part) / (1 - part)) / (rate + q)
    else:
        raise ValueError("sales per period reach no target; fit cumulative adopters")
    return np.where(open_, at, np.inf)


def _aicc(squares: float, y: FloatArray, parameters: int) -> float:
    """n·ln(RSS/n) + 2k + 2k(k + 1)/(n − k − 1), k counts the spread. Exact series end at rounding, not at −∞."""
    n, k = y.size, parameters + 1
    floor = 1e-24 * max(float((y**2).sum()), 1e-300)
    return n * log(max(squares, floor) / n) + 2 * k + 2 * k * (k + 1) / (n - k - 1)


def _series(times: npt.ArrayLike, values: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, y = finite(times, "times").ravel(), finite(values).ravel()
    if t.size != y.size:
        raise ValueError("times and values must have the same length")
    if np.any(y < 0):
        raise ValueError("values must not be negative")
    order = np.argsort(t, kind="stable")
    return t[order], y[order]


def _problem(t: FloatArray, y: FloatArray) -> str:
    if np.unique(t).size < MIN_POINTS:
        return TOO_FEW
    return CONSTANT if float(np.ptp(y)) <= 1e-12 * max(1.0, float(y.max())) else ""
