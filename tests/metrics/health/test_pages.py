"""The health page of a project: reasons with evidence, the declared status, and who may declare one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal as D
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from metrics.health import services
from metrics.health.models import HealthSnapshot, Override
from metrics.health.quarters import last_quarter_end
from metrics.kpis import services as kpis
from pmo.accounts.models import User
from tests.factories import CANARY, World, make_goal, make_kpi, make_world

SignIn = Callable[[Any], Client]
URL = "/projects/FIN-01/health/"


@pytest.fixture
def world(db: None) -> World:
    made = make_world(timezone.now())
    kpis.record(by=made.owner, kpi=made.kpi, measured_on=timezone.localdate(), value=D("4.9"), now=timezone.now())
    kpis.recompute_touched(now=timezone.now())
    return made


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def given(**values: Any) -> dict[str, Any]:
    until = timezone.localdate() + timedelta(days=10)
    return {"status": "ok", "reason": "the supplier delivers", "expires_on": until.isoformat(), **values}


def test_every_dimension_has_its_sentence_and_evidence(client_of: SignIn, world: World) -> None:
    response = client_of(world.ceo).get(URL)
    text = text_of(response)
    assert response.status_code == 200
    assert "Now 4.9 days" in text
    assert f'href="{world.kpi.url}"' in response.content.decode()
    assert "Last entry on" in text
    assert "Declare another status" not in text


def test_declared_beside_computed_and_back(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pm)
    assert browser.post(URL, given()).status_code == 302
    text = text_of(browser.get(URL))
    assert f"declared by {world.pm.label}" in text
    assert "the supplier delivers" in text
    made = Override.objects.get()
    end = f"/health/{made.pk}/end/"
    assert client_of(world.owner).post(end).status_code in (403, 404)
    for _press in range(2):
        assert browser.post(end).status_code == 302
    assert "declared by" not in text_of(browser.get(URL))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"expires_on": "2026-02-30"}, "expires_on"),
        ({"expires_on": "9999-12-31"}, "expires_on"),
        ({"status": "purple"}, "status"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
def test_bad_input_is_told_and_kept(client_of: SignIn, world: World, values: Any, field: str) -> None:
    response = client_of(world.pm).post(URL, given(**values))
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not Override.objects.exists()


def test_who_may_not_see_or_declare(client_of: SignIn, world: World) -> None:
    assert client_of(world.ceo).post(URL, given()).status_code == 403
    foreign = client_of(world.stranger).get(URL)
    assert foreign.status_code == 404
    hidden = client_of(world.pm).get("/projects/MES-01/health/")
    assert hidden.status_code == 404
    assert CANARY not in hidden.content.decode()
    made = services.declare(
        by=world.stranger,
        project=world.other,
        status="ok",
        reason="x",
        expires_on=timezone.localdate() + timedelta(days=3),
        now=timezone.now(),
    )
    assert client_of(world.pm).post(f"/health/{made.pk}/end/").status_code == 404
    assert not Override.objects.filter(project=world.mine).exists()


def test_typed_text_stays_text(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pm)
    browser.post(URL, given(reason="<script>alert(1)</script>"))
    assert "<script>alert" not in browser.get(URL).content.decode()


def test_a_watermelon_is_named(client_of: SignIn, world: World) -> None:
    last = last_quarter_end(timezone.localdate())
    for on in (last, last_quarter_end(last)):
        HealthSnapshot.objects.create(project=world.mine, on=on, status="off", declared="ok")
    assert "green outside, red inside" in text_of(client_of(world.pm).get(URL))


def test_both_languages(client_of: SignIn, world: World) -> None:
    User.objects.filter(pk=world.pm.pk).update(language="zh-hans")
    text = text_of(client_of(User.objects.get(pk=world.pm.pk)).get(URL))
    assert "现在 4.9 天" in text
    assert "全部维度" in text


def test_the_number_of_questions_does_not_grow(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pm)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(URL).status_code == 200
        return len(queries)

    asked()
    few = asked()
    goal = make_goal(timezone.now(), world.mine, world.owner)
    for _n in range(20):
        make_kpi(timezone.now(), goal)
    kpis.recompute_all(now=timezone.now())
    asked()  # what is remembered of the stages is read again once
    assert asked() == few
    assert few <= 20
