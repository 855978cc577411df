"""The pack on paper: set by WeasyPrint from a template of its own, with no request to anywhere."""

from __future__ import annotations

import ctypes
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from metrics.reviews.exports.document import Document, Told, absolute, nobody
from metrics.reviews.reading import Chart
from pmo.records import Conflict

BAR, GAP, WIDTH, LABELS = 9, 5, 640, 200
PAPER = Path(__file__).with_name("paper.css")
# By the names Linux gives them; elsewhere the engine itself is asked.
LIBRARIES = ("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
# Paper is for reading: long tables go on in the workbook.
ROWS = 15


@lru_cache(maxsize=1)
def _engine() -> Any:
    """None where Pango or HarfBuzz are not installed: then everything but the PDF is offered."""
    # Its steps are of no interest to the log.
    logging.getLogger("weasyprint").setLevel(logging.WARNING)
    try:
        import weasyprint  # takes a second, and needs libraries of the system
    except OSError:
        return None
    return weasyprint


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether the libraries are there, without the second it takes to load the engine: pages ask."""
    try:
        for name in LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return _engine() is not None
    return True


def write(document: Document, told: Told = nobody) -> bytes:
    """The pack as a PDF; `told` hears the share that is done. Raises Conflict where this machine cannot set type."""
    engine = _engine()
    if engine is None:
        raise Conflict(
            _("This server lacks the libraries to write a PDF; PPTX and Excel are available."), code="no_pdf"
        )
    language = "en" if (get_language() or "").startswith("en") else "zh-CN"
    sections = [
        (section, [picture(chart) for chart in section.charts], document.minutes(section))
        for section in document.sections
    ]
    context = {
        "document": document,
        "language": language,
        "sections": sections,
        "conclusions": list(document.conclusions()),
        "base": absolute(""),
        "most": f":{ROWS}",
        "rows": ROWS,
    }
    html = render_to_string("metrics/reviews/pack_pdf.html", context)
    style = engine.CSS(string=PAPER.read_text(encoding="utf-8"), url_fetcher=_nothing)
    page = engine.HTML(string=html, url_fetcher=_nothing, base_url=absolute(""))
    told(0.2)
    laid_out = page.render(stylesheets=[style])
    told(0.7)
    made: bytes = laid_out.write_pdf()
    return made


def _nothing(url: str, *_args: Any, **_more: Any) -> dict[str, Any]:
    """Nothing is fetched while a document is set."""
    raise ValueError(f"not fetched: {url}")


def picture(chart: Chart) -> dict[str, Any]:
    """Places of bars or of the line, in units of the drawing; the template writes the SVG."""
    values = [value for one in chart.series for value in one.values if value is not None]
    top = max([100.0 if chart.unit == "%" else 0.0, *values]) or 1.0
    if chart.kind == "line":
        return _line(chart, top)
    step = len(chart.series) * BAR + GAP + 4
    rows = []
    for place, name in enumerate(chart.categories):
        bars = []
        for number, one in enumerate(chart.series):
            value = one.values[place]
            if value is not None:
                width = round(max(value, 0) / top * (WIDTH - LABELS - 60), 1)
                bars.append(
                    {"y": place * step + number * BAR, "width": width, "now": number == len(chart.series) - 1,
                     "text": chart.rows[place][1][number], "end": LABELS + width + 5}
                )  # fmt: skip
        rows.append({"name": name[:24], "y": place * step + BAR, "bars": bars})
    return {
        "title": chart.title, "names": [one.name for one in chart.series], "rows": rows, "width": WIDTH,
        "height": len(rows) * step, "left": LABELS, "bar": BAR - 1,
    }  # fmt: skip


def _line(chart: Chart, top: float) -> dict[str, Any]:
    values = chart.series[0].values
    wide = (WIDTH - 90) / max(len(values) - 1, 1)
    points = [(round(30 + i * wide, 1), round(110 - (v or 0) / top * 95, 1)) for i, v in enumerate(values)]
    return {
        "title": chart.title, "points": " ".join(f"{x},{y}" for x, y in points), "last": points[-1],
        "last_text": chart.rows[-1][1][0], "first_label": chart.categories[0], "last_label": chart.categories[-1],
        "width": WIDTH, "height": 132,
    }  # fmt: skip
