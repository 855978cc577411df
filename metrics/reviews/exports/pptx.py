"""An editable presentation: native charts and tables, notes with the address of the rows, Chinese type by the theme."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.util import Emu, Inches, Pt

from metrics.reviews.exports.document import Document
from metrics.reviews.reading import Chart, Figure, Section, Table

INK, GREY, ACCENT, LINE = (RGBColor.from_string(c) for c in ("1B1D21", "666973", "2F4EBB", "B9B6AF"))
STATUS = {"ok": "1E6B41", "risk": "845100", "off": "B02A20"}
WIDTH, HEIGHT, EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
INSIDE = WIDTH - 2 * EDGE
ROWS_PER_SLIDE, MOST_SLIDES = 11, 3
TITLE_ONLY = 5
NS = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def write(document: Document) -> bytes:
    """The pack as a .pptx of 16:9."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _fonts(deck)
    deck.core_properties.title = document.title
    _Deck(deck, document).build()
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _fonts(deck: Any) -> None:
    """Latin and Chinese faces in the theme, so that everything typed later has them too. Where the Chinese face is
    missing the office program takes the one of the script: PingFang on a Mac, Noto or Source Han elsewhere."""
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = parse_xml(part.blob)
    for face in theme.iter(f"{NS}latin"):
        if face.getparent().tag in (f"{NS}majorFont", f"{NS}minorFont"):
            face.set("typeface", "Segoe UI")
    for face in theme.iter(f"{NS}ea"):
        face.set("typeface", "Microsoft YaHei")
    for face in theme.iter(f"{NS}font"):
        if face.get("script") == "Hans":
            face.set("typeface", "Microsoft YaHei")
    part._blob = serialize_part_xml(theme)


