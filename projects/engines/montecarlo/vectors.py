"""The passes over many iterations at once in numpy: an iteration is a column. See ``kernels`` for the compiled twin."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from projects.engines.cpm import kernels as k
from projects.engines.montecarlo.coordinates import CLOCK, Ints, moments, positions
from projects.engines.montecarlo.layout import FIXED, LEAST, NONE, PINNED, Layout

Bools = npt.NDArray[np.bool_]
# The side of a position taken away: what two positions within the same minute of work share.
EVEN: Final = np.int32(-2)
ONE: Final = np.int32(1)


def forward(layout: Layout, left: Ints, want: bool = True) -> tuple[Ints, Ints, Bools]:
    """Start and finish positions, and with `want` by in-edge whether it drives.

    left    int32[nodes, count], minutes of work still to do
    Raises coordinates.Beyond.
    """
    start, finish = np.empty_like(left), np.empty_like(left)
    drives = np.zeros((layout.net.in_src.size if want else 0, left.shape[1]), dtype=np.bool_)
    works = (left.min(axis=1, initial=1) > 0).tolist()
    base, floor = np.empty(left.shape[1], dtype=np.int32), layout.net.floor
    for u, kind, edges, plain in layout.steps:
        if kind in (FIXED, PINNED):
            start[u] = layout.net.start[u]
            finish[u] = layout.net.finish[u] if kind == FIXED else _pinned(layout, u, left[u])
            continue
        arrivals = [
            (e, (finish if ends else start)[p] if same else _arrival(layout, e, u, left[u], start, finish))
            for e, p, ends, same in edges
        ]
        if plain and works[u]:
            # What most rows are: as `_task` and `_work`, with fewer steps over the iterations.
            base.fill(floor[u])
            for _e, t in arrivals:
                np.maximum(base, t, out=base)
            np.bitwise_and(base, EVEN, out=base)
            np.bitwise_or(base, ONE, out=start[u])
            np.left_shift(left[u], 1, out=finish[u])
            np.add(finish[u], base, out=finish[u])
            if want:
                for e, t in arrivals:
                    np.greater_equal(t, base, out=drives[e])
            continue
        if kind == LEAST:
            start[u] = np.minimum.reduce([t for _e, t in arrivals]) if arrivals else floor[u]
            finish[u] = start[u]
            for e, t in arrivals if want else ():
                drives[e] = t == start[u]
            continue
        start[u], finish[u] = _task(layout, u, left[u], arrivals)
        for e, t in arrivals if want else ():
            by_start = layout.net.in_kind[e] in (k.FS, k.SS)
            drives[e] = t >> 1 >= (start[u] if by_start else finish[u]) >> 1
    return start, finish, drives


def backward(layout: Layout, on: Bools, drives: Bools) -> None:
    """Which nodes lead to those on the path, by driving links; `on`, bool[nodes, count], is changed."""
    through = np.empty(on.shape[1], dtype=np.bool_)
    for u, _kind, edges, _plain in reversed(layout.steps):
        for e, p, _ends, _same in edges:
            np.logical_and(on[u], drives[e], out=through)
            np.logical_or(on[p], through, out=on[p])


def _pinned(layout: Layout, u: int, left: Ints) -> Ints:
    ends = (layout.net.base[u] + left) << 1
    if layout.net.place[u] == CLOCK:
        ends = moments(layout.times, int(layout.net.work[u]), ends) << 1
    found: Ints = np.where(left == layout.net.left[u], layout.net.finish[u], ends)
    return found


def _arrival(layout: Layout, e: int, v: int, left: Ints, start: Ints, finish: Ints) -> Ints:
    """Where a link puts the bound of its successor, on the successor's calendar."""
    p, kind, lag = layout.net.in_src[e], layout.net.in_kind[e], int(layout.net.in_lag[e])
    t: Ints = finish[p] if kind in (k.FS, k.FF) else start[p]
    at, to = int(layout.net.place[p]), int(layout.net.place[v])
    if lag:
        over = int(layout.net.in_cal[e])
        if over != at:
            t, at = positions(layout.times, over, moments(layout.times, at, t), 0), over
        t = (((t >> 1) + np.int32(lag)) << 1) | np.int32(lag < 0)
    if at != to:
        into_finish = kind in (k.FF, k.SF) and layout.net.left[v] > 0
        t = positions(layout.times, to, moments(layout.times, at, t), 0 if into_finish else 1)
    return t


def _task(layout: Layout, u: int, left: Ints, arrivals: list[tuple[int, Ints]]) -> tuple[Ints, Ints]:
    begin = np.full_like(left, layout.net.floor[u])
    end = np.full_like(left, layout.net.least[u])
    for e, t in arrivals:
        if layout.net.in_kind[e] in (k.FS, k.SS):
            np.maximum(begin, t, out=begin)
        else:
            np.maximum(end, t, out=end)
    works = left > 0
    if works.all():
        return _work(layout, u, left, begin, end)
    s = f = _point(layout, u, begin, end)
    if works.any():
        s2, f2 = _work(layout, u, left, begin, end)
        s, f = np.where(works, s2, s), np.where(works, f2, f)
    return s, f


def _point(layout: Layout, u: int, begin: Ints, end: Ints) -> Ints:
    """The position of a row without work."""
    s: Ints = np.maximum(begin, end)
    con = layout.net.con[u]
    if layout.net.place[u] == CLOCK and u < layout.net.rows:
        work = int(layout.net.work[u])
        s = moments(layout.times, work, positions(layout.times, work, s >> 1, 1)) << 1
    if con in (k.MSO, k.MFO):
        return np.full_like(s, layout.net.con_at[u])
    if con in (k.SNLT, k.FNLT):
        s = np.minimum(s, layout.net.con_at[u])
    return s


def _work(layout: Layout, u: int, left: Ints, begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Positions of the start and the finish of a row with work."""
    work, con, m = int(layout.net.work[u]), layout.net.con[u], layout.net.con_at[u]
    moved = layout.net.place[u] == CLOCK
    if moved:
        # A milestone fixed to a moment without work that a risk has given work.
        begin = positions(layout.times, work, begin >> 1, 1)
        bound = positions(layout.times, work, np.maximum(end, 0) >> 1, 0)
        end = np.where(end > NONE, bound, NONE).astype(np.int32)
        m = positions(layout.times, work, np.array([m >> 1], dtype=np.int32), 1)[0]
    w = begin >> 1
    if layout.net.least[u] > NONE or (end > NONE).any():
        w = np.maximum(w, (end >> 1) - left)
    if con in (k.MSO, k.SNLT):
        w = np.full_like(w, m >> 1) if con == k.MSO else np.minimum(w, m >> 1)
    elif con in (k.MFO, k.FNLT):
        w = (m >> 1) - left if con == k.MFO else np.minimum(w, (m >> 1) - left)
    f = (w + left) << 1
    # Tied by its finish, a row ends where the link says: also on the first minute of a stretch.
    f = np.where(end >> 1 == f >> 1, f | (end & 1), f)
    s = (w << 1) | np.int32(1)
    if moved:
        s, f = moments(layout.times, work, s) << 1, moments(layout.times, work, f) << 1
    return s, f
