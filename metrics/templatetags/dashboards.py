"""Words for due days, stored sentences and the lines of the dashboards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pmo.texts import Sentence, plain
from pmo.web import formats
from projects.portfolio.choices import Status

register = template.Library()


register.filter("overdue", formats.overdue)


@register.filter
def stored_sentence(data: Mapping[str, Any] | None) -> str:
    """A sentence kept as JSON, without its bold marks."""
    found = Sentence.from_json(data)
    return found.plain() if found else ""


@register.filter
def marked(text: str) -> SafeString:
    """A line with **bold** marks, escaped."""
    return plain(text).html()


@register.filter
def is_past(on: date) -> bool:
    return on < timezone.localdate()


@register.filter
def carried_words(share: float | None) -> str:
    """How many of the earlier actions are still open, in percent."""
    return gettext("%(share)s still open") % {"share": formats.pct(share, 0)} if share is not None else ""


@register.filter
def last_value(item: Any) -> str:
    """The last value of a KPI that wants one, with its unit."""
    return formats.quantity(item.last, item.kpi.decimals, item.kpi.unit_label)


@register.filter
def counted_words(standing: Any) -> str:
    """ "2 off track + 2 at risk + 4 on track = **8**"."""
    parts = [f"{n} {str(Status(code).label).lower()}" for code, n in standing.counts.items() if n]
    return f"{' + '.join(parts)} = **{standing.total}**"


@register.filter
def cell_title(cell: Any) -> str:
    """ "Execution · off track, since 12 November"."""
    status = str(Status(cell.stage.status).label).lower()
    if cell.since_on is None:
        return gettext("%(stage)s: %(status)s") % {"stage": cell.stage.name, "status": status}
    return gettext("%(stage)s: %(status)s, since %(on)s") % {
        "stage": cell.stage.name,
        "status": status,
        "on": formats.day(cell.since_on),
    }
