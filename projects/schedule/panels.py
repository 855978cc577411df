"""What rooms above show of a task (who works on it, what it delivers) and of a whole plan (that a day is a bad one)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects.portfolio.models import Project
from projects.schedule.models import Task

Ask = Callable[[Task, Any, date], "dict[str, Any] | None"]
Address = Callable[[Project, Any], str]


@dataclass(frozen=True)
class Panel:
    """`template` reads `panel`, the answer of the room."""

    template: str
    data: dict[str, Any]


_asks: dict[str, Ask] = {}
_notices: list[Address] = []


def register(template: str, ask: Ask) -> None:
    """`ask` answers for a task, a reader and the day it is; None = nothing to show."""
    _asks[template] = ask


def of(task: Task, user: Any, today: date) -> list[Panel]:
    found = [(template, ask(task, user, today)) for template, ask in _asks.items()]
    return [Panel(template, data) for template, data in found if data is not None]


def register_notice(address: Address) -> None:
    """`address` names a fragment that says something of a whole plan, "" where it is none of the reader's. It is read
    after the page and again after an edit, so that the plan waits for nobody."""
    if address not in _notices:
        _notices.append(address)


def notices(project: Project, user: Any) -> list[str]:
    return [path for address in _notices if (path := address(project, user))]
