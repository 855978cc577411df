"""How often rows are critical when the plan varies: told by whoever simulates plans, shown beside the critical path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from projects.schedule.models import Plan


@dataclass(frozen=True)
class Criticality:
    """`shares`: per cent of the iterations by task id, asked for only where they are shown."""

    mark: int
    plan_version: int
    iterations: int
    computed_at: datetime | None
    url: str
    shares: Callable[[], dict[int, int]]

    def is_stale(self, plan: Plan) -> bool:
        """Whether the plan was edited since."""
        return plan.version != self.plan_version


Ask = Callable[[Plan, Any, bool], "Criticality | None"]
_asks: list[Ask] = []


def register(ask: Ask) -> None:
    """`ask` answers for a plan, a reader and whether shares will be read; None = nothing simulated, or not for them."""
    _asks.append(ask)


def of(plan: Plan, user: Any, *, shares_too: bool = False) -> Criticality | None:
    """`shares_too`: the shares come along in the same query instead of one of their own."""
    return next((found for ask in _asks if (found := ask(plan, user, shares_too)) is not None), None)
