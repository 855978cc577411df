"""Acts on calendars. Each writes a new version of a year; what was valid before stays readable."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.accounts.choices import known_zones
from pmo.calendars import memory, selectors
from pmo.calendars.choices import YearSource
from pmo.calendars.models import CalendarDay, CalendarYear, WorkCalendar
from pmo.calendars.reading import LABEL_LIMIT, DayData, YearData, english, read_file
from pmo.records.errors import Conflict, Invalid
from pmo.records.models import create, save

SHIPPED = Path(__file__).parent / "data"
SHIPPED_CODE = "cn"


class YearChanged(Conflict):
    """Someone wrote another version of the year in the meantime."""

    code = "year_changed"


@transaction.atomic
def create_calendar(
    *, by: Any, name: str, name_en: str, code: str, time_zone: str, now: datetime, copy_of: WorkCalendar | None = None
) -> WorkCalendar:
    """Add a calendar, with the years of another one if wished. Raises Forbidden, Invalid."""
    policy.require(by, "add", "calendar")
    made = _new_calendar(name, name_en, code, time_zone, is_default=False, now=now)
    audit.record(by=by, act="calendar.created", obj=made, after={"name": made.name, "code": made.code}, now=now)
    for row in CalendarYear.objects.filter(calendar=copy_of, is_current=True).order_by("year") if copy_of else ():
        data = YearData(row.year, selectors.days_of(row), row.source_note, row.provisional)
        _write(made, data, source=YearSource(row.source), note=row.source_note, by=by, now=now)
    return made


@transaction.atomic
def change_calendar(
    *, by: Any, calendar: WorkCalendar, name: str, name_en: str, time_zone: str, expected: int | None, now: datetime
) -> WorkCalendar:
    """Rename a calendar or correct its time zone. Raises Forbidden, Invalid, StaleWrite."""
    policy.require(by, "change", calendar)
    fields = ("name", "name_en", "time_zone")
    before = audit.snapshot(calendar, fields)
    calendar.name, calendar.name_en, calendar.time_zone = name.strip(), name_en.strip(), time_zone
    _check_calendar(calendar)
    after = audit.snapshot(calendar, fields)
    if before != after:
        save(calendar, now=now, expected=expected, fields=fields)
        memory.forget()
        audit.record(by=by, act="calendar.changed", obj=calendar, before=before, after=after, now=now)
    return calendar


@transaction.atomic
def make_default(*, by: Any, calendar: WorkCalendar, now: datetime) -> None:
    """Let this calendar count wherever no other one is named. Raises Forbidden."""
    policy.require(by, "change", calendar)
    others = list(WorkCalendar.objects.select_for_update().filter(is_default=True).exclude(pk=calendar.pk))
    if calendar.is_default and not others:
        return
    for other in others:
        other.is_default = False
        save(other, now=now, fields=("is_default",))
    calendar.is_default = True
    save(calendar, now=now, fields=("is_default",))
    memory.forget()
    before = {"default": others[0].code if others else None}
    audit.record(
        by=by, act="calendar.made_default", obj=calendar, before=before, after={"default": calendar.code}, now=now
    )


@transaction.atomic
def import_year(
    *, by: Any, calendar: WorkCalendar, data: YearData, note: str, now: datetime, expected: int | None = None
) -> CalendarYear:
    """Make `data` the new version of its year. `expected`: number of the version the person compared with.

    Raises Forbidden, YearChanged, and Conflict when nothing would change.
    """
    if by is not None:
        policy.require(by, "import", "calendar")
    current = _lock(calendar, data.year, expected)
    if current is not None and current.provisional == data.provisional and selectors.days_of(current) == data.days:
        raise Conflict(_("The calendar already holds exactly these days."), code="no_change")
    text = "\n".join(filter(None, [note.strip(), data.notices]))
    made = _write(calendar, data, source=YearSource.IMPORTED, note=text, by=by, now=now)
    _record(by, "calendar.year_imported", calendar, current, made, data.days, now, reason=note.strip())
    return made


@transaction.atomic
def edit_day(
    *,
    by: Any,
    calendar: WorkCalendar,
    day: date,
    working: bool,
    label: str,
    reason: str,
    now: datetime,
    label_en: str = "",
    expected: int | None = None,
) -> CalendarYear:
    """Make one day worked or off, in a new version of its year. Raises Forbidden, Invalid, YearChanged, Conflict."""
    policy.require(by, "change", calendar)
    label, label_en, reason = label.strip(), label_en.strip(), reason.strip()
    if not reason:
        raise Invalid(_("Say why; it is kept with the change."), code="required", field="reason")
    if max(len(label), len(label_en)) > LABEL_LIMIT:
        raise Invalid(_("At most %(n)d characters."), code="max_length", field="label", params={"n": LABEL_LIMIT})
    year = selectors.owning_year(calendar, day)
    current = _lock(calendar, year, expected if year == day.year else None)
    days = {d.date: d for d in selectors.days_of(current)}
    by_rule = (day.weekday() < 5) == working and not label
    wanted = None if by_rule else DayData(day, working, label, label_en or english(label))
    if days.get(day) == wanted:
        raise Conflict(_("The day is already set like this."), code="no_change")
    days.pop(day, None)
    if wanted is not None:
        days[day] = wanted
    # A year nobody knew before stays provisional: one known day is not a notice.
    data = YearData(year, tuple(sorted(days.values())), provisional=current is None or current.provisional)
    made = _write(calendar, data, source=YearSource.EDITED, note=reason, by=by, now=now)
    _record(by, "calendar.day_changed", calendar, current, made, data.days, now, reason=reason)
    return made


@transaction.atomic
def mark_year(
    *, by: Any, calendar: WorkCalendar, year: int, provisional: bool, reason: str, now: datetime
) -> CalendarYear:
    """Say that the notice for a year is out and its days are as shown, or that they may still change."""
    policy.require(by, "change", calendar)
    if not reason.strip():
        raise Invalid(_("Say why; it is kept with the change."), code="required", field="reason")
    current = _lock(calendar, year, None)
    if (current is None or current.provisional) == provisional:
        raise Conflict(_("The year is already marked like this."), code="no_change")
    data = YearData(year, selectors.days_of(current), provisional=provisional)
    made = _write(calendar, data, source=YearSource.EDITED, note=reason.strip(), by=by, now=now)
    act = "calendar.year_reopened" if provisional else "calendar.year_confirmed"
    audit.record(
        by=by,
        act=act,
        obj=calendar,
        before={"year": year, "version": current.number if current else None},
        after={"year": year, "version": made.number},
        reason=reason.strip(),
        now=now,
    )
    return made


def ensure_default(*, now: datetime) -> WorkCalendar:
    """The company's calendar; the delivered one is set up on first use."""
    return selectors.default() or load_shipped(now=now)


