"""Cells of the lists of risks and issues: functions of a row and its value."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pmo.web import formats, marks
from pmo.web.lists import faint, linked, subline
from projects.risks import library


def title(row: Any, value: str) -> SafeString:
    return linked(row, value) + subline(library.part(row, "trigger"))


def score(row: Any, value: Any) -> SafeString:
    """`row.cell` is what the list prepared."""
    if row.cell.score is None:
        return faint(_("not assessed"))
    bar = marks.riskbar(row.cell.band.value, row.cell.beyond)
    return format_html('<span class="ld-nw">{} {}</span>', formats.number(row.cell.score, 2), bar)


def money(row: Any, value: Any) -> Any:
    return faint(_("not known")) if value is None else formats.money(value, row.currency)


def actions(row: Any, value: Any) -> Any:
    """How many are open, and the day of the next one; late ones loud."""
    if not value:
        return faint(_("none"))
    if row.is_late:
        return format_html("{} {}", value, marks.status("off", _("late")))
    return format_html('{} <span class="ld-3">{}</span>', value, formats.iso(row.next_due))


def review(row: Any, value: Any) -> Any:
    if value is None or not row.is_live:
        return faint(_("none"))
    return marks.status("risk", formats.iso(value)) if row.is_due else formats.iso(value)


def issue_title(row: Any, value: str) -> SafeString:
    return linked(row, value) + subline(row.outcome[:80] if not row.is_open else "")


def due(row: Any, value: Any) -> Any:
    if value is None:
        return faint(_("none"))
    return marks.status("off", formats.iso(value)) if row.is_late else formats.iso(value)
