"""Dates of nodes → the schedule of rows: summaries rolled up, critical rows, drivers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from projects.engines.cpm import kernels as k
from projects.engines.cpm import passes
from projects.engines.cpm.graph import END, Graph
from projects.engines.cpm.network import Schedule

_NOBODY = -1


def assemble(graph: Graph, dates: passes.Dates) -> Schedule:
    """The answer for every row of the network."""
    network = graph.network
    n = len(network.activities)
    early_start, early_finish = dates.es[:n], dates.ef[:n]
    start, finish = list(early_start), list(early_finish)
    total, free = dates.total[:n], dates.free[:n]
    for row, (s, f) in passes.as_late_as_possible(graph, dates).items():
        gone = graph.calendars[graph.cal[row]].between(finish[row], f)
        start[row], finish[row] = s, f
        total[row], free[row] = total[row] - gone, max(free[row] - gone, 0)
    late_start, late_finish = dates.ls[:n], dates.lf[:n]
    on = passes.longest_path(graph, dates)[:n]
    critical = [
        graph.kind[row] != k.DONE and total[row] <= network.critical_at and network.activities[row].active
        for row in range(n)
    ]
    columns = _Columns(start, finish, early_start, early_finish, late_start, late_finish, total, free, critical, on)
    duration, percent = _own(graph), [float(a.percent) for a in network.activities]
    summary = [a.key in graph.parents for a in network.activities]
    _roll_up(graph, dates, columns, duration, percent)
    return Schedule(
        keys=np.array([a.key for a in network.activities], dtype=np.int64),
        start=_ints(columns.start),
        finish=_ints(columns.finish),
        early_start=_ints(columns.early_start),
        early_finish=_ints(columns.early_finish),
        late_start=_ints(columns.late_start),
        late_finish=_ints(columns.late_finish),
        total_float=_ints(columns.total),
        free_float=_ints(columns.free),
        critical=np.array(columns.critical, dtype=np.bool_),
        longest=np.array(columns.longest, dtype=np.bool_),
        driver=_ints(_drivers(graph, dates, n)),
        duration=_ints(duration),
        percent=np.array(percent, dtype=np.float64),
        summary=np.array(summary, dtype=np.bool_),
        project_start=min((s for s, p in zip(columns.start, summary, strict=True) if not p), default=network.start),
        project_finish=max(passes.latest(graph, columns.finish), passes.latest(graph, dates.ef)),
    )


class _Columns:
    """Figures by row, lists that the roll-up fills for summaries."""

    def __init__(
        self,
        start: list[int],
        finish: list[int],
        early_start: list[int],
        early_finish: list[int],
        late_start: list[int],
        late_finish: list[int],
        total: list[int],
        free: list[int],
        critical: list[bool],
        longest: list[bool],
    ) -> None:
        self.start, self.finish = start, finish
        self.early_start, self.early_finish = early_start, early_finish
        self.late_start, self.late_finish = late_start, late_finish
        self.total, self.free = total, free
        self.critical, self.longest = critical, longest


def _ints(values: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def _own(graph: Graph) -> list[int]:
    return [a.duration for a in graph.network.activities]


def _roll_up(graph: Graph, dates: passes.Dates, c: _Columns, duration: list[int], percent: list[float]) -> None:
    """Summaries from the bottom: dates span their active rows, progress is weighted by duration."""
    if not graph.parents:
        return
    activities = graph.network.activities
    children: dict[int, list[int]] = {}
    for row, activity in enumerate(activities):
        if activity.parent is not None:
            children.setdefault(graph.rows[activity.parent], []).append(row)
    weight, done = list(duration), [d * p for d, p in zip(duration, percent, strict=True)]
    for row in _bottom_up(children, [r for r, a in enumerate(activities) if a.parent is None]):
        rows = [r for r in children[row] if activities[r].active] or children[row]
        for name in ("start", "early_start", "late_start"):
            values = getattr(c, name)
            values[row] = min(values[r] for r in rows)
        for name in ("finish", "early_finish", "late_finish"):
            values = getattr(c, name)
            values[row] = max(values[r] for r in rows)
        c.critical[row], c.longest[row] = any(c.critical[r] for r in rows), any(c.longest[r] for r in rows)
        calendar = graph.calendars[graph.network.calendar]
        duration[row] = calendar.between(c.start[row], c.finish[row])
        c.total[row] = min(
            calendar.between(c.early_start[row], c.late_start[row]),
            calendar.between(c.early_finish[row], c.late_finish[row]),
        )
        c.free[row] = _summary_free(graph, dates, row, c)
        weight[row], done[row] = sum(weight[r] for r in rows), sum(done[r] for r in rows)
        percent[row] = _share(done[row], weight[row], [percent[r] for r in rows])


def _summary_free(graph: Graph, dates: passes.Dates, row: int, c: _Columns) -> int:
    """What a summary can slip before its own successors do, or the project when it has none."""
    end = graph.virtual.get((END, graph.network.activities[row].key))
    if end is not None:
        slack: int = max(min(dates.free[end], c.total[row]), 0)
        return slack
    calendar = graph.calendars[graph.network.calendar]
    return max(min(calendar.between(c.early_finish[row], dates.end), c.total[row]), 0)


def _share(done: float, weight: int, percents: Sequence[float]) -> float:
    """Only milestones below: their plain mean."""
    return done / weight if weight else sum(percents) / len(percents)


def _bottom_up(children: dict[int, list[int]], roots: Sequence[int]) -> list[int]:
    order, stack = [], [row for row in roots if row in children]
    while stack:
        row = stack.pop()
        order.append(row)
        stack += [r for r in children[row] if r in children]
    return order[::-1]


def _drivers(graph: Graph, dates: passes.Dates, n: int) -> list[int]:
    """For each row the key of the last driving predecessor's row; −1 when nothing but the calendar drives it."""
    owner = {node: key for (_part, key), node in graph.virtual.items()}
    found = [_NOBODY] * n
    in_ptr, in_src, drives = graph.in_ptr, graph.in_src, dates.drives
    for row in range(n):
        for e in range(in_ptr[row], in_ptr[row + 1]):
            if drives[e]:
                found[row] = _key(graph, owner, dates, in_src[e])
                break
    return found


def _key(graph: Graph, owner: dict[int, int], dates: passes.Dates, node: int) -> int:
    """The key of a node; a summary's waiting node passes the question on to what it waits for."""
    while node in owner and graph.in_ptr[node] < graph.in_ptr[node + 1]:
        driving = [e for e in range(graph.in_ptr[node], graph.in_ptr[node + 1]) if dates.drives[e]]
        if not driving:
            break
        node = graph.in_src[driving[0]]
    return owner[node] if node in owner else graph.network.activities[node].key
