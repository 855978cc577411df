"""The simulation against a plain C program: 10,000 iterations of 1,000 tasks and 2,000 links, with criticality.

    .venv/bin/python bench/montecarlo.py

The C program draws the same triangular durations from the same kind of generator and follows the same links in minutes
of work, compiled with -O2 in the same run, on one thread. Everything is the best of three. A second plan, on three
calendars, has no counterpart in C.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from schedule import network

from projects.engines.cpm import Network
from projects.engines.cpm.graph import build as build_graph
from projects.engines.montecarlo import Driver, Effect, Estimate, How, Model, simulate
from projects.engines.montecarlo.results import percentile, tornado
from projects.engines.worktime import build

C = Path(__file__).with_name("montecarlo.c")
ITERATIONS = 10_000


def best(act: Callable[[], Any], times: int = 3) -> float:
    found = []
    for _turn in range(times):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return min(found)


def in_c(plan: Network) -> tuple[float, Any, Any]:
    graph = build_graph(plan)
    n = graph.size
    array = {
        name: np.array(getattr(graph, name), dtype=np.int64)
        for name in ("order", "in_ptr", "in_src", "in_kind", "in_lag")
    }
    planned = np.array(graph.dur, dtype=np.float64)
    points = [planned * factor for factor in (0.8, 1.0, 1.5)]
    finish, critical = np.zeros(ITERATIONS, dtype=np.int64), np.zeros(n, dtype=np.int64)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "simulation.so"
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", str(target), str(C), "-lm"], check=True)
        run = ctypes.CDLL(str(target)).run
        pointer = lambda values: values.ctypes.data_as(ctypes.c_void_p)  # noqa: E731
        arguments = [ctypes.c_int64(n), ctypes.c_int64(ITERATIONS), *(pointer(a) for a in array.values())]
        arguments += [pointer(p) for p in points]
        arguments += [pointer(finish), pointer(critical)]

        def act() -> None:
            critical[:] = 0
            run(*arguments)

        return best(act), finish, critical / ITERATIONS


def model(plan: Network, drivers: list[Driver] | None = None) -> Model:
    estimates = [Estimate(a.key, a.duration * 0.8, a.duration, a.duration * 1.5) for a in plan.activities]
    return Model(plan, estimates, drivers or [])


def on_three_calendars(plan: Network) -> Network:
    first, last = date(2020, 1, 1), date(2100, 12, 31)
    six = build([((480, 720), (780, 1020))] * 6 + [()], {}, first, last)
    late = build([((780, 1260),)] * 5 + [(), ()], {}, first, last)
    rows = [replace(a, calendar=(None, 1, 2)[a.key % 3]) for a in plan.activities]
    return replace(plan, activities=rows, calendars=[*plan.calendars, six, late])


def compare() -> None:
    plan = network(1000, 2000)
    theirs, finish, critical = in_c(plan)
    asked = model(plan)
    began = time.perf_counter()
    run = simulate(asked, seed=1, iterations=ITERATIONS, compiled=True)
    print(f"first run, with loading numba and compiled code: {time.perf_counter() - began:.2f} s")
    calendar = plan.calendars[0]
    start = calendar.worked(plan.start)
    ours = np.array([calendar.worked(int(moment)) - start for moment in run.finish])
    print(f"P80 in working minutes: C {percentile(finish, 0.8):.0f}, ours {percentile(ours, 0.8):.0f}; "
          f"greatest difference of a criticality {np.abs(critical - run.criticality).max():.3f}")  # fmt: skip
    print(f"C, one thread: {theirs * 1e3:.0f} ms")
    for name, options in (
        ("compiled, one thread", {"compiled": True}),
        ("compiled, two threads", {"compiled": True, "threads": 2}),
        ("numpy only, one thread", {"compiled": False}),
        ("numpy only, two threads", {"compiled": False, "threads": 2}),
    ):
        took = best(lambda o=options: simulate(asked, seed=1, iterations=ITERATIONS, **o))
        print(f"{name}: {took * 1e3:.0f} ms, ratio {took / theirs:.2f}")
    took = best(lambda: simulate(asked, seed=1, iterations=2000, criticality=False, compiled=False))
    print(f"preview, 2,000 iterations, numpy only: {took * 1e3:.0f} ms")
    several = model(on_three_calendars(plan))
    for compiled in (True, False):
        simulate(several, seed=1, iterations=200, compiled=compiled)
        took = best(lambda c=compiled: simulate(several, seed=1, iterations=ITERATIONS, compiled=c), 1)
        print(f"three calendars, {'compiled' if compiled else 'numpy only'}, one thread: {took * 1e3:.0f} ms, "
              f"ratio {took / theirs:.2f}")  # fmt: skip
    risks(plan)


def risks(plan: Network) -> None:
    """What each of twenty risks costs: the model run again without it."""
    drivers = [
        Driver(i, 0.3, tuple(Effect(How.FACTOR, 1, 1.2, 1.6, task=t) for t in range(i * 50, i * 50 + 50)))
        for i in range(20)
    ]
    asked = model(plan, drivers)
    run = simulate(asked, seed=1, iterations=ITERATIONS, threads=2)
    print(f"tornado of 20 risks on 50 tasks each, two threads: {best(lambda: tornado(asked, run, threads=2), 1):.1f} s")


if __name__ == "__main__":
    compare()
