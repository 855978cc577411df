"""Document → Microsoft Project XML (MSPDI), elements in the order of Microsoft's schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.sax.saxutils import XMLGenerator

from projects.msproject import custom, units
from projects.msproject.document import (
    Document,
    FileAssignment,
    FileBaseline,
    FileCalendar,
    FileLink,
    FileResource,
    FileTask,
    Shifts,
)

NAMESPACE = "http://schemas.microsoft.com/project"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_KINDS = {"material": 0, "work": 1, "cost": 2}


# The writer takes any mapping; its stubs know only the parser's own.
_NONE: Any = {}


class _Writer:
    def __init__(self, out: BytesIO) -> None:
        self.xml = XMLGenerator(out, "utf-8", short_empty_elements=True)

    @contextmanager
    def element(self, name: str, attributes: Any = None) -> Iterator[None]:
        self.xml.startElement(name, attributes or _NONE)
        yield
        self.xml.endElement(name)

    def values(self, **values: object) -> None:
        """Elements with text, in the order given; None is left out, a flag is 0 or 1."""
        for name, value in values.items():
            if value is None:
                continue
            text = str(int(value)) if isinstance(value, bool) else str(value)
            self.xml.startElement(name, _NONE)
            self.xml.characters(_ILLEGAL.sub("", text))
            self.xml.endElement(name)


def write(document: Document) -> bytes:
    """The file's bytes. The rows of the document are written as they stand; computed dates included."""
    out = BytesIO()
    to = _Writer(out)
    to.xml.startDocument()
    with to.element("Project", {"xmlns": NAMESPACE}):
        _heading(to, document)
        with to.element("ExtendedAttributes"):
            for slot in custom.definitions():
                _definition(to, slot)
        with to.element("Calendars"):
            for calendar in document.calendars:
                _calendar(to, calendar)
        with to.element("Tasks"):
            _project_row(to, document)
            for row, task, outline in _numbered(document.tasks):
                _task(to, task, row, outline)
        with to.element("Resources"):
            for row, resource in enumerate(document.resources, start=1):
                _resource(to, resource, row)
        with to.element("Assignments"):
            for row, assignment in enumerate(document.assignments, start=1):
                _assignment(to, assignment, row)
    to.xml.endDocument()
    return out.getvalue()


def _heading(to: _Writer, document: Document) -> None:
    to.values(
        SaveVersion=14,
        Name=f"{document.name}.xml",
        Title=document.name,
        ScheduleFromStart=document.from_start,
        StartDate=_moment(document.start),
        FinishDate=_moment(document.finish),
        FYStartDate=1,
        CriticalSlackLimit=document.critical_days,
        CurrencyCode=document.currency or None,
        CalendarUID=document.calendar_uid,
        DefaultStartTime=units.clock_text(_first_hour(document)),
        MinutesPerDay=document.minutes_per_day,
        MinutesPerWeek=document.minutes_per_week,
        DaysPerMonth=document.days_per_month,
        DefaultTaskType=1,
        DurationFormat=7,
        WorkFormat=2,
        HonorConstraints=True,
        MultipleCriticalPaths=False,
        NewTasksEffortDriven=False,
        NewTasksEstimated=False,
        SplitsInProgressTasks=False,
        WeekStartDay=1,
        StatusDate=_moment(document.status),
        NewTasksAreManual=False,
    )


def _definition(to: _Writer, slot: custom.Slot) -> None:
    with to.element("ExtendedAttribute"):
        to.values(FieldID=slot.field_id, FieldName=slot.field_name, Alias=slot.alias)


def _first_hour(document: Document) -> int:
    """When the working day of the project's calendar begins; 09:00 when nothing says so."""
    for calendar in document.calendars:
        if calendar.uid == document.calendar_uid:
            starts = [day[0][0] for day in calendar.week if day]
            return min(starts, default=540)
    return 540


def _moment(value: int | None) -> str | None:
    return None if value is None else units.moment_text(value)


# --- calendars --------------------------------------------------------------------------------------------------------


def _calendar(to: _Writer, calendar: FileCalendar) -> None:
    with to.element("Calendar"):
        to.values(
            UID=calendar.uid,
            Name=calendar.name,
            IsBaseCalendar=calendar.is_base,
            IsBaselineCalendar=False,
            BaseCalendarUID=-1 if calendar.base_uid is None else calendar.base_uid,
        )
        if any(day is not None for day in calendar.week):
            with to.element("WeekDays"):
                for index in (6, 0, 1, 2, 3, 4, 5):
                    shifts = calendar.week[index]
                    if shifts is not None:
                        _weekday(to, (index + 1) % 7 + 1, shifts)
        if calendar.exceptions:
            with to.element("Exceptions"):
                for first, last, shifts in _stretches(calendar):
                    _exception(to, first, last, shifts)


def _weekday(to: _Writer, kind: int, shifts: Shifts) -> None:
    with to.element("WeekDay"):
        to.values(DayType=kind, DayWorking=bool(shifts))
        _times(to, shifts)


def _times(to: _Writer, shifts: Shifts) -> None:
    if not shifts:
        return
    with to.element("WorkingTimes"):
        for start, end in shifts:
            with to.element("WorkingTime"):
                to.values(FromTime=units.clock_text(start), ToTime=units.clock_text(end))


def _stretches(calendar: FileCalendar) -> Iterator[tuple[date, date, Shifts]]:
    """Exceptions of equal hours on consecutive days as one."""
    first: date | None = None
    last, shifts = date.min, ()  # type: tuple[date, Shifts]
    for day, hours in sorted(calendar.exceptions.items()):
        if first is not None and day - last == timedelta(days=1) and hours == shifts:
            last = day
            continue
        if first is not None:
            yield first, last, shifts
        first, last, shifts = day, day, hours
    if first is not None:
        yield first, last, shifts


