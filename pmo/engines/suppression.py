"""Which figures of groups may be shown, so that no group under n people can be seen or worked out (FORMULAS.md).

Hiding small cells is not enough: "department − visible teams" gives the hidden team back. Here a tree of units is shown
from the top down to where it stays safe (primary and complementary suppression of a hierarchical table; Willenborg & de
Waal 2001, chapter 6). Two rules, kept at every unit that is shown:

1. It has at least n people (and in a breakdown, each column at least n or nobody).
2. What its shown children leave over — hidden children and the people directly in it — is nobody or at least n people,
   in every column that is shown. Where it is not, the smallest shown child is hidden too, with everything below it.

Why that is enough. Shown units are closed upwards, so what totals differ by is a sum of leftovers, each of
at least n people. A breakdown is shown for all its columns or not at all: what is hidden under a shown parent is then a
full grid of units × columns of which only sums of whole rows and whole columns are known, and those fix a cell only if
the grid has one row or one column that is not empty, in which case the cell is itself such a sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

SMALLEST: Final = 5


@dataclass(frozen=True, eq=False)
class Shown:
    """Of U units in C columns.

    total    int64[U, C]: people of the unit and everything below it
    whole    bool[U]: the unit's sum over the columns may be shown
    columns  bool[U]: its columns may be shown one by one (only where ``whole``)
    group    int64[U]: for people directly in this unit, the unit they may be reported under; −1: under none
    """

    total: IntArray
    whole: BoolArray
    columns: BoolArray
    group: IntArray


def suppress(parent: IntArray, own: IntArray, n: int = SMALLEST) -> Shown:
    """What may be shown of people ``own`` int64[U, C] directly in each unit of a forest ``parent`` int64[U], −1 = top.

    Top units stand beside each other under an unpublished whole; their sum is treated as published. ValueError for
    negative counts, n < 1 or parents that form a cycle.
    """
    if own.ndim != 2 or own.shape[0] != parent.size:
        raise ValueError("own must have the shape (units, columns)")
    if n < 1 or np.any(own < 0):
        raise ValueError("counts must not be negative and n at least 1")
    order = _down(parent)
    total = own.astype(np.int64).copy()
    for unit in reversed(order):
        if parent[unit] >= 0:
            total[parent[unit]] += total[unit]
    below: list[list[int]] = [[] for _ in range(parent.size + 1)]
    for unit in order:
        below[parent[unit]].append(unit)  # −1 is the last list: the top
    whole = _show(order, below, own.sum(axis=1, keepdims=True), total.sum(axis=1, keepdims=True), n, None)
    columns = _show(order, below, own, total, n, whole)
    group = np.full(parent.size, -1, dtype=np.int64)
    for unit in order:
        above = parent[unit]
        group[unit] = unit if whole[unit] else (group[above] if above >= 0 else -1)
    return Shown(total, whole, columns, group)


def _show(
    order: list[int], below: list[list[int]], own: IntArray, total: IntArray, n: int, within: BoolArray | None
) -> BoolArray:
    """Units that may show these columns, from the top down; ``within``: only those."""
    tops = below[-1]
    everything = total[tops].sum(axis=0) if tops else np.zeros(own.shape[1], dtype=np.int64)
    shown = np.zeros(len(order), dtype=np.bool_)
    allowed = np.all((total == 0) | (total >= n), axis=1) & (total.sum(axis=1) > 0)
    if within is not None:
        allowed &= within
    if np.all((everything == 0) | (everything >= n)):
        _choose(tops, np.zeros(own.shape[1], dtype=np.int64), total, allowed, n, shown)
    for unit in order:
        if shown[unit]:
            _choose(below[unit], own[unit], total, allowed, n, shown)
    return shown


def _choose(
    children: list[int], direct: IntArray, total: IntArray, allowed: BoolArray, n: int, shown: BoolArray
) -> None:
    """Show as many of these children as leave nobody, or at least n people, over; the smallest give way first."""
    left = direct.astype(np.int64).copy()
    visible = []
    for child in children:
        if allowed[child]:
            visible.append(child)
        else:
            left += total[child]
    visible.sort(key=lambda child: (int(total[child].sum()), child), reverse=True)
    while visible and np.any((left > 0) & (left < n)):
        left += total[visible.pop(_helper(visible, left, total, n))]
    shown[visible] = True


def _helper(visible: list[int], left: IntArray, total: IntArray, n: int) -> int:
    """Place in ``visible`` of the smallest child with people in a column that is still too thin, else the smallest."""
    thin = (left > 0) & (left < n)
    for place in range(len(visible) - 1, -1, -1):
        if np.any(total[visible[place]][thin] > 0):
            return place
    return len(visible) - 1


def _down(parent: IntArray) -> list[int]:
    """Units with parents before children."""
    depth = np.zeros(parent.size, dtype=np.int64)
    for unit in range(parent.size):
        above, steps = int(parent[unit]), 0
        while above >= 0:
            above, steps = int(parent[above]), steps + 1
            if steps > parent.size:
                raise ValueError("the units form a cycle")
        depth[unit] = steps
    return [int(unit) for unit in np.argsort(depth, kind="stable")]
