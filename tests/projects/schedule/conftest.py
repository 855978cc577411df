"""A small plan: analysis → build → test, go-live as a milestone, training beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from projects.engines.worktime import to_moment
from projects.schedule import services
from projects.schedule.models import Plan, Task
from tests.factories import World

# A Monday; the fixtures' now is a Monday of the week before.
START = date(2026, 11, 30)

ROWS = [
    {"op": "add", "key": "a", "level": 1, "fields": {"name": "Build phase"}},
    {"op": "add", "key": "b", "level": 2, "fields": {"name": "Analysis", "duration": "3d"}},
    {"op": "add", "key": "c", "level": 2, "fields": {"name": "Build", "duration": "5d", "predecessors": "2"}},
    {"op": "add", "key": "d", "level": 2, "fields": {"name": "Test", "duration": "2d", "predecessors": "3"}},
    {"op": "add", "key": "e", "level": 1, "fields": {"name": "Go-live", "duration": "0d", "predecessors": "4"}},
    {"op": "add", "key": "f", "level": 1, "fields": {"name": "Training", "duration": "2d"}},
]


def day(on: date, hour: int = 9) -> int:
    return to_moment(on) + hour * 60


@pytest.fixture
def empty(world: World) -> Plan:
    return services.open_plan(by=world.pm, project=world.mine, start_on=START, now=world.now)


@pytest.fixture
def plan(world: World, empty: Plan) -> Plan:
    services.apply(by=world.pm, plan=empty, ops=ROWS, now=world.now)
    empty.refresh_from_db()
    return empty


@pytest.fixture
def task(plan: Plan) -> Callable[[str], Task]:
    """A row by name, as it is now."""
    return lambda name: Task.objects.select_related("plan__project").get(plan=plan, name=name)


@pytest.fixture
def edit(world: World, plan: Plan) -> Callable[..., Any]:
    """Operations by the project manager."""

    def run(*ops: dict[str, Any], **more: Any) -> services.Outcome:
        return services.apply(by=world.pm, plan=plan, ops=list(ops), now=world.now, **more)

    return run
