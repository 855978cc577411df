"""When reviews take place, and when people are reminded. Pure rules over the working calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from metrics.health.quarters import first_day, following, quarter_of
from pmo.engines.workdays import WorkdayTable

REMIND_BEFORE = (7, 3, 1)
INPUTS_BEFORE = (3, 1)
REMIND_AT = time(8, 30)
CHASE_BEFORE = (3, 0)
CHASE_EVERY = 7
# What a review planned by hand starts from.
USUAL_OFFSET = 9
USUAL_TIME = time(9, 30)


def review_day(quarter: str, offset: int, table: WorkdayTable) -> date:
    """The day of the review of `quarter`: `offset` working days after the first working day of the next quarter."""
    first = table.next_or_same(first_day(following(quarter)))
    return table.add(first, offset) if offset else first


def upcoming_quarter(today: date, offset: int, table: WorkdayTable) -> str:
    """The quarter whose review is the next to come: last quarter's until its day has passed, then this one's."""
    current = quarter_of(today)
    previous = quarter_of(first_day(current) - timedelta(days=1))
    return previous if review_day(previous, offset, table) >= today else current


def next_quarter(now: datetime, offset: int, at: time, zone: ZoneInfo, table: WorkdayTable) -> str:
    """As `upcoming_quarter`; on the day of a review this one's as soon as its hour has come."""
    today = now.astimezone(zone).date()
    quarter = upcoming_quarter(today, offset, table)
    begun = starts_at(review_day(quarter, offset, table), at, zone) <= now
    return str(following(quarter)) if begun else quarter


def starts_at(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone)


def reminder_due(start: datetime, zone: ZoneInfo, now: datetime, steps: tuple[int, ...] = REMIND_BEFORE) -> int | None:
    """The step (days before) whose reminder is due now for somebody in `zone`; the nearest one only.

    After an outage one late reminder is sent, not all that were missed. None when none is due or it has begun.
    """
    if now >= start:
        return None
    day = start.astimezone(zone).date()
    for step in sorted(steps):
        if now >= datetime.combine(day - timedelta(days=step), REMIND_AT, tzinfo=zone):
            return step
    return None


def days_left(start: datetime, zone: ZoneInfo, now: datetime) -> int:
    """Days from today to the day of the review, as somebody in `zone` counts them."""
    return (start.astimezone(zone).date() - now.astimezone(zone).date()).days


def chase_due(due_on: date, zone: ZoneInfo, now: datetime) -> str | None:
    """The chase of an open action that is due now: "3d", "0d" before, then "+7d", "+14d" … after. None for none yet."""
    local = now.astimezone(zone)
    today = local.date() if local.time() >= REMIND_AT else local.date() - timedelta(days=1)
    late = (today - due_on).days
    if late >= CHASE_EVERY:
        return f"+{late // CHASE_EVERY * CHASE_EVERY}d"
    for step in sorted(CHASE_BEFORE):
        if -late <= step:
            return f"{step}d"
    return None
