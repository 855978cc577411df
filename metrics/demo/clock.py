"""Days of the stories, all counted from today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from django.conf import settings

ZONE = ZoneInfo(settings.TIME_ZONE)
MONTH = 30.4375
# Nothing that has happened happened in the last minutes: there is always a little order left to be had.
JUST_NOW = timedelta(minutes=5)
# A due day moves to the end of a month when that changes the time given by less than this share.
NEAR_MONTH_END = 0.02
# From this day on the running month is measured.
MONTH_IS_OLD = 20


@dataclass(frozen=True)
class Timed:
    """Something that happened. Acts of one moment keep the order they were told in."""

    at: datetime
    act: Callable[[datetime], Any]


def month_end(today: date, months_ago: int) -> date:
    """Last day of the month `months_ago` before this one (negative: after)."""
    year, month = divmod(today.year * 12 + today.month - months_ago, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


def period_end(today: date, cadence: str, ago: int) -> date:
    """The day the value `ago` periods back was taken: the end of a month, or the same weekday every week.

    Towards its end the running month has a value of its own, taken today.
    """
    if cadence == "weekly":
        return today - timedelta(weeks=ago)
    running = today.day >= MONTH_IS_OLD
    return today if running and ago == 0 else month_end(today, ago if running else ago + 1)


def months_before(today: date, months: float) -> date:
    return today - timedelta(days=round(months * MONTH))


def workday(on: date) -> date:
    """The same day, or the Friday before it."""
    return on - timedelta(days=max(on.weekday() - 4, 0))


def moment(now: datetime, on: date, hour: int, of: str) -> datetime:
    """In working hours of a day, at a minute of its own, never in the future."""
    minute = crc32(of.encode()) % 50
    return min(datetime.combine(on, time(hour, minute), tzinfo=ZONE), now - JUST_NOW)


def placed_due(baseline_on: date, today: date, expected: float) -> date:
    """The due day that makes `expected` the share of time gone by today, at a day people would choose."""
    exact = baseline_on + timedelta(days=round((today - baseline_on).days / expected))
    ends = (exact.replace(day=1) - timedelta(days=1), own_month_end(exact))
    within = (exact - baseline_on).days * NEAR_MONTH_END
    near = [end for end in ends if abs((end - exact).days) <= within]
    return near[0] if near else workday(exact)


def own_month_end(on: date) -> date:
    return (on.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
