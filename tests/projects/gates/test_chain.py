"""The chain of gates: from a template, staffed by people outside the team; and what a portfolio may require of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pmo.access.roles import Role
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.gates import evidence, funding, health, services
from projects.gates.choices import Met
from projects.gates.funding import FundingLine
from projects.gates.models import Gate, GateTemplate, Vote
from projects.gates.selectors import gates as selectors
from projects.gates.services import templates
from projects.portfolio import services as portfolio
from projects.portfolio.choices import TeamRole
from projects.portfolio.models import StagePlan
from projects.schedule import services as schedule
from projects.scope import services as scope
from tests import factories
from tests.factories import World


def test_gates_are_dated_by_the_planned_ends_of_stages(world: World) -> None:
    StagePlan.objects.filter(project=world.mine, stage="planning").update(planned_finish_on=date(2027, 1, 29))
    made = services.plan_gates(by=world.pm, project=world.mine, now=world.now)
    assert [(g.code, g.planned_on) for g in made][:2] == [("G1", None), ("G2", date(2027, 1, 29))]
    with pytest.raises(Conflict, match="exists"):
        services.plan_gates(by=world.pm, project=world.mine, now=world.now)


def test_keepers_by_role_leave_out_the_team(world: World) -> None:
    made = services.plan_gates(by=world.pm, project=world.mine, now=world.now)
    # The CFO is the sponsor.
    assert {person.username for person in selectors.keepers(made[0])} == {"ceo", "pmo"}
    assert Message.objects.filter(rule="gate.asked", channel="inbox", recipient=world.ceo).count() == 4


def test_a_keeper_named_in_the_template_who_works_on_the_project_is_refused_by_name(world: World) -> None:
    GateTemplate.objects.get().gates.first().people.add(world.cfo)  # type: ignore[union-attr]
    with pytest.raises(Invalid) as refused:
        services.plan_gates(by=world.pm, project=world.mine, now=world.now)
    assert world.cfo.label in refused.value.message
    assert not Gate.objects.exists()


def test_whoever_does_not_see_every_project_cannot_be_a_keeper(world: World, gate: Gate) -> None:
    with pytest.raises(Invalid) as refused:
        services.change_gate(by=world.pmo, gate=gate, keepers=[world.stranger], now=world.now)
    assert (refused.value.code, world.stranger.label in refused.value.message) == ("not_a_keeper", True)


def test_the_project_manager_gives_it_a_day_and_nothing_else(world: World, gate: Gate) -> None:
    services.plan_gate(by=world.pm, gate=gate, planned_on=world.today, now=world.now)
    with pytest.raises(Forbidden):
        services.change_gate(by=world.pm, gate=gate, pass_share=0, now=world.now)
    with pytest.raises(Forbidden):
        services.remove_criterion(by=world.pm, criterion=gate.criteria.all()[0], now=world.now)
    with pytest.raises(StaleWrite):
        services.plan_gate(by=world.pm, gate=gate, planned_on=None, expected=1, now=world.now)


def test_evidence_nobody_registered_is_refused(world: World, gate: Gate) -> None:
    given = {"title": "Training", "must": True, "weight": 3, "threshold": None}
    with pytest.raises(Invalid, match="unknown"):
        services.add_criterion(by=world.pmo, gate=gate, kind="training", now=world.now, **given)
    slip = services.add_criterion(by=world.pmo, gate=gate, kind="finish_slip", now=world.now, **given)
    assert slip.threshold == Decimal(10)


def test_a_portfolio_may_require_gates(world: World, chain: list[Gate]) -> None:
    own = templates.own_template(by=world.pmo, portfolio=world.portfolio, now=world.now)
    portfolio.advance(by=world.pm, project=world.mine, stage="planning", now=world.now)
    templates.change_template(by=world.pmo, template=own, required=True, now=world.now)
    with pytest.raises(Conflict) as refused:
        portfolio.advance(by=world.pm, project=world.mine, stage="execution", now=world.now)
    assert refused.value.code == "gate_not_passed"
    assert "G2" in refused.value.message
    Gate.objects.filter(project=world.mine, number=2).update(status="passed")
    portfolio.advance(by=world.pm, project=world.mine, stage="execution", now=world.now)
    portfolio.advance(by=world.pm, project=world.mine, stage="goals", reason="Begin again", now=world.now)


def test_where_gates_are_required_a_project_without_them_stays(world: World) -> None:
    own = templates.own_template(by=world.pmo, portfolio=world.portfolio, now=world.now)
    templates.change_template(by=world.pmo, template=own, required=True, now=world.now)
    with pytest.raises(Conflict, match="gate_missing"):
        portfolio.advance(by=world.pm, project=world.mine, stage="change", now=world.now)


def test_templates_are_the_pmos(world: World) -> None:
    with pytest.raises(Forbidden):
        templates.own_template(by=world.ceo, portfolio=world.portfolio, now=world.now)
    own = templates.own_template(by=world.pmo, portfolio=world.portfolio, now=world.now)
    with pytest.raises(Conflict, match="exists"):
        templates.own_template(by=world.pmo, portfolio=world.portfolio, now=world.now)
    row = own.gates.get(number=3)
    given = {"name": "x", "from_stage": "execution", "to_stage": "change", "rule": "all", "pass_share": 60}
    with pytest.raises(Invalid, match="not_a_keeper"):
        templates.save_gate(by=world.pmo, template=own, gate=row, roles=[Role.CHAMPION], now=world.now, **given)
    templates.deliver(now=world.now)
    assert GateTemplate.objects.count() == 2


# --- evidence -------------------------------------------------------------------------------------------------------


@pytest.fixture
def read(world: World) -> Callable[..., tuple[str, str]]:
    def run(kind: str, threshold: int | None = None) -> tuple[str, str]:
        world.mine.refresh_from_db()
        limit = None if threshold is None else Decimal(threshold)
        found = evidence.read(kind, world.mine, world.today, limit)
        return str(found.value_text), str(found.status)

    return run


def test_without_a_plan_or_a_scope_nothing_is_claimed(world: World, read: Callable[..., Any]) -> None:
    assert read("sign_off") == ("none", Met.MISSED)
    assert read("plan_baseline") == ("none", Met.MISSED)
    assert read("scope_baseline") == ("none", Met.MISSED)
    for kind in ("finish_slip", "schedule_quality", "scope_creep", "kpis_on_track"):
        assert read(kind) == ("none", Met.NOT_AVAILABLE)
    assert read("nonsense") == ("", Met.NOT_AVAILABLE)


def test_slip_is_held_against_its_threshold(world: World, read: Callable[..., Any]) -> None:
    plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=date(2026, 11, 30), now=world.now)
    ops = [{"op": "add", "key": "a", "level": 1, "fields": {"name": "Build", "duration": "5d"}}]
    schedule.apply(by=world.pm, plan=plan, ops=ops, now=world.now)
    plan.refresh_from_db()
    schedule.take_baseline(by=world.pm, plan=plan, now=world.now)
    assert read("plan_baseline") == ("in place", Met.MET)
    assert read("finish_slip", 3) == ("0 working days", Met.MET)
    plan.refresh_from_db()
    task = plan.tasks.get()
    longer = [{"op": "set", "id": task.pk, "fields": {"duration": "9d"}}]
    schedule.apply(by=world.pm, plan=plan, ops=longer, now=world.now)
    assert read("finish_slip", 3) == ("4 working days", Met.MISSED)
    assert read("finish_slip", 4) == ("4 working days", Met.MET)


def test_creep_is_held_against_its_threshold(world: World, read: Callable[..., Any]) -> None:
    scope.add_item(
        by=world.pm, project=world.mine, title="Claims", effort_days=Decimal(100), goals=[world.goal], now=world.now
    )
    scope.take_baseline(by=world.pm, project=world.mine, now=world.now)
    assert read("scope_creep") == ("0%", Met.MET)
    scope.add_item(
        by=world.pm, project=world.mine, title="More", effort_days=Decimal(12), goals=[world.goal], reason="asked",
        now=world.now,
    )  # fmt: skip
    assert read("scope_creep", 10) == ("12%", Met.MISSED)
    assert read("scope_creep", 15) == ("12%", Met.MET)


# --- health ---------------------------------------------------------------------------------------------------------


def test_health_says_what_holds_the_project_back(world: World, gate: Gate) -> None:
    def status(on: date) -> str:
        return str(health.read([world.mine], on)[world.mine.pk].status)

    assert status(world.today) == "ok"
    assert status(world.today + timedelta(days=6)) == "risk"
    Gate.objects.filter(pk=gate.pk).update(status="held", round=2, planned_on=world.today + timedelta(days=30))
    assert status(world.today) == "risk"
    Gate.objects.filter(project=world.mine).update(status="passed")
    assert status(world.today) == "ok"
    assert health.read([world.other], world.today) == {}


def test_days_of_gates_are_key_dates_until_they_are_decided(world: World, gate: Gate) -> None:
    span = (world.today, world.today + timedelta(days=30))
    assert [d.url for d in health.key_dates([world.mine.pk], *span)] == [gate.url]
    Gate.objects.filter(pk=gate.pk).update(status="passed")
    assert list(health.key_dates([world.mine.pk], *span)) == []


def test_a_new_member_of_the_team_cannot_be_seated(world: World, gate: Gate) -> None:
    factories.add_member(world.now, world.mine, world.ceo, TeamRole.BUSINESS_EXPERT)
    with pytest.raises(Invalid) as refused:
        services.change_gate(by=world.pmo, gate=gate, keepers=[world.ceo], now=world.now)
    assert world.ceo.label in refused.value.message


def test_an_added_gate_takes_its_place_and_those_behind_count_one_up(world: World, chain: list[Gate]) -> None:
    given: dict[str, Any] = {"project": world.mine, "name": "Security", "from_stage": "planning", "now": world.now}
    with pytest.raises(Forbidden):
        services.add_gate(by=world.pm, to_stage="execution", **given)
    with pytest.raises(Invalid, match="order"):
        services.add_gate(by=world.pmo, to_stage="goals", **given)
    with pytest.raises(Invalid, match="not_a_keeper"):
        services.add_gate(by=world.pmo, to_stage="execution", keepers=[world.pm], **given)
    made = services.add_gate(by=world.pmo, to_stage="execution", keepers=[world.ceo], rule="one", **given)
    names = [(row.code, row.name) for row in Gate.objects.filter(project=world.mine).order_by("number")]
    assert [code for code, _name in names] == ["G1", "G2", "G3", "G4", "G5"]
    assert names[2] == ("G3", "Security")
    assert [person.username for person in selectors.keepers(made)] == ["ceo"]
    assert Message.objects.filter(rule="gate.asked", channel="inbox", recipient=world.ceo).exists()
    entry = AuditEntry.objects.filter(act="gate.added").get()
    assert (entry.after["name"], entry.after["number"]) == ("Security", 3)


def test_no_gate_is_put_before_one_that_is_decided(world: World, chain: list[Gate]) -> None:
    Gate.objects.filter(pk=chain[1].pk).update(status="go")
    given: dict[str, Any] = {"by": world.pmo, "project": world.mine, "name": "Late", "now": world.now}
    with pytest.raises(Conflict, match="too_late") as refused:
        services.add_gate(from_stage="goals", to_stage="planning", **given)
    assert chain[1].label in refused.value.message


def test_a_gate_somebody_spoke_at_or_money_waits_for_stays(world: World, gate: Gate) -> None:
    with pytest.raises(Forbidden):
        services.remove_gate(by=world.pm, gate=gate, now=world.now)

    def source(found: Gate) -> list[FundingLine]:
        return [FundingLine("T-01", "1")]

    funding.register(source)
    try:
        with pytest.raises(Conflict, match="funds"):
            services.remove_gate(by=world.pmo, gate=gate, now=world.now)
    finally:
        funding.forget(source)
    vote = Vote.objects.create(
        gate=gate, round=1, person=world.ceo, outcome="go", watermark="0" * 64, given_at=world.now
    )
    with pytest.raises(Conflict, match="spoken"):
        services.remove_gate(by=world.pmo, gate=gate, now=world.now)
    vote.delete()
    services.remove_gate(by=world.pmo, gate=gate, now=world.now)
    assert AuditEntry.objects.filter(act="gate.removed").exists()
