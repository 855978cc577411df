"""Quarters of the calendar year, written 2026Q4."""

from __future__ import annotations

from datetime import date, timedelta


def quarter_of(on: date) -> str:
    return f"{on.year}Q{(on.month - 1) // 3 + 1}"


def first_day(quarter: str) -> date:
    """First day of "2026Q4". Raises ValueError for anything else."""
    year, number = quarter.split("Q")
    if number not in "1234" or len(number) != 1:
        raise ValueError(f"no quarter: {quarter!r}")
    return date(int(year), 3 * int(number) - 2, 1)


def following(quarter: str) -> str:
    start = first_day(quarter)
    return quarter_of(start + timedelta(days=100))


def last_day(quarter: str) -> date:
    return first_day(following(quarter)) - timedelta(days=1)


def last_quarter_end(on: date) -> date:
    """The last day of the quarter before the one `on` lies in."""
    return first_day(quarter_of(on)) - timedelta(days=1)


def is_quarter_end(on: date) -> bool:
    return on == last_day(quarter_of(on))
