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


Ask = Callable[[Plan, Any], "Criticality | None"]
_asks: list[Ask] = []


def register(ask: Ask) -> None:
    """`ask` answers for a plan and a reader; None = nothing was simulated, or not for these eyes."""
    _asks.append(ask)


def of(plan: Plan, user: Any) -> Criticality | None:
    return next((found for ask in _asks if (found := ask(plan, user)) is not None), None)
