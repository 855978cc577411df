"""When the next value of a KPI is due: functions of days and a cadence."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from django.utils import timezone

from projects.goals.choices import Cadence

MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3}
DAYS = {Cadence.DAILY: 1, Cadence.WEEKLY: 7}

# From so many days before the due day a value may be asked for.
SOON = {Cadence.DAILY: 0, Cadence.WEEKLY: 1, Cadence.MONTHLY: 5, Cadence.QUARTERLY: 10}


def business_day(now: datetime) -> date:
    """The day of the business (TIME_ZONE), so that everybody reads the same figures wherever they are."""
    return timezone.localdate(now, timezone.get_default_timezone())


def add_months(on: date, months: int) -> date:
    """The same day some months later; the last day of a month stays the last day."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    at_end = on.day == monthrange(on.year, on.month)[1]
    return date(year, month + 1, last if at_end else min(on.day, last))


def following(on: date, cadence: str) -> date:
    """One cadence after `on`: 31 January is followed by 28 February."""
    months = MONTHS.get(Cadence(cadence))
    return add_months(on, months) if months else on + timedelta(days=DAYS[Cadence(cadence)])


def due_after(newest: date, cadence: str, due_on: date | None) -> date:
    """The day by which the value after `newest` is wanted; the due day of the target itself is never skipped."""
    wanted = following(newest, cadence)
    return min(wanted, due_on) if due_on is not None and newest < due_on else wanted


def period_of(on: date, cadence: str) -> str:
    """The round a due day belongs to: 2026-11, 2026Q4, 2026-W47. Daily values are asked for once a week."""
    if cadence == Cadence.MONTHLY:
        return f"{on.year}-{on.month:02d}"
    if cadence == Cadence.QUARTERLY:
        return f"{on.year}Q{(on.month - 1) // 3 + 1}"
    year, week, _day = on.isocalendar()
    return f"{year}-W{week:02d}"


def missed(measure_by: date, cadence: str, today: date) -> date:
    """The latest due day before `today` that passed without a value, when `measure_by` was the first."""
    due = measure_by
    while (after := following(due, cadence)) < today:
        due = after
    return due
