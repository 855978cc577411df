"""The passes compiled by numba, in blocks of iterations that fit the cache: the same positions as ``vectors``, sooner.

Imported on the first large simulation only: numba takes a moment to load. Compiled code is kept beside this file.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from projects.engines.montecarlo.coordinates import BUCKET
from projects.engines.montecarlo.layout import FIXED, LEAST, NONE, PINNED

BLOCK = 128
FF, FS, SF, SS = 0, 1, 2, 3
MSO, MFO, SNET, SNLT, FNET, FNLT = 2, 3, 4, 5, 6, 7
LOST = -(1 << 31) + 1


@njit(cache=True, nogil=True)
def moment_of(times: Any, c: int, position: int) -> Any:
    """The moment of a position; LOST beyond the calendar."""
    work = position >> 1
    if c < 0:
        return work
    side = position & 1
    low = times.bounds[c]
    offset = low + c
    if work < 0 or work + side > times.done[times.bounds[c + 1] + c]:
        return LOST
    at = times.by_work[times.work_at[c] + work // BUCKET]
    reach = work - 1 + side
    while times.done[offset + at + 1] <= reach:
        at += 1
    while at > 0 and times.done[offset + at] > reach:
        at -= 1
    return times.start[low + at] + work - times.done[offset + at]


@njit(cache=True, nogil=True)
def position_of(times: Any, c: int, moment: int, gap: int) -> Any:
    """The position of a moment; LOST beyond the calendar."""
    if c < 0:
        return moment << 1
    low = times.bounds[c]
    last = times.bounds[c + 1] - low - 1
    day = moment // 1440 - times.first[c]
    if day < 0 or day >= times.day_at[c + 1] - times.day_at[c]:
        return LOST
    at = times.by_day[times.day_at[c] + day]
    while at < last and times.start[low + at + 1] <= moment:
        at += 1
    if at < 0:
        return gap
    begin, end = times.start[low + at], times.finish[low + at]
    work = times.done[low + c + at] + min(moment, end) - begin
    if moment == begin:
        return (work << 1) | 1
    return (work << 1) | (gap if moment > end else 0)


@njit(cache=True, nogil=True)
def travel(times: Any, t: Any, at: int, to: int, gap: int) -> Any:
    """Positions on one calendar → on another, in place. False beyond a calendar."""
    for i in range(t.size):
        moment = moment_of(times, at, t[i])
        found = moment if moment == LOST else position_of(times, to, moment, gap)
        if found == LOST:
            return False
        t[i] = found
    return True


@njit(cache=True, nogil=True)
def shift(t: Any, source: Any, lag: int) -> None:
    """A source's positions and a lag on the same calendar."""
    if lag == 0:
        for i in range(t.size):
            t[i] = source[i]
    else:
        side = np.int32(1) if lag < 0 else np.int32(0)
        amount = np.int32(lag)
        for i in range(t.size):
            t[i] = (((source[i] >> 1) + amount) << 1) | side


@njit(cache=True, nogil=True)
def arrive(net: Any, times: Any, e: int, v: int, s: Any, f: Any, t: Any) -> Any:
    """Where a link puts the bound of its successor, on the successor's calendar. False beyond a calendar."""
    p, kind, lag = net.in_src[e], net.in_kind[e], net.in_lag[e]
    source = f[p] if kind == FS or kind == FF else s[p]
    at = net.place[p]
    if lag != 0 and net.in_cal[e] != at:
        shift(t, source, 0)
        if not travel(times, t, at, net.in_cal[e], 0):
            return False
        at = net.in_cal[e]
        shift(t, t, lag)
    else:
        shift(t, source, lag)
    if at == net.place[v]:
        return True
    gap = 0 if (kind == FF or kind == SF) and net.left[v] > 0 else 1
    return travel(times, t, at, net.place[v], gap)


@njit(cache=True, nogil=True)
def work_dates(con: int, m: int, left: Any, begin: Any, end: Any, tied: bool, s: Any, f: Any) -> None:
    """Start and finish of rows with work within bounds (begin, end) and a constraint."""
    for i in range(left.size):
        w = begin[i] >> 1
        if tied:
            w = max(w, (end[i] >> 1) - left[i])
        if con == MSO:
            w = m >> 1
        elif con == SNLT:
            w = min(w, m >> 1)
        elif con == MFO:
            w = (m >> 1) - left[i]
        elif con == FNLT:
            w = min(w, (m >> 1) - left[i])
        g = (w + left[i]) << 1
        # Tied by its finish, a row ends where the link says: also on the first minute of a stretch.
        if tied and end[i] >> 1 == g >> 1:
            g |= end[i] & 1
        s[i] = (w << 1) | 1
        f[i] = g


@njit(cache=True, nogil=True)
def plain_dates(left: Any, begin: Any, s: Any, f: Any) -> None:
    """The common row: no constraint, bound by starts only."""
    for i in range(left.size):
        s[i] = begin[i] | 1
        f[i] = ((begin[i] >> 1) + left[i]) << 1


@njit(cache=True, nogil=True)
def bend_up(bound: Any, t: Any) -> None:
    for i in range(t.size):
        bound[i] = max(bound[i], t[i])


