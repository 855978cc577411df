"""People of a wave are asked; two windows in the same instant count once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from metrics.surveys import audience, services
from metrics.surveys.models import Answer, Ballot, Seat, Survey
from metrics.usage import services as usage
from pmo.records import Conflict, Invalid
from tests.factories import World, make_user, make_world
from tests.metrics.surveys.conftest import GIVEN, Crowd
from tests.together import at_once

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def rolled_out(world: World, crowd: Crowd) -> None:
    """The early shift in the first wave, the middle one in the second, the night in none."""
    system = usage.add_system(by=world.pm, project=world.mine, code="mes", name="MES", now=world.now)
    first = world.today - timedelta(days=30)
    for position, (name, wave) in enumerate((("早班", 1), ("中班", 2)), 1):
        usage.add_rule(
            by=world.pm,
            system=system,
            unit=crowd.units[name],
            wave=wave,
            from_on=first,
            position=position,
            now=world.now,
        )
    usage.resolve_all(now=world.now)


def asked(survey: Survey) -> set[int]:
    return set(audience.people(survey).values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_wave_narrows_units_and_names_are_added(
    world: World, crowd: Crowd, make: Callable[..., Survey], rolled_out: None
) -> None:
    ids = {name: {person.pk for person in people} for name, people in
           (("early", crowd.early), ("late", crowd.late), ("night", crowd.night))}  # fmt: skip
    assert asked(make(waves=[1])) == ids["early"]
    assert asked(make(waves=[1, 2])) == ids["early"] | ids["late"]
    assert asked(make(waves=[2], units=[crowd.units["早班"]])) == set()
    assert asked(make(waves=[2], units=[], people=crowd.night[:1])) == ids["late"] | {crowd.night[0].pk}


@pytest.mark.django_db
def test_only_waves_of_the_roll_out_are_offered(
    world: World, make: Callable[..., Survey], rolled_out: None, client: Client
) -> None:
    with pytest.raises(Invalid) as refused:
        make(waves=[7])
    assert refused.value.field == "waves"
    survey = make()
    client.force_login(world.pm)
    page = client.get(f"/surveys/{survey.pk}/edit/").content.decode()
    assert 'name="waves"' in page
    assert 'value="2"' in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("confidentiality", ["anonymous", "confidential"])
def test_two_windows_at_once_answer_once(confidentiality: str, transactional_db: None) -> None:
    world = make_world(NOW)
    people = [make_user(NOW, unit=world.owner.unit) for _ in range(6)]
    survey = services.create_survey(
        by=world.pm, project=world.mine, sample="after_go_live", people=people, confidentiality=confidentiality, now=NOW
    )
    found = services.plan_round(by=world.pm, survey=survey, opens_at=NOW, closes_at=NOW + timedelta(days=14), now=NOW)

    def submit(given: dict[str, Any]) -> Callable[[], Any]:
        return lambda: services.submit(by=people[0], found=found, given=given, now=NOW)

    came = at_once(*(submit({**GIVEN, "nps": score}) for score in (1, 9, 5, 7)))
    refused = [one for one in came if isinstance(one, Conflict)]
    assert len(refused) == 3, came
    assert {one.code for one in refused} == {"answered"}
    assert Seat.objects.filter(round=found, answered=True).count() == 1
    if confidentiality == "anonymous":
        assert Ballot.objects.filter(round=found).count() == 1
    else:
        assert Answer.objects.filter(round=found, question="nps").count() == 1
