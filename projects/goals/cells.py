"""Cells of the lists of pain points and requirements: functions of a row and its value."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from pmo.web import formats, marks
from pmo.web.lists import faint, linked, subline

GOAL_CHARS = 28


def pain_title(row: Any, value: str) -> SafeString:
    where = " · ".join(text for text in (row.process_label, row.source_label) if text)
    return linked(row, value) + subline(where)


def pain_money(row: Any, value: Any) -> str:
    return faint(_("not known")) if value is None else formats.money(value, row.currency)


def pain_goals(row: Any, value: Any) -> SafeString:
    if not value:
        return faint(_("none yet"))
    links = ((goal.url, goal.label, goal.code) for goal in value)
    return format_html_join(", ", '<a class="quiet" href="{}" title="{}">{}</a>', links)


def requirement_goal(row: Any, value: str | None) -> SafeString:
    if value is None:
        return faint(_("none yet"))
    shown = Truncator(value).chars(GOAL_CHARS)
    return format_html('<a class="quiet" href="{}" title="{}">{}</a>', row.goal.url, value, shown)


def requirement_risk(row: Any, value: str) -> SafeString:
    return marks.riskbar(row.risk) if row.risk else faint(_("not judged"))
