"""The pages of money: a way through, and a refusal each; no trace of money for others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pmo.audit.models import AuditEntry
from projects.budget import services
from projects.budget.approval_models import Approval, ApprovalRule
from projects.budget.models import Actual, Budget, BudgetLine, BudgetPhase, Commitment, CurrencyRate, LineMonth, Tranche
from projects.gates import services as gates
from projects.portfolio.choices import TeamRole
from projects.risks import services as risks
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from tests import factories
from tests.factories import World
from tests.projects.budget.conftest import Money, approval_of

ClientOf = Callable[[Any], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def url(name: str, *args: Any) -> str:
    return reverse(f"budget:{name}", args=args)


@pytest.fixture
def pm(world: World, client_of: ClientOf) -> Client:
    return client_of(world.pm)


@pytest.fixture
def cfo(world: World, client_of: ClientOf) -> Client:
    return client_of(world.cfo)


@pytest.fixture
def plan(world: World) -> Plan:
    """Two tasks of ten days each, one after the other, agreed; the first is done."""
    plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=date(2026, 11, 2), now=world.now)
    rows = [
        {"op": "add", "key": "a", "fields": {"name": "Configure", "duration": "10d"}},
        {"op": "add", "key": "b", "fields": {"name": "Roll out", "duration": "10d", "predecessors": "1"}},
    ]
    schedule.apply(by=world.pm, plan=plan, ops=rows, now=world.now)
    schedule.take_baseline(by=world.pm, plan=plan, now=world.now)
    task = Task.objects.select_related("plan__project", "plan__work_calendar").get(plan=plan, name="Configure")
    schedule.report_progress(by=world.pm, task=task, values={"percent": Decimal(100)}, now=world.now)
    return Plan.objects.get(pk=plan.pk)


PAGES = ("overview", "lines", "tranches", "commitments", "actuals", "earned")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_for_those_who_see_money_and_nothing_for_others(
    world: World, client_of: ClientOf, money: Money, name: str
) -> None:
    for person in (world.pm, world.cfo, world.ceo, world.owner, world.pmo):
        assert client_of(person).get(url(name, world.mine.key)).status_code == 200
    expert = factories.make_user(world.now, "expert", unit=world.finance)
    factories.add_member(world.now, world.mine, expert, TeamRole.BUSINESS_EXPERT)
    for person in (expert, world.it, world.change, world.champion, world.employee, world.stranger, world.admin):
        assert client_of(person).get(url(name, world.mine.key)).status_code == 404


def test_a_project_page_shows_no_trace_of_money_to_those_without_the_right(
    world: World, client_of: ClientOf, money: Money
) -> None:
    shown = f"/projects/{world.mine.key}/money/"
    plan_page = reverse("scope:tree", args=[world.mine.key])
    assert shown in text(client_of(world.pm).get(plan_page))
    page = text(client_of(world.it).get(plan_page))
    assert shown not in page
    assert "/money/" not in page
    assert "/approvals/" not in page


def test_a_budget_is_opened_with_its_phases(world: World, pm: Client, client_of: ClientOf) -> None:
    page = text(pm.get(url("overview", world.mine.key)))
    assert "No budget is kept" in page
    assert pm.post(url("open", world.mine.key), {"currency": "CNY", "phases": "  \n"}).status_code == 422
    answer = pm.post(url("open", world.mine.key), {"currency": "CNY", "phases": "试点 / Pilot\n推广"})
    assert answer.status_code == 302
    names = list(Budget.objects.get().phases.order_by("number").values_list("name", "name_en"))
    assert names == [("试点", "Pilot"), ("推广", "")]
    again = pm.post(url("open", world.mine.key), {"currency": "CNY", "phases": "试点"})
    assert "budget already" in text(again)
    assert client_of(world.owner).get(url("open", world.mine.key)).status_code == 403


def test_a_line_and_its_months_in_the_table(world: World, pm: Client, planned: Money) -> None:
    values = {
        "title": "Scanners",
        "phase": planned.pilot.pk,
        "category": "hardware",
        "spending": "capital",
        "currency": "CNY",
    }
    assert pm.post(url("line_new", world.mine.key), values).status_code == 302
    line = BudgetLine.objects.get(title="Scanners")
    address = f"{url('lines', world.mine.key)}?year=2026"
    version = Budget.objects.get().version
    cell = f"plan-{line.pk}-2026-12"
    assert cell in text(pm.get(address))
    assert pm.post(address, {"version": version, cell: "12,345.67"}).status_code == 302
    assert LineMonth.objects.get(line=line).plan == Decimal("12345.67")
    for typed in ("nonsense", "-1", "1.234", "NaN"):
        refused = pm.post(address, {"version": version + 1, cell: typed})
        assert refused.status_code == 409
        assert f'value="{typed}"' in text(refused)
    stale = pm.post(address, {"version": version, cell: "1"})
    assert "in the meantime" in text(stale)
    assert LineMonth.objects.get(line=line).plan == Decimal("12345.67")


def test_the_forecast_of_a_month_is_typed_and_taken_back(world: World, pm: Client, money: Money) -> None:
    address = f"{url('lines', world.mine.key)}?year=2026&show=forecast"
    cell = f"forecast-{money.build.pk}-2026-12"
    assert pm.post(address, {cell: "175000"}).status_code == 302
    assert LineMonth.objects.get(line=money.build, month=date(2026, 12, 1)).forecast == 175_000
    assert pm.post(address, {cell: ""}).status_code == 302
    assert LineMonth.objects.get(line=money.build, month=date(2026, 12, 1)).forecast is None


def test_a_line_is_edited_and_what_was_approved_is_not_deleted(world: World, pm: Client, money: Money) -> None:
    line = money.licences
    values = {
        "title": "Seats",
        "phase": line.phase_id,
        "category": "licences",
        "spending": "operating",
        "currency": "CNY",
    }
    assert pm.post(url("line_edit", line.pk), {**values, "version": "1"}).status_code == 302
    assert "Both versions" in text(pm.post(url("line_edit", line.pk), {**values, "title": "X", "version": "1"}))
    refused = pm.post(url("line_delete", line.pk))
    assert refused.status_code == 409
    assert "set its plan to 0" in text(refused)
    fresh = services.add_line(
        by=world.pm, budget=money.budget, title="Wrong", category="data", phase=money.pilot, now=world.now
    )
    assert pm.post(url("line_delete", fresh.pk)).status_code == 302


def test_the_overview_says_where_it_will_end(world: World, pm: Client, money: Money) -> None:
    page = text(pm.get(url("overview", world.mine.key)))
    assert "It will end at" in page
    assert 'data-chart="curves"' in page
    cells = {(money.build.pk, date(2026, 12, 1)): {"forecast": Decimal(400_000)}}
    services.set_months(by=world.pm, budget=money.budget, cells=cells, now=world.now)
    assert "above the budget" in text(pm.get(url("overview", world.mine.key)))


def test_tranches_from_planning_to_release_and_freezing(world: World, pm: Client, cfo: Client, money: Money) -> None:
    values = {"phase": money.rollout.pk, "amount": "60000.00", "planned_on": "2027-03-01", "condition": "Gate 3"}
    assert pm.post(url("tranche_new", world.mine.key), {**values, "amount": "0"}).status_code == 422
    assert pm.post(url("tranche_new", world.mine.key), values).status_code == 302
    tranche = Tranche.objects.get(condition="Gate 3")
    assert pm.get(url("tranche_release", tranche.pk)).status_code == 403
    assert pm.post(url("tranche_ask", tranche.pk), {"reason": "Pilot accepted", "version": 1}).status_code == 302
    approval = Approval.objects.get(tranche=tranche)
    assert "Pilot accepted" in text(cfo.get(approval.url))
    assert (
        cfo.post(url("approval_decide", approval.pk), {"act": "sign", "version": approval.version}).status_code == 302
    )
    tranche.refresh_from_db()
    assert tranche.state == "released"
    assert cfo.post(url("tranche_freeze", tranche.pk), {"reason": ""}).status_code == 422
    assert cfo.post(url("tranche_freeze", tranche.pk), {"reason": "Vendor"}).status_code == 302
    assert cfo.post(url("tranche_release", tranche.pk), {"reason": ""}).status_code == 302


def test_more_than_is_released_is_refused_with_the_way_to_ask(world: World, pm: Client, money: Money) -> None:
    values = {"line": money.build.pk, "supplier": "Acme", "amount": "150000.01", "currency": "CNY", "on": "2026-11-23"}
    refused = pm.post(url("commitment_new", world.mine.key), values)
    assert refused.status_code == 422
    assert "150,000.00 is free" in text(refused)
    assert url("tranche_ask", money.second.pk) in text(refused)
    gate = gates.add_gate(
        by=world.pmo, project=world.mine, name="Roll-out", from_stage="planning", to_stage="execution", now=world.now
    )
    Tranche.objects.filter(pk=money.second.pk).update(gate=gate)
    by_gate = text(pm.post(url("commitment_new", world.mine.key), values))
    assert f'href="{gate.url}">To the gate {gate.code}' in by_gate
    assert url("tranche_ask", money.second.pk) not in by_gate
    made = pm.post(url("commitment_new", world.mine.key), {**values, "amount": "150000"})
    assert made.status_code == 302
    assert Commitment.objects.get().state == "committed"
    assert "Acme" in text(pm.get(url("commitments", world.mine.key)))


def test_a_returned_commitment_is_put_right_and_raised_again(
    world: World, pm: Client, cfo: Client, rule: Callable[..., None], commit: Callable[..., Commitment]
) -> None:
    rule("all", "sponsor")
    made = commit(1000)
    approval = approval_of(made)
    decide, run = url("approval_decide", approval.pk), url("approval_run", approval.pk)
    assert cfo.post(decide, {"act": "return", "note": ""}).status_code == 422
    assert cfo.post(decide, {"act": "return", "note": "Too dear"}).status_code == 302
    values = {"supplier": "Acme", "amount": "900", "currency": "CNY", "on": "2026-11-23", "version": made.version + 1}
    assert pm.post(url("commitment_edit", made.pk), values).status_code == 302
    assert pm.post(run, {"act": "again", "reason": "Bargained"}).status_code == 302
    assert cfo.post(decide, {"act": "sign"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.value) == ("committed", 900)
    assert pm.post(run, {"act": "withdraw"}).status_code == 422
    assert pm.post(run, {"act": "nonsense"}).status_code == 404


def test_an_actual_is_booked_once_and_taken_back_with_a_reason(world: World, pm: Client, money: Money) -> None:
    values = {"line": money.build.pk, "on": "2026-11-20", "amount": "35000.10", "currency": "CNY", "reference": "FP-1"}
    assert pm.post(url("actual_new", world.mine.key), values).status_code == 302
    assert "booked already" in text(pm.post(url("actual_new", world.mine.key), values))
    actual = Actual.objects.get()
    assert "35,000.10 CNY" in text(pm.get(url("actuals", world.mine.key)))
    assert pm.post(url("actual_remove", actual.pk), {"reason": ""}).status_code == 422
    assert pm.post(url("actual_remove", actual.pk), {"reason": "Wrong project"}).status_code == 302
    assert not Actual.objects.exists()


def test_contingency_is_drawn_on_its_page(world: World, pm: Client, money: Money) -> None:
    values = {"source": money.reserve.pk, "line": money.build.pk, "value": "5000", "reason": "Old data"}
    assert pm.post(url("draw", world.mine.key), {**values, "value": "70000"}).status_code == 422
    assert pm.post(url("draw", world.mine.key), {**values, "reason": ""}).status_code == 422
    assert pm.post(url("draw", world.mine.key), values).status_code == 302
    assert "Old data" in text(pm.get(url("overview", world.mine.key)))


def test_a_draw_and_its_risk_name_each_other(world: World, pm: Client, money: Money, client_of: ClientOf) -> None:
    threat = risks.raise_risk(by=world.pm, project=world.mine, title="Old data", now=world.now)
    assert f'value="{threat.pk}">R-01 Old data' in text(pm.get(url("draw", world.mine.key)))
    values = {"source": money.reserve.pk, "line": money.build.pk, "value": "5000", "risk": threat.pk}
    assert pm.post(url("draw", world.mine.key), values).status_code == 302
    assert f'href="{threat.url}">R-01 Old data' in text(pm.get(url("overview", world.mine.key)))
    page = text(pm.get(threat.url))
    assert "Contingency drawn for it" in page
    assert "5,000" in page
    assert "Contingency drawn for it" not in text(client_of(world.it).get(threat.url))


def test_earned_value_on_its_page_with_how_it_is_computed(world: World, pm: Client, money: Money, plan: Plan) -> None:
    page = text(pm.get(url("earned", world.mine.key)))
    for words in ("150,000.00", "EV ÷ AC", "nothing was spent yet", "Earned schedule", 'data-chart="curves"'):
        assert words in page
    seen = Budget.objects.get().version
    assert pm.post(url("method", world.mine.key), {"method": "cpi", "version": seen}).status_code == 302
    assert pm.post(url("method", world.mine.key), {"method": "nonsense"}).status_code == 422
    assert Budget.objects.get().method == "cpi"


def test_without_a_baseline_earned_value_says_so(world: World, pm: Client, money: Money) -> None:
    assert "has no baseline" in text(pm.get(url("earned", world.mine.key)))
    assert "no budget was approved" in text(pm.get(f"{url('earned', world.mine.key)}?as_of=2026-01-01"))


def test_the_roll_up_of_all_projects_one_may_see(
    world: World, client_of: ClientOf, pm: Client, money: Money, plan: Plan
) -> None:
    page = text(client_of(world.ceo).get(url("roll_up")))
    assert world.mine.label in page
    assert client_of(world.it).get(url("roll_up")).status_code == 404
    assert world.other.label not in text(pm.get(url("roll_up")))


def test_rates_are_entered_by_the_pmo(world: World, client_of: ClientOf, pm: Client) -> None:
    pmo = client_of(world.pmo)
    values = {"currency": "EUR", "since_on": "2026-11-01", "rate": "7.8123", "note": "PBoC"}
    assert pmo.post(url("rates"), values).status_code == 302
    assert pmo.post(url("rates"), values).status_code == 422
    assert "7.812300" in text(pm.get(url("rates")))
    assert pm.post(url("rates"), values).status_code == 403
    assert pmo.post(url("rate_remove", CurrencyRate.objects.get().pk)).status_code == 302


def test_rules_are_made_by_the_pmo(world: World, client_of: ClientOf, pm: Client) -> None:
    pmo = client_of(world.pmo)
    values = {
        "portfolio": world.portfolio.pk,
        "subject": "commitment",
        "above": "100000",
        "mode": "sequence",
        "first": "business_owner",
        "second": "person",
        "second_person": world.cfo.pk,
    }
    assert pmo.post(url("rules"), values).status_code == 302
    assert pmo.post(url("rules"), values).status_code == 422
    assert "100,000.00" in text(pmo.get(url("rules")))
    assert pm.get(url("rules")).status_code == 403
    edit = url("rule_edit", ApprovalRule.objects.get().pk)
    page = text(pmo.get(edit))
    assert 'value="100000.00"' in page
    changed = {**values, "above": "250000", "version": 1}
    assert pm.get(edit).status_code == 403
    assert pmo.post(edit, {**changed, "first": ""}).status_code == 422
    assert pmo.post(edit, changed).status_code == 302
    assert pmo.post(edit, changed).status_code == 422
    assert "250,000.00" in text(pmo.get(url("rules")))
    assert pmo.post(url("rule_remove", ApprovalRule.objects.get().pk)).status_code == 302


def test_phases_are_renamed_and_put_in_order(world: World, pm: Client, cfo: Client, money: Money) -> None:
    names = lambda: [phase.name for phase in BudgetPhase.objects.filter(budget=money.budget)]  # noqa: E731
    first, second = BudgetPhase.objects.filter(budget=money.budget)[:2]
    before = names()
    assert pm.post(url("phase_move", first.pk), {"way": "up"}).status_code == 409
    assert pm.post(url("phase_move", first.pk), {"way": "sideways"}).status_code == 409
    assert cfo.post(url("phase_move", first.pk), {"way": "down"}).status_code == 403
    assert pm.post(url("phase_move", first.pk), {"way": "down"}).status_code == 302
    assert names() == [before[1], before[0], *before[2:]]
    edit = url("phase_edit", second.pk)
    assert f'value="{second.name}"' in text(pm.get(edit))
    version = BudgetPhase.objects.get(pk=second.pk).version
    assert pm.post(edit, {"name": "", "version": version}).status_code == 422
    assert pm.post(edit, {"name": "Trial", "name_en": "Trial run", "version": version}).status_code == 302
    assert pm.post(edit, {"name": "Other", "version": version}).status_code == 422
    assert names()[0] == "Trial"
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"budget.phase_renamed", "budget.phase_moved"} <= acts
