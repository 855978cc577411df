"""Parts of a project's status document and of the portfolio's summary that rooms measure and programs read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from pmo.access import policy
from projects.portfolio.models import Project

# A project, the day asked for, today.
Read = Callable[[Project, date, date], "dict[str, Any] | None"]
# A reader, today.
Total = Callable[[Any, date], "dict[str, Any] | None"]

_parts: dict[str, tuple[tuple[str, str], Read]] = {}
_totals: dict[str, tuple[tuple[str, str], Total]] = {}


def register(name: str, right: tuple[str, str], read: Read) -> None:
    """`right`: kind and verb the reader needs on the project; without it the part is null."""
    _parts[name] = (right, read)


def register_total(name: str, right: tuple[str, str], read: Total) -> None:
    _totals[name] = (right, read)


def part(name: str, reader: Any, project: Project, as_of: date, today: date) -> dict[str, Any] | None:
    """What a room says of a project; None where it is not built, not known or not for this reader."""
    if name not in _parts:
        return None
    (kind, verb), read = _parts[name]
    return read(project, as_of, today) if policy.may(reader, verb, kind, project_id=project.pk) else None


def total(name: str, reader: Any, today: date) -> dict[str, Any] | None:
    if name not in _totals:
        return None
    (kind, verb), read = _totals[name]
    return read(reader, today) if policy.may(reader, verb, kind) else None
