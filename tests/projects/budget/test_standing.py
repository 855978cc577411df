"""Stored figures of money: read by sums, never read when they do not hold any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.budget import figures, rollup, services
from projects.budget.models import Budget
from projects.budget.parts import of_project
from projects.budget.standing_models import MoneyStanding
from projects.portfolio.models import Project
from tests.factories import World
from tests.projects.budget.conftest import Money


def money_of(world: World, **more: Any) -> figures.Figures:
    (found,) = figures.of(Budget.objects.select_related("project__portfolio"), more.get("today", world.today))
    return found


def test_stored_figures_are_those_computed_and_read_in_one_query(world: World, money: Money) -> None:
    computed = money_of(world)
    assert services.refresh_all(now=world.now) == 1
    with CaptureQueriesContext(connection) as queries:
        assert money_of(world) == computed
    assert len(queries) == 1
    assert computed.released == Decimal(150_000)


def test_computing_again_finds_nothing_to_do(world: World, money: Money) -> None:
    services.refresh_all(now=world.now)
    kept = MoneyStanding.objects.values().get()
    assert services.refresh_all(now=world.now) == 0
    assert MoneyStanding.objects.values().get() == kept


def test_money_that_moves_is_seen_at_once(world: World, money: Money, commit: Callable[..., Any]) -> None:
    services.refresh_all(now=world.now)
    commit(20_000)
    assert MoneyStanding.objects.get().as_of is None
    assert money_of(world).committed == Decimal(20_000)
    row = rollup.of(rollup.open_budgets(world.pmo), world.today).rows[0]
    assert (row.committed, row.free) == (Decimal(20_000), Decimal(130_000))
    assert services.refresh_all(now=world.now) == 1
    assert money_of(world).committed == Decimal(20_000)


@pytest.mark.parametrize("what", ["another day", "another plan", "another stage", "a rate"])
def test_figures_of_something_else_are_computed_anew(world: World, money: Money, what: str) -> None:
    services.refresh_all(now=world.now)
    now = world.now
    if what == "another day":
        now += timedelta(days=1)
    elif what == "another plan":
        MoneyStanding.objects.update(plan_version=7)
    elif what == "another stage":
        Project.objects.filter(pk=world.mine.pk).update(stage="operation")
    else:
        services.add_rate(by=world.pmo, currency="EUR", since_on=world.today, rate=Decimal("7.8"), now=now)
    assert services.refresh_all(now=now) == 1


def test_the_status_document_tells_the_same_stored_or_computed(world: World, money: Money) -> None:
    computed = of_project(world.mine, world.today, world.today)
    services.refresh_all(now=world.now)
    assert of_project(world.mine, world.today, world.today) == computed
    assert computed is not None
    assert (computed["released"], computed["currency"]) == ("150000.00", "CNY")
