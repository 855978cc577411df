"""Durations, dates and unit codes of Microsoft Project's XML, both ways."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from projects.engines.worktime import to_datetime, to_moment

# Minutes that fit a 32-bit column with room to add: about a thousand years.
MOST_MINUTES = 500_000_000
FIRST_YEAR, LAST_YEAR = 2000, 2100

_DURATION = re.compile(
    r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$"
)

# Codes of DurationFormat and LagFormat: (unit, elapsed). With 32 more, the duration is an estimate.
_FORMATS = {
    3: ("m", False), 4: ("m", True), 5: ("h", False), 6: ("h", True), 7: ("d", False), 8: ("d", True),
    9: ("w", False), 10: ("w", True), 11: ("mo", False), 12: ("mo", True), 19: ("%", False), 20: ("%", True),
    21: ("d", False),
}  # fmt: skip
_CODES = {pair: code for code, pair in _FORMATS.items() if code != 21}
ESTIMATED = 32


class BadValue(ValueError):
    """A value that is none of its type; the text is kept for the message."""


def minutes(text: str) -> int:
    """Whole minutes of an ISO 8601 duration as Microsoft writes it (PT8H0M0S). Raises BadValue."""
    found = _DURATION.match(text.strip())
    if found is None or not any(found.groups()[1:]):
        raise BadValue(text)
    sign, years, months, days, hours, mins, secs = found.groups()
    if years or months:
        raise BadValue(text)
    total = int(days or 0) * 1440 + int(hours or 0) * 60 + round(Decimal(mins or 0) + Decimal(secs or 0) / 60)
    if total > MOST_MINUTES:
        raise BadValue(text)
    return -total if sign else total


def duration_text(amount: int) -> str:
    """PT8H0M0S of 480."""
    hours, rest = divmod(abs(amount), 60)
    return f"{'-' if amount < 0 else ''}PT{hours}H{rest}M0S"


def moment(text: str) -> int:
    """A moment of a wall-clock time (2026-03-02T08:00:00). Raises BadValue, also outside 2000–2100."""
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadValue(text) from None
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise BadValue(text)
    return to_moment(when.replace(tzinfo=None))


def moment_text(value: int) -> str:
    return to_datetime(value).isoformat(timespec="seconds")


def day(text: str) -> date:
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        raise BadValue(text) from None


def clock(text: str) -> int:
    """Minutes of the day of 08:30:00. Raises BadValue."""
    found = re.match(r"(\d{1,2}):(\d{2})(?::\d{2})?$", text.strip())
    if found is None or int(found[1]) > 24 or int(found[2]) > 59:
        raise BadValue(text)
    return int(found[1]) * 60 + int(found[2])


def clock_text(value: int) -> str:
    return f"{value // 60 % 24:02d}:{value % 60:02d}:00"


def number(text: str) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise BadValue(text) from None
    if not value.is_finite() or abs(value) > 10**12:
        raise BadValue(text)
    return value


def integer(text: str) -> int:
    value = number(text)
    if value != value.to_integral_value():
        raise BadValue(text)
    return int(value)


def unit_of(code: int | None) -> tuple[str, bool, bool]:
    """(unit, elapsed, estimated) of a format code; days when it is unknown."""
    if code is None:
        return "d", False, False
    estimated = code - ESTIMATED in _FORMATS and code not in _FORMATS
    unit, elapsed = _FORMATS.get(code - ESTIMATED if estimated else code, ("d", False))
    return unit, elapsed, estimated


def code_of(unit: str, elapsed: bool, *, estimated: bool = False) -> int:
    return _CODES[(unit, elapsed)] + (ESTIMATED if estimated else 0)
