"""What a go carries out besides passing the gate. Rooms above register; money releases its tranche here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from projects.gates.models import Gate

# Runs inside the transaction of a decision that opens the gate; a domain error it raises undoes the decision.
Effect = Callable[[Gate, Any, datetime], None]

_effects: list[Effect] = []


def on_go(effect: Effect) -> None:
    if effect not in _effects:
        _effects.append(effect)


def carry_out(gate: Gate, by: Any, now: datetime) -> None:
    for effect in _effects:
        effect(gate, by, now)
