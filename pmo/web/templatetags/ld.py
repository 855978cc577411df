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
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from pmo.access import policy
from pmo.web import drawings, filters, formats, marks, svg
from pmo.web.filters import bold

register = template.Library()
register.filters.update(filters.register.filters)
register.tags.update(filters.register.tags)


def draw(name: str, context: dict[str, Any]) -> SafeString:
    """A component template with its own context: nothing of the page leaks into it."""
    return mark_safe(get_template(f"components/{name}.html").render(context))


# ---- marks and figures ------------------------------------------------------------------------------------------

for _name, _mark in (
    ("status", marks.status),
    ("icon", marks.icon),
    ("num", marks.num),
    ("figure", marks.figure),
    ("nodata", marks.nodata),
    ("tag", marks.tag),
    ("riskbar", marks.riskbar),
    ("person", marks.person),
    ("rangebar", marks.rangebar),
):
    register.simple_tag(_mark, name=_name)


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
