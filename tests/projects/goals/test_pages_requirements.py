"""Each page does its job, refuses what it must, and loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.goals import services
from projects.goals.models import Requirement
from tests.factories import World
from tests.projects.goals.conftest import reload

Browser = Callable[[Any], Client]
KEY = "FIN-01"


@pytest.fixture
def pm(world: World, client_of: Browser) -> Client:
    return client_of(world.pm)


def _text(response: Any) -> str:
    return str(response.content.decode())


def test_a_requirement_goes_from_page_to_page(world: World, client_of: Browser) -> None:
    owner, engineer = client_of(world.owner), client_of(world.it)
    data = {"title": "批量审批", "goal": world.goal.pk, "business_owner": world.owner.pk, "unit": world.finance.pk}
    response = owner.post(f"/projects/{KEY}/requirements/new/", data)
    row = Requirement.objects.get()
    assert response["Location"] == row.url
    assert "IT has not assessed it yet." in _text(owner.get(row.url))
    assess = reverse("goals:requirement_assess", args=[row.pk])
    assert assess not in _text(owner.get(row.url))
    assert assess in _text(engineer.get(row.url))
    refused = engineer.post(assess, {"feasibility": "conditions", "effort_days": "5", "version": row.version})
    assert refused.status_code == 422
    assert "Name the conditions." in _text(refused)
    assert 'value="5"' in _text(refused)
    accepted = {"feasibility": "conditions", "effort_days": "5", "conditions": "先升级", "version": row.version}
    assert engineer.post(assess, accepted).status_code == 302
    decide = reverse("goals:requirement_decide", args=[row.pk])
    assert decide in _text(owner.get(row.url))
    assert decide not in _text(engineer.get(row.url))
    refused = owner.post(decide, {"status": "rejected", "version": reload(row).version})
    assert refused.status_code == 422
    assert "Say why, in one sentence." in _text(refused)
    back = {"status": "approved", "version": reload(row).version, "next": "/decisions/"}
    assert owner.post(decide, back)["Location"] == "/decisions/"
    assert reload(row).status == "approved"
    text = _text(owner.get(row.url))
    for part in ("先升级", "decided the requirement", "assessed the requirement"):
        assert part in text


def test_a_requirement_without_goal_or_owner_says_so(world: World, pm: Client) -> None:
    row = services.raise_requirement(by=world.pm, project=world.mine, now=world.now, title="x")
    assert "Without a goal and a business owner it cannot be approved." in _text(pm.get(row.url))


def test_a_requirement_is_edited(world: World, pm: Client) -> None:
    row = services.raise_requirement(by=world.pm, project=world.mine, now=world.now, title="x")
    url = reverse("goals:requirement_edit", args=[row.pk])
    assert pm.get(url).status_code == 200
    assert pm.post(url, {"title": "", "version": row.version}).status_code == 422
    assert pm.post(url, {"title": "y", "goal": world.other_goal.pk, "version": row.version}).status_code == 422
    assert pm.post(url, {"title": "y", "version": row.version}).status_code == 302
    assert reload(row).title == "y"


def test_tabs_of_the_requirements(world: World, client_of: Browser) -> None:
    services.raise_requirement(by=world.pm, project=world.mine, now=world.now, title="没有目标")
    row = services.raise_requirement(
        by=world.pm, project=world.mine, now=world.now, title="有目标", goal=world.goal, business_owner=world.owner
    )
    engineer, owner = client_of(world.it), client_of(world.owner)
    for url in ("/requirements/", f"/projects/{KEY}/requirements/"):
        text = _text(engineer.get(url, {"assess": "1"}))
        assert "没有目标" in text
        assert "有目标" in text
        assert "有目标</a>" not in _text(engineer.get(url, {"no_goal": "1"})).replace("没有目标</a>", "")
        assert row.url not in _text(owner.get(url, {"decide": "1"}))
    services.assess_requirement(
        by=world.it, requirement=row, feasibility="feasible", effort_days=Decimal(1), now=world.now
    )
    assert row.url in _text(owner.get("/requirements/", {"decide": "1"}))
