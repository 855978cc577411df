"""What a simulation is given beside a network of activities: estimates, risks as drivers, cost lines, correlation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from math import isfinite

import numpy as np
import numpy.typing as npt

from projects.engines.cpm import Network

Float = npt.NDArray[np.float64]


class Shape(IntEnum):
    """How a three-point estimate spreads."""

    TRIANGULAR = 0
    PERT = 1
    UNIFORM = 2
    NORMAL = 3


class How(IntEnum):
    """What a driver does when it fires."""

    FACTOR = 0
    DAYS = 1
    MONEY = 2


class InputError(Exception):
    """The simulation cannot be run as asked. ``code`` and ``key`` (of a task, line, driver or group) say why.

    codes: points_order, points_sign, probability, unknown_task, unknown_line, duplicate_estimate, duplicate_line,
    duplicate_driver, bad_effect, correlation_shape, correlation_range, correlation_not_psd, duplicate_member,
    no_iterations
    """

    def __init__(self, code: str, key: object = None) -> None:
        self.code, self.key = code, key
        super().__init__(f"{code}: {key}")


@dataclass(frozen=True, slots=True)
class Estimate:
    """The duration of a task in minutes of work: low ≤ likely ≤ high.

    For NORMAL: likely = mean, high − likely = likely − low = one standard deviation. A task that has begun varies in
    what remains of it, by the same ratio to the planned duration; one that is done does not vary.
    """

    task: int
    low: float
    likely: float
    high: float
    shape: Shape = Shape.TRIANGULAR


@dataclass(frozen=True, slots=True)
class CostLine:
    """A sum of money, low ≤ likely ≤ high. With ``task`` it grows with that task's duration, as a day rate does."""

    key: int
    low: float
    likely: float
    high: float
    shape: Shape = Shape.TRIANGULAR
    task: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a driver does to its target when it fires, triangular between low, likely and high.

    FACTOR multiplies a task's duration (1.2 = a fifth longer) or a line's amount; without a target, every task's.
    DAYS adds minutes of work to a task; without a task, to the end of the project. MONEY adds to the total cost.
    """

    how: How
    low: float
    likely: float
    high: float
    task: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Driver:
    """A risk: with ``probability`` it fires in an iteration and then acts on everything it is mapped to at once.

    All its effects take their size from one draw, so that what shares a risk moves together (Hulett; AACE 57R-09).
    Several drivers on one task multiply.
    """

    key: int
    probability: float
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Correlation:
    """Estimates that move together by a Gaussian copula.

    tasks, lines   keys of estimates and of cost lines, in this order
    rho            one coefficient between all of them, 0 … 1 (one common factor), or
    matrix         float64[n, n] of coefficients between their normal scores
    """

    name: str
    tasks: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    rho: float | None = None
    matrix: Float | None = None


@dataclass(frozen=True)
class Model:
    """Everything that is simulated. ``network`` as the scheduler takes it; tasks without an estimate do not vary."""

    network: Network
    estimates: Sequence[Estimate] = ()
    drivers: Sequence[Driver] = ()
    costs: Sequence[CostLine] = ()
    correlations: Sequence[Correlation] = field(default_factory=tuple)


def check(model: Model) -> None:
    """Raise InputError for what cannot be simulated."""
    tasks = {activity.key for activity in model.network.activities}
    for code, keys in (
        ("duplicate_estimate", [e.task for e in model.estimates]),
        ("duplicate_line", [c.key for c in model.costs]),
        ("duplicate_driver", [d.key for d in model.drivers]),
    ):
        _unique(code, keys)
    lines = {line.key for line in model.costs}
    for estimate in model.estimates:
        _known("unknown_task", estimate.task, tasks)
        _points(estimate.task, estimate, negative=False)
    for line in model.costs:
        _known("unknown_task", line.task, tasks)
        _points(line.key, line, negative=True)
    for driver in model.drivers:
        if not 0 <= driver.probability <= 1:
            raise InputError("probability", driver.key)
        for effect in driver.effects:
            _known("unknown_task", effect.task, tasks)
            _known("unknown_line", effect.line, lines)
            _points(driver.key, effect, negative=effect.how != How.FACTOR)
            if effect.line is not None and (effect.task is not None or effect.how == How.DAYS):
                raise InputError("bad_effect", driver.key)
    _groups(model)


def _unique(code: str, keys: Sequence[int]) -> None:
    seen: set[int] = set()
    for key in keys:
        if key in seen:
            raise InputError(code, key)
        seen.add(key)


def _known(code: str, key: int | None, among: set[int]) -> None:
    if key is not None and key not in among:
        raise InputError(code, key)


def _points(key: int, points: Estimate | CostLine | Effect, *, negative: bool) -> None:
    numbers = (points.low, points.likely, points.high)
    if not all(isfinite(number) for number in numbers) or not points.low <= points.likely <= points.high:
        raise InputError("points_order", key)
    if not negative and points.low < 0:
        raise InputError("points_sign", key)


def _groups(model: Model) -> None:
    estimated, lines = {e.task for e in model.estimates}, {c.key for c in model.costs}
    seen: set[tuple[str, int]] = set()
    for group in model.correlations:
        members = [*(("task", key) for key in group.tasks), *(("line", key) for key in group.lines)]
        for kind, key in members:
            _known(f"unknown_{kind}", key, estimated if kind == "task" else lines)
            if (kind, key) in seen:
                raise InputError("duplicate_member", group.name)
            seen.add((kind, key))
        if group.matrix is not None:
            _matrix(group.name, group.matrix, len(members))
        elif group.rho is None or not 0 <= group.rho <= 1:
            raise InputError("correlation_range", group.name)


def _matrix(name: str, matrix: Float, size: int) -> None:
    if matrix.shape != (size, size) or not np.array_equal(matrix, matrix.T) or not (np.diag(matrix) == 1).all():
        raise InputError("correlation_shape", name)
    if not (np.abs(matrix) <= 1).all():
        raise InputError("correlation_range", name)
    if size and np.linalg.eigvalsh(matrix).min() < -1e-9:
        raise InputError("correlation_not_psd", name)