def load_shipped(*, now: datetime) -> WorkCalendar:
    """Set up the Chinese calendar with the delivered years; years that people imported or edited stay as they are.

    Running it again adds only what a newer delivery knows better. Of two processes at once one does the work.
    """
    try:
        return _load_shipped(now)
    except IntegrityError:
        return _load_shipped(now)


@transaction.atomic
def _load_shipped(now: datetime) -> WorkCalendar:
    calendar = WorkCalendar.objects.select_for_update().filter(code=SHIPPED_CODE).first()
    if calendar is None:
        alone = not WorkCalendar.objects.filter(is_default=True).exists()
        calendar = _new_calendar(
            "中国工作日历", "China working days", SHIPPED_CODE, "Asia/Shanghai", is_default=alone, now=now
        )
    current = {row.year: row for row in CalendarYear.objects.filter(calendar=calendar, is_current=True)}
    loaded: list[int] = []
    for path in sorted(SHIPPED.glob("*.json")):
        data = read_file(path)
        known = current.get(data.year)
        if known is not None and (known.source != YearSource.SHIPPED or _same(known, data)):
            continue
        _write(calendar, data, source=YearSource.SHIPPED, note=data.notices, by=None, now=now)
        loaded.append(data.year)
    if loaded:
        audit.record(by=None, act="calendar.loaded", obj=calendar, after={"year": loaded}, now=now)
    return calendar


