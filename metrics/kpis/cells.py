"""Cells of the list of KPIs and of the list of one KPI's values: functions of a row and its value."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from pmo.texts import Sentence
from pmo.web import formats, marks
from pmo.web.lists import EMPTY, faint, linked, subline

# Below this number of measured days there is no forecast (FORMULAS, KPI forecast).
ENOUGH_DAYS = 4


def _reason(row: Any) -> str:
    return row.reason.plain() if isinstance(row.reason, Sentence) else ""


def _no_forecast() -> SafeString:
    return marks.nodata(_("A forecast needs 4 measured days"))


def name(row: Any, value: str) -> SafeString:
    return linked(row, value) + subline(row.goal.project.label)


def status(row: Any, value: Any) -> SafeString:
    mark, why = marks.status(row.code), _reason(row)
    if not why:
        return mark
    return format_html(
        '<span class="ld-tipped" tabindex="0" role="note" title="{w}" data-tip="{w}">{m}'
        '<span class="ld-sr"> {w}</span></span>',
        w=why,
        m=mark,
    )


def current(row: Any, value: Any) -> SafeString:
    if value is None:
        return marks.nodata(_("Nothing has been measured yet"))
    return format_html('<span class="k ld-nw">{}</span>', marks.num(value, row.decimals, row.unit_label))


def bar(row: Any, value: Any) -> SafeString:
    if row.kind != "reach" or row.baseline is None or row.target is None:
        return format_html('<span class="ld-s">{}</span>', value)
    now = row.standing
    drawn = marks.rangebar(
        row.baseline,
        row.target,
        now.current if now else None,
        now.expected if now else None,
        digits=row.decimals,
        unit=row.unit_label,
        progress=now.progress if now else None,
    )
    return format_html('<div class="rngc">{}</div>', drawn)


def progress(row: Any, value: Any) -> str:
    return marks.nodata(_reason(row)) if value is None else formats.pct(value)


def reaches(row: Any, value: Any) -> str:
    if value:
        return formats.iso(value)
    if row.standing and row.standing.count >= ENOUGH_DAYS and row.kind == "reach":
        return faint(_("not at this pace"))
    return _no_forecast()


def chance(row: Any, value: Any) -> str:
    if value is not None:
        return f"{row.chance}%"
    return faint(pgettext("KPI", "done")) if row.code == "done" else _no_forecast()


def newest(row: Any, value: Any) -> SafeString:
    day = format_html("{}", formats.iso(value)) if value else faint(_("none"))
    if row.late <= 0:
        return day
    return day + subline(ngettext("next %(n)s day late", "next %(n)s days late", row.late) % {"n": row.late})


def act(row: Any, value: str) -> SafeString:
    """The button that opens the form for a new value, at `value`."""
    if not value:
        return EMPTY
    label = _("Record a value of %(name)s") % {"name": row.label}
    return _button(value, label, "plus")


def value_day(row: Any, value: Any) -> str:
    shown = formats.iso(value)
    if not row.may_change:
        return shown
    return format_html('<a class="quiet" href="{}" data-panel>{}</a>', reverse("kpis:correct", args=[row.pk]), shown)


def value(row: Any, value: Any) -> SafeString:
    shown = '<span class="k">{}</span>' if row.counts else '<del class="ld-3">{}</del>'
    return format_html(shown, marks.num(value, row.digits))


def value_state(row: Any, value: Any) -> SafeString:
    return format_html("<span>{}</span>", value) if row.counts else faint(value)


def value_act(row: Any, value: Any) -> SafeString:
    if not row.may_change:
        return EMPTY
    label = _("Correct the value of %(day)s") % {"day": formats.iso(row.measured_on)}
    return _button(reverse("kpis:correct", args=[row.pk]), label, "edit")


def _button(url: str, label: str, icon: str) -> SafeString:
    return format_html(
        '<a class="btn txt ico mini" href="{}" data-panel data-edit aria-label="{}">{}</a>',
        url,
        label,
        marks.icon(icon),
    )
