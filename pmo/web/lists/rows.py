"""The rows of a list as markup.

Written in Python and not as a template: fifty rows of ten cells are most of what a list page costs, and a template asks
anew for each cell what is known for the whole column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from pmo.texts import glued
from pmo.web import formats
from pmo.web.lists.columns import Column

EMPTY = SafeString("")
# What draws the inside of a cell: a row and its value in, markup or plain text out.
Draw = Callable[[Any, Any], Any]

WRITTEN: dict[str, Callable[[Any], str]] = {
    "date": formats.iso,
    "datetime": lambda value: glued(formats.moment(value)),
    "integer": formats.grouped,
    "percent": formats.pct,
    "decimal": formats.number,
}


def faint(text: str | Promise) -> SafeString:
    """What stands where there is nothing to show."""
    return format_html('<span class="ld-3">{}</span>', text)


def linked(row: Any, value: Any) -> SafeString:
    """The name of a row, leading to its page."""
    return format_html('<a class="quiet" href="{}">{}</a>', row.url, value)


def subline(text: str) -> SafeString:
    """The second, fainter line of a cell; nothing for an empty text."""
    return format_html('<span class="sub">{}</span>', text) if text else EMPTY


def options(choices: Iterable[tuple[str, str]], asked: Any) -> SafeString:
    """`<option>` per choice; `asked` is the chosen code, or a list of them."""
    chosen = set(asked) if isinstance(asked, (list, tuple)) else {asked}
    return mark_safe(
        "".join(
            f'<option value="{conditional_escape(code)}"{" selected" if code in chosen else ""}>'
            f"{conditional_escape(label)}</option>"
            for code, label in choices
        )
    )


def drawn(rows: Iterable[Any], columns: Iterable[Column], context: Context) -> SafeString:
    """`<tr>` per row. `context` is that of the page: cells drawn by a template see it, with `row` and `value`."""
    cells = [(column, *_around(column), _inside(column, context)) for column in columns]
    parts: list[str] = []
    for row in rows:
        url = getattr(row, "url", "")
        parts.append(f'<tr data-href="{conditional_escape(url)}">' if url else "<tr>")
        for column, head, tail, draw in cells:
            parts += (head, conditional_escape(draw(row, column.of(row))), tail)
        parts.append("</tr>\n")
    return mark_safe("".join(parts))


def _around(column: Column) -> tuple[str, str]:
    if column.header:
        return '<th scope="row">', "</th>"
    # On a phone a row is a card: its cells say by themselves what they are.
    label = f' data-label="{conditional_escape(str(column.label))}"' if column.label else ""
    return f'<td class="{column.css}"{label}>', "</td>"


def _inside(column: Column, context: Context) -> Draw:
    if callable(column.cell):
        return column.cell
    if column.cell:
        return _by_template(column, context)
    if column.header:
        return linked
    return _by_kind(column)


def _by_template(column: Column, context: Context) -> Draw:
    template = get_template(str(column.cell)).template  # type: ignore[attr-defined]

    def draw(row: Any, value: Any) -> Any:
        with context.push(row=row, value=value, column=column):
            return template.render(context)

    return draw


def _by_kind(column: Column) -> Draw:
    missing = faint(column.missing or _("none"))
    write = WRITTEN.get(column.kind, localize)

    def draw(row: Any, value: Any) -> Any:
        return missing if value is None or value == "" else write(value)

    return draw
