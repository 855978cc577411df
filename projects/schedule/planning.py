"""Rows of a plan → the engine's network, and the engine's answer → columns of the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from pmo import calendars
from pmo.engines.workdays import WorkdayTable
from projects.engines import cpm
from projects.engines.worktime import WorkTime, always, build, to_date
from projects.schedule.choices import Constraint
from projects.schedule.drafts import PlanDraft
from projects.schedule.models import Plan, PlanCalendar, Task, TaskLink

# How far around its start a plan may reach.
YEARS_BEFORE, YEARS_AFTER = 3, 25
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)

COMPUTED = (
    "is_summary", "start", "finish", "start_on", "finish_on", "early_start", "early_finish", "late_start",
    "late_finish", "total_float", "free_float", "critical", "longest", "duration", "percent",
)  # fmt: skip


class Row(Protocol):
    """What the engine reads of a task: a `Task` or a `TaskDraft`."""

    name: str
    duration: int
    elapsed: bool
    ignore_resource_calendars: bool
    constraint: int
    constraint_at: int | None
    deadline_at: int | None
    not_before: int | None
    manual: bool
    manual_start: int | None
    manual_finish: int | None
    percent: Any
    actual_start: int | None
    actual_finish: int | None
    remaining: int | None
    active: bool


@dataclass
class PlanRows:
    """Everything of a plan that dates depend on, tasks in outline order."""

    plan: Plan
    tasks: list[Task]
    links: list[TaskLink]
    calendars: list[PlanCalendar]
    resources: ResourceCalendars = field(default_factory=lambda: ResourceCalendars((), {}))


@dataclass(frozen=True)
class ResourceCalendars:
    """Calendars of people, and which of them a task's work depends on (indices by task id)."""

    calendars: Sequence[WorkTime]
    by_task: Mapping[int, tuple[int, ...]]


ResourceSource = Callable[[Plan], ResourceCalendars]
_sources: list[ResourceSource] = []


def register_resource_calendars(source: ResourceSource) -> None:
    """Who knows the people on tasks says whose calendars count."""
    _sources[:] = [source]


def load(plan: Plan, *, calendars_too: bool = True) -> PlanRows:
    """The rows of a plan, in three queries and those of the resource calendars; in two without its calendars."""
    tasks = list(Task.objects.filter(plan=plan).order_by("position"))
    for task in tasks:
        task.plan = plan
    links = list(TaskLink.objects.filter(plan=plan).order_by("id"))
    if not calendars_too:
        return PlanRows(plan, tasks, links, [])
    own = list(PlanCalendar.objects.filter(plan=plan).order_by("uid"))
    resources = _sources[0](plan) if _sources else ResourceCalendars((), {})
    return PlanRows(plan, tasks, links, own, resources)


# --- calendars --------------------------------------------------------------------------------------------------------


def company_table(plan: Plan) -> WorkdayTable:
    """The working days a plan counts in: slips, baselines, milestones."""
    return calendars.table(plan.work_calendar) if plan.work_calendar_id else calendars.table()


def calendar_mark(plan: Plan) -> UUID:
    """Changes when the company's calendar does."""
    found: UUID = (plan.work_calendar or calendars.default()).watermark
    return found


def span(start: int) -> tuple[date, date]:
    """The days a plan's calendars cover."""
    on = to_date(start)
    return max(date(on.year - YEARS_BEFORE, 1, 1), FIRST_DAY), min(date(on.year + YEARS_AFTER, 12, 31), LAST_DAY)


def plan_worktime(plan: Plan) -> WorkTime:
    """Company working days with the plan's hours."""
    shifts = _frozen(plan.shifts)
    return _worktime(calendar_mark(plan), (shifts,) * 5 + ((), ()), (), True, *span(plan.start), _Table(plan))


def clock(plan: Plan) -> WorkTime:
    """Around the clock."""
    return _clock(*span(plan.start))


@lru_cache(maxsize=16)
def _clock(first: date, last: date) -> WorkTime:
    return always(first, last)


def own_worktime(plan: Plan, calendar: PlanCalendar | Any) -> WorkTime:
    """A calendar of the plan: its week, company holidays and make-up days if it follows them, its exceptions."""
    week = tuple(_frozen(day) for day in calendar.week)
    exceptions = tuple(sorted((day, _frozen(shifts)) for day, shifts in calendar.exceptions.items()))
    mark = calendar_mark(plan) if calendar.follows_company else None
    return _worktime(mark, week, exceptions, calendar.follows_company, *span(plan.start), _Table(plan))


