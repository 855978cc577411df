"""A crowd to ask, and surveys of each level of confidentiality."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from metrics.surveys import services
from metrics.surveys.choices import Confidentiality
from metrics.surveys.models import Survey, SurveyRound
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from tests.factories import World, make_unit, make_user


@dataclass
class Crowd:
    """Two shifts of the workshop (8 and 6 people) and a small one of 3; `night` is what n ≥ 5 must protect."""

    early: list[User]
    late: list[User]
    night: list[User]
    units: dict[str, Unit]

    @property
    def everybody(self) -> list[User]:
        return [*self.early, *self.late, *self.night]


@pytest.fixture
def crowd(world: World) -> Crowd:
    plant = make_unit(world.now, "制造部")
    units = {name: make_unit(world.now, name, plant) for name in ("早班", "中班", "夜班")}
    units["plant"] = plant

    def people(unit: str, count: int) -> list[User]:
        return [make_user(world.now, unit=units[unit]) for _ in range(count)]

    return Crowd(people("早班", 8), people("中班", 6), people("夜班", 3), units)


@pytest.fixture
def make(world: World, crowd: Crowd) -> Callable[..., Survey]:
    """A survey of the whole plant from a sample."""

    def act(sample: str = "after_go_live", **values: Any) -> Survey:
        given = {"units": [crowd.units["plant"]], **values}
        return services.create_survey(by=world.pm, project=world.mine, sample=sample, now=world.now, **given)

    return act


@pytest.fixture
def opened(world: World, make: Callable[..., Survey]) -> Callable[..., SurveyRound]:
    """A round that is open for two weeks from now."""

    def act(confidentiality: str = Confidentiality.ANONYMOUS, **values: Any) -> SurveyRound:
        survey = make(confidentiality=confidentiality, **values)
        return services.plan_round(
            by=world.pm, survey=survey, opens_at=world.now, closes_at=world.now + timedelta(days=14), now=world.now
        )

    return act


GIVEN = {"nps": 9, "csat": 4, "often": 1}


def answer(found: SurveyRound, world: World, given: Sequence[tuple[User, Mapping[str, Any]]]) -> None:
    """Each of these people answers, one after the other."""
    for person, values in given:
        services.submit(by=person, found=found, given=values, now=world.now)


def close(found: SurveyRound, world: World) -> SurveyRound:
    return services.close_round(by=world.pm, found=found, now=world.now + timedelta(days=13))


def question(found: SurveyRound, key: str) -> dict[str, Any]:
    return next(data for data in found.results["questions"] if data["key"] == key)
