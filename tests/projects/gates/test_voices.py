"""Voices that decide nothing: gatekeepers who disagree, or of whom one keeps the gate no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from pmo.notify.models import Message
from pmo.web import formats
from projects.gates import decisions, services
from projects.gates.models import Gate, GateDecision
from projects.gates.selectors import gates as selectors
from tests.factories import World

Decide = Callable[..., GateDecision | None]


def told(rule: str) -> list[str]:
    rows = Message.objects.filter(rule=rule, channel="inbox").order_by("pk")
    return sorted(rows.values_list("recipient__username", flat=True))


def why(world: World, person: Any) -> list[str]:
    return [one.why.plain() for one in decisions._gates(person, world.now)]


@pytest.fixture
def parted(world: World, gate: Gate, decide: Decide) -> Gate:
    """All have to agree, and the two of them do not."""
    assert decide(world.ceo) is None
    assert decide(world.pmo, "hold") is None
    return gate


def test_a_gate_waits_for_everybody_again_when_all_have_spoken_and_nothing_is_decided(
    world: World, gate: Gate, decide: Decide
) -> None:
    decide(world.ceo)
    assert list(selectors.waiting_for(world.ceo, world.today)) == []
    assert why(world, world.pmo) == [f"It meets on {why_day(gate)}; 1 of 2 gatekeepers have spoken."]
    decide(world.pmo, "hold")
    for person in (world.ceo, world.pmo):
        assert why(world, person) == [
            "All 2 gatekeepers have spoken, and their voices decide nothing: All gatekeepers agree."
        ]
    assert decide(world.pmo) is not None
    assert why(world, world.ceo) == []


def why_day(gate: Gate) -> str:
    return formats.day(gate.planned_on)


def test_they_are_told_once(world: World, parted: Gate) -> None:
    for days in (0, 1, 2):
        services.remind(now=world.now + timedelta(days=days))
    assert told("gate.remind.split") == ["ceo", "pmo"]


def test_when_the_last_silent_keeper_is_replaced_the_others_are_asked_to_confirm(
    world: World, gate: Gate, decide: Decide
) -> None:
    """Else the gate would stay open for ever: nobody has a reason to look at it."""
    assert decide(world.ceo) is None
    services.change_gate(by=world.pmo, gate=gate, keepers=[world.ceo], now=world.now)
    assert why(world, world.ceo) == [
        "All 1 gatekeepers have spoken, and their voices decide nothing: All gatekeepers agree."
    ]
    assert decide(world.ceo) is not None
