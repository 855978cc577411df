"""Forecast of KPIs: trend, day the target is reached, probability of being in time, fan (FORMULAS.md, "forecast").

A robust line (``trend``) through the last ``MAX_POINTS`` measurements of each KPI, at least ``MIN_POINTS``: two years
of monthly values, half a year of weekly ones. An older history would answer for a way of working that has been changed
since, and 276 pairs of points bound the cost of a KPI.

In time means: the value on the due day is at or beyond the target. A target touched once and lost again is not reached.

Deterministic: a KPI's numbers depend on its own measurements only, neither on their order nor on its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.engines.kpi import Code, CodeArray
from metrics.engines.series import LAST_DAY, NO_DAY, FloatArray, IntArray, Series, check_finite, series
from metrics.engines.trend import HORIZON_DAYS, Trend, chance, first_day, fit, freedom
from pmo.engines.stats import NotAvailable, student_t_quantile

MIN_POINTS: Final = 4
MAX_POINTS: Final = 24
_PAIRS_PER_CHUNK: Final = 1 << 17
"""Slopes held at once: two buffers of 1 MB stay in the processor's cache."""


class Outlook(Code):
    """What the trend says about the target."""

    DATED = 0  # reached on a day within ten years
    REACHED = 1  # trend or newest value is at the target already
    WRONG_WAY = 2  # flat, or moving away: not reached at this pace
    BEYOND = 3  # later than ten years: not reached at this pace
    TOO_FEW = 4  # fewer than four measured days
    NO_TARGET = 5  # trend and fan only


@dataclass(frozen=True, eq=False)
class ForecastTable:
    """Forecasts of N KPIs, arrays of N; NaN and ``NO_DAY`` where not available.

    outlook             codes of ``Outlook`` (int8)
    probability         P(at or beyond the target on the due day)
    day                 first day on which the trend is at the target, never before the newest measurement
    day_low, day_high   80 % interval of that day: first days on which the optimistic and the pessimistic edge of the
                        80 % band are there; NO_DAY when not within ten years
    newest, points      day of the newest measurement used (``NO_DAY``: none) and number of measurements used
    level, slope        trend on the newest day and per day, in the KPI's unit
    scale               spread of the measurements around it (``trend``); 0 for an exact line
    mean_day, spread    mean of day − newest, and Σ(day − mean day)²
    """

    outlook: CodeArray
    probability: FloatArray
    day: IntArray
    day_low: IntArray
    day_high: IntArray
    newest: IntArray
    points: IntArray
    level: FloatArray
    slope: FloatArray
    scale: FloatArray
    mean_day: FloatArray
    spread: FloatArray

    def row(self, index: int) -> Forecast:
        """Forecast of one KPI as a plain record."""
        outlook, chance = Outlook(int(self.outlook[index])), float(self.probability[index])

        def day(array: IntArray) -> int | None:
            return None if int(array[index]) == NO_DAY else int(array[index])

        def number(array: FloatArray) -> float | NotAvailable:
            return float(array[index]) if np.isfinite(array[index]) else NotAvailable(Outlook.TOO_FEW.key)

        return Forecast(
            outlook=outlook,
            probability=chance if np.isfinite(chance) else NotAvailable(_why(outlook)),
            day=day(self.day),
            day_low=day(self.day_low),
            day_high=day(self.day_high),
            level=number(self.level),
            slope=number(self.slope),
            scale=number(self.scale),
            newest=day(self.newest),
            points=int(self.points[index]),
        )


@dataclass(frozen=True)
class Forecast:
    """Forecast of one KPI; see ``ForecastTable``. Days that are not within ten years are None."""

    outlook: Outlook
    probability: float | NotAvailable
    day: int | None
    day_low: int | None
    day_high: int | None
    level: float | NotAvailable
    slope: float | NotAvailable
    scale: float | NotAvailable
    newest: int | None
    points: int


@dataclass(frozen=True, eq=False)
class Fan:
    """Trend and prediction bands at K days for N KPIs, arrays [N, K] in the KPI's unit; NaN without a forecast."""

    middle: FloatArray
    low50: FloatArray
    high50: FloatArray
    low80: FloatArray
    high80: FloatArray


