"""Every address of the product, walked out of the URL configuration."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

API = "api:"

# Something each converter accepts, for addresses whose object does not matter.
SAMPLES = {"int": "1", "str": "X-1", "slug": "x-1", "uuid": "0" * 32, "path": "x"}


@dataclass(frozen=True)
class Route:
    """One pattern: its full name, its whole pattern as written, and the names of its arguments."""

    name: str
    pattern: str
    callback: Callable[..., Any]
    arguments: tuple[str, ...]
    sample: str | None

    @property
    def is_api(self) -> bool:
        return self.name.startswith(API)

    def methods(self) -> set[str] | None:
        """The methods the view itself serves; None for plain functions, which take whatever they are given."""
        actions = getattr(self.callback, "actions", None)
        if actions:
            return {method.upper() for method in actions} - {"HEAD", "OPTIONS"}
        view = getattr(self.callback, "cls", None) or getattr(self.callback, "view_class", None)
        if self.is_api and view is not None:
            served = {m for m in ("get", "post", "put", "patch", "delete") if hasattr(view, m)}
            return {m.upper() for m in served}
        return None


@cache
def all_routes() -> tuple[Route, ...]:
    return tuple(_walk(get_resolver(), "", "", ()))


def _walk(resolver: Any, names: str, before: str, arguments: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        written = before + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            space = f"{names}{entry.namespace}:" if entry.namespace else names
            yield from _walk(entry, space, written, (*arguments, *_arguments(entry)))
        elif isinstance(entry, URLPattern):
            yield Route(
                f"{names}{entry.name}" if entry.name else "",
                written,
                entry.callback,
                (*arguments, *_arguments(entry)),
                _sample(written),
            )


def _arguments(entry: Any) -> tuple[str, ...]:
    return tuple(entry.pattern.regex.groupindex)


def _sample(written: str) -> str | None:
    """An address of this shape; None for regular expressions."""
    if re.search(r"[\\^$(?]", written):
        return None
    known = get_converters()

    def value(found: re.Match[str]) -> str:
        kind = found[1] or "str"
        return SAMPLES[kind] if kind in known else "1"

    return re.sub(r"<(?:(\w+):)?\w+>", value, written)
