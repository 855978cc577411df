"""Surveys for programs: totals only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from metrics.surveys.models import SurveyRound
from pmo.accounts.models import User
from pmo.tokens.services import create_token
from tests.factories import World
from tests.metrics.surveys.conftest import Crowd, answer, close

pytestmark = pytest.mark.django_db


def ask(user: User, now: Any, path: str) -> Any:
    _row, token = create_token(by=user, user=user, name="t", now=now)
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})


def test_results_come_with_intervals_and_without_words(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    found = opened()
    assert ask(world.pm, world.now, f"surveys/{found.survey_id}/results/").status_code == 404
    answer(found, world, [(p, {"nps": 9, "csat": 4}) for p in crowd.early])
    answer(found, world, [(p, {"nps": 3, "csat": 2, "why": "扫码枪不够"}) for p in crowd.late])
    close(found, world)
    reply = ask(world.pm, world.now, f"surveys/{found.survey_id}/results/")
    body = reply.json()
    assert (body["number"], body["invited"], body["answered"]) == (1, 17, 14)
    assert body["response_rate"] == pytest.approx(82.35, abs=0.01)
    nps = next(q for q in body["questions"] if q["key"] == "nps")
    assert nps["score"]["low"] < nps["score"]["value"] < nps["score"]["high"]
    why = next(q for q in body["questions"] if q["key"] == "why")
    assert why["themes"][0]["count"] == 6
    assert "扫码枪不够" not in reply.content.decode()


def test_the_list_is_what_somebody_may_see(opened: Callable[..., SurveyRound], world: World) -> None:
    opened()
    listed = ask(world.pm, world.now, "surveys/?purpose=satisfaction").json()
    assert listed["count"] == 1
    assert listed["results"][0]["rounds"][0]["invited"] == 17
    assert ask(world.stranger, world.now, "surveys/").json()["count"] == 0
    assert ask(world.employee, world.now, "surveys/").status_code == 404
    assert ask(world.pm, world.now, "surveys/?nonsense=1").status_code == 400
