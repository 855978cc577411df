"""Four assessed projects of one portfolio beside Pat's: the golden case of the formulas, with a fourth in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from pmo.jobs import runner
from pmo.notify.clock import standing
from projects.portfolio.models import Project
from projects.selection import services
from projects.selection.models import Assessment, Criterion, Scenario, line_key
from tests import factories
from tests.factories import World

# Benefit and cost: values 60/100/120, costs 10/20/30; within 50 the best is 220, where greed takes 160.
GOLDEN = {"AAA-01": (60, 10), "BBB-01": (100, 20), "CCC-01": (120, 30)}


def year(number: int) -> tuple[Any, ...]:
    return line_key("year", number, "", None, None)


@pytest.fixture
def today_is_then(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Forms offer the years and quarters from today on: let today be the day of the fixtures."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def criteria(world: World) -> list[Criterion]:
    """Strategy weighs 3, savings 1."""
    return [
        services.add_criterion(by=world.pmo, portfolio=world.portfolio, now=world.now, name=name, weight=weight)
        for name, weight in (("Strategy", 3), ("Savings", 1))
    ]


@pytest.fixture
def assess(world: World) -> Callable[..., Assessment]:
    def make(project: Project, benefit: int | None, cost: int | None, **values: Any) -> Assessment:
        lines = {} if cost is None else {year(2027): Decimal(cost)}
        given = None if benefit is None else Decimal(benefit)
        return services.assess(
            by=world.pmo, project=project, now=world.now, **{"benefit": given, "lines": lines, **values}
        )

    return make


@pytest.fixture
def golden(world: World, assess: Callable[..., Assessment]) -> dict[str, Project]:
    found = {}
    for key, (benefit, cost) in GOLDEN.items():
        found[key] = factories.make_project(world.now, world.portfolio, key, name=key, name_en=key)
        assess(found[key], benefit, cost)
    return found


@pytest.fixture
def scenario(world: World) -> Callable[..., Scenario]:
    def make(name: str = "Golden", **values: Any) -> Scenario:
        given = {"objective": "benefit", "budget": Decimal(50), **values}
        return services.add_scenario(by=world.pmo, portfolio=world.portfolio, now=world.now, name=name, **given)

    return make


@pytest.fixture
def compute(world: World) -> Callable[[Scenario], Scenario]:
    """As the worker does it."""

    def run(scenario: Scenario) -> Scenario:
        services.start_scenario(by=world.pmo, scenario=scenario, now=world.now)
        runner.run_pending(clock=standing(world.now))
        return Scenario.objects.select_related("portfolio").get(pk=scenario.pk)

    return run
