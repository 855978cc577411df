"""Markdown of an article as a page: headings one can jump to, its own pictures in place. And as bare text."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from pmo.web import markdown

_HEADING = re.compile(r"<h([3456])>(.*?)</h\1>", re.S)
_PICTURE = re.compile(r'<a href="/files/(\d+)/"[^>]*>(.*?)</a>', re.S)
_TAG = re.compile(r"<[^>]+>")
_MARKS = re.compile(r"[*_`~#>|]+|^\s*[-+]\s|!?\[([^\]]*)\]\([^)]*\)|^\s*\|?[-: |]{3,}$", re.M)


@dataclass(frozen=True)
class Heading:
    id: str
    text: str
    level: int


@dataclass(frozen=True)
class Rendered:
    html: SafeString
    headings: tuple[Heading, ...]


def render(text: str, pictures: Mapping[int, Any]) -> Rendered:
    """`text` through the product's renderer, whose output alone is touched afterwards: a heading gets an id, and what
    points to a picture of the article (`pictures`, by id) shows it. Nothing else can become a picture."""
    headings: list[Heading] = []
    source = markdown.render(text)
    # The page has the first level; the highest of the text becomes the second, whatever its author began with.
    top = min((int(level) for level, _words in _HEADING.findall(source)), default=3)

    def head(match: re.Match[str]) -> str:
        words = html.unescape(_TAG.sub("", match[2])).strip()
        level = 2 + int(match[1]) - top
        headings.append(Heading(f"s{len(headings) + 1}", words, level))
        return f'<h{level} id="{headings[-1].id}" tabindex="-1">{match[2]}</h{level}>'

    def picture(match: re.Match[str]) -> str:
        if int(match[1]) not in pictures:
            return match[0]
        words = escape(html.unescape(_TAG.sub("", match[2])))
        return f'<img src="/files/{match[1]}/" alt="{words}" loading="lazy">'

    safe = _PICTURE.sub(picture, _HEADING.sub(head, source))
    # A wide table scrolls inside the page instead of widening it.
    safe = safe.replace("<table>", '<div class="ld-scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    return Rendered(mark_safe(safe), tuple(headings))


def as_text(source: str) -> str:
    """Markdown without its marks, for the index and excerpts."""
    return " ".join(_MARKS.sub(lambda match: f"{match[1] or ''} ", source).split())
