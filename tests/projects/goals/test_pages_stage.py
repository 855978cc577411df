"""Each page does its job, refuses what it must, and loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.goals import services
from projects.goals.models import SignOff
from projects.goals.readings import KpiReading
from projects.portfolio.choices import State
from tests import factories
from tests.factories import World
from tests.projects.goals.conftest import reload

Browser = Callable[[Any], Client]
KEY = "FIN-01"


@pytest.fixture
def pm(world: World, client_of: Browser) -> Client:
    return client_of(world.pm)


def _text(response: Any) -> str:
    return str(response.content.decode())


def test_the_overview_tells_from_pain_to_result(world: World, pm: Client, reading: Callable[..., None]) -> None:
    services.raise_pain_point(
        by=world.pm,
        project=world.mine,
        now=world.now,
        title="要等一周",
        title_en="A week of waiting",
        source="interview",
        hours_per_month=Decimal(1140),
        goals=[world.goal],
    )
    kpi = world.kpi
    reading(
        **{
            f"kpi{kpi.pk}": KpiReading(
                kpi.pk,
                "risk",
                current=Decimal("3.2"),
                current_on=world.today,
                progress=60.0,
                expected=64.9,
                probability=10.0,
                reaches_on=world.today + timedelta(days=165),
                computed_at=world.now,
            )
        }
    )
    text = _text(pm.get(f"/projects/{KEY}/goals/"))
    for part in ("A week of waiting", "1,140 h", kpi.name_en, "60%", "At risk", "10% likely in time", "(3.2 − 5) ÷"):
        assert part in text, part


def test_the_overview_names_gaps_and_what_to_do(world: World, pm: Client) -> None:
    services.add_goal(by=world.pm, project=world.mine, now=world.now, title="空", title_en="Empty goal")
    services.change_kpi(by=world.pm, kpi=world.kpi, now=world.now, due_on=None, owner=None)
    text = _text(pm.get(f"/projects/{KEY}/goals/"))
    assert "No KPI yet: nothing says when this goal is reached." in text
    assert "due date, owner" in text
    assert "2 goals</b> cannot be submitted yet" in text
    assert reverse("goals:kpi_edit", args=[world.kpi.pk]) in text


def test_an_empty_stage_says_what_to_do_next(world: World, client_of: Browser) -> None:
    project = factories.make_project(world.now, world.portfolio, "NEW-1", manager=world.pm)
    text = _text(client_of(world.pm).get(f"/projects/{project.key}/goals/"))
    assert "There is no goal yet" in text
    assert reverse("goals:goal_new", args=[project.key]) in text


def test_a_void_version_is_visible_with_what_changed(world: World, pm: Client, signed: SignOff) -> None:
    services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, target=Decimal(3))
    text = _text(pm.get(f"/projects/{KEY}/goals/"))
    assert "Version 1 is void" in text
    old = _text(pm.get(signed.url))
    assert "This version is void" in old
    assert "See version 2" in old


def test_a_closed_project_offers_no_acts(world: World, pm: Client) -> None:
    type(world.mine).objects.filter(pk=world.mine.pk).update(state=State.CLOSED)
    text = _text(pm.get(f"/projects/{KEY}/goals/"))
    for name in ("goal_new", "pain_point_new", "requirement_new", "sign_off_ask"):
        assert reverse(f"goals:{name}", args=[KEY]) not in text
    assert "Export" in text
    response = pm.post(f"/projects/{KEY}/goals/new/", {"title": "x", "owner": world.pm.pk, "weight": 1})
    assert response.status_code == 422
    assert "The project is closed" in _text(response)


def test_something_new_asks_for_its_project_first(world: World, pm: Client) -> None:
    for name, then in (("pain_point_choose", "pain_point_new"), ("requirement_choose", "requirement_new")):
        page = reverse(f"goals:{name}")
        assert KEY in _text(pm.get(page))
        assert pm.get(page, {"project": KEY})["Location"] == reverse(f"goals:{then}", args=[KEY])
        refused = pm.get(page, {"project": "MES-01"})
        assert refused.status_code == 422
        assert factories.CANARY not in _text(refused)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(world: World, client_of: Browser, signed: SignOff, language: str) -> None:
    pain = factories.make_pain_point(world.now, world.mine, world.pm)
    row = services.raise_requirement(by=world.pm, project=world.mine, now=world.now, title="x")
    type(world.pm).objects.filter(pk=world.pm.pk).update(language=language)
    browser = client_of(world.pm)
    addresses = [
        f"/projects/{KEY}/goals/",
        f"/projects/{KEY}/goals/new/",
        f"/projects/{KEY}/pain-points/",
        f"/projects/{KEY}/pain-points/new/",
        f"/projects/{KEY}/requirements/",
        f"/projects/{KEY}/requirements/new/",
        f"/projects/{KEY}/sign-off/",
        "/pain-points/",
        "/requirements/",
        pain.url,
        f"{pain.url}edit/",
        world.goal.url,
        f"{world.goal.url}edit/",
        f"{world.goal.url}drop/",
        f"{world.goal.url}kpis/new/",
        f"/goals/kpis/{world.kpi.pk}/edit/",
        f"/goals/kpis/{world.kpi.pk}/retire/",
        row.url,
        f"{row.url}edit/",
        signed.url,
    ]
    for address in addresses:
        response = browser.get(address)
        assert response.status_code == 200, address
        assert response["Content-Language"] == language
        text = _text(response)
        assert "style=" not in text.replace("data-style=", ""), address
        assert "onclick=" not in text, address
