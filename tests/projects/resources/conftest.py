"""A plan of four tasks, and people to do them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from projects.resources import services
from projects.resources.models import Resource
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from tests.factories import World

# The Monday after the fixtures' now.
START = date(2026, 11, 30)
ROWS = [
    {"op": "add", "key": "a", "level": 1, "fields": {"name": "Analysis", "duration": "5d"}},
    {"op": "add", "key": "b", "level": 1, "fields": {"name": "Interfaces", "duration": "5d"}},
    {"op": "add", "key": "c", "level": 1, "fields": {"name": "Test", "duration": "3d", "predecessors": "1"}},
    {"op": "add", "key": "d", "level": 1, "fields": {"name": "Go-live", "duration": "0d", "predecessors": "2,3"}},
]


@pytest.fixture
def today_is_then(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Pages look at the weeks from today on: let today be the day of the fixtures."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def plan(world: World) -> Plan:
    plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=START, now=world.now)
    schedule.apply(by=world.pm, plan=plan, ops=ROWS, now=world.now)
    return Plan.objects.select_related("project", "work_calendar").get(pk=plan.pk)


@pytest.fixture
def task(plan: Plan) -> Callable[[str], Task]:
    """A row by name, as it is now."""
    return lambda name: Task.objects.select_related("plan__project", "plan__work_calendar").get(plan=plan, name=name)


@pytest.fixture
def person(world: World) -> Resource:
    return services.resource_of(world.it, now=world.now)


@pytest.fixture
def put(world: World, task: Callable[[str], Task]) -> Callable[..., Any]:
    """Somebody onto tasks by name."""

    def run(resource: Resource, *names: str, percent: int = 100) -> None:
        for name in names:
            services.assign(by=world.pm, task=task(name), resource=resource, percent=percent, now=world.now)  # type: ignore[arg-type]

    return run
