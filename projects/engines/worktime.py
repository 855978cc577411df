"""Working minutes: what a calendar makes of time.

A moment is an int: minutes since ``EPOCH`` (2000-01-01 00:00) on the plan's own wall clock, without a zone. A day is
``moment // 1440``. A ``WorkTime`` is a list of stretches of work; it answers in whole minutes how much work lies
between two moments and where a given amount of work ends. Days come from a weekly pattern of shifts, overridden day
by day (holidays, make-up days 调休).

A start falls on the first minute of a stretch, a finish on the last: ``start_at`` and ``finish_at`` are the two
readings of the same amount of work done.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import numpy as np
import numpy.typing as npt

EPOCH: Final = date(2000, 1, 1)
DAY: Final = 1440
Shift = tuple[int, int]
Shifts = Sequence[Shift]
Int = npt.NDArray[np.int64]


class OutOfRange(LookupError):
    """The answer lies outside the days the calendar covers. ``moment`` is what was asked, None = beyond the end."""

    def __init__(self, moment: int | None = None) -> None:
        self.moment = moment
        super().__init__("beyond the calendar" if moment is None else f"moment {moment} is outside the calendar")


def to_moment(when: datetime | date) -> int:
    """Whole minutes since EPOCH of a wall-clock time (a date means its midnight; a zone is not looked at)."""
    day = when.date() if isinstance(when, datetime) else when
    minutes = when.hour * 60 + when.minute if isinstance(when, datetime) else 0
    return (day - EPOCH).days * DAY + minutes


def to_datetime(moment: int) -> datetime:
    """The naive wall-clock time of a moment."""
    day, minute = divmod(int(moment), DAY)
    return datetime.fromordinal(EPOCH.toordinal() + day).replace(hour=minute // 60, minute=minute % 60)


def to_date(moment: int) -> date:
    """The day of a moment."""
    return date.fromordinal(EPOCH.toordinal() + int(moment) // DAY)


@dataclass(frozen=True, eq=False)
class WorkTime:
    """One calendar over a range of days.

    start    int64[k], start moment of every stretch of work, ascending
    finish   int64[k], its end
    done     int64[k + 1], working minutes before stretch i (last: all)
    first, last   moments the calendar covers: [first, last)
    """

    start: Int
    finish: Int
    first: int
    last: int
    done: Int = field(init=False, repr=False)
    # The same as lists: one binary search in a list costs a tenth of one in an array.
    starts: list[int] = field(init=False, repr=False)
    finishes: list[int] = field(init=False, repr=False)
    dones: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        done = np.zeros(self.start.size + 1, dtype=np.int64)
        np.cumsum(self.finish - self.start, out=done[1:])
        for array in (self.start, self.finish, done):
            array.flags.writeable = False  # shared between plans
        object.__setattr__(self, "done", done)
        object.__setattr__(self, "starts", self.start.tolist())
        object.__setattr__(self, "finishes", self.finish.tolist())
        object.__setattr__(self, "dones", done.tolist())

    def worked(self, moment: int) -> int:
        """Working minutes before `moment`, counted from the first covered day. Raises OutOfRange."""
        if not self.first <= moment <= self.last:
            raise OutOfRange(moment)
        at = bisect_right(self.starts, moment) - 1
        if at < 0:
            return 0
        return self.dones[at] + min(moment, self.finishes[at]) - self.starts[at]

    def finish_at(self, work: int) -> int:
        """The earliest moment by which `work` minutes (as counted by `worked`) are done: the end of a stretch."""
        at = bisect_left(self.dones, work) - 1
        if at < 0:
            if work < 0 or not self.starts:
                raise OutOfRange
            return self.starts[0]
        if at >= len(self.starts):
            raise OutOfRange
        return self.starts[at] + work - self.dones[at]

    def start_at(self, work: int) -> int:
        """The latest moment before which only `work` minutes are done: the beginning of a stretch."""
        at = bisect_right(self.dones, work) - 1
        if at < 0 or at >= len(self.starts):
            raise OutOfRange
        return self.starts[at] + work - self.dones[at]

    def add(self, moment: int, minutes: int) -> int:
        """Where `minutes` of work that begin at `moment` end (negative: where work that ends at `moment` begins)."""
        if minutes == 0:
            return moment
        work = self.worked(moment) + minutes
        return self.finish_at(work) if minutes > 0 else self.start_at(work)

    def between(self, a: int, b: int) -> int:
        """Working minutes from a to b; negative when b lies before a."""
        return self.worked(b) - self.worked(a)

    def next_work(self, moment: int) -> int:
        """`moment` when work can begin there, else the next beginning of a stretch."""
        return self.start_at(self.worked(moment))

    def previous_work(self, moment: int) -> int:
        """`moment` when work can end there, else the end of the stretch before."""
        work = self.worked(moment)
        return self.finish_at(work) if work else self.next_work(moment)

    def touches(self, moment: int) -> bool:
        """Whether `moment` lies in a stretch or on one of its ends."""
        at = bisect_right(self.starts, moment) - 1
        return at >= 0 and moment <= self.finishes[at]


def from_stretches(stretches: Sequence[Shift], first: int, last: int) -> WorkTime:
    """A calendar from stretches of work in order; touching ones are joined."""
    joined: list[list[int]] = []
    for start, finish in stretches:
        if joined and joined[-1][1] == start:
            joined[-1][1] = finish
        else:
            joined.append([start, finish])
    array = np.array(joined, dtype=np.int64).reshape(-1, 2)
    return WorkTime(array[:, 0].copy(), array[:, 1].copy(), first, last)


def build(week: Sequence[Shifts], exceptions: Mapping[date, Shifts], first: date, last: date) -> WorkTime:
    """A calendar from seven days of shifts (Monday first; minutes of the day, ascending) and overrides by date.

    Covers the days first … last, both included; questions beyond raise OutOfRange: no silent guess. Raises ValueError
    for shifts that overlap, stand in the wrong order or leave their day.
    """
    if len(week) != 7:
        raise ValueError("a week has seven days")
    for shifts in (*week, *exceptions.values()):
        _check(shifts)
    offset = (first - EPOCH).days
    days = (last - first).days + 1
    by_offset = {(day - EPOCH).days: shifts for day, shifts in exceptions.items()}
    stretches = [
        (day * DAY + start, day * DAY + finish)
        for day in range(offset, offset + days)
        # EPOCH was a Saturday.
        for start, finish in by_offset.get(day, week[(day + 5) % 7])
    ]
    return from_stretches(stretches, offset * DAY, (offset + days) * DAY)


def _check(shifts: Shifts) -> None:
    edges = [edge for shift in shifts for edge in shift]
    inside = not edges or (edges[0] >= 0 and edges[-1] <= DAY)
    if not inside or edges != sorted(edges) or any(start == finish for start, finish in shifts):
        raise ValueError(f"shifts overlap or leave their day: {list(shifts)}")


def always(first: date, last: date) -> WorkTime:
    """Around the clock: elapsed time as a calendar."""
    start, finish = to_moment(first), to_moment(last) + DAY
    return from_stretches([(start, finish)], start, finish)


def intersect(a: WorkTime, b: WorkTime) -> WorkTime:
    """Work when both work."""
    found: list[Shift] = []
    i = j = 0
    while i < len(a.starts) and j < len(b.starts):
        start = max(a.starts[i], b.starts[j])
        finish = min(a.finishes[i], b.finishes[j])
        if start < finish:
            found.append((start, finish))
        if a.finishes[i] < b.finishes[j]:
            i += 1
        else:
            j += 1
    return from_stretches(found, max(a.first, b.first), min(a.last, b.last))


def union(calendars: Sequence[WorkTime]) -> WorkTime:
    """Work when at least one works. Raises ValueError for none."""
    if not calendars:
        raise ValueError("a union of no calendars")
    stretches = sorted((s, f) for c in calendars for s, f in zip(c.starts, c.finishes, strict=True))
    joined: list[list[int]] = []
    for start, finish in stretches:
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], finish)
        else:
            joined.append([start, finish])
    return from_stretches(
        [(start, finish) for start, finish in joined],
        min(c.first for c in calendars),
        max(c.last for c in calendars),
    )
