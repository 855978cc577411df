"""The two passes over flat sequences, written once: run as they are over lists, or compiled over arrays.

Sequences by node u: ``cal`` its calendar, ``dur`` minutes on it, ``kind`` (NORMAL, FIXED, STARTED, DONE, RAW, LEAST),
``floor`` the earliest start, ``con``/``con_at`` constraint and moment, ``limit`` deadline (FAR = none).
Edges in CSR form: in-edges of u are ``in_ptr[u]:in_ptr[u + 1]`` with source, link kind, lag and the calendar of the lag
(ELAPSED = wall clock); ``out_edge`` lists for every node the numbers of its out-edges, ``edge_to`` their ends.
Calendars lie behind each other in ``starts``/``finishes`` (``first[c]`` … ``first[c + 1]``); one more in ``dones``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

NORMAL, FIXED, STARTED, DONE, RAW, LEAST = 0, 1, 2, 3, 4, 5
FF, FS, SF, SS = 0, 1, 2, 3
ALAP, MSO, MFO, SNET, SNLT, FNET, FNLT = 1, 2, 3, 4, 5, 6, 7
ELAPSED: Final = -1
FAR: Final = 1 << 60


@dataclass(frozen=True)
class Kernels:
    """Each pass returns −1, or the node whose dates leave the calendar."""

    forward: Callable[..., int]
    backward: Callable[..., int]
    floats: Callable[..., int]


# --- working time -----------------------------------------------------------------------------------------------------


def worked(c: int, t: int, first: Any, starts: Any, finishes: Any, dones: Any) -> Any:
    at = bisect_right(starts, t, first[c], first[c + 1]) - 1
    if at < first[c]:
        return 0
    end = finishes[at]
    return dones[at + c] + (t if t < end else end) - starts[at]


def finish_at(c: int, work: int, first: Any, starts: Any, dones: Any) -> Any:
    lo = first[c]
    at = bisect_left(dones, work, lo + c, first[c + 1] + c + 1) - 1 - c
    if at < lo:
        return starts[lo] if work == 0 and first[c + 1] > lo else -FAR
    if at >= first[c + 1]:
        return FAR
    return starts[at] + work - dones[at + c]


def start_at(c: int, work: int, first: Any, starts: Any, dones: Any) -> Any:
    lo = first[c]
    at = bisect_right(dones, work, lo + c, first[c + 1] + c + 1) - 1 - c
    if at < lo:
        return -FAR
    if at >= first[c + 1]:
        return FAR
    return starts[at] + work - dones[at + c]


def shifted(c: int, t: int, lag: int, first: Any, starts: Any, finishes: Any, dones: Any) -> Any:
    """`t` and a lag on calendar `c`."""
    if lag == 0:
        return t
    if c < 0:
        return t + lag
    work = worked(c, t, first, starts, finishes, dones) + lag
    return finish_at(c, work, first, starts, dones) if lag > 0 else start_at(c, work, first, starts, dones)


def touches(c: int, t: int, first: Any, starts: Any, finishes: Any) -> Any:
    at = bisect_right(starts, t, first[c], first[c + 1]) - 1
    return at >= first[c] and t <= finishes[at]


# --- forward ----------------------------------------------------------------------------------------------------------


def early_bounds(
    u: int, least: bool, sb: int, in_ptr: Any, in_src: Any, in_kind: Any, in_lag: Any, in_cal: Any, es: Any, ef: Any,
    first: Any, starts: Any, finishes: Any, dones: Any,
) -> Any:  # fmt: skip
    """Earliest start and earliest finish (−FAR: none) that the in-edges of a node allow."""
    fb = -FAR
    for e in range(in_ptr[u], in_ptr[u + 1]):
        p = in_src[e]
        lk = in_kind[e]
        t = ef[p] if lk == FS or lk == FF else es[p]
        t = shifted(in_cal[e], t, in_lag[e], first, starts, finishes, dones)
        if least:
            if e == in_ptr[u] or t < sb:
                sb = t
        elif lk == FS or lk == SS:
            if t > sb:
                sb = t
        elif t > fb:
            fb = t
    return sb, fb


def worked_dates(
    c: int, d: int, x: int, m: int, sb: int, fb: int, first: Any, starts: Any, finishes: Any, dones: Any
) -> Any:
    """Start and finish of `d` minutes of work within bounds and a constraint."""
    w = worked(c, sb, first, starts, finishes, dones)
    if fb > -FAR:
        w2 = worked(c, fb, first, starts, finishes, dones) - d
        if w2 > w:
            w = w2
    if x == MSO or x == SNLT:
        w2 = worked(c, m, first, starts, finishes, dones)
        if x == MSO or w2 < w:
            w = w2
    elif x == MFO or x == FNLT:
        w2 = worked(c, m, first, starts, finishes, dones) - d
        if x == MFO or w2 < w:
            w = w2
    s = start_at(c, w, first, starts, dones)
    f = finish_at(c, w + d, first, starts, dones)
    # Tied by its finish, a row ends where the link says: also on the first minute of a stretch.
    same = fb > f and worked(c, fb, first, starts, finishes, dones) == w + d
    if same and touches(c, fb, first, starts, finishes):
        f = fb
    return s, f


def point(
    c: int, normal: bool, x: int, m: int, sb: int, fb: int, first: Any, starts: Any, finishes: Any, dones: Any
) -> Any:
    """The moment of a row without work."""
    s = fb if fb > sb else sb
    if normal and not touches(c, s, first, starts, finishes):
        s = start_at(c, worked(c, s, first, starts, finishes, dones), first, starts, dones)
    if x == MSO or x == MFO or ((x == SNLT or x == FNLT) and s > m):
        s = m
    return s


def mark_drivers(
    u: int, least: bool, s: int, f: int, gap: int, in_ptr: Any, in_src: Any, in_kind: Any, in_lag: Any, in_cal: Any,
    es: Any, ef: Any, drives: Any, first: Any, starts: Any, finishes: Any, dones: Any,
) -> None:  # fmt: skip
    """Which in-edges set the dates. A bound in the same gap between stretches leads to the same start as well."""
    for e in range(in_ptr[u], in_ptr[u + 1]):
        lk = in_kind[e]
        p = in_src[e]
        t = ef[p] if lk == FS or lk == FF else es[p]
        t = shifted(in_cal[e], t, in_lag[e], first, starts, finishes, dones)
        if least:
            drives[e] = t == s
        elif lk == FS or lk == SS:
            drives[e] = t >= gap
        else:
            drives[e] = t >= f


def forward(
    order: Any, dirty: Any, cal: Any, dur: Any, kind: Any, floor: Any, con: Any, con_at: Any,
    in_ptr: Any, in_src: Any, in_kind: Any, in_lag: Any, in_cal: Any, out_ptr: Any, out_edge: Any, edge_to: Any,
    es: Any, ef: Any, drives: Any, first: Any, starts: Any, finishes: Any, dones: Any,
) -> Any:  # fmt: skip
    """Early dates of the dirty nodes, and of whatever their change reaches. Marks the edges that drive a node."""
    for u in order:
        if not dirty[u]:
            continue
        k, c, s, f = kind[u], cal[u], es[u], ef[u]
        if k == NORMAL or k == RAW or k == LEAST:
            d, x, m = dur[u], con[u], con_at[u]
            sb, fb = early_bounds(
                u, k == LEAST, floor[u], in_ptr, in_src, in_kind, in_lag, in_cal, es, ef, first, starts, finishes, dones
            )
            if x == SNET and m > sb:
                sb = m
            if x == FNET and m > fb:
                fb = m
            if d > 0:
                s, f = worked_dates(c, d, x, m, sb, fb, first, starts, finishes, dones)
            else:
                s = point(c, k == NORMAL, x, m, sb, fb, first, starts, finishes, dones)
                f = s
            if s >= FAR or f >= FAR or s <= -FAR or f <= -FAR:
                return u
            gap = s
            if d > 0:
                w = worked(c, s, first, starts, finishes, dones)
                gap = finish_at(c, w, first, starts, dones) if w > 0 else s
            mark_drivers(
                u, k == LEAST, s, f, gap, in_ptr, in_src, in_kind, in_lag, in_cal, es, ef, drives, first, starts,
                finishes, dones,
            )  # fmt: skip
        else:
            for e in range(in_ptr[u], in_ptr[u + 1]):
                drives[e] = False
        if dirty[u] == 2 or s != es[u] or f != ef[u]:
            es[u] = s
            ef[u] = f
            for i in range(out_ptr[u], out_ptr[u + 1]):
                v = edge_to[out_edge[i]]
                if not dirty[v]:
                    dirty[v] = 1
    return -1


# --- backward ---------------------------------------------------------------------------------------------------------


def late_bounds(
    u: int, end: int, kind: Any, in_kind: Any, in_lag: Any, in_cal: Any, out_ptr: Any, out_edge: Any, edge_to: Any,
    ls: Any, lf: Any, first: Any, starts: Any, finishes: Any, dones: Any,
) -> Any:  # fmt: skip
    """Latest start (FAR: none) and latest finish that the out-edges of a node allow."""
    sb, fb = FAR, end
    for j in range(out_ptr[u], out_ptr[u + 1]):
        e = out_edge[j]
        v = edge_to[e]
        kv = kind[v]
        if kv == STARTED or kv == DONE or kv == LEAST:
            continue
        lk = in_kind[e]
        t = ls[v] if lk == FS or lk == SS else lf[v]
        if t >= FAR:
            continue
        t = shifted(in_cal[e], t, -in_lag[e], first, starts, finishes, dones)
        if lk == FS or lk == FF:
            if t < fb:
                fb = t
        elif t < sb:
            sb = t
    return sb, fb


def late_limits(x: int, m: int, sb: int, fb: int) -> Any:
    """The bounds with a constraint of the row's own."""
    if (x == MFO or x == FNLT) and m < fb:
        fb = m
    if (x == MSO or x == SNLT) and m < sb:
        sb = m
    if x == MFO:
        fb = m
    if x == MSO:
        sb = m
        fb = FAR
    return sb, fb


