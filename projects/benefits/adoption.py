"""How far the people of a project have adopted what it brought, asked from whoever measures it.

A room above registers a source; until one answers for a project, a KPI named by the benefit may stand in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Adoption:
    """Percent of those who should use it that do (60 = 60 %), on a day; with the people behind it where known."""

    rate: Decimal
    on: date
    active: int | None = None
    eligible: int | None = None
    url: str = ""


# Project ids and the day asked for; a project nobody measures is left out. A fixed number of queries.
Source = Callable[[Sequence[int], date], Mapping[int, Adoption]]
Listener = Callable[[Iterable[int]], None]

_sources: list[Source] = []
_listeners: list[Listener] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of(project_ids: Sequence[int], as_of: date) -> dict[int, Adoption]:
    """Adoption by project id."""
    found: dict[int, Adoption] = {}
    for source in _sources if project_ids else ():
        found.update(source(project_ids, as_of))
    return found


def on_change(listener: Listener) -> None:
    if listener not in _listeners:
        _listeners.append(listener)


def changed(project_ids: Iterable[int]) -> None:
    """A source tells, inside its transaction, that the adoption of these projects is another one now."""
    ids = list(project_ids)
    for listener in _listeners:
        listener(ids)
