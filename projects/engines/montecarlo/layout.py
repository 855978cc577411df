"""A scheduled network → flat arrays for passes over many iterations at once, in positions (see ``coordinates``).

Everything a duration cannot change is worked out here once: positions of constraints and fixed dates, the calendars a
date travels over along a link, the rows whose finish can be the finish of the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from projects.engines.cpm import kernels as k
from projects.engines.cpm.graph import Graph, build
from projects.engines.cpm.network import Activity, Network, PlanError
from projects.engines.montecarlo.coordinates import CLOCK, Ints, Tables, position, tables
from projects.engines.worktime import OutOfRange, WorkTime

# What a node is. TASK: dates from bounds; PINNED: start stands, finish follows the work left; LEAST: earliest of its
# in-edges; FIXED: nothing moves it.
TASK, PINNED, LEAST, FIXED = 0, 1, 2, 3
NONE: Final = -(1 << 30)


class Net(NamedTuple):
    """By node, in the order of the graph's nodes, then edges by in-edge number; int32.

    kind     TASK, PINNED, LEAST, FIXED
    work     calendar of the work; place: calendar its positions are counted on
    left     planned minutes that can still vary
    start, finish   positions of what is pinned or fixed; base: work done (minutes, on `work`) when the work left begins
    floor, least    bounds of start and finish (NONE: none)
    con, con_at     constraint and its position
    in_ptr, in_src, in_kind, in_lag, in_cal   in-edges; in_cal = calendar the lag is counted on
    order    each node behind all it waits for
    rows     how many nodes are rows of the plan (the others stand for summaries)
    degree   the most in-edges of a node
    """

    kind: Ints
    work: Ints
    place: Ints
    left: Ints
    start: Ints
    finish: Ints
    base: Ints
    floor: Ints
    least: Ints
    con: Ints
    con_at: Ints
    in_ptr: Ints
    in_src: Ints
    in_kind: Ints
    in_lag: Ints
    in_cal: Ints
    order: Ints
    rows: int
    degree: int


class Step(NamedTuple):
    """A node of the forward pass. `edges`: (in-edge, predecessor, bounds the start by its finish, needs no conversion).

    plain   its dates follow from the bounds of its start and the work left alone
    """

    node: int
    kind: int
    edges: tuple[tuple[int, int, bool, bool], ...]
    plain: bool


@dataclass(frozen=True, eq=False)
class Layout:
    """A network laid out. ``ends``: nodes whose finish can be the project's."""

    graph: Graph
    times: Tables
    net: Net
    ends: Ints

    @property
    def size(self) -> int:
        return int(self.net.kind.size)

    @cached_property
    def steps(self) -> list[Step]:
        """The nodes in order, with what does not depend on durations worked out."""
        return _steps(self.net)


def lay_out(network: Network) -> Layout:
    """The layout of a network. Raises PlanError as the scheduler does."""
    try:
        graph = build(network)
        return _Builder(graph).layout()
    except (OutOfRange, LookupError) as error:
        raise PlanError("out_of_range") from error


def _steps(net: Net) -> list[Step]:
    found = []
    ptr, source, kinds = net.in_ptr.tolist(), net.in_src.tolist(), net.in_kind.tolist()
    for u in net.order.tolist():
        edges, by_start = [], True
        for e in range(ptr[u], ptr[u + 1]):
            by_start = by_start and kinds[e] in (k.FS, k.SS)
            same = not net.in_lag[e] and net.place[source[e]] == net.place[u]
            edges.append((e, source[e], kinds[e] in (k.FS, k.FF), bool(same)))
        pinned = int(net.con[u]) in (k.MSO, k.MFO, k.SNLT, k.FNLT)
        free = net.kind[u] == TASK and net.place[u] != CLOCK and net.least[u] == NONE
        found.append(Step(u, int(net.kind[u]), tuple(edges), bool(by_start and free and not pinned)))
    return found


