"""Try to find out who said what: from the database, its order and ids, the history, the log, the messages."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from math import sqrt
from typing import Any

import pytest
from django.core import serializers
from django.db import connection
from django.test import Client
from django.urls import reverse

from metrics.surveys import services
from metrics.surveys.models import Answer, Ballot, Seat, Survey, SurveyRound
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from tests.factories import World
from tests.metrics.surveys.conftest import Crowd, answer, close, question

pytestmark = pytest.mark.django_db


def tables() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the database, in the order in which it lies there."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = cursor.fetchall()
    return found


def whole() -> str:
    return repr(tables())


def by_chance(expected: float) -> float:
    """What a random order reaches less than once in a thousand million runs."""
    return expected + 9 * sqrt(expected)


def test_a_ballot_lies_sealed_without_person_unit_or_time(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    found = opened()
    answer(found, world, [(crowd.night[0], {"nps": 2, "csat": 1, "why": "夜班缺七号扳手"})])
    assert {f.name for f in Ballot._meta.get_fields()} == {"id", "round", "sealed"}
    assert {f.name for f in Seat._meta.get_fields()} == {"id", "round", "user", "unit", "answered", "answers"}
    dump = whole()
    assert "七号扳手" not in dump
    assert not Answer.objects.exists()


def test_taking_part_leaves_nothing_but_the_seat_and_the_ballot(
    opened: Callable[..., SurveyRound],
    crowd: Crowd,
    client_of: Callable[[Any], Client],
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = opened()
    client = client_of(crowd.early[0])
    client.get(found.answer_url)
    before = tables()
    entries = AuditEntry.objects.count()
    with caplog.at_level(logging.DEBUG):
        reply = client.post(found.answer_url, {"nps": "3", "csat": "2", "why": "夜班缺七号扳手"})
    assert reply.status_code == 302
    after = tables()
    changed = {table for table in after if before[table] != after[table]}
    assert changed <= {"metrics_seat", "metrics_ballot", "pmo_message", "django_session"}
    assert AuditEntry.objects.count() == entries
    logged = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(("django.db", "asyncio"))
    )
    assert "七号扳手" not in logged
    assert crowd.early[0].username not in logged
    # The message that asked has not been marked with the moment of the answer.
    assert not Message.objects.filter(recipient=crowd.early[0], read_at__isnull=False).exists()


def test_after_closing_no_row_leads_from_an_answer_to_a_person(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    found = opened()
    answer(found, world, [(person, {"nps": n % 11, "csat": 1 + n % 5}) for n, person in enumerate(crowd.everybody)])
    found = close(found, world)
    assert not Seat.objects.filter(round=found).exists()
    assert not Ballot.objects.exists()
    assert not Answer.objects.filter(seat__isnull=False).exists()
    rows = json.loads(serializers.serialize("json", Answer.objects.all()))
    people = {str(person.pk) for person in crowd.everybody}
    for row in rows:
        assert set(row["fields"]) == {"round", "question", "unit", "seat", "value"}
        assert not people & {str(value) for key, value in row["fields"].items() if key in ("seat",)}


def test_who_was_reminded_is_forgotten_with_the_rest(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    """Whoever got no second reminder had answered before it: the messages would tell who took part."""
    found = opened()
    answer(found, world, [(person, {"nps": 8, "csat": 4}) for person in crowd.early])
    services.work_off(now=world.now + timedelta(days=13, hours=12))
    assert Message.objects.filter(rule="survey.reminder", recipient__in=crowd.late).exists()
    close(found, world)
    assert not Message.objects.filter(rule__in=("survey.asked", "survey.reminder")).exists()


def test_stored_units_are_groups_of_five_who_answered(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    found = opened()
    answer(found, world, [(person, {"nps": 8, "csat": 4}) for person in crowd.everybody])
    close(found, world)
    sizes = Counter(Answer.objects.filter(question="nps").values_list("unit_id", flat=True))
    assert all(size >= 5 for size in sizes.values())
    # The three of the night shift lie with the six of the late one, under the plant.
    assert crowd.units["夜班"].pk not in sizes
    assert sizes == {crowd.units["早班"].pk: 8, crowd.units["plant"].pk: 9}


@pytest.mark.parametrize("order", ["pk", None])
def test_the_answers_of_one_person_do_not_hang_together(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World, order: str | None
) -> None:
    """Each gives the same number twice; if order or ids tied the two, they would always meet."""
    meetings, chances, tied = 0, 0.0, 0
    for _ in range(6):
        found = opened()
        values = [(person, {"nps": 1 + n % 5, "csat": 1 + n % 5}) for n, person in enumerate(crowd.everybody)]
        answer(found, world, values)
        found = close(found, world)
        Survey.objects.filter(pk=found.survey_id).update(repeat="once")
        rows = Answer.objects.filter(round=found)
        rows = rows.order_by(order) if order else rows.order_by()
        nps = list(rows.filter(question="nps").values_list("value", flat=True))
        csat = list(rows.filter(question="csat").values_list("value", flat=True))
        share = sum(count**2 for count in Counter(nps).values()) / len(nps) ** 2
        meetings += sum(a == b for a, b in zip(nps, csat, strict=True))
        chances += share * len(nps)
        tied += len(nps)
    assert meetings <= by_chance(chances) < tied


@pytest.mark.parametrize("order", ["pk", None])
def test_the_order_of_answering_cannot_be_read_back(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World, order: str | None
) -> None:
    """Join attack: the order of ids and of rows against the order in which people answered, and its reverse."""
    forward, backward, tries, tied = 0, 0, 5, 0
    for _ in range(tries):
        found = opened()
        answer(
            found, world, [(p, {"nps": n % 11, "csat": 1, "why": f"句子{n}"}) for n, p in enumerate(crowd.everybody)]
        )
        found = close(found, world)
        said = {f"句子{n}": n for n in range(len(crowd.everybody))}
        rows = Answer.objects.filter(round=found, question="why")
        texts = list((rows.order_by(order) if order else rows.order_by()).values_list("value", flat=True))
        expected = sorted(texts, key=said.__getitem__)
        forward += sum(a == b for a, b in zip(texts, expected, strict=True))
        backward += sum(a == b for a, b in zip(texts, reversed(expected), strict=True))
        tied += len(texts)
    # Of a random order one stands in its place on average, with variance one.
    assert max(forward, backward) <= by_chance(tries) < tied


def test_ballots_cannot_be_told_apart_by_length(opened: Callable[..., SurveyRound], crowd: Crowd, world: World) -> None:
    found = opened()
    answer(
        found,
        world,
        [(crowd.early[0], {"nps": 9, "csat": 4}), (crowd.early[1], {"nps": 1, "csat": 1, "why": "很长的一句话" * 20})],
    )
    assert len({len(bytes(ballot.sealed)) for ballot in Ballot.objects.all()}) == 1


def test_nothing_is_shown_of_an_open_round_but_how_many(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World, client_of: Callable[[Any], Client]
) -> None:
    found = opened()
    answer(found, world, [(person, {"nps": 0, "csat": 1, "why": "夜班缺七号扳手"}) for person in crowd.early])
    page = client_of(world.pm).get(found.url).content.decode()
    assert "七号扳手" not in page
    assert re.search(r"8\s*of\s*17", page)
    for name in ("surveys:texts",):
        assert client_of(world.pm).get(reverse(name, args=[found.pk, "why"])).status_code == 404
    assert client_of(world.pm).get(reverse("surveys:round_export", args=[found.pk])).status_code == 404


def test_fewer_than_five_answers_are_destroyed_unread(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World, client_of: Callable[[Any], Client]
) -> None:
    found = opened()
    answer(found, world, [(person, {"nps": 1, "csat": 1, "why": "只有四个人说"}) for person in crowd.early[:4]])
    found = close(found, world)
    assert "只有四个人说" not in whole()
    assert not Answer.objects.exists()
    assert question(found, "nps")["n"] is None
    page = client_of(world.pm).get(found.url)
    assert page.status_code == 200
    assert "fewer than 5" in page.content.decode()


def test_calling_a_round_off_destroys_what_was_said(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    found = opened("named")
    answer(found, world, [(person, {"nps": 1, "csat": 1, "why": "叫停"}) for person in crowd.early])
    services.cancel_round(by=world.pm, found=found, reason="wrong questions", now=world.now + timedelta(days=1))
    assert not Answer.objects.exists()
    assert not Seat.objects.exists()


def test_a_lost_secret_loses_answers_and_says_so(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World, settings: Any
) -> None:
    found = opened()
    answer(found, world, [(person, {"nps": 9, "csat": 4}) for person in crowd.early])
    settings.SECRET_KEY = "another secret of sufficient length, changed today"
    answer(found, world, [(person, {"nps": 9, "csat": 4}) for person in crowd.late])
    found = close(found, world)
    assert found.results["lost"] == 8
    assert question(found, "nps")["n"] == 6


def test_confidential_answers_are_shown_to_nobody_by_name(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World, client_of: Callable[[Any], Client]
) -> None:
    found = opened("confidential")
    answer(found, world, [(person, {"nps": 2, "csat": 2, "why": "审批太慢"}) for person in crowd.everybody])
    found = close(found, world)
    for person in (world.pm, world.pmo, world.change):
        page = client_of(person).get(reverse("surveys:texts", args=[found.pk, "why"])).content.decode()
        assert "审批太慢" in page
        assert not any(one.name_en in page for one in crowd.everybody)
    book = client_of(world.pm).get(reverse("surveys:round_export", args=[found.pk]))
    assert book.status_code == 200
    assert not any(one.name_en.encode() in book.content for one in crowd.everybody)
    shown = {row["unit"] for row in question(found, "nps")["units"]}
    assert crowd.units["夜班"].pk not in shown
    assert crowd.units["中班"].pk not in shown


def test_the_form_says_which_level_it_is(
    opened: Callable[..., SurveyRound], crowd: Crowd, client_of: Callable[[Any], Client]
) -> None:
    client = client_of(crowd.early[0])
    assert "without your name and without a time" in client.get(opened().answer_url).content.decode()
    confidential = client.get(opened("confidential").answer_url).content.decode()
    assert "keeps which answers are yours" in confidential
    assert "without your name and without a time" not in confidential
    assert "sees your name" in client.get(opened("named").answer_url).content.decode()
