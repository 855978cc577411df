"""How large a change is, how much of it people carry, where they stand on the way into it (FORMULAS.md, readiness).

Size. Twelve items of 1 to 5 each, 60 at most; from 35 on a change is large (the usual reading of change-size scores).
All twelve are computed: reach, groups, units, seven aspects of people's work, the hardest hit group, time.

Load. A group that something changes for carries, per month, the points of its heaviest aspect: low 1, medium 5,
high 10. A unit carries the mean over its people, so that one capacity line fits a team and a division alike. What
exceeds the capacity is not gone with the month: half of it is still there in the next (recovery).

Readiness. Five elements, answered 1 to 5, each building on the one before it. The barrier of a person is the first
element of at most 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pmo.engines.stats import NotAvailable

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

POINTS: Final = (0, 1, 5, 10)
"""Of the levels none, low, medium, high."""

CAPACITY: Final = 15.0
"""Points a month a unit carries without harm unless it says otherwise: one high change and one medium beside it."""

CARRIED: Final = 0.5
"""Share of what exceeds the capacity that is still felt in the following month."""

LARGE: Final = 35
MIDDLE: Final = 24
ITEMS: Final = 12
ELEMENTS: Final = 5
BARRIER: Final = 3
NONE: Final = ELEMENTS
"""The column of people without a barrier."""

# Upper ends of the steps 1 to 4; above the last it is 5.
_REACH = (0.05, 0.15, 0.30, 0.60)
_GROUPS = (1, 2, 4, 6)
_UNITS = (1, 3, 6, 10)
_HEAVY = (0, 1, 2, 4)
# The shorter, the harder: lower ends of the steps 1 to 4, in months.
_MONTHS = (18.0, 12.0, 6.0, 3.0)


@dataclass(frozen=True)
class Size:
    """Twelve items in the order reach, groups, units, seven aspects, hardest hit, time; their sum; its class."""

    items: tuple[int, ...]
    score: int

    @property
    def band(self) -> str:
        return "large" if self.score >= LARGE else "middle" if self.score >= MIDDLE else "small"


def size(
    levels: IntArray, people: IntArray, *, affected: int, company: int, units: int, months: float
) -> Size | NotAvailable:
    """The size of a change.

    levels    int64[G, 7]: 0 none to 3 high, per group and aspect
    people    int64[G]: heads per group
    affected  people affected, each counted once; company: people of the company
    units     units that have people among them
    months    from the first change to the last, in months
    """
    if levels.size == 0 or not np.any(levels):
        return NotAvailable("no_impacts")
    if affected <= 0 or company <= 0:
        return NotAvailable("no_people")
    points = np.array(POINTS, dtype=np.float64)[levels]
    weights = people.astype(np.float64) if people.sum() > 0 else np.ones(people.size)
    mean = weights @ points / weights.sum()
    # 0 … 10 points onto 1 … 5, half up.
    aspects = np.floor(1 + 0.4 * mean + 0.5).astype(np.int64)
    heavy = int((levels >= 2).sum(axis=1).max())
    hit = int(np.any(levels > 0, axis=1).sum())
    items = (
        _step(affected / company, _REACH),
        _step(hit, _GROUPS),
        _step(units, _UNITS),
        *(int(item) for item in aspects),
        _step(heavy, _HEAVY),
        _time(months),
    )
    return Size(items, sum(items))


def _step(value: float, ends: Sequence[float]) -> int:
    return 1 + sum(value > end + 1e-12 for end in ends)


def _time(months: float) -> int:
    return 1 + sum(months < end - 1e-12 for end in _MONTHS)


# ---- load ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Load:
    """Of U units in M months, in points.

    carried  float64[U, M]: mean load per person, with what is left of months above the capacity
    fresh    float64[U, M]: without it
    over     bool[U, M]: above the capacity of the unit
    people   int64[U]: people of the unit and everything below it; a unit without people carries nothing
    """

    carried: FloatArray
    fresh: FloatArray
    over: npt.NDArray[np.bool_]
    people: IntArray


def load(
    parent: IntArray, own: IntArray, hit: IntArray, points: FloatArray, capacity: FloatArray, carry: float = CARRIED
) -> Load:
    """Change load of every unit, rolled up the tree as the mean over people.

    parent    int64[U], −1 = top;  own int64[U]: people directly in the unit
    hit       int64[G, U]: people of the group directly in the unit
    points    float64[G, M]: points of the group in the month
    capacity  float64[U]
    ValueError when the parents form a cycle or a group has more people in a unit than there are.
    """
    if np.any(hit > own[None, :]):
        raise ValueError("a group has more people in a unit than the unit itself")
    total = hit.T.astype(np.float64) @ points
    people = own.astype(np.int64).copy()
    for unit in reversed(order(parent)):
        if parent[unit] >= 0:
            total[parent[unit]] += total[unit]
            people[parent[unit]] += people[unit]
    fresh = np.divide(total, people[:, None], out=np.zeros_like(total), where=people[:, None] > 0)
    carried = fresh.copy()
    for month in range(1, fresh.shape[1]):
        excess = np.maximum(0.0, carried[:, month - 1] - capacity)
        carried[:, month] += carry * excess
    return Load(carried, fresh, carried > capacity[:, None] + 1e-9, people)


def order(parent: IntArray) -> list[int]:
    """Units with parents before children. ValueError for a cycle."""
    depth = np.zeros(parent.size, dtype=np.int64)
    for unit in range(parent.size):
        above, steps = int(parent[unit]), 0
        while above >= 0:
            above, steps = int(parent[above]), steps + 1
            if steps > parent.size:
                raise ValueError("the units form a cycle")
        depth[unit] = steps
    return [int(unit) for unit in np.argsort(depth, kind="stable")]


# ---- readiness ----------------------------------------------------------------------------------------------------


def barriers(answers: IntArray) -> IntArray:
    """int64[N, 5] of 1 … 5 → int64[N]: the first element of at most 3, else 5 (no barrier). ValueError otherwise."""
    if answers.ndim != 2 or answers.shape[1] != ELEMENTS or np.any((answers < 1) | (answers > 5)):
        raise ValueError("answers must have the shape (people, 5) and lie between 1 and 5")
    low = answers <= BARRIER
    return np.where(low.any(axis=1), low.argmax(axis=1), NONE).astype(np.int64)


@dataclass(frozen=True)
class Readiness:
    """Of n people: how many stand at each barrier (the sixth: at none), and the mean of each element."""

    n: int
    counts: tuple[int, ...]
    means: tuple[float, ...]

    @property
    def ready(self) -> float:
        """Percent without a barrier."""
        return 100 * self.counts[NONE] / self.n

    @property
    def barrier(self) -> int:
        """Where most of those stand who are held up, the earlier of equals; 5 when nobody is."""
        held = self.counts[:NONE]
        return held.index(max(held)) if any(held) else NONE


def readiness(answers: IntArray) -> Readiness | NotAvailable:
    """Where a group stands."""
    if answers.shape[0] == 0:
        return NotAvailable("no_answers")
    counts = np.bincount(barriers(answers), minlength=ELEMENTS + 1)
    means = answers.mean(axis=0)
    return Readiness(answers.shape[0], tuple(int(c) for c in counts), tuple(round(float(m), 4) for m in means))
