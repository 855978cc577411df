"""What a token can be limited to. This package knows no projects: the one that does registers them here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ScopeChoice:
    """One project a person may limit a token to; `label` is in the active language."""

    id: int
    key: str
    label: str


Source = Callable[[Any], list[ScopeChoice]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """`source(user)` lists the projects `user` sees."""
    if source not in _sources:
        _sources.append(source)


def choices_for(user: Any) -> list[ScopeChoice]:
    return [choice for source in _sources for choice in source(user)]
