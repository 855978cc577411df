"""Tables out: real types, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from pmo.exchange.cells import is_dangerous
from pmo.exchange.specs import Column, Ref, Sheet, Text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

# The sheet format's own limits.
MAX_CELL = 32_767
MAX_SHEET_ROWS = 1_048_575
_SHEET_NAME_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_WIDTHS = {"date": 12, "datetime": 18, "integer": 11, "decimal": 13, "percent": 10, "bool": 8, "person": 14, "unit": 12}
_EXCEL_EPOCH = date(1900, 3, 1)

YES, NO = N_("Yes"), N_("No")

Row = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True)
class SheetColumn(Column):
    """A column that is only written: its rows are sequences, so it needs no name."""

    name: str = ""
    label: Text = ""


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with one frozen, filterable header row per sheet, in the active language."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, workbook_options()) as book:
        for sheet, name in zip(sheets, sheet_names([str(s.title) for s in sheets]), strict=True):
            write_sheet(book, name, sheet.columns, sheet.rows)
    return target.getvalue()


def workbook_options() -> dict[str, Any]:
    """Text stays text: nothing is guessed to be a formula, a link or a number."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }


def write_sheet(book: Any, name: str, columns: Sequence[Column], rows: Iterable[Row]) -> Any:
    page = book.add_worksheet(name)
    styles = Styles(book)
    for index, column in enumerate(columns):
        page.set_column(index, index, width_of(column))
        page.write_string(0, index, str(column.label), styles.header(column))
    page.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        if last > MAX_SHEET_ROWS:
            break
        for index, column in enumerate(columns):
            _write_cell(page, styles, (last, index), column, _value(row, index, column))
    if columns:
        page.autofilter(0, 0, max(last, 1), len(columns) - 1)
    return page


def width_of(column: Column) -> int:
    """Column width in characters: Chinese ones count twice."""
    header = sum(2 if ord(char) > 0x2E80 else 1 for char in str(column.label)) + 4
    return column.width or max(_WIDTHS.get(column.kind, 24), min(header, 40))


class Styles:
    """Cell formats of one workbook, made when first needed."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, Any], Any] = {}

    def header(self, column: Column) -> Any:
        right = column.kind in ("integer", "decimal", "percent")
        return self._get("header", right, {"bold": True, "bottom": 1, "valign": "top", "text_wrap": True,
                                           "align": "right" if right else "left"})  # fmt: skip

    def text(self, quoted: bool) -> Any:
        """Text; `quoted` keeps what looks like a formula text even after somebody edits the cell."""
        return self._get("text", quoted, {"valign": "top", "text_wrap": True, "quote_prefix": quoted})

    def of(self, column: Column) -> Any:
        return self._get(column.kind, column.digits, {"num_format": number_format(column), "valign": "top"})

    def _get(self, kind: str, variant: Any, properties: dict[str, Any]) -> Any:
        if (kind, variant) not in self._made:
            self._made[kind, variant] = self._book.add_format(properties)
        return self._made[kind, variant]


def number_format(column: Column) -> str:
    # Many places are a limit of storage, not a wish to see zeros; "0.######" would show 5 as "5.".
    fixed = column.digits <= 2
    places = f".{'0' * column.digits}" if fixed and column.digits else ""
    return {
        "integer": "#,##0",
        "decimal": f"#,##0{places}" if fixed else "General",
        "percent": f"0{places}%" if fixed else "0.0#%",
        "date": "yyyy-mm-dd",
        "datetime": "yyyy-mm-dd hh:mm",
    }.get(column.kind, "@")


def _value(row: Row, index: int, column: Column) -> Any:
    if isinstance(row, Mapping):
        return row.get(column.name)
    return row[index] if index < len(row) else None


def _write_cell(page: Any, styles: Styles, at: tuple[int, int], column: Column, value: Any) -> None:
    value = plain(column, value)
    if value is None or value == "":
        return
    if isinstance(value, str):
        page.write_string(*at, value[:MAX_CELL], styles.text(is_dangerous(value)))
    elif isinstance(value, (date, datetime)):
        page.write_datetime(*at, value, styles.of(column))
    else:
        page.write_number(*at, value, styles.of(column))


def plain(column: Column, value: Any) -> Any:
    """`value` as what a sheet stores: str, float, int, date, naive datetime; percent as a fraction."""
    if value is None:
        return None
    if isinstance(value, Ref):
        return value.text
    if column.kind == "choice":
        return column.choice_label(value)
    if isinstance(value, bool):
        return gettext(YES) if value else gettext(NO)
    if isinstance(value, (int, float, Decimal)):
        return _plain_number(column, value)
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        value = local.replace(tzinfo=None) if column.kind == "datetime" else local.date()
    if isinstance(value, (date, datetime)):
        day = value.date() if isinstance(value, datetime) else value
        # Spreadsheets count from 1900 and believe in a 29 February 1900; earlier days go out as text.
        return value if day >= _EXCEL_EPOCH else value.isoformat()
    if isinstance(value, (str, Promise, time)):
        return _clean(str(value))
    return _clean(_name(value))


def _plain_number(column: Column, value: float | Decimal) -> float | int | str | None:
    if not math.isfinite(value):
        return None
    if column.kind in ("text", "person", "unit"):
        return str(value)
    if column.kind == "percent":
        return float(Decimal(str(value)) / 100)
    if isinstance(value, int) and abs(value) >= 10**15:
        return str(value)  # a sheet keeps 15 digits
    return int(value) if isinstance(value, int) else float(value)


def _name(value: Any) -> str:
    """A person or unit as the importer reads it back."""
    for attribute in ("employee_no", "username", "code"):
        if found := getattr(value, attribute, ""):
            return str(found)
    return str(value)


def _clean(text: str) -> str:
    """Without the control characters XML cannot carry."""
    return "".join(char for char in text if char in "\t\n\r" or (ord(char) >= 32 and char not in "\ufffe\uffff"))


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Names the format accepts: at most 31 characters, none forbidden, none twice."""
    used: set[str] = set()
    names = []
    for title in titles:
        base = title.translate(_SHEET_NAME_FORBIDDEN).strip(" '")[:28] or "1"
        name, number = base, 1
        while name.casefold() in used:
            number += 1
            name = f"{base[:26]} {number}"
        used.add(name.casefold())
        names.append(name)
    return names


def write_csv(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """UTF-8 with the mark Excel needs. Numbers stay bare; text a spreadsheet would run gets a quote before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL)
    writer.writerow([_csv_text(str(column.label)) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(column, _value(row, index, column)) for index, column in enumerate(columns)])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _csv_cell(column: Column, value: Any) -> str:
    number = isinstance(value, (int, Decimal, float)) and not isinstance(value, (bool, Ref))
    if number and column.numeric:
        if not math.isfinite(value):
            return ""
        shown = format(value, "f") if isinstance(value, Decimal) else str(value)
        return f"{shown}%" if column.kind == "percent" else shown
    value = plain(column, value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else _csv_text(str(value))


def _csv_text(text: str) -> str:
    return f"'{text}" if is_dangerous(text) else text


def as_download(data: bytes, name: str) -> HttpResponse:
    """A table as a file to save; `name` decides the type by its ending."""
    response = HttpResponse(data, content_type=XLSX if name.endswith(".xlsx") else CSV)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
