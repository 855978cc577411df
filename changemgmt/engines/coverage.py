"""How many champions a tree of units needs, and how many of those are there.

One champion serves up to `per` people, and every unit with people has at least one: needed = max(1, ceil(n / per))
(FORMULAS.md, "Surveys, readiness, training, feedback"). A unit too small to have one of its own counts with the unit
above it. Nobody stands in for another unit: champions beyond the need of one fill no place elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Ints = npt.ArrayLike
NOWHERE = -1


@dataclass(frozen=True)
class Cover:
    """Per unit, in the order given; all int64[n].

    people, champions   of the unit itself, with the small units that count with it
    folded_into         the unit this one counts with, -1 for itself
    needed, filled      places of the unit itself; filled never exceeds needed
    total_*             the unit with everything below it
    """

    people: IntArray
    champions: IntArray
    folded_into: IntArray
    needed: IntArray
    filled: IntArray
    total_people: IntArray
    total_champions: IntArray
    total_needed: IntArray
    total_filled: IntArray

    @property
    def missing(self) -> IntArray:
        """Places of the unit itself that nobody fills."""
        return self.needed - self.filled


def needed(people: Ints, per: int) -> IntArray:
    """max(1, ceil(n / per)) for n > 0, else 0. Raises ValueError for per < 1 or negative counts."""
    n = np.asarray(people, dtype=np.int64)
    if per < 1 or bool((n < 0).any()):
        raise ValueError("people and the people per champion must be positive")
    return np.where(n > 0, np.maximum(1, -(-n // per)), 0).astype(np.int64)


def cover(parents: Ints, people: Ints, champions: Ints, *, per: int, smallest: int = 1) -> Cover:
    """The need of each unit and of everything below it.

    parents     index of the unit above, -1 for none; a unit stands after the one above it
    people      eligible people of the unit itself
    champions   active champions of the unit itself
    smallest    a unit with fewer people of its own counts with the unit above; where there is none above, it needs a
                champion only if nothing below it does

    Raises ValueError when a unit stands before the one above it, or lengths differ.
    """
    above = np.asarray(parents, dtype=np.int64)
    own, have = np.array(people, dtype=np.int64), np.array(champions, dtype=np.int64)
    if not above.shape == own.shape == have.shape or above.ndim != 1:
        raise ValueError("parents, people and champions must be of one length")
    if bool((above >= np.arange(above.size)).any()):
        raise ValueError("a unit must stand after the one above it")
    folded = np.full(above.size, NOWHERE, dtype=np.int64)
    for unit in range(above.size - 1, -1, -1):
        parent = int(above[unit])
        if parent >= 0 and own[unit] < smallest:
            folded[unit] = parent
            own[parent] += own[unit]
            have[parent] += have[unit]
            own[unit] = have[unit] = 0
    need = needed(own, per)
    below = _sums(above, need) - need
    need = np.where((above < 0) & (own < smallest) & (below > 0), 0, need)
    filled = np.minimum(need, have)
    return Cover(
        people=own,
        champions=have,
        folded_into=folded,
        needed=need,
        filled=filled,
        total_people=_sums(above, np.asarray(people, dtype=np.int64)),
        total_champions=_sums(above, np.asarray(champions, dtype=np.int64)),
        total_needed=_sums(above, need),
        total_filled=_sums(above, filled),
    )


def _sums(above: IntArray, values: IntArray) -> IntArray:
    """Each value with everything below it."""
    total = values.copy()
    for unit in range(above.size - 1, -1, -1):
        if above[unit] >= 0:
            total[above[unit]] += total[unit]
    return total