class _Deck:
    def __init__(self, deck: Any, document: Document) -> None:
        self.deck, self.document = deck, document
        self.language = "en-GB" if (get_language() or "").startswith("en") else "zh-CN"

    def build(self) -> None:
        self._cover()
        self._summary()
        for section in self.document.sections:
            self._section(section)
        for table in self.document.conclusions():
            self._tables(table.title, table)

    def _slide(self, title: str) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[TITLE_ONLY])
        box = slide.shapes.title
        box.left, box.top, box.width, box.height = EDGE, Inches(0.35), INSIDE, Inches(0.6)
        box.text_frame.word_wrap = True
        self._write(box.text_frame, [(title, 20, GREY, False)])
        self._text(slide, [(self.document.stamp, 9, GREY, False)], EDGE, HEIGHT - Inches(0.45), INSIDE, Inches(0.3))
        return slide

    def _write(self, frame: Any, lines: Sequence[tuple[str, int, RGBColor, bool]], space: int = 0) -> None:
        frame.word_wrap = True
        for number, (text, size, color, bold) in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            paragraph.space_after = Pt(space)
            run = paragraph.add_run()
            run.text = text
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = color
            run._r.get_or_add_rPr().set("lang", self.language)

    def _text(
        self,
        slide: Any,
        lines: Sequence[tuple[str, int, RGBColor, bool]],
        left: int,
        top: int,
        width: int,
        height: int,
        space: int = 0,
    ) -> None:
        box = slide.shapes.add_textbox(Emu(left), Emu(top), Emu(width), Emu(height))
        frame = box.text_frame
        frame.margin_left = frame.margin_right = 0
        frame.vertical_anchor = MSO_ANCHOR.TOP
        self._write(frame, lines, space)

    def _cover(self) -> None:
        slide = self._slide(self.document.title)
        slide.shapes.title.top, slide.shapes.title.height = Inches(2.4), Inches(1.2)
        run = slide.shapes.title.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(40), True
        run.font.color.rgb = INK
        lines = [(self.document.page.sentence.plain(), 20, INK, False)]
        lines += [(line, 14, GREY, False) for line in self.document.signatures()]
        self._text(slide, lines, EDGE, Inches(3.7), INSIDE, Inches(2), 6)

    def _summary(self) -> None:
        slide = self._slide(_("The pack in two minutes"))
        rows = self.document.sections
        shape = slide.shapes.add_table(len(rows), 2, EDGE, Inches(1.1), INSIDE, Inches(0.42) * len(rows))
        shape.table.columns[0].width, shape.table.columns[1].width = Inches(2.9), INSIDE - Inches(2.9)
        _plain(shape)
        for number, section in enumerate(rows):
            self._cell(shape.table.cell(number, 0), section.title, 12, GREY)
            self._cell(shape.table.cell(number, 1), section.lead.plain, 14, INK)

    def _section(self, section: Section) -> None:
        slide = self._slide(section.title)
        self._text(slide, [(section.lead.plain, 26, INK, True)], EDGE, Inches(0.95), INSIDE, Inches(1.1))
        top: int = Inches(2.1)
        if section.figures:
            self._figures(slide, section.figures[:5], top)
            top += Inches(1.25)
        half = section.charts and section.rest
        width = INSIDE // 2 - Inches(0.2) if half else INSIDE
        room = HEIGHT - top - Inches(0.6)
        if section.rest:
            lines = [(said.plain, 16, INK, False) for said in section.rest[:7]]
            self._text(slide, lines, EDGE, top, width, room, 8)
        if section.charts:
            left = EDGE + INSIDE // 2 + Inches(0.2) if half else EDGE
            self._chart(slide, section.charts[0], (left, top, width, room))
        notes = [self.document.cited(said) for said in section.said]
        if written := self.document.minutes(section):
            notes += ["", f"{_('Minutes')}: {written}"]
        slide.notes_slide.notes_text_frame.text = "\n".join([*notes, "", self.document.stamp])
        for table in section.tables:
            self._tables(f"{section.title} · {table.title}", table)

    def _figures(self, slide: Any, figures: Sequence[Figure], top: int) -> None:
        width = INSIDE // max(len(figures), 3)
        for number, figure in enumerate(figures):
            lines = [(figure.label, 12, GREY, False), (figure.value.text, 30, INK, True)]
            if figure.was is not None:
                lines.append((_("was %(was)s") % {"was": figure.was.text}, 11, GREY, False))
            self._text(slide, lines, EDGE + number * width, top, width - Inches(0.1), Inches(1.2))

    def _chart(self, slide: Any, chart: Chart, place: tuple[int, int, int, int]) -> None:
        data = CategoryChartData()
        data.categories = chart.categories
        for one in chart.series:
            data.add_series(one.name, one.values)
        kind = XL_CHART_TYPE.LINE_MARKERS if chart.kind == "line" else XL_CHART_TYPE.BAR_CLUSTERED
        left, top, width, height = (Emu(int(value)) for value in place)
        drawn = slide.shapes.add_chart(kind, left, top, width, height, data).chart
        drawn.has_title = True
        drawn.chart_title.text_frame.text = chart.title
        drawn.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(11)
        drawn.chart_title.text_frame.paragraphs[0].runs[0].font.bold = False
        drawn.font.size = Pt(11)
        drawn.has_legend = len(chart.series) > 1
        if drawn.has_legend:
            drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        if chart.kind != "line":
            # The first project on top, as it is read.
            drawn.category_axis.reverse_order = True
        drawn.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("E6E3DC")
        for number, line in enumerate(drawn.plots[0].series):
            color = ACCENT if number == len(chart.series) - 1 else LINE
            if chart.kind == "line":
                line.smooth = False
                line.format.line.color.rgb = color
                line.marker.format.fill.solid()
                line.marker.format.fill.fore_color.rgb = color
            else:
                line.format.fill.solid()
                line.format.fill.fore_color.rgb = color

    def _tables(self, title: str, table: Table) -> None:
        parts = [table.rows[i : i + ROWS_PER_SLIDE] for i in range(0, len(table.rows), ROWS_PER_SLIDE)]
        for number, rows in enumerate(parts[:MOST_SLIDES]):
            of = f" ({number + 1}/{len(parts)})" if len(parts) > 1 else ""
            slide = self._slide(title + of)
            shape = slide.shapes.add_table(
                len(rows) + 1, len(table.columns), EDGE, Inches(1.1), INSIDE, Inches(0.4) * (len(rows) + 1)
            )
            _plain(shape)
            for place, width in enumerate(_widths(table)):
                shape.table.columns[place].width = Emu(width)
            for place, column in enumerate(table.columns):
                self._cell(shape.table.cell(0, place), column.label, 11, GREY, right=column.numeric)
            for line, row in enumerate(rows, start=1):
                for place, cell in enumerate(row):
                    color = RGBColor.from_string(STATUS[cell.status]) if cell.status in STATUS else INK
                    right = table.columns[place].numeric
                    self._cell(shape.table.cell(line, place), cell.text[:160], 12, color, right=right)

    def _cell(self, cell: Any, text: str, size: int, color: RGBColor, *, right: bool = False) -> None:
        cell.margin_left = cell.margin_right = Inches(0.06)
        cell.margin_top = cell.margin_bottom = Inches(0.03)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        self._write(cell.text_frame, [(text, size, color, False)])
        if right:
            cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


NO_STYLE_GRID = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _plain(shape: Any) -> None:
    """Lines, no colours: the table style without fills."""
    table = shape._element.graphic.graphicData.tbl
    table[0][-1].text = NO_STYLE_GRID
    shape.table.first_row = shape.table.horz_banding = False


def _widths(table: Table) -> list[int]:
    """Room by the longest text of each column, Chinese counted twice."""
    needs = []
    for place, column in enumerate(table.columns):
        longest = max([_length(column.label), *(_length(row[place].text[:160]) for row in table.rows)])
        needs.append(min(max(longest, 7), 60))
    return [int(INSIDE * need / sum(needs)) for need in needs]


def _length(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
