"""What one method of a view takes and gives. The view obeys it and the OpenAPI document is written from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rest_framework.decorators import action

from pmo.web.api.params import Param

F = TypeVar("F", bound=Callable[..., Any])

Body = Any
"""A serializer class, a BatchOf, or None for no body."""


@dataclass(frozen=True)
class Operation:
    request: Body = None
    response: Any = None
    status: int = 200
    params: Mapping[str, Param] = field(default_factory=dict)
    many: bool = False
    paged: bool = False
    upload: bool = False
    needs_match: bool = False
    media_types: tuple[str, ...] = ()
    """Types of content other than JSON that a file download answers with."""
    summary: str = ""
    examples: tuple[Any, ...] = ()


def operation(**options: Any) -> Callable[[F], F]:
    """Say what a method takes and gives (the fields of `Operation`).

    For methods of an ApiView, and for a further method at the address of an act (`@measurements.mapping.post`).
    """

    def mark(method: F) -> F:
        method.kit = Operation(**options)  # type: ignore[attr-defined]
        return method

    return mark


_ROUTING = ("detail", "url_path", "url_name", "methods")


def act(**options: Any) -> Callable[[F], F]:
    """A business act as an address of its own: POST …/<id>/<name>/ (`detail=False`: …/<name>/)."""
    return _route({"methods": ["post"], **options})


def read(**options: Any) -> Callable[[F], F]:
    """A computed reading: GET …/<id>/<name>/."""
    return _route({"methods": ["get"], **options})


def _route(options: dict[str, Any]) -> Callable[[F], F]:
    routing = {key: options.pop(key) for key in _ROUTING if key in options}

    def mark(method: F) -> F:
        path = routing.setdefault("url_path", method.__name__.replace("_", "-"))
        routing.setdefault("url_name", path.strip("/").replace("/", "-").replace(".", "-"))
        routing.setdefault("detail", True)
        action(**routing)(method)
        return operation(**options)(method)

    return mark
