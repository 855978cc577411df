"""Pages ask the database as often for fifty rows as for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.goals import services
from projects.goals.choices import RequirementStatus
from projects.goals.models import Goal, Kpi, PainPoint, Requirement
from projects.goals.selectors import sign_offs
from projects.portfolio import dimensions
from projects.portfolio import selectors as portfolio
from tests import factories
from tests.api.kit import ApiClient
from tests.factories import World
from tests.projects.goals.conftest import reload


def _fill(world: World, count: int) -> None:
    """`count` of everything, linked crosswise, owned by as many people."""
    now = world.now
    for n in range(count):
        person = factories.make_user(now, f"p{PainPoint.objects.count()}-{n}", unit=world.finance)
        goal = factories.make_goal(now, world.mine, person, status="submitted")
        kpi = factories.make_kpi(now, goal, person)
        pain = factories.make_pain_point(now, world.mine, person, money_per_month=Decimal(n))
        pain.goals.add(goal)
        pain.units.add(world.finance)
        Requirement.objects.create(
            project=world.mine,
            number=Requirement.objects.count() + 1,
            title=f"r{n}",
            goal=goal,
            business_owner=person,
            raised_by=person,
            assessed_by=person,
            unit=world.finance,
            status=RequirementStatus.ASSESSED,
            created_at=now,
            updated_at=now,
        )
        assert kpi


PAGES = [
    "/projects/FIN-01/goals/",
    "/projects/FIN-01/pain-points/",
    "/projects/FIN-01/requirements/",
    "/projects/FIN-01/sign-off/",
    "/pain-points/",
    "/requirements/",
    "/projects/FIN-01/goals/export.xlsx",
]
API = ["/api/v1/goals/", "/api/v1/kpis/", "/api/v1/pain-points/", "/api/v1/requirements/"]


def _count(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert ask().status_code == 200
    return len(found)


def test_the_number_of_queries_does_not_grow_with_the_rows(world: World, client_of: Callable[[Any], Client]) -> None:
    browser, api = client_of(world.pm), ApiClient(world.pm)
    _fill(world, 1)
    asks = {page: (lambda page=page: browser.get(page)) for page in PAGES}
    asks |= {page: (lambda page=page: api.get(page)) for page in API}
    for ask in asks.values():
        ask()
    one = {page: _count(ask) for page, ask in asks.items()}
    _fill(world, 49)
    many = {page: _count(ask) for page, ask in asks.items()}
    assert one == many
    assert max(many.values()) <= 30, many


def test_a_version_of_fifty_goals_costs_what_one_costs(world: World, client_of: Callable[[Any], Client]) -> None:
    browser = client_of(world.ceo)
    round_ = services.ask_sign_off(by=world.pm, project=world.mine, executives=[world.ceo], now=world.now)
    browser.get(round_.url)
    one = _count(lambda: browser.get(round_.url))
    _fill(world, 50)
    services.change_goal(by=world.pm, goal=reload(world.goal), now=world.now, weight=3)
    assert len(reload(round_).frozen["goals"]) == 51
    browser.get(round_.url)  # what is remembered of the stages is read again once
    assert _count(lambda: browser.get(round_.url)) == one


@pytest.mark.parametrize("count", [1, 20])
def test_what_waits_for_a_person_is_found_in_few_queries(world: World, count: int) -> None:
    for n in range(count):
        project = factories.make_project(world.now, world.portfolio, manager=world.pm, business_owner=world.owner)
        goal = factories.make_goal(world.now, project, world.owner)
        factories.make_kpi(world.now, goal)
        services.ask_sign_off(by=world.pm, project=project, executives=[world.ceo], now=world.now)
        factories.add_member(world.now, project, world.it, "it_engineer")  # type: ignore[arg-type]
        row = services.raise_requirement(
            by=world.pm, project=project, now=world.now, title=f"r{n}", goal=goal, business_owner=world.owner
        )
        services.assess_requirement(
            by=world.it, requirement=row, feasibility="feasible", effort_days=Decimal(1), now=world.now
        )
    for person, limit in ((world.ceo, 8), (world.owner, 6), (world.it, 6)):
        person.__dict__.pop("_access", None)
        person.__dict__.pop("_decisions", None)
        with CaptureQueriesContext(connection) as found:
            waiting = dimensions.decisions_of(person, world.now + timedelta(days=1))
        assert len(found) <= limit, [q["sql"][:90] for q in found]
        assert len(waiting) == (0 if person == world.it else count)


def test_the_spine_of_many_projects_is_read_at_once(world: World) -> None:
    def count(projects: list[Any]) -> int:
        with CaptureQueriesContext(connection) as found:
            portfolio.spines(projects, world.today)
            sign_offs.newest_of([p.pk for p in projects])
        return len(found)

    services.ask_sign_off(by=world.pm, project=world.mine, executives=[world.ceo], now=world.now)
    count([world.mine])
    one = count([world.mine])
    more = [factories.make_project(world.now, world.portfolio) for _n in range(20)]
    assert count([world.mine, *more]) == one
    assert Goal.objects.exists()
    assert Kpi.objects.exists()
