"""The money a go would release, told by the room that keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pmo.access import policy
from projects.gates.models import Gate


@dataclass(frozen=True)
class FundingLine:
    """`amount_text` is ready to be read ("120 万元"); `state` says where the money stands ("waits for this gate")."""

    label: str
    amount_text: str
    url: str = ""
    state: str = ""


Source = Callable[[Gate], Sequence[FundingLine]]
# What a reader needs on the project of the gate: (kind, verb).
Right = tuple[str, str]

_sources: dict[Source, Right] = {}


def register(source: Source, right: Right = ("gate", "view")) -> None:
    _sources[source] = right


def forget(source: Source) -> None:
    _sources.pop(source, None)


def of(gate: Gate, user: Any) -> list[FundingLine]:
    """What this reader may see of it."""
    return [
        line
        for source, (kind, verb) in _sources.items()
        if policy.may(user, verb, kind, project_id=gate.project_id)
        for line in source(gate)
    ]


def waits(gate: Gate) -> bool:
    """Whether any money is bound to this gate, whoever may see it."""
    return any(source(gate) for source in _sources)
