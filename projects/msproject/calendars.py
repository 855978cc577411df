"""Calendars of a Microsoft Project file: weekdays, exceptions, repeating exceptions and work weeks."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from projects.msproject import units
from projects.msproject.document import FileCalendar, LeftOut, Shifts
from projects.msproject.errors import MspdiError
from projects.msproject.nodes import Node

# Days one repeating exception or work week may fill; beyond that it is reported, not expanded.
MOST_DAYS = 366 * 20
_NOT_WORKED: Shifts = ()


def read(node: Node) -> tuple[FileCalendar, list[LeftOut]]:
    """One <Calendar> and what of it could not be kept."""
    name = node.text("Name")
    week: list[Shifts | None] = [None] * 7
    exceptions: dict[date, Shifts] = {}
    left: list[LeftOut] = []
    for entry in node.all("WorkWeeks", "WorkWeek"):
        left += _add(exceptions, _work_week(entry), LeftOut("work_week", (f"{name}: {entry.text('Name')}",)))
    for entry in node.all("WeekDays", "WeekDay"):
        kind = entry.integer("DayType", -1)
        if 1 <= kind <= 7:
            week[(kind + 5) % 7] = _shifts(entry)
        elif kind == 0:
            left += _add(exceptions, _period(entry), LeftOut("calendar_exception", (name,)))
    for entry in node.all("Exceptions", "Exception"):
        left += _add(exceptions, _occurrences(entry), LeftOut("calendar_exception", (f"{name}: {entry.text('Name')}",)))
    base = node.integer("BaseCalendarUID", -1)
    found = FileCalendar(
        uid=node.integer("UID", 0),
        name=name,
        is_base=node.flag("IsBaseCalendar"),
        base_uid=base if base >= 0 else None,
        week=tuple(week),
        exceptions=exceptions,
    )
    return found, left


def _add(days: dict[date, Shifts], found: Mapping[date, Shifts] | None, otherwise: LeftOut) -> list[LeftOut]:
    if found is None:
        return [otherwise]
    days.update(found)
    return []


def _shifts(node: Node) -> Shifts:
    """Working times of a day, in order; 00:00 as an end is midnight. Raises MspdiError when they overlap."""
    if not node.flag("DayWorking"):
        return _NOT_WORKED
    found = []
    for time in node.all("WorkingTimes", "WorkingTime"):
        start, end = time.get("FromTime", units.clock), time.get("ToTime", units.clock)
        if start is None or end is None:
            continue
        found.append((start, end or units.clock("24:00")))
    found.sort()
    edges = [edge for shift in found for edge in shift]
    if edges != sorted(edges) or any(start == end for start, end in found):
        raise MspdiError("bad_calendar", row=node.row)
    return tuple(found)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _range(node: Node) -> tuple[date, date] | None:
    """First and last day of <TimePeriod>; None when there is none, it is upside down or too long."""
    for period in node.all("TimePeriod"):
        first, last = period.get("FromDate", units.day), period.get("ToDate", units.day)
        if first and last and first <= last and (last - first).days <= MOST_DAYS:
            return first, last
    return None


def _period(node: Node) -> dict[date, Shifts] | None:
    found = _range(node)
    if found is None:
        return None
    shifts = _shifts(node)
    return dict.fromkeys(_days(*found), shifts)


def _work_week(node: Node) -> dict[date, Shifts] | None:
    """A week of its own from … to …; the unnamed default one of every calendar has no days."""
    weekdays = {
        (entry.integer("DayType", 0) + 5) % 7: _shifts(entry)
        for entry in node.all("WeekDays", "WeekDay")
        if 1 <= entry.integer("DayType", 0) <= 7
    }
    if not weekdays:
        return {}
    found = _range(node)
    if found is None:
        return None
    return {day: weekdays[day.weekday()] for day in _days(*found) if day.weekday() in weekdays}


def _occurrences(node: Node) -> dict[date, Shifts] | None:
    """The days of an <Exception>; None for kinds of repetition that are not understood."""
    found = _range(node)
    if found is None:
        return None
    first, last = found
    kind = node.integer("Type", 1)
    every = max(node.integer("Period", 1), 1)
    days: Iterable[date]
    if kind in (1, 7):
        days = (day for n, day in enumerate(_days(first, last)) if n % every == 0)
    elif kind == 6:
        days = _weekly(first, last, every, node.integer("DaysOfWeek", 0))
    elif kind == 4:
        days = _monthly(first, last, every, node.integer("MonthDay", first.day))
    elif kind == 2:
        days = _yearly(first, last, node.integer("Month", first.month - 1) + 1, node.integer("MonthDay", first.day))
    else:
        return None
    shifts = _shifts(node)
    limit = node.integer("Occurrences", 0) if node.flag("EnteredByOccurrences") and kind != 1 else 0
    chosen = list(days)
    return dict.fromkeys(chosen[:limit] if limit else chosen, shifts)


def _weekly(first: date, last: date, every: int, mask: int) -> Iterator[date]:
    """Bit 0 of the mask is Sunday."""
    for day in _days(first, last):
        weeks = ((day - first).days + (first.weekday() + 1) % 7) // 7
        if weeks % every == 0 and mask >> ((day.weekday() + 1) % 7) & 1:
            yield day


def _monthly(first: date, last: date, every: int, on: int) -> Iterator[date]:
    for n in range(0, (last.year - first.year) * 12 + last.month - first.month + 1, every):
        year, month = divmod(first.year * 12 + first.month - 1 + n, 12)
        day = _on(year, month + 1, on)
        if day is not None and first <= day <= last:
            yield day


def _yearly(first: date, last: date, month: int, on: int) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        day = _on(year, month, on)
        if day is not None and first <= day <= last:
            yield day


def _on(year: int, month: int, day: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= day <= months.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def flatten(calendars: Iterable[FileCalendar]) -> dict[int, FileCalendar]:
    """Each calendar with what it inherits filled in: seven days of shifts and all exceptions, by uid.

    Raises MspdiError calendar_cycle when calendars are each other's base. Weekdays nobody sets are 8–12, 13–17.
    """
    known = {calendar.uid: calendar for calendar in calendars}
    return {uid: _flat(uid, known, ()) for uid in known}


_USUAL: Shifts = ((480, 720), (780, 1020))
_STANDARD: tuple[Shifts, ...] = (_USUAL,) * 5 + (_NOT_WORKED, _NOT_WORKED)


def _flat(uid: int, known: Mapping[int, FileCalendar], above: tuple[int, ...]) -> FileCalendar:
    own = known[uid]
    if uid in above:
        raise MspdiError("calendar_cycle", row=own.name)
    base_week: tuple[Shifts | None, ...] = _STANDARD
    exceptions: dict[date, Shifts] = {}
    if own.base_uid is not None and own.base_uid in known and own.base_uid != uid:
        base = _flat(own.base_uid, known, (*above, uid))
        base_week, exceptions = base.week, dict(base.exceptions)
    week = tuple(mine if mine is not None else theirs for mine, theirs in zip(own.week, base_week, strict=True))
    exceptions.update(own.exceptions)
    return FileCalendar(uid, own.name, own.is_base, own.base_uid, week, exceptions)
