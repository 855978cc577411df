"""A plan of four tasks that can be late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from pmo.jobs import runner
from pmo.notify.clock import standing
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from projects.simulation import services, sources
from projects.simulation.models import SimulationRun
from projects.simulation.services.estimates import Points
from tests.factories import World

DAY = 480
# The Monday after the fixtures' now.
START = date(2026, 11, 30)
ROWS = [
    {"op": "add", "key": "a", "level": 1, "fields": {"name": "Analysis", "duration": "5d"}},
    {"op": "add", "key": "b", "level": 1, "fields": {"name": "Interfaces", "duration": "8d"}},
    {"op": "add", "key": "c", "level": 1, "fields": {"name": "Test", "duration": "5d", "predecessors": "1,2"}},
    {"op": "add", "key": "d", "level": 1, "fields": {"name": "Go-live", "duration": "0d", "predecessors": "3"}},
]


@pytest.fixture(autouse=True)
def nobody_registered() -> Iterator[None]:
    """Risks and costs come from what a test registers."""
    kept = sources._known
    sources.forget()
    yield
    sources._known = kept


@pytest.fixture
def plan(world: World) -> Plan:
    made = schedule.open_plan(by=world.pm, project=world.mine, start_on=START, now=world.now)
    schedule.apply(by=world.pm, plan=made, ops=ROWS, now=world.now)
    return fresh(made)


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("project__portfolio", "work_calendar", "own_calendar").get(pk=plan.pk)


@pytest.fixture
def task(plan: Plan) -> Callable[[str], Task]:
    """A row by name, as it is now."""
    return lambda name: Task.objects.select_related("plan__project", "plan__work_calendar").get(plan=plan, name=name)


def points(low: float, likely: float, high: float, **more: Any) -> Points:
    """In days."""
    return Points(round(low * DAY), round(likely * DAY), round(high * DAY), **more)


def compute(world: World, **options: Any) -> SimulationRun:
    """As the worker does it."""
    options = {"iterations": 2000, "seed": 7} | options
    made = services.start_run(by=world.pm, project=world.mine, now=world.now, **options)
    runner.run_pending(clock=standing(world.now))
    return SimulationRun.objects.select_related("project").get(pk=made.pk)
