"""Network → flat sequences: nodes with their own calendar, and edges between them, summaries dissolved.

A summary that something is linked to becomes up to three nodes: what its rows wait for (RAW, before them all), their
latest finish (RAW) and their earliest start (LEAST, after them). Rows that are done, begun or scheduled by hand are
fixed: nothing moves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from projects.engines.cpm import kernels as k
from projects.engines.cpm.network import Activity, Constraint, LagCalendar, Link, LinkKind, Network, PlanError
from projects.engines.cpm.validation import check, check_activity, cycle, summaries
from projects.engines.worktime import WorkTime, from_stretches, intersect, union

# Parts of a summary that has links.
WAIT, END, BEGIN = 0, 1, 2


@dataclass
class Edges:
    """In order of their successor node."""

    source: list[int] = field(default_factory=list)
    target: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    lag: list[int] = field(default_factory=list)
    calendar: list[int] = field(default_factory=list)

    def add(self, source: int, target: int, kind: int, lag: int = 0, calendar: int = 0) -> None:
        self.source.append(source)
        self.target.append(target)
        self.kind.append(kind)
        self.lag.append(lag)
        self.calendar.append(calendar)


@dataclass
class Graph:
    """See `kernels` for the meaning of the sequences. Node u < len(activities) is the activity of that row."""

    network: Network
    rows: dict[int, int]
    parents: set[int]
    calendars: list[WorkTime]
    cal: list[int]
    dur: list[int]
    kind: list[int]
    floor: list[int]
    con: list[int]
    con_at: list[int]
    limit: list[int]
    fixed_start: list[int]
    fixed_finish: list[int]
    in_ptr: list[int]
    in_src: list[int]
    in_kind: list[int]
    in_lag: list[int]
    in_cal: list[int]
    out_ptr: list[int]
    out_edge: list[int]
    edge_to: list[int]
    order: list[int]
    virtual: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.cal)


class CalendarSet:
    """The calendars a network uses, also those that follow from a task's and its resources' together."""

    def __init__(self, network: Network) -> None:
        self.given = network.calendars
        self.all: list[WorkTime] = list(network.calendars)
        self._made: dict[tuple[object, ...], int] = {}
        self._standard = network.calendar

    def of(self, activity: Activity) -> int:
        """Index of the calendar an activity's work follows. Raises PlanError no_worktime."""
        if activity.elapsed:
            return self._get(("always",), activity.key)
        resources = () if activity.ignore_resource_calendars else activity.resources
        if not resources:
            found = self._standard if activity.calendar is None else activity.calendar
            if not self.all[found].starts:
                raise PlanError("no_worktime", [activity.key])
            return found
        return self._get((activity.calendar, *sorted(set(resources))), activity.key)

    def _get(self, wanted: tuple[object, ...], key: int) -> int:
        if wanted not in self._made:
            self._made[wanted] = len(self.all)
            self.all.append(self._make(wanted))
        found = self._made[wanted]
        if not self.all[found].starts:
            raise PlanError("no_worktime", [key])
        return found

    def _make(self, wanted: tuple[object, ...]) -> WorkTime:
        if wanted == ("always",):
            base = self.given[self._standard]
            return from_stretches([(base.first, base.last)], base.first, base.last)
        own, *resources = wanted
        people = union([self.given[index] for index in resources if isinstance(index, int)])
        return intersect(self.given[own], people) if isinstance(own, int) else people


def build(network: Network) -> Graph:
    """The graph of a network. Raises PlanError for what cannot be scheduled."""
    rows = check(network)
    parents = summaries(network.activities)
    calendars = CalendarSet(network)
    nodes = _Nodes(network, rows, parents, calendars)
    edges = nodes.edges()
    return _assemble(network, rows, parents, calendars.all, nodes, edges)


