"""What rooms above show on the page of an object of a room below: by the kind of the object, through this registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Ask = Callable[[Any, Any], "dict[str, Any] | None"]


@dataclass(frozen=True)
class Panel:
    """`template` reads `panel`, the answer of the room."""

    template: str
    data: dict[str, Any]


_asks: dict[str, dict[str, Ask]] = {}


def register(kind: str, template: str, ask: Ask) -> None:
    """`ask` answers for an object of `kind` and a reader, in a fixed number of queries; None = nothing to show."""
    _asks.setdefault(kind, {})[template] = ask


def of(kind: str, obj: Any, user: Any) -> list[Panel]:
    """Every panel of an object the caller has already shown to be visible."""
    found = [(template, ask(obj, user)) for template, ask in _asks.get(kind, {}).items()]
    return [Panel(template, data) for template, data in found if data is not None]
