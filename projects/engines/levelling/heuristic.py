"""The serial schedule generation scheme with latest-finish priorities, and forward-backward improvement.

Kolisch & Hartmann 1999 (Heuristic algorithms for solving the resource-constrained project scheduling problem);
justification: Valls, Ballestín & Quintanilla 2005. Priorities are then shaken a little, with a seed: what it finds
is the same every time.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from projects.engines.levelling.problem import Ints, Problem

PASSES = 60
Floats = npt.NDArray[np.float64]


def serial(problem: Problem, *, passes: int = PASSES, seed: int = 7) -> Ints:
    """Starts (n,) of a feasible schedule: the best of a few passes. Milliseconds for a thousand activities."""
    if problem.size == 0:
        return np.zeros(0, dtype=np.int64)
    room, latest, bound = _free(problem), _latest(problem), lower_bound(problem)
    generator = np.random.default_rng(seed)
    spread = max(float(problem.durations.mean()), 1.0)
    best = _justified(problem, _generate(problem, latest, room), room)
    for _pass in range(passes - 1):
        if problem.makespan(best) <= bound:
            break
        shaken = latest + generator.normal(0.0, spread, problem.size)
        starts = _justified(problem, _generate(problem, shaken, room), room)
        if problem.makespan(starts) < problem.makespan(best):
            best = starts
    return best


def lower_bound(problem: Problem) -> int:
    """Length of the longest chain, people aside."""
    return problem.makespan(_earliest(problem))


def _free(problem: Problem) -> Ints:
    """Room left by what is pinned."""
    room = problem.room(problem.horizon)
    for a in np.flatnonzero(problem.pinned):
        start = problem.release[a]
        room[:, start : start + problem.durations[a]] -= problem.demands[a][:, None]
    return np.maximum(room, 0)


def _earliest(problem: Problem) -> Ints:
    before, after, lag = problem.arcs
    starts = problem.release.copy()
    into: list[list[int]] = [[] for _ in range(problem.size)]
    for i, b in enumerate(after):
        into[b].append(i)
    for b in problem.order:
        if problem.pinned[b]:
            continue
        for i in into[b]:
            starts[b] = max(starts[b], starts[before[i]] + lag[i])
    return starts


def _latest(problem: Problem) -> Floats:
    """Latest finish of every activity if the longest chain must not get longer."""
    before, after, lag = problem.arcs
    end = problem.makespan(_earliest(problem))
    latest = np.full(problem.size, float(end))
    out: list[list[int]] = [[] for _ in range(problem.size)]
    for i, a in enumerate(before):
        out[a].append(i)
    for a in problem.order[::-1]:
        for i in out[a]:
            b = after[i]
            start = latest[b] - problem.durations[b] - lag[i]
            latest[a] = min(latest[a], start + problem.durations[a])
    return latest


def _generate(problem: Problem, priority: Floats, room: Ints) -> Ints:
    before, after, lag = problem.arcs
    found: Ints = _serial_pass(
        problem.durations, problem.demands, problem.release, problem.pinned, before, after, lag, priority, room.copy()
    )
    return found


def _justified(problem: Problem, starts: Ints, room: Ints) -> Ints:
    """Everything as late as it can be, then as early as it can be again: chains that were loose close up."""
    before, after, lag = problem.arcs
    late = _right(
        problem.durations, problem.demands, problem.pinned, before, after, lag, starts.copy(), room.copy(),
        problem.makespan(starts),
    )  # fmt: skip
    early = _left(
        problem.durations, problem.demands, problem.release, problem.pinned, before, after, lag, late, room.copy()
    )
    return early if problem.makespan(early) <= problem.makespan(starts) else starts


@numba.njit(cache=True)  # type: ignore[misc]
def _fits(demand: Ints, room: Ints, start: int, duration: int) -> int:
    """-1 when there is room from `start` on, else the last slot in the way."""
    for slot in range(start + duration - 1, start - 1, -1):
        for r in range(demand.shape[0]):
            if demand[r] > 0 and room[r, slot] < demand[r]:
                return slot
    return -1


@numba.njit(cache=True)  # type: ignore[misc]
def _take(demand: Ints, room: Ints, start: int, duration: int) -> None:
    for r in range(demand.shape[0]):
        if demand[r] > 0:
            for slot in range(start, start + duration):
                room[r, slot] -= demand[r]


@numba.njit(cache=True)  # type: ignore[misc]
def _place(demand: Ints, room: Ints, start: int, duration: int) -> int:
    """The first slot from `start` on where an activity fits, taken."""
    while True:
        blocked = _fits(demand, room, start, duration)
        if blocked < 0:
            break
        start = blocked + 1
    _take(demand, room, start, duration)
    return start


@numba.njit(cache=True)  # type: ignore[misc]
def _serial_pass(durations, demands, release, pinned, before, after, lag, priority, room):  # type: ignore[no-untyped-def]
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
            starts[chosen] = _place(demands[chosen], room, earliest[chosen], durations[chosen])
        done[chosen] = True
        for i in range(before.shape[0]):
            if before[i] == chosen:
                waiting[after[i]] -= 1
                earliest[after[i]] = max(earliest[after[i]], starts[chosen] + lag[i])
    return starts


@numba.njit(cache=True)  # type: ignore[misc]
def _right(durations, demands, pinned, before, after, lag, starts, room, end):  # type: ignore[no-untyped-def]
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
        while start > starts[a] and _fits(demands[a], room, start, durations[a]) >= 0:
            start -= 1
        starts[a] = start
        _take(demands[a], room, start, durations[a])
    return starts


@numba.njit(cache=True)  # type: ignore[misc]
def _left(durations, demands, release, pinned, before, after, lag, starts, room):  # type: ignore[no-untyped-def]
    """Earliest first, everything as early as its predecessors and the room allow."""
    order = np.argsort(starts, kind="mergesort")
    for a in order:
        if pinned[a]:
            continue
        earliest = release[a]
        for i in range(before.shape[0]):
            if after[i] == a:
                earliest = max(earliest, starts[before[i]] + lag[i])
        starts[a] = _place(demands[a], room, earliest, durations[a])
    return starts
