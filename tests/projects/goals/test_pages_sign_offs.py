"""Each page does its job, refuses what it must, and loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.goals import services
from projects.goals.models import Signature, SignOff
from tests.factories import World
from tests.projects.goals.conftest import COMMITMENT, reload

Browser = Callable[[Any], Client]
KEY = "FIN-01"


@pytest.fixture
def pm(world: World, client_of: Browser) -> Client:
    return client_of(world.pm)


def _text(response: Any) -> str:
    return str(response.content.decode())


def test_executives_are_asked_by_page(world: World, pm: Client) -> None:
    url = reverse("goals:sign_off_ask", args=[KEY])
    text = _text(pm.get(url))
    assert world.ceo.label in text
    assert world.owner.label not in text.split('<form method="post" data-draft')[1].split("</form>")[0]
    refused = pm.post(url, {"note": "打字打了很久"})
    assert refused.status_code == 422
    assert "Name at least one executive." in _text(refused)
    assert "打字打了很久" in _text(refused)
    response = pm.post(url, {"executives": [world.ceo.pk], "note": "请看第 2 项"})
    round_ = SignOff.objects.get()
    assert response["Location"] == round_.url
    assert "请看第 2 项" in _text(pm.get(round_.url))
    again = pm.post(url, {"executives": [world.ceo.pk]})
    assert again.status_code == 422
    assert "signed or waiting" in _text(again)


def test_an_incomplete_goal_is_named_before_asking(world: World, pm: Client) -> None:
    services.add_goal(by=world.pm, project=world.mine, now=world.now, title="空", title_en="Empty goal")
    url = reverse("goals:sign_off_ask", args=[KEY])
    assert "Empty goal" in _text(pm.get(url))
    refused = pm.post(url, {"executives": [world.ceo.pk]})
    assert refused.status_code == 422
    assert "“Empty goal” has no complete KPI" in _text(refused)


def test_an_executive_signs_in_the_dialog(world: World, client_of: Browser, asked: SignOff) -> None:
    ceo = client_of(world.ceo)
    page = _text(ceo.get(asked.url))
    assert '<dialog class="ld-dialog wide" x-ref="sign"' in page
    url = reverse("goals:sign_off_sign", args=[asked.pk])
    assert " open x-init" in _text(ceo.get(url))
    data = {"people": "2", "budget": "420000.50", "months": "12", "version": asked.version}
    refused = ceo.post(url, {**data, "people": "", "comment": "打字打了很久"})
    assert refused.status_code == 422
    assert "打字打了很久" in _text(refused)
    assert " open x-init" in _text(refused)
    for name, value in (("people", "-1"), ("budget", "1e30"), ("months", "NaN")):
        assert ceo.post(url, {**data, name: value}).status_code == 422
    assert ceo.post(url, data)["Location"] == asked.url
    assert Signature.objects.get(executive=world.ceo).budget == Decimal("420000.50")
    text = _text(ceo.get(asked.url))
    assert '<dialog class="ld-dialog wide" x-ref' not in text
    assert "signed the goals" in text
    late = ceo.post(url, data)
    assert late.status_code == 422
    assert "You have answered this version already." in _text(late)


def test_who_was_not_asked_is_offered_no_signature(world: World, client_of: Browser, pm: Client) -> None:
    round_ = services.ask_sign_off(by=world.pm, project=world.mine, executives=[world.ceo], now=world.now)
    url = reverse("goals:sign_off_sign", args=[round_.pk])
    cfo = client_of(world.cfo)
    assert 'x-ref="sign"' not in _text(cfo.get(round_.url))
    assert cfo.post(url, {"people": "1", "budget": "1", "months": "1"}).status_code == 403
    assert pm.post(url, {"people": "1", "budget": "1", "months": "1"}).status_code == 403


def test_goals_that_change_while_an_executive_reads_are_shown_before_signing(
    world: World, client_of: Browser, asked: SignOff
) -> None:
    ceo = client_of(world.ceo)
    data = {"people": "2", "budget": "1", "months": "12", "version": asked.version}
    services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, target=Decimal("2.5"))
    url = reverse("goals:sign_off_sign", args=[asked.pk])
    refused = ceo.post(url, data)
    assert refused.status_code == 422
    text = _text(refused)
    assert "The goals changed while you were reading." in text
    assert "5 → 2.5 days" in text
    assert f'name="version" value="{reload(asked).version}"' in text
    assert ceo.post(url, {**data, "version": reload(asked).version}).status_code == 302


def test_an_executive_declines_with_a_reason(world: World, client_of: Browser, asked: SignOff) -> None:
    cfo = client_of(world.cfo)
    url = reverse("goals:sign_off_decline", args=[asked.pk])
    assert "Decline goals version 1" in _text(cfo.get(url))
    assert cfo.post(url, {"comment": "", "version": asked.version}).status_code == 422
    assert cfo.post(url, {"comment": "预算未定", "version": asked.version}).status_code == 302
    assert reload(asked).status == "declined"
    assert "预算未定" in _text(client_of(world.pm).get(f"/projects/{KEY}/goals/"))


def test_a_round_is_taken_back(world: World, pm: Client, asked: SignOff) -> None:
    url = reverse("goals:sign_off_withdraw", args=[asked.pk])
    assert url in _text(pm.get(asked.url))
    assert pm.post(url, {"version": asked.version})["Location"] == asked.url
    refused = pm.post(url, {"version": reload(asked).version})
    assert refused.status_code == 409
    assert "Only an open round can be withdrawn." in _text(refused)


def test_what_was_committed_before_is_offered_again(world: World, client_of: Browser, signed: SignOff) -> None:
    services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, target=Decimal(3))
    newest = SignOff.objects.get(goals_version=2)
    text = _text(client_of(world.ceo).get(newest.url))
    assert f'name="budget" value="{COMMITMENT["budget"]:.2f}"' in text
    assert "<del>2 days</del>" in text
    assert "<b>3 days</b>" in text
