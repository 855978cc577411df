"""Dates of a graph: the forward and the backward pass, floats, as-late-as-possible rows, the longest path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from projects.engines.cpm import compiled
from projects.engines.cpm import kernels as k
from projects.engines.cpm.graph import Graph
from projects.engines.cpm.network import PlanError
from projects.engines.worktime import WorkTime

# Nodes and edges from which compiling pays.
LARGE = 60_000


@dataclass
class Calendars:
    """All calendars behind each other, see `kernels`."""

    first: Any
    starts: Any
    finishes: Any
    dones: Any


@dataclass
class Dates:
    """By node: early and late dates, floats; by edge: whether it drives its successor."""

    es: Any
    ef: Any
    ls: Any
    lf: Any
    total: Any
    free: Any
    drives: Any
    end: int = 0


def flatten(calendars: Sequence[WorkTime]) -> Calendars:
    first = [0]
    starts: list[int] = []
    finishes: list[int] = []
    dones: list[int] = []
    for calendar in calendars:
        starts += calendar.starts
        finishes += calendar.finishes
        dones += calendar.dones
        first.append(len(starts))
    return Calendars(first, starts, finishes, dones)


def fresh(graph: Graph) -> Dates:
    """Dates before any pass: fixed rows stand, all others are unknown."""
    n = graph.size
    return Dates(
        list(graph.fixed_start), list(graph.fixed_finish), [k.FAR] * n, [k.FAR] * n, [0] * n, [0] * n,
        [False] * len(graph.in_src),
    )  # fmt: skip


def run(graph: Graph, calendars: Calendars, dates: Dates, forward: list[int], backward: list[int] | None) -> list[int]:
    """Both passes from the nodes marked in `forward` and `backward` (1: recompute, 2: and tell the neighbours).

    `backward` None: from every node. Returns marks of the nodes whose dates were looked at.
    """
    passes, g, c, d, marks = _prepare(graph, calendars, dates, forward)
    tail = (c.first, c.starts, c.finishes, c.dones)
    edges = (g.in_ptr, g.in_src, g.in_kind, g.in_lag, g.in_cal, g.out_ptr, g.out_edge, g.edge_to)
    bad = passes.forward(
        g.order, marks, g.cal, g.dur, g.kind, g.floor, g.con, g.con_at, *edges, d.es, d.ef, d.drives, *tail
    )
    _refuse(graph, bad)
    end = _end(graph, d.ef)
    late = _ones(marks, graph.size) if backward is None or end != dates.end else _merged(marks, backward)
    bad = passes.backward(
        g.order, late, end, g.cal, g.dur, g.kind, g.con, g.con_at, g.limit, *edges, d.es, d.ef, d.ls, d.lf, *tail
    )
    _refuse(graph, bad)
    seen = _around(graph, marks, late)
    passes.floats(
        g.order, seen, end, g.cal, g.kind, g.in_kind, g.in_lag, g.in_cal, g.out_ptr, g.out_edge, g.edge_to,
        d.es, d.ef, d.ls, d.lf, d.total, d.free, *tail,
    )  # fmt: skip
    _store(dates, d, end)
    return list(seen)


def _prepare(graph: Graph, calendars: Calendars, dates: Dates, marks: list[int]) -> tuple[Any, Any, Any, Any, Any]:
    """The passes and what they run on: lists as they are, or arrays when the network is large."""
    made = compiled.kernels() if graph.size + len(graph.in_src) > LARGE else None
    if made is None:
        return k.PLAIN, graph, calendars, dates, marks
    return made, _Arrays(graph), _Arrays(calendars), _Arrays(dates), np.array(marks, dtype=np.int64)


class _Arrays:
    """The list attributes of an object as arrays."""

    def __init__(self, source: Any) -> None:
        for name, value in vars(source).items():
            if isinstance(value, list) and (not value or isinstance(value[0], (int, bool))):
                setattr(self, name, np.array(value, dtype=np.bool_ if name == "drives" else np.int64))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def _ones(like: Any, size: int) -> Any:
    return np.ones(size, dtype=np.int64) if isinstance(like, np.ndarray) else [1] * size


def _merged(marks: Any, more: list[int]) -> Any:
    if isinstance(marks, np.ndarray):
        return np.maximum(marks, np.array(more, dtype=np.int64))
    return [a or b for a, b in zip(marks, more, strict=True)]


def _around(graph: Graph, forward: Any, backward: Any) -> Any:
    """Nodes whose floats may differ: those looked at, and what leads to them."""
    if isinstance(forward, np.ndarray):
        return np.ones(graph.size, dtype=np.int64)
    seen = [1 if a or b else 0 for a, b in zip(forward, backward, strict=True)]
    in_ptr, in_src = graph.in_ptr, graph.in_src
    for u in graph.order[::-1]:
        if seen[u]:
            for e in range(in_ptr[u], in_ptr[u + 1]):
                seen[in_src[e]] = 1
    return seen


def _refuse(graph: Graph, node: int) -> None:
    if node >= 0:
        owner = {virtual: key for (_part, key), virtual in graph.virtual.items()}
        raise PlanError("out_of_range", [owner[node] if node in owner else graph.network.activities[node].key])


def _end(graph: Graph, finishes: Any) -> int:
    """What late dates are counted back from: the promised finish, or the latest early one."""
    if graph.network.finish is not None:
        return graph.network.finish
    return latest(graph, finishes)


def latest(graph: Graph, finishes: Any) -> int:
    """The finish of the project: of its active rows that are no summaries."""
    rows = [
        int(finishes[row])
        for row, activity in enumerate(graph.network.activities)
        if activity.active and activity.key not in graph.parents
    ]
    return max(rows, default=graph.network.start)


def _store(dates: Dates, found: Any, end: int) -> None:
    dates.end = end
    if found is dates:
        return
    for name in ("es", "ef", "ls", "lf", "total", "free", "drives"):
        setattr(dates, name, getattr(found, name).tolist())


# --- after the passes -------------------------------------------------------------------------------------------------


def as_late_as_possible(graph: Graph, dates: Dates) -> dict[int, tuple[int, int]]:
    """Start and finish of the ALAP rows: as late as no successor, and not the finish of the project, notices."""
    late: dict[int, tuple[int, int]] = {}
    for u in reversed(graph.order):
        if graph.con[u] != k.ALAP or graph.kind[u] != k.NORMAL or dates.total[u] <= 0:
            continue
        calendar = graph.calendars[graph.cal[u]]
        room = calendar.between(dates.ef[u], min(dates.end, graph.limit[u]))
        for i in range(graph.out_ptr[u], graph.out_ptr[u + 1]):
            room = min(room, _room(graph, dates, late, u, graph.out_edge[i], calendar))
        if room > 0:
            late[u] = (_later(calendar, dates.es[u], room, graph.dur[u]), calendar.add(dates.ef[u], room))
    return late


def _later(calendar: WorkTime, start: int, minutes: int, duration: int) -> int:
    return calendar.start_at(calendar.worked(start) + minutes) if duration else calendar.add(start, minutes)


def _room(graph: Graph, dates: Dates, late: dict[int, tuple[int, int]], u: int, edge: int, calendar: WorkTime) -> int:
    """Minutes a row can slip before the successor at the end of an edge would."""
    v = graph.edge_to[edge]
    start, finish = late.get(v, (dates.es[v], dates.ef[v]))
    kind = graph.in_kind[edge]
    at = start if kind in (k.FS, k.SS) else finish
    lag, lag_calendar = graph.in_lag[edge], graph.in_cal[edge]
    if lag:
        at = at - lag if lag_calendar < 0 else graph.calendars[lag_calendar].add(at, -lag)
    own = dates.ef[u] if kind in (k.FS, k.FF) else dates.es[u]
    return calendar.between(own, at)


def longest_path(graph: Graph, dates: Dates) -> list[bool]:
    """Nodes on a chain of driving links that ends at the finish of the project."""
    end = latest(graph, dates.ef)
    on = [False] * graph.size
    stack = [
        row
        for row, activity in enumerate(graph.network.activities)
        if activity.active and activity.key not in graph.parents and dates.ef[row] == end
    ]
    while stack:
        u = stack.pop()
        if on[u]:
            continue
        on[u] = True
        stack += [graph.in_src[e] for e in range(graph.in_ptr[u], graph.in_ptr[u + 1]) if dates.drives[e]]
    return on
