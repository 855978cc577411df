"""Markdown typed by people, as HTML that cannot harm the reader.

Two independent walls: the parser knows no raw HTML and no images, and nh3 lets through only a short list of tags
without attributes that act. Links go to http, https and mailto addresses or stay on this site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

MAX_LENGTH = 100_000

_TAGS = {
    "p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "s", "del", "blockquote", "ul", "ol", "li", "code", "pre",
    "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
# Browsers drop these inside addresses and read a backslash as a slash.
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060\ufeff]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def render(text: str) -> SafeString:
    """HTML of `text`; headings begin at the third level, because the page has its own above."""
    html = _parser().render(text[:MAX_LENGTH])
    return mark_safe(
        nh3.clean(
            html,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            attribute_filter=_keep,
            url_schemes=_SCHEMES,
            link_rel="noopener noreferrer nofollow",
        )
    )


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _image)
    parser.core.ruler.push("headings", _lower_headings)
    return parser


def _image(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """The words of a picture instead of the picture: loading it would tell its server who reads."""
    token = tokens[index]
    words = self.renderInlineAsText(token.children or [], options, env)
    address = str(token.attrGet("src") or "")
    return f'<a href="{escape(address)}">{escape(words or address)}</a>'


def _lower_headings(state: Any) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """`value` unless it is an address that leaves the site in disguise."""
    if attribute != "href":
        return value
    return value if is_safe_link(value) else None


def is_safe_link(address: str) -> bool:
    """Whether a link may go there: http, https, mailto, or a place on this site (`//host` is none)."""
    plain = _INVISIBLE.sub("", address).replace("\\", "/")
    scheme = _SCHEME.match(plain)
    if scheme:
        return scheme.group(0)[:-1].lower() in _SCHEMES
    return not plain.startswith("//")
