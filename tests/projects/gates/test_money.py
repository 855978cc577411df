"""A go releases the money that waits for it, in the same moment or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from pmo.records import Conflict, Invalid
from projects.budget import services as money
from projects.budget.choices import TrancheState
from projects.budget.models import Tranche
from projects.gates.choices import GateStatus
from projects.gates.models import Gate, Pilot
from projects.gates.services import pilots
from tests.factories import World
from tests.projects.budget.conftest import Money, plan_money


@pytest.fixture
def planned(world: World) -> Money:
    """A budget that is approved and of which nothing is released."""
    found = plan_money(world)
    approval = money.ask_budget(by=world.pm, budget=found.budget, now=world.now)
    money.sign(by=world.cfo, approval=approval, now=world.now)
    return found


@pytest.fixture
def waiting(world: World, planned: Money, gate: Gate) -> Tranche:
    return money.change_tranche(by=world.pm, tranche=planned.first, gate=gate, now=world.now)


def both(world: World, decide: Callable[..., Any], outcome: str = "go", **values: Any) -> None:
    decide(world.ceo, outcome, **values)
    decide(world.pmo, outcome, **values)


def state(tranche: Tranche) -> str:
    return Tranche.objects.get(pk=tranche.pk).state


def test_a_go_releases_its_tranche(world: World, decide: Any, gate: Gate, waiting: Tranche, planned: Money) -> None:
    decide(world.ceo)
    assert state(waiting) == TrancheState.PLANNED
    decide(world.pmo)
    found = Tranche.objects.get(pk=waiting.pk)
    assert (found.state, found.released_by, found.released_at) == (TrancheState.RELEASED, world.pmo, world.now)
    assert state(planned.second) == TrancheState.PLANNED


def test_a_hold_releases_nothing(world: World, decide: Any, waiting: Tranche) -> None:
    both(world, decide, "hold")
    assert state(waiting) == TrancheState.PLANNED


def test_money_of_a_gate_is_released_in_no_other_way(world: World, waiting: Tranche) -> None:
    with pytest.raises(Conflict) as release:
        money.release(by=world.cfo, tranche=waiting, now=world.now)
    with pytest.raises(Conflict) as asked:
        money.ask_tranche(by=world.pm, tranche=waiting, now=world.now)
    assert release.value.code == asked.value.code == "at_gate"
    assert state(waiting) == TrancheState.PLANNED


def test_money_that_cannot_be_released_undoes_the_go(world: World, decide: Any, gate: Gate, waiting: Tranche) -> None:
    money.change_tranche(by=world.pm, tranche=waiting, amount=Decimal(900_000), now=world.now)
    decide(world.ceo)
    with pytest.raises(Conflict) as refused:
        decide(world.pmo)
    assert refused.value.code == "beyond_budget"
    assert Gate.objects.get(pk=gate.pk).status == GateStatus.PLANNED
    assert state(waiting) == TrancheState.PLANNED


def test_roll_out_money_waits_for_a_pilot(world: World, planned: Money, judged: Callable[..., Pilot]) -> None:
    tranche = money.change_tranche(by=world.pm, tranche=planned.first, rollout=True, now=world.now)
    with pytest.raises(Conflict) as refused:
        money.release(by=world.cfo, tranche=tranche, now=world.now)
    assert refused.value.code == "no_pilot"
    judged("roll_out")
    money.release(by=world.cfo, tranche=tranche, now=world.now)
    assert state(tranche) == TrancheState.RELEASED


def test_or_for_an_exception_the_sponsor_signs(world: World, planned: Money) -> None:
    tranche = money.change_tranche(by=world.pm, tranche=planned.first, rollout=True, now=world.now)
    pilots.sign_exception(
        by=world.cfo,
        project=world.mine,
        reason="The law changes on 1 January",
        instead="Two units first",
        now=world.now,
    )
    money.release(by=world.cfo, tranche=tranche, now=world.now)
    assert state(tranche) == TrancheState.RELEASED


def test_only_an_open_gate_of_the_same_project_can_be_waited_for(
    world: World, decide: Any, gate: Gate, planned: Money
) -> None:
    both(world, decide)
    with pytest.raises(Invalid) as refused:
        money.change_tranche(by=world.pm, tranche=planned.first, gate=Gate.objects.get(pk=gate.pk), now=world.now)
    assert refused.value.code == "gate_decided"


def test_who_may_see_the_gate_but_no_money_sees_no_amount(
    world: World, client_of: Callable[..., Client], gate: Gate, waiting: Tranche
) -> None:
    Gate.objects.filter(pk=gate.pk).update(planned_on=world.today + timedelta(days=1))
    assert "150,000" in client_of(world.ceo).get(gate.url).content.decode()
    engineer = client_of(world.it).get(gate.url)
    assert engineer.status_code == 200
    assert "150,000" not in engineer.content.decode()
