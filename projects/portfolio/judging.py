"""Whoever judges by a portfolio's limits (readings of KPIs, health) asks here to be told when other ones count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

Listener = Callable[[Sequence[int], datetime], None]

_listeners: list[Listener] = []


def on_limits_changed(listener: Listener) -> None:
    """Call `listener(project_ids, now)` inside the transaction that changed the limits."""
    if listener not in _listeners:
        _listeners.append(listener)


def limits_changed(project_ids: Sequence[int], now: datetime) -> None:
    for listener in _listeners:
        listener(project_ids, now)
