"""What is drawn for a chunk of iterations: the work left of every row and the total cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from projects.engines.montecarlo import draws
from projects.engines.montecarlo.coordinates import Ints
from projects.engines.montecarlo.draws import Spread, Word
from projects.engines.montecarlo.inputs import Correlation, CostLine, Effect, Estimate, Float, How, Model, Shape, check
from projects.engines.montecarlo.layout import PINNED, TASK, lay_out

# Variables drawn at once: what they need fits the cache.
_AT_ONCE: Final = 32
Long = npt.NDArray[np.int64]


@dataclass(eq=False)
class Drawn:
    """left int32[nodes, count] minutes; after int64[count] minutes behind the finish; cost float64[count]."""

    left: Ints
    after: Long | None
    cost: Float | None


class _Group:
    """Variables of one kind (estimates or cost lines) drawn together, a slice at a time."""

    def __init__(
        self, seed: int, purpose: int, keys: Sequence[int], items: Sequence[Estimate | CostLine], scale: Float
    ) -> None:
        self.size = len(items)
        self.at: Word = draws.addresses(seed, purpose, np.array(keys, dtype=np.int64))
        low, likely, high = (
            np.array([getattr(item, name) for item in items], dtype=np.float64) * scale
            for name in ("low", "likely", "high")
        )
        shapes = np.array([item.shape for item in items], dtype=np.int64)
        self.slices = [slice(i, i + _AT_ONCE) for i in range(0, self.size, _AT_ONCE)]
        self.spreads = [Spread(low[s], likely[s], high[s], shapes[s]) for s in self.slices]
        self.given: dict[int, int] = {}

    def uniforms(self, rows: slice, first: int, count: int, correlated: Float | None) -> Float:
        u = draws.uniforms(self.at[rows], first, count)
        if correlated is not None:
            for row in range(rows.start, min(rows.stop, self.size)):
                if row in self.given:
                    u[row - rows.start] = correlated[self.given[row]]
        return u


class Sampler:
    """A model ready to be drawn from. Raises InputError, PlanError."""

    def __init__(self, model: Model, seed: int) -> None:
        check(model)
        self.layout = lay_out(model.network)
        self.seed = seed
        rows, net = self.layout.graph.rows, self.layout.net
        activities = model.network.activities
        # Sorted by shape, so that most slices hold one.
        estimates = sorted(
            (e for e in model.estimates if net.left[rows[e.task]] > 0), key=lambda e: (e.shape, rows[e.task])
        )
        self.rows = np.array([rows[e.task] for e in estimates], dtype=np.int64)
        scale = np.array([net.left[r] / activities[r].duration for r in self.rows.tolist()], dtype=np.float64)
        self._estimates = _Group(seed, draws.TASK, [e.task for e in estimates], estimates, scale)
        costs = sorted(model.costs, key=lambda c: (c.shape, c.key))
        self._costs = _Group(seed, draws.LINE, [c.key for c in costs], costs, np.ones(len(costs)))
        self._cost_rows = [None if c.task is None else rows[c.task] for c in costs]
        self._correlated(model.correlations, estimates, costs)
        self._drivers = _Drivers(model, seed, self.layout.net.left, net.kind, rows, [c.key for c in costs])
        self.plan_cost = float(sum(c.likely for c in costs)) if costs else None
        touched = set(self.rows.tolist()) | set(self._drivers.rows.tolist())
        self.varying = np.array(sorted(touched), dtype=np.int64)
        self._planned = np.array([a.duration for a in activities], dtype=np.float64)

    def _correlated(
        self, groups: Sequence[Correlation], estimates: Sequence[Estimate], costs: Sequence[CostLine]
    ) -> None:
        """Give every member of a group its row among the correlated draws. Tasks that are done have left theirs."""
        place = {e.task: i for i, e in enumerate(estimates)}
        line = {c.key: i for i, c in enumerate(costs)}
        self._groups: list[tuple[Correlation, Word, Word]] = []
        count = 0
        for group in groups:
            for key in group.tasks:
                if key in place:
                    self._estimates.given[place[key]] = count
                count += 1
            for key in group.lines:
                self._costs.given[line[key]] = count
                count += 1
            at = [
                draws.addresses(self.seed, draws.TASK, group.tasks),
                draws.addresses(self.seed, draws.LINE, group.lines),
            ]
            common = draws.addresses(self.seed, draws.COMMON, [crc32(group.name.encode())])
            self._groups.append((group, np.concatenate(at), common))

    # --- drawing ----------------------------------------------------------------------------------------------------

    def draw(self, first: int, count: int) -> Drawn:
        """Iterations first … first + count − 1."""
        correlated = self._together(first, count)
        drivers = self._drivers.draw(first, count)
        left = np.empty((self.layout.size, count), dtype=np.int32)
        left[:] = self.layout.net.left[:, None]
        for rows, spread in zip(self._estimates.slices, self._estimates.spreads, strict=True):
            x = spread.at(self._estimates.uniforms(rows, first, count, correlated))
            targets = self.rows[rows]
            self._drivers.apply(targets, x, drivers)
            left[targets] = _minutes(x)
        for row in self._drivers.others(self.rows):
            x = np.full((1, count), float(self.layout.net.left[row]))
            self._drivers.apply(np.array([row]), x, drivers)
            left[row] = _minutes(x)[0] if self.layout.net.left[row] else np.maximum(np.floor(x[0] + 0.5), 0)
        after = None if drivers.after is None else np.floor(drivers.after + 0.5).astype(np.int64)
        return Drawn(left, after, self._cost(first, count, correlated, drivers, left))

    def _together(self, first: int, count: int) -> Float | None:
        if not self._groups:
            return None
        return np.concatenate(
            [
                draws.together(group, draws.uniforms(at, first, count), draws.uniforms(common, first, count))
                for group, at, common in self._groups
            ]
        )

    def _cost(self, first: int, count: int, correlated: Float | None, drivers: _Happened, left: Ints) -> Float | None:
        if self.plan_cost is None:
            return None
        total = np.zeros(count)
        for rows, spread in zip(self._costs.slices, self._costs.spreads, strict=True):
            amounts = spread.at(self._costs.uniforms(rows, first, count, correlated))
            for i in range(amounts.shape[0]):
                line = rows.start + i
                amount = amounts[i] * drivers.lines.get(line, 1.0)
                row = self._cost_rows[line]
                total += amount if row is None else amount * self._stretch(row, left)
        return total + drivers.money

    def _stretch(self, row: int, left: Ints) -> Float | float:
        """How much longer than planned a row takes in all."""
        planned = self._planned[row]
        if not planned or not self.layout.net.left[row]:
            return 1.0
        stretched: Float = (planned - self.layout.net.left[row] + left[row]) / planned
        return stretched


def _minutes(x: Float) -> Ints:
    """Whole minutes; work never shrinks to nothing, or a row would become a milestone."""
    x += 0.5
    np.floor(x, out=x)
    np.maximum(x, 1, out=x)
    return x.astype(np.int32)


@dataclass(eq=False)
class _Happened:
    """What the drivers did: by node a factor and minutes, by cost line a factor, for the project minutes and money."""

    factors: dict[int, Float]
    minutes: dict[int, Float]
    every: Float | None
    after: Float | None
    lines: dict[int, Float]
    money: Float


class _Drivers:
    """The drivers of a model."""

    def __init__(
        self, model: Model, seed: int, left: Ints, kind: Ints, rows: dict[int, int], lines: Sequence[int]
    ) -> None:
        self._drivers = [d for d in model.drivers if d.probability > 0 and d.effects]
        keys = [d.key for d in self._drivers]
        self._fires, self._sizes = draws.addresses(seed, draws.FIRES, keys), draws.addresses(seed, draws.SIZE, keys)
        self._row, self._line = rows, {key: i for i, key in enumerate(lines)}
        self._spreads = [_sizes(d.effects) for d in self._drivers]
        # Milestones can be given work; what is done, or stands without any left, cannot.
        open_to_work = (kind == TASK) | ((kind == PINNED) & (left > 0))
        parents = {rows[key] for key in (a.parent for a in model.network.activities) if key is not None}
        active = {rows[a.key] for a in model.network.activities if a.active} - parents
        self._open = {row for row in active if open_to_work[row]}
        self._stretched = np.array(sorted(row for row in self._open if left[row] > 0), dtype=np.int64)
        self._every = any(_on_all(e) for d in self._drivers for e in d.effects)
        named = {rows[e.task] for d in self._drivers for e in d.effects if e.task is not None and e.how != How.MONEY}
        self.rows = np.array(
            sorted((named & self._open) | (set(self._stretched.tolist()) if self._every else set())), dtype=np.int64
        )

    def others(self, estimated: Long) -> list[int]:
        """Rows drivers act on that have no estimate."""
        return sorted(set(self.rows.tolist()) - set(estimated.tolist()))

    def draw(self, first: int, count: int) -> _Happened:
        found = _Happened({}, {}, np.ones(count) if self._every else None, None, {}, np.zeros(count))
        if not self._drivers:
            return found
        fires = draws.uniforms(self._fires, first, count)
        sizes = draws.uniforms(self._sizes, first, count)
        for i, driver in enumerate(self._drivers):
            fired = fires[i] < driver.probability
            amounts = self._spreads[i].at(np.broadcast_to(sizes[i], (len(driver.effects), count)))
            for effect, amount in zip(driver.effects, amounts, strict=True):
                self._act(found, effect, fired, amount)
        return found

    def _act(self, found: _Happened, effect: Effect, fired: npt.NDArray[np.bool_], amount: Float) -> None:
        if effect.how == How.FACTOR:
            factor = np.where(fired, amount, 1.0)
            if effect.line is not None:
                line = self._line[effect.line]
                found.lines[line] = found.lines.get(line, 1.0) * factor
            elif effect.task is not None:
                row = self._row[effect.task]
                found.factors[row] = found.factors.get(row, 1.0) * factor
            elif found.every is not None:
                found.every *= factor
            return
        more = np.where(fired, amount, 0.0)
        if effect.how == How.MONEY:
            found.money += more
        elif effect.task is not None:
            row = self._row[effect.task]
            found.minutes[row] = found.minutes.get(row, 0.0) + more
        else:
            found.after = more if found.after is None else found.after + more

    def apply(self, rows: Long, x: Float, happened: _Happened) -> None:
        """Let the drivers act on drawn durations, float64[len(rows), count], in place."""
        for i, row in enumerate(rows.tolist()):
            if row not in self._open:
                continue
            if happened.every is not None:
                x[i] *= happened.every
            if row in happened.factors:
                x[i] *= happened.factors[row]
            if row in happened.minutes:
                x[i] += happened.minutes[row]


def _on_all(effect: Effect) -> bool:
    return effect.how == How.FACTOR and effect.task is None and effect.line is None


def _sizes(effects: Sequence[Effect]) -> Spread:
    low, likely, high = (
        np.array([getattr(effect, name) for effect in effects], dtype=np.float64) for name in ("low", "likely", "high")
    )
    return Spread(low, likely, high, np.full(len(effects), Shape.TRIANGULAR, dtype=np.int64))
