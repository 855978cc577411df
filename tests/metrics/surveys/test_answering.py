"""Answering: once, validated, and only by who is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from metrics.surveys import services
from metrics.surveys.models import Answer, Ballot, Seat, SurveyRound
from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid
from tests.factories import World
from tests.metrics.surveys.conftest import GIVEN, Crowd, answer, close

pytestmark = pytest.mark.django_db


def test_two_clicks_are_one_answer(opened: Callable[..., SurveyRound], crowd: Crowd, world: World) -> None:
    found = opened()
    answer(found, world, [(crowd.early[0], GIVEN)])
    with pytest.raises(Conflict, match="answered"):
        answer(found, world, [(crowd.early[0], {**GIVEN, "nps": 0})])
    assert Ballot.objects.count() == 1


def test_two_windows_end_at_the_same_thanks(
    opened: Callable[..., SurveyRound], crowd: Crowd, client_of: Callable[[Any], Client]
) -> None:
    found, client = opened(), client_of(crowd.early[0])
    thanks = reverse("surveys:thanks", args=[found.pk])
    data = {"nps": "9", "csat": "4"}
    assert client.post(found.answer_url, data).headers["Location"] == thanks
    assert client.post(found.answer_url, data, follow=True).redirect_chain[-1][0] == thanks
    assert client.get(found.answer_url, follow=True).redirect_chain[-1][0] == thanks
    assert Ballot.objects.count() == 1


def test_who_is_not_asked_finds_nothing(
    opened: Callable[..., SurveyRound], world: World, client_of: Callable[[Any], Client]
) -> None:
    found = opened()
    with pytest.raises(Forbidden):
        services.submit(by=world.pm, found=found, given=GIVEN, now=world.now)
    for person in (world.pm, world.pmo, world.employee):
        assert client_of(person).get(found.answer_url).status_code == 404
        assert client_of(person).post(found.answer_url, {"nps": "9"}).status_code == 404


def test_after_the_end_nothing_is_taken(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World, client_of: Callable[[Any], Client]
) -> None:
    found = opened("named")
    with pytest.raises(Conflict, match="closed"):
        services.submit(by=crowd.early[0], found=found, given=GIVEN, now=world.now + timedelta(days=14))
    close(found, world)
    page = client_of(crowd.early[0]).get(found.answer_url)
    assert page.status_code == 200
    assert "This survey is closed" in page.content.decode()


def test_what_is_missing_is_said_beside_the_question_and_nothing_is_lost(
    opened: Callable[..., SurveyRound], crowd: Crowd, client_of: Callable[[Any], Client]
) -> None:
    found = opened()
    page = client_of(crowd.early[0]).post(found.answer_url, {"nps": "3", "why": "夜班<b>扫码枪</b>"})
    html = page.content.decode()
    assert page.status_code == 422
    assert 'id="e-csat"' in html
    assert "夜班&lt;b&gt;扫码枪&lt;/b&gt;" in html
    assert 'name="nps" value="3" checked' in html
    assert not Seat.objects.filter(answered=True).exists()


@pytest.mark.parametrize("bad", ["12", "-1", "x", "٣", "9999999999999999999999"])
def test_forged_choices_are_refused(
    opened: Callable[..., SurveyRound], crowd: Crowd, client_of: Callable[[Any], Client], bad: str
) -> None:
    found = opened()
    assert client_of(crowd.early[0]).post(found.answer_url, {"nps": bad, "csat": "4"}).status_code == 422
    assert not Ballot.objects.exists()


def test_the_service_checks_again(opened: Callable[..., SurveyRound], crowd: Crowd, world: World) -> None:
    found = opened()
    with pytest.raises(Invalid) as error:
        services.submit(by=crowd.early[0], found=found, given={"nps": 12, "csat": 3}, now=world.now)
    assert error.value.field == "nps"
    assert not Seat.objects.filter(answered=True).exists()


def test_named_answers_are_kept_with_their_person_and_noted(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    found = opened("named")
    answer(found, world, [(crowd.early[0], {**GIVEN, "parts": [5, 4, None, 3]})])
    kept = {a.question: a.value for a in Answer.objects.filter(seat__user=crowd.early[0])}
    assert kept == {"nps": 9, "csat": 4, "often": 1, "parts": [5, 4, None, 3]}
    entry = AuditEntry.objects.get(act="survey.answered")
    assert (entry.actor, entry.after) == (crowd.early[0], {})


def test_the_form_works_by_hand_for_every_kind_of_question(
    opened: Callable[..., SurveyRound], crowd: Crowd, client_of: Callable[[Any], Client]
) -> None:
    found = opened("named")
    data = {
        "nps": "5",
        "why": "慢",
        "csat": "2",
        "often": "4",
        "hinder": ["1", "3"],
        "parts.0": "1",
        "parts.2": "5",
    }
    assert client_of(crowd.late[0]).post(found.answer_url, data).status_code == 302
    kept = {a.question: a.value for a in Answer.objects.filter(seat__user=crowd.late[0])}
    assert kept["hinder"] == [1, 3]
    assert kept["parts"] == [1, None, 5, None]
    assert kept["why"] == "慢"


def test_it_waits_on_the_page_of_today_until_answered(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    from metrics.surveys import selectors

    found = opened()
    person = crowd.early[0]
    (waiting,) = selectors.waiting(person, world.now)
    assert waiting.acts[0].url == found.answer_url
    answer(found, world, [(person, GIVEN)])
    assert not list(selectors.waiting(person, world.now))
    assert not list(selectors.waiting(crowd.early[1], world.now + timedelta(days=14)))
