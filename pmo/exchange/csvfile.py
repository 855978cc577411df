"""CSV as people really send it: any of four encodings, any of four separators."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from pmo.exchange.cells import is_dangerous
from pmo.exchange.errors import BadFile
from pmo.files import formats

MAX_BYTES = 20 * 1024 * 1024
MAX_FIELD = 100_000
DELIMITERS = ",;\t|"

Score = Callable[[list[str]], int]


def rows(file: BinaryIO, score: Score) -> Iterator[tuple[int, list[str | None]]]:
    """(line number, cells) of each non-empty record. `score` counts the known headers in a line, to find the separator.

    Raises BadFile.
    """
    text = _decode(file)
    delimiter = _delimiter(text, score)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    previous = csv.field_size_limit(MAX_FIELD)
    try:
        start = 1
        for record in reader:
            cells = [_unquoted(cell) for cell in record]
            if any(cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadFile(
            _("Line %(line)s cannot be read: a quotation mark is missing or a field is too long."),
            code="malformed_csv",
            params={"line": reader.line_num},
        ) from error
    finally:
        csv.field_size_limit(previous)


def _decode(file: BinaryIO) -> str:
    encoding = formats.text_encoding(file)
    if encoding is None:
        raise BadFile(_("The file is not plain text in UTF-8, UTF-16 or GB 18030."), code="encoding")
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BadFile(
            _("The file is larger than %(limit)s MB, the most allowed here."),
            code="too_large",
            params={"limit": MAX_BYTES // (1024 * 1024)},
        )
    return data.decode(encoding).removeprefix("\ufeff")


def _delimiter(text: str, score: Score) -> str:
    """The separator under which the first lines show most known headers; else the one that occurs most."""
    head = text[:20_000].splitlines()[:10]

    def rank(delimiter: str) -> tuple[int, int]:
        found = max((score(_split(line, delimiter)) for line in head), default=0)
        return found, head[0].count(delimiter) if head else 0

    return max(DELIMITERS, key=rank)


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _unquoted(cell: str) -> str | None:
    """A cell without the quote our own export puts before what a spreadsheet would run."""
    if cell.startswith("'") and is_dangerous(cell[1:]):
        return cell[1:]
    return cell or None
