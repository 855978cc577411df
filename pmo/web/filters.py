"""Filters of the kit; `{% load ld %}` brings them together with the tags."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from pmo import texts
from pmo.web import formats

register = template.Library()

STATUS_WORDS = {
    "ok": gettext_lazy("On track"),
    "risk": gettext_lazy("At risk"),
    "off": gettext_lazy("Off track"),
    "none": gettext_lazy("No data"),
    "idle": gettext_lazy("Not started"),
    "done": gettext_lazy("Done"),
}

_BOLD = re.compile(r"\*\*(.+?)\*\*")


def bold(value: Any) -> SafeString:
    """Escaped text with `**…**` as <b>; sentences render themselves."""
    if isinstance(value, texts.Sentence):
        return value.html()
    return mark_safe(_BOLD.sub(r"<b>\1</b>", conditional_escape(value)))


@register.filter
def status_word(code: str) -> str:
    return str(STATUS_WORDS.get(code, STATUS_WORDS["none"]))


@register.filter
def sentence(value: Any) -> SafeString:
    return bold(value) if value else SafeString("")


@register.filter
def plain(value: Any) -> str:
    return value.plain() if isinstance(value, texts.Sentence) else _BOLD.sub(r"\1", str(value or ""))


register.filter("bilingual", texts.bilingual)


def _one_argument(function: Callable[..., str]) -> Callable[[Any], str]:
    """Without the function's further parameters, which a template must not set by position."""

    def apply(value: Any) -> str:
        return texts.glued(function(value))

    return apply


for _function in (
    formats.day,
    formats.iso,
    formats.mmdd,
    formats.month,
    formats.moment,
    formats.stamp,
    formats.when,
    formats.due,
    formats.age,
    formats.waiting,
    formats.ago,
    formats.days,
    formats.workdays,
    formats.weekday,
    formats.grouped,
    formats.hours,
    formats.duration,
    formats.filesize,
    formats.initial,
):
    register.filter(_function.__name__, _one_argument(_function))


@register.filter
def pct(value: Any, digits: int | None = None) -> str:
    return formats.pct(value, digits)


@register.filter
def chance(value: Any) -> str:
    """A probability in percent; what is still to come is neither impossible nor certain."""
    percent = formats.to_decimal(value)
    return formats.pct(None if percent is None else min(max(percent, Decimal(1)), Decimal(99)), 0)


@register.filter
def pp(value: Any, digits: int = 1) -> str:
    return formats.points(value, digits)


@register.filter
def signed(value: Any, digits: int | None = None) -> str:
    return formats.signed(value, digits)


@register.filter
def number(value: Any, digits: int | None = None) -> str:
    return formats.number(value, digits)


@register.filter
def money(value: Any, currency: str = "CNY") -> str:
    return formats.money(value, currency)


@register.filter
def moneycell(value: Any) -> str:
    return formats.money_cell(value)


@register.simple_tag
def money_unit(currency: str = "CNY") -> str:
    return formats.money_unit(currency)


@register.filter
def lines(value: Any) -> SafeString:
    """Typed text with its line breaks."""
    return mark_safe("<br>".join(escape(str(value or "")).splitlines()))
