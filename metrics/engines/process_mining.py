"""Process mining on an event log: cycle times, steps, hand-overs, variants, rework, monthly series.

Pure: an `EventTable` (columns of one log) goes in, a `ProcessAnalysis` comes out. Durations are days of 24 hours
(calendar time, no working-day calendar). Percentiles interpolate linearly between closest ranks (Hyndman and Fan
1996, type 7, numpy's default). Every figure is independent of the order in which the cases stand in the file, bit for
bit: sums run over sorted values and all lists are sorted by figure, then by name. Cost: a few sorts of the events.

Directly-follows graph: van der Aalst, Process Mining, 2nd ed. 2016, section 5.2: b directly follows a when both belong
to one case and no event of that case stands between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

import numpy as np
import numpy.typing as npt

from metrics.engines.process_figures import (
    Bin,
    EdgeStat,
    EventTable,
    Evidence,
    Ints,
    MonthGrid,
    MonthStat,
    ProcessAnalysis,
    Rework,
    Spread,
    StepStat,
    Variant,
)

__all__ = [
    "DAY_US",
    "Bin",
    "EdgeStat",
    "EventTable",
    "Evidence",
    "MonthGrid",
    "MonthStat",
    "Order",
    "ProcessAnalysis",
    "Rework",
    "Spread",
    "StepStat",
    "Variant",
    "analyse",
    "case_bounds",
    "guess_return_activities",
    "handover_by_month",
    "keep_cases",
    "month_grid",
    "slowest_by_median",
    "slowest_by_total",
]

Floats = npt.NDArray[np.float64]
Order = Literal["file", "time"]

DAY_US = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RETURN_WORDS = (
    *("reject", "return", "sent back", "send back", "declin", "resubmi", "rework"),
    *("退回", "驳回", "拒绝", "打回", "不通过", "不同意", "否决", "返工", "撤回"),
)
_BIN_DAYS = (1 / 1440, 1 / 288, 1 / 96, 1 / 24, 1 / 12, 1 / 6, 0.25, 0.5, 1, 2, 3, 5, 7, 10, 14, 30, 60, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class _Log:
    """The events sorted by case (stable): case c is rows start[c] .. start[c] + size[c] - 1."""

    case: Ints
    activity: Ints
    time: Ints
    role: Ints
    resource: Ints
    start: Ints
    size: Ints
    rank: Ints  # of the case id among the ids, for ties

    @property
    def end(self) -> Ints:
        return self.start + self.size - 1

    @property
    def second(self) -> Ints:
        """Rows that have an event before them in their case."""
        follows = np.ones(len(self.case), dtype=np.bool_)
        follows[self.start] = False
        return np.flatnonzero(follows)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Statistics of values in groups; arrays are parallel, `key` ascending."""

    key: Ints
    count: Ints
    mean: Floats
    median: Floats
    p90: Floats
    total: Floats

    def spread(self, i: int) -> Spread:
        return Spread(
            int(self.count[i]), float(self.mean[i]), float(self.median[i]), float(self.p90[i]), float(self.total[i])
        )


