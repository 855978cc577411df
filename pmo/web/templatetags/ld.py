"""The kit's tags and filters: `{% load ld %}`. Each draws one piece of the visual language; see /gallery/."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pmo.access import policy
from pmo.web import drawings, filters, formats, svg
from pmo.web.filters import STATUS_WORDS, bold

register = template.Library()
register.filters.update(filters.register.filters)
register.tags.update(filters.register.tags)

RISK_WORDS = {"low": gettext_lazy("low"), "medium": gettext_lazy("medium"), "high": gettext_lazy("high")}


def draw(name: str, context: dict[str, Any]) -> SafeString:
    """A component template with its own context: nothing of the page leaks into it."""
    return mark_safe(get_template(f"components/{name}.html").render(context))


# ---- marks and figures ------------------------------------------------------------------------------------------


@register.simple_tag
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


@register.simple_tag
def icon(name: str, label: Any = "", cls: str = "") -> SafeString:
    """A symbol of the sprite. With a label it speaks for itself, otherwise it is decoration."""
    speaks = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="ld-i {}" {}><use href="#i-{}"/></svg>', cls, speaks, name)


@register.simple_tag
def num(value: Any, digits: int | None = None, unit: Any = "", sign: bool = False) -> str:
    if formats.to_decimal(value) is None:
        return formats.no_data()
    return formats.with_unit(formats.number(value, digits, sign=sign), str(unit))


@register.simple_tag
def figure(value: Any, digits: int | None = None, unit: Any = "") -> SafeString:
    """A big figure with its small unit. Text (a date, for example) is shown as it is."""
    if not isinstance(value, str) and formats.to_decimal(value) is None:
        return format_html('<span class="ld-num none">{}</span>', formats.no_data())
    shown = conditional_escape(value) if isinstance(value, str) else formats.number(value, digits)
    if unit:
        return format_html('<span class="ld-num">{}<small>{}</small></span>', shown, unit)
    return format_html('<span class="ld-num">{}</span>', shown)


@register.simple_tag
def nodata(reason: Any = "") -> SafeString:
    """无数据 with its reason on focus and hover."""
    if not reason:
        return format_html('<span class="ld-3">{}</span>', formats.no_data())
    return format_html(
        '<span class="ld-nodata" tabindex="0" role="note" title="{r}">{w}<span class="ld-sr"> {r}</span></span>',
        r=reason,
        w=formats.no_data(),
    )


@register.simple_tag(name="tag")
def tag_(text: Any) -> SafeString:
    return format_html('<span class="ld-tag">{}</span>', text)


@register.simple_tag
def riskbar(level: str, beyond: bool = False) -> SafeString:
    """Risk band 高 中 低: a three-step bar in ink, red only beyond the portfolio's tolerance."""
    return format_html(
        '<span class="ld-risk3">{}{}</span>',
        drawings.risk_steps(level, beyond_tolerance=beyond),
        RISK_WORDS.get(level, level),
    )


@register.simple_tag
def person(user: Any, sub: Any = "", small: bool = False) -> SafeString:
    """Avatar with the initial, name, and a second line."""
    if user is None:
        return format_html('<span class="ld-3">{}</span>', _("nobody"))
    label = getattr(user, "label", None) or str(user)
    return draw("person", {"initial": formats.initial(label), "name": label, "sub": sub, "small": small})


# ---- drawings ---------------------------------------------------------------------------------------------------


@register.simple_tag
def spark(
    measured: Iterable[Any] | None,
    expected: Iterable[Any] | None = None,
    target: Any = None,
    label: str = "",
    width: int = 170,
    height: int = 56,
) -> SafeString:
    return drawings.spark(svg.spark(measured, expected, target, width, height), label, width, height)


@register.simple_tag
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
    return draw(
        "range_bar",
        {
            "bar": drawings.range_bar(svg.range_bar(done, expected)),
            "baseline": num(baseline, digits, unit),
            "current": formats.number(current, digits),
            "missing": formats.to_decimal(current) is None,
            "target": num(target, digits, unit),
        },
    )


@register.simple_tag
def moneybar(
    budget: Any, released: Any = 0, spent: Any = 0, forecast: Any = None, currency: str = "CNY", compact: bool = False
) -> SafeString:
    """Grey budget, pale released, solid spent, tick forecast; an overrun reaches beyond the end in red."""
    bar = svg.money_bar(budget, released, spent, forecast)
    return draw(
        "money_bar",
        {
            "svg": drawings.money_bar(bar),
            "overrun": bar.overrun,
            "budget": formats.money_cell(budget),
            "released": formats.money_cell(released),
            "spent": formats.money_cell(spent),
            "forecast": formats.money_cell(forecast),
            "unit": formats.money_unit(currency),
            "compact": compact,
        },
    )


@register.simple_tag
def sharebar(value: Any, total: Any = 100, accent: bool = True) -> SafeString:
    return drawings.share_bar(value, total, accent=accent)


@register.simple_tag
def progressbar(percent: Any) -> SafeString:
    return drawings.progress_bar(percent)


