"""Which days are worked, and what the calendar pages show."""

from __future__ import annotations

import calendar as months
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pmo.calendars import memory
from pmo.calendars.models import CalendarDay, CalendarYear, WorkCalendar
from pmo.calendars.reading import DayData
from pmo.engines import workdays
from pmo.engines.workdays import WorkdayTable
from pmo.texts import pick
from pmo.web import formats

# Plans reach years whose notice is not out; they follow the weekday rule and count as provisional.
FIRST_COVERED, LAST_COVERED = 2000, 2100
SATURDAY = 5

MARKS: dict[str, Callable[[], str]] = {
    "holiday": lambda: pgettext("mark in a calendar", "off"),
    "makeup": lambda: pgettext("mark in a calendar", "on"),
}

_tables: dict[int, tuple[UUID, WorkdayTable]] = {}


def default() -> WorkCalendar | None:
    """The company's calendar, if one is set up; `pmo.calendars.default()` sets up the delivered one otherwise."""
    return memory.recall(lambda: WorkCalendar.objects.filter(is_default=True).first())


def by_code(code: str) -> WorkCalendar | None:
    found: WorkCalendar | None = WorkCalendar.objects.filter(code=code).first()
    return found


def table(calendar: WorkCalendar) -> WorkdayTable:
    """The working days of a calendar from 2000 to 2100 at least.

    Kept per process until the calendar changes. Days beyond the table raise `OutOfRange`.
    """
    known = _tables.get(calendar.pk)
    if known is not None and known[0] == calendar.watermark:
        return known[1]
    built = _build(calendar)
    _tables[calendar.pk] = (calendar.watermark, built)
    return built


def provisional(calendar: WorkCalendar, year: int) -> bool:
    """Whether the working days of a year may still change, because its notice is not out."""
    known = table(calendar)
    return not known.first_day.year <= year <= known.last_day.year or year in known.provisional_years


@dataclass(frozen=True)
class Holiday:
    """Consecutive days off of one name."""

    first: date
    last: date
    label: str
    label_en: str
    provisional: bool


def holidays(calendar: WorkCalendar, start: date, end: date) -> list[Holiday]:
    """Named days off that touch [start, end], whole blocks, by date (one query)."""
    rows = _current_days(calendar, start - timedelta(days=31), end + timedelta(days=31))
    found: list[Holiday] = []
    for day, is_provisional in rows:
        if day.working or not day.label:
            continue
        last = found[-1] if found else None
        if last and last.label == day.label and day.date - last.last == timedelta(days=1):
            found[-1] = Holiday(last.first, day.date, last.label, last.label_en, last.provisional)
        else:
            found.append(Holiday(day.date, day.date, day.label, day.label_en, is_provisional))
    return [h for h in found if h.last >= start and h.first <= end]


def current_year(calendar: WorkCalendar, year: int) -> CalendarYear | None:
    found: CalendarYear | None = CalendarYear.objects.filter(calendar=calendar, year=year, is_current=True).first()
    return found


def days_of(year_row: CalendarYear | None) -> tuple[DayData, ...]:
    if year_row is None:
        return ()
    rows = CalendarDay.objects.filter(calendar_year=year_row).order_by("date")
    return tuple(DayData(r.date, r.working, r.label, r.label_en) for r in rows)


def owning_year(calendar: WorkCalendar, day: date) -> int:
    """The year whose version decides about `day`: the later one when two name it (see engines.workdays)."""
    rows = CalendarDay.objects.filter(
        calendar_year__calendar=calendar, calendar_year__is_current=True, date=day
    ).order_by("-calendar_year__year")
    found = rows.values_list("calendar_year__year", flat=True).first()
    return day.year if found is None else int(found)


def exception_on(calendar: WorkCalendar, day: date) -> DayData | None:
    """What the calendar says about `day` beyond the weekday rule."""
    rows = _current_days(calendar, day, day)
    return rows[0][0] if rows else None