def late_dates(c: int, d: int, sb: int, fb: int, first: Any, starts: Any, finishes: Any, dones: Any) -> Any:
    """Latest start and finish of `d` minutes of work within bounds."""
    w = FAR
    if fb < FAR:
        w = worked(c, fb, first, starts, finishes, dones)
    if sb < FAR:
        w2 = worked(c, sb, first, starts, finishes, dones) + d
        if w2 < w:
            w = w2
    return start_at(c, w - d, first, starts, dones), finish_at(c, w, first, starts, dones)


def backward(
    order: Any, dirty: Any, end: int, cal: Any, dur: Any, kind: Any, con: Any, con_at: Any, limit: Any,
    in_ptr: Any, in_src: Any, in_kind: Any, in_lag: Any, in_cal: Any, out_ptr: Any, out_edge: Any, edge_to: Any,
    es: Any, ef: Any, ls: Any, lf: Any, first: Any, starts: Any, finishes: Any, dones: Any,
) -> Any:  # fmt: skip
    """Late dates counted back from `end`, of the dirty nodes and whatever their change reaches."""
    for i in range(len(order) - 1, -1, -1):
        u = order[i]
        if not dirty[u]:
            continue
        k, s, f = kind[u], es[u], ef[u]
        if k != DONE:
            sb, fb = late_bounds(
                u, end, kind, in_kind, in_lag, in_cal, out_ptr, out_edge, edge_to, ls, lf, first, starts, finishes,
                dones,
            )  # fmt: skip
            if limit[u] < fb:
                fb = limit[u]
            if k == NORMAL or k == FIXED:
                sb, fb = late_limits(con[u], con_at[u], sb, fb)
            if dur[u] > 0 and k != RAW and k != LEAST:
                s, f = late_dates(cal[u], dur[u], sb, fb, first, starts, finishes, dones)
            else:
                f = fb if fb < sb else sb
                s = f
        if s >= FAR or f >= FAR or s <= -FAR or f <= -FAR:
            return u
        if dirty[u] == 2 or s != ls[u] or f != lf[u]:
            ls[u] = s
            lf[u] = f
            for e in range(in_ptr[u], in_ptr[u + 1]):
                p = in_src[e]
                if not dirty[p]:
                    dirty[p] = 1
    return -1