def _new_calendar(
    name: str, name_en: str, code: str, time_zone: str, *, is_default: bool, now: datetime
) -> WorkCalendar:
    made = WorkCalendar(
        name=name.strip(), name_en=name_en.strip(), code=code.strip(), time_zone=time_zone, is_default=is_default
    )
    _check_calendar(made)
    if WorkCalendar.objects.filter(code=made.code).exists():
        raise Invalid(_("Another calendar has this code."), code="taken", field="code")
    return create(made, now=now)


def _check_calendar(calendar: WorkCalendar) -> None:
    for field in ("name", "name_en", "code"):
        limit = getattr(WorkCalendar._meta.get_field(field), "max_length", None) or 0
        if len(getattr(calendar, field)) > limit:
            raise Invalid(_("At most %(n)d characters."), code="max_length", field=field, params={"n": limit})
    if not calendar.name:
        raise Invalid(_("Enter a name."), code="required", field="name")
    try:
        validate_slug(calendar.code)
    except ValidationError:
        text = _("Enter a code of letters, digits, - and _ only.")
        raise Invalid(text, code="invalid_code", field="code") from None
    if calendar.time_zone not in known_zones():
        raise Invalid(_("Enter a time zone such as Asia/Shanghai."), code="unknown_time_zone", field="time_zone")


def _lock(calendar: WorkCalendar, year: int, expected: int | None) -> CalendarYear | None:
    """The current version of the year, with the calendar locked so that numbers follow each other."""
    WorkCalendar.objects.select_for_update().get(pk=calendar.pk)
    current = selectors.current_year(calendar, year)
    if expected is not None and expected != (current.number if current else 0):
        raise YearChanged(_("Someone else changed this year in the meantime. Look at it again."))
    return current


def _write(
    calendar: WorkCalendar, data: YearData, *, source: YearSource, note: str, by: Any, now: datetime
) -> CalendarYear:
    """The new current version of a year with its days."""
    rows = CalendarYear.objects.filter(calendar=calendar, year=data.year)
    newest = rows.order_by("-number").values_list("number", flat=True).first() or 0
    rows.filter(is_current=True).update(is_current=False)
    made = CalendarYear.objects.create(
        calendar=calendar,
        year=data.year,
        number=newest + 1,
        provisional=data.provisional,
        source=source,
        source_note=note,
        created_at=now,
        created_by=by,
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(calendar_year=made, date=d.date, working=d.working, label=d.label, label_en=d.label_en)
        for d in data.days
    )
    calendar.watermark = uuid.uuid4()
    WorkCalendar.objects.filter(pk=calendar.pk).update(watermark=calendar.watermark, updated_at=now)
    memory.forget()
    return made


def _same(row: CalendarYear, data: YearData) -> bool:
    return row.provisional == data.provisional and selectors.days_of(row) == data.days


def _record(
    by: Any,
    act: str,
    calendar: WorkCalendar,
    before: CalendarYear | None,
    after: CalendarYear,
    days: Iterable[DayData],
    now: datetime,
    *,
    reason: str,
) -> None:
    """One entry with the days that differ, so that the history can be read without the versions."""
    changes = selectors.difference(selectors.days_of(before), days)
    audit.record(
        by=by,
        act=act,
        obj=calendar,
        before={"version": before.number if before else None, **{c.date.isoformat(): _said(c.before) for c in changes}},
        after={"version": after.number, **{c.date.isoformat(): _said(c.after) for c in changes}},
        reason=reason,
        now=now,
    )


def _said(day: DayData | None) -> str:
    if day is None:
        return "-"
    # Kept as text, so it is said in both languages at once.
    return f"{'班 work' if day.working else '休 off'} {day.label}".strip()
