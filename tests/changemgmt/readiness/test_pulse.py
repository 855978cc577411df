"""The pulse: asked once, answered once, counted once; nobody's answer and no small group comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from changemgmt.readiness import counting, services, tasks
from changemgmt.readiness.models import PulseRound, PulseSeat
from changemgmt.readiness.selectors import pulse
from pmo.notify.models import Message
from pmo.orgs.models import Unit
from pmo.records import Conflict, Forbidden, Invalid
from tests.factories import World

from .conftest import Plant

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
READY, HELD = (5, 5, 5, 5, 5), (5, 5, 2, 2, 2)


def _close(found: PulseRound, world: World) -> PulseRound:
    return services.close_round(by=world.pm, found=found, now=world.now + timedelta(days=6))


def test_everybody_is_asked_once_as_one_of_the_first_group(
    world: World, plant: Plant, group: Make, asked: Make
) -> None:
    shift = group("Early", units=[plant.early])
    everybody = group("All")
    found = asked(everybody, shift)
    assert found.invited == 17
    assert PulseSeat.objects.filter(round=found, group=shift).count() == 8
    assert PulseSeat.objects.filter(round=found, group=everybody).count() == 9
    told = Message.objects.filter(rule="pulse.asked", channel="inbox")
    assert told.values("recipient").distinct().count() == told.count() == 17


def test_fewer_than_five_are_not_asked(plant: Plant, group: Make, asked: Make) -> None:
    small = group("Night", units=[plant.night])
    with pytest.raises(Conflict, match="too_few"):
        asked(small)


def test_one_round_at_a_time(group: Make, asked: Make) -> None:
    row = group()
    asked(row)
    with pytest.raises(Conflict, match="running"):
        asked(row)


def test_only_who_is_asked_answers_and_only_once(world: World, plant: Plant, group: Make, asked: Make) -> None:
    found = asked(group())
    person = plant.people["early"][0]
    with pytest.raises(Forbidden):
        services.submit(by=world.pm, found=found, given=READY, now=world.now)
    with pytest.raises(Invalid, match="answer"):
        services.submit(by=person, found=found, given=(5, 5, None, 5, 5), now=world.now)
    with pytest.raises(Invalid, match="answer"):
        services.submit(by=person, found=found, given=(5, 5, 6, 5, 5), now=world.now)
    services.submit(by=person, found=found, given=READY, now=world.now)
    with pytest.raises(Conflict, match="answered"):
        services.submit(by=person, found=found, given=HELD, now=world.now)
    assert PulseSeat.objects.get(user=person).answer == list(READY)
    late = plant.people["late"][0]
    with pytest.raises(Conflict, match="closed"):
        services.submit(by=late, found=found, given=READY, now=world.now + timedelta(days=8))


def test_closing_counts_and_deletes_single_answers(
    world: World, plant: Plant, group: Make, asked: Make, answer: Make
) -> None:
    row = group()
    found = asked(row)
    answer(found, plant.people["early"], HELD)
    answer(found, plant.people["late"], READY)
    closed = _close(found, world)
    assert not PulseSeat.objects.filter(answer__isnull=False).exists()
    assert (closed.status, closed.answered, closed.invited) == ("closed", 14, 17)
    whole = counting.read(closed.results["whole"])
    assert whole is not None
    assert whole.counts == (0, 0, 8, 0, 0, 6)
    assert whole.barrier == 2
    with pytest.raises(Conflict, match="status"):
        _close(closed, world)


def test_no_small_group_and_none_that_could_be_worked_out_is_kept(
    world: World, plant: Plant, group: Make, asked: Make, answer: Make
) -> None:
    day = group("Day", units=[plant.early, plant.late])
    night = group("Night", units=[plant.night])
    found = asked(day, night)
    answer(found, plant.everybody, HELD)
    closed = _close(found, world)
    # Three of seventeen: the night would be the whole minus the day, so the day is withheld too.
    assert closed.results["groups"] == []
    assert closed.results["whole"]["n"] == 17
    result = pulse.result(closed)
    assert [one.found for one in result.groups] == [None, None]


def test_units_are_shown_where_nobody_small_is_left_over(
    world: World, plant: Plant, group: Make, asked: Make, answer: Make
) -> None:
    row = group()
    found = asked(row)
    answer(found, plant.people["early"], HELD)
    answer(found, plant.people["late"], READY)
    closed = _close(found, world)
    (stored,) = closed.results["groups"]
    assert {unit["unit"]: unit["n"] for unit in stored["units"]} == {plant.early.pk: 8, plant.late.pk: 6}
    paths = dict(Unit.objects.values_list("pk", "path"))
    shown = pulse.of_units(closed, paths)
    assert shown[plant.early.pk].ready == 0
    assert shown[plant.late.pk].ready == 100
    assert shown[plant.plant.pk].n == 14
    assert plant.night.pk not in shown


def test_too_few_answers_leave_nothing(world: World, plant: Plant, group: Make, asked: Make, answer: Make) -> None:
    found = asked(group())
    answer(found, plant.people["early"][:4], HELD)
    closed = _close(found, world)
    assert closed.results == {"whole": None, "groups": []}
    assert pulse.newest([world.mine.pk], world.today + timedelta(days=9)) == {}


def test_nothing_of_a_person_is_in_what_is_kept(
    world: World, plant: Plant, group: Make, asked: Make, answer: Make
) -> None:
    found = asked(group())
    answer(found, plant.everybody, HELD)
    kept = json.dumps(_close(found, world).results)
    assert not any(person.username in kept or person.name in kept for person in plant.everybody)


def test_the_trend_of_a_group_goes_over_its_rounds(
    world: World, plant: Plant, group: Make, asked: Make, answer: Make
) -> None:
    row = group()
    first = asked(row)
    answer(first, plant.people["early"], HELD)
    _close(first, world)
    second = asked(row)
    answer(second, plant.people["early"], READY)
    closed = _close(second, world)
    (one,) = pulse.result(closed).groups
    assert one.trend == ((1, 0.0), (2, 100.0))
    assert one.before is not None
    assert one.before.ready == 0


def test_calling_off_needs_a_reason_and_deletes_the_answers(
    world: World, plant: Plant, group: Make, asked: Make, answer: Make
) -> None:
    found = asked(group())
    answer(found, plant.people["early"])
    with pytest.raises(Invalid, match="required"):
        services.cancel_round(by=world.pm, found=found, reason=" ", now=world.now)
    services.cancel_round(by=world.pm, found=found, reason="wrong group", now=world.now)
    assert not PulseSeat.objects.filter(answer__isnull=False).exists()
    assert PulseRound.objects.get().status == "cancelled"


def test_work_is_done_once_and_late_work_is_caught_up(
    world: World, plant: Plant, group: Make, asked: Make, answer: Make
) -> None:
    found = asked(group())
    answer(found, plant.people["early"])
    two_days_before = world.now + timedelta(days=5, hours=1)
    assert services.work_off(now=two_days_before) == 9
    assert services.work_off(now=two_days_before) == 0
    after = world.now + timedelta(days=9)
    # Closed; nobody is reminded of what is over.
    assert services.work_off(now=after) == 1
    assert services.work_off(now=after) == 0
    assert PulseRound.objects.get().answered == 8


def test_the_tasks_do_nothing_twice(group: Make, asked: Make) -> None:
    asked(group())
    tasks.pulse_rounds()
    assert tasks.pulse_rounds() == 0
    tasks.stakeholder_reminders()
    assert tasks.stakeholder_reminders() == 0
