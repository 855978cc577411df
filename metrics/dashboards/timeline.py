"""The next ninety days: coming dates as the line draws them, over the working calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from pmo import calendars
from pmo.texts import pick
from pmo.web import formats, nav
from pmo.web.svg import Event
from projects.portfolio.dimensions import KeyDate

LANES = (("decide", _("Decisions")), ("live", _("Stages")), ("due", _("Due and reviews")))
# Calendars change once or twice a year.
SECONDS = 300
# A lane with more labels than this is a wall of text; the dates stand in the projects too.
PER_LANE = 6
REVIEW = "key_date.review"


@dataclass(frozen=True)
class CalendarSpan:
    """Start and end of the drawing, and the holidays in it: (from, to, name)."""

    start: date
    end: date
    holidays: list[tuple[date, date, str]]
    provisional_years: list[int]

    @property
    def lanes(self) -> tuple[tuple[str, Any], ...]:
        return LANES


def calendar_of(start: date, length: timedelta) -> CalendarSpan:
    """Holidays longer than a weekend between `start` and its end."""
    name = f"span:{start}:{length.days}:{get_language()}"
    found: CalendarSpan | None = cache.get(name)
    if found is None:
        found = _read(start, start + length)
        cache.set(name, found, SECONDS)
    return found


def _read(start: date, end: date) -> CalendarSpan:
    runs = [(h.first, h.last, pick(h.label, h.label_en)) for h in calendars.holidays(start, end)]
    years = sorted({start.year, end.year})
    return CalendarSpan(start, end, runs, [year for year in years if calendars.provisional(year)])


def events_of(user: Any, dates: Sequence[KeyDate], span: CalendarSpan) -> list[Event]:
    """What the person may open, a few per lane: meetings and what is in danger before other due days."""
    lanes: dict[str, list[KeyDate]] = {code: [] for code, _label in LANES}
    for coming in dates:
        if coming.lane in lanes and span.start <= coming.on <= span.end and _openable(user, coming):
            lanes[coming.lane].append(coming)
    return [_event(coming) for found in lanes.values() for coming in _nearest(found)]


def _openable(user: Any, coming: KeyDate) -> bool:
    return not coming.url or nav.may_open(user, coming.url)


def _nearest(found: Sequence[KeyDate]) -> list[KeyDate]:
    """At most PER_LANE of a lane, in order of time."""
    ranked = sorted(found, key=lambda d: (d.title.key != REVIEW, not d.status, d.on))[:PER_LANE]
    return sorted(ranked, key=lambda d: d.on)


def _event(coming: KeyDate) -> Event:
    moved = coming.original_on is not None and coming.original_on != coming.on
    note = formats.mmdd(coming.on)
    if moved and coming.original_on is not None:
        note = gettext("%(on)s, planned %(original)s") % {"on": note, "original": formats.mmdd(coming.original_on)}
    return Event(
        on=coming.on,
        title=coming.title.plain(),
        lane=coming.lane,
        note=note,
        status=coming.status,
        url=coming.url,
        original_on=coming.original_on if moved else None,
        slip=_slip(coming.slip) if moved else "",
    )


def _slip(late: int) -> str:
    """ "22 working days late" on the line between the two days."""
    if late > 0:
        return ngettext("%(n)s working day late", "%(n)s working days late", late) % {"n": late}
    return ngettext("%(n)s working day early", "%(n)s working days early", -late) % {"n": -late}