@njit(cache=True, nogil=True)
def mark(drives: Any, t: Any, dates: Any) -> None:
    for i in range(t.size):
        drives[i] = t[i] >> 1 >= dates[i] >> 1


@njit(cache=True, nogil=True)
def pinned(net: Any, times: Any, u: int, left: Any, s: Any, f: Any) -> Any:
    """A row that stands; what is left of it may vary. False beyond the calendar."""
    for i in range(left.size):
        s[i] = net.start[u]
        f[i] = net.finish[u]
        if net.kind[u] == PINNED and left[i] != net.left[u]:
            f[i] = (net.base[u] + left[i]) << 1
            if net.place[u] < 0:
                at = moment_of(times, net.work[u], f[i])
                if at == LOST:
                    return False
                f[i] = at << 1
    return True


@njit(cache=True, nogil=True)
def point(net: Any, times: Any, u: int, begin: int, end: int) -> Any:
    """The position of a row without work; LOST beyond the calendar."""
    x, con = max(begin, end), net.con[u]
    if net.place[u] < 0 and u < net.rows:
        x = position_of(times, net.work[u], x >> 1, 1)
        if x != LOST:
            x = moment_of(times, net.work[u], x)
        if x == LOST:
            return LOST
        x = x << 1
    if con == MSO or con == MFO:
        return net.con_at[u]
    if con == SNLT or con == FNLT:
        return min(x, net.con_at[u])
    return x


@njit(cache=True, nogil=True)
def milestone_at_work(net: Any, times: Any, u: int, left: Any, begin: Any, end: Any, s: Any, f: Any) -> Any:
    """A milestone fixed to a moment without work that a risk has given work. False beyond the calendar."""
    c = net.work[u]
    b, e = begin.copy(), np.maximum(end, np.int32(0))
    m = position_of(times, c, net.con_at[u] >> 1, 1)
    if m == LOST or not travel(times, b, -1, c, 1) or not travel(times, e, -1, c, 0):
        return False
    for i in range(left.size):
        if end[i] <= NONE:
            e[i] = NONE
    work_dates(net.con[u], m, left, b, e, True, s, f)
    return travel(times, s, c, -1, 1) and travel(times, f, c, -1, 1)


@njit(cache=True, nogil=True)
def dates(net: Any, times: Any, u: int, left: Any, begin: Any, end: Any, tied: bool, s: Any, f: Any) -> Any:
    """Dates of a row within bounds. False beyond the calendar."""
    con, count = net.con[u], 0
    for i in range(left.size):
        count += left[i] > 0
    here = net.place[u] == net.work[u]
    if count == left.size and here and not tied and (con <= 1 or con == SNET or con == FNET):
        plain_dates(left, begin, s, f)
    elif count and here:
        work_dates(con, net.con_at[u], left, begin, end, tied, s, f)
    elif count and not milestone_at_work(net, times, u, left, begin, end, s, f):
        return False
    if count < left.size:
        for i in range(left.size):
            if left[i] <= 0:
                s[i] = point(net, times, u, begin[i], end[i])
                f[i] = s[i]
                if s[i] == LOST:
                    return False
    return True


@njit(cache=True, nogil=True)
def forward(net: Any, times: Any, left: Any, s: Any, f: Any, drives: Any, want: bool) -> Any:
    """Start and finish positions of a block, and by in-edge whether it drives; −1, or the node that leaves a calendar.

    left, s, f   int32[nodes, count]; drives bool[edges, count], written when `want`
    """
    count = left.shape[1]
    begin, end = np.empty(count, np.int32), np.empty(count, np.int32)
    t = np.empty((net.degree, count), np.int32)
    for u in net.order:
        if net.kind[u] == FIXED or net.kind[u] == PINNED:
            if not pinned(net, times, u, left[u], s[u], f[u]):
                return u
            continue
        head, stop, least = net.in_ptr[u], net.in_ptr[u + 1], net.kind[u] == LEAST
        begin[:] = net.floor[u]
        end[:] = net.least[u]
        tied = net.least[u] > NONE
        for e in range(head, stop):
            here = t[e - head]
            if not arrive(net, times, e, u, s, f, here):
                return u
            if least:
                begin[:] = here if e == head else np.minimum(begin, here)
            elif net.in_kind[e] == FS or net.in_kind[e] == SS:
                bend_up(begin, here)
            else:
                bend_up(end, here)
                tied = True
        if least:
            s[u] = begin
            f[u] = begin
        elif not dates(net, times, u, left[u], begin, end, tied, s[u], f[u]):
            return u
        if want:
            for e in range(head, stop):
                if least:
                    drives[e] = t[e - head] == begin
                else:
                    mark(drives[e], t[e - head], s[u] if net.in_kind[e] == FS or net.in_kind[e] == SS else f[u])
    return -1


@njit(cache=True, nogil=True)
def spread_back(source: Any, target: Any, drives: Any) -> None:
    for i in range(drives.size):
        source[i] |= target[i] & drives[i]


@njit(cache=True, nogil=True)
def backward(net: Any, drives: Any, on: Any) -> None:
    """Which nodes lead to those on the path, by driving links; `on` is changed."""
    for q in range(net.order.size - 1, -1, -1):
        u = net.order[q]
        for e in range(net.in_ptr[u], net.in_ptr[u + 1]):
            spread_back(on[net.in_src[e]], on[u], drives[e])
