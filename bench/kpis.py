"""What a recomputation of all KPIs costs, against the bare arithmetic in numpy, in one run.

    .venv/bin/python bench/kpis.py [--kpis 100000] [--points 52] [--rounds 5]

The yardstick ("numpy alone") is the least that any implementation must do on a regular array of KPIs × measurements:
current value, progress, expected, and the median of the pairwise slopes of the last 24 points with its intercept. No
checks, no ragged rows, no as-of, no scale, interval, probability, dates or status. Its slopes are compared with the
engine's before anything is timed. Best of the rounds, so that a busy machine disturbs least; times are of this machine,
ratios are what compares.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from metrics.engines import forecast, kpi, progress, rollup, series, trend

LIMIT = 6.0


def company(kpis: int, points: int, seed: int) -> tuple[kpi.KpiTable, np.ndarray, np.ndarray, np.ndarray]:
    """KPIs of every kind (90 % reach) with weekly measurements that move towards the target with noise and gaps."""
    rng = np.random.default_rng(seed)
    start = rng.integers(739_000, 739_300, kpis)
    steps = rng.choice([7, 7, 7, 7, 6, 8, 14], (kpis, points))
    days = start[:, None] + np.cumsum(steps, axis=1)
    baseline = rng.uniform(1, 1000, kpis)
    target = baseline * rng.choice([0.4, 0.7, 0.9, 1.1, 1.5], kpis)
    pace = rng.uniform(-0.1, 1.3, kpis)[:, None] * np.linspace(0, 1, points)
    noise = rng.standard_normal((kpis, points)) * 0.08
    values = baseline[:, None] + (target - baseline)[:, None] * (pace + noise)
    kind = rng.choice([0] * 18 + [1, 2], kpis).astype(np.int8)
    table = kpi.KpiTable(
        kind=kind,
        baseline=baseline,
        target=target,
        upper=target,
        baseline_day=start,
        due_day=start + rng.integers(400, 900, kpis),
        cadence_days=np.full(kpis, 14),
    )
    return table, np.arange(kpis + 1) * points, days, values


def numpy_alone(
    table: kpi.KpiTable, days: np.ndarray, values: np.ndarray, today: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The yardstick: the same arithmetic on a regular array, in chunks that fit the cache, with the quickest median."""
    current = values[:, -1]
    share = (current - table.baseline) / (table.target - table.baseline)
    expected = np.clip((today - table.baseline_day) / (table.due_day - table.baseline_day), 0, 1)
    n = min(forecast.MAX_POINTS, values.shape[1])
    slope, level = np.empty(len(values)), np.empty(len(values))
    pairs = n * (n - 1) // 2
    chunk = max(1, (1 << 17) // pairs)
    rise, run = np.empty((chunk, pairs)), np.empty((chunk, pairs))
    for begin in range(0, len(values), chunk):
        part = slice(begin, begin + chunk)
        y, x = values[part, -n:], (days[part, -n:] - days[part, -1:]).astype(np.float64)
        up, along, at = rise[: len(y)], run[: len(y)], 0
        for lag in range(1, n):
            np.subtract(y[:, lag:], y[:, :-lag], out=up[:, at : at + n - lag])
            np.subtract(x[:, lag:], x[:, :-lag], out=along[:, at : at + n - lag])
            at += n - lag
        np.divide(up, along, out=up)
        slope[part] = quick_median(up)
        level[part] = quick_median(y - slope[part, None] * x)
    return share, share / expected, slope, level


def quick_median(values: np.ndarray) -> np.ndarray:
    middle = values.shape[1] // 2
    values.partition(middle, axis=1)
    if values.shape[1] % 2:
        return values[:, middle]
    return 0.5 * (values[:, :middle].max(axis=1) + values[:, middle])


def timed(call: Callable[[], object], rounds: int) -> float:
    """Least seconds of ``call``, after one round to warm up."""
    call()
    seconds = []
    for _ in range(rounds):
        begin = perf_counter()
        call()
        seconds.append(perf_counter() - begin)
    return min(seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kpis", type=int, default=100_000)
    parser.add_argument("--points", type=int, default=52)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    table, offsets, days, values = company(asked.kpis, asked.points, seed=7)
    flat_days, flat_values = days.ravel(), values.ravel()
    today = int(days.max()) + 1
    direction = table.direction
    goals = np.arange(0, asked.kpis + 1, 5) if asked.kpis % 5 == 0 else np.array([0, asked.kpis])
    weight = np.ones(asked.kpis)
    measured = series.series(offsets, flat_days, flat_values)

    def outlook() -> forecast.ForecastTable:
        return forecast.forecast(measured, today, table.target, direction, table.due_day, table.baseline_day)

    ahead = outlook()
    assert np.allclose(ahead.slope, numpy_alone(table, days, values, today)[2], rtol=1e-9, atol=1e-12)
    chance = ahead.probability

    def judged() -> progress.ProgressTable:
        return progress.evaluate(table, measured, today, probability=chance)

    result = judged()

    def whole(rows: int = asked.kpis) -> rollup.RollupTable:
        """Everything a recomputation does after the rows were read: check, order, forecast, judge, roll up."""
        size = rows * asked.points
        some = kpi.KpiTable(**{name: getattr(table, name)[:rows] for name in table.__dataclass_fields__})
        read = series.series(offsets[: rows + 1], flat_days[:size], flat_values[:size])
        ahead = forecast.forecast(read, today, some.target, some.direction, some.due_day, some.baseline_day)
        done = progress.evaluate(some, read, today, probability=ahead.probability)
        groups = goals if rows == asked.kpis else np.array([0, rows])
        return rollup.roll_up(groups, done.progress, weight[:rows], done.status)

    touched = min(1000, asked.kpis)
    base = timed(lambda: numpy_alone(table, days, values, today), asked.rounds)
    rows = [
        ("numpy alone: progress, pace, pairwise slopes, level", base),
        (
            "check and order the measurements",
            timed(lambda: series.series(offsets, flat_days, flat_values), asked.rounds),
        ),
        ("trend, interval, probability, dates", timed(outlook, asked.rounds)),
        ("current, progress, expected, pace, status", timed(judged, asked.rounds)),
        (
            "roll-up to goals",
            timed(lambda: rollup.roll_up(goals, result.progress, weight, result.status), asked.rounds),
        ),
        ("all of it", timed(whole, asked.rounds)),
        (f"all of it, {touched:,} touched KPIs", timed(lambda: whole(touched), asked.rounds)),
    ]
    print(f"{asked.kpis:,} KPIs × {asked.points} measurements, {trend.HORIZON_DAYS // 365} years' horizon")
    print(f"{'':54}{'seconds':>9}{'ratio':>8}")
    for name, seconds in rows:
        print(f"{name:54}{seconds:9.3f}{seconds / base:8.2f}")
    ratio = rows[5][1] / base
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nall of it / numpy alone = {ratio:.2f} (at most {LIMIT:.0f}); peak memory {peak:.0f} MB, input included")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
