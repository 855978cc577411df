"""A project with risks in its register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projects.risks import services
from projects.risks.models import Issue, ResponseAction, Risk
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from tests.factories import World

ROWS = [
    {"op": "add", "key": "a", "level": 1, "fields": {"name": "Migrate", "duration": "5d"}},
    {"op": "add", "key": "b", "level": 1, "fields": {"name": "Go-live", "duration": "0d", "predecessors": "1"}},
]
LEVELS: dict[str, Any] = {
    "inherent_probability": 4,
    "inherent_time": 4,
    "inherent_cost": 2,
    "current_probability": 3,
    "current_time": 4,
    "residual_probability": 2,
    "residual_time": 3,
}


@pytest.fixture
def plan(world: World) -> Plan:
    plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=date(2026, 11, 30), now=world.now)
    schedule.apply(by=world.pm, plan=plan, ops=ROWS, now=world.now)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def task(plan: Plan) -> Callable[[str], Task]:
    return lambda name: Task.objects.select_related("plan__project").get(plan=plan, name=name)


@pytest.fixture
def raised(world: World) -> Callable[..., Risk]:
    def make(title: str = "Data do not reconcile", **values: Any) -> Risk:
        given = {**LEVELS, "money": Decimal(600_000), "owner": world.owner, **values}
        return services.raise_risk(by=world.pm, project=world.mine, title=title, now=world.now, **given)

    return make


@pytest.fixture
def risk(raised: Callable[..., Risk]) -> Risk:
    return raised()


@pytest.fixture
def promise(world: World) -> Callable[..., ResponseAction]:
    def make(about: Risk | Issue, **values: Any) -> ResponseAction:
        given = {
            "title": "Rehearse again",
            "owner": world.it,
            "due_on": world.today + timedelta(days=10),
            "cost": Decimal(60_000),
            **values,
        }
        return services.add_action(by=world.pm, about=about, now=world.now, **given)

    return make


@pytest.fixture
def problem(world: World) -> Issue:
    return services.add_issue(
        by=world.pm, project=world.mine, kind="problem", title="Server is down", owner=world.it, now=world.now
    )
