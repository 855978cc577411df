"""A Microsoft Project file as plain data: what `reading` finds in it and `writing` puts into it.

Moments and amounts as in `projects.engines.worktime`: minutes since 2000-01-01 on the plan's wall clock, and of work.
Link kinds and constraints carry Microsoft's numbers, which are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Shift = tuple[int, int]
Shifts = tuple[Shift, ...]


@dataclass(frozen=True)
class LeftOut:
    """Something of the file that the plan has no place for. `code` is worded in `wording`; `where` names the rows."""

    code: str
    where: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True)
class FileCalendar:
    """`week`: seven days, Monday first; None = as the base calendar. `exceptions` by date, () = not worked."""

    uid: int
    name: str
    is_base: bool = True
    base_uid: int | None = None
    week: tuple[Shifts | None, ...] = (None,) * 7
    exceptions: Mapping[date, Shifts] = field(default_factory=dict)


@dataclass(frozen=True)
class FileLink:
    predecessor: int
    kind: int = 1
    lag: int = 0
    unit: str = "d"
    elapsed: bool = False
    percent: Decimal | None = None


@dataclass(frozen=True)
class FileBaseline:
    number: int
    start: int | None = None
    finish: int | None = None
    duration: int | None = None


@dataclass(frozen=True)
class FileTask:
    """A row. `computed` is what the other program said of it: start, finish, critical."""

    uid: int
    name: str
    level: int = 1
    wbs: str = ""
    duration: int | None = None
    duration_unit: str = "d"
    elapsed: bool = False
    estimated: bool = False
    milestone: bool = False
    summary: bool = False
    constraint: int = 0
    constraint_at: int | None = None
    deadline: int | None = None
    manual: bool = False
    manual_start: int | None = None
    manual_finish: int | None = None
    active: bool = True
    priority: int = 500
    calendar_uid: int | None = None
    ignore_resource_calendars: bool = False
    percent: Decimal = Decimal(0)
    actual_start: int | None = None
    actual_finish: int | None = None
    remaining: int | None = None
    levelling_delay: int = 0
    notes: str = ""
    # What only we say of a task, see `custom`.
    words: Mapping[str, str] = field(default_factory=dict)
    links: tuple[FileLink, ...] = ()
    baselines: tuple[FileBaseline, ...] = ()
    start: int | None = None
    finish: int | None = None
    early_start: int | None = None
    early_finish: int | None = None
    late_start: int | None = None
    late_finish: int | None = None
    total_float: int | None = None
    free_float: int | None = None
    critical: bool = False


@dataclass(frozen=True)
class FileResource:
    """`units` 1 = one person full time. `kind`: work | material | cost."""

    uid: int
    name: str
    kind: str = "work"
    initials: str = ""
    group: str = ""
    email: str = ""
    units: Decimal = Decimal(1)
    generic: bool = False
    calendar_uid: int | None = None
    notes: str = ""


@dataclass(frozen=True)
class FileAssignment:
    task_uid: int
    resource_uid: int
    units: Decimal = Decimal(1)
    work: int | None = None
    actual_work: int | None = None
    start: int | None = None
    finish: int | None = None


@dataclass(frozen=True)
class Document:
    name: str = ""
    start: int | None = None
    finish: int | None = None
    status: int | None = None
    from_start: bool = True
    calendar_uid: int | None = None
    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20
    critical_days: int = 0
    currency: str = ""
    calendars: tuple[FileCalendar, ...] = ()
    tasks: tuple[FileTask, ...] = ()
    resources: tuple[FileResource, ...] = ()
    assignments: tuple[FileAssignment, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