class _Nodes:
    """Builds the sequences by node; summaries' own nodes come behind those of the activities."""

    def __init__(self, network: Network, rows: Mapping[int, int], parents: set[int], calendars: CalendarSet) -> None:
        self.network, self.rows, self.parents, self.calendars = network, rows, parents, calendars
        self.cal: list[int] = []
        self.dur: list[int] = []
        self.kind: list[int] = []
        self.floor: list[int] = []
        self.con: list[int] = []
        self.con_at: list[int] = []
        self.limit: list[int] = []
        self.fixed_start: list[int] = []
        self.fixed_finish: list[int] = []
        self.virtual: dict[tuple[int, int], int] = {}
        for activity in network.activities:
            self._activity(activity)

    def _add(self, cal: int, kind: int, floor: int) -> int:
        self.cal.append(cal)
        self.dur.append(0)
        self.kind.append(kind)
        self.floor.append(floor)
        self.con.append(0)
        self.con_at.append(0)
        self.limit.append(k.FAR)
        self.fixed_start.append(floor)
        self.fixed_finish.append(floor)
        return len(self.cal) - 1

    def _activity(self, a: Activity) -> None:
        summary = a.key in self.parents
        calendar = self.network.calendar if summary else self.calendars.of(a)
        node = self._add(calendar, k.NORMAL, self.network.start)
        if not summary:
            fill(self, node, a, self.network, self.calendars.all[calendar])

    # --- edges ------------------------------------------------------------------------------------------------------

    def edges(self) -> Edges:
        edges = Edges()
        leaves = self._leaves() if any(self._is_summary(link) for link in self.network.links) else {}
        for link in self.network.links:
            source, target = self.rows[link.predecessor], self.rows[link.successor]
            if not (self.network.activities[source].active and self.network.activities[target].active):
                continue
            lag, calendar = self._lag(link, source, target)
            start_side = link.kind in (LinkKind.SS, LinkKind.SF)
            if link.predecessor in self.parents:
                source = self._virtual(BEGIN if start_side else END, link.predecessor, leaves, edges)
            if link.successor in self.parents:
                target = self._virtual(WAIT, link.successor, leaves, edges)
            edges.add(source, target, int(link.kind), lag, calendar)
        return edges

    def _is_summary(self, link: Link) -> bool:
        return link.predecessor in self.parents or link.successor in self.parents

    def _leaves(self) -> dict[int, list[int]]:
        """Rows of the active tasks below every summary."""
        found: dict[int, list[int]] = {}
        for row, activity in enumerate(self.network.activities):
            if activity.key in self.parents or not activity.active:
                continue
            at = activity.parent
            while at is not None:
                found.setdefault(at, []).append(row)
                at = self.network.activities[self.rows[at]].parent
        return found

    def _virtual(self, part: int, key: int, leaves: Mapping[int, Sequence[int]], edges: Edges) -> int:
        known = self.virtual.get((part, key))
        if known is not None:
            return known
        node = self._add(self.network.calendar, k.LEAST if part == BEGIN else k.RAW, self.network.start)
        self.virtual[part, key] = node
        for leaf in leaves.get(key, ()):
            if part == WAIT:
                edges.add(node, leaf, int(LinkKind.FS))
            elif part == END:
                edges.add(leaf, node, int(LinkKind.FF))
            else:
                edges.add(leaf, node, int(LinkKind.SS))
        return node

    def _lag(self, link: Link, source: int, target: int) -> tuple[int, int]:
        lag = link.lag
        if link.lag_percent is not None:
            lag = round(self.network.activities[source].duration * link.lag_percent / 100)
        if link.elapsed:
            return lag, k.ELAPSED
        if link.calendar is not None:
            return lag, link.calendar
        by = self.network.lag_calendar
        if by == LagCalendar.PROJECT:
            return lag, self.network.calendar
        return lag, self.cal[source if by == LagCalendar.PREDECESSOR else target]


_AS_KERNEL: dict[Constraint, int] = {
    Constraint.ASAP: 0,
    Constraint.ALAP: k.ALAP,
    Constraint.MSO: k.MSO,
    Constraint.MFO: k.MFO,
    Constraint.SNET: k.SNET,
    Constraint.SNLT: k.SNLT,
    Constraint.FNET: k.FNET,
    Constraint.FNLT: k.FNLT,
}


def fill(to: _Nodes | Graph, node: int, a: Activity, network: Network, calendar: WorkTime) -> None:
    """Write what an activity that is no summary says into the sequences of its node."""
    to.dur[node], to.kind[node], to.floor[node] = a.duration, k.NORMAL, network.start
    to.con[node], to.con_at[node], to.limit[node] = 0, 0, k.FAR
    to.fixed_start[node] = to.fixed_finish[node] = network.start
    if not a.active:
        return  # no edges, no bounds: it drives nothing
    to.con[node], to.con_at[node] = _AS_KERNEL[a.constraint], a.moment or 0
    if a.deadline is not None:
        to.limit[node] = a.deadline
    fixed = fix(a, calendar, network.status)
    if fixed is not None:
        to.kind[node], to.fixed_start[node], to.fixed_finish[node] = fixed
        to.dur[node] = calendar.between(fixed[1], fixed[2])
    elif network.status is not None and network.status > network.start:
        to.floor[node] = network.status


def patched(graph: Graph, network: Network, changed: Iterable[Activity]) -> Graph | None:
    """The graph with some rows edited in place; None when links, calendars or the outline are touched as well.

    `network` has the same rows and links as the graph's. Raises PlanError.
    """
    found = replace(graph, network=network)
    for name in ("dur", "kind", "floor", "con", "con_at", "limit", "fixed_start", "fixed_finish"):
        setattr(found, name, list(getattr(graph, name)))
    for activity in changed:
        row = graph.rows.get(activity.key)
        if row is None or _structure(graph.network.activities[row]) != _structure(activity):
            return None
        check_activity(activity, len(network.calendars))
        if activity.key in graph.parents:
            continue
        if activity.duration != graph.network.activities[row].duration and _share_of(graph, activity.key):
            return None
        fill(found, row, activity, network, graph.calendars[graph.cal[row]])
    return found


