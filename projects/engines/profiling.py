"""What a table holds and which of its rows break a rule. Cells are text; "" is missing.

Every rule but completeness looks at filled cells only: what is missing is counted once, as missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Cells = Sequence[str]

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,18})(\.\d{1,12})?", re.ASCII)
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))", re.ASCII
)
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?", re.ASCII)


@dataclass(frozen=True)
class ColumnProfile:
    """One column. `numbers` and `dates` count the filled cells that read as such; lengths are in characters."""

    name: str
    rows: int
    filled: int
    distinct: int
    numbers: int
    dates: int
    shortest: int
    longest: int

    @property
    def missing(self) -> int:
        return self.rows - self.filled

    @property
    def kind(self) -> str:
        """What nearly all filled cells are: number, date, text; empty when there is none."""
        if not self.filled:
            return "empty"
        if self.dates >= 0.95 * self.filled:
            return "date"
        return "number" if self.numbers >= 0.95 * self.filled else "text"


def profile(name: str, cells: Cells) -> ColumnProfile:
    """Counts of one column, in one pass over its distinct values."""
    values = Counter(cells)
    values.pop("", None)
    lengths = [len(value) for value in values]
    return ColumnProfile(
        name=name,
        rows=len(cells),
        filled=sum(values.values()),
        distinct=len(values),
        numbers=sum(n for value, n in values.items() if as_number(value) is not None),
        dates=sum(n for value, n in values.items() if as_date(value) is not None),
        shortest=min(lengths, default=0),
        longest=max(lengths, default=0),
    )


def as_number(text: str) -> Decimal | None:
    """A plain decimal number, thousands separated by commas or not at all; nothing else is one."""
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def as_date(text: str) -> date | None:
    """2026-11-30, 2026/11/30, 2026年11月30日 or 20261130, if the calendar knows it; a time may follow."""
    day_of, _space, time_of = text.replace("T", " ", 1).partition(" ")
    found = _DATE.fullmatch(day_of)
    if found is None or (time_of and not _TIME.fullmatch(time_of)):
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


# --- rules: which rows break them -------------------------------------------------------------------------------------


def incomplete(cells: Cells) -> Bools:
    return np.fromiter((not cell for cell in cells), bool, len(cells))


def repeated(columns: Sequence[Cells]) -> Bools:
    """Rows whose values in all these columns occur more than once; a row with an empty key breaks nothing here."""
    keys = list(zip(*columns, strict=True))
    count = Counter(key for key in keys if all(key))
    return np.fromiter((count[key] > 1 for key in keys), bool, len(keys))


def not_number(cells: Cells, low: Decimal | None = None, high: Decimal | None = None) -> Bools:
    """Filled cells that are no number, or none from `low` to `high`."""

    def bad(cell: str) -> bool:
        found = as_number(cell)
        return found is None or (low is not None and found < low) or (high is not None and found > high)

    return _where(cells, bad)


def not_date(cells: Cells, first: date | None = None, last: date | None = None) -> Bools:
    """Filled cells that are no day, or none from `first` to `last`."""

    def bad(cell: str) -> bool:
        found = as_date(cell)
        return found is None or (first is not None and found < first) or (last is not None and found > last)

    return _where(cells, bad)


def not_long(cells: Cells, shortest: int, longest: int) -> Bools:
    """Filled cells with fewer or more characters."""
    return _where(cells, lambda cell: not shortest <= len(cell) <= longest)


def not_among(cells: Cells, known: Collection[str]) -> Bools:
    """Filled cells that are none of the known values: a list of options, or the keys of another table."""
    return _where(cells, lambda cell: cell not in known)


def _where(cells: Cells, bad: Callable[[str], bool]) -> Bools:
    """Each distinct filled value is judged once."""
    judged = {value: bad(value) for value in set(cells) if value}
    return np.fromiter((judged.get(cell, False) for cell in cells), bool, len(cells))


# --- reconciliation ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """What is in the source and neither arrived nor was rejected: source − target − rejected."""

    name: str
    source: Decimal
    target: Decimal
    rejected: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        return self.source - self.target - self.rejected
