"""The money a go would release, told by the room that keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from projects.gates.models import Gate


@dataclass(frozen=True)
class FundingLine:
    """`amount_text` is ready to be read ("120 万元"); `state` says where the money stands ("waits for this gate")."""

    label: str
    amount_text: str
    url: str = ""
    state: str = ""


Source = Callable[[Gate], Sequence[FundingLine]]

_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of(gate: Gate) -> list[FundingLine]:
    found: list[Any] = [line for source in _sources for line in source(gate)]
    return found
