"""The serial schedule generation scheme with latest-finish priorities, and forward-backward improvement.

Kolisch & Hartmann 1999 (Heuristic algorithms for solving the resource-constrained project scheduling problem);
justification: Valls, Ballestín & Quintanilla 2005. Priorities are then shaken a little, with a seed: what it finds
is the same every time.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np

from projects.engines.levelling import compiled
from projects.engines.levelling import kernels as plain
from projects.engines.levelling.kernels import Floats
from projects.engines.levelling.problem import Ints, Problem

# Activities from which compiling pays; up to there a few passes of the interpreter are as good a beginning.
LARGE = 300
PASSES, FEW_PASSES = 60, 10


def serial(problem: Problem, *, passes: int | None = None, seed: int = 7) -> Ints:
    """Starts (n,) of a feasible schedule: the best of a few passes."""
    if problem.size == 0:
        return np.zeros(0, dtype=np.int64)
    large = problem.size > LARGE
    run = compiled.kernels() if large else plain
    room, latest, bound = _free(problem), _latest(problem), lower_bound(problem)
    generator = np.random.default_rng(seed)
    spread = max(float(problem.durations.mean()), 1.0)
    best = _pass(problem, latest, room, run)
    for _again in range((passes or (PASSES if large else FEW_PASSES)) - 1):
        if problem.makespan(best) <= bound:
            break
        shaken = latest + generator.normal(0.0, spread, problem.size)
        starts = _pass(problem, shaken, room, run)
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


def _pass(problem: Problem, priority: Floats, room: Ints, run: ModuleType) -> Ints:
    """One schedule; then everything as late as it can be, and as early again: chains that were loose close up."""
    before, after, lag = problem.arcs
    durations, demands, release, pinned = problem.durations, problem.demands, problem.release, problem.pinned
    starts: Ints = run.serial_pass(durations, demands, release, pinned, before, after, lag, priority, room.copy())
    end = problem.makespan(starts)
    late: Ints = run.right(durations, demands, pinned, before, after, lag, starts.copy(), room.copy(), end)
    early: Ints = run.left(durations, demands, release, pinned, before, after, lag, late, room.copy())
    return early if problem.makespan(early) <= end else starts
