"""The money dimension: judged for everybody, told only to those who may see money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from metrics.health import selectors
from metrics.health import services as health
from metrics.health.models import DimensionRow, ProjectHealth
from projects.budget import services
from projects.portfolio.models import Follow
from projects.portfolio.sight import Sight
from tests.factories import World
from tests.projects.budget.conftest import Money, plan_money


@pytest.fixture
def overspent(world: World) -> Money:
    """36 % above the approved budget; nothing else is as bad."""
    money = plan_money(world)
    approval = services.ask_budget(by=world.pm, budget=money.budget, now=world.now)
    services.sign(by=world.cfo, approval=approval, now=world.now)
    cells = {(money.build.pk, date(2026, 12, 1)): {"forecast": Decimal(340_000)}}
    services.set_months(by=world.pm, budget=money.budget, cells=cells, now=world.now)
    health.recompute([world.mine.pk], now=world.now)
    return money


def test_a_project_that_will_exceed_its_budget_is_off_track(world: World, overspent: Money) -> None:
    row = DimensionRow.objects.get(project=world.mine, dimension="money")
    assert (row.status, row.stage) == ("off", "planning")
    assert ProjectHealth.objects.get(project=world.mine).status == "off"


def test_its_sentence_reaches_only_those_who_may_see_money(world: World, overspent: Money) -> None:
    told = {r.dimension for r in selectors.reasons([world.mine.pk], reader=world.pm)}
    assert "money" in told
    for reader in (world.it, world.champion, None):
        assert "money" not in {r.dimension for r in selectors.reasons([world.mine.pk], reader=reader)}
    assert "money" not in str(selectors.worst_of([world.mine.pk]))


@pytest.mark.parametrize("address", ["", "health/", "stage/planning/"])
def test_no_page_of_the_project_shows_it_to_others(
    world: World, client_of: Callable[[Any], Client], overspent: Money, address: str
) -> None:
    own, other = (client_of(person).get(f"/projects/FIN-01/{address}") for person in (world.pm, world.it))
    assert "above the budget" in own.content.decode()
    for words in ("above the budget", "/money/", "CNY 490", "CNY 360"):
        assert words not in other.content.decode()


def test_the_two_minute_view_tells_executives_the_reason_and_others_only_that_it_is_so(
    world: World, client_of: Callable[[Any], Client], overspent: Money
) -> None:
    """Drawn once for all who may know the same: in either order nobody is shown what another was."""
    for _again in range(2):
        assert "above the budget" in client_of(world.cfo).get("/portfolio/").content.decode()
        assert "above the budget" not in client_of(world.it).get("/portfolio/").content.decode()
        assert "above the budget" in client_of(world.ceo).get("/portfolio/").content.decode()


def test_who_may_know_reads_the_reason_and_others_that_there_is_one(
    world: World, client_of: Callable[[Any], Client], overspent: Money
) -> None:
    """The health page, the portfolio and Today give the executive the sentence, not that somebody may not read it."""
    closed = "One dimension that not everybody is told of is not on track"
    Follow.objects.create(user=world.cfo, project=world.mine)
    Follow.objects.create(user=world.it, project=world.mine)
    for address in ("/projects/FIN-01/health/", "/projects/", "/portfolio/", "/"):
        cache.clear()
        # In whatever order they come: what is remembered of the page for one is not shown to the other.
        own, other = (client_of(person).get(address).content.decode() for person in (world.cfo, world.it))
        assert "above the budget" in own, address
        assert closed not in own, address
        assert "above the budget" not in other, address
    assert closed in client_of(world.it).get("/").content.decode()


def test_the_summary_for_programs_tells_the_worst_reason_or_that_it_is_closed(world: World, overspent: Money) -> None:
    def said(reader: Any) -> str:
        return selectors.worst_of([world.mine.pk], Sight(reader).told)[world.mine.pk][1].plain()

    assert "above the budget" in said(world.cfo)
    assert said(world.it) == "One dimension that not everybody is told of is not on track"
