"""What goes with a mail beside its words: an invitation for the calendar. Rooms register per rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .models import Message


@dataclass(frozen=True)
class Enclosed:
    name: str
    content: bytes
    content_type: str


Enclose = Callable[[Message], "Enclosed | None"]

_known: dict[str, Enclose] = {}


def register(rule: str, enclose: Enclose) -> None:
    """`enclose` answers for a message of `rule` to one recipient; None = nothing. The same row, the same content."""
    _known[rule] = enclose


def of(row: Message) -> Enclosed | None:
    enclose = _known.get(row.rule)
    return enclose(row) if enclose is not None else None
