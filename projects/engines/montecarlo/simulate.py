"""The simulation itself: draws in chunks of iterations, passes over each chunk, counts added up.

Chunks are always the same and everything summed over them is a whole number, so that a result is the same to the bit
on any number of threads, compiled or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice, pairwise
from types import ModuleType
from typing import Final

import numpy as np
import numpy.typing as npt

from projects.engines.montecarlo import passes
from projects.engines.montecarlo.inputs import Float, InputError, Model
from projects.engines.montecarlo.sampling import Sampler

CHUNK: Final = 1024
# Nodes × iterations from which loading the compiled passes pays.
LARGE: Final = 4_000_000
Long = npt.NDArray[np.int64]
Told = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Run:
    """What came out, by iteration and by row of the network.

    finish        int64[n], moments
    cost          float64[n], or None when there are no cost lines
    criticality   float64[rows], share of iterations in which a row lies on a critical path: a chain of driving links
                  that ends at the finish of the project; None when it was not asked for
    cruciality    float64[rows], |ρ| between a row's duration and the finish; NaN where one of them does not vary
    plan_finish   the finish when everything takes as long as planned and no risk happens
    plan_cost     the sum of the likely costs
    settled_at    iterations after which P80 had settled and the run stopped; None when that was not asked for or
                  never happened
    """

    keys: Long
    seed: int
    finish: Long
    cost: Float | None
    criticality: Float | None
    cruciality: Float | None
    plan_start: int
    plan_finish: int
    plan_cost: float | None
    settled_at: int | None = None

    @property
    def iterations(self) -> int:
        return int(self.finish.size)


@dataclass(eq=False)
class _Part:
    finish: Long
    cost: Float | None
    on: Long | None
    sums: Long | None


def simulate(
    model: Model,
    *,
    seed: int,
    iterations: int = 10_000,
    threads: int = 1,
    criticality: bool = True,
    compiled: bool | None = None,
    told: Told | None = None,
    settle: float | None = None,
) -> Run:
    """Run a model. Raises InputError, PlanError.

    compiled   None = by size; True and False give the same numbers
    told       called with (iterations done, all) as the run goes on; what it raises ends the run
    settle     stop when P80 of the time from the start of the plan moved by less than this share (0.005 = 0.5 %) twice
               in a row over a tenth of the iterations
    """
    if iterations < 1:
        raise InputError("no_iterations")
    sampler = Sampler(model, seed)
    if compiled is None:
        compiled = iterations * sampler.layout.size >= LARGE
    kernels = passes.kernels() if compiled else None
    plan_finish = int(passes.run(sampler.layout, sampler.layout.net.left[:, None], None, False)[0][0])

    def part(first: int) -> _Part:
        return _part(sampler, first, min(CHUNK, iterations - first), kernels, criticality, plan_finish)

    parts: list[_Part] = []
    settled, start = None, model.network.start
    for found in _in_turn(part, range(0, iterations, CHUNK), threads):
        parts.append(found)
        done = sum(p.finish.size for p in parts)
        if told is not None:
            told(done, iterations)
        if settle is not None and settled_by(np.concatenate([p.finish for p in parts]) - start, settle):
            settled = done
            break
    finish, cost = np.concatenate([p.finish for p in parts]), None
    if sampler.plan_cost is not None:
        cost = np.concatenate([p.cost for p in parts if p.cost is not None])
    shares, rho = _criticality(sampler, parts, finish, plan_finish) if criticality else (None, None)
    keys = np.array([a.key for a in model.network.activities], dtype=np.int64)
    return Run(keys, seed, finish, cost, shares, rho, start, plan_finish, sampler.plan_cost, settled)


def _part(sampler: Sampler, first: int, count: int, kernels: ModuleType | None, want: bool, plan_finish: int) -> _Part:
    drawn = sampler.draw(first, count)
    finish, on = passes.run(sampler.layout, drawn.left, kernels, want)
    if drawn.after is not None:
        finish = passes.delayed(sampler.layout, finish, drawn.after)
    sums = None
    if want:
        # Whole numbers, so that their sum does not depend on the order. Away from the plan: they stay small.
        d = drawn.left[sampler.varying].astype(np.int64)
        d -= sampler.layout.net.left[sampler.varying, None]
        sums = np.stack([d.sum(axis=1), np.einsum("ij,ij->i", d, d), d @ (finish - plan_finish)])
    return _Part(finish, drawn.cost, on, sums)


def _in_turn(act: Callable[[int], _Part], firsts: Sequence[int], threads: int) -> Iterator[_Part]:
    """The parts in order; a few are worked on at once, never all: what is not needed any more is not begun."""
    if threads <= 1:
        yield from map(act, firsts)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting = iter(firsts)
        running = [pool.submit(act, first) for first in islice(waiting, threads * 2)]
        while running:
            found = running.pop(0).result()
            running += [pool.submit(act, first) for first in islice(waiting, 1)]
            yield found


def costs(model: Model, *, seed: int, iterations: int) -> Float | None:
    """The total cost by iteration as `simulate` draws it, without the dates."""
    sampler = Sampler(model, seed)
    parts = [sampler.draw(first, min(CHUNK, iterations - first)).cost for first in range(0, iterations, CHUNK)]
    known = [part for part in parts if part is not None]
    return np.concatenate(known) if known else None


def settled_by(durations: Long, share: float) -> bool:
    """Whether P80 moved by less than `share` over each of the last two chunks."""
    marks = [durations.size - 2 * CHUNK, durations.size - CHUNK, durations.size]
    if marks[0] < CHUNK:
        return False
    p80 = [float(np.quantile(durations[:mark], 0.8, method="inverted_cdf")) for mark in marks]
    return all(abs(b - a) < share * abs(a) for a, b in pairwise(p80))


def _criticality(sampler: Sampler, parts: Sequence[_Part], finish: Long, plan_finish: int) -> tuple[Float, Float]:
    n = finish.size
    on = np.sum([p.on for p in parts if p.on is not None], axis=0)
    d, dd, dy = np.sum([p.sums for p in parts if p.sums is not None], axis=0).astype(np.float64)
    y = (finish - plan_finish).astype(np.float64)
    spread = np.maximum(dd - d * d / n, 0) * max(float((y * y).sum() - y.sum() ** 2 / n), 0.0)
    rho = np.full(on.size, np.nan)
    known = spread > 0
    rho[sampler.varying[known]] = np.minimum(np.abs((dy - d * y.sum() / n)[known] / np.sqrt(spread[known])), 1)
    return on / n, rho