@register.simple_tag
def timeline(
    events: Sequence[svg.Event],
    start: date,
    end: date,
    lanes: Sequence[tuple[str, Any]],
    today: date | None = None,
    holidays: Sequence[tuple[date, date, str]] = (),
    label: Any = "",
) -> SafeString:
    """The line of coming dates with a list of the same for screen readers. `events`: pmo.web.svg.Event."""
    drawing = svg.timeline(
        events,
        start,
        end,
        [(code, str(name)) for code, name in lanes],
        today=today or timezone.localdate(),
        holidays=holidays,
        month_name=drawings.month_name,
    )
    return draw("timeline", {"svg": drawings.timeline(drawing, str(label) or _("Coming dates"))})


# ---- blocks -----------------------------------------------------------------------------------------------------


def trimmed(content: str) -> SafeString:
    """The rendered inside of a block tag without the blanks around it; stripping alone would lose that it is safe."""
    return mark_safe(content.strip())


def unique(context: template.Context, *parts: Any) -> str:
    """An id that is unique on the page and the same in every rendering of the same content."""
    seen: Any = context.render_context
    # The outermost dictionary: an included template must go on counting where its page stopped.
    count = seen.dicts[0]["ld-ids"] = seen.dicts[0].get("ld-ids", 0) + 1
    digest = hashlib.blake2s("|".join(map(str, parts)).encode(), digest_size=4).hexdigest()
    return f"{digest}{count}"


@register.simple_block_tag(takes_context=True)
def how(
    context: template.Context,
    content: str,
    title: Any,
    formula: Any = "",
    numbers: Any = "",
    data: Any = "",
    at: datetime | None = None,
    link: str = "",
    label: Any = "",
) -> SafeString:
    """ⓘ: formula in words, formula with the numbers, data used, time of computation, link to the rows."""
    return draw(
        "how",
        {
            "id": f"how-{unique(context, title, formula, numbers)}",
            "title": title,
            "formula": formula,
            "numbers": bold(numbers) if numbers else "",
            "data": bold(data) if data else "",
            "at": at,
            "link": link,
            "label": label,
            "body": trimmed(content),
        },
    )


@register.simple_block_tag
def pagehead(
    content: str,
    title: Any,
    lead: bool = False,
    code: Any = "",
    status: str = "",
    sentence: Any = "",
    sub: Any = "",
    facts: Sequence[tuple[Any, Any]] = (),
    how: Any = "",
    level: int = 1,
) -> SafeString:
    """Head of a page: sentence or name, status with its reason, facts line; the content are the buttons."""
    return draw(
        "head",
        {
            "title": bold(title),
            "lead": lead,
            "code": code,
            "status": status,
            "sentence": bold(sentence) if sentence else "",
            "sub": bold(sub) if sub else "",
            "facts": facts,
            "how": how,
            # A page inside a page (a list under the project's spine) has its name one level down.
            "level": level or 1,
            "actions": trimmed(content),
        },
    )


@register.simple_block_tag(takes_context=True)
def section(
    context: template.Context,
    content: str,
    title: Any,
    id: str = "",
    count: Any = None,
    note: Any = "",
    link: str = "",
    label: Any = "",
    acts: Any = "",
    cls: str = "",
) -> SafeString:
    """A heading, a hairline and space. `acts` is HTML for the right end (see `capture`)."""
    return draw(
        "section",
        {
            "id": id or f"h-{unique(context, title)}",
            "title": title,
            "count": count,
            "note": note,
            "link": link,
            "label": label,
            "acts": acts,
            "cls": cls,
            "body": content,
        },
    )


@register.simple_block_tag
def note(content: str, kind: str = "") -> SafeString:
    """One tinted line; red only for what blocks."""
    return draw("note", {"kind": kind, "body": trimmed(content)})


@register.simple_block_tag
def capture(content: str) -> str:
    """`{% capture as name %}…{% endcapture %}`: HTML into a variable, to hand to a component."""
    return content


@register.simple_block_tag(takes_context=True)
def chart(
    context: template.Context,
    content: str,
    kind: str,
    data: dict[str, Any],
    label: Any,
    id: str = "",
    cls: str = "",
) -> SafeString:
    """A chart with its data as JSON and, as content, the same data as a table behind 看成表格."""
    own = id or f"c-{unique(context, kind, label)}"
    return draw(
        "chart",
        {
            "id": own,
            "kind": kind,
            "label": label,
            "cls": cls,
            "json": json_script(data, f"{own}-data"),
            "table": trimmed(content),
        },
    )


@register.simple_tag
def crumb(label: Any, url: str = "") -> SafeString:
    """One step of the breadcrumb; the last one without a URL."""
    if url:
        return format_html('<a href="{}">{}</a><span aria-hidden="true">/</span>', url, label)
    return format_html('<span class="ld-2" aria-current="page">{}</span>', label)


@register.simple_tag
def chip(label: Any, value: Any = "", remove_url: str = "") -> SafeString:
    return draw("chip", {"label": label, "value": value, "remove_url": remove_url})


@register.simple_tag(takes_context=True)
def charts_js(context: template.Context) -> SafeString:
    """The chart bundle, for pages that draw one: put it into the `charts` block."""
    return format_html(
        '<script src="{}" nonce="{}" defer></script>', static("dist/charts.js"), context.get("CSP_NONCE", "")
    )


@register.simple_tag(takes_context=True)
def may(context: template.Context, verb: str, obj: Any) -> bool:
    """`{% may "change" goal as can_edit %}`: whether the reader may do this to that object (or kind)."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated and policy.may(user, verb, obj))
