"""What rooms above show on a task's page: who works on it, what of the scope it delivers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects.schedule.models import Task

Ask = Callable[[Task, Any, date], "dict[str, Any] | None"]


@dataclass(frozen=True)
class Panel:
    """`template` reads `panel`, the answer of the room."""

    template: str
    data: dict[str, Any]


_asks: dict[str, Ask] = {}


def register(template: str, ask: Ask) -> None:
    """`ask` answers for a task, a reader and the day it is; None = nothing to show."""
    _asks[template] = ask


def of(task: Task, user: Any, today: date) -> list[Panel]:
    found = [(template, ask(task, user, today)) for template, ask in _asks.items()]
    return [Panel(template, data) for template, data in found if data is not None]
