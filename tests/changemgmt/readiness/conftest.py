"""A plant whose work changes: two shifts, a small one, a stakeholder who is against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from changemgmt.readiness import services
from changemgmt.readiness.models import Impact, PulseRound, Stakeholder
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from tests.factories import World, make_unit, make_user


@dataclass
class Plant:
    """Two shifts (8 and 6 people) and a small one of 3; `night` is what n ≥ 5 must protect."""

    plant: Unit
    early: Unit
    late: Unit
    night: Unit
    people: dict[str, list[User]]

    @property
    def everybody(self) -> list[User]:
        return [person for some in self.people.values() for person in some]


@pytest.fixture
def plant(world: World) -> Plant:
    top = make_unit(world.now, "制造部")
    units = {name: make_unit(world.now, name, top) for name in ("early", "late", "night")}
    counts = {"early": 8, "late": 6, "night": 3}
    people = {name: [make_user(world.now, unit=units[name]) for _ in range(counts[name])] for name in counts}
    return Plant(top, units["early"], units["late"], units["night"], people)


@pytest.fixture
def group(world: World, plant: Plant) -> Callable[..., Stakeholder]:
    """A group of the plant, or of the units given."""

    def act(name: str = "Operators", **values: Any) -> Stakeholder:
        given = {"units": [plant.plant], **values}
        return services.add_stakeholder(by=world.pm, project=world.mine, name=name, now=world.now, **given)

    return act


@pytest.fixture
def hit(world: World) -> Callable[..., Impact]:
    """Something changes for a group, from today for sixty days unless said otherwise."""

    def act(group: Stakeholder, aspect: str = "process", level: int = 3, **values: Any) -> Impact:
        given = {
            "before": "paper",
            "after": "scanner",
            "starts_on": world.today,
            "ends_on": world.today + timedelta(days=60),
            **values,
        }
        return services.add_impact(by=world.pm, group=group, aspect=aspect, level=level, now=world.now, **given)

    return act


@pytest.fixture
def asked(world: World) -> Callable[..., PulseRound]:
    """A round that is open for a week."""

    def act(*groups: Stakeholder, days: int = 7) -> PulseRound:
        closes = world.now + timedelta(days=days)
        return services.start_round(by=world.pm, project=world.mine, groups=groups, closes_at=closes, now=world.now)

    return act


@pytest.fixture
def answer(world: World) -> Callable[..., None]:
    """These people answer, each the same."""

    def act(found: PulseRound, people: Sequence[User], values: Sequence[int] = (5, 5, 5, 5, 5)) -> None:
        for person in people:
            services.submit(by=person, found=found, given=values, now=world.now + timedelta(hours=1))

    return act
