"""A whole plan as it arrives from outside: from a file, a template, another plan. Rows in outline order, by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

Week = Sequence[Sequence[Sequence[int]]]


@dataclass(frozen=True)
class TaskDraft:
    """The editable columns of a task, see `models.Task`; `level` 1 is the outermost."""

    uid: int
    name: str
    level: int = 1
    name_en: str = ""
    notes: str = ""
    duration: int = 480
    duration_unit: str = "d"
    elapsed: bool = False
    estimated: bool = False
    is_milestone: bool = False
    acceptance: str = ""
    wave: int | None = None
    priority: int = 500
    constraint: int = 0
    constraint_at: int | None = None
    deadline_at: int | None = None
    not_before: int | None = None
    manual: bool = False
    manual_start: int | None = None
    manual_finish: int | None = None
    calendar_uid: int | None = None
    ignore_resource_calendars: bool = False
    active: bool = True
    percent: Decimal | float = 0
    actual_start: int | None = None
    actual_finish: int | None = None
    remaining: int | None = None
    owner_id: int | None = None


@dataclass(frozen=True)
class LinkDraft:
    """By the uids of the tasks."""

    predecessor: int
    successor: int
    kind: int = 1
    lag: int = 0
    lag_unit: str = "d"
    lag_elapsed: bool = False
    lag_percent: Decimal | None = None


@dataclass(frozen=True)
class CalendarDraft:
    uid: int
    name: str
    week: Week
    exceptions: Mapping[str, Sequence[Sequence[int]]]
    follows_company: bool = True


@dataclass(frozen=True)
class BaselineRow:
    uid: int
    start: int
    finish: int
    duration: int


@dataclass(frozen=True)
class BaselineDraft:
    number: int
    name: str
    rows: tuple[BaselineRow, ...]


@dataclass(frozen=True)
class PlanDraft:
    """`calendar_uid`: the calendar of the plan itself, None = the company's working days with `shifts`."""

    start: int
    tasks: tuple[TaskDraft, ...]
    links: tuple[LinkDraft, ...] = ()
    calendars: tuple[CalendarDraft, ...] = ()
    calendar_uid: int | None = None
    baselines: tuple[BaselineDraft, ...] = ()
    shifts: Sequence[Sequence[int]] | None = None
    status_at: int | None = None
    hours_per_day: Decimal | None = None
    hours_per_week: Decimal | None = None
    days_per_month: Decimal | None = None
