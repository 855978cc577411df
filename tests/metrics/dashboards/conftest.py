"""Projects that stand well and badly, computed by the product itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from metrics.health import services as health
from metrics.kpis import services as kpis
from pmo import audit
from pmo.audit.models import AuditEntry
from projects.goals.models import Kpi
from projects.portfolio.models import Project
from tests import factories
from tests.factories import World


@pytest.fixture(autouse=True)
def _today(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages live on the day of the world."""
    monkeypatch.setattr(timezone, "now", lambda: world.now)


@pytest.fixture
def measure(world: World) -> Callable[..., None]:
    """Values of one KPI, one per 30 days, the last today; then everything is computed."""

    def act(kpi: Kpi, *values: Any, compute: bool = True) -> None:
        for back, value in enumerate(reversed(values)):
            on = world.today - timedelta(days=30 * back)
            kpis.record(by=kpi.owner, kpi=kpi, measured_on=on, value=Decimal(str(value)), now=world.now)
        if compute:
            settle(world.now)

    return act


def settle(now: datetime) -> None:
    kpis.recompute_all(now=now)
    health.recompute_all(now=now)
    cache.clear()


@pytest.fixture
def fleet(world: World) -> Callable[[int], list[Project]]:
    """`fleet(n)`: n more projects of the portfolio, each with a goal, two KPIs, a signature, actions and a review."""

    def make(n: int) -> list[Project]:
        made = [_one(world, i) for i in range(n)]
        settle(world.now)
        return made

    return make


def _one(world: World, i: int) -> Project:
    project = factories.make_project(
        world.now,
        world.portfolio,
        units=(world.finance,),
        sponsor=world.cfo,
        manager=world.pm,
        business_owner=world.owner,
        stage=("planning", "execution", "improvement")[i % 3],
    )
    goal = factories.make_goal(world.now, project, world.owner)
    for _ in range(2):
        kpi = factories.make_kpi(world.now, goal)
        for back in range(6):
            value = Decimal(5) - Decimal(i % 4) * (6 - back) / 8
            on = world.today - timedelta(days=30 * back)
            kpis.record(by=world.owner, kpi=kpi, measured_on=on, value=value, now=world.now)
    goal.pain_points.add(factories.make_pain_point(world.now, project, world.owner))
    audit.record(by=world.pm, act="project.changed", obj=project, project_id=project.pk, now=world.now)
    from metrics.reviews import services as reviews

    reviews.add_action(
        by=world.pm, project=project, title=f"行动 {i}", owner=world.owner, due_on=world.today, now=world.now
    )
    return project


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as found:
        yield found


def queries(client: Client, path: str, *, warm: bool = True) -> int:
    """How many queries one request takes, session and person included; after one that filled the cache."""
    cache.clear()
    if warm:
        assert client.get(path).status_code == 200
    with counted() as found:
        assert client.get(path).status_code == 200
    return len(found)


def touch(world: World, project: Project, days_ago: int = 0) -> None:
    at = world.now - timedelta(days=days_ago)
    audit.record(by=world.pm, act="project.changed", obj=project, project_id=project.pk, now=at)
    assert AuditEntry.objects.filter(project_id=project.pk).exists()
