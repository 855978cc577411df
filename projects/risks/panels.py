"""What rooms above show on a risk's page: the money that was drawn for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects.risks.models import Risk

Ask = Callable[[Risk, Any, date], "dict[str, Any] | None"]


@dataclass(frozen=True)
class Panel:
    """`template` reads `panel`, the answer of the room."""

    template: str
    data: dict[str, Any]


_asks: dict[str, Ask] = {}


def register(template: str, ask: Ask) -> None:
    """`ask` answers for a risk, a reader and the day it is; None = nothing to show."""
    _asks[template] = ask


def of(risk: Risk, user: Any, today: date) -> list[Panel]:
    found = [(template, ask(risk, user, today)) for template, ask in _asks.items()]
    return [Panel(template, data) for template, data in found if data is not None]
