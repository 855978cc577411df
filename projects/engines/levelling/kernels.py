"""The passes over arrays, written once: run as they are for a plan, or compiled for much more than that."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from projects.engines.levelling.problem import Ints

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# What is compiled, callees first.
PARTS = ("fits", "take", "place", "serial_pass", "right", "left")


def fits(demand: Ints, room: Ints, start: int, duration: int) -> int:
    """-1 when there is room from `start` on, else the last slot in the way."""
    for slot in range(start + duration - 1, start - 1, -1):
        for r in range(demand.shape[0]):
            if demand[r] > 0 and room[r, slot] < demand[r]:
                return slot
    return -1


def take(demand: Ints, room: Ints, start: int, duration: int) -> None:
    for r in range(demand.shape[0]):
        if demand[r] > 0:
            for slot in range(start, start + duration):
                room[r, slot] -= demand[r]


def place(demand: Ints, room: Ints, start: int, duration: int) -> int:
    """The first slot from `start` on where an activity fits, taken."""
    while True:
        blocked = fits(demand, room, start, duration)
        if blocked < 0:
            break
        start = blocked + 1
    take(demand, room, start, duration)
    return start


def serial_pass(
    durations: Ints,
    demands: Ints,
    release: Ints,
    pinned: Bools,
    before: Ints,
    after: Ints,
    lag: Ints,
    priority: Floats,
    room: Ints,
) -> Ints:
    """One activity after the other, of those that may begin the most urgent first, each as early as it fits."""
    n = durations.shape[0]
    waiting = np.zeros(n, np.int64)
    earliest = release.copy()
    for i in range(after.shape[0]):
        waiting[after[i]] += 1
    done = np.zeros(n, np.bool_)
    starts = release.copy()
    for _round in range(n):
        chosen = -1
        for a in range(n):
            if done[a] or waiting[a] > 0:
                continue
            if chosen < 0 or priority[a] < priority[chosen]:
                chosen = a
        if not pinned[chosen]:
            starts[chosen] = place(demands[chosen], room, earliest[chosen], durations[chosen])
        done[chosen] = True
        for i in range(before.shape[0]):
            if before[i] == chosen:
                waiting[after[i]] -= 1
                earliest[after[i]] = max(earliest[after[i]], starts[chosen] + lag[i])
    return starts


def right(
    durations: Ints,
    demands: Ints,
    pinned: Bools,
    before: Ints,
    after: Ints,
    lag: Ints,
    starts: Ints,
    room: Ints,
    end: int,
) -> Ints:
    """Latest first, everything as late as its successors and the room allow, within the same end."""
    order = np.argsort(-(starts + durations), kind="mergesort")
    for a in order:
        if pinned[a]:
            continue
        latest = end - durations[a]
        for i in range(before.shape[0]):
            if before[i] == a:
                latest = min(latest, starts[after[i]] - lag[i])
        start = max(latest, starts[a])
        while start > starts[a] and fits(demands[a], room, start, durations[a]) >= 0:
            start -= 1
        starts[a] = start
        take(demands[a], room, start, durations[a])
    return starts


def left(
    durations: Ints,
    demands: Ints,
    release: Ints,
    pinned: Bools,
    before: Ints,
    after: Ints,
    lag: Ints,
    starts: Ints,
    room: Ints,
) -> Ints:
    """Earliest first, everything as early as its predecessors and the room allow."""
    order = np.argsort(starts, kind="mergesort")
    for a in order:
        if pinned[a]:
            continue
        earliest = release[a]
        for i in range(before.shape[0]):
            if after[i] == a:
                earliest = max(earliest, starts[before[i]] + lag[i])
        starts[a] = place(demands[a], room, earliest, durations[a])
    return starts
