"""The pages of the selection: a way through, and a refusal each."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pmo.jobs import runner
from pmo.notify.clock import standing
from projects.portfolio.models import Project
from projects.selection import services
from projects.selection.models import Assessment, Criterion, Scenario, line_key
from projects.selection.selectors import assessments as selectors
from tests import factories
from tests.factories import CANARY, World

pytestmark = pytest.mark.usefixtures("today_is_then")

ClientOf = Callable[[Any], Client]
Golden = dict[str, Project]
Make = Callable[..., Scenario]
Compute = Callable[[Scenario], Scenario]
Assess = Callable[..., Assessment]


def text(response: Any) -> str:
    return unescape(str(response.content.decode()))


def url(name: str, *args: Any) -> str:
    return reverse(f"selection:{name}", args=args)


@pytest.fixture
def pm(world: World, client_of: ClientOf) -> Client:
    return client_of(world.pm)


@pytest.fixture
def pmo(world: World, client_of: ClientOf) -> Client:
    return client_of(world.pmo)


@pytest.fixture
def ceo(world: World, client_of: ClientOf) -> Client:
    return client_of(world.ceo)


def test_an_empty_house_says_where_to_begin(world: World, pmo: Client) -> None:
    assert "No project has been assessed yet" in text(pmo.get(url("assessments")))
    assert "Nothing to draw yet" in text(pmo.get(url("chart")))
    assert "No scenario yet" in text(pmo.get(url("scenarios")))
    assert "No criteria yet" in text(pmo.get(url("criteria")))
    assert "No computed scenario yet" in text(pmo.get(url("compare")))
    assert "Not assessed yet" in text(pmo.get(url("assessment", world.mine.key)))


def test_a_project_manager_assesses_their_project(world: World, pm: Client, criteria: list[Criterion]) -> None:
    address = url("assess", world.mine.key)
    assert "Strategy" in text(pm.get(address))
    quarter = selectors.quarters_from(world.today)[1]
    body = {
        f"level_{criteria[0].pk}": "4",
        f"level_{criteria[1].pk}": "2",
        "business_value": "8",
        "time_criticality": "5",
        "risk_reduction": "3",
        "job_size": "8",
        "risk": "2",
        "benefit": "600000",
        "force": "none",
        "year:2027": "250000.50",
        f"role:tester:{quarter}": "12",
        f"unit:{world.finance.pk}": "4",
    }
    assert pm.post(address, body).status_code == 302
    row = Assessment.objects.get()
    # 25 × (3×3 + 1×1) ÷ 4
    assert (row.score, row.wsjf, row.cost) == (Decimal("62.50"), Decimal("2.00"), Decimal("250000.50"))
    page = text(pm.get(url("assessment", world.mine.key)))
    for said in ("62.5", "(8 + 5 + 3) ÷ 8", "25 × (3×3 + 1×1) ÷ 4 = 62.50", "Tester", world.finance.label):
        assert said in page


def test_what_is_wrong_in_the_form_is_said_at_its_field(world: World, pm: Client) -> None:
    answer = pm.post(url("assess", world.mine.key), {"force": "must", "year:2027": "-3"})
    assert answer.status_code == 422
    assert "id_year:2027_error" in text(answer)
    answer = pm.post(url("assess", world.mine.key), {"force": "must"})
    assert answer.status_code == 422
    assert "Say why it is not free to choose." in text(answer)
    assert not Assessment.objects.exists()


def test_a_stale_form_shows_both_versions(world: World, pm: Client) -> None:
    row = services.assess(by=world.pm, project=world.mine, risk=1, now=world.now)
    services.assess(by=world.pmo, project=world.mine, risk=5, now=world.now)
    answer = pm.post(url("assess", world.mine.key), {"force": "none", "risk": "2", "version": row.version})
    assert answer.status_code == 422
    assert "Both versions" in text(answer)
    row.refresh_from_db()
    assert row.risk == 5


def test_the_list_shows_whom_it_may(world: World, pm: Client, pmo: Client, golden: Golden, assess: Assess) -> None:
    assess(world.other, 10, 5)
    assess(world.mine, 10, 7)
    page = text(pmo.get(url("assessments")))
    assert "AAA-01" in page
    assert CANARY in page
    mine = text(pm.get(url("assessments")))
    assert world.mine.key in mine
    assert CANARY not in mine
    assert url("scenarios") not in mine
    assert "AAA-01" not in text(pmo.get(url("assessments") + "?stage=operation"))
    assert pmo.get(url("assessments") + "?export=xlsx")["Content-Type"].startswith("application/vnd.openxml")


@pytest.mark.parametrize("who", ["owner", "it", "change", "champion", "employee"])
def test_money_is_for_those_who_may_see_it(
    world: World, client_of: ClientOf, who: str, assess: Assess, scenario: Make
) -> None:
    assess(world.mine, 777, 555)
    client = client_of(getattr(world, who))
    assert client.get(url("assessments")).status_code == 404
    assert client.get(url("assessment", world.mine.key)).status_code == 404
    assert client.get(url("scenario", scenario().pk)).status_code == 404


def test_the_bubbles(pmo: Client, golden: Golden, assess: Assess, criteria: list[Criterion]) -> None:
    levels = {criterion.pk: 3 for criterion in criteria}
    assess(golden["AAA-01"], 60, 10, levels=levels, risk=2, job_size=5)
    page = pmo.get(url("chart"))
    data = page.context["data"]["points"]
    assert [(p["key"], p["risk"], p["value"], p["size"]) for p in data] == [("AAA-01", 2, 50.0, 5)]
    assert {row.project.key for row in page.context["missing"]} == {"BBB-01", "CCC-01"}


def test_a_scenario_from_the_form_to_the_adoption(world: World, pmo: Client, ceo: Client, golden: Golden) -> None:
    body = {"name": "Base", "objective": "benefit", "budget": "50", "seconds": "4", "year:2027": "45"}
    assert pmo.post(url("scenario_new"), body).status_code == 302
    made = Scenario.objects.get()
    assert "Not computed yet" in text(pmo.get(made.url))
    assert pmo.post(url("scenario_start", made.pk)).status_code == 302
    assert "job-" in text(pmo.get(made.url))
    runner.run_pending(clock=standing(timezone.now()))
    page = text(ceo.get(made.url))
    # 60 + 120 within 45: the year binds, not the budget.
    for said in (
        "CNY 180",
        "bound CNY 180",
        "Proved: no other choice is worth more.",
        "no room left: total budget, budget 2027",
    ):
        assert said in page
    assert ceo.post(url("scenario_adopt", made.pk), {"reason": ""}).status_code == 422
    assert ceo.post(url("scenario_adopt", made.pk), {"reason": "best"}).status_code == 302
    assert "best" in text(ceo.get(made.url))
    assert "chosen" in text(ceo.get(url("assessments")))
    assert pmo.post(url("scenario_delete", made.pk)).status_code == 409


def test_refusals_around_a_scenario(
    world: World, pmo: Client, ceo: Client, pm: Client, golden: Golden, scenario: Make
) -> None:
    made = scenario()
    assert ceo.get(url("scenario_edit", made.pk)).status_code == 403
    assert ceo.post(url("scenario_start", made.pk)).status_code == 403
    assert pm.get(made.url).status_code == 404
    assert ceo.post(url("scenario_adopt", made.pk), {"reason": "now"}).status_code == 409
    assert pmo.post(url("scenario_new"), {"name": "Golden", "objective": "benefit", "seconds": "4"}).status_code == 422
    answer = pmo.post(
        url("scenario_edit", made.pk), {"name": "x", "objective": "benefit", "seconds": "4", "version": 99}
    )
    assert answer.status_code == 422
    assert (
        pmo.post(url("scenario_edit", made.pk), {"name": "Renamed", "objective": "score", "seconds": "10"}).status_code
        == 302
    )
    made.refresh_from_db()
    assert (made.name, made.seconds) == ("Renamed", 10)
    assert pmo.post(url("scenario_delete", made.pk)).status_code == 302
    assert not Scenario.objects.exists()


def test_an_impossible_scenario_says_what_to_give_up(
    pmo: Client, golden: Golden, scenario: Make, compute: Compute, assess: Assess
) -> None:
    assess(golden["CCC-01"], 120, 60, force="must", force_reason="the law")
    page = text(pmo.get(compute(scenario()).url))
    assert "No choice keeps all constraints" in page
    assert "total budget: CNY 60" in page
    assert "CCC-01 CCC-01 must be chosen" in page


def test_a_stale_result_says_so(pmo: Client, golden: Golden, scenario: Make, compute: Compute, assess: Assess) -> None:
    made = compute(scenario())
    assess(golden["CCC-01"], 121, 30)
    page = text(pmo.get(made.url))
    assert "have changed since this was computed" in page
    assert url("scenario_adopt", made.pk) not in page


def test_scenarios_side_by_side(pmo: Client, golden: Golden, scenario: Make, compute: Compute) -> None:
    one, other = compute(scenario("One")), compute(scenario("Other", budget=Decimal(30)))
    page = pmo.get(f"{url('compare')}?id={one.pk}&id={other.pk}&id=nonsense")
    rows = {row["project"].key: row["marks"] for row in page.context["projects"]}
    assert rows == {"AAA-01": [False, True], "BBB-01": [True, True], "CCC-01": [True, False]}
    facts = dict(page.context["facts"])
    assert facts["Expected benefit"] == ["CNY 220", "CNY 160"]
    assert [row["differs"] for row in page.context["projects"]] == [True, True, False]


def test_criteria_are_written_changed_and_removed(world: World, pmo: Client, ceo: Client) -> None:
    address = f"{url('criterion_new')}?portfolio={world.portfolio.code}"
    scale = "\n".join(["none", "little", "some", "much", "all"])
    assert pmo.post(address, {"name": "战略", "name_en": "Strategy", "weight": "3", "scale": scale}).status_code == 302
    row = Criterion.objects.get()
    page = text(pmo.get(url("criteria")))
    assert "Strategy" in page
    assert "5 all" in page
    assert pmo.post(url("criterion_edit", row.pk), {"name": "战略", "weight": "11"}).status_code == 422
    assert pmo.post(url("criterion_edit", row.pk), {"name": "战略", "weight": "5", "scale": "one"}).status_code == 422
    assert pmo.post(url("criterion_edit", row.pk), {"name": "战略", "weight": "5"}).status_code == 302
    assert ceo.get(url("criteria")).status_code == 403
    assert ceo.post(url("criterion_edit", row.pk), {"name": "x", "weight": "1"}).status_code == 403
    services.assess(by=world.pmo, project=world.mine, levels={row.pk: 3}, now=world.now)
    assert pmo.post(url("criterion_remove", row.pk)).status_code == 409
    services.assess(by=world.pmo, project=world.mine, levels={row.pk: None}, now=world.now)
    assert pmo.post(url("criterion_remove", row.pk)).status_code == 302


def test_with_several_portfolios_the_new_scenario_asks_which(world: World, pmo: Client) -> None:
    other = factories.make_portfolio(world.now)
    assert "Of which portfolio?" in text(pmo.get(url("scenario_new")))
    assert pmo.get(f"{url('scenario_new')}?portfolio={other.code}").status_code == 200
    assert pmo.get(f"{url('scenario_new')}?portfolio=NOWHERE").status_code == 404


def test_the_frontier_is_drawn_with_its_table(pmo: Client, golden: Golden, scenario: Make, compute: Compute) -> None:
    page = pmo.get(compute(scenario()).url)
    points = page.context["frontier"]["points"]
    assert [50.0, 220.0] in points
    assert json.dumps(points)
    assert "too little" not in text(page)


def test_every_page_reads_in_chinese(
    world: World, pmo: Client, golden: Golden, scenario: Make, compute: Compute
) -> None:
    made = compute(scenario())
    world.pmo.language = "zh-hans"
    world.pmo.save()
    for address, said in (
        (made.url, "已证明：没有更好的组合。"),
        (url("assessments"), "项目优选"),
        (url("compare"), "对比方案"),
        (url("assessment", "AAA-01"), "分年费用"),
    ):
        answer = pmo.get(address, headers={"Accept-Language": "zh-hans"})
        assert said in text(answer)


def test_limits_are_read_with_their_units_money_first(
    world: World, pmo: Client, golden: Golden, assess: Assess
) -> None:
    role = line_key("role", None, "tester", date(2027, 4, 1), None)
    made = services.add_scenario(
        by=world.pmo,
        portfolio=world.portfolio,
        name="Limits",
        objective="benefit",
        budget=Decimal(60_000),
        limits={role: Decimal(5), line_key("year", 2027, "", None, None): Decimal(50_000)},
        now=world.now,
    )
    page = text(pmo.get(made.url))
    assert "5 person-days" in page
    assert page.index("budget 2027") < page.index("Tester 2027 Q2")


def test_a_stale_adoption_is_refused_once(
    pmo: Client, ceo: Client, golden: Golden, scenario: Make, compute: Compute, assess: Assess
) -> None:
    made = compute(scenario())
    assess(golden["AAA-01"], 61, 10)
    refused = ceo.post(url("scenario_adopt", made.pk), {"reason": "Now", "version": made.version})
    assert refused.status_code == 409
    assert "Its inputs have changed" in text(refused)
    assert "compute it again before you decide" not in text(refused)


def test_whoever_decided_too_late_decides_again_with_the_reason_they_wrote(
    ceo: Client, golden: Golden, scenario: Make, compute: Compute
) -> None:
    first, second = compute(scenario()), compute(scenario(name="Another"))
    seen = {"reason": "Value for money", "version": second.version, "instead_of": ""}
    ceo.post(url("scenario_adopt", first.pk), {"reason": "Now", "version": first.version})
    refused = ceo.post(url("scenario_adopt", second.pk), seen)
    assert refused.status_code == 409
    form = refused.context["adopt_form"]
    assert (form["reason"].value(), form["instead_of"].value()) == ("Value for money", first.pk)
    again = seen | {"version": form["version"].value(), "instead_of": first.pk}
    assert ceo.post(url("scenario_adopt", second.pk), again).status_code == 302


def test_what_a_project_hangs_on_is_ticked(world: World, pmo: Client, golden: Golden) -> None:
    # Every project of the portfolio is there for the PMO to tick; a manager sees their own.
    page = text(pmo.get(url("assess", world.mine.key)))
    assert "Ctrl-click" not in page
    assert page.count('type="checkbox" name="needs"') == Project.objects.filter(portfolio=world.portfolio).count() - 1
