"""The workbook people fill in: named columns with help, lists to choose from, an example on a sheet of its own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_

from pmo.exchange.specs import Column, TableSpec, enumerated, letter
from pmo.exchange.writing import NO, YES, Styles, number_format, sheet_names, width_of, workbook_options, write_sheet

_HINTS = {
    "integer": N_("A whole number."),
    "decimal": N_("A number."),
    "percent": N_("A percentage, for example 30%."),
    "date": N_("A date, for example 2026-11-23."),
    "datetime": N_("Date and time, for example 2026-11-23 08:30."),
    "bool": N_("Yes or no."),
    "person": N_("Employee number or user name."),
    "unit": N_("Code of the unit."),
}


def build(spec: TableSpec, title: str, rows: Iterable[Mapping[str, Any]] = ()) -> bytes:
    """An .xlsx with the columns of `spec`, prefilled with `rows`, in the active language."""
    target = io.BytesIO()
    named = sheet_names([str(spec.sheet) or title, gettext("Example"), gettext("Lists")])
    with xlsxwriter.Workbook(target, workbook_options()) as book:
        page = write_sheet(book, named[0], spec.columns, rows)
        example = {column.name: column.example for column in spec.columns}
        write_sheet(book, named[1], spec.columns, [example])
        lists = _write_lists(book, named[2], spec.columns)
        styles = Styles(book)
        for index, column in enumerate(spec.columns):
            page.set_column(index, index, width_of(column), book.add_format({"num_format": number_format(column)}))
            page.write_string(0, index, str(column.label), styles.header(column))
            page.write_comment(0, index, comment(column), {"x_scale": 1.6, "y_scale": 1.2})
            if column.name in lists:
                page.data_validation(1, index, spec.max_rows, index, _choice_rule(column, lists[column.name]))
    return target.getvalue()


def _write_lists(book: Any, name: str, columns: Sequence[Column]) -> dict[str, str]:
    """Column name → cell range that holds its choices, on a hidden sheet."""
    options = {column.name: words for column in columns if (words := _options(column))}
    if not options:
        return {}
    page = book.add_worksheet(name)
    page.hide()
    ranges = {}
    for index, (column, words) in enumerate(options.items()):
        for row, word in enumerate(words):
            page.write_string(row, index, word)
        ranges[column] = f"='{name}'!${letter(index)}$1:${letter(index)}${len(words)}"
    return ranges


def _options(column: Column) -> list[str]:
    if column.kind == "bool":
        return [gettext(YES), gettext(NO)]
    return [str(label) for _code, label in column.choices] if column.kind == "choice" else []


def _choice_rule(column: Column, source: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "ignore_blank": not column.required,
        "error_title": str(column.label)[:32],
        "error_message": gettext("Choose from the list."),
    }


def comment(column: Column) -> str:
    """The note on a header: whether the column must be filled in, and how."""
    return "\n".join([gettext("Required.") if column.required else gettext("Optional."), *_hints(column)])


def guide(column: Column) -> str:
    """How to fill in a column, on one line."""
    return (" " if (get_language() or "").startswith("en") else "").join(_hints(column))


def _hints(column: Column) -> list[str]:
    hints = [str(column.help), gettext(_HINTS[column.kind]) if column.kind in _HINTS else "", _bounds(column)]
    if column.kind == "choice":
        hints[1] = gettext("One of: %(allowed)s.") % {"allowed": enumerated(_options(column))}
    if column.example is not None:
        shown = column.choice_label(column.example) if column.kind == "choice" else _example(column.example)
        hints.append(gettext("Example: %(value)s") % {"value": shown})
    return [hint for hint in hints if hint]


def _example(value: Any) -> str:
    if isinstance(value, bool):
        return gettext(YES) if value else gettext(NO)
    return value.isoformat() if isinstance(value, date) else str(value)


def _bounds(column: Column) -> str:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return gettext("From %(low)s to %(high)s.") % {"low": low, "high": high}
    if low is not None:
        return gettext("At least %(low)s.") % {"low": low}
    return gettext("At most %(high)s.") % {"high": high} if high is not None else ""
