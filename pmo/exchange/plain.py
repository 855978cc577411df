"""An uploaded table of any columns, as text: for looking at data, not for taking it over (that is `reading`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from pmo.exchange import csvfile, sandbox
from pmo.exchange.cells import shown
from pmo.exchange.errors import BadFile
from pmo.files import archives, formats
from pmo.files.errors import UnsafeFile, WrongType

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELLS = 4_000_000
MAX_HEADER = 100

Line = tuple[int, list[Any]]


@dataclass(frozen=True)
class PlainTable:
    """`columns[i]` are the cells below `headers[i]`, "" where there is nothing; `numbers` its rows in the file."""

    headers: tuple[str, ...]
    columns: tuple[list[str], ...]
    numbers: tuple[int, ...]

    def column(self, header: str) -> list[str]:
        return self.columns[self.headers.index(header)]


def read(name: str, path: Path) -> PlainTable:
    """The first visible sheet, or the CSV; the first filled line names the columns. Raises BadFile."""
    if name.lower().endswith(".csv"):
        with path.open("rb") as file:
            return _gather(csvfile.rows(file, lambda line: 0))
    try:
        with path.open("rb") as file:
            formats.identify(name, file, formats.TABLES)
            archives.check(file, archives.IMPORT_LIMITS)
    except (WrongType, UnsafeFile) as error:
        raise BadFile(cast(str, error.raw_message), code=error.code, params=error.params) from error
    with sandbox.sheet_lines(path, sheets=[], max_rows=MAX_ROWS + 1, max_columns=MAX_COLUMNS) as lines:
        head = next(lines)
        if "error" in head:
            params = head["params"]
            more = {"limit": MAX_ROWS} if head["error"] == "too_many_rows" else {}
            raise sandbox.refusal(head["error"], {**params, **more})
        return _gather((number, [sandbox.decode(cell) for cell in cells]) for number, cells in lines)


def _gather(lines: Iterator[Line]) -> PlainTable:
    first = next(lines, None)
    if first is None:
        raise sandbox.refusal("empty")
    places, headers = _headers(first[1])
    columns: tuple[list[str], ...] = tuple([] for _header in headers)
    numbers: list[int] = []
    # Equal cells are one object: most columns hold few values.
    same: dict[str, str] = {}
    for number, cells in lines:
        if len(numbers) >= MAX_ROWS:
            left = 1 + sum(1 for _line in lines)
            raise sandbox.refusal("too_many_rows", {"count": MAX_ROWS + left, "limit": MAX_ROWS})
        if (len(numbers) + 1) * len(headers) > MAX_CELLS:
            raise sandbox.refusal("too_complex")
        texts = [_text(cells[place]) if place < len(cells) else "" for place in places]
        if not any(texts):
            continue
        numbers.append(number)
        for column, text in zip(columns, texts, strict=True):
            column.append(same.setdefault(text, text))
    if not numbers:
        raise BadFile(_("There is no row below the names of the columns."), code="no_rows")
    return PlainTable(headers, columns, tuple(numbers))


def _headers(cells: Iterable[Any]) -> tuple[list[int], tuple[str, ...]]:
    """Where the named columns stand, and their names. Raises BadFile."""
    named = [(place, _text(cell)[:MAX_HEADER]) for place, cell in enumerate(cells)]
    named = [(place, name) for place, name in named if name]
    names = [name for _place, name in named]
    if len(names) > MAX_COLUMNS:
        raise sandbox.refusal("too_many_columns", {"count": len(names), "limit": MAX_COLUMNS})
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadFile(_("Two columns are called “%(name)s”."), code="duplicate_column", params={"name": twice})
    return [place for place, _name in named], tuple(names)


def _text(cell: Any) -> str:
    """As a person reads the cell, on one line."""
    return " ".join(shown(cell).split())
