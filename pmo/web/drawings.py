"""SVG markup of the small server-side drawings, around the geometry of `pmo.web.svg`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from pmo.web import formats, svg

EMPTY = SafeString("")
STATUS_FILL = {"off": "f-off", "risk": "f-risk", "ok": "f-ok", "mine": "f-acc"}
STATUS_TEXT = {"off": "off", "risk": "risk"}


def spark(drawn: svg.Spark, label: str, width: int, height: int) -> SafeString:
    """A sparkline: level line target, dashed expectation, solid measured with its last point."""
    parts = [EMPTY]
    if drawn.target_y is not None:
        parts.append(
            format_html(
                '<line x1="0" x2="{}" y1="{}" y2="{}" class="s-soft" vector-effect="non-scaling-stroke"/>',
                width,
                drawn.target_y,
                drawn.target_y,
            )
        )
    if drawn.expected:
        parts.append(
            format_html(
                '<polyline points="{}" class="s-ink3 dash" vector-effect="non-scaling-stroke"/>', drawn.expected
            )
        )
    if drawn.measured:
        parts.append(
            format_html(
                '<polyline points="{}" class="s-acc w15" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>',
                drawn.measured,
            )
        )
    if drawn.last is not None:
        x, y = drawn.last
        # The drawing is stretched: a round-capped stroke of no length stays a circle where an ellipse would not.
        parts.append(
            format_html(
                '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke-width="6" stroke-linecap="round" class="s-acc" '
                'vector-effect="non-scaling-stroke"/>',
                x,
                round(x + 0.01, 2),
                y,
                y,
            )
        )
    head = format_html(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" {}>',
        width,
        height,
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
    )
    return head + mark_safe("".join(parts)) + mark_safe("</svg>")


def range_bar(bar: svg.RangeBar) -> SafeString:
    # Numbers alone, drawn in every row of long lists: nothing to escape.
    tick = "" if bar.tick is None else f'<rect x="{bar.tick:g}%" y="4" width="1.5" height="13" class="f-ink2"/>'
    return SafeString(
        '<svg class="rng" aria-hidden="true"><rect x="0" y="9" width="100%" height="3" rx="1.5" class="f-line"/>'
        f'<rect x="0" y="9" width="{bar.filled:g}%" height="3" rx="1.5" class="f-acc"/>{tick}</svg>'
    )


def money_bar(bar: svg.MoneyBar) -> SafeString:
    ahead = EMPTY
    if bar.forecast is not None and bar.overrun:
        ahead = format_html(
            '<rect x="{}%" y="4.5" width="{}%" height="1" class="f-off"/>'
            '<rect x="{}%" y="0" width="2" height="10" class="f-off"/>',
            bar.budget,
            round(bar.forecast - bar.budget, 1),
            bar.forecast,
        )
    elif bar.forecast is not None:
        ahead = format_html('<rect x="{}%" y="0" width="2" height="10" class="f-ink2"/>', bar.forecast)
    return format_html(
        '<svg aria-hidden="true"><rect x="0" y="3" width="{}%" height="4" rx="2" class="f-soft"/>'
        '<rect x="0" y="3" width="{}%" height="4" rx="2" class="f-accm"/>'
        '<rect x="0" y="3" width="{}%" height="4" rx="2" class="f-acc"/>{}</svg>',
        bar.budget,
        bar.released,
        bar.spent,
        ahead,
    )


def share_bar(value: Any, total: Any, *, accent: bool, full: float = 80.0) -> SafeString:
    return format_html(
        '<svg aria-hidden="true"><rect x="0" y="4" width="{}" height="4" rx="2" class="{}"/></svg>',
        svg.share(value, total, full),
        "f-acc" if accent else "f-accm",
    )


def progress_bar(percent: Any) -> SafeString:
    done = round(svg.clamp(svg.as_float(percent) or 0.0), 1)
    return format_html(
        '<svg aria-hidden="true"><rect x="0" y="1" width="100%" height="4" rx="2" class="f-line"/>'
        '<rect x="0" y="1" width="{}%" height="4" rx="2" class="f-acc"/></svg>',
        done,
    )


RISK_LEVELS = {"low": 1, "medium": 2, "high": 3}


@lru_cache(maxsize=16)
def risk_steps(level: str, *, beyond_tolerance: bool) -> SafeString:
    """Three steps in ink; red only where the exposure exceeds the portfolio's tolerance."""
    count = RISK_LEVELS.get(level, 0)
    fill = "f-off" if beyond_tolerance else "f-ink2"
    steps = ((index, fill if index < count else "f-line") for index in range(3))
    return format_html(
        '<svg aria-hidden="true" viewBox="0 0 21 10">{}</svg>',
        format_html_join(
            "", '<rect x="{}" y="1" width="5" height="8" rx="1" class="{}"/>', ((i * 8, c) for i, c in steps)
        ),
    )


