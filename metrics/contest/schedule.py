"""Which week it is and when its places are told. Pure rules over the working calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from pmo.engines.workdays import WorkdayTable

WEEK = timedelta(days=7)
# Decisions that are late are reminded of in the morning, on working days.
REMIND_AT = time(8, 30)
# Weeks nobody counted in time are still made up for; older ones stay open.
CATCH_UP = 13


class Announced(Protocol):
    first_week_on: date
    announce_on: int
    announce_at: time


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def told_at(contest: Announced, week_on: date, zone: ZoneInfo, table: WorkdayTable) -> datetime:
    """When the places of the week that begins on `week_on` are told: on its day of the week after, or the next that is
    worked."""
    day = week_on + WEEK + timedelta(days=contest.announce_on - 1)
    return datetime.combine(table.next_or_same(day), contest.announce_at, tzinfo=zone)


def due_weeks(contest: Announced, now: datetime, zone: ZoneInfo, table: WorkdayTable) -> Iterator[date]:
    """Mondays of the weeks whose places are due by `now`, oldest first, at most the last thirteen."""
    newest = monday_of(now.astimezone(zone).date()) - WEEK
    week = max(contest.first_week_on, newest - (CATCH_UP - 1) * WEEK)
    while week <= newest and told_at(contest, week, zone, table) <= now:
        yield week
        week += WEEK


def working_days(first: date, last: date, table: WorkdayTable) -> list[date]:
    """Days worked from `first` to `last`."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if table.is_working(day)]
