"""Who wants to know that projects were promised other time of people tells so here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from projects.resources.models import Allocation, Resource

Listener = Callable[[set[int], datetime], None]

_listeners: list[Listener] = []


def on_changed(listener: Listener) -> None:
    """Call `listener(project_ids, now)` inside the transaction that changed allocations or the time of people."""
    if listener not in _listeners:
        _listeners.append(listener)


def changed(project_ids: Iterable[int], now: datetime) -> None:
    ids = set(project_ids)
    for listener in _listeners if ids else ():
        listener(ids, now)


def changed_for(resource: Resource, now: datetime) -> None:
    """The person's time is another one: so is that of every project they are promised to."""
    changed(Allocation.objects.filter(resource=resource).values_list("project_id", flat=True), now)
