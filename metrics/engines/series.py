"""Measurements of many KPIs in one ragged array (compressed sparse rows): what the KPI engines read.

Row i owns ``days[offsets[i]:offsets[i+1]]`` and the values beside them. A day is an ordinal (``date.toordinal()``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
DayArray = npt.NDArray[np.int32]

NO_DAY: Final = int(np.iinfo(np.int32).max)
"""Stands in day arrays for "there is none" (an open due date, no date reached)."""

LAST_DAY: Final = date.max.toordinal()

MAX_ABS: Final = 1e100
"""Largest magnitude of a value: squares and differences of such numbers stay finite."""


@dataclass(frozen=True, eq=False)
class Series:
    """N rows of dated values, each strictly ascending by day. Build it with ``series``.

    offsets   int64[N + 1], from 0 to len(days)
    days      int32[total]
    values    float64[total], finite
    """

    offsets: IntArray
    days: DayArray
    values: FloatArray

    def __len__(self) -> int:
        return self.offsets.size - 1

    def count_until(self, limit: npt.ArrayLike) -> IntArray:
        """Per row, how many of its days are ≤ ``limit`` (scalar or int[N]); int64[N]. A binary search in all rows."""
        bound = np.broadcast_to(np.asarray(limit, dtype=np.int64), (len(self),))
        start, end = self.offsets[:-1], self.offsets[1:]
        low, high = start.copy(), end.copy()
        if not self.days.size:
            return low
        # as-of today nearly every row is wholly inside: answer those by looking at their last day
        whole = (end > start) & (self.days[np.maximum(end - 1, 0)] <= bound)
        low[whole] = end[whole]
        for _ in range(int((end - start).max()).bit_length()):
            middle = (low + high) >> 1
            open_ = low < high
            inside = open_ & (self.days[np.minimum(middle, self.days.size - 1)] <= bound)
            low = np.where(inside, middle + 1, low)
            high = np.where(open_ & ~inside, middle, high)
        return low - start


def series(offsets: npt.ArrayLike, days: npt.ArrayLike, values: npt.ArrayLike) -> Series:
    """Checked and ordered rows, independent of the order in which a row's values were given.

    Several values on one day count as their mean (symmetric for rising and falling KPIs, and free of any order).
    Raises ValueError for offsets that do not fit, for NaN, infinite or absurd values (above ``MAX_ABS``) and for days
    outside the calendar.
    """
    starts = np.ascontiguousarray(offsets, dtype=np.int64)
    given = np.asarray(days)
    if given.size and not np.issubdtype(given.dtype, np.integer):
        raise ValueError("days must be integer ordinals")
    day = np.ascontiguousarray(given, dtype=np.int64)
    value = np.ascontiguousarray(values, dtype=np.float64)
    if starts.ndim != 1 or starts.size < 1 or day.ndim != 1 or day.shape != value.shape:
        raise ValueError("offsets, days and values must be one-dimensional, days and values of one length")
    if starts[0] != 0 or starts[-1] != day.size or np.any(np.diff(starts) < 0):
        raise ValueError("offsets must ascend from 0 to the number of days")
    if day.size and (int(day.min()) < 1 or int(day.max()) > LAST_DAY):
        raise ValueError("days must be ordinals of the calendar")
    check_finite(value, "values")
    if not _ascending(starts, day):
        starts, day, value = _ordered(starts, day, value)
    return Series(starts, day.astype(np.int32), value)


def check_finite(values: FloatArray, name: str) -> None:
    """ValueError that names the first element that is NaN, infinite or larger than ``MAX_ABS``."""
    # min and max pass NaN on and allocate nothing, unlike abs() of millions of values
    if values.size and not (float(values.min()) >= -MAX_ABS and float(values.max()) <= MAX_ABS):
        index = int(np.flatnonzero(~(np.abs(values) <= MAX_ABS))[0])
        raise ValueError(f"{name}[{index}] is not a finite number within ±{MAX_ABS:g}")


def _ascending(offsets: IntArray, days: IntArray) -> bool:
    """Whether each row is strictly ascending: every step that is not must be the step between two rows."""
    steps = np.diff(days) <= 0
    borders = offsets[1:-1]
    steps[borders[(borders > 0) & (borders < days.size)] - 1] = False
    return not bool(steps.any())


def _ordered(offsets: IntArray, days: IntArray, values: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Rows sorted by (day, value), equal days merged into their mean."""
    rows = np.repeat(np.arange(offsets.size - 1), np.diff(offsets))
    order = np.lexsort((values, days, rows))
    rows, days, values = rows[order], days[order], values[order]
    fresh = np.ones(days.size, dtype=np.bool_)
    fresh[1:] = (np.diff(rows) != 0) | (np.diff(days) != 0)
    starts = np.flatnonzero(fresh)
    sums = np.add.reduceat(values, starts)
    sizes = np.diff(np.append(starts, days.size))
    merged = np.zeros(offsets.size, dtype=np.int64)
    np.cumsum(np.bincount(rows[starts], minlength=offsets.size - 1), out=merged[1:])
    return merged, days[starts], sums / sizes