def month_grid(first_us: int, last_us: int, zone: tzinfo) -> MonthGrid:
    """Months of `zone` that cover first_us .. last_us. Years 1 to 9998."""
    begin = (_EPOCH + timedelta(microseconds=int(first_us))).astimezone(zone)
    until = (_EPOCH + timedelta(microseconds=int(last_us))).astimezone(zone)
    first, last = begin.year * 12 + begin.month - 1, until.year * 12 + until.month - 1
    starts = [
        (datetime(m // 12, m % 12 + 1, 1, tzinfo=zone) - _EPOCH) // timedelta(microseconds=1)
        for m in range(first, last + 2)
    ]
    return MonthGrid(first, np.array(starts, dtype=np.int64))


def guess_return_activities(activities: Sequence[str]) -> tuple[str, ...]:
    """Activities whose name says that something was sent back (English and Chinese words)."""
    return tuple(sorted(name for name in activities if any(word in name.lower() for word in _RETURN_WORDS)))


def keep_cases(table: EventTable, keep: npt.NDArray[np.bool_]) -> EventTable:
    """The log with only the cases c for which keep[c]; names of other things stay."""
    rows = keep[table.case_index]
    renumber = np.cumsum(keep, dtype=np.int32) - np.int32(1)
    return replace(
        table,
        case_index=renumber[table.case_index[rows]],
        activity_index=table.activity_index[rows],
        timestamp_us=table.timestamp_us[rows],
        resource_index=table.resource_index[rows],
        role_index=table.role_index[rows],
        case_ids=tuple(name for name, kept in zip(table.case_ids, keep.tolist(), strict=True) if kept),
    )


def case_bounds(table: EventTable) -> tuple[Ints, Ints]:
    """Time of the first and of the last event (in file order) of each case, int64 (cases,), microseconds."""
    log = _sorted_log(table, "file")
    return log.time[log.start], log.time[log.end]


def analyse(
    table: EventTable,
    *,
    months: MonthGrid | None = None,
    order: Order = "file",
    returns: Sequence[str] | None = None,
    covers_until_us: int | None = None,
    max_edges: int = 2_000,
    max_variants: int = 50,
    evidence: int = 10,
) -> ProcessAnalysis:
    """All figures of one log.

    months: grid of the reader's time zone over the whole log (default: UTC). order: "file" takes the events of a case
    as they stand, "time" sorts them by time stamp (ties keep the file's order). returns: names of the activities that
    send a case back (default: guessed from the names). covers_until_us: moment up to which the log is known to be
    complete (default: its last event).

    A month of `by_end` is complete when the log covers all of it: its cases have ended, the figure is final. One of
    `by_start` when, in addition, 90 % of cases would have had time to end. Raises ValueError for an empty table.
    """
    if not len(table):
        raise ValueError("the log has no events")
    log = _sorted_log(table, order)
    months = months or month_grid(int(log.time.min()), int(log.time.max()), UTC)
    cycle = log.time[log.end] - log.time[log.start]
    overall = _group(cycle, np.zeros(len(cycle), dtype=np.int64)).spread(0)
    names = guess_return_activities(table.activities) if returns is None else tuple(sorted(returns))
    returned = _returned(table, log, names)
    until = int(log.time.max()) if covers_until_us is None else covers_until_us
    steps, repeated = _steps(table, log)
    edges, kinds = _edges(log, log.activity, table.activities, table.case_ids, max_edges, evidence)
    variants, variant_kinds = _variants(table, log, cycle, max_variants)
    return ProcessAnalysis(
        cases=len(cycle),
        events=len(table),
        transitions=len(table) - len(cycle),
        first_us=int(log.time.min()),
        last_us=int(log.time.max()),
        out_of_order_cases=_out_of_order(table),
        cycle=overall,
        histogram=_histogram(cycle),
        by_start=_by_month(months, log.time[log.start], cycle, returned, until - round(overall.p90 * DAY_US)),
        by_end=_by_month(months, log.time[log.end], cycle, returned, until),
        steps=steps,
        edges=edges,
        edge_kinds=kinds,
        role_handovers=_between(log, log.role, table.roles, table.case_ids, evidence),
        resource_handovers=_between(log, log.resource, table.resources, table.case_ids, evidence),
        variants=variants,
        variant_kinds=variant_kinds,
        rework=Rework(
            repeated_cases=repeated,
            repeated_share=repeated / len(cycle),
            returned_cases=int(returned.sum()),
            returned_share=float(returned.mean()),
            return_activities=tuple(name for name in names if name in table.activities),
        ),
        longest_cases=_longest(log, cycle, table.case_ids, evidence),
    )


def _returned(table: EventTable, log: _Log, names: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Per case, whether one of the named activities sent it back; bool[cases]."""
    returned = np.zeros(len(log.start), dtype=np.bool_)
    if names:
        returned[log.case[np.isin(np.array(table.activities), np.array(names))[log.activity]]] = True
    return returned


def slowest_by_total(edges: Sequence[EdgeStat], limit: int = 10) -> tuple[EdgeStat, ...]:
    """Hand-overs on which most of all waiting is spent."""
    return tuple(sorted(edges, key=lambda e: (-e.wait.total, e.source, e.target))[:limit])


def slowest_by_median(edges: Sequence[EdgeStat], min_count: int, limit: int = 10) -> tuple[EdgeStat, ...]:
    """Hand-overs, taken at least min_count times, on which a typical case waits longest."""
    enough = [edge for edge in edges if edge.wait.count >= min_count]
    return tuple(sorted(enough, key=lambda e: (-e.wait.median, e.source, e.target))[:limit])


def handover_by_month(
    table: EventTable,
    source: str,
    target: str,
    *,
    months: MonthGrid | None = None,
    order: Order = "file",
    covers_until_us: int | None = None,
) -> tuple[MonthStat, ...]:
    """Waiting on one hand-over by the month in which it ended; empty when it never occurs. ValueError: unknown name."""
    if source not in table.activities or target not in table.activities:
        raise ValueError(f"the log has no activity {source!r} or {target!r}")
    log = _sorted_log(table, order)
    rows = log.second
    a, b = table.activities.index(source), table.activities.index(target)
    rows = rows[(log.activity[rows - 1] == a) & (log.activity[rows] == b)]
    if not len(rows):
        return ()
    months = months or month_grid(int(log.time.min()), int(log.time.max()), UTC)
    until = int(log.time.max()) if covers_until_us is None else covers_until_us
    no_returns = np.zeros(len(rows), dtype=np.bool_)
    return _by_month(months, log.time[rows], log.time[rows] - log.time[rows - 1], no_returns, until)


def _sorted_log(table: EventTable, order: Order) -> _Log:
    keys = (table.timestamp_us, table.case_index) if order == "time" else (table.case_index,)
    rows = np.lexsort(keys)
    case = table.case_index[rows].astype(np.int64)
    size = np.bincount(case, minlength=len(table.case_ids))
    if not size.all() or len(size) != len(table.case_ids):
        raise ValueError("every case needs an id and an event")
    by_name = sorted(range(len(table.case_ids)), key=table.case_ids.__getitem__)
    rank = np.empty(len(by_name), dtype=np.int64)
    rank[by_name] = np.arange(len(by_name))
    return _Log(
        case=case,
        activity=table.activity_index[rows].astype(np.int64),
        time=table.timestamp_us[rows],
        role=table.role_index[rows].astype(np.int64),
        resource=table.resource_index[rows].astype(np.int64),
        start=np.cumsum(size) - size,
        size=size,
        rank=rank,
    )


def _out_of_order(table: EventTable) -> int:
    rows = np.argsort(table.case_index, kind="stable")
    case, time = table.case_index[rows], table.timestamp_us[rows]
    back = (np.diff(time) < 0) & (case[1:] == case[:-1])
    return len(np.unique(case[1:][back]))


def _group(values_us: Ints, group: Ints) -> _Groups:
    """Statistics, in days, of the values of each group that occurs. Needs at least one value."""
    rows = np.lexsort((values_us, group))
    value, key = values_us[rows] / DAY_US, group[rows]
    start = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    count = np.diff(np.concatenate((start, [len(key)])))
    total = np.add.reduceat(value, start)

    def quantile(q: float) -> Floats:
        at = q * (count - 1)
        low = np.floor(at).astype(np.int64)
        high = np.minimum(low + 1, count - 1)
        a, b = value[start + low], value[start + high]
        return np.asarray(a + (b - a) * (at - low), dtype=np.float64)

    return _Groups(key[start], count, total / count, quantile(0.5), quantile(0.9), total)


def _by_month(months: MonthGrid, at_us: Ints, value_us: Ints, returned: npt.NDArray[np.bool_], until_us: int
              ) -> tuple[MonthStat, ...]:  # fmt: skip
    index = np.searchsorted(months.starts_us, at_us, side="right") - 1
    if index.min() < 0 or index.max() >= len(months.starts_us) - 1:
        raise ValueError("the month grid does not cover the log")
    groups = _group(value_us, index)
    back = np.bincount(index, weights=returned)
    stats = []
    for i, key in enumerate(groups.key.tolist()):
        year, month = divmod(months.first + key, 12)
        share = float(back[key]) / int(groups.count[i])
        over = int(months.starts_us[key + 1]) <= until_us
        stats.append(MonthStat(f"{year:04d}-{month + 1:02d}", groups.spread(i), share, over))
    return tuple(stats)


def _histogram(cycle_us: Ints) -> tuple[Bin, ...]:
    """About twenty bins of a round width up to the 95th percentile; the last one is open."""
    days = np.maximum(cycle_us, 0) / DAY_US
    reach = float(np.quantile(days, 0.95))
    width = next((w for w in _BIN_DAYS if w * 20 >= reach), float(np.ceil(reach / 20)))
    closed = max(1, int(np.ceil(reach / width)))
    counts = np.bincount(np.minimum((days // width).astype(np.int64), closed), minlength=closed + 1).tolist()
    bins = [Bin(float(i * width), float((i + 1) * width), count) for i, count in enumerate(counts[:closed])]
    return (*bins, Bin(float(closed * width), None, counts[closed]))


def _steps(table: EventTable, log: _Log) -> tuple[tuple[StepStat, ...], int]:
    """Steps, and the number of cases in which some activity occurs twice or more."""
    n = len(table.activities)
    pair, times = np.unique(log.case * n + log.activity, return_counts=True)
    again = times > 1
    cases, repeated = (np.bincount(pair % n, minlength=n), np.bincount(pair[again] % n, minlength=n))
    first = np.bincount(log.activity[log.start], minlength=n)
    last = np.bincount(log.activity[log.end], minlength=n)
    events = np.bincount(log.activity, minlength=n)
    rows = log.second
    waits: dict[int, Spread] = {}
    if len(rows):
        groups = _group(log.time[rows] - log.time[rows - 1], log.activity[rows])
        waits = {key: groups.spread(i) for i, key in enumerate(groups.key.tolist())}
    roles = _usual_role(table, log)
    steps = [
        StepStat(
            activity=table.activities[a],
            role=roles.get(a, ""),
            events=int(events[a]),
            cases=int(cases[a]),
            first=int(first[a]),
            last=int(last[a]),
            repeated_cases=int(repeated[a]),
            wait=waits.get(a),
        )
        for a in np.flatnonzero(events).tolist()
    ]
    return tuple(sorted(steps, key=lambda s: (-s.events, s.activity))), len(np.unique(pair[again] // n))


def _usual_role(table: EventTable, log: _Log) -> dict[int, str]:
    known = log.role >= 0
    n = max(1, len(table.roles))
    pair, times = np.unique(log.activity[known] * n + log.role[known], return_counts=True)
    best: dict[int, tuple[int, str]] = {}
    for key, count in zip(pair.tolist(), times.tolist(), strict=True):
        activity, role = key // n, table.roles[key % n]
        if activity not in best or (-count, role) < best[activity]:
            best[activity] = (-count, role)
    return {activity: role for activity, (_, role) in best.items()}


def _edges(
    log: _Log, what: Ints, names: tuple[str, ...], case_ids: tuple[str, ...], limit: int, evidence: int,
    rows: Ints | None = None,
) -> tuple[tuple[EdgeStat, ...], int]:  # fmt: skip
    """Hand-overs between what[row - 1] and what[row], most frequent first, and how many kinds there are."""
    rows = log.second if rows is None else rows
    if not len(rows):
        return (), 0
    n = len(names)
    every = log.second
    all_waiting = float(np.sum(np.sort(log.time[every] - log.time[every - 1]) / DAY_US))
    wait, case = log.time[rows] - log.time[rows - 1], log.case[rows]
    kind, edge = np.unique(what[rows - 1] * n + what[rows], return_inverse=True)
    groups = _group(wait, edge)

    order = np.lexsort((wait, case, edge))  # the longest wait of each case on each edge is the last of its run
    e, c = edge[order], case[order]
    longest = order[np.concatenate(((e[1:] != e[:-1]) | (c[1:] != c[:-1]), [True]))]
    cases = np.bincount(edge[longest], minlength=len(kind))
    longest = longest[np.lexsort((log.rank[case[longest]], -wait[longest], edge[longest]))]
    begin = np.cumsum(cases) - cases

    chosen = sorted(range(len(kind)), key=lambda k: (-int(groups.count[k]), names[kind[k] // n], names[kind[k] % n]))
    edges = []
    for k in chosen[:limit]:
        top = longest[begin[k] : begin[k] + min(evidence, int(cases[k]))]
        spread = groups.spread(k)
        edges.append(
            EdgeStat(
                source=names[kind[k] // n],
                target=names[kind[k] % n],
                cases=int(cases[k]),
                wait=spread,
                share=spread.total / all_waiting if all_waiting else 0.0,
                longest=tuple(Evidence(case_ids[case[i]], float(wait[i] / DAY_US)) for i in top),
            )
        )
    return tuple(edges), len(kind)


def _between(
    log: _Log, what: Ints, names: tuple[str, ...], case_ids: tuple[str, ...], evidence: int, limit: int = 200
) -> tuple[EdgeStat, ...]:
    """Hand-overs from one role (or resource) to another one."""
    rows = log.second
    rows = rows[(what[rows] >= 0) & (what[rows - 1] >= 0) & (what[rows] != what[rows - 1])]
    return _edges(log, what, names, case_ids, limit, evidence, rows)[0]


def _variants(table: EventTable, log: _Log, cycle: Ints, limit: int) -> tuple[tuple[Variant, ...], int]:
    blob = log.activity.astype(np.int32).tobytes()
    numbers: dict[bytes, int] = {}
    ends = ((log.start + log.size) * 4).tolist()
    variant = np.array(
        [numbers.setdefault(blob[a:b], len(numbers)) for a, b in zip([0, *ends], ends, strict=False)], dtype=np.int64
    )
    groups = _group(cycle, variant)
    example = np.full(len(numbers), len(cycle), dtype=np.int64)
    np.minimum.at(example, variant, log.rank)
    by_rank = np.argsort(log.rank)
    cut = int(np.sort(groups.count)[-limit]) if 0 < limit < len(numbers) else 0
    found = [
        Variant(
            activities=tuple(table.activities[a] for a in np.frombuffer(key, dtype=np.int32)),
            share=int(groups.count[i]) / len(cycle),
            cycle=groups.spread(i),
            example=table.case_ids[by_rank[example[i]]],
        )
        for key, i in numbers.items()
        if groups.count[i] >= cut
    ]
    return tuple(sorted(found, key=lambda v: (-v.cycle.count, v.activities))[:limit]), len(numbers)


def _longest(log: _Log, cycle: Ints, case_ids: tuple[str, ...], limit: int) -> tuple[Evidence, ...]:
    order = np.lexsort((log.rank, -cycle))[:limit]
    return tuple(Evidence(case_ids[c], float(cycle[c] / DAY_US)) for c in order)
