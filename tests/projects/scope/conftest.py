"""A scope of two modules, agreed; a plan beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from projects.scope import services
from projects.scope.models import ChangeRequest, ScopeItem
from tests.factories import World

ROWS = [
    {"op": "add", "key": "a", "level": 1, "fields": {"name": "Build", "duration": "5d"}},
    {"op": "add", "key": "b", "level": 1, "fields": {"name": "Test", "duration": "3d", "predecessors": "1"}},
    {"op": "add", "key": "c", "level": 1, "fields": {"name": "Go-live", "duration": "0d", "predecessors": "2"}},
    {"op": "add", "key": "d", "level": 1, "fields": {"name": "Training", "duration": "2d"}},
]


@pytest.fixture
def plan(world: World) -> Plan:
    plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=date(2026, 11, 30), now=world.now)
    schedule.apply(by=world.pm, plan=plan, ops=ROWS, now=world.now)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def task(plan: Plan) -> Callable[[str], Task]:
    """A row by name, as it is now."""
    return lambda name: Task.objects.select_related("plan__project").get(plan=plan, name=name)


@pytest.fixture
def add(world: World) -> Callable[..., ScopeItem]:
    """An item by the project manager, serving the world's goal unless said otherwise."""

    def make(title: str, **values: Any) -> ScopeItem:
        given = {"goals": [world.goal], "effort_days": Decimal(10), **values}
        return services.add_item(by=world.pm, project=world.mine, title=title, now=world.now, **given)

    return make


@pytest.fixture
def agreed(world: World, add: Callable[..., ScopeItem]) -> dict[str, ScopeItem]:
    """Claims (travel 10, advances 30) and Receipts (archive 60): 100 person-days in a baseline."""
    claims = add("Claims", effort_days=None)
    receipts = add("Receipts", effort_days=None)
    found = {
        "claims": claims,
        "receipts": receipts,
        "travel": add("Travel", parent=claims, wave=1, priority="must"),
        "advances": add("Advances", parent=claims, effort_days=Decimal(30), wave=2),
        "archive": add("Archive", parent=receipts, effort_days=Decimal(60), wave=3),
    }
    services.take_baseline(by=world.pm, project=world.mine, now=world.now)
    return found


@pytest.fixture
def raised(world: World) -> ChangeRequest:
    return services.raise_change(
        by=world.owner, project=world.mine, title="More", reason="Sales needs it", now=world.now
    )


@pytest.fixture
def assess(world: World) -> Callable[[ChangeRequest], ChangeRequest]:
    def run(change: ChangeRequest) -> ChangeRequest:
        return services.assess_change(
            by=world.pm, change=change, assessment="Can be done", cost=Decimal(50000), now=world.now
        )

    return run
