"""What became of what: rooms above keep the thread, pages of rooms below show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Ask = Callable[[Any, Any], Sequence[Any]]

_asks: list[Ask] = []


def register(ask: Ask) -> None:
    """`ask(thing, user)` gives the steps around `thing`, as `projects/risks/_thread.html` draws them."""
    if ask not in _asks:
        _asks.append(ask)


def of(thing: Any, user: Any) -> list[Any]:
    return [step for ask in _asks for step in ask(thing, user)]
