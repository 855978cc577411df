"""Reads one sheet of a workbook in a process of its own, under limits. Run as a script, never imported by the server.

    python -I workbook_child.py REQUEST.json OUTPUT.jsonl

The request: {"path", "sheets": [names wanted], "max_rows", "max_columns", "memory_bytes", "cpu_seconds",
"output_bytes"}. The output: a first line {"sheet", "merged": [[r1, c1, r2, c2]]} or {"error", "params"}, then one
line per non-empty row: [row number, [cells]]. A cell is null, text, number, boolean, or one of {"d": date},
{"t": date and time}, {"h": time}, {"p": fraction shown as percent}, {"e": error value}.

Django is not imported: the process starts in a few hundredths of a second and a crash of the parser is only its own.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any

Cell = Any
Position = tuple[int, int]

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ERROR_CELL = re.compile(rb"""\st\s*=\s*["']e["']""")
_BUILT_IN_PERCENT = {9, 10}


class Refused(Exception):
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def main(request_path: str, output_path: str) -> None:
    with open(request_path, encoding="utf-8") as file:
        request = json.load(file)
    _limit(request)
    with open(output_path, "w", encoding="utf-8") as output:
        try:
            _read(request, output)
        except Refused as refused:
            output.seek(0)
            output.truncate()
            output.write(json.dumps({"error": refused.code, "params": refused.params}) + "\n")


def _limit(request: dict[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (request["memory_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (request["cpu_seconds"],) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (request["output_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(request: dict[str, Any], output: IO[str]) -> None:
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_path(request["path"])
        shown = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        name = _choose(shown, request["sheets"])
        sheet = workbook.get_sheet_by_name(name)
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    except calamine.PasswordError as error:
        raise Refused("encrypted") from error
    except calamine.CalamineError as error:
        raise Refused("damaged") from error
    except MemoryError as error:
        raise Refused("too_complex") from error
    if sheet.start is None:
        raise Refused("empty")
    if sheet.end is not None and sheet.end[1] >= request["max_columns"]:
        raise Refused("too_many_columns", count=sheet.end[1] + 1, limit=request["max_columns"])
    marks = _marks(request["path"], name)
    output.write(json.dumps({"sheet": name, "merged": merged}, ensure_ascii=False) + "\n")
    _write_rows(sheet, marks, request["max_rows"], output)


def _choose(shown: list[str], wanted: list[str]) -> str:
    """The sheet with a wanted name, else the first visible one."""
    if not shown:
        raise Refused("empty")
    folded = {name.strip().casefold() for name in wanted}
    return next((name for name in shown if name.strip().casefold() in folded), shown[0])


def _write_rows(sheet: Any, marks: dict[Position, Cell], max_rows: int, output: IO[str]) -> None:
    """Write the non-empty rows; past `max_rows` they are only counted, so that the message can say how many."""
    count = 0
    pad = [None] * sheet.start[1]
    for index, values in enumerate(sheet.iter_rows()):
        cells = pad + [_cell(value) for value in values]
        for column in range(len(cells)):
            mark = marks.get((index, column))
            if mark is not None:
                cells[column] = mark
        if all(cell is None for cell in cells):
            continue
        count += 1
        if count <= max_rows:
            output.write(json.dumps([index + 1, cells], ensure_ascii=False) + "\n")
    if count > max_rows:
        raise Refused("too_many_rows", count=count - 1, limit=max_rows)


def _cell(value: Any) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dt.datetime):
        return {"t": value.isoformat(sep=" ", timespec="seconds")}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, dt.time):
        return {"h": value.isoformat(timespec="seconds")}
    if isinstance(value, dt.timedelta):
        return {"h": str(value)}
    return str(value)


def _marks(path: str, sheet_name: str) -> dict[Position, Cell]:
    """What the parser does not tell: error values (it returns them as empty) and numbers shown as percent."""
    with zipfile.ZipFile(path) as archive:
        part = _sheet_part(archive, sheet_name)
        percent = _percent_styles(archive)
        if not percent and not _mentions_errors(archive, part):
            return {}
        with archive.open(part) as xml:
            return dict(_scan(xml, percent))


def _parse(archive: zipfile.ZipFile, part: str) -> Any:
    from defusedxml.ElementTree import parse

    with archive.open(part) as xml:
        return parse(xml, forbid_dtd=True).getroot()


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _children(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element.iter() if _local(child.tag) == name)


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.attrib.items() if _local(key) == name), "")


def _sheet_part(archive: zipfile.ZipFile, sheet_name: str) -> str:
    book = _parse(archive, "xl/workbook.xml")
    relation = next((_attribute(s, "id") for s in _children(book, "sheet") if s.get("name") == sheet_name), "")
    links = _parse(archive, "xl/_rels/workbook.xml.rels")
    target = next(
        (link.get("Target", "") for link in _children(links, "Relationship") if link.get("Id") == relation), ""
    )
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if part not in archive.namelist():
        raise Refused("damaged")
    return part


def _percent_styles(archive: zipfile.ZipFile) -> set[int]:
    """Indexes of the cell formats that show a number as percent."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = _parse(archive, "xl/styles.xml")
    custom = {
        int(f.get("numFmtId", "0"))
        for f in _children(styles, "numFmt")
        if "%" in _QUOTED.sub("", f.get("formatCode", ""))
    }
    formats = next(_children(styles, "cellXfs"), None)
    if formats is None:
        return set()
    wanted = _BUILT_IN_PERCENT | custom
    return {index for index, xf in enumerate(_children(formats, "xf")) if int(xf.get("numFmtId", "0")) in wanted}


def _mentions_errors(archive: zipfile.ZipFile, part: str) -> bool:
    with archive.open(part) as xml:
        tail = b""
        while chunk := xml.read(1 << 20):
            if _ERROR_CELL.search(tail + chunk) or b"\x00" in chunk[:64]:
                return True
            tail = chunk[-32:]
    return False


def _scan(xml: IO[bytes], percent: set[int]) -> Iterator[tuple[Position, Cell]]:
    from defusedxml.ElementTree import iterparse

    row = column = -1
    for event, element in iterparse(xml, events=("start", "end"), forbid_dtd=True):
        tag = _local(element.tag)
        if event == "start":
            if tag == "row":
                row, column = int(element.get("r") or row + 2) - 1, -1
            elif tag == "c":
                column += 1
                if match := _REFERENCE.fullmatch(element.get("r") or ""):
                    column = _column_index(match.group(1))
            continue
        if tag == "c":
            mark = _mark(element, percent)
            if mark is not None:
                yield (row, column), mark
        if tag in ("c", "row"):
            element.clear()


def _mark(element: Any, percent: set[int]) -> Cell:
    kind = element.get("t", "n")
    shown_as_percent = kind == "n" and int(element.get("s") or 0) in percent
    if kind != "e" and not shown_as_percent:
        return None
    text = next((child.text or "" for child in element if _local(child.tag) == "v"), "")
    if kind == "e":
        return {"e": text or "#N/A"}
    try:
        return {"p": float(text)}
    except ValueError:
        return None


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except MemoryError:
        sys.exit(70)
