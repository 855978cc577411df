"""Moments as positions in working time, so that most of the passes is adding and comparing small integers.

A position on a calendar is 2 × (minutes worked before it) + side: side 0 is where that much work ends, side 1 where
the next minute begins (see ``worktime``). Positions are in the order of their moments; inside a stretch of work both
sides are the same moment. On the wall clock (calendar ``CLOCK``) a position is 2 × moment.

A moment in the gap between two stretches has no position of its own. What is bound to start after it may as well be
bound by the beginning of the next stretch, and what is bound to finish after it by the end of the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from projects.engines.worktime import DAY, WorkTime

Ints = npt.NDArray[np.int32]
CLOCK: Final = -1
# Buckets of work in which the search for a stretch begins.
BUCKET: Final = 240


class Beyond(LookupError):
    """A moment lies outside the days a calendar covers."""


class Tables(NamedTuple):
    """Calendars behind each other, with an index by day and one by amount of work.

    bounds    int32[c + 1], stretches of calendar c: bounds[c] … bounds[c + 1] − 1
    start, finish   int32[k], moments of stretches
    done      int32[k + c], working minutes before a stretch (one more per calendar: all)
    first     int32[c], first day covered; day_at int32[c + 1] where its index by day begins; by_day: the stretch that
              began last when that day begins, counted from bounds[c], −1 = none
    work_at   int32[c + 1]; by_work: the stretch in which minute i × BUCKET of work lies
    """

    bounds: Ints
    start: Ints
    finish: Ints
    done: Ints
    first: Ints
    day_at: Ints
    by_day: Ints
    work_at: Ints
    by_work: Ints


def tables(calendars: Sequence[WorkTime]) -> Tables:
    """The calendars as tables. Each has at least one stretch."""
    by_day, by_work = [], []
    for c in calendars:
        days = np.arange(c.first // DAY, -(-c.last // DAY) + 1, dtype=np.int64) * DAY
        by_day.append(np.searchsorted(c.start, days, side="right") - 1)
        marks = np.arange(0, int(c.done[-1]) + BUCKET, BUCKET, dtype=np.int64)
        by_work.append(np.clip(np.searchsorted(c.done, marks, side="right") - 1, 0, max(c.start.size - 1, 0)))
    return Tables(
        bounds=_ends([c.start.size for c in calendars]),
        start=_joined([c.start for c in calendars]),
        finish=_joined([c.finish for c in calendars]),
        done=_joined([c.done for c in calendars]),
        first=np.array([c.first // DAY for c in calendars], dtype=np.int32),
        day_at=_ends([part.size for part in by_day]),
        by_day=_joined(by_day),
        work_at=_ends([part.size for part in by_work]),
        by_work=_joined(by_work),
    )


def _ends(sizes: Sequence[int]) -> Ints:
    return np.cumsum([0, *sizes]).astype(np.int32)


def _joined(parts: Sequence[npt.NDArray[np.int64]]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts]).astype(np.int32)


def moments(t: Tables, calendar: int, position: Ints) -> Ints:
    """The moments of positions on a calendar. Raises Beyond."""
    work = position >> 1
    if calendar == CLOCK:
        return work
    low, high = int(t.bounds[calendar]), int(t.bounds[calendar + 1])
    done = t.done[low + calendar : high + calendar + 1]
    side = position & 1
    if work.size and (int(work.min()) < 0 or int((work + side).max()) > int(done[-1])):
        raise Beyond
    at = t.by_work[int(t.work_at[calendar]) + work // BUCKET]
    # A beginning belongs to the last stretch before which no more is done, an end to the first that completes it.
    reach = work - 1 + side
    while True:
        further = (done[at + 1] <= reach).astype(np.int32)
        if not further.any():
            break
        at = at + further
    back = (at > 0) & (done[at] > reach)
    while back.any():
        at = at - back
        back = (at > 0) & (done[at] > reach)
    found: Ints = t.start[low + at] + work - done[at]
    return found


def positions(t: Tables, calendar: int, moment: Ints, gap: int) -> Ints:
    """Positions of moments on a calendar; `gap` is the side for those between stretches. Raises Beyond."""
    if calendar == CLOCK:
        return moment << 1
    low, high = int(t.bounds[calendar]), int(t.bounds[calendar + 1])
    day = moment // DAY - t.first[calendar]
    days = int(t.day_at[calendar + 1] - t.day_at[calendar])
    if day.size and (int(day.min()) < 0 or int(day.max()) >= days):
        raise Beyond
    at = t.by_day[int(t.day_at[calendar]) + day]
    last = high - low - 1
    start, finish = t.start[low:high], t.finish[low:high]
    while True:
        further = (at < last) & (start[np.minimum(at + 1, last)] <= moment)
        if not further.any():
            break
        at = at + further
    before = at < 0
    at = np.maximum(at, 0)
    inside = np.minimum(moment, finish[at]) - start[at]
    side = np.where(moment == start[at], 1, np.where(moment > finish[at], gap, 0))
    found = ((t.done[low + calendar + at] + inside) << 1) | side
    return np.where(before, gap, found).astype(np.int32)


def position(t: Tables, calendar: int, moment: int, gap: int) -> int:
    """One position; see `positions`."""
    return int(positions(t, calendar, np.array([moment], dtype=np.int32), gap)[0])
