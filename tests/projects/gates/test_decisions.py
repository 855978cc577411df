"""Deciding at a gate: on the evidence seen, by those named, once, with everything that follows or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, DomainError, Forbidden, Invalid
from projects.gates import effects, evidence, services
from projects.gates.choices import DecisionRule, Met, Outcome
from projects.gates.evidence import Evidence, EvidenceKind
from projects.gates.models import Gate, GateCondition, GateDecision, Vote
from projects.gates.selectors import gates as selectors
from projects.gates.sentences import shown
from projects.gates.services import Asked, EvidenceChanged
from projects.gates.services.decisions import settled
from projects.portfolio.choices import TeamRole
from tests import factories
from tests.factories import World

Decide = Callable[..., GateDecision | None]


@pytest.fixture
def released() -> Iterator[list[tuple[int, Any]]]:
    """A stand-in for money: keeps what was released; refuses when told to."""
    seen: list[tuple[int, Any]] = []

    def release(gate: Gate, by: Any, now: Any) -> None:
        seen.append((gate.pk, by))
        if gate.name_en == "No money":
            raise Conflict("The tranche is larger than the budget.", code="too_much")

    effects.on_go(release)
    yield seen
    effects._effects.remove(release)


def test_it_takes_all_keepers_where_the_rule_says_so(world: World, gate: Gate, decide: Decide) -> None:
    assert decide(world.ceo) is None
    gate.refresh_from_db()
    assert gate.status == "planned"
    decision = decide(world.pmo)
    assert decision is not None
    assert (decision.outcome, decision.decided_by) == ("go", world.pmo)
    gate.refresh_from_db()
    assert gate.status == "passed"


def test_a_go_moves_the_project_on_and_carries_out_what_hangs_on_it(
    world: World, gate: Gate, decide: Decide, released: list[Any]
) -> None:
    decide(world.ceo)
    assert released == []
    decide(world.pmo)
    world.mine.refresh_from_db()
    assert world.mine.stage == "planning"
    assert released == [(gate.pk, world.pmo)]
    acts = list(AuditEntry.objects.filter(act__in=("gate.voted", "gate.decided")).values_list("act", flat=True))
    assert sorted(acts) == ["gate.decided", "gate.voted"]
    told = Message.objects.filter(rule="gate.decided", channel="inbox").values_list("recipient__username", flat=True)
    assert sorted(told) == ["cfo", "owner", "pm"]


def test_what_money_refuses_undoes_the_whole_decision(
    world: World, gate: Gate, decide: Decide, released: list[Any]
) -> None:
    Gate.objects.filter(pk=gate.pk).update(name_en="No money", rule="one")
    with pytest.raises(Conflict, match="too_much"):
        decide(world.ceo)
    gate.refresh_from_db()
    world.mine.refresh_from_db()
    assert (gate.status, world.mine.stage) == ("planned", "goals")
    assert not GateDecision.objects.exists()
    assert not Vote.objects.exists()


def test_the_decision_keeps_the_evidence_it_was_made_on(world: World, gate: Gate, decide: Decide) -> None:
    decide(world.ceo)
    decision = decide(world.pmo)
    assert decision is not None
    team = next(row for row in decision.evidence if row["kind"] == "team")
    frozen = Evidence.from_json(team["evidence"])
    assert (str(frozen.value_text), frozen.status) == ("3 of 3", "met")
    assert "business owner are named" in str(frozen.sentence)
    world.mine.business_owner = None
    world.mine.save()
    again = GateDecision.objects.get(pk=decision.pk)
    assert again.evidence == decision.evidence
    assert again.watermark == decision.watermark


def test_stale_evidence_is_refused_and_what_it_says_now_comes_along(world: World, gate: Gate, decide: Decide) -> None:
    seen = selectors.board(gate, world.today).watermark
    world.mine.business_owner = None
    world.mine.save()
    with pytest.raises(EvidenceChanged) as refused:
        decide(world.ceo, "hold", watermark=seen)
    assert refused.value.board.watermark != seen
    line = next(line for line in refused.value.board.lines if line.criterion.kind == "team")
    assert line.status == Met.MISSED
    assert not Vote.objects.exists()


def test_another_voice_does_not_make_the_evidence_stale(world: World, gate: Gate, decide: Decide) -> None:
    seen = selectors.board(gate, world.today).watermark
    decide(world.ceo, watermark=seen)
    assert decide(world.pmo, watermark=seen) is not None


def test_only_those_named_decide(world: World, gate: Gate, decide: Decide) -> None:
    with pytest.raises(Forbidden, match="not_a_keeper"):
        decide(world.cfo)
    with pytest.raises(Forbidden):
        decide(world.pm)


def test_whoever_joined_the_team_since_decides_no_more(world: World, gate: Gate, decide: Decide) -> None:
    factories.add_member(world.now, world.mine, world.ceo, TeamRole.BUSINESS_EXPERT)
    with pytest.raises(Forbidden) as refused:
        decide(world.ceo)
    assert world.ceo.label in refused.value.message


def test_a_go_needs_every_must(world: World, gate: Gate, decide: Decide) -> None:
    world.mine.business_owner = None
    world.mine.save()
    with pytest.raises(Conflict) as refused:
        decide(world.ceo)
    assert refused.value.code == "must_not_met"
    assert "Sponsor, manager and business owner" in refused.value.message
    mine = gate.criteria.get(must=True, kind="")
    world.mine.business_owner = world.owner
    world.mine.save()
    points = {c.pk: 10 for c in gate.criteria.filter(kind="")} | {mine.pk: 0}
    with pytest.raises(Conflict, match="must_not_met"):
        decide(world.ceo, points=points)


def test_evidence_that_is_not_available_is_not_met(world: World, gate: Gate, decide: Decide) -> None:
    services.add_criterion(
        by=world.pmo, gate=gate, title="计划", must=True, kind="finish_slip", threshold=None, weight=3, now=world.now
    )
    with pytest.raises(Conflict, match="must_not_met"):
        decide(world.ceo)


def test_a_go_needs_its_points(world: World, gate: Gate, decide: Decide) -> None:
    Gate.objects.filter(pk=gate.pk).update(rule="one")
    judged = {c.pk: 10 if c.must else 5 for c in gate.criteria.filter(kind="")}
    with pytest.raises(Conflict, match="score_too_low"):
        decide(world.ceo, points=judged)
    decision = decide(world.ceo, points={pk: 10 if value == 10 else 6 for pk, value in judged.items()})
    assert decision is not None
    assert decision.score == 60


def test_every_criterion_that_people_judge_is_judged(world: World, gate: Gate, decide: Decide) -> None:
    with pytest.raises(Invalid, match="not_judged"):
        decide(world.ceo, points={})


def test_conditions_have_owner_and_date_and_count_only_when_decided(world: World, gate: Gate, decide: Decide) -> None:
    with pytest.raises(Invalid):
        decide(world.ceo, "conditional")
    asked = [Asked("Name the data owner", world.owner, world.today + timedelta(days=10))]
    decide(world.ceo, "conditional", conditions=asked)
    assert not selectors.open_conditions([world.mine.pk]).exists()
    decide(world.pmo, "conditional", conditions=asked)
    gate.refresh_from_db()
    assert gate.status == "conditional"
    condition = selectors.open_conditions([world.mine.pk]).first()
    assert condition is not None
    assert Message.objects.filter(rule="gate.condition_given", recipient=world.owner).exists()
    services.close_condition(by=world.owner, condition=condition, note="Zhou Lan", now=world.now)
    with pytest.raises(Conflict):
        services.close_condition(by=world.owner, condition=condition, note="again", now=world.now)


def test_a_condition_is_closed_by_its_owner_not_by_others(world: World, gate: Gate, decide: Decide) -> None:
    Gate.objects.filter(pk=gate.pk).update(rule="one")
    asked = [Asked("Name the data owner", world.owner, world.today)]
    decide(world.ceo, "conditional", conditions=asked)
    condition = GateCondition.objects.select_related("gate__project").get()
    with pytest.raises(Forbidden):
        services.close_condition(by=world.it, condition=condition, note="done", now=world.now)
    with pytest.raises(Invalid):
        services.close_condition(by=world.owner, condition=condition, note=" ", now=world.now)


def test_hold_stops_the_clock_and_comes_again(world: World, gate: Gate, decide: Decide) -> None:
    Gate.objects.filter(pk=gate.pk).update(rule="one")
    with pytest.raises(Invalid, match="required"):
        decide(world.ceo, "hold", next_on=None)
    decide(world.ceo, "hold")
    gate.refresh_from_db()
    world.mine.refresh_from_db()
    assert (gate.status, gate.round, world.mine.state) == ("held", 2, "on_hold")
    assert gate.planned_on == world.today + timedelta(days=30)
    decide(world.ceo, "go")
    gate.refresh_from_db()
    world.mine.refresh_from_db()
    assert (gate.status, world.mine.state, world.mine.stage) == ("passed", "active", "planning")
    assert [d.outcome for d in selectors.history(gate)] == ["go", "hold"]


def test_rework_leaves_the_project_running(world: World, gate: Gate, decide: Decide) -> None:
    Gate.objects.filter(pk=gate.pk).update(rule="one")
    decide(world.ceo, "recycle")
    gate.refresh_from_db()
    world.mine.refresh_from_db()
    assert (gate.status, gate.round, world.mine.state, world.mine.stage) == ("recycled", 2, "active", "goals")


def test_stop_ends_the_project(world: World, gate: Gate, decide: Decide) -> None:
    Gate.objects.filter(pk=gate.pk).update(rule="one")
    decide(world.ceo, "stop")
    world.mine.refresh_from_db()
    assert world.mine.state == "cancelled"
    with pytest.raises(Conflict):
        decide(world.pmo, "go")


def test_anything_but_a_go_says_why(world: World, gate: Gate, decide: Decide) -> None:
    with pytest.raises(Invalid) as refused:
        decide(world.ceo, "stop", minutes=" ")
    assert refused.value.field == "minutes"


def test_a_voice_may_change_until_the_round_is_decided(world: World, gate: Gate, decide: Decide) -> None:
    decide(world.ceo, "recycle")
    assert decide(world.pmo, "go") is None
    assert decide(world.ceo, "go") is not None
    assert Vote.objects.count() == 2
    with pytest.raises(Conflict, match="decided"):
        decide(world.ceo, "stop")


def test_gates_are_passed_in_their_order(world: World, chain: list[Gate], gate: Gate, decide: Decide) -> None:
    with pytest.raises(Conflict, match="earlier_open"):
        decide(world.ceo, "recycle", at=chain[1])


def test_rooms_above_bring_their_own_evidence(world: World, gate: Gate, decide: Decide) -> None:
    found = ["41"]

    def read(project: Any, as_of: Any, threshold: Any) -> Evidence:
        met = Met.MET if int(found[0]) >= int(threshold) else Met.MISSED
        return Evidence(f"{found[0]} %", f"{threshold} %", met, shown("Coverage"), "/training/")

    evidence.register(EvidenceKind("training", "Training", read, default=threshold_of(80)))
    try:
        services.add_criterion(
            by=world.pmo, gate=gate, title="培训", must=True, kind="training", threshold=None, weight=3, now=world.now
        )
        with pytest.raises(Conflict, match="must_not_met"):
            decide(world.ceo)
        seen = selectors.board(gate, world.today).watermark
        found[0] = "85"
        with pytest.raises(EvidenceChanged):
            decide(world.ceo, watermark=seen)
        assert decide(world.ceo) is None
    finally:
        evidence._kinds.pop("training")
    assert selectors.board(gate, world.today).open_musts[0].status == Met.NOT_AVAILABLE


def threshold_of(value: int) -> Any:
    from decimal import Decimal

    return Decimal(value)


@pytest.mark.django_db(transaction=True)
def test_of_two_keepers_at_once_exactly_one_decides() -> None:
    now = timezone.now()
    from projects.gates.services import templates

    templates.deliver(now=now)
    world = factories.make_world(now)
    world.mine.stage = "goals"
    world.mine.save(update_fields=["stage"])
    gate = services.plan_gates(by=world.pm, project=world.mine, now=now)[0]
    gate.criteria.exclude(kind="team").delete()
    services.change_gate(by=world.pmo, gate=gate, keepers=[world.ceo, world.pmo], rule="one", now=now)
    today = timezone.localdate(now)
    watermark = selectors.board(gate, today).watermark
    barrier, outcomes = Barrier(2), []

    def run(person: Any, outcome: str) -> None:
        barrier.wait()
        try:
            next_on = today + timedelta(days=9) if outcome == "recycle" else None
            mine = Gate.objects.select_related("project").get(pk=gate.pk)
            services.decide(
                by=person, gate=mine, outcome=outcome, watermark=watermark, now=now, minutes="x", next_on=next_on
            )
            outcomes.append(outcome)
        except DomainError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in ((world.ceo, "go"), (world.pmo, "recycle"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert GateDecision.objects.filter(gate=gate, round=1).count() == 1
    assert sorted(outcomes)[0] in ("decided", "evidence_changed") or sorted(outcomes)[1] == "recycle"
    assert len([o for o in outcomes if o in Outcome.values]) == 1


@given(st.sampled_from(DecisionRule.values), st.lists(st.sampled_from(Outcome.values), max_size=7), st.integers(0, 4))
def test_what_is_settled_has_the_voices_its_rule_asks_for(rule: str, said: list[str], silent: int) -> None:
    keepers = len(said) + silent
    outcome = settled(rule, keepers, said)
    if not outcome:
        assert rule != DecisionRule.ONE or not said
        return
    count = said.count(outcome)
    if rule == DecisionRule.ALL:
        assert count == keepers
    elif rule == DecisionRule.MAJORITY:
        assert 2 * count > keepers
    else:
        assert outcome == said[0]
