"""The pages of pilots, exceptions and kill criteria: a way through, and a refusal each."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from projects.gates import services
from projects.gates.models import (
    Gate,
    KillCriterion,
    Pilot,
    PilotCriterion,
    RolloutException,
)
from projects.gates.services import pilots
from tests.factories import World
from tests.projects.gates.pages.kit import ClientOf, text, url


def test_a_pilot_from_the_plan_to_its_verdict(
    world: World, pm: Client, client_of: ClientOf, criterion: Any, pilot: Pilot
) -> None:
    values = {
        "name": "第二个试点", "scope": "x", "start_on": "2026-12-01", "finish_on": "2026-11-01",
    }  # fmt: skip
    refused = pm.post(url("pilot_new", world.mine.key), values)
    assert refused.status_code == 422
    # Beside the field, and nowhere else.
    assert text(refused).count("The pilot would end before it begins.") == 1
    assert 'id="id_finish_on_error"' in text(refused)
    assert pm.post(url("pilot_new", world.mine.key), {**values, "finish_on": "2026-12-20"}).status_code == 302
    address = url("pilot_criterion_new", pilot.pk, "share")
    assert pm.get(url("pilot_criterion_new", pilot.pk, "nonsense")).status_code == 404
    share = {"name": "采纳率", "name_en": "Adoption", "about": "adoption", "target": "80", "at_least": "on"}
    assert pm.post(address, {**share, "target": "180"}).status_code == 422
    assert pm.post(address, share).status_code == 302
    assert pm.post(url("pilot_begin", pilot.pk)).status_code == 302
    row = PilotCriterion.objects.get(pilot=pilot)
    assert pm.post(url("pilot_criterion_edit", pilot.pk, row.pk), {**share, "target": "50"}).status_code == 422
    count = url("pilot_count", pilot.pk, row.pk)
    assert pm.post(count, {"hits": "21", "sample": "20", "measured_on": "2026-11-20"}).status_code == 422
    assert pm.post(count, {"hits": "18", "sample": "20", "measured_on": "2026-11-20"}).status_code == 302
    page = text(pm.get(pilot.url))
    for words in ("69.9", "97.2", "the sample is too small to be sure", "62"):
        assert words in page
    judge = url("pilot_judge", pilot.pk)
    assert pm.post(judge, {"verdict": "roll_out", "note": "x"}).status_code == 403
    cfo = client_of(world.cfo)
    assert cfo.post(judge, {"verdict": "roll_out", "note": ""}).status_code == 422
    assert cfo.post(judge, {"verdict": "roll_out", "note": "It works"}).status_code == 302
    assert "It works" in text(pm.get(url("pilots", world.mine.key))) or "Roll out" in text(pm.get(pilot.url))


def test_feedback_findings_and_what_became_of_them(
    world: World, pm: Client, client_of: ClientOf, criterion: Any, pilot: Pilot
) -> None:
    criterion()
    pilots.set_running(by=world.pm, pilot=pilot, now=world.now)
    champion = client_of(world.champion)
    assert champion.post(url("pilot_feedback", pilot.pk), {"kind": "problem", "text": ""}).status_code == 422
    given = {"kind": "problem", "text": "The list is slow"}
    assert champion.post(url("pilot_feedback", pilot.pk), given).status_code == 302
    row = pilot.feedback.get()
    assert champion.get(url("feedback_answer", row.pk)).status_code == 403
    assert pm.post(url("feedback_answer", row.pk), {"answer": "An index was missing"}).status_code == 302
    assert pm.post(url("pilot_findings", pilot.pk), {"findings": "Fast enough now"}).status_code == 302
    page = text(champion.get(pilot.url))
    for words in ("The list is slow", "An index was missing", "Fast enough now"):
        assert words in page


def test_a_pilot_is_called_off_with_a_reason(world: World, pm: Client, pilot: Pilot) -> None:
    assert pm.post(url("pilot_call_off", pilot.pk), {"reason": ""}).status_code == 422
    assert pm.post(url("pilot_call_off", pilot.pk), {"reason": "No people"}).status_code == 302
    assert pm.post(url("pilot_edit", pilot.pk), {"name": "x"}).status_code == 422
    assert "called off" in text(pm.get(pilot.url))


def test_the_sponsor_signs_the_exception_and_it_stays_on_every_page(
    world: World, pm: Client, client_of: ClientOf, gate: Gate
) -> None:
    address = url("exception", world.mine.key)
    values = {"reason": "Law in force on 1 January", "instead": "Two weeks of parallel run", "confirm": "on"}
    assert pm.get(address).status_code == 403
    cfo = client_of(world.cfo)
    assert cfo.post(address, {**values, "confirm": ""}).status_code == 422
    assert cfo.post(address, values).status_code == 302
    assert RolloutException.objects.get().signed_by == world.cfo
    for page in (url("chain", world.mine.key), url("pilots", world.mine.key), gate.url):
        shown = text(pm.get(page))
        assert "Law in force on 1 January" in shown
        assert "Two weeks of parallel run" in shown


def test_kill_criteria_from_agreement_to_answer(
    world: World, pm: Client, pmo: Client, client_of: ClientOf, gate: Gate
) -> None:
    address = url("kill_new", world.mine.key)
    values = {"kind": "team", "why": "Nobody answers for it"}
    assert pm.get(address).status_code == 403
    assert pmo.post(address, {"why": "x"}).status_code == 422
    assert pmo.post(address, values).status_code == 302
    world.mine.business_owner = None
    world.mine.save()
    assert services.watch(now=timezone.now()) == 1
    chain = url("chain", world.mine.key)
    assert "came true" in text(pm.get(chain))
    cfo = client_of(world.cfo)
    assert "A kill criterion came true" in text(cfo.get("/decisions/"))
    alarm = KillCriterion.objects.get().alarms.get()
    answer = url("kill_answer", alarm.pk)
    assert cfo.post(answer, {"act": "on", "answer": ""}).status_code == 422
    assert client_of(world.ceo).post(answer, {"act": "on", "answer": "x"}).status_code == 403
    assert cfo.post(answer, {"act": "on", "answer": "A new owner starts on Monday"}).status_code == 302
    assert "A new owner starts on Monday" in text(pm.get(chain))
    retire = url("kill_retire", KillCriterion.objects.get().pk)
    assert pmo.post(retire, {"reason": ""}).status_code == 422
    assert pmo.post(retire, {"reason": "Solved"}).status_code == 302


def test_what_is_counted_already_is_offered_and_taken_on_request(
    world: World, pm: Client, client_of: ClientOf, criterion: Any, pilot: Pilot
) -> None:
    row = criterion("rate", "3", about="defects", at_least=False)
    pilots.set_running(by=world.pm, pilot=pilot, now=timezone.now())
    champion = client_of(world.champion)
    Pilot.objects.filter(pk=pilot.pk).update(finish_on=timezone.localdate())
    champion.post(url("pilot_feedback", pilot.pk), {"kind": "defect", "text": "It lost my entry"})
    count = url("pilot_count", pilot.pk, row.pk)
    page = text(pm.get(count))
    assert "Defects told in the feedback: 1" in page
    assert 'name="hits" value=' not in page
    taken = text(pm.get(f"{count}?counted=1"))
    assert 'name="hits" value="1"' in taken
    assert 'name="periods" value="4.43"' in taken
