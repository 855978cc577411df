"""The sections of the pack, by registry: a composer answers with facts and sentences, or None when it has no say.

To add one: write a composer in a module of this package, register it with its order, and give its words Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from metrics.reviews.sections.blocks import Asked, Section

Composer = Callable[[Asked, Section], dict[str, Any] | None]
"""Fills the section; what it answers is kept beside it for the next review to compare with."""


@dataclass(frozen=True)
class Kind:
    """`right`: the kind of object whose every row a reader must be allowed to see ("" for everybody in the review)."""

    code: str
    title: str
    order: int
    compose: Composer
    right: str = ""


_kinds: dict[str, Kind] = {}


def section(code: str, title: str, order: int, right: str = "") -> Callable[[Composer], Composer]:
    """Register the decorated composer. `title` is an English msgid."""

    def register(compose: Composer) -> Composer:
        known = _kinds.get(code)
        if known is not None and known.compose.__qualname__ != compose.__qualname__:
            raise ValueError(f"section {code!r} has two composers")
        _kinds[code] = Kind(code, title, order, compose, right)
        return compose

    return register


def kinds() -> list[Kind]:
    """In the order they are read."""
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.code))


def titles() -> dict[str, str]:
    return {kind.code: kind.title for kind in kinds()}


def composed(asked: Asked) -> Iterator[tuple[Section, dict[str, Any] | None]]:
    """Every section that has something to say, in order."""
    for kind in kinds():
        found = Section(kind.code, kind.title, kind.right, projects=asked.ids)
        kept = kind.compose(asked, found)
        if found.say:
            yield found, kept
