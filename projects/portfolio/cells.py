"""Cells of the list of projects: functions of a row and its value."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pmo.texts import glued
from pmo.web import formats, marks
from pmo.web.lists import subline
from projects.portfolio.dimensions import Overall


def health(row: Any, value: Overall | None) -> SafeString:
    """The overall status with its one sentence, and until when a person declared it."""
    if value is None:
        return marks.status("none")
    mark = marks.status(value.status)
    if value.overridden_until:
        until = _("declared until %(on)s") % {"on": glued(formats.day(value.overridden_until))}
        mark += format_html(' <span class="ld-xs ld-3">{}</span>', until)
    return mark + subline(value.sentence.plain() if value.sentence else "")
