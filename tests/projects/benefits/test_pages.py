"""The pages of benefits: what they show, what they refuse, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client

from projects.benefits import services
from projects.benefits.models import Benefit, Realisation, ValueRule
from tests.factories import World
from tests.projects.benefits.conftest import COMPLETE, Worth, fresh, measure, month

pytestmark = pytest.mark.django_db


def form(world: World, **more: Any) -> dict[str, Any]:
    return {
        "name": "少一名外包",
        "name_en": "One clerk fewer",
        "kind": "saving",
        "nature": "hard",
        "owner": world.owner.pk,
        "validator": world.cfo.pk,
        "no_kpi_reason": "An account",
        "way": "booked",
        "amount": "120000",
        "per": "year",
        "volume": "1",
        "anchor": "start",
        "offset_months": "1",
        "duration_months": "24",
        "ramp_months": "0",
        "ramp_shares": "20, 40％, 80".replace("％", "%"),
        **COMPLETE,
        **more,
    }


def booked(world: World, worth: Worth) -> Realisation:
    return services.book(
        by=world.owner,
        benefit=fresh(worth.booked),
        month=month(world, -1),
        amount=D(4000),
        reference="GL 10",
        evidence="Account 6602",
        now=world.now,
    )


@pytest.mark.parametrize("path", ["case/", "", "booked/"])
def test_a_project_without_benefits_says_what_to_do(world: World, client_of: Any, path: str) -> None:
    page = client_of(world.pm).get(f"/projects/FIN-01/benefits/{path}")
    assert page.status_code == 200
    assert "No benefits yet" in page.text or "Nothing was booked yet" in page.text


def test_the_case_opens_with_its_sentence_and_says_why_where_there_is_no_figure(
    world: World, agreed: Worth, client_of: Any
) -> None:
    measure(world, agreed.kpi, date(2026, 9, 28), "380")
    page = client_of(world.cfo).get("/projects/FIN-01/benefits/case/").text
    assert "more</b> than it is worth" in page
    assert "what is spent does not come back within the months of the case" in page
    assert "Discounted at 8% a year." in page
    assert "Soft benefits do not count here." in page
    assert "not available, because no adoption is measured yet" in page


def test_drafts_are_said_to_be_drafts(world: World, worth: Worth, client_of: Any) -> None:
    assert (
        "Nothing is agreed yet: this is the case as drafted."
        in client_of(world.pm).get("/projects/FIN-01/benefits/case/").text
    )


def test_the_list_shows_what_is_due_and_what_has_come(world: World, agreed: Worth, client_of: Any) -> None:
    measure(world, agreed.kpi, date(2026, 9, 28), "380")
    page = client_of(world.pm).get("/projects/FIN-01/benefits/").text
    assert "Fewer hours" in page
    assert "dis-benefit" in page
    export = client_of(world.pm).get("/projects/FIN-01/benefits/?export=xlsx")
    assert export.status_code == 200
    assert client_of(world.pm).get("/projects/FIN-01/benefits/?nature=soft").text.count("data-href") == 0


def test_a_benefit_is_drafted_proposed_and_confirmed_on_its_pages(world: World, worth: Worth, client_of: Any) -> None:
    made = client_of(world.pm).post("/projects/FIN-01/benefits/new/", form(world))
    benefit = Benefit.objects.get(name="少一名外包")
    assert (made.status_code, made.headers["Location"]) == (302, benefit.url)
    assert benefit.ramp_shares == [20, 40, 80]
    assert client_of(world.pm).post(f"/benefits/{benefit.pk}/propose/").status_code == 302
    assert "Your confirmation" in client_of(world.owner).get(benefit.url).text
    assert "Your confirmation" not in client_of(world.pm).get(benefit.url).text
    for who in (world.owner, world.cfo):
        fresh_version = Benefit.objects.get(pk=benefit.pk).version
        answer = {"act": "confirm", "version": fresh_version}
        assert client_of(who).post(f"/benefits/{benefit.pk}/answer/", answer).status_code == 302
    assert Benefit.objects.get(pk=benefit.pk).state == "agreed"


def test_nothing_typed_is_lost_when_it_does_not_fit(world: World, worth: Worth, client_of: Any) -> None:
    page = client_of(world.pm).post("/projects/FIN-01/benefits/new/", form(world, validator=world.owner.pk))
    assert page.status_code == 422
    assert "Whoever owns a benefit does not validate it." in page.text
    assert "少一名外包" in page.text
    page = client_of(world.pm).post("/projects/FIN-01/benefits/new/", form(world, ramp_shares="much"))
    assert "Whole percent from 0 to 200, month by month." in page.text


def test_a_stale_form_shows_both_versions(world: World, worth: Worth, client_of: Any) -> None:
    services.change_benefit(by=world.pm, benefit=worth.booked, name="Saved meanwhile", now=world.now)
    given = form(world, version=1, task=worth.live.pk, anchor="task")
    page = client_of(world.pm).post(f"/benefits/{worth.booked.pk}/edit/", given)
    assert page.status_code == 422
    assert "Both versions" in page.text
    assert "Saved meanwhile" in page.text


def test_an_incomplete_draft_stays_where_it_is_and_says_what_is_missing(
    world: World, worth: Worth, client_of: Any
) -> None:
    services.change_benefit(by=world.pm, benefit=worth.booked, outcome="", now=world.now)
    page = client_of(world.pm).post(f"/benefits/{worth.booked.pk}/propose/")
    assert page.status_code == 422
    assert "Not complete yet: Observable outcome." in page.text


def test_declining_needs_a_reason(world: World, worth: Worth, client_of: Any) -> None:
    services.propose(by=world.pm, benefit=worth.booked, now=world.now)
    page = client_of(world.cfo).post(f"/benefits/{worth.booked.pk}/answer/", {"act": "decline", "reason": ""})
    assert page.status_code == 422
    assert "Say why, in one sentence." in page.text
    done = client_of(world.cfo).post(f"/benefits/{worth.booked.pk}/answer/", {"act": "decline", "reason": "Too high"})
    assert done.status_code == 302
    assert "Too high" in client_of(world.pm).get(f"/benefits/{worth.booked.pk}/").text


def test_an_amount_is_booked_and_validated_by_somebody_else(world: World, agreed: Worth, client_of: Any) -> None:
    path = f"/benefits/{agreed.booked.pk}/book/"
    assert 'value="2026-09"' in client_of(world.owner).get(path).text
    given = {"month": "2026-10", "amount": "4000", "reference": "GL 10", "evidence": "Account 6602"}
    assert client_of(world.owner).post(path, given).status_code == 302
    row = Realisation.objects.get()
    assert "4,000.00" in client_of(world.cfo).get(agreed.booked.url).text
    assert client_of(world.owner).post(f"/booked/{row.pk}/decide/", {"act": "validate"}).status_code == 403
    assert client_of(world.cfo).post(f"/booked/{row.pk}/decide/", {"act": "validate"}).status_code == 302
    assert Realisation.objects.get().state == "validated"


def test_returning_needs_a_note_and_the_amount_is_put_right_or_taken_back(
    world: World, agreed: Worth, client_of: Any
) -> None:
    row = booked(world, agreed)
    page = client_of(world.cfo).post(f"/booked/{row.pk}/decide/", {"act": "return"})
    assert (page.status_code, "Say why, in one sentence." in page.text) == (422, True)
    assert (
        client_of(world.cfo).post(f"/booked/{row.pk}/decide/", {"act": "return", "note": "Which?"}).status_code == 302
    )
    assert "Which?" in client_of(world.owner).get(f"/booked/{row.pk}/edit/").text
    given = {"month": "2026-10", "amount": "3900", "reference": "GL 10", "evidence": "Account 6603", "version": 2}
    assert client_of(world.owner).post(f"/booked/{row.pk}/edit/", given).status_code == 302
    assert client_of(world.owner).post(f"/booked/{row.pk}/withdraw/", {"reason": "Twice"}).status_code == 302
    assert not Realisation.objects.exists()


def test_closing_and_taking_up_again_say_why(world: World, agreed: Worth, client_of: Any) -> None:
    path = f"/benefits/{agreed.booked.pk}"
    assert client_of(world.pm).post(f"{path}/close/", {"reason": ""}).status_code == 422
    assert client_of(world.pm).post(f"{path}/close/", {"reason": "The contract ended"}).status_code == 302
    assert client_of(world.pm).post(f"{path}/reopen/", {"reason": "It did not"}).status_code == 302
    assert fresh(agreed.booked).state == "draft"
    page = client_of(world.pm).post(f"{path}/delete/")
    assert (page.status_code, "its history stays" in page.text) == (409, True)


def test_the_company_reads_hard_and_soft_apart(world: World, agreed: Worth, client_of: Any) -> None:
    measure(world, agreed.kpi, date(2026, 9, 28), "380")
    page = client_of(world.ceo).get("/benefits/").text
    assert "hard benefits due to date has come" in page
    assert "Expense control" in page
    assert "No benefit is agreed yet" in client_of(world.stranger).get("/benefits/").text
    assert client_of(world.employee).get("/benefits/").status_code == 404


def test_the_pmo_enters_rates_and_takes_them_back(world: World, worth: Worth, client_of: Any) -> None:
    given = {"portfolio": world.portfolio.pk, "since_on": "2026-11-01", "rate": "9.5", "count_soft": "on"}
    assert client_of(world.pmo).post("/benefits/rates/", given).status_code == 302
    assert "Rate of the portfolio since 2026-11-01." in client_of(world.pm).get("/projects/FIN-01/benefits/case/").text
    again = client_of(world.pmo).post("/benefits/rates/", given)
    assert (again.status_code, "There is a rate from this day on already." in again.text) == (422, True)
    assert client_of(world.pm).get("/benefits/rates/").status_code == 403
    assert client_of(world.pmo).post(f"/benefits/rates/{ValueRule.objects.get().pk}/remove/").status_code == 302
    assert not ValueRule.objects.exists()


def test_who_sees_no_money_sees_no_benefits(world: World, worth: Worth, client_of: Any) -> None:
    for who in (world.it, world.change, world.champion, world.employee, world.stranger):
        client: Client = client_of(who)
        assert client.get("/projects/FIN-01/benefits/").status_code == 404
        assert client.get(worth.booked.url).status_code == 404


def test_what_waits_for_a_decision_stands_on_the_page_of_decisions(world: World, agreed: Worth, client_of: Any) -> None:
    booked(world, agreed)
    services.reopen(by=world.pm, benefit=agreed.computed, reason="x", now=world.now)
    services.propose(by=world.pm, benefit=fresh(agreed.computed), now=world.now)
    page = client_of(world.cfo).get("/decisions/").text
    assert "Confirm it for finance" in page
    assert "CNY 4,000" in page or "4,000" in page
    assert "You own it" in client_of(world.owner).get("/decisions/").text


def test_what_a_choice_makes_meaningless_is_cleared_and_refuses_nothing(
    world: World, worth: Worth, client_of: Any
) -> None:
    """The form always sends what it hides: “a year” of what is computed every month, an amount of what has none."""
    browser = client_of(world.pm)
    computed = form(world, name="按指标", kpi=worth.kpi.pk, no_kpi_reason="", way="kpi", unit_value="95", amount="")
    assert browser.post("/projects/FIN-01/benefits/new/", computed).status_code == 302
    assert (Benefit.objects.get(name="按指标").per, Benefit.objects.get(name="按指标").amount) == ("month", None)
    assert browser.post("/projects/FIN-01/benefits/new/", form(world, name="一次", kind="capital")).status_code == 302
    assert Benefit.objects.get(name="一次").per == "once"
    assert browser.post("/projects/FIN-01/benefits/new/", form(world, name="口碑", kind="no_money")).status_code == 302
    assert Benefit.objects.get(name="口碑").amount is None
    # What is really missing is said beside its field.
    refused = browser.post("/projects/FIN-01/benefits/new/", {**computed, "name": "缺", "unit_value": ""})
    assert refused.status_code == 422
    assert 'id="id_unit_value_error"' in refused.text


def test_a_plan_that_comes_sooner_says_sooner(
    world: World, agreed: Worth, client_of: Any, slip: Callable[[Worth, int], None]
) -> None:
    slip(agreed, 2)
    page = client_of(world.pm).get(agreed.computed.url).text
    assert "Begins later than agreed" in page
    # One month before what was agreed, as the milestone is back and the effect no longer waits for it.
    slip(agreed, 0)
    Benefit.objects.filter(pk=agreed.computed.pk).update(offset_months=agreed.computed.offset_months - 1)
    page = client_of(world.pm).get(agreed.computed.url).text
    assert "Begins sooner than agreed" in page
    assert "Begins later than agreed" not in page
    assert "−" not in page.split("Begins sooner than agreed")[1].split("</tr>")[0]