def _structure(a: Activity) -> tuple[object, ...]:
    return a.parent, a.calendar, a.resources, a.ignore_resource_calendars, a.elapsed, a.active


def _share_of(graph: Graph, key: int) -> bool:
    """Whether a lag is a share of this row's duration."""
    return any(link.lag_percent is not None and link.predecessor == key for link in graph.network.links)


def fix(a: Activity, calendar: WorkTime, status: int | None) -> tuple[int, int, int] | None:
    """(kind, start, finish) of a row nothing moves: scheduled by hand, begun or done; None for others."""
    if a.actual_finish is not None or (a.percent >= 100 and a.actual_start is not None):
        return _done(a, calendar)
    if a.actual_start is not None:
        done = round(a.duration * a.percent / 100)
        remaining = a.duration - done if a.remaining is None else a.remaining
        resume = calendar.add(a.actual_start, done)
        if status is not None and remaining:
            resume = max(resume, status)
        return k.STARTED, a.actual_start, calendar.add(resume, remaining)
    if a.manual and (a.manual_start is not None or a.manual_finish is not None):
        start = a.manual_start
        if start is None:
            start = calendar.add(a.manual_finish or 0, -a.duration)
        finish = a.manual_finish if a.manual_finish is not None else calendar.add(start, a.duration)
        if finish < start:
            raise PlanError("finish_before_start", [a.key])
        return k.FIXED, start, finish
    return None


def _done(a: Activity, calendar: WorkTime) -> tuple[int, int, int]:
    start = a.actual_start
    if start is None:
        start = calendar.add(a.actual_finish or 0, -a.duration)
    finish = a.actual_finish if a.actual_finish is not None else calendar.add(start, a.duration)
    return k.DONE, start, finish


def _assemble(
    network: Network,
    rows: dict[int, int],
    parents: set[int],
    calendars: list[WorkTime],
    nodes: _Nodes,
    edges: Edges,
) -> Graph:
    size, count = len(nodes.cal), len(edges.source)
    target = np.array(edges.target, dtype=np.int64)
    by_target = np.argsort(target, kind="stable")
    in_src = np.array(edges.source, dtype=np.int64)[by_target]
    in_ptr = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(target, minlength=size), out=in_ptr[1:])
    out_ptr = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(in_src, minlength=size), out=out_ptr[1:])
    numbers = by_target.tolist()
    graph = Graph(
        network, rows, parents, calendars, nodes.cal, nodes.dur, nodes.kind, nodes.floor, nodes.con, nodes.con_at,
        nodes.limit, nodes.fixed_start, nodes.fixed_finish, in_ptr.tolist(), in_src.tolist(),
        [edges.kind[i] for i in numbers], [edges.lag[i] for i in numbers], [edges.calendar[i] for i in numbers],
        out_ptr.tolist(), np.argsort(in_src, kind="stable").tolist() if count else [], target[by_target].tolist(), [],
    )  # fmt: skip
    graph.virtual = nodes.virtual
    graph.order = topological(graph)
    return graph


def topological(graph: Graph) -> list[int]:
    """Nodes, each behind all it waits for (Kahn). Raises PlanError cycle with the chain of keys."""
    waiting = [graph.in_ptr[u + 1] - graph.in_ptr[u] for u in range(graph.size)]
    order = [u for u, count in enumerate(waiting) if not count]
    out_ptr, out_edge, edge_to = graph.out_ptr, graph.out_edge, graph.edge_to
    for u in order:
        for i in range(out_ptr[u], out_ptr[u + 1]):
            v = edge_to[out_edge[i]]
            waiting[v] -= 1
            if not waiting[v]:
                order.append(v)
    if len(order) < graph.size:
        raise PlanError("cycle", _chain(graph, [u for u, count in enumerate(waiting) if count]))
    return order


def _chain(graph: Graph, stuck: Sequence[int]) -> list[int]:
    """Keys of a cycle in order of the links, closed: first = last. Nodes of summaries speak by their summary."""
    inside = set(stuck)
    back = {u: [v for v in graph.in_src[graph.in_ptr[u] : graph.in_ptr[u + 1]] if v in inside] for u in stuck}
    names = list(_names(graph, cycle(back, stuck)[::-1]))
    return names if names[0] == names[-1] else [*names, names[0]]


def _names(graph: Graph, nodes: Sequence[int]) -> Iterator[int]:
    last = None
    owner = {node: key for (_part, key), node in graph.virtual.items()}
    for node in nodes:
        key = owner[node] if node in owner else graph.network.activities[node].key
        if key != last:
            yield key
        last = key