def timeline(drawing: svg.Timeline, label: str) -> SafeString:
    """The line of coming dates with its lanes. Titles with a URL are links."""
    bottom = drawing.height - 10
    parts: list[SafeString] = []
    parts += [
        format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" class="f-wkd"/>',
            b.x,
            drawing.top,
            b.width,
            bottom - drawing.top,
        )
        for b in drawing.weekends
    ]
    for band in drawing.holidays:
        parts.append(
            format_html(
                '<rect x="{}" y="{}" width="{}" height="{}" class="f-hol"/>',
                band.x,
                drawing.top,
                band.width,
                bottom - drawing.top,
            )
        )
        if band.name:
            middle = min(max(band.x + band.width / 2, 40), drawing.width - svg.text_width(band.name) / 2)
            parts.append(
                format_html('<text x="{}" y="{}" text-anchor="middle">{}</text>', middle, bottom - 4, band.name)
            )
    today_end = 0.0 if drawing.today_x is None else drawing.today_x + svg.text_width(_("Today")) + 18
    for x, name in drawing.months:
        parts.append(format_html('<line x1="{}" x2="{}" y1="22" y2="{}" class="s-soft"/>', x, x, bottom))
        # A month that begins right after today would stand in the word "today".
        if x > today_end:
            parts.append(format_html('<text x="{}" dx="5" y="18" class="hd">{}</text>', x, name))
    if drawing.today_x is not None:
        parts.append(
            format_html('<line x1="{0}" x2="{0}" y1="14" y2="{1}" class="s-acc w15"/>', drawing.today_x, bottom)
        )
        parts.append(format_html('<text x="{}" y="18" class="acc">{}</text>', drawing.today_x + 5, _("Today")))
    for lane in drawing.lanes:
        parts.append(format_html('<text x="0" y="{}" class="hd">{}</text>', lane.y + 4, lane.label))
        parts.append(
            format_html(
                '<line x1="{}" x2="{}" y1="{}" y2="{}" class="s-soft"/>', drawing.left, drawing.width, lane.y, lane.y
            )
        )
    parts += [_mark(mark) for mark in drawing.marks]
    return format_html(
        '<svg class="ld-svg tl" viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>',
        drawing.width,
        drawing.height,
        label,
        _joined(parts),
    )


def _mark(mark: svg.Mark) -> SafeString:
    words = STATUS_TEXT.get(mark.status, "k")
    fill = STATUS_FILL.get(mark.status, "f-ink2")
    parts: list[SafeString] = []
    if mark.from_x is not None:
        if mark.hollow:
            parts.append(format_html('<path d="{}" class="s-ink3"/>', mark.hollow))
        parts.append(
            format_html('<path d="{}" class="{} dash"/>', mark.slip_path, "s-off" if mark.status == "off" else "s-ink3")
        )
        if mark.slip:
            parts.append(
                format_html(
                    '<text x="{}" y="{}" text-anchor="middle" class="{} halo">{}</text>',
                    mark.slip_x,
                    mark.y - 5,
                    words,
                    mark.slip,
                )
            )
    parts.append(format_html('<path d="{}" class="{}"/>', mark.diamond, fill))
    if mark.row == 0:
        text = format_html(
            '<text x="{x}" y="{y}" text-anchor="{a}" class="{c} halo">{t}</text>'
            '<text x="{x}" y="{n}" text-anchor="{a}" class="halo">{o}</text>',
            x=mark.label_x,
            y=mark.title_y,
            n=mark.note_y,
            a=mark.anchor,
            c=words,
            t=mark.title,
            o=mark.note,
        )
    else:
        text = format_html(
            '<text x="{}" y="{}" text-anchor="{}" class="halo">'
            '<tspan class="{}">{}</tspan><tspan dx="8">{}</tspan></text>',
            mark.label_x,
            mark.title_y,
            mark.anchor,
            words,
            mark.title,
            mark.note,
        )
    parts.append(format_html('<a href="{}">{}</a>', mark.url, text) if mark.url else text)
    return _joined(parts)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))


def month_name(first: Any) -> str:
    """December, January 2027: the year only where it begins or matters."""
    if formats.is_zh():
        return f"{first.year} 年 1 月" if first.month == 1 else f"{first.month} 月"
    short = formats.MONTHS[first.month - 1]
    return f"{short} {first.year}" if first.month == 1 else short
