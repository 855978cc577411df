"""What no scheduler can work with is refused, with the offending rows in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from projects.engines.cpm.network import Activity, Constraint, Link, LinkKind, Network, PlanError

# Amounts beyond a thousand years of minutes are typing mistakes and would overflow what follows.
MOST_MINUTES = 500_000_000


def check(network: Network) -> dict[int, int]:
    """Row of every key. Raises PlanError."""
    rows = _keys(network.activities)
    calendars = len(network.calendars)
    if not 0 <= network.calendar < calendars:
        raise PlanError("unknown_calendar")
    _parents(network.activities, rows)
    for activity in network.activities:
        check_activity(activity, calendars)
    _links(network.links, rows, calendars, summaries(network.activities), network.activities)
    return rows


def _keys(activities: Sequence[Activity]) -> dict[int, int]:
    rows: dict[int, int] = {}
    for row, activity in enumerate(activities):
        if activity.key in rows:
            raise PlanError("duplicate_key", [activity.key])
        rows[activity.key] = row
    return rows


def summaries(activities: Iterable[Activity]) -> set[int]:
    """Keys that some other row names as its parent."""
    return {activity.parent for activity in activities if activity.parent is not None}


def _parents(activities: Sequence[Activity], rows: Mapping[int, int]) -> None:
    """Known, and no row above itself."""
    sound: set[int] = set()
    for activity in activities:
        chain: list[int] = []
        at: Activity = activity
        while at.key not in sound:
            if at.key in chain:
                raise PlanError("parent_cycle", [*chain[chain.index(at.key) :], at.key])
            chain.append(at.key)
            if at.parent is None:
                break
            if at.parent not in rows:
                raise PlanError("unknown_parent", [at.key, at.parent])
            at = activities[rows[at.parent]]
        sound.update(chain)


def check_activity(a: Activity, calendars: int) -> None:
    """Amounts, dates and calendars of one row; `calendars` = how many there are. Raises PlanError."""
    if not 0 <= a.duration <= MOST_MINUTES or (a.remaining is not None and not 0 <= a.remaining <= MOST_MINUTES):
        raise PlanError("bad_duration", [a.key])
    if not 0 <= a.percent <= 100:
        raise PlanError("bad_percent", [a.key], percent=a.percent)
    for index in (*((a.calendar,) if a.calendar is not None else ()), *a.resources):
        if not 0 <= index < calendars:
            raise PlanError("unknown_calendar", [a.key])
    if a.constraint not in (Constraint.ASAP, Constraint.ALAP) and a.moment is None:
        raise PlanError("impossible_constraint", [a.key], reason="no_date")
    if a.actual_finish is not None and a.actual_start is not None and a.actual_finish < a.actual_start:
        raise PlanError("finish_before_start", [a.key])
    if a.manual_finish is not None and a.manual_start is not None and a.manual_finish < a.manual_start:
        raise PlanError("finish_before_start", [a.key])


def _links(
    links: Iterable[Link],
    rows: Mapping[int, int],
    calendars: int,
    parents: set[int],
    activities: Sequence[Activity],
) -> None:
    seen: set[tuple[int, int]] = set()
    for link in links:
        pair = (link.predecessor, link.successor)
        for key in pair:
            if key not in rows:
                raise PlanError("unknown_task", pair)
        if pair[0] == pair[1]:
            raise PlanError("self_link", pair)
        if pair in seen:
            raise PlanError("duplicate_link", pair)
        seen.add(pair)
        _lag(link, calendars)
        if pair[0] in parents or pair[1] in parents:
            _summary_link(link, rows, parents, activities)


def _lag(link: Link, calendars: int) -> None:
    pair = (link.predecessor, link.successor)
    if abs(link.lag) > MOST_MINUTES or (link.lag_percent is not None and abs(link.lag_percent) > 100_000):
        raise PlanError("bad_lag", pair, lag=link.lag)
    if link.calendar is not None and not 0 <= link.calendar < calendars:
        raise PlanError("unknown_calendar", pair)


def _summary_link(link: Link, rows: Mapping[int, int], parents: set[int], activities: Sequence[Activity]) -> None:
    """A summary waits for others, and others for it; its finish follows from its rows and cannot be tied."""
    pair = (link.predecessor, link.successor)
    for inner, outer in (pair, pair[::-1]):
        at: int | None = activities[rows[inner]].parent
        while at is not None:
            if at == outer:
                raise PlanError("summary_link_to_own_child", pair)
            at = activities[rows[at]].parent
    if link.successor in parents and link.kind in (LinkKind.FF, LinkKind.SF):
        raise PlanError("summary_finish_link", pair)
    if link.predecessor in parents and link.lag_percent is not None:
        raise PlanError("bad_lag", pair)


def cycle(edges: Mapping[int, Sequence[int]], nodes: Iterable[int]) -> list[int]:
    """A chain n₁ → n₂ → … → n₁ along `edges` among `nodes`, every one of which lies on or before a cycle."""
    remaining = set(nodes)
    at = next(iter(sorted(remaining)))
    path: list[int] = []
    position: dict[int, int] = {}
    while at not in position:
        position[at] = len(path)
        path.append(at)
        at = next(n for n in edges[at] if n in remaining)
    return [*path[position[at] :], at]
