"""Articles that may help before somebody asks. Whoever keeps them registers how they are found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Hit:
    """`key` names the article in the place it is kept."""

    key: str
    title: str
    url: str


# find(user, words, today, limit) → what the person may read, best first; one(user, key) → that article.
Find = Callable[[Any, str, date, int], Sequence[Hit]]
One = Callable[[Any, str], Hit | None]

_sources: list[tuple[Find, One]] = []


def register(find: Find, one: One) -> None:
    if (find, one) not in _sources:
        _sources.append((find, one))


def found(user: Any, words: str, today: date, limit: int = 4) -> list[Hit]:
    hits: list[Hit] = []
    for find, _one in _sources:
        hits += find(user, words, today, limit)
    return hits[:limit]


def one(user: Any, key: str) -> Hit | None:
    return next((hit for _find, read in _sources if (hit := read(user, key)) is not None), None)
