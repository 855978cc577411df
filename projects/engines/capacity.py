"""Demand for people's time against what they have, day by day and week by week.

Arrays: `room` or `capacity`, the hours a person works on a day, absences taken off; `demand`, what tasks ask for; both
of shape (people, days). A day a person does not work takes no work, unless the whole span of a task is such days:
then the work lies on the first of them, where it shows as overload.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Hours = npt.NDArray[np.float64]
# Less than this many hours a week above capacity is rounding.
TOLERANCE = 0.05


@dataclass(frozen=True)
class Work:
    """`hours` one person owes one task between two days of the axis, both inclusive."""

    key: int
    person: int
    first: int
    last: int
    hours: float


def spread(room: Hours, works: Sequence[Work]) -> Hours:
    """Hours asked of everybody per day: each piece of work evenly over the working days of its span.

    What lies before or after the axis is left out: only the share of the days on it counts.
    """
    demand = np.zeros_like(room)
    for work in works:
        add(demand, room, work)
    return demand


def add(demand: Hours, room: Hours, work: Work) -> None:
    """Lay one piece of work onto `demand`."""
    days = room.shape[1]
    first, last = max(work.first, 0), min(work.last, days - 1)
    if last < first or work.hours <= 0:
        return
    hours = work.hours * (last - first + 1) / (work.last - work.first + 1)
    worked = room[work.person, first : last + 1] > 0
    if worked.any():
        demand[work.person, first : last + 1][worked] += hours / worked.sum()
    else:
        demand[work.person, first] += hours


def weekly(hours: Hours) -> Hours:
    """Sums of seven days each; the axis begins on a Monday and covers whole weeks."""
    people, days = hours.shape
    found: Hours = hours.reshape(people, days // 7, 7).sum(axis=2)
    return found


def excess(demand: Hours, capacity: Hours) -> Hours:
    """Hours per person and week above capacity; 0 where it fits."""
    over = weekly(demand) - weekly(capacity)
    found: Hours = np.where(over > TOLERANCE, over, 0.0)
    return found


def utilisation(demand: Hours, capacity: Hours) -> Hours:
    """Share of capacity asked for, per person and week. inf where work meets no capacity, 0 where there is neither."""
    asked, there = weekly(demand), weekly(capacity)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Hours = np.where(there > 0, asked / there, np.where(asked > TOLERANCE, np.inf, 0.0))
    return found
