"""Who wants to know that readings changed (health, dashboards) tells so here; this room knows nobody above it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

Listener = Callable[[set[int], datetime], None]

_listeners: list[Listener] = []


def on_recomputed(listener: Listener) -> None:
    """Call `listener(project_ids, now)` inside the transaction that stored new readings."""
    if listener not in _listeners:
        _listeners.append(listener)


def recomputed(project_ids: Iterable[int], now: datetime) -> None:
    ids = set(project_ids)
    for listener in _listeners:
        listener(ids, now)
