"""`compute` schedules a network; `Scheduler` keeps one and recomputes only what an edit reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from projects.engines.cpm import passes
from projects.engines.cpm.assembly import assemble
from projects.engines.cpm.graph import Graph, build, patched
from projects.engines.cpm.network import Activity, Link, Network, PlanError, Schedule
from projects.engines.worktime import OutOfRange, WorkTime


def compute(network: Network) -> Schedule:
    """Dates, floats and critical rows of a network. Raises PlanError."""
    return Scheduler(network).schedule


class Scheduler:
    """A scheduled network that can be edited.

    The passes visit what an edit reaches only: forward from the edited rows until dates stop changing, backward
    likewise (everywhere when the finish of the project moved). The answer equals `compute` from scratch.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._flat: tuple[Sequence[WorkTime], passes.Calendars] | None = None
        self._graph = _built(network)
        self._dates = passes.fresh(self._graph)
        self.schedule = self._run([2] * self._graph.size, None)

    def change(
        self,
        *,
        activities: Sequence[Activity] = (),
        added: Sequence[Activity] = (),
        removed: Iterable[int] = (),
        links_added: Sequence[Link] = (),
        links_removed: Iterable[tuple[int, int]] = (),
    ) -> tuple[Schedule, set[int]]:
        """Apply an edit; (schedule, keys of rows whose figures changed). Raises PlanError, then nothing has changed.

        activities    rows that replace those of the same key
        removed       keys; their links go with them
        links_added   replace a link between the same rows
        """
        gone = set(removed)
        fresh = {_ends(link) for link in links_added}
        cut = set(links_removed) | fresh
        by_key = {activity.key: activity for activity in activities}
        rows = [by_key.get(a.key, a) for a in self.network.activities if a.key not in gone]
        if not (gone or cut or added):
            network = replace(self.network, activities=rows)
            return self._become(network, set(by_key), _patched(self._graph, network, activities))
        lost = {key for link in self.network.links if not gone.isdisjoint(_ends(link)) for key in _ends(link)}
        links = [link for link in self.network.links if _ends(link) not in cut and gone.isdisjoint(_ends(link))]
        network = replace(self.network, activities=[*rows, *added], links=[*links, *links_added])
        touched = {*by_key, *(a.key for a in added), *(key for pair in cut for key in pair), *lost}
        return self._become(network, touched, None)

    def _become(self, network: Network, touched: set[int], graph: Graph | None) -> tuple[Schedule, set[int]]:
        state = self.network, self._graph, self._dates, self.schedule
        old, known, before = self._graph, self._dates, self.schedule
        try:
            graph = graph or _built(network)
            dates = passes.fresh(graph)
            forward, backward = _carry(old, known, graph, dates, touched)
            self.network, self._graph, self._dates = network, graph, dates
            self.schedule = self._run(forward, backward)
        except PlanError:
            self.network, self._graph, self._dates, self.schedule = state
            raise
        return self.schedule, _differing(before, self.schedule)

    def _run(self, forward: list[int], backward: list[int] | None) -> Schedule:
        graph = self._graph
        if self._flat is None or not _same(self._flat[0], graph.calendars):
            self._flat = (graph.calendars, passes.flatten(graph.calendars))
        try:
            passes.run(graph, self._flat[1], self._dates, forward, backward)
            return assemble(graph, self._dates)
        except OutOfRange as error:
            raise PlanError("out_of_range") from error


def _built(network: Network) -> Graph:
    try:
        return build(network)
    except OutOfRange as error:
        raise PlanError("out_of_range") from error


def _patched(graph: Graph, network: Network, activities: Sequence[Activity]) -> Graph | None:
    try:
        return patched(graph, network, activities)
    except OutOfRange as error:
        raise PlanError("out_of_range") from error


def _ends(link: Link) -> tuple[int, int]:
    return link.predecessor, link.successor


def _same(a: Sequence[WorkTime], b: Sequence[WorkTime]) -> bool:
    return len(a) == len(b) and all(x is y for x, y in zip(a, b, strict=True))


def _carry(
    old: Graph, known: passes.Dates, new: Graph, dates: passes.Dates, touched: set[int]
) -> tuple[list[int], list[int] | None]:
    """Take over the dates of untouched rows; the nodes to begin with, forward and backward.

    Where the outline changed, what summaries stand for changed too: then everything begins anew.
    """
    if old.virtual or new.virtual or old.network.finish != new.network.finish:
        return [2] * new.size, None
    forward = [0] * new.size
    for row, activity in enumerate(new.network.activities):
        before = old.rows.get(activity.key)
        if before is None or activity.key in touched:
            forward[row] = 2
            continue
        dates.es[row], dates.ef[row] = known.es[before], known.ef[before]
        dates.ls[row], dates.lf[row] = known.ls[before], known.lf[before]
        dates.total[row], dates.free[row] = known.total[before], known.free[before]
        # The links of an untouched row are the same, in the same order.
        a, b = old.in_ptr[before], new.in_ptr[row]
        for offset in range(new.in_ptr[row + 1] - b):
            dates.drives[b + offset] = known.drives[a + offset]
    dates.end = known.end
    return forward, list(forward)


def _differing(before: Schedule, after: Schedule) -> set[int]:
    """Keys with other figures, and those that came or went."""
    if before.keys.shape == after.keys.shape and (before.keys == after.keys).all():
        differs = np.zeros(after.keys.size, dtype=np.bool_)
        for name in _FIGURES:
            differs |= getattr(before, name) != getattr(after, name)
        return set(after.keys[differs].tolist())
    old = {key: row for row, key in enumerate(before.keys.tolist())}
    new = {key: row for row, key in enumerate(after.keys.tolist())}
    common = [key for key in new if key in old]
    a = np.array([old[key] for key in common], dtype=np.int64)
    b = np.array([new[key] for key in common], dtype=np.int64)
    differs = np.zeros(len(common), dtype=np.bool_)
    for name in _FIGURES:
        differs |= getattr(before, name)[a] != getattr(after, name)[b]
    return {key for key, other in zip(common, differs.tolist(), strict=True) if other} | (set(old) ^ set(new))


_FIGURES = (
    "start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float",
    "critical", "longest", "driver", "duration", "percent", "summary",
)  # fmt: skip
