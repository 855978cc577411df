"""The scheduler against a plain C pass, and one edit of a plan of a thousand tasks.

    .venv/bin/python bench/schedule.py

The C program does the same two passes over the same arrays, working time by binary search, compiled with -O2 in the
same run. Everything is the best of five, so that a busy machine disturbs the ratios little.
"""

from __future__ import annotations

import ctypes
import random
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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from projects.engines.cpm import Activity, Link, LinkKind, Network, Scheduler, compiled, compute
from projects.engines.cpm.graph import build as build_graph
from projects.engines.cpm.passes import flatten
from projects.engines.worktime import build, to_moment

C = Path(__file__).with_name("schedule_pass.c")


def network(count: int, links: int) -> Network:
    chance = random.Random(7)
    week = [((540, 720), (780, 1080))] * 5 + [(), ()]
    calendar = build(week, {}, date(2020, 1, 1), date(2100, 12, 31))
    rows = [Activity(i, str(i), chance.randint(1, 10) * 480) for i in range(count)]
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < links:
        # Forty phases side by side: long chains, but years rather than centuries.
        b = chance.randrange(40, count)
        pairs.add((b - 40 * chance.randint(1, min(b // 40, 3)), b))
    kinds = [LinkKind.FS] * 6 + [LinkKind.SS, LinkKind.FF]
    made = [Link(a, b, chance.choice(kinds), chance.choice([0, 0, 0, 240])) for a, b in sorted(pairs)]
    return Network(rows, made, [calendar], to_moment(date(2020, 3, 2)) + 540)


def best(act: Callable[[], Any], times: int = 5) -> float:
    found = []
    for _turn in range(times):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return min(found)


def large() -> None:
    plan = network(100_000, 200_000)
    graph = build_graph(plan)
    n = graph.size
    c = flatten(graph.calendars)
    array = {
        name: np.array(getattr(graph, name), dtype=np.int64)
        for name in (
            "order", "cal", "dur", "kind", "floor", "con", "con_at", "limit", "in_ptr", "in_src", "in_kind", "in_lag",
            "in_cal", "out_ptr", "out_edge", "edge_to",
        )
    }  # fmt: skip
    times = [np.array(x, dtype=np.int64) for x in (c.first, c.starts, c.finishes, c.dones)]
    drives = np.zeros(len(graph.in_src), dtype=np.bool_)
    es, ef, ls, lf = (np.zeros(n, dtype=np.int64) for _ in range(4))
    ones = np.full(n, 2, dtype=np.int64)
    passes = compiled.kernels()
    assert passes is not None
    edges = [array[x] for x in ("in_ptr", "in_src", "in_kind", "in_lag", "in_cal", "out_ptr", "out_edge", "edge_to")]

    def ours() -> None:
        a = array
        passes.forward(
            a["order"], ones.copy(), a["cal"], a["dur"], a["kind"], a["floor"], a["con"], a["con_at"], *edges, es, ef,
            drives, *times,
        )  # fmt: skip
        passes.backward(
            a["order"], ones.copy(), int(ef.max()), a["cal"], a["dur"], a["kind"], a["con"], a["con_at"], a["limit"],
            *edges, es, ef, ls, lf, *times,
        )  # fmt: skip

    ours()
    mine = best(ours)
    theirs, answer = in_c(array, times, plan.start, n)
    same = all((a == b).all() for a, b in zip((es, ef, ls, lf), answer, strict=True))
    print(f"100,000 activities, 200,000 links: C {theirs * 1e3:.1f} ms, ours {mine * 1e3:.1f} ms, "
          f"ratio {mine / theirs:.2f}; same dates: {same}")  # fmt: skip


def in_c(array: dict[str, Any], times: list[Any], start: int, n: int) -> tuple[float, list[Any]]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "pass.so"
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", str(target), str(C)], check=True)
        run = ctypes.CDLL(str(target)).run
        out = [np.zeros(n, dtype=np.int64) for _ in range(4)]
        pointer = lambda values: values.ctypes.data_as(ctypes.c_void_p)  # noqa: E731
        names = ("order", "dur", "in_ptr", "in_src", "in_kind", "in_lag", "out_ptr", "out_edge", "edge_to")
        arguments = [ctypes.c_int64(n), *(pointer(array[x]) for x in names), ctypes.c_int64(start)]
        arguments += [pointer(x) for x in (*out, *times[1:])]
        arguments.append(ctypes.c_int64(times[1].size))
        run(*arguments)
        return best(lambda: run(*arguments)), out


def small() -> None:
    plan = network(1000, 2000)
    full = best(lambda: compute(plan))
    scheduler = Scheduler(plan)
    edits = []
    for row in range(400, 420):
        changed = replace(scheduler.network.activities[row], duration=plan.activities[row].duration + 480)
        began = time.perf_counter()
        scheduler.change(activities=[changed])
        edits.append(time.perf_counter() - began)
    edits.sort()
    edit = edits[len(edits) // 2]
    print(
        f"1,000 tasks, 2,000 links, interpreted: all {full * 1e3:.1f} ms, one edit {edit * 1e3:.1f} ms (median of 20)"
    )


if __name__ == "__main__":
    large()
    small()
