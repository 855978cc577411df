"""Marks and figures as markup: status, icon, number, person. The tags of the same names draw them in templates."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pmo.web import drawings, formats, svg
from pmo.web.filters import STATUS_WORDS

RISK_WORDS = {"low": gettext_lazy("low"), "medium": gettext_lazy("medium"), "high": gettext_lazy("high")}


def status(code: str, word: Any = "", hidden: bool = False, stale: bool = False) -> SafeString:
    """Mark and word of a status. `word` replaces the usual word, `hidden` keeps it for screen readers only."""
    known = code if code in STATUS_WORDS else "none"
    shown = word or STATUS_WORDS[known]
    return format_html(
        '<span class="ld-st is-{}{}"><svg viewBox="0 0 14 14" aria-hidden="true"><use href="#s-{}"/></svg>{}</span>',
        known,
        " stale" if stale else "",
        known,
        format_html('<span class="ld-sr">{}</span>', shown) if hidden else shown,
    )


def icon(name: str, label: Any = "", cls: str = "") -> SafeString:
    """A symbol of the sprite. With a label it speaks for itself, otherwise it is decoration."""
    if not label:
        return _decoration(name, cls)
    speaks = format_html('role="img" aria-label="{}"', label)
    return format_html('<svg class="ld-i {}" {}><use href="#i-{}"/></svg>', cls, speaks, name)


@lru_cache(maxsize=512)
def _decoration(name: str, cls: str) -> SafeString:
    """The same few on every page, a hundred times on a long one."""
    return format_html('<svg class="ld-i {}" aria-hidden="true"><use href="#i-{}"/></svg>', cls, name)


def num(value: Any, digits: int | None = None, unit: Any = "", sign: bool = False) -> str:
    if formats.to_decimal(value) is None:
        return formats.no_data()
    return formats.with_unit(formats.number(value, digits, sign=sign), str(unit))


def figure(value: Any, digits: int | None = None, unit: Any = "") -> SafeString:
    """A big figure with its small unit. Text (a date, for example) is shown as it is."""
    if not isinstance(value, str) and formats.to_decimal(value) is None:
        return format_html('<span class="ld-num none">{}</span>', formats.no_data())
    shown = conditional_escape(value) if isinstance(value, str) else formats.number(value, digits)
    if unit:
        return format_html('<span class="ld-num">{}<small>{}</small></span>', shown, unit)
    return format_html('<span class="ld-num">{}</span>', shown)


def nodata(reason: Any = "") -> SafeString:
    """无数据 with its reason on focus and hover."""
    if not reason:
        return format_html('<span class="ld-3">{}</span>', formats.no_data())
    return format_html(
        '<span class="ld-nodata" tabindex="0" role="note" title="{r}">{w}<span class="ld-sr"> {r}</span></span>',
        r=reason,
        w=formats.no_data(),
    )


def tag(text: Any) -> SafeString:
    return format_html('<span class="ld-tag">{}</span>', text)


def riskbar(level: str, beyond: bool = False) -> SafeString:
    """Risk band 高 中 低: a three-step bar in ink, red only beyond the portfolio's tolerance."""
    return format_html(
        '<span class="ld-risk3">{}{}</span>',
        drawings.risk_steps(level, beyond_tolerance=beyond),
        RISK_WORDS.get(level, level),
    )


def person(user: Any, sub: Any = "", small: bool = False) -> SafeString:
    """Avatar with the initial, name, and a second line."""
    if user is None:
        return format_html('<span class="ld-3">{}</span>', _("nobody"))
    label = getattr(user, "label", None) or str(user)
    return format_html(
        '<span class="ld-prs{}"><span class="ld-who" aria-hidden="true">{}</span><span>{}{}</span></span>',
        " s" if small else "",
        formats.initial(label),
        label,
        format_html("<small>{}</small>", sub) if sub else "",
    )


def rangebar(
    baseline: Any,
    target: Any,
    current: Any = None,
    expected: Any = None,
    digits: int | None = None,
    unit: Any = "",
    progress: Any = None,
) -> SafeString:
    """Baseline left, target right, filled = progress, tick = expected by now (both in percent)."""
    done = svg.progress_of(baseline, target, current) if progress is None else progress
    missing = formats.to_decimal(current) is None
    return format_html(
        '{}<span class="rngl ld-xs ld-3"><span>{}</span>{}<span>{}</span></span>',
        drawings.range_bar(svg.range_bar(done, expected)),
        num(baseline, digits, unit),
        format_html("<span>{}</span>" if missing else "<b>{}</b>", formats.number(current, digits)),
        num(target, digits, unit),
    )
