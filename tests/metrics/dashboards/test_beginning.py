"""An empty company says how to begin, to whoever may."""

from __future__ import annotations

from typing import Any

import pytest

from metrics.dashboards import beginning
from pmo.access.roles import Role
from tests import factories
from tests.conftest import NOW
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def _today() -> None:
    """Nothing stands here but what a test puts there."""


@pytest.fixture
def lead() -> Any:
    return factories.make_user(NOW, "lead", Role.PMO_LEAD)


def test_an_empty_company_begins_with_its_units(lead: Any, client_of: Any) -> None:
    found = beginning.steps(lead)
    assert [(step.number, step.taken, step.current) for step in found] == [
        (1, False, True), (2, False, False), (3, False, False), (4, False, False), (5, False, False),
    ]  # fmt: skip
    page = client_of(lead).get("/").text
    assert "5 steps, and the company is set up." in page
    assert 'href="/units/"' in page.partition('aria-current="step"')[2].partition("</li>")[0]


def test_a_step_that_is_taken_hands_on_to_the_next(lead: Any, client_of: Any) -> None:
    factories.make_unit(NOW, "Company")
    factories.make_user(NOW, "second")
    found = beginning.steps(lead)
    assert [step.taken for step in found] == [True, True, False, False, False]
    assert [step.number for step in found if step.current] == [3]
    assert all(client_of(lead).get(step.url).status_code == 200 for step in found)


def test_whoever_runs_the_system_is_asked_for_units_and_people_only(client_of: Any) -> None:
    admin = factories.make_user(NOW, "root", Role.SYSTEM_ADMIN)
    assert [step.url for step in beginning.steps(admin)] == ["/units/", "/people/"]
    factories.make_unit(NOW, "Company")
    factories.make_user(NOW, "second")
    assert beginning.steps(admin) == []


def test_others_and_a_living_company_see_no_steps(world: World, client_of: Any) -> None:
    assert beginning.steps(world.pm) == []
    assert beginning.steps(world.pmo) == []
    assert "the company is set up" not in client_of(world.pmo).get("/").text
