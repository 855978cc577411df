"""The load of people week by week across all projects, and the tasks behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from pmo import calendars
from pmo.access import policy
from projects.engines import capacity
from projects.engines.capacity import Hours, Work
from projects.resources.choices import AllocationUnit
from projects.resources.models import Absence, Allocation, Assignment, Resource

# A person's load above this share of their time is too much; from `BUSY` on it is nearly so.
OVER, BUSY = 1.0, 0.85
OPEN_STATES = ("active", "on_hold")
MOST_WEEKS = 300


@dataclass(frozen=True)
class Axis:
    """Whole weeks from a Monday."""

    first: date
    weeks: int

    @property
    def days(self) -> int:
        return self.weeks * 7

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    def index(self, day: date) -> int:
        return (day - self.first).days

    def mondays(self) -> list[date]:
        return [self.first + timedelta(weeks=n) for n in range(self.weeks)]


@dataclass(frozen=True)
class Planned:
    """The hours an assignment still asks for between two days."""

    assignment: int
    resource: int
    project: int
    task: int
    first: date
    last: date
    hours: float


Change = Callable[[list[Planned]], list[Planned]]


@dataclass
class Load:
    """`demand` and `room` in hours by person (in the order of `people`) and day.

    Both reach as far as the work does, so that a task is spread over all of its days; what is shown ends with `axis`.
    `projects`: the project by the key of a work.
    """

    axis: Axis
    people: list[Resource]
    room: Hours
    demand: Hours
    works: list[Work] = field(default_factory=list)
    projects: dict[int, int] = field(default_factory=dict)

    @property
    def capacity(self) -> Hours:
        return self.room[:, : self.axis.days]

    @property
    def asked(self) -> Hours:
        return self.demand[:, : self.axis.days]

    def share(self) -> Hours:
        return capacity.utilisation(self.asked, self.capacity)

    def over(self) -> Hours:
        return capacity.excess(self.asked, self.capacity)


def axis_from(day: date, weeks: int) -> Axis:
    return Axis(day - timedelta(days=day.weekday()), weeks)


def load(
    people: Sequence[Resource], axis: Axis, today: date, *, booked: bool = False, change: Change | None = None
) -> Load:
    """What tasks (or, `booked`, allocations) ask of people. `change`: the work as it would be, what-if."""
    index = {person.pk: row for row, person in enumerate(people)}
    planned = [] if booked else planned_work(index)
    if change is not None:
        planned = change(planned)
    works = works_of(planned, index, axis, today)
    last = max((work.last for work in works), default=0)
    whole = Axis(axis.first, min(max(axis.weeks, last // 7 + 1), MOST_WEEKS))
    room = less_absences(base_hours(people, whole), whole, index)
    demand = _booked(people, whole, room, index) if booked else capacity.spread(room, works)
    return Load(axis, list(people), room, demand, works, {row.assignment: row.project for row in planned})


def base_hours(people: Sequence[Resource], axis: Axis) -> Hours:
    """Hours of each person on each day by the company's calendar and their own week."""
    table = calendars.table()
    days = [axis.first + timedelta(days=n) for n in range(axis.days)]
    works = np.asarray(table.are_working([day.toordinal() for day in days]), dtype=bool)
    weekday = np.array([day.weekday() for day in days])
    base = np.zeros((len(people), axis.days))
    for row, person in enumerate(people):
        own = np.array(person.week, dtype=bool)[weekday]
        # A make-up day on a weekend is worked by everybody with a usual week.
        made_up = works & (weekday >= 5) & bool(all(person.week[:5]))
        base[row] = np.where((works & own) | made_up, float(person.hours_per_day), 0.0)
        if person.left_on is not None:
            base[row, max(axis.index(person.left_on) + 1, 0) :] = 0.0
    return base


def less_absences(base: Hours, axis: Axis, index: Mapping[int, int]) -> Hours:
    room = base.copy()
    rows = Absence.objects.filter(resource__in=index, start_on__lte=axis.last, finish_on__gte=axis.first)
    for resource_id, start, finish in rows.values_list("resource_id", "start_on", "finish_on"):
        room[index[resource_id], max(axis.index(start), 0) : axis.index(finish) + 1] = 0.0
    return room


def planned_work(resources: Iterable[int]) -> list[Planned]:
    """Unfinished work of tasks, as the plans have it."""
    rows = Assignment.objects.filter(
        resource__in=resources,
        task__is_summary=False,
        task__active=True,
        task__percent__lt=100,
        task__plan__project__state__in=OPEN_STATES,
        task__start_on__isnull=False,
        task__finish_on__isnull=False,
    )
    found = []
    for pk, resource, percent, project, task, start, finish, duration, done in rows.values_list(
        "pk",
        "resource_id",
        "percent",
        "task__plan__project_id",
        "task_id",
        "task__start_on",
        "task__finish_on",
        "task__duration",
        "task__percent",
    ):
        if start is None or finish is None:
            continue
        hours = duration / 60 * float(percent) / 100 * (100 - float(done)) / 100
        found.append(Planned(pk, resource, project, task, start, finish, hours))
    return found


