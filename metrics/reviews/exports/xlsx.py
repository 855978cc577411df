"""The pack as a workbook: a sheet per section with real numbers, native charts, the sentences and their addresses."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from metrics.reviews.exports.document import Document, absolute
from metrics.reviews.reading import Cell, Chart, Table
from pmo.exchange.writing import sheet_names, workbook_options

WIDE, NARROW = 42, 16


def write(document: Document) -> bytes:
    """The workbook; text is written as text, whatever it begins with."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {**workbook_options(), "in_memory": True}) as book:
        _Book(book, document).build()
    return file.getvalue()


class _Book:
    def __init__(self, book: Any, document: Document) -> None:
        self.book, self.document = book, document
        base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
        self.text = book.add_format({**base, "text_wrap": True})
        self.plain = book.add_format(base)
        self.head = book.add_format({**base, "bold": True, "bottom": 1, "text_wrap": True})
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.grey = book.add_format({**base, "font_color": "#666973"})
        self.link = book.add_format({**base, "font_color": "#2F4EBB", "text_wrap": True})
        self.percent = book.add_format({**base, "num_format": "0%"})
        self.number = book.add_format({**base, "num_format": "#,##0.##"})

    def build(self) -> None:
        rows = self.document.sections
        conclusions = list(self.document.conclusions())
        titles = [_("Summary"), *(section.title for section in rows), *([_("Conclusions")] if conclusions else [])]
        names = sheet_names(titles)
        self._summary(names)
        for section, name in zip(rows, names[1:], strict=False):
            page = self._page(name, section.title)
            at = 2
            for said in section.said:
                page.write_string(at, 0, said.plain, self.plain)
                at += 1
                if said.link:
                    page.write_url(at - 1, 8, absolute(said.link), self.link, string=pgettext("source", "Rows"))
            at = self._figures(page, section.figures, at + 1)
            for chart in section.charts:
                at = self._chart(page, name, chart, at + 1)
            for table in section.tables:
                at = self._table(page, table, at + 1)
            if written := self.document.minutes(section):
                page.write_string(at + 1, 0, _("Minutes"), self.head)
                page.write_string(at + 2, 0, written, self.plain)
        if conclusions:
            page, at = self._page(names[-1], _("Conclusions")), 2
            for table in conclusions:
                at = self._table(page, table, at) + 1

    def _page(self, name: str, title: str) -> Any:
        page = self.book.add_worksheet(name)
        page.set_column(0, 0, WIDE, self.text)
        page.set_column(1, 12, NARROW)
        page.write_string(0, 0, title, self.title)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        return page

    def _summary(self, names: list[str]) -> None:
        page = self._page(names[0], self.document.title)
        page.set_column(1, 1, 110)
        page.write_string(1, 0, self.document.stamp, self.grey)
        for at, section in enumerate(self.document.sections, start=3):
            page.write_url(at, 0, f"internal:'{names[at - 2]}'!A1", self.link, string=section.title)
            page.write_string(at, 1, section.lead.plain, self.text)

    def _figures(self, page: Any, figures: Any, at: int) -> int:
        for figure in figures:
            page.write_string(at, 0, figure.label, self.plain)
            self._cell(page, at, 1, figure.value)
            if figure.was is not None:
                page.write_string(at, 2, _("was %(was)s") % {"was": figure.was.text}, self.grey)
            at += 1
        return at

    def _table(self, page: Any, table: Table, at: int) -> int:
        page.write_string(at, 0, table.title, self.grey)
        for place, column in enumerate(table.columns):
            page.write_string(at + 1, place, column.label, self.head)
        for line, row in enumerate(table.rows, start=at + 2):
            for place, cell in enumerate(row):
                self._cell(page, line, place, cell)
        return at + 2 + len(table.rows)

    def _cell(self, page: Any, line: int, place: int, cell: Cell) -> None:
        if cell.number is None:
            page.write_string(line, place, cell.text, self.text)
        elif cell.percent:
            page.write_number(line, place, float(cell.number) / 100, self.percent)
        else:
            page.write_number(line, place, float(cell.number), self.number)

    def _chart(self, page: Any, name: str, chart: Chart, at: int) -> int:
        """The data as cells, and a native chart on them."""
        page.write_string(at, 0, chart.title, self.grey)
        for place, one in enumerate(chart.series, start=1):
            page.write_string(at + 1, place, one.name, self.head)
            for line, value in enumerate(one.values, start=at + 2):
                if value is not None:
                    page.write_number(line, place, value, self.number)
        for line, category in enumerate(chart.categories, start=at + 2):
            page.write_string(line, 0, category, self.text)
        last = at + 1 + len(chart.categories)
        drawn = self.book.add_chart({"type": "line" if chart.kind == "line" else "bar"})
        for place, _one in enumerate(chart.series, start=1):
            color = "#2F4EBB" if place == len(chart.series) else "#B9B6AF"
            drawn.add_series(
                {
                    "name": [name, at + 1, place],
                    "categories": [name, at + 2, 0, last, 0],
                    "values": [name, at + 2, place, last, place],
                    "line" if chart.kind == "line" else "fill": {"color": color},
                }
            )
        drawn.set_title({"name": chart.title, "name_font": {"size": 10, "bold": False}})
        if chart.kind != "line":
            drawn.set_y_axis({"reverse": True})
        page.insert_chart(at, len(chart.series) + 2, drawn, {"x_scale": 1.3})
        return max(last, at + 15) + 1
