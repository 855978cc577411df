"""From moments to the minutes of the service clock and back, on the company's calendar and in its zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from changemgmt.engines.service_levels import DAY, ServiceClock, Span, due, elapsed
from changemgmt.support.models import SupportPause, SupportSetting
from pmo import calendars
from pmo.engines.stats import NotAvailable


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def clock_of(setting: SupportSetting) -> ServiceClock:
    """The hours of a desk on the company's working days."""
    opens, closes = setting.opens_at, setting.closes_at
    return ServiceClock(calendars.table(), opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute)


def minutes(at: datetime) -> float:
    """Local minutes since day 0."""
    local = at.astimezone(zone())
    return local.toordinal() * DAY + local.hour * 60 + local.minute + local.second / 60


def moment(value: float) -> datetime:
    day = date.fromordinal(int(value // DAY))
    return datetime(day.year, day.month, day.day, tzinfo=zone()) + timedelta(minutes=value % DAY)


def spans(pauses: Iterable[SupportPause], until: datetime) -> list[Span]:
    """Pauses as the engine reads them; the open one lasts until `until`."""
    return [(minutes(one.since_at), minutes(max(one.until_at or until, one.since_at))) for one in pauses]


def due_at(clock: ServiceClock, start: datetime, target: float, pauses: Iterable[SupportPause]) -> datetime | None:
    """When `target` working minutes are used up; None while the clock stands still before that."""
    rows = list(pauses)
    open_since = next((one.since_at for one in rows if one.until_at is None), None)
    closed = [one for one in rows if one.until_at is not None]
    found = due(
        clock,
        minutes(start),
        target,
        spans(closed, start),
        minutes(open_since) if open_since is not None else None,
    )
    return None if isinstance(found, NotAvailable) else moment(found)


def used(clock: ServiceClock, start: datetime, end: datetime, pauses: Iterable[SupportPause]) -> float:
    """Working minutes from `start` to `end`, pauses left out."""
    return elapsed(clock, minutes(start), minutes(end), spans(pauses, end))
