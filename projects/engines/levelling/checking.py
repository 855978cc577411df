"""Is a schedule feasible, and if not: where."""

from __future__ import annotations

import numpy as np

from projects.engines.levelling.problem import Ints, Problem


def usage(problem: Problem, starts: Ints, horizon: int) -> Ints:
    """(r, horizon) units taken in every slot."""
    found = np.zeros((len(problem.capacity), horizon), dtype=np.int64)
    for a in range(problem.size):
        found[:, starts[a] : starts[a] + problem.durations[a]] += problem.demands[a][:, None]
    return found


def violations(problem: Problem, starts: Ints) -> list[str]:
    """What is wrong with a schedule, in words for whoever tests or logs it; empty = feasible.

    Slots that pinned activities overload by themselves are nobody's fault.
    """
    found = [f"{a} starts before its release" for a in range(problem.size) if starts[a] < problem.release[a]]
    found += [f"{a} is pinned and moved" for a in np.flatnonzero(problem.pinned & (starts != problem.release))]
    pinned = problem.pinned
    for link in problem.links:
        if not pinned[link.after] and starts[link.after] < starts[link.before] + link.lag:
            found.append(f"{link.after} starts too soon after {link.before}")
    horizon = max(problem.makespan(starts), problem.profile.shape[1], 1)
    room = problem.room(horizon)
    for a in range(problem.size):
        if pinned[a]:
            room -= usage_of(problem, a, int(starts[a]), horizon)
    room = np.maximum(room, 0)
    taken = usage(problem, starts, horizon)
    for a in range(problem.size):
        if pinned[a]:
            taken -= usage_of(problem, a, int(starts[a]), horizon)
    for r, slot in np.argwhere(taken > room):
        found.append(f"resource {r} is overloaded in slot {slot}")
    return found


def usage_of(problem: Problem, a: int, start: int, horizon: int) -> Ints:
    own = np.zeros((len(problem.capacity), horizon), dtype=np.int64)
    own[:, start : start + problem.durations[a]] = problem.demands[a][:, None]
    return own
