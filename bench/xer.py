"""Primavera's XER files, as far as the comparison of dates needs them: tables, calendars, moments."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from projects.engines.worktime import WorkTime, build, to_moment

Table = list[dict[str, str]]
Shifts = list[tuple[int, int]]

_SHIFT = re.compile(r"(?:s\|(\d\d:\d\d)\|f\|(\d\d:\d\d))|(?:f\|(\d\d:\d\d)\|s\|(\d\d:\d\d))")
_EXCEPTION = re.compile(r"\(d\|(\d+)\)")
# Day 0 of the numbers of Excel and Primavera.
_ORIGIN = date(1899, 12, 30)


def read(path: Path) -> dict[str, Table]:
    """The tables of a file by name, rows as text."""
    tables: dict[str, Table] = {}
    name, columns = "", []
    for line in path.read_text(encoding="cp1252").splitlines():
        kind, *cells = line.split("\t")
        if kind == "%T":
            name = cells[0]
        elif kind == "%F":
            columns = cells
        elif kind == "%R":
            tables.setdefault(name, []).append(dict(zip(columns, cells, strict=False)))
    return tables


def moment(text: str) -> int:
    at = datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the plan's wall clock
    return to_moment(at.date()) + at.hour * 60 + at.minute


def calendar(data: str, first: date, last: date) -> WorkTime:
    """Seven days, Sunday first, and days off."""
    packed = re.sub(r"\s+", "", data)
    head, _mark, tail = packed.partition("(0||Exceptions()")
    week: list[Shifts] = [[] for _day in range(7)]
    for number, part in enumerate(re.split(r"\(0\|\|[1-7]\(\)", head)[1:]):
        week[(number + 6) % 7] = sorted(_shifts(part))
    off = {_ORIGIN + timedelta(days=int(day)): [] for day in _EXCEPTION.findall(tail)}
    return build(week, {day: shifts for day, shifts in off.items() if first <= day <= last}, first, last)


def _shifts(text: str) -> Shifts:
    found = []
    for start, finish, finish_first, start_second in _SHIFT.findall(text):
        found.append((_minute(start or start_second), _minute(finish or finish_first)))
    return found


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
