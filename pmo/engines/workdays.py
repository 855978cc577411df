"""Working days over a fixed table of days.

A day is a proleptic Gregorian ordinal (``date.toordinal()``) in arrays and a ``datetime.date`` in the scalar functions.
A ``WorkdayTable`` says for every day of whole calendar years whether it is worked; statutory holidays and the make-up
days that replace them (调休) are ordinary overrides of the weekly pattern. Definitions: FORMULAS.md, "Working days".

Every question outside the table raises ``OutOfRange``: a silent Mon–Fri guess would be a wrong promise to somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
Days = npt.ArrayLike

MONDAY_TO_FRIDAY: Final = (True, True, True, True, True, False, False)


class OutOfRange(LookupError):
    """The answer needs a day that the calendar table does not cover."""

    def __init__(self, first: date, last: date, asked: date | None = None) -> None:
        self.first, self.last, self.asked = first, last, asked
        what = f"{asked.isoformat()} lies" if asked is not None else "the answer lies"
        super().__init__(f"{what} outside the calendar, which covers {first.isoformat()} to {last.isoformat()}")


@dataclass(frozen=True, eq=False)
class WorkdayTable:
    """Which days are worked.

    first               ordinal of the first covered day
    working             bool[n], n consecutive days from ``first``
    provisional_years   years whose official notice is not out: only the weekly pattern is known
    before              int64[n + 1], working days strictly before day ``first + i`` (derived)
    worked              int64[k], offsets of the working days, ascending (derived)
    """

    first: int
    working: BoolArray
    provisional_years: frozenset[int] = frozenset()
    before: IntArray = field(init=False, repr=False)
    worked: IntArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        working = np.array(self.working, dtype=np.bool_)
        if working.ndim != 1 or working.size == 0:
            raise ValueError("working must be a non-empty, one-dimensional array")
        before = np.zeros(working.size + 1, dtype=np.int64)
        np.cumsum(working, out=before[1:])
        worked = np.flatnonzero(working).astype(np.int64)
        for array in (working, before, worked):
            array.flags.writeable = False  # a shared, cached table must not change under its readers
        object.__setattr__(self, "working", working)
        object.__setattr__(self, "before", before)
        object.__setattr__(self, "worked", worked)

    @property
    def first_day(self) -> date:
        return date.fromordinal(self.first)

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.first + self.working.size - 1)

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is worked."""
        return bool(self.working[self._offset(day)])

    def is_provisional(self, day: date) -> bool:
        """Whether the notice for the year of ``day`` is not out yet; OutOfRange beyond the table."""
        self._offset(day)
        return day.year in self.provisional_years

    def add(self, day: date, n: int) -> date:
        """The n-th working day after ``day`` (n > 0) or before it (n < 0); ``day`` itself is never counted.

        n = 0 answers ``day`` when it is worked, else the next working day, as a task due "on" a holiday moves forward.
        """
        offset = self._offset(day)
        # rank of the first working day after ``day`` (n > 0), or of the first that is not before it
        start = int(self.before[offset + 1]) - 1 if n > 0 else int(self.before[offset])
        return self._day_of_rank(start + n)

    def count(self, a: date, b: date) -> int:
        """Working days in (a, b]; negative when b < a, so ``count(baseline, current)`` is the slip of a date.

        ``count(a, b) == -count(b, a)`` and ``count(a, c) == count(a, b) + count(b, c)``.
        """
        return int(self.before[self._offset(b) + 1] - self.before[self._offset(a) + 1])

    def next_or_same(self, day: date) -> date:
        """``day`` when worked, else the first working day after it."""
        return self.add(day, 0)

    def previous_or_same(self, day: date) -> date:
        """``day`` when worked, else the last working day before it."""
        return self._day_of_rank(int(self.before[self._offset(day) + 1]) - 1)

    def first_of(self, year: int, month: int) -> date:
        """First working day of a month."""
        return self.next_or_same(date(year, month, 1))

    def working_days_in(self, year: int) -> int:
        """Number of working days of a whole, covered year."""
        start, end = self._offset(date(year, 1, 1)), self._offset(date(year, 12, 31))
        return int(self.before[end + 1] - self.before[start])

    def are_working(self, days: Days) -> BoolArray:
        """``is_working`` for an array of ordinals of any shape."""
        return self.working[self._offsets(days)]

    def counts(self, a: Days, b: Days) -> IntArray:
        """``count`` for arrays of ordinals that broadcast against each other."""
        days: IntArray = self.before[self._offsets(b) + 1] - self.before[self._offsets(a) + 1]
        return days

    def adds(self, days: Days, n: Days) -> IntArray:
        """``add`` for arrays of ordinals and working-day distances that broadcast; answers ordinals."""
        offsets, steps = np.broadcast_arrays(self._offsets(days), np.asarray(n, dtype=np.int64))
        rank = np.where(steps > 0, self.before[offsets + 1] - 1, self.before[offsets]) + steps
        if rank.size and (int(rank.min()) < 0 or int(rank.max()) >= self.worked.size):
            raise OutOfRange(self.first_day, self.last_day)
        days_found: IntArray = self.worked[rank] + self.first
        return days_found

    def _offset(self, day: date) -> int:
        offset = day.toordinal() - self.first
        if not 0 <= offset < self.working.size:
            raise OutOfRange(self.first_day, self.last_day, day)
        return offset

    def _offsets(self, days: Days) -> IntArray:
        ordinals = np.asarray(days)
        if ordinals.size and not np.issubdtype(ordinals.dtype, np.integer):
            raise TypeError("days must be integer ordinals")
        offsets = ordinals.astype(np.int64) - self.first
        outside = (offsets < 0) | (offsets >= self.working.size)
        if np.any(outside):
            asked = int(offsets[outside][0]) + self.first
            known = date.fromordinal(asked) if 1 <= asked <= date.max.toordinal() else None
            raise OutOfRange(self.first_day, self.last_day, known)
        return offsets

    def _day_of_rank(self, rank: int) -> date:
        if not 0 <= rank < self.worked.size:
            raise OutOfRange(self.first_day, self.last_day)
        return date.fromordinal(self.first + int(self.worked[rank]))


def build(
    years: Mapping[int, Mapping[date, bool]],
    *,
    provisional_years: Iterable[int] = (),
    week: tuple[bool, ...] = MONDAY_TO_FRIDAY,
) -> WorkdayTable:
    """A table of whole years from a weekly pattern and the published exceptions.

    years              year of the notice → {day: worked?}. The table covers the earliest to the latest key. A notice
                       may touch days of a neighbouring year (China's for 2019 moves 2018-12-29): they count when
                       covered, and of two notices about one day the later year's wins.
    provisional_years  years without a notice; years missing between two keys are added to them
    week               seven flags, Monday first

    Raises ValueError for no years, a year outside 1–9999 or a week that has no working day.
    """
    if not years:
        raise ValueError("at least one year is needed")
    if len(week) != 7 or not any(week):
        raise ValueError("week needs seven flags and at least one working day")
    low, high = min(years), max(years)
    first, last = date(low, 1, 1).toordinal(), date(high, 12, 31).toordinal()
    # ordinal 1 (0001-01-01) was a Monday
    working = np.array(week, dtype=np.bool_)[(np.arange(first, last + 1) - 1) % 7]
    for year in sorted(years):
        for day, worked in years[year].items():
            if first <= day.toordinal() <= last:
                working[day.toordinal() - first] = worked
    gaps = set(range(low, high + 1)) - set(years)
    return WorkdayTable(first, working, frozenset(gaps | set(provisional_years)))
