"""What the iterations say: percentiles, probabilities, histogram, convergence, what each risk costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
import numpy.typing as npt

from projects.engines.montecarlo.inputs import Driver, Float, How, Model
from projects.engines.montecarlo.simulate import Run, Told, costs, simulate

Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]


def percentile(values: Numbers, share: float) -> float:
    """The least value that at least this share of the iterations does not exceed."""
    return float(np.quantile(values, share, method="inverted_cdf"))


def margin(values: Numbers, share: float) -> tuple[float, float]:
    """A 95 % interval of a percentile: how much it may owe to chance (order statistics, normal approximation)."""
    n = values.size
    around = 1.96 * sqrt(share * (1 - share) / n)
    return percentile(values, max(share - around, 0)), percentile(values, min(share + around, 1))


def probability(values: Numbers, most: float) -> float:
    """The share of iterations that do not exceed `most`."""
    return float((values <= most).mean())


@dataclass(frozen=True, eq=False)
class Histogram:
    """edges float64[k + 1]; counts int64[k]; bins are (edge, next edge], the first one closed on both sides."""

    edges: Float
    counts: npt.NDArray[np.int64]


def histogram(values: Numbers, bins: int = 40) -> Histogram:
    """Equal bins from the least to the greatest value; one bin when all are equal."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        return Histogram(np.array([low, high]), np.array([values.size]))
    edges = np.linspace(low, high, bins + 1)
    at = np.clip(np.searchsorted(edges, values, side="left") - 1, 0, bins - 1)
    return Histogram(edges, np.bincount(at, minlength=bins))


def convergence(values: Numbers, share: float = 0.8, steps: int = 20) -> list[tuple[int, float]]:
    """The percentile after a twentieth, two twentieths … of the iterations."""
    marks = sorted({max(1, round(values.size * step / steps)) for step in range(1, steps + 1)})
    return [(mark, percentile(values[:mark], share)) for mark in marks]


def settled_after(run: Run, share: float = 0.005) -> int | None:
    """Iterations from which on P80 of the time from the start of the plan stays within `share` of its last value."""
    found = None
    course = convergence(run.finish - run.plan_start)
    last = course[-1][1]
    for count, value in reversed(course[:-1]):
        if abs(value - last) >= share * abs(last):
            break
        found = count
    return found


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a driver costs: percentile with it − percentile without it, all other draws unchanged.

    minutes   of the wall clock between the two finishes; finish: the percentile without it (a moment)
    money     None when there are no cost lines
    """

    key: int
    finish: int
    minutes: int
    money: float | None


def tornado(
    model: Model, run: Run, *, share: float = 0.8, threads: int = 1, told: Told | None = None
) -> list[Recovered]:
    """Every driver's cost at a percentile, by running the model again without it. Greatest first."""
    finish = percentile(run.finish, share)
    cost = None if run.cost is None else percentile(run.cost, share)
    found = []
    for turn, driver in enumerate(model.drivers):
        without = _without(model, driver, run, threads)
        later = percentile(without.finish, share)
        spared = None if cost is None or without.cost is None else cost - percentile(without.cost, share)
        found.append(Recovered(driver.key, int(later), int(finish - later), spared))
        if told is not None:
            told(turn + 1, len(model.drivers))
    return sorted(found, key=lambda r: (-r.minutes, -(r.money or 0), r.key))


def _without(model: Model, driver: Driver, run: Run, threads: int) -> Run:
    others = replace(model, drivers=[d for d in model.drivers if d.key != driver.key])
    if all(effect.how == How.MONEY for effect in driver.effects):
        # The dates stay as they are.
        return replace(run, cost=costs(others, seed=run.seed, iterations=run.iterations))
    return simulate(others, seed=run.seed, iterations=run.iterations, threads=threads, criticality=False)


def cloud(run: Run, most: int = 800) -> list[tuple[int, float]]:
    """Finish and cost of evenly picked iterations; empty without costs."""
    if run.cost is None:
        return []
    step = max(1, -(-run.iterations // most))
    return [(int(f), float(c)) for f, c in zip(run.finish[::step], run.cost[::step], strict=True)]


def contingency(values: Numbers, plan: float, share: float = 0.8) -> float:
    """How much the percentile lies beyond the plan; negative when the plan is more cautious."""
    return percentile(values, share) - plan


def shares(values: Numbers, wanted: Sequence[float] = (0.1, 0.5, 0.8, 0.9)) -> list[float]:
    return [percentile(values, share) for share in wanted]