# --- floats -----------------------------------------------------------------------------------------------------------


def free_float(
    u: int, end: int, cal: Any, kind: Any, in_kind: Any, in_lag: Any, in_cal: Any, out_ptr: Any, out_edge: Any,
    edge_to: Any, es: Any, ef: Any, free: Any, first: Any, starts: Any, finishes: Any, dones: Any,
) -> Any:  # fmt: skip
    """Minutes until a successor notices, or the project when there is none."""
    c = cal[u]
    wf = worked(c, ef[u], first, starts, finishes, dones)
    ws = worked(c, es[u], first, starts, finishes, dones)
    least = FAR
    for j in range(out_ptr[u], out_ptr[u + 1]):
        e = out_edge[j]
        v = edge_to[e]
        kv = kind[v]
        if kv == STARTED or kv == DONE or kv == LEAST:
            continue
        lk = in_kind[e]
        t = es[v] if lk == FS or lk == SS else ef[v]
        t = shifted(in_cal[e], t, -in_lag[e], first, starts, finishes, dones)
        g = worked(c, t, first, starts, finishes, dones) - (wf if lk == FS or lk == FF else ws)
        if kv == RAW:
            g += free[v]
        if g < least:
            least = g
    return worked(c, end, first, starts, finishes, dones) - wf if least == FAR else least


