"""A project in front of its gates, decided by the CEO and the PMO lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from pmo.accounts.models import User
from projects.gates import services
from projects.gates.models import Gate, GateDecision, Pilot, PilotCriterion
from projects.gates.selectors import gates as selectors
from projects.gates.services import pilots
from projects.portfolio.choices import Stage
from tests.factories import World


@pytest.fixture
def chain(world: World) -> list[Gate]:
    """The company's four gates on a project that is at its goals."""
    world.mine.stage = Stage.GOALS
    world.mine.save(update_fields=["stage"])
    return services.plan_gates(by=world.pm, project=world.mine, now=world.now)


@pytest.fixture
def gate(world: World, chain: list[Gate]) -> Gate:
    """The first gate, near, with one must judged by people and one must on the team; both keepers decide."""
    found = chain[0]
    for criterion in found.criteria.all():
        if criterion.kind == "sign_off":
            services.remove_criterion(by=world.pmo, criterion=criterion, now=world.now)
    return services.change_gate(
        by=world.pmo,
        gate=found,
        keepers=[world.ceo, world.pmo],
        rule="all",
        planned_on=world.today + timedelta(days=5),
        now=world.now,
    )


Decide = Callable[..., GateDecision | None]


@pytest.fixture
def decide(world: World, gate: Gate) -> Decide:
    """One voice on the evidence as it is now, all that people judge found good."""

    def run(person: User, outcome: str = "go", *, at: Gate | None = None, **values: Any) -> GateDecision | None:
        where = Gate.objects.select_related("project__portfolio").get(pk=(at or gate).pk)
        board = selectors.board(where, timezone.localdate(world.now))
        judged = {line.criterion.pk: 10 for line in board.lines if line.criterion.by_people}
        given = {
            "watermark": board.watermark,
            "points": judged,
            "minutes": "As discussed",
            "next_on": world.today + timedelta(days=30) if outcome in ("hold", "recycle") else None,
            **values,
        }
        return services.decide(by=person, gate=where, outcome=outcome, now=world.now, **given)

    return run


@pytest.fixture
def pilot(world: World) -> Pilot:
    made = pilots.plan_pilot(
        by=world.pm,
        project=world.mine,
        name="财务部试点",
        name_en="Pilot in finance",
        scope="Travel claims of one unit",
        start_on=world.today - timedelta(days=30),
        finish_on=world.today - timedelta(days=1),
        units=[world.finance],
        people=[world.employee],
        now=world.now,
    )
    return Pilot.objects.select_related("project").get(pk=made.pk)


@pytest.fixture
def criterion(world: World, pilot: Pilot) -> Callable[..., PilotCriterion]:
    def make(measure: str = "share", target: str = "80", **values: Any) -> PilotCriterion:
        given = {"name": "采纳率", "name_en": "Adoption", "about": "adoption", "at_least": True, **values}
        return pilots.save_criterion(
            by=world.pm, pilot=pilot, measure=measure, target=Decimal(target), now=world.now, **given
        )

    return make


@pytest.fixture
def judged(world: World, pilot: Pilot, criterion: Callable[..., PilotCriterion]) -> Callable[..., Pilot]:
    """The pilot with 18 of 20 and a verdict."""

    def run(verdict: str = "roll_out") -> Pilot:
        share = criterion()
        pilots.set_running(by=world.pm, pilot=pilot, now=world.now)
        pilots.count(by=world.pm, criterion=share, hits=18, sample=20, measured_on=world.today, now=world.now)
        return pilots.judge(by=world.cfo, pilot=pilot, verdict=verdict, note="It works", now=world.now)

    return run