@dataclass(frozen=True)
class Line:
    """A calendar in the overview."""

    calendar: WorkCalendar
    first_year: int | None
    last_year: int | None
    provisional_years: list[int]
    working_days: int


def overview(user: Any, year: int) -> list[Line]:
    """The calendars `user` may see, with their years and the working days of `year`."""
    found = list(WorkCalendar.objects.visible_to(user))
    rows = CalendarYear.objects.filter(calendar__in=found, is_current=True).order_by("year")
    years: dict[int, list[CalendarYear]] = {}
    for row in rows:
        years.setdefault(row.calendar_id, []).append(row)
    return [
        Line(
            calendar=calendar,
            first_year=years[calendar.pk][0].year if calendar.pk in years else None,
            last_year=years[calendar.pk][-1].year if calendar.pk in years else None,
            provisional_years=[row.year for row in years.get(calendar.pk, ()) if row.provisional],
            working_days=table(calendar).working_days_in(year),
        )
        for calendar in found
    ]


@dataclass(frozen=True)
class Change:
    """A day that an import would change: None means "by the weekday rule"."""

    date: date
    before: DayData | None
    after: DayData | None

    @property
    def before_words(self) -> str:
        return day_words(self.date, self.before)

    @property
    def after_words(self) -> str:
        return day_words(self.date, self.after)


def day_words(day: date, exception: DayData | None) -> str:
    """What a day is, in the active language: "day off, National Day"."""
    if exception is None:
        return _("weekend") if day.weekday() >= SATURDAY else _("working day")
    if not exception.working:
        word = _("day off")
    else:
        word = _("adjusted working day") if day.weekday() >= SATURDAY else _("working day")
    label = pick(exception.label, exception.label_en)
    return f"{word} · {label}" if label else word


def difference(before: Iterable[DayData], after: Iterable[DayData]) -> list[Change]:
    old, new = {d.date: d for d in before}, {d.date: d for d in after}
    return [Change(d, old.get(d), new.get(d)) for d in sorted({*old, *new}) if old.get(d) != new.get(d)]


@dataclass(frozen=True)
class DayCell:
    """A square of the year view. `kind`: work, weekend, holiday (off by notice) or makeup (worked weekend)."""

    date: date
    kind: str
    words: str

    @property
    def iso(self) -> str:
        return self.date.isoformat()

    @property
    def mark(self) -> str:
        """What printed calendars put beside the number: 休 and 班."""
        return MARKS[self.kind]() if self.kind in MARKS else ""


@dataclass(frozen=True)
class Weekday:
    short: str
    full: str


def weekdays() -> list[Weekday]:
    """Monday to Sunday in the active language."""
    monday = date(2026, 1, 5)
    named = [formats.weekday(monday + timedelta(days=n)) for n in range(7)]
    return [Weekday(name.removeprefix("周")[:2], name) for name in named]


@dataclass(frozen=True)
class MonthGrid:
    first: date
    weeks: list[list[DayCell | None]]
    working_days: int


@dataclass(frozen=True)
class YearPage:
    calendar: WorkCalendar
    year: int
    shown: CalendarYear | None
    current: CalendarYear | None
    versions: list[CalendarYear]
    months: list[MonthGrid]
    working_days: int
    holidays: int
    makeup_days: int
    provisional: bool
    years: list[int]
    changes: list[Change]

    @property
    def is_old_version(self) -> bool:
        return self.shown is not None and not self.shown.is_current

    @property
    def weekdays(self) -> list[Weekday]:
        return weekdays()

    @property
    def previous_year(self) -> int | None:
        return max((y for y in self.years if y < self.year), default=None)

    @property
    def next_year(self) -> int | None:
        return min((y for y in self.years if y > self.year), default=None)

    @property
    def off_mark(self) -> str:
        return MARKS["holiday"]()

    @property
    def work_mark(self) -> str:
        return MARKS["makeup"]()


