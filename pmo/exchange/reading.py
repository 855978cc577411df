"""Read an uploaded table against its TableSpec: every good row typed, every bad cell named."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from pmo.exchange import csvfile, references, sandbox
from pmo.exchange.cells import Fault, Merged, parse, shown
from pmo.exchange.errors import BadFile, CellError
from pmo.exchange.specs import MAX_COLUMNS, Column, Ref, TableSpec, enumerated, fold, letter
from pmo.files import archives, formats
from pmo.files.errors import UnsafeFile, WrongType

HEADER_WITHIN = 10
MAX_BYTES = 20 * 1024 * 1024
MAX_MERGES = 2_000

Line = tuple[int, list[Any]]
_REFERENCE_FAULTS = {
    "person": ("unknown_person", N_("Nobody has this employee number or user name")),
    "unit": ("unknown_unit", N_("No unit has this code")),
}


@dataclass
class ReadTable:
    """What a file holds. `rows` are the rows without a bad cell; each has "_row" and "_sheet" besides its columns."""

    spec: TableSpec
    sheet: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """Headers of columns the spec does not know."""
    letters: dict[str, str] = field(default_factory=dict)
    """Column name → letter in the sheet."""
    count: int = 0
    """Data rows in the file, good and bad."""


def read(upload: UploadedFile | Path, spec: TableSpec) -> ReadTable:
    """The table in `upload` (.xlsx or .csv by name and content). Raises BadFile when the file as a whole is refused."""
    with _on_disk(upload) as (name, path):
        lowered = name.lower()
        if lowered.endswith(".csv"):
            with path.open("rb") as file:
                return _interpret(spec, "", csvfile.rows(file, lambda line: _score(spec, line)), [])
        with path.open("rb") as file:
            _check_workbook(name, file)
        with sandbox.sheet_lines(
            path, sheets=spec.sheet_names(), max_rows=spec.max_rows + HEADER_WITHIN, max_columns=MAX_COLUMNS
        ) as lines:
            head = next(lines)
            if "error" in head:
                raise _refused(head, spec)
            rows = ((number, [sandbox.decode(cell) for cell in cells]) for number, cells in lines)
            return _interpret(spec, head["sheet"], rows, head["merged"])


def _refused(head: dict[str, Any], spec: TableSpec) -> BadFile:
    params = head["params"]
    if head["error"] == "too_many_rows":
        params = {**params, "limit": spec.max_rows}
    return sandbox.refusal(head["error"], params)


@contextmanager
def _on_disk(upload: UploadedFile | Path) -> Iterator[tuple[str, Path]]:
    if isinstance(upload, Path):
        if upload.stat().st_size > MAX_BYTES:
            raise _too_large()
        yield upload.name, upload
        return
    with NamedTemporaryFile(prefix="luodi-table-", suffix=".bin") as copy:
        size = 0
        for chunk in upload.chunks():
            size += len(chunk)
            if size > MAX_BYTES:
                raise _too_large()
            copy.write(chunk)
        copy.flush()
        yield upload.name or "", Path(copy.name)


def _too_large() -> BadFile:
    return BadFile(
        _("The file is larger than %(limit)s MB, the most allowed here."),
        code="too_large",
        params={"limit": MAX_BYTES // (1024 * 1024)},
    )


def _check_workbook(name: str, file: BinaryIO) -> None:
    """Refuse by name, first bytes and zip directory, before anything is unpacked."""
    try:
        formats.identify(name, file, formats.TABLES)
        archives.check(file, archives.IMPORT_LIMITS)
    except (WrongType, UnsafeFile) as error:
        raise BadFile(cast(str, error.raw_message), code=error.code, params=error.params) from error


def _score(spec: TableSpec, cells: Iterable[Any]) -> int:
    seen = {fold(str(cell)) for cell in cells if isinstance(cell, str) and len(cell) <= 200}
    return sum(1 for column in spec.columns if column.headers & seen)


def _interpret(spec: TableSpec, sheet: str, lines: Iterator[Line], merged: list[list[int]]) -> ReadTable:
    top = list(islice(lines, HEADER_WITHIN))
    if not top:
        raise sandbox.refusal("empty")
    at = max(range(len(top)), key=lambda index: (_score(spec, top[index][1]), -index))
    header_row, header = top[at]
    positions, ignored = _match(spec, header, header_row)
    _refuse_merged_header(header_row, positions, merged)
    table = ReadTable(spec, shown(sheet), ignored=ignored, letters={name: letter(i) for name, i in positions.items()})
    lines = (line for part in (top[at + 1 :], lines) for line in part)
    rows = list(_rows(table, positions, lines, _hidden_cells(merged, header_row)))
    _resolve_references(table, rows)
    _refuse_repeated_keys(table, rows)
    bad = {error.row for error in table.errors}
    table.rows = [row for row in rows if row["_row"] not in bad]
    order = {name: index for index, name in enumerate(positions)}
    table.errors.sort(key=lambda error: (error.row, order.get(error.column, MAX_COLUMNS), error.code))
    return table


def _match(spec: TableSpec, header: list[Any], row: int) -> tuple[dict[str, int], list[str]]:
    """Column name → index, and the headers that belong to no column. Raises BadFile."""
    positions: dict[str, int] = {}
    ignored = []
    for index, cell in enumerate(header):
        text = shown(cell).strip()
        column = next((c for c in spec.columns if fold(text) in c.headers), None) if text else None
        if column is None:
            if text:
                ignored.append(text[:80])
            continue
        if column.name in positions:
            raise BadFile(
                _("The column “%(column)s” stands twice in row %(row)s."),
                code="column_twice",
                params={"column": column.label, "row": row},
            )
        positions[column.name] = index
    if not positions:
        raise BadFile(
            _("None of the first %(rows)s rows holds the column names. Start from the template."),
            code="no_header",
            params={"rows": HEADER_WITHIN},
        )
    missing = [str(c.label) for c in spec.columns if c.required and c.name not in positions]
    if missing:
        raise BadFile(
            _("Missing columns: %(columns)s. The column names were looked for in row %(row)s."),
            code="columns_missing",
            params={"columns": enumerated(missing), "row": row},
        )
    return positions, ignored


def _refuse_merged_header(row: int, positions: dict[str, int], merged: list[list[int]]) -> None:
    for top, left, bottom, right in merged:
        if top + 1 <= row <= bottom + 1 and any(left <= index <= right for index in positions.values()):
            raise BadFile(
                _("The column names in %(cells)s are merged. Split them: one name per column, in one row."),
                code="merged_header",
                params={"cells": f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"},
            )


def _hidden_cells(merged: list[list[int]], header_row: int) -> dict[tuple[int, int], Merged]:
    """(row number, column index) of cells under a merged one, within what a table may hold."""
    hidden: dict[tuple[int, int], Merged] = {}
    for top, left, bottom, right in merged[:MAX_MERGES]:
        if bottom < header_row or (bottom - top + 1) * (right - left + 1) > MAX_MERGES:
            continue
        into = Merged(f"{letter(left)}{top + 1}")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    hidden[row + 1, column] = into
    return hidden


def _rows(
    table: ReadTable, positions: dict[str, int], lines: Iterable[Line], hidden: dict[tuple[int, int], Merged]
) -> Iterator[dict[str, Any]]:
    """Typed rows; a bad cell is absent from its row and named in `table.errors`."""
    columns = [(column, positions.get(column.name)) for column in table.spec.columns]
    used = list(positions.values())
    for number, cells in lines:
        if all(_blank(cells, index) for index in used):
            continue
        table.count += 1
        if table.count > table.spec.max_rows:
            count = table.count + sum(1 for _line in lines)
            raise sandbox.refusal("too_many_rows", {"count": count, "limit": table.spec.max_rows})
        row: dict[str, Any] = {"_row": number, "_sheet": table.sheet}
        for column, index in columns:
            raw = _cell(cells, index, number, hidden)
            try:
                row[column.name] = parse(column, raw) if index is not None else None
            except Fault as fault:
                table.errors.append(_error(table, number, column, fault, raw))
        yield row


def _blank(cells: list[Any], index: int) -> bool:
    cell = cells[index] if index < len(cells) else None
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _cell(cells: list[Any], index: int | None, number: int, hidden: dict[tuple[int, int], Merged]) -> Any:
    if index is None or index >= len(cells):
        return None
    cell = cells[index]
    return hidden.get((number, index)) if cell is None and hidden else cell


def _error(table: ReadTable, number: int, column: Column, fault: Fault, raw: Any) -> CellError:
    return CellError(
        row=number,
        column=column.name,
        code=fault.code,
        message=fault.message,
        params=fault.params,
        value=shown(raw)[:80],
        sheet=table.sheet,
        letter=table.letters.get(column.name, ""),
    )


def _resolve_references(table: ReadTable, rows: list[dict[str, Any]]) -> None:
    for column in table.spec.columns:
        if column.kind not in _REFERENCE_FAULTS:
            continue
        fault = Fault(*_REFERENCE_FAULTS[column.kind])
        typed = {text: _plain_name(text) for row in rows if (text := row.get(column.name)) is not None}
        known = references.resolve(column.kind, set(typed.values()))
        for row in rows:
            text = row.get(column.name)
            if text is None:
                continue
            if typed[text] in known:
                row[column.name] = Ref(known[typed[text]], text)
            else:
                del row[column.name]
                table.errors.append(_error(table, row["_row"], column, fault, text))


def _plain_name(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _refuse_repeated_keys(table: ReadTable, rows: list[dict[str, Any]]) -> None:
    """Two rows that mean the same thing: the second is the error."""
    names = table.spec.key
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        if not names or not all(name in row for name in names):
            continue
        key = tuple(_plain_name(v).casefold() if isinstance(v, str) else v for v in (row[n] for n in names))
        if all(part is None for part in key):
            continue
        if key in first:
            column = table.spec[names[-1]]
            fault = Fault("repeated", N_("The same as row %(row)s; each may stand only once"), row=first[key])
            table.errors.append(_error(table, row["_row"], column, fault, row[column.name]))
        first.setdefault(key, row["_row"])