def works_of(planned: Iterable[Planned], index: Mapping[int, int], axis: Axis, today: date) -> list[Work]:
    """The work from today on. `key` is the assignment's id."""
    found = []
    for row in planned:
        first = max(row.first, today)
        last = max(row.last, first)
        if row.hours > 0:
            found.append(Work(row.assignment, index[row.resource], axis.index(first), axis.index(last), row.hours))
    return found


def _booked(people: Sequence[Resource], axis: Axis, room: Hours, index: Mapping[int, int]) -> Hours:
    rows = Allocation.objects.filter(
        resource__in=index, start_on__lte=axis.last, finish_on__gte=axis.first, project__state__in=OPEN_STATES
    )
    told = rows.values_list("resource_id", "start_on", "finish_on", "amount", "unit")
    return promised(people, axis, room, index, told)


def promised(
    people: Sequence[Resource],
    axis: Axis,
    room: Hours,
    index: Mapping[int, int],
    rows: Iterable[tuple[int, date, date, Decimal, str]],
) -> Hours:
    """Hours by person and day of allocations: person, first and last day, amount, unit. Nothing on days off."""
    demand = np.zeros_like(room)
    for resource_id, start, finish, amount, unit in rows:
        row = index[resource_id]
        days = slice(max(axis.index(start), 0), axis.index(finish) + 1)
        worked = room[row, days] > 0
        if unit == AllocationUnit.PERCENT:
            demand[row, days] += np.where(worked, float(people[row].hours_per_day) * float(amount) / 100, 0.0)
        else:
            week = max(sum(bool(day) for day in people[row].week), 1)
            demand[row, days] += np.where(worked, float(amount) / week, 0.0)
    return demand


# --- the heat table -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One week of one row. `share` None: no time at all and nothing asked; `level` 0–4 for the tint."""

    monday: date
    share: float | None
    hours: float
    room: float
    level: int
    over: float

    @property
    def percent(self) -> int:
        """As the table shows it; a week without room has none."""
        return round(100 * self.share) if self.share not in (None, float("inf")) else 0


@dataclass(frozen=True)
class Row:
    label: str
    sub: str
    url: str
    key: str
    cells: list[Cell]
    peak: float
    over_weeks: int


def table(found: Load, rows: Iterable[tuple[str, str, str, str, list[int]]]) -> list[Row]:
    """Rows (label, sub, address, key, people) of the heat table, most overloaded first."""
    demand, room = capacity.weekly(found.asked), capacity.weekly(found.capacity)
    over = found.over()
    mondays = found.axis.mondays()
    made = [
        _row(label, sub, url, key, mondays, demand[who].sum(axis=0), room[who].sum(axis=0), over[who].sum(axis=0))
        for label, sub, url, key, who in rows
        if who
    ]
    return sorted(made, key=lambda row: (-row.over_weeks, -row.peak, row.label))


def _row(label: str, sub: str, url: str, key: str, mondays: list[date], demand: Hours, room: Hours, over: Hours) -> Row:
    cells = []
    for week, monday in enumerate(mondays):
        asked, there = float(demand[week]), float(room[week])
        share = asked / there if there > 0 else (None if asked <= 0 else float("inf"))
        cells.append(Cell(monday, share, asked, there, level(share), float(over[week])))
    shares = [cell.share for cell in cells if cell.share is not None]
    return Row(label, sub, url, key, cells, max(shares, default=0.0), sum(cell.over > 0 for cell in cells))


def level(share: float | None) -> int:
    """0 nothing, 1 up to half, 2 up to `BUSY`, 3 full, 4 too much."""
    if not share:
        return 0
    if share > OVER + 0.005:
        return 4
    return 3 if share > BUSY else 2 if share > 0.5 else 1


@dataclass(frozen=True)
class Cause:
    """A task behind a week's load; without name and address where the reader may not see its project."""

    hours: float
    percent: float
    task: Any | None


def causes(found: Load, person: int, monday: date, user: Any) -> list[Cause]:
    """The tasks that ask for a person's week, most hours first."""
    week = slice(found.axis.index(monday), found.axis.index(monday) + 7)
    hours: dict[int, float] = {}
    for work in found.works:
        if work.person != person:
            continue
        own = np.zeros_like(found.room)
        capacity.add(own, found.room, work)
        share = float(own[person, week].sum())
        if share > 0:
            hours[work.key] = share
    rows = Assignment.objects.filter(pk__in=hours).select_related("task__plan__project", "resource__user")
    made = []
    for row in rows:
        seen = policy.may(user, "view", "task", project_id=row.task.plan.project_id)
        made.append(Cause(hours[row.pk], float(row.percent), row.task if seen else None))
    return sorted(made, key=lambda cause: -cause.hours)