def floats(
    order: Any, dirty: Any, end: int, cal: Any, kind: Any, in_kind: Any, in_lag: Any, in_cal: Any, out_ptr: Any,
    out_edge: Any, edge_to: Any, es: Any, ef: Any, ls: Any, lf: Any, total: Any, free: Any,
    first: Any, starts: Any, finishes: Any, dones: Any,
) -> Any:  # fmt: skip
    """Total and free float of the dirty nodes, in minutes of their own calendar."""
    for i in range(len(order) - 1, -1, -1):
        u = order[i]
        if not dirty[u]:
            continue
        k, c = kind[u], cal[u]
        if k == DONE:
            total[u] = 0
            free[u] = 0
            continue
        tf = worked(c, lf[u], first, starts, finishes, dones) - worked(c, ef[u], first, starts, finishes, dones)
        if k != STARTED:
            ts = worked(c, ls[u], first, starts, finishes, dones) - worked(c, es[u], first, starts, finishes, dones)
            if ts < tf:
                tf = ts
        ff = free_float(
            u, end, cal, kind, in_kind, in_lag, in_cal, out_ptr, out_edge, edge_to, es, ef, free, first, starts,
            finishes, dones,
        )  # fmt: skip
        if ff > tf:
            ff = tf
        total[u] = tf
        free[u] = ff if ff > 0 else 0
    return -1


PLAIN: Final = Kernels(forward, backward, floats)
# Every function above, callees first.
PARTS: Final = (
    "worked", "finish_at", "start_at", "shifted", "touches", "early_bounds", "worked_dates", "point", "mark_drivers",
    "forward", "late_bounds", "late_limits", "late_dates", "backward", "free_float", "floats",
)  # fmt: skip