def _exception(to: _Writer, first: date, last: date, shifts: Shifts) -> None:
    with to.element("Exception"):
        to.values(EnteredByOccurrences=False)
        with to.element("TimePeriod"):
            to.values(FromDate=f"{first}T00:00:00", ToDate=f"{last}T23:59:00")
        to.values(Occurrences=(last - first).days + 1, Type=1, DayWorking=bool(shifts))
        _times(to, shifts)


# --- tasks ------------------------------------------------------------------------------------------------------------


def _numbered(tasks: Iterable[FileTask]) -> Iterator[tuple[int, FileTask, str]]:
    """Row number, task and outline number (1.2.3)."""
    counts: list[int] = []
    for row, task in enumerate(tasks, start=1):
        del counts[task.level :]
        counts += [0] * (task.level - len(counts))
        counts[-1] += 1
        yield row, task, ".".join(map(str, counts))


def _project_row(to: _Writer, document: Document) -> None:
    """Microsoft Project keeps the project itself as row 0."""
    with to.element("Task"):
        to.values(
            UID=0,
            ID=0,
            Name=document.name,
            Type=1,
            IsNull=False,
            WBS="0",
            OutlineNumber="0",
            OutlineLevel=0,
            Start=_moment(document.start),
            Finish=_moment(document.finish),
            Summary=True,
        )


def _task(to: _Writer, task: FileTask, row: int, outline: str) -> None:
    duration = None if task.duration is None else units.duration_text(task.duration)
    with to.element("Task"):
        to.values(
            UID=task.uid,
            ID=row,
            Name=task.name,
            Active=task.active,
            Manual=task.manual,
            Type=1,
            IsNull=False,
            WBS=task.wbs or outline,
            OutlineNumber=outline,
            OutlineLevel=task.level,
            Priority=task.priority,
            Start=_moment(task.start),
            Finish=_moment(task.finish),
            Duration=duration,
            ManualStart=_moment(task.manual_start),
            ManualFinish=_moment(task.manual_finish),
            ManualDuration=duration if task.manual else None,
            DurationFormat=units.code_of(task.duration_unit, task.elapsed, estimated=task.estimated),
            EffortDriven=False,
            Estimated=task.estimated,
            Milestone=task.milestone,
            Summary=task.summary,
            Critical=task.critical,
            EarlyStart=_moment(task.early_start),
            EarlyFinish=_moment(task.early_finish),
            LateStart=_moment(task.late_start),
            LateFinish=_moment(task.late_finish),
            FreeSlack=_tenths(task.free_float),
            TotalSlack=_tenths(task.total_float),
            PercentComplete=round(task.percent),
            ActualStart=_moment(task.actual_start),
            ActualFinish=_moment(task.actual_finish),
            RemainingDuration=None if task.remaining is None else units.duration_text(task.remaining),
            ConstraintType=task.constraint,
            CalendarUID=-1 if task.calendar_uid is None else task.calendar_uid,
            ConstraintDate=_moment(task.constraint_at),
            Deadline=_moment(task.deadline),
            LevelingDelay=task.levelling_delay * 10,
            LevelingDelayFormat=8,
            IgnoreResourceCalendar=task.ignore_resource_calendars,
            Notes=task.notes or None,
        )
        for link in task.links:
            _link(to, link)
        for field_id, text in custom.values(task.words):
            with to.element("ExtendedAttribute"):
                to.values(FieldID=field_id, Value=text)
        for baseline in task.baselines:
            _baseline(to, baseline)


def _tenths(value: int | None) -> int | None:
    return None if value is None else value * 10


def _link(to: _Writer, link: FileLink) -> None:
    code = units.code_of(link.unit, link.elapsed) if link.percent is None else units.code_of("%", link.elapsed)
    with to.element("PredecessorLink"):
        to.values(
            PredecessorUID=link.predecessor,
            Type=link.kind,
            CrossProject=False,
            LinkLag=link.lag * 10 if link.percent is None else round(link.percent),
            LagFormat=code,
        )


def _baseline(to: _Writer, baseline: FileBaseline) -> None:
    with to.element("Baseline"):
        to.values(
            Number=baseline.number,
            Start=_moment(baseline.start),
            Finish=_moment(baseline.finish),
            Duration=None if baseline.duration is None else units.duration_text(baseline.duration),
            DurationFormat=7,
        )


# --- resources --------------------------------------------------------------------------------------------------------


def _resource(to: _Writer, resource: FileResource, row: int) -> None:
    with to.element("Resource"):
        to.values(
            UID=resource.uid,
            ID=row,
            Name=resource.name,
            Type=_KINDS[resource.kind],
            IsNull=False,
            Initials=resource.initials or None,
            Group=resource.group or None,
            EmailAddress=resource.email or None,
            MaxUnits=_plain(resource.units),
            CalendarUID=resource.calendar_uid,
            Notes=resource.notes or None,
            IsGeneric=resource.generic,
        )


def _assignment(to: _Writer, assignment: FileAssignment, row: int) -> None:
    with to.element("Assignment"):
        to.values(
            UID=row,
            TaskUID=assignment.task_uid,
            ResourceUID=assignment.resource_uid,
            ActualWork=None if assignment.actual_work is None else units.duration_text(assignment.actual_work),
            Finish=_moment(assignment.finish),
            Start=_moment(assignment.start),
            Units=_plain(assignment.units),
            Work=None if assignment.work is None else units.duration_text(assignment.work),
        )


def _plain(value: Decimal) -> str:
    """A number without exponent or trailing zeros."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