class _Builder:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.times = tables(graph.calendars)
        n = graph.size
        used = {graph.cal[u] for u in range(n)} | {graph.in_cal[e] for e in range(len(graph.in_src)) if graph.in_lag[e]}
        # With one calendar for everything, nothing ever needs the wall clock.
        self.single = len(used) == 1 and k.ELAPSED not in used
        self.kind, self.place = np.full(n, TASK, np.int32), np.array(graph.cal, dtype=np.int32)
        self.left, self.start, self.finish, self.base = (np.zeros(n, dtype=np.int32) for _ in range(4))
        self.floor, self.least = np.zeros(n, dtype=np.int32), np.full(n, NONE, dtype=np.int32)
        self.con_at = np.zeros(n, dtype=np.int32)

    def layout(self) -> Layout:
        graph = self.graph
        for u in range(graph.size):
            self._node(u)
        array = {
            name: np.array(getattr(graph, name), dtype=np.int32)
            for name in ("in_ptr", "in_src", "in_kind", "in_lag", "in_cal", "order", "con")
        }
        net = Net(
            kind=self.kind, work=np.array(graph.cal, dtype=np.int32), place=self.place, left=self.left,
            start=self.start, finish=self.finish, base=self.base, floor=self.floor, least=self.least,
            con_at=self.con_at, rows=len(graph.network.activities), degree=int(np.diff(array["in_ptr"]).max(initial=0)),
            **array,
        )  # fmt: skip
        return Layout(graph, self.times, net, np.array(self._ends(), dtype=np.int32))

    def _node(self, u: int) -> None:
        graph, kind = self.graph, self.graph.kind[u]
        if kind in (k.RAW, k.LEAST):
            self.kind[u] = LEAST if kind == k.LEAST else TASK
            if not self.single:
                self.place[u] = CLOCK
            self.floor[u] = self._position(int(self.place[u]), graph.floor[u], 1)
        elif kind == k.NORMAL:
            self._free(u)
        else:
            self._standing(u)

    def _free(self, u: int) -> None:
        graph = self.graph
        con, moment = graph.con[u], graph.con_at[u]
        self.left[u] = graph.dur[u]
        pins = con in (k.MSO, k.MFO, k.SNLT, k.FNLT)
        if pins and graph.dur[u] == 0 and not graph.calendars[graph.cal[u]].touches(moment):
            self.place[u] = CLOCK
        place = int(self.place[u])
        self.floor[u] = self._position(place, graph.floor[u], 1)
        if con == k.SNET:
            self.floor[u] = max(int(self.floor[u]), self._position(place, moment, 1))
        elif con == k.FNET:
            self.least[u] = self._position(place, moment, 0 if graph.dur[u] else 1)
        elif pins:
            self.con_at[u] = self._position(place, moment, 0)

    def _standing(self, u: int) -> None:
        graph = self.graph
        start, finish, calendar = graph.fixed_start[u], graph.fixed_finish[u], graph.calendars[graph.cal[u]]
        row = graph.network.activities[u]
        self.kind[u] = FIXED if graph.kind[u] == k.DONE else PINNED
        if graph.kind[u] != k.DONE:
            self.left[u], begins = _left(row, graph.kind[u], start, finish, calendar, graph.network.status)
            self.base[u] = calendar.worked(begins)
        if not (calendar.touches(start) and calendar.touches(finish)):
            self.place[u] = CLOCK
        place = int(self.place[u])
        self.start[u], self.finish[u] = self._position(place, start, 1), self._position(place, finish, 0)

    def _position(self, calendar: int, moment: int, gap: int) -> int:
        return position(self.times, calendar, moment, gap)

    def _ends(self) -> list[int]:
        """Rows without a successor that surely finishes no earlier."""
        graph = self.graph
        found = []
        for row, activity in enumerate(graph.network.activities):
            if not activity.active or activity.key in graph.parents:
                continue
            edges = graph.out_edge[graph.out_ptr[row] : graph.out_ptr[row + 1]]
            if not any(self._covers(e) for e in edges):
                found.append(row)
        return found

    def _covers(self, e: int) -> bool:
        graph, v = self.graph, self.graph.edge_to[e]
        follows = graph.in_kind[e] in (k.FS, k.FF) and graph.in_lag[e] >= 0 and v < len(graph.network.activities)
        # A finish in a gap is moved to the working time around it: keep such rows.
        same = self.place[v] == self.place[graph.in_src[e]] and self.place[v] != CLOCK
        return follows and same and graph.kind[v] == k.NORMAL and graph.con[v] in (0, k.ALAP, k.SNET, k.FNET)


def _left(a: Activity, kind: int, start: int, finish: int, calendar: WorkTime, status: int | None) -> tuple[int, int]:
    """Minutes of a standing row that can still vary, and the moment they begin."""
    if kind == k.FIXED:
        return calendar.between(start, finish), start
    done = round(a.duration * a.percent / 100)
    remaining = a.duration - done if a.remaining is None else a.remaining
    resume = calendar.add(start, done)
    if status is not None and remaining:
        resume = max(resume, status)
    return remaining, resume