def _frozen(shifts: Iterable[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((int(start), int(finish)) for start, finish in shifts)


class _Table:
    """Hands the company's table to a cached function without being part of its key."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Table)


@lru_cache(maxsize=48)
def _worktime(
    mark: UUID | None,
    week: tuple[tuple[tuple[int, int], ...], ...],
    exceptions: tuple[tuple[str, tuple[tuple[int, int], ...]], ...],
    company: bool,
    first: date,
    last: date,
    source: _Table,
) -> WorkTime:
    days = _company_days(company_table(source.plan), week, first, last) if company else {}
    days |= {date.fromisoformat(day): shifts for day, shifts in exceptions}
    return build(week, days, first, last)


def company_days(plan: Plan) -> dict[date, tuple[tuple[int, int], ...]]:
    """Days on which the company works other hours than the plan's Monday to Friday: holidays, make-up days."""
    return _usual_days(calendar_mark(plan), _frozen(plan.shifts), *span(plan.start), _Table(plan))


@lru_cache(maxsize=16)
def _usual_days(
    mark: UUID, shifts: tuple[tuple[int, int], ...], first: date, last: date, source: _Table
) -> dict[date, tuple[tuple[int, int], ...]]:
    return _company_days(company_table(source.plan), (shifts,) * 5 + ((), ()), first, last)


def _company_days(
    table: WorkdayTable, week: tuple[tuple[tuple[int, int], ...], ...], first: date, last: date
) -> dict[date, tuple[tuple[int, int], ...]]:
    """Holidays, and make-up days with the hours of the first worked weekday."""
    usual = next((shifts for shifts in week if shifts), ())
    found: dict[date, tuple[tuple[int, int], ...]] = {}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    ordinals = [day.toordinal() for day in days]
    for day, works in zip(days, table.are_working(ordinals).tolist(), strict=True):
        weekday = day.weekday() < 5
        if weekday and not works:
            found[day] = ()
        elif works and not weekday:
            found[day] = usual
    return found


# --- the network ------------------------------------------------------------------------------------------------------


def network_of(rows: PlanRows) -> cpm.Network:
    """The network of a stored plan; keys are the tasks' ids."""
    plan = rows.plan
    own = [own_worktime(plan, calendar) for calendar in rows.calendars]
    index = {calendar.pk: number for number, calendar in enumerate(rows.calendars, start=1)}
    people = 1 + len(own)
    activities = [
        _activity(
            task.pk,
            task.parent_id,
            task,
            index.get(task.calendar_id) if task.calendar_id else None,
            tuple(people + i for i in rows.resources.by_task.get(task.pk, ())),
        )
        for task in rows.tasks
    ]
    return cpm.Network(
        activities,
        [_link(link.predecessor_id, link.successor_id, link) for link in rows.links],
        [plan_worktime(plan), *own, *rows.resources.calendars],
        plan.start,
        index.get(plan.own_calendar_id or 0, 0),
        plan.status_at,
        critical_at=plan.critical_at,
    )


def network_of_draft(draft: PlanDraft, plan: Plan) -> cpm.Network:
    """The network of a plan that is not stored yet; keys are the tasks' uids. `plan`: settings, need not be saved."""
    own = [own_worktime(plan, calendar) for calendar in draft.calendars]
    index = {calendar.uid: number for number, calendar in enumerate(draft.calendars, start=1)}
    parents = parents_of([task.level for task in draft.tasks])
    activities = [
        _activity(
            task.uid,
            None if parent is None else draft.tasks[parent].uid,
            task,
            index.get(task.calendar_uid) if task.calendar_uid is not None else None,
            (),
        )
        for task, parent in zip(draft.tasks, parents, strict=True)
    ]
    return cpm.Network(
        activities,
        [_link(link.predecessor, link.successor, link) for link in draft.links],
        [plan_worktime(plan), *own],
        draft.start,
        index.get(draft.calendar_uid, 0) if draft.calendar_uid is not None else 0,
        draft.status_at,
    )


def parents_of(levels: Sequence[int]) -> list[int | None]:
    """Index of every row's parent, from the levels of an outline. Raises ValueError when a level is skipped."""
    above: list[int] = []
    found: list[int | None] = []
    for row, level in enumerate(levels):
        if not 1 <= level <= len(above) + 1:
            raise ValueError(f"row {row} stands at level {level} below level {len(above)}")
        del above[level - 1 :]
        found.append(above[-1] if above else None)
        above.append(row)
    return found


def _activity(
    key: int, parent: int | None, row: Row | Any, calendar: int | None, resources: tuple[int, ...]
) -> cpm.Activity:
    constraint, moment = _constraint(row)
    return cpm.Activity(
        key,
        row.name,
        row.duration,
        parent,
        calendar,
        resources,
        row.ignore_resource_calendars,
        row.elapsed,
        constraint,
        moment,
        row.deadline_at,
        row.manual,
        row.manual_start,
        row.manual_finish,
        float(row.percent),
        row.actual_start,
        row.actual_finish,
        row.remaining,
        row.active,
    )


def _constraint(row: Row | Any) -> tuple[cpm.Constraint, int | None]:
    """The row's own constraint; a levelled start joins it where both only say "not before"."""
    constraint = Constraint(row.constraint)
    if row.not_before is not None and constraint in (Constraint.ASAP, Constraint.SNET):
        return cpm.Constraint.SNET, max(row.not_before, row.constraint_at or row.not_before)
    return cpm.Constraint(int(constraint)), row.constraint_at


def _link(predecessor: int, successor: int, link: Any) -> cpm.Link:
    share = None if link.lag_percent is None else float(link.lag_percent)
    return cpm.Link(predecessor, successor, cpm.LinkKind(link.kind), link.lag, link.lag_elapsed, share)


# --- the answer -------------------------------------------------------------------------------------------------------


def columns(schedule: cpm.Schedule) -> dict[int, dict[str, Any]]:
    """The computed columns of every row, by key. Duration and progress of tasks are theirs; of summaries, computed."""
    lists = {
        name: getattr(schedule, name).tolist()
        for name in (
            "keys", "start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float",
            "free_float", "critical", "longest", "duration", "percent", "summary",
        )
    }  # fmt: skip
    found = {}
    for row, key in enumerate(lists["keys"]):
        values = {name: lists[name][row] for name in COMPUTED if name in lists}
        values["is_summary"] = lists["summary"][row]
        values["start_on"], values["finish_on"] = to_date(values["start"]), last_day(values["finish"])
        if not values["is_summary"]:
            del values["duration"], values["percent"]
        found[key] = values
    return found


def last_day(finish: int) -> date:
    """The day something that ends at `finish` ends on: midnight belongs to the day before."""
    return to_date(finish - 1) if finish % 1440 == 0 else to_date(finish)
