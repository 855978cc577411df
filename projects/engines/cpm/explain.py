"""Why a row is where it is, as codes, keys and minutes; words are the caller's."""

from __future__ import annotations

from projects.engines.cpm.network import Constraint, Link, LinkKind, Network, Schedule

Reason = tuple[str, tuple[int, ...], int]

_BEFORE = (Constraint.SNLT, Constraint.FNLT, Constraint.MSO, Constraint.MFO)


def explain(schedule: Schedule, network: Network, key: int) -> list[Reason]:
    """Reasons (code, keys, minutes), the one that sets the start first.

    started, done, manual   actual dates, or dates somebody set
    driven_by               keys = the predecessor whose link sets the start
    constraint              its own constraint sets the start
    project_start, status   nothing else does
    late_for_deadline, late_for_constraint, late_for_finish
                            negative float: keys = the chain from this row to the one with the limit, minutes = how much
    """
    row = schedule.row(key)
    reasons = [_start(schedule, network, row)]
    if int(schedule.total_float[row]) < 0 and not schedule.summary[row]:
        reasons.append(_lateness(schedule, network, row))
    return reasons


def _start(schedule: Schedule, network: Network, row: int) -> Reason:
    a = network.activities[row]
    start = int(schedule.early_start[row])
    if a.actual_finish is not None or a.percent >= 100:
        return "done", (), 0
    if a.actual_start is not None:
        return "started", (), 0
    if a.manual and (a.manual_start is not None or a.manual_finish is not None):
        return "manual", (), 0
    if a.constraint in (Constraint.MSO, Constraint.MFO):
        return "constraint", (a.key,), 0
    driver = int(schedule.driver[row])
    if driver >= 0:
        return "driven_by", (driver,), 0
    if a.constraint != Constraint.ASAP and start > network.start:
        return "constraint", (a.key,), 0
    if network.status is not None and network.status > network.start:
        return "status", (), 0
    return "project_start", (), 0


def _lateness(schedule: Schedule, network: Network, row: int) -> Reason:
    """Follow the tightest successors to the limit that cannot be met."""
    minutes = -int(schedule.total_float[row])
    rows = {int(k): i for i, k in enumerate(schedule.keys)}
    out: dict[int, list[Link]] = {}
    for link in network.links:
        out.setdefault(link.predecessor, []).append(link)
    chain = [network.activities[row].key]
    while True:
        at = rows[chain[-1]]
        limit = _limit(schedule, network, at)
        if limit:
            return limit, tuple(chain), minutes
        following = [
            link
            for link in out.get(chain[-1], ())
            if link.successor not in chain and int(schedule.total_float[rows[link.successor]]) < 0
        ]
        if not following:
            return "late_for_finish", tuple(chain), minutes
        chain.append(min(following, key=lambda link: _tightness(schedule, rows, link)).successor)


def _tightness(schedule: Schedule, rows: dict[int, int], link: Link) -> int:
    at = rows[link.successor]
    late = schedule.late_start if link.kind in (LinkKind.FS, LinkKind.SS) else schedule.late_finish
    return int(late[at]) - link.lag


def _limit(schedule: Schedule, network: Network, row: int) -> str:
    """Which limit of the row itself its late dates come from."""
    a = network.activities[row]
    late_start, late_finish = int(schedule.late_start[row]), int(schedule.late_finish[row])
    if a.deadline is not None and a.deadline < int(schedule.early_finish[row]) and late_finish <= a.deadline:
        return "late_for_deadline"
    if a.moment is not None and a.constraint in _BEFORE:
        by_start = a.constraint in (Constraint.SNLT, Constraint.MSO)
        if (late_start if by_start else late_finish) <= a.moment:
            return "late_for_constraint"
    return ""
