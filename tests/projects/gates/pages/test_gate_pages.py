"""The pages of gates: a way through, and a refusal each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from projects.gates import funding
from projects.gates.funding import FundingLine
from projects.gates.models import (
    Gate,
    GateCondition,
    GateDecision,
    GateTemplate,
    Pilot,
    Vote,
)
from tests.factories import CANARY, World
from tests.projects.gates.pages.kit import ClientOf, text, url, voice


def test_a_project_without_gates_says_what_they_are_for_and_gets_them(world: World, pm: Client) -> None:
    address = url("chain", world.mine.key)
    assert "No gates are set up" in text(pm.get(address))
    assert pm.post(url("set_up", world.mine.key)).status_code == 302
    page = text(pm.get(address))
    for words in ("Initiation", "Roll-out approval", "opens the roll-out", "No pilot has a verdict"):
        assert words in page
    assert CANARY not in page
    again = pm.post(url("set_up", world.mine.key))
    assert again.status_code == 409
    assert "has its gates already" in text(again)


def test_whoever_may_not_see_gates_gets_a_404(world: World, client_of: ClientOf, gate: Gate) -> None:
    for person in (world.stranger, world.employee, world.champion, world.admin):
        client = client_of(person)
        for address in (url("chain", world.mine.key), gate.url):
            assert client.get(address).status_code == 404


def test_the_gate_shows_its_evidence_with_the_page_behind_it(world: World, ceo: Client, gate: Gate) -> None:
    page = text(ceo.get(gate.url))
    for words in ("3 of 3", "Sponsor, project manager and business owner are named", "Record my judgement"):
        assert words in page
    assert reverse("portfolio:team", args=[world.mine.key]) in page


def test_only_keepers_get_the_form(world: World, pm: Client, client_of: ClientOf, gate: Gate) -> None:
    assert "Record my judgement" not in text(pm.get(gate.url))
    assert pm.post(url("gate_decide", gate.pk), {}).status_code == 403
    cfo = client_of(world.cfo)
    given = voice(text(client_of(world.ceo).get(gate.url)), gate, "stop")
    assert cfo.post(url("gate_decide", gate.pk), given).status_code == 403
    assert not Vote.objects.exists()


def test_two_keepers_decide_and_the_page_tells_how(world: World, ceo: Client, pmo: Client, gate: Gate) -> None:
    for client in (ceo, pmo):
        given = voice(text(client.get(gate.url)), gate, "go", minutes="The value is plain")
        assert client.post(url("gate_decide", gate.pk), given).status_code == 302
    page = text(ceo.get(gate.url))
    assert "Decision of round 1" in page
    assert "The value is plain" in page
    assert "Evidence it was decided on" in page
    again = ceo.post(url("gate_decide", gate.pk), given)
    assert again.status_code == 422
    assert "This gate is decided" in text(again)


def test_evidence_that_changed_is_shown_beside_what_was_seen_and_nothing_typed_is_lost(
    world: World, ceo: Client, gate: Gate
) -> None:
    given = voice(text(ceo.get(gate.url)), gate, "go", minutes="Typed before it changed")
    world.mine.business_owner = None
    world.mine.save()
    answer = ceo.post(url("gate_decide", gate.pk), given)
    assert answer.status_code == 422
    page = text(answer)
    for words in ("What changed since you opened the page", "3 of 3", "2 of 3", "Typed before it changed"):
        assert words in page
    assert not Vote.objects.exists()


def test_a_forged_memory_of_the_evidence_is_ignored(world: World, ceo: Client, gate: Gate) -> None:
    given = voice(text(ceo.get(gate.url)), gate, "go", watermark="0" * 64, seen="forged")
    answer = ceo.post(url("gate_decide", gate.pk), given)
    assert answer.status_code == 422
    assert not Vote.objects.exists()


def test_a_go_that_lacks_a_must_is_refused_beside_the_decision(world: World, ceo: Client, gate: Gate) -> None:
    must = gate.criteria.get(kind="", must=True)
    given = voice(text(ceo.get(gate.url)), gate, "go", **{f"points_{must.pk}": "0"})
    answer = ceo.post(url("gate_decide", gate.pk), given)
    assert answer.status_code == 422
    assert "A go needs every must-meet criterion" in text(answer)


def test_a_condition_from_the_form_to_its_end(world: World, pmo: Client, ceo: Client, pm: Client, gate: Gate) -> None:
    Gate.objects.filter(pk=gate.pk).update(rule="one")
    half = voice(text(ceo.get(gate.url)), gate, "conditional", text_1="Name the data owner")
    assert ceo.post(url("gate_decide", gate.pk), half).status_code == 422
    whole = {**half, "owner_1": world.owner.pk, "due_1": (world.today + timedelta(days=9)).isoformat()}
    assert ceo.post(url("gate_decide", gate.pk), whole).status_code == 302
    condition = GateCondition.objects.get()
    assert "Name the data owner" in text(pm.get(url("chain", world.mine.key)))
    address = url("condition_done", condition.pk)
    assert pm.post(address, {"note": ""}).status_code == 422
    assert pm.post(address, {"note": "Zhou Lan is named"}).status_code == 302
    assert "Zhou Lan is named" in text(ceo.get(gate.url))


def test_what_a_go_releases_is_shown(world: World, ceo: Client, gate: Gate) -> None:
    def lines(where: Gate) -> list[FundingLine]:
        return [FundingLine("Second tranche", "CNY 1.20m", "/budget/", "waits for this gate")]

    funding.register(lines)
    try:
        page = text(ceo.get(gate.url))
    finally:
        funding.forget(lines)
    for words in ("What a go releases", "Second tranche", "CNY 1.20m", "waits for this gate"):
        assert words in page


def test_the_day_is_planned_by_the_manager_the_rest_by_the_pmo(
    world: World, pm: Client, pmo: Client, gate: Gate
) -> None:
    on = world.today + timedelta(days=20)
    assert pm.post(url("gate_plan", gate.pk), {"planned_on": on.isoformat()}).status_code == 302
    gate.refresh_from_db()
    assert gate.planned_on == on
    assert pm.get(url("gate_edit", gate.pk)).status_code == 403
    values = {"name": "Start", "rule": "one", "pass_share": "50", "keepers": [world.ceo.pk], "version": gate.version}
    assert pmo.get(url("gate_edit", gate.pk)).status_code == 200
    assert pmo.post(url("gate_edit", gate.pk), values).status_code == 302
    stale = pmo.post(url("gate_edit", gate.pk), {**values, "name": "Begin"})
    assert stale.status_code == 422
    assert "Both versions" in text(stale)


def test_somebody_of_the_team_is_not_offered_as_a_keeper(world: World, pmo: Client, gate: Gate) -> None:
    page = text(pmo.get(url("gate_edit", gate.pk)))
    assert world.ceo.label in page
    values = {"name": "x", "rule": "one", "pass_share": "50", "keepers": [world.cfo.pk]}
    assert pmo.post(url("gate_edit", gate.pk), values).status_code == 422


def test_criteria_are_added_changed_and_removed(world: World, pm: Client, pmo: Client, gate: Gate) -> None:
    values = {"title": "Plan is sound", "weight": "3", "kind": "schedule_quality", "threshold": "80"}
    assert pm.post(url("criterion_new", gate.pk), values).status_code == 403
    page = text(pmo.get(url("criterion_new", gate.pk)))
    assert "Quality of the plan" in page
    # What other rooms know is offered too.
    assert "Training coverage" in page
    assert pmo.post(url("criterion_new", gate.pk), values).status_code == 302
    row = gate.criteria.get(kind="schedule_quality")
    assert (row.threshold, row.must) == (Decimal(80), False)
    edit = url("criterion_edit", gate.pk, row.pk)
    assert pmo.post(edit, {**values, "title": "Plan is very sound", "version": "1"}).status_code == 302
    assert pmo.post(edit, {**values, "title": "", "version": "2"}).status_code == 422
    assert pmo.post(url("criterion_remove", gate.pk, row.pk)).status_code == 302
    assert not gate.criteria.filter(pk=row.pk).exists()


def test_the_list_and_the_months_show_gates_one_may_see(
    world: World, pm: Client, client_of: ClientOf, gate: Gate
) -> None:
    listed = text(pm.get(url("calendar")))
    assert "Initiation" in listed
    assert gate.planned_on is not None
    months = text(pm.get(url("months") + f"?month={gate.planned_on:%Y-%m}"))
    assert f"{world.mine.key} G1" in months
    assert f"{world.mine.key} G1" not in text(client_of(world.stranger).get(url("months")))
    assert pm.get(url("months") + "?month=nonsense").status_code == 200
    assert client_of(world.employee).get(url("calendar")).status_code == 404


def test_the_pack_has_a_page_per_gate(
    world: World, ceo: Client, client_of: ClientOf, chain: list[Gate], gate: Gate
) -> None:
    near = text(ceo.get(url("pack")))
    assert near.count("gsheet") == 1
    assert "Signature" in near
    asked = "&".join(f"gate={row.pk}" for row in chain)
    assert text(ceo.get(url("pack") + f"?{asked}")).count('class="gsheet"') == 4
    assert "No page to print" in text(client_of(world.stranger).get(url("pack") + f"?{asked}"))


def test_a_portfolio_gets_its_own_template(world: World, pm: Client, pmo: Client) -> None:
    assert "The company" in text(pm.get(url("templates")))
    assert pm.get(url("template_new")).status_code == 403
    assert pmo.post(url("template_new"), {"portfolio": world.portfolio.pk}).status_code == 302
    own = GateTemplate.objects.get(portfolio=world.portfolio)
    assert own.gates.count() == 4
    page = text(pmo.get(own.url))
    assert "Roll-out approval" in page
    assert pmo.post(own.url, {"required": "on", "version": own.version}).status_code == 302
    own.refresh_from_db()
    assert own.required
    first = own.gates.get(number=1)
    values = {
        "name": "Idea", "from_stage": "planning", "to_stage": "goals", "rule": "all", "pass_share": "50",
    }  # fmt: skip
    refused = pmo.post(url("template_gate_edit", first.pk), values)
    assert refused.status_code == 422
    assert "must come after" in text(refused)
    good = {**values, "from_stage": "proposal", "roles": ["executive"], "people": [world.ceo.pk], "version": "1"}
    assert pmo.post(url("template_gate_edit", first.pk), good).status_code == 302
    assert pmo.post(url("template_gate_new", own.pk), {**good, "name": "Extra"}).status_code == 302
    extra = own.gates.get(name="Extra")
    criterion = {"title": "Shared", "weight": "2", "must": "on", "kind": "team"}
    assert pmo.post(url("template_criterion_new", extra.pk), criterion).status_code == 302
    row = extra.criteria.get()
    assert pmo.post(url("template_criterion_edit", row.pk), {**criterion, "title": ""}).status_code == 422
    assert pmo.post(url("template_criterion_edit", row.pk), {**criterion, "version": "1"}).status_code == 302
    assert pmo.post(url("template_criterion_remove", row.pk)).status_code == 302
    assert pm.post(url("template_gate_remove", extra.pk)).status_code == 403
    assert pmo.post(url("template_gate_remove", extra.pk)).status_code == 302
    assert own.gates.count() == 4


def test_gates_wait_for_their_keepers_and_are_found(world: World, ceo: Client, pm: Client, gate: Gate) -> None:
    page = text(ceo.get("/decisions/"))
    assert "0 of 2 gatekeepers have spoken" in page
    assert "Initiation" in text(pm.get("/search/?q=Initiation"))
    project = text(pm.get(world.mine.url))
    assert "G1 Initiation" in project


def test_every_page_opens_in_chinese(world: World, ceo: Client, gate: Gate, pilot: Pilot) -> None:
    world.ceo.language = "zh-hans"
    world.ceo.save(update_fields=["language"])
    for address in (
        url("calendar"), url("months"), url("pack"), url("templates"), gate.url, pilot.url,
        url("chain", world.mine.key), url("pilots", world.mine.key), GateTemplate.objects.get().url,
    ):  # fmt: skip
        answer = ceo.get(address)
        assert answer.status_code == 200
        assert "关口" in text(answer) or "试点" in text(answer)


def test_a_decided_gate_keeps_its_evidence_on_the_page(world: World, ceo: Client, gate: Gate) -> None:
    Gate.objects.filter(pk=gate.pk).update(rule="one")
    given = voice(text(ceo.get(gate.url)), gate, "go")
    assert ceo.post(url("gate_decide", gate.pk), given).status_code == 302
    world.mine.business_owner = None
    world.mine.save()
    page = text(ceo.get(gate.url))
    assert "3 of 3" in page
    assert GateDecision.objects.get().watermark[:16] in page


def test_one_gate_is_added_beside_the_template_and_taken_back(
    world: World, pm: Client, pmo: Client, gate: Gate
) -> None:
    home = url("chain", world.mine.key)
    add = url("gate_new", world.mine.key)
    assert add in text(pmo.get(home))
    assert add not in text(pm.get(home))
    assert pm.get(add).status_code == 403
    values = {
        "name": "Security", "from_stage": "planning", "to_stage": "execution", "rule": "all", "pass_share": "60",
        "keepers": [world.ceo.pk],
    }  # fmt: skip
    assert pmo.post(add, {**values, "from_stage": "operation"}).status_code == 422
    assert pmo.post(add, {**values, "keepers": [world.pm.pk]}).status_code == 422
    answer = pmo.post(add, values)
    made = Gate.objects.get(name="Security")
    assert (answer.status_code, answer["Location"]) == (302, made.url)
    assert "Security" in text(pm.get(home))
    assert pm.post(url("gate_remove", made.pk)).status_code == 403
    assert pmo.post(url("gate_remove", made.pk)).status_code == 302
    assert not Gate.objects.filter(name="Security").exists()


def test_the_page_says_so_and_which_voice_rests_on_evidence_that_changed(
    world: World, ceo: Client, gate: Gate, decide: Callable[..., Any]
) -> None:
    decide(world.ceo)
    decide(world.pmo, "hold")
    page = text(ceo.get(gate.url))
    assert "their voices decide nothing" in page
    assert "the evidence has changed since" not in page
    world.mine.business_owner = None
    world.mine.save(update_fields=["business_owner"])
    page = text(ceo.get(gate.url))
    assert page.count("the evidence has changed since") == 2


def test_who_speaks_again_finds_what_they_said_and_asked_for(world: World, ceo: Client, gate: Gate) -> None:
    asked = {
        "text_1": "Name the data owner", "owner_1": str(world.owner.pk), "due_1": "2030-01-31",
    }  # fmt: skip
    page = text(ceo.get(gate.url))
    assert ceo.post(url("gate_decide", gate.pk), voice(page, gate, "conditional", **asked)).status_code == 302
    page = text(ceo.get(gate.url))
    assert 'value="Name the data owner"' in page
    assert 'value="2030-01-31"' in page
    # One of one who has judged finds the must met: no 10.0 of something.
    assert "1 of 1" in page
    # What belongs to a go with conditions is of no account for another decision, however half it is filled in.
    again = voice(page, gate, "hold", text_1="Half", next_on="2030-02-01")
    assert ceo.post(url("gate_decide", gate.pk), again).status_code == 302
    assert not GateCondition.objects.filter(gate=gate).exists()


def test_evidence_is_offered_with_its_usual_threshold(world: World, pmo: Client, gate: Gate) -> None:
    page = text(pmo.get(url("criterion_new", gate.pk)))
    assert "Finish behind the baseline · usually 10 working days" in page
