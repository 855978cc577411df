"""Pages over all projects show all of them while they are few, else one portfolio at a time."""

from __future__ import annotations

import pytest
from django.utils import timezone

from projects.portfolio import narrowing
from projects.portfolio.models import Portfolio, Project
from tests import factories
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(world: World) -> Portfolio:
    other: Portfolio = factories.make_portfolio(timezone.now(), code="ZZ")
    factories.make_project(timezone.now(), other)
    return other


def narrowed(asked: str = "") -> narrowing.Choice:
    return narrowing.narrow(Project.objects.order_by("key"), asked, "portfolio")


def test_few_rows_are_shown_together(second: Portfolio) -> None:
    found = narrowed()
    assert found.portfolio is None
    assert len(found.rows) == found.total == Project.objects.count()
    assert found.query == "?portfolio=all"


def test_a_portfolio_that_is_asked_for_is_shown_alone(second: Portfolio) -> None:
    found = narrowed("ZZ")
    assert found.portfolio == second
    assert {project.portfolio for project in found.rows} == {second}
    assert found.query == "?portfolio=ZZ"


def test_many_rows_begin_with_the_first_portfolio(second: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowing, "MOST", 1)
    assert narrowed().portfolio == narrowed().options[0].portfolio
    assert narrowed("all").portfolio is None
    assert narrowed("nonsense").portfolio is not None


def test_portfolios_of_which_nothing_may_be_seen_are_not_offered(second: Portfolio, world: World) -> None:
    found = narrowing.narrow(Project.objects.filter(portfolio=second), "", "portfolio")
    assert [option.portfolio for option in found.options] == [second]
