"""Addresses of the API, collected from the rooms' `routes` and `urlpatterns`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from pmo.tokens.api import urlpatterns as caller_patterns
from pmo.web.api.docs import urlpatterns as own_patterns

Route = tuple[str, Any, str]
Part = Sequence[Route | URLPattern | URLResolver]


def build(*parts: Part) -> list[URLPattern | URLResolver]:
    """The patterns below /api/v1/, to be included in the namespace "api".

    A part is a room's `routes` (prefix, viewset, basename) or its extra `urlpatterns`. The root, the schema, its page
    and `me/` are there without being asked for.
    """
    router = SimpleRouter()
    plain: list[URLPattern | URLResolver] = [*own_patterns, *caller_patterns]
    for entry in _entries(parts):
        if isinstance(entry, (URLPattern, URLResolver)):
            plain.append(entry)
        else:
            prefix, viewset, basename = entry
            router.register(prefix, viewset, basename=basename)
    return [*plain, *router.urls]


def _entries(parts: Iterable[Part]) -> Iterable[Route | URLPattern | URLResolver]:
    for part in parts:
        yield from part
