"""A better schedule by constraint programming: OR-Tools CP-SAT, begun from the heuristic's, within a time limit.

OR-Tools is imported when it is needed: HiGHS imported before it in the same process breaks it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from projects.engines.levelling.heuristic import lower_bound, serial
from projects.engines.levelling.problem import Ints, Problem

# Seconds between two words to whoever waits.
BEAT = 0.5
Progress = Callable[[float, int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Improvement:
    """`status`: optimal (proved), feasible, or heuristic (the search found nothing better). Lengths in slots."""

    starts: Ints
    makespan: int
    bound: int
    heuristic: int
    status: str


def improve(
    problem: Problem,
    *,
    seconds: float,
    start: Ints | None = None,
    reference: Ints | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    workers: int = 1,
    seed: int = 7,
) -> Improvement:
    """The shortest schedule found in `seconds`; never longer than the heuristic's.

    reference  starts people know: of equally short schedules the one that moves least is wanted
    progress   told (share of the time, best length, lower bound) every half second
    stop       asked as often; what was found until then is the answer
    """
    first = serial(problem) if start is None else start
    found, bound = problem.makespan(first), lower_bound(problem)
    if problem.size == 0 or (found <= bound and reference is None):
        return Improvement(first, found, found, found, "optimal")
    search = _Search(problem, first, reference, seconds, workers, seed)
    starts, proved, below = search.run(progress, stop)
    if starts is None or problem.makespan(starts) > found:
        return Improvement(first, found, max(bound, below), found, "heuristic")
    length = problem.makespan(starts)
    status = "optimal" if proved or length <= max(bound, below) else "feasible"
    return Improvement(starts, length, max(bound, min(below, length)), found, status)


class _Search:
    def __init__(
        self, problem: Problem, first: Ints, reference: Ints | None, seconds: float, workers: int, seed: int
    ) -> None:
        from ortools.sat.python import cp_model

        self.problem, self.first, self.seconds = problem, first, seconds
        self.length, self.weight = problem.makespan(first), 1
        self.cp = cp_model
        self.model = cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self.solver.parameters.max_time_in_seconds = seconds
        self.solver.parameters.num_workers = workers
        self.solver.parameters.random_seed = seed
        # Too much work for a window is refused early: more instances are proved in the same time.
        self.solver.parameters.use_overload_checker_in_cumulative = True
        self._build(reference)

    def _build(self, reference: Ints | None) -> None:
        problem, model, length = self.problem, self.model, self.length
        self.starts = []
        for a in range(problem.size):
            release = int(problem.release[a])
            last = release if problem.pinned[a] else max(length - int(problem.durations[a]), release)
            self.starts.append(model.new_int_var(release, last, f"s{a}"))
        for link in problem.links:
            if not problem.pinned[link.after]:
                model.add(self.starts[link.after] >= self.starts[link.before] + link.lag)
        self.end = model.new_int_var(0, length, "end")
        for a in range(problem.size):
            if not problem.pinned[a]:
                model.add(self.end >= self.starts[a] + int(problem.durations[a]))
        pinned_end = (problem.release + problem.durations)[problem.pinned].max(initial=0)
        model.add(self.end >= int(min(pinned_end, length)))
        self._resources()
        for variable, value in zip(self.starts, self.first, strict=True):
            model.add_hint(variable, int(value))
        self._objective(reference)

    def _resources(self) -> None:
        """One cumulative per resource; room that is not there is filled with fixed intervals."""
        problem, model = self.problem, self.model
        room = problem.room(self.length)
        for a in np.flatnonzero(problem.pinned):
            start = problem.release[a]
            room[:, start : start + problem.durations[a]] -= problem.demands[a][:, None]
        room = np.maximum(room, 0)
        free = [a for a in range(problem.size) if problem.durations[a] > 0 and not problem.pinned[a]]
        intervals = {
            a: model.new_fixed_size_interval_var(self.starts[a], int(problem.durations[a]), f"i{a}") for a in free
        }
        for r, most in enumerate(problem.capacity):
            users = [a for a in free if problem.demands[a, r] > 0]
            if not users:
                continue
            own = [intervals[a] for a in users]
            taken = [int(problem.demands[a, r]) for a in users]
            for start, size, missing in _gaps(int(most) - room[r]):
                own.append(model.new_fixed_size_interval_var(start, size, f"g{r}_{start}"))
                taken.append(missing)
            model.add_cumulative(own, taken, int(most))

    def _objective(self, reference: Ints | None) -> None:
        if reference is None:
            self.model.minimize(self.end)
            return
        moves = []
        for a in range(self.problem.size):
            if self.problem.pinned[a]:
                continue
            move = self.model.new_int_var(0, self.length, f"m{a}")
            self.model.add(move >= self.starts[a] - int(reference[a]))
            moves.append(move)
        self.weight = self.length * max(len(moves), 1) + 1
        self.model.minimize(self.end * self.weight + sum(moves))

    def run(self, progress: Progress | None, stop: Stop | None) -> tuple[Ints | None, bool, int]:
        """Starts found if any, whether they are proved the best, and a lower bound of the length."""
        watcher = _watcher(self.cp)
        answer: list[Any] = []
        thread = threading.Thread(
            target=lambda: answer.append(self.solver.solve(self.model, watcher)), name="levelling", daemon=True
        )
        begun = time.monotonic()
        thread.start()
        try:
            while thread.is_alive():
                thread.join(BEAT)
                if progress is not None and thread.is_alive():
                    share = min((time.monotonic() - begun) / max(self.seconds, 0.1), 1.0)
                    progress(share, min(watcher.best // self.weight, self.length), watcher.bound // self.weight)
                if stop is not None and stop():
                    break
        finally:
            # Also when whoever waits has given up: nobody else would end the search before its time.
            self.solver.stop_search()
            thread.join()
        status = answer[0] if answer else self.cp.UNKNOWN
        below = int(self.solver.best_objective_bound // self.weight) if answer else 0
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return None, False, below
        starts = np.array([self.solver.value(variable) for variable in self.starts], dtype=np.int64)
        return starts, status == self.cp.OPTIMAL, below


def _watcher(cp: Any) -> Any:
    class Watcher(cp.CpSolverSolutionCallback):  # type: ignore[misc]
        """Remembers the best length found and the bound known at that moment."""

        def __init__(self) -> None:
            super().__init__()
            self.best, self.bound = 1 << 60, 0

        def on_solution_callback(self) -> None:
            self.best, self.bound = int(self.objective_value), int(self.best_objective_bound)

    return Watcher()


def _gaps(missing: Ints) -> list[tuple[int, int, int]]:
    """(start, length, units) of the stretches where room is missing."""
    found: list[tuple[int, int, int]] = []
    edges = np.flatnonzero(np.diff(missing)) + 1
    for start, end in zip([0, *edges.tolist()], [*edges.tolist(), len(missing)], strict=True):
        if start < end and missing[start] > 0:
            found.append((start, end - start, int(missing[start])))
    return found
