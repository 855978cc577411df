"""What the scheduler is given and what it answers. All times are moments (see worktime), all amounts minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from projects.engines.worktime import WorkTime

Int = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]


class LinkKind(IntEnum):
    """Numbered as Microsoft Project numbers them."""

    FF = 0
    FS = 1
    SF = 2
    SS = 3


class Constraint(IntEnum):
    """Numbered as Microsoft Project numbers them."""

    ASAP = 0
    ALAP = 1
    MSO = 2
    MFO = 3
    SNET = 4
    SNLT = 5
    FNET = 6
    FNLT = 7


@dataclass(frozen=True, slots=True)
class Activity:
    """A row of the plan.

    key         any int, unique in the network
    name        for messages only
    duration    minutes of work on its calendar (of wall clock when ``elapsed``); 0 = milestone. Ignored for summaries
    parent      key of the summary task above, or None; a summary is an activity that some other names as parent
    calendar    index into Network.calendars, None = the project's
    resources   indices of calendars of assigned resources; work happens when the task's own calendar (if given) AND
                at least one of these allow it (Microsoft Project's rule); empty = none
    moment      of the constraint
    deadline    bounds the late finish only
    manual      keeps ``manual_start``/``manual_finish`` whatever its links say
    percent     0–100 of the duration done
    actual_*    moments; ``remaining`` None = duration × (1 − percent)
    active      inactive rows keep their place but neither move nor drive anything
    """

    key: int
    name: str
    duration: int = 0
    parent: int | None = None
    calendar: int | None = None
    resources: tuple[int, ...] = ()
    ignore_resource_calendars: bool = False
    elapsed: bool = False
    constraint: Constraint = Constraint.ASAP
    moment: int | None = None
    deadline: int | None = None
    manual: bool = False
    manual_start: int | None = None
    manual_finish: int | None = None
    percent: float = 0.0
    actual_start: int | None = None
    actual_finish: int | None = None
    remaining: int | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """``lag`` in working minutes (negative = lead), of the wall clock when ``elapsed``; or ``lag_percent`` of the
    predecessor's duration. ``calendar`` = index of the calendar the lag is counted on, None = as Network.lag_calendar.
    """

    predecessor: int
    successor: int
    kind: LinkKind = LinkKind.FS
    lag: int = 0
    elapsed: bool = False
    lag_percent: float | None = None
    calendar: int | None = None


class LagCalendar(IntEnum):
    """Whose calendar a working lag is counted on. Microsoft Project: the successor's."""

    SUCCESSOR = 0
    PREDECESSOR = 1
    PROJECT = 2


@dataclass(frozen=True)
class Network:
    """The plan as the engine sees it. ``start`` = the project's start; ``status`` = the status date or None.

    critical_at: a task is critical when its total float is ≤ this (minutes). finish: late dates are counted back from
    this moment instead of the computed finish (a promised date); negative float shows the gap.
    """

    activities: Sequence[Activity]
    links: Sequence[Link]
    calendars: Sequence[WorkTime]
    start: int
    calendar: int = 0
    status: int | None = None
    finish: int | None = None
    critical_at: int = 0
    lag_calendar: LagCalendar = LagCalendar.SUCCESSOR
    day_minutes: int = 480


class PlanError(Exception):
    """The network cannot be scheduled. ``code`` and ``keys`` (the offending chain, in order) say why.

    codes: cycle, unknown_task, self_link, duplicate_link, duplicate_key, unknown_parent, parent_cycle,
    summary_link_to_own_child, impossible_constraint, bad_duration, bad_lag, bad_percent, finish_before_start,
    actual_after_status, unknown_calendar, out_of_range, no_worktime
    """

    def __init__(self, code: str, keys: Sequence[int] = (), **params: object) -> None:
        self.code, self.keys, self.params = code, tuple(keys), params
        super().__init__(f"{code}: {' → '.join(map(str, keys))}")


@dataclass(frozen=True)
class Schedule:
    """Arrays in the order of Network.activities (summaries included). Floats in working minutes, may be negative.

    start/finish are the scheduled dates (actuals and progress respected); early/late the two passes. ``critical`` by
    float, ``longest`` by the driving chain to the finish. ``driver`` = key of the row that sets the start (-1: none:
    project start, constraint, actual); ``notes`` explain negative float and constraints per key: (code, keys, minutes).
    """

    keys: Int
    start: Int
    finish: Int
    early_start: Int
    early_finish: Int
    late_start: Int
    late_finish: Int
    total_float: Int
    free_float: Int
    critical: Bool
    longest: Bool
    driver: Int
    duration: Int
    percent: npt.NDArray[np.float64]
    summary: Bool
    project_start: int
    project_finish: int
    notes: dict[int, tuple[tuple[str, tuple[int, ...], int], ...]] = field(default_factory=dict)

    def row(self, key: int) -> int:
        """Index of a key; KeyError when unknown."""
        at = np.flatnonzero(self.keys == key)
        if not at.size:
            raise KeyError(key)
        return int(at[0])