def forecast(
    measured: Series,
    as_of: npt.ArrayLike,
    target: npt.ArrayLike,
    direction: npt.ArrayLike,
    due_day: npt.ArrayLike,
    since: npt.ArrayLike = 0,
) -> ForecastTable:
    """Forecasts of N KPIs from their measurements at or before ``as_of``.

    measured   N rows; as_of ordinal, scalar or int[N]
    target     float[N]; read where ``direction`` is not 0
    direction  int[N]: +1 reached upwards, −1 downwards, 0 no target (``KpiTable.direction``)
    due_day    int[N] ordinals, ``NO_DAY`` for none
    since      ordinal, scalar or int[N]: earlier measurements are left out. The baseline day, when a KPI's history
               reaches further back than the change it measures

    ValueError for arrays that do not fit and for targets that are not finite.
    """
    rows = len(measured)
    sign = np.asarray(direction, dtype=np.int8)
    due = np.asarray(due_day, dtype=np.int64)
    goal = np.where(sign == 0, 0.0, np.asarray(target, dtype=np.float64))
    if not sign.shape == due.shape == goal.shape == (rows,):
        raise ValueError("target, direction and due_day need one element per row")
    if np.any(np.abs(sign) > 1):
        raise ValueError("direction must be −1, 0 or 1")
    check_finite(goal, "target")
    count = measured.count_until(as_of)
    used = np.clip(count - measured.count_until(np.asarray(since, dtype=np.int64) - 1), 0, MAX_POINTS)
    end = measured.offsets[:-1] + count
    table = _empty(rows)
    table.points[:] = used
    some = used > 0
    table.newest[some] = measured.days[end[some] - 1]
    for n in range(MIN_POINTS, MAX_POINTS + 1):
        members = np.flatnonzero(used == n)
        step = max(1, _PAIRS_PER_CHUNK // (n * (n - 1) // 2))
        for begin in range(0, members.size, step):
            chunk = members[begin : begin + step]
            _forecast_chunk(table, measured, chunk, end[chunk], n, sign[chunk], goal[chunk], due[chunk])
    return table


def forecast_one(
    days: npt.ArrayLike,
    values: npt.ArrayLike,
    as_of: int,
    *,
    target: float,
    direction: int,
    due_day: int = NO_DAY,
    since: int = 0,
) -> Forecast:
    """``forecast`` for one KPI and its measurements, in any order."""
    measured = series([0, np.size(days)], days, values)
    return forecast(measured, as_of, np.array([target]), np.array([direction]), np.array([due_day]), since).row(0)


def fan(table: ForecastTable, days: npt.ArrayLike) -> Fan:
    """Trend with 50 % and 80 % prediction bands of new values at given days: int[K] for all rows, or int[N, K].

    Rows without a trend are NaN. The bands widen with the distance from the measurements that were used.
    """
    asked = np.asarray(days, dtype=np.float64)
    shape = (table.points.size, asked.shape[-1])
    ahead = np.broadcast_to(asked, shape) - table.newest[:, None]
    away = ahead - table.mean_day[:, None]
    count = np.maximum(table.points, 1)[:, None]
    width = table.scale[:, None] * np.sqrt(1 + 1 / count + away * away / table.spread[:, None])
    middle = table.level[:, None] + table.slope[:, None] * ahead
    quantiles = {p: np.array([student_t_quantile(p, freedom(n)) for n in range(MAX_POINTS + 1)]) for p in (0.75, 0.9)}
    half, most = (quantiles[p][table.points][:, None] * width for p in (0.75, 0.9))
    return Fan(middle, middle - half, middle + half, middle - most, middle + most)


def _why(outlook: Outlook) -> str:
    return outlook.key if outlook in (Outlook.TOO_FEW, Outlook.NO_TARGET) else "no_due_day"


def _empty(rows: int) -> ForecastTable:
    def none() -> FloatArray:
        return np.full(rows, np.nan)

    def no_day() -> IntArray:
        return np.full(rows, NO_DAY, dtype=np.int64)

    return ForecastTable(
        outlook=np.full(rows, Outlook.TOO_FEW, dtype=np.int8),
        probability=none(),
        day=no_day(),
        day_low=no_day(),
        day_high=no_day(),
        newest=no_day(),
        points=np.zeros(rows, dtype=np.int64),
        level=none(),
        slope=none(),
        scale=none(),
        mean_day=none(),
        spread=none(),
    )


def _forecast_chunk(
    table: ForecastTable,
    measured: Series,
    rows: IntArray,
    end: IntArray,
    n: int,
    sign: CodeArray,
    goal: FloatArray,
    due: IntArray,
) -> None:
    """Fits the rows of one chunk, all with n points, and writes their results."""
    position = (end - n)[:, None] + np.arange(n)
    newest = table.newest[rows]
    day = (measured.days[position] - newest[:, None]).astype(np.float64)
    value = measured.values[position]
    # Measured from the target, in the direction wanted: 0 and above is reached. Rising and falling KPIs become the same
    # numbers, and a large offset costs no digits. Without a target the newest value is as good an origin as any.
    wanted = np.where(sign == 0, 1.0, sign)
    reference = np.where(sign == 0, value[:, -1], goal)
    line = fit(day, wanted[:, None] * (value - reference[:, None]), reference)
    table.level[rows] = reference + wanted * line.level
    table.slope[rows] = wanted * line.slope
    table.scale[rows], table.mean_day[rows], table.spread[rows] = line.scale, line.mean_day, line.spread
    table.outlook[rows] = Outlook.NO_TARGET
    aimed = np.flatnonzero(sign != 0)
    if aimed.size:
        _towards_target(table, line if aimed.size == rows.size else line.take(aimed), rows[aimed], due[aimed])


def _towards_target(table: ForecastTable, line: Trend, rows: IntArray, due: IntArray) -> None:
    """Probability, outlook and days of KPIs that have a target, which is 0 in the units of ``line``."""
    newest = table.newest[rows]
    dated = np.flatnonzero(due != NO_DAY)
    ahead = (due - newest)[dated].astype(np.float64)
    table.probability[rows[dated]] = chance(line if dated.size == rows.size else line.take(dated), ahead)
    there = (line.level >= -line.tolerance) | (line.newest_value >= 0)
    rising = line.slope > 0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # the tolerance keeps a line that meets the target on a whole day from being rounded into the next one
        ahead = np.ceil((-line.level - line.tolerance) / line.slope)
    soon = ~there & rising & (ahead <= HORIZON_DAYS)
    outlook = np.where(there, Outlook.REACHED, np.where(soon, Outlook.DATED, Outlook.BEYOND))
    table.outlook[rows] = np.where(there | rising, outlook, Outlook.WRONG_WAY)
    point = np.where(there, 0, np.where(soon, ahead, HORIZON_DAYS + 1)).astype(np.int64)
    t = student_t_quantile(0.9, freedom(line.n))
    # whoever is there already, by measurement, has no earlier day left to hope for
    low = np.where(there, 0, np.minimum(first_day(line, t), point))
    high = np.maximum(first_day(line, -t), point)
    for column, days in ((table.day, point), (table.day_low, low), (table.day_high, high)):
        column[rows] = np.where((days <= HORIZON_DAYS) & (newest + days <= LAST_DAY), newest + days, NO_DAY)
