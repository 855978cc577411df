"""Days as spreadsheets and people write them: 2026-03-05, 2026/3/5 9:00, 2026年3月5日, 5 Mar 2026, 13/3/2026."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from django.utils.translation import gettext_lazy as _

from pmo.records import Invalid

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = re.compile(
    r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|(?:周|星期)[一二三四五六日天])[.,]?\s+", re.IGNORECASE
)
_CLOCK = re.compile(r"(?:[T ]\s*|(?<=日))(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(am|pm)?$", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_DAY_NAME = re.compile(r"(\d{1,2})[-. ]+([a-z]{3,9})[-. ,]+(\d{4}|\d{2})", re.IGNORECASE)
_NAME_DAY = re.compile(r"([a-z]{3,9})[-. ]+(\d{1,2})[-. ,]+(\d{4}|\d{2})", re.IGNORECASE)


def read(text: str, *, field: str) -> date | datetime:
    """A day, or a time of a day when one is written (no zone: the plan's wall clock). Raises Invalid."""
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        return _iso(plain)
    except ValueError:
        pass
    plain = _WEEKDAY.sub("", plain)
    clock = _CLOCK.search(plain)
    try:
        day = _day(plain[: clock.start()].strip() if clock else plain, field)
        return datetime.combine(day, _time(clock)) if clock else day
    except ValueError:
        raise Invalid(_("Enter a date."), code="not_a_date", field=field) from None


def _iso(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text).replace(tzinfo=None)


def _day(text: str, field: str) -> date:
    if found := _YEAR_FIRST.fullmatch(text):
        return date(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(text):
        return _either(int(found[1]), int(found[3]), int(found[4]), text, field)
    if found := _DAY_NAME.fullmatch(text):
        return date(_year(found[3]), _month(found[2]), int(found[1]))
    if found := _NAME_DAY.fullmatch(text):
        return date(_year(found[3]), _month(found[1]), int(found[2]))
    raise ValueError(text)


def _either(first: int, second: int, year: int, text: str, field: str) -> date:
    """13/3 and 3/13 are the same day; whether 5/3 is in March or in May nobody knows."""
    if first > 12 or first == second:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    raise Invalid(
        _("“%(text)s” can be read as two different days. Write it like %(like)s."),
        code="two_days",
        field=field,
        params={"text": text, "like": f"{year}-{second:02d}-{first:02d}"},
    )


def _month(name: str) -> int:
    """Raises ValueError."""
    return _MONTHS.index(name[:3].lower()) + 1


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _time(found: re.Match[str]) -> time:
    hour, half = int(found[1]), (found[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, int(found[2]))
