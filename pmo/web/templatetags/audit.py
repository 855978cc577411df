"""The history in words."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pmo.audit import words
from pmo.audit.models import AuditEntry
from pmo.web import formats

register = template.Library()
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_NUMBER = re.compile(r"^-?\d{1,18}(\.\d{1,6})?$")

NOTHING: tuple[Any, ...] = (None, "", [])

register.filter("act_words", words.act_words)


@register.filter
def changes(entry: AuditEntry) -> list[dict[str, Any]]:
    """Field by field: label, before, after. What is new has no before, and what it lacks is not said."""
    names = list(dict.fromkeys([*entry.before, *entry.after]))
    if not entry.before:
        names = [name for name in names if entry.after.get(name) not in NOTHING]
    return [
        {
            "label": words.field_label(entry.kind, name),
            "before": _value(entry.kind, name, entry.before.get(name)) if entry.before else "",
            "after": _value(entry.kind, name, entry.after.get(name)),
        }
        for name in names
    ]


def _value(kind: str, name: str, value: Any) -> str:
    if isinstance(value, str) and _NUMBER.match(value) and not words.is_text(kind, name):
        return formats.number(Decimal(value))
    return shown(words.shown_choice(kind, name, value))


def shown(value: Any) -> str:
    """A stored value for people: nothing is said as such, lists are joined, booleans are words."""
    if isinstance(value, str) and _DAY.match(value):
        return formats.iso(date.fromisoformat(value))
    if value in NOTHING:
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (int, float)):
        return formats.number(value)
    if isinstance(value, list):
        return pgettext("names", ", ").join(shown(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{k} {shown(v)}" for k, v in value.items())
    return str(value)
