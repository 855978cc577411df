"""Who wants to know that readings changed (health, dashboards) tells so here; this room knows nobody above it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

Listener = Callable[[set[int], datetime], None]

_listeners: list[Listener] = []
_untold: ContextVar[bool] = ContextVar("kpis_untold", default=False)


def on_recomputed(listener: Listener) -> None:
    """Call `listener(project_ids, now)` inside the transaction that stored new readings."""
    if listener not in _listeners:
        _listeners.append(listener)


def recomputed(project_ids: Iterable[int], now: datetime) -> None:
    if _untold.get():
        return
    ids = set(project_ids)
    for listener in _listeners:
        listener(ids, now)


@contextmanager
def untold() -> Iterator[None]:
    """Tells nobody: for those who compute everything that listens right afterwards anyway."""
    before = _untold.set(True)
    try:
        yield
    finally:
        _untold.reset(before)
