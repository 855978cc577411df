"""Working days with their holidays and make-up days (调休), versioned."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmo.calendars.models import WorkCalendar
    from pmo.calendars.selectors import Holiday
    from pmo.engines.workdays import WorkdayTable

# Importable before the models are loaded, like the other rooms' doors: the selectors are imported on first use.


def default() -> WorkCalendar:
    """The company's calendar; the delivered one is set up on first use."""
    from django.utils import timezone

    from pmo.calendars import services

    return services.ensure_default(now=timezone.now())


def table(calendar: WorkCalendar | None = None) -> WorkdayTable:
    """Working days of a calendar (default: the company's), cached until it changes.

    Covers 2000 to 2100; questions beyond raise pmo.engines.workdays.OutOfRange.
    """
    from pmo.calendars import selectors

    return selectors.table(calendar or default())


def is_workday(day: date, calendar: WorkCalendar | None = None) -> bool:
    return table(calendar).is_working(day)


def add_workdays(day: date, n: int, calendar: WorkCalendar | None = None) -> date:
    """The n-th working day after `day` (before it for n < 0; for n = 0 `day` or the next working day)."""
    return table(calendar).add(day, n)


def workdays_between(a: date, b: date, calendar: WorkCalendar | None = None) -> int:
    """Working days in (a, b]; negative when b is earlier."""
    return table(calendar).count(a, b)


def provisional(year: int, calendar: WorkCalendar | None = None) -> bool:
    """Whether the working days of a year may still change, because its notice is not out."""
    from pmo.calendars import selectors

    return selectors.provisional(calendar or default(), year)


def holidays(start: date, end: date, calendar: WorkCalendar | None = None) -> list[Holiday]:
    """Named days off that touch [start, end], as blocks."""
    from pmo.calendars import selectors

    return selectors.holidays(calendar or default(), start, end)