def years_of(calendar: WorkCalendar) -> list[int]:
    rows = CalendarYear.objects.filter(calendar=calendar, is_current=True).order_by("year")
    return list(rows.values_list("year", flat=True))


def year_page(calendar: WorkCalendar, year: int, number: int | None = None) -> YearPage:
    """One year as twelve months; `number` shows an earlier version instead of the current one (five queries)."""
    versions = list(
        CalendarYear.objects.filter(calendar=calendar, year=year).select_related("created_by").order_by("-number")
    )
    current = next((v for v in versions if v.is_current), None)
    shown = next((v for v in versions if v.number == number), current) if number is not None else current
    days = {d.date: d for d, _provisional in _current_days(calendar, date(year, 1, 1), date(year, 12, 31))}
    changes: list[Change] = []
    if shown is not None and shown is not current:
        old = days_of(shown)
        changes = difference(old, days_of(current))
        days = {d.date: d for d in old if d.date.year == year}
    grids = [_month(year, month, days) for month in range(1, 13)]
    cells = [cell for grid in grids for week in grid.weeks for cell in week if cell is not None]
    return YearPage(
        calendar=calendar,
        year=year,
        shown=shown,
        current=current,
        versions=versions,
        months=grids,
        working_days=sum(grid.working_days for grid in grids),
        holidays=sum(cell.kind == "holiday" for cell in cells),
        makeup_days=sum(cell.kind == "makeup" for cell in cells),
        provisional=shown is None or shown.provisional,
        years=years_of(calendar),
        changes=changes,
    )


def _month(year: int, month: int, days: dict[date, DayData]) -> MonthGrid:
    weeks = [
        [_cell(day, days.get(day)) if day.month == month else None for day in week]
        for week in months.Calendar(firstweekday=0).monthdatescalendar(year, month)
    ]
    working = sum(1 for week in weeks for cell in week if cell is not None and cell.kind in ("work", "makeup"))
    return MonthGrid(date(year, month, 1), weeks, working)


def _cell(day: date, exception: DayData | None) -> DayCell:
    weekend = day.weekday() >= SATURDAY
    if exception is None:
        kind = "weekend" if weekend else "work"
    elif exception.working:
        kind = "makeup" if weekend else "work"
    else:
        # A weekend inside a holiday is off by the notice as well: it shows as part of the holiday.
        kind = "holiday"
    return DayCell(day, kind, day_words(day, exception))


def _current_days(calendar: WorkCalendar, start: date, end: date) -> list[tuple[DayData, bool]]:
    """Exceptions in force with "is provisional", each date once: of two years naming it the later one decides."""
    rows = CalendarDay.objects.filter(
        calendar_year__calendar=calendar, calendar_year__is_current=True, date__gte=start, date__lte=end
    )
    found: dict[date, tuple[DayData, bool]] = {}
    for row in rows.select_related("calendar_year").order_by("date", "calendar_year__year"):
        found[row.date] = (DayData(row.date, row.working, row.label, row.label_en), row.calendar_year.provisional)
    return list(found.values())


def _build(calendar: WorkCalendar) -> WorkdayTable:
    rows = CalendarYear.objects.filter(calendar=calendar, is_current=True).values_list("id", "year", "provisional")
    known = {pk: (year, is_provisional) for pk, year, is_provisional in rows}
    years: dict[int, dict[date, bool]] = {year: {} for year in range(FIRST_COVERED, LAST_COVERED + 1)}
    for year, _provisional in known.values():
        years.setdefault(year, {})
    days = CalendarDay.objects.filter(calendar_year_id__in=known).values_list("calendar_year_id", "date", "working")
    for pk, day, working in days:
        years[known[pk][0]][day] = working
    final = {year for year, is_provisional in known.values() if not is_provisional}
    return workdays.build(years, provisional_years=set(years) - final)
