"""From the work left in many iterations to the finish of the project and the rows on its critical path."""

from __future__ import annotations

from functools import cache
from types import ModuleType

import numpy as np
import numpy.typing as npt

from projects.engines.cpm.network import PlanError
from projects.engines.montecarlo import vectors
from projects.engines.montecarlo.coordinates import Beyond, Ints, moments, positions
from projects.engines.montecarlo.layout import Layout
from projects.engines.montecarlo.vectors import Bools

Long = npt.NDArray[np.int64]


@cache
def kernels() -> ModuleType | None:
    """The compiled passes; None without numba or a place for compiled code: numpy gives the same answers, later."""
    try:
        from projects.engines.montecarlo import kernels as compiled
    except (ImportError, RuntimeError):
        return None
    return compiled


def run(layout: Layout, left: Ints, compiled: ModuleType | None, want: bool) -> tuple[Long, Long | None]:
    """Finish of the project by iteration (moments), and by row how many iterations have it on a critical path.

    left    int32[nodes, count], minutes of work still to do. Raises PlanError out_of_range.
    """
    try:
        if compiled is None:
            return _plain(layout, left, want)
        return _compiled(layout, left, compiled, want)
    except Beyond as error:
        raise PlanError("out_of_range") from error


def _plain(layout: Layout, left: Ints, want: bool) -> tuple[Long, Long | None]:
    _start, finish, drives = vectors.forward(layout, left, want)
    end, on = _end(layout, finish)
    if not want:
        return end, None
    vectors.backward(layout, on, drives)
    return end, on[: layout.net.rows].sum(axis=1, dtype=np.int64)


def _compiled(layout: Layout, left: Ints, compiled: ModuleType, want: bool) -> tuple[Long, Long | None]:
    size, block = layout.size, compiled.BLOCK
    found = np.empty(left.shape[1], dtype=np.int64)
    counts = np.zeros(layout.net.rows, dtype=np.int64)
    start, finish = (np.empty((size, block), dtype=np.int32) for _ in range(2))
    drives = np.zeros((layout.net.in_src.size if want else 0, block), dtype=np.bool_)
    for first in range(0, left.shape[1], block):
        # The last block is filled up: its surplus columns repeat the last iteration and are dropped.
        here = left[:, first : first + block]
        used = here.shape[1]
        here = np.ascontiguousarray(here if used == block else np.pad(here, ((0, 0), (0, block - used)), mode="edge"))
        node = compiled.forward(layout.net, layout.times, here, start, finish, drives, want)
        if node >= 0:
            raise PlanError("out_of_range", [key for key, row in layout.graph.rows.items() if row == node])
        end, on = _end(layout, finish)
        found[first : first + used] = end[:used]
        if want:
            compiled.backward(layout.net, drives, on)
            counts += on[: layout.net.rows, :used].sum(axis=1, dtype=np.int64)
    return found, counts if want else None


def _end(layout: Layout, finish: Ints) -> tuple[Long, Bools]:
    """The finish by iteration, and the nodes that end with it."""
    at_end = np.zeros(finish.shape, dtype=np.bool_)
    places = layout.net.place[layout.ends]
    last = []
    for place in np.unique(places).tolist():
        rows = layout.ends[places == place]
        latest = finish[rows].max(axis=0)
        last.append((rows, latest, moments(layout.times, place, latest).astype(np.int64)))
    if not last:
        return np.full(finish.shape[1], layout.graph.network.start, dtype=np.int64), at_end
    end: Long = np.maximum.reduce([moment for _rows, _latest, moment in last])
    for rows, latest, moment in last:
        at_end[rows] = (finish[rows] >> 1 == latest >> 1) & (moment == end)
    return end, at_end


def delayed(layout: Layout, finish: Long, minutes: Long) -> Long:
    """Finishes with work of the project's calendar behind them. Raises PlanError out_of_range."""
    calendar = layout.graph.network.calendar
    try:
        at = positions(layout.times, calendar, finish.astype(np.int32), 0) >> 1
        later = moments(layout.times, calendar, (at + minutes.astype(np.int32)) << 1)
    except Beyond as error:
        raise PlanError("out_of_range") from error
    return np.where(minutes == 0, finish, later)
