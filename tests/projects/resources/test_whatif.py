"""What if a project began later, paused, stopped, had another team or went first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pmo import calendars
from projects.resources import services
from projects.resources.choices import WhatIfAct
from projects.resources.models import Resource
from projects.resources.selectors import load as loads
from projects.resources.selectors import whatif
from projects.resources.selectors.whatif import Effects, WhatIf
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from tests.factories import World

Put = Callable[..., None]
MONDAY = date(2026, 11, 30)


def effects(world: World, person: Resource, act: WhatIfAct, number: int = 0) -> Effects:
    question = WhatIf(world.mine, act.value, number)
    return whatif.effects(question, [person], loads.axis_from(world.today, 4), world.today, [world.mine])


def hours(load: loads.Load) -> list[float]:
    return [cell.hours for cell in loads.table(load, [("", "", "", "", [0])])[0].cells]


@pytest.fixture
def foreign(world: World, person: Resource) -> Task:
    """Two days of the same person in the first week, for a project of somebody else."""
    plan = schedule.open_plan(by=world.stranger, project=world.other, start_on=MONDAY, now=world.now)
    ops = [{"op": "add", "fields": {"name": "Secret", "duration": "2d"}}]
    schedule.apply(by=world.stranger, plan=plan, ops=ops, now=world.now)
    made = Task.objects.get(name="Secret")
    services.assign(by=world.stranger, task=made, resource=person, now=world.now)
    return made


def test_a_project_that_begins_later(world: World, person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces")
    found = effects(world, person, WhatIfAct.LATER, 1)
    assert hours(found.before)[:3] == [0, 80, 0]
    assert hours(found.after)[:3] == [0, 0, 80]
    assert (found.over_before, found.over_after) == (1, 1)
    assert found.finish_before
    assert found.finish_after
    assert (found.finish_after - found.finish_before).days == 7


def test_a_pause_moves_what_is_left_and_not_what_lies_behind(
    world: World, person: Resource, put: Put, task: Callable[[str], Task]
) -> None:
    put(person, "Analysis")
    question = WhatIf(world.mine, WhatIfAct.PAUSE.value, 2)
    thursday = date(2026, 12, 3)
    axis = loads.axis_from(thursday, 4)
    found = whatif.effects(question, [person], axis, thursday, [world.mine])
    assert hours(found.before)[0] == pytest.approx(40)
    assert hours(found.after)[0] == 0
    assert hours(found.after)[2] == pytest.approx(40)


def test_a_project_that_stops_asks_for_nothing(world: World, person: Resource, put: Put, foreign: Task) -> None:
    put(person, "Analysis")
    found = effects(world, person, WhatIfAct.STOP)
    assert hours(found.before)[1] == 56
    assert hours(found.after)[1] == 16
    assert (found.over_before, found.over_after, found.finish_after) == (1, 0, None)


def test_a_team_of_two_takes_half_the_time_and_each_half_the_hours(
    world: World, person: Resource, put: Put, task: Callable[[str], Task]
) -> None:
    put(person, "Analysis")
    duration = task("Analysis").duration
    found = effects(world, person, WhatIfAct.TEAM, 1)
    assert (found.team, found.new_hours) == (1, pytest.approx(20))
    assert hours(found.after)[1] == pytest.approx(20)
    assert found.finish_before
    assert found.finish_after
    assert found.finish_after <= found.finish_before
    # Computed on a copy.
    assert task("Analysis").duration == duration


def test_the_plan_of_a_larger_team_is_scheduled_anew(
    world: World, person: Resource, put: Put, task: Callable[[str], Task]
) -> None:
    """Thirty days of one person's are fifteen of two: what follows begins that much earlier."""
    first, second = task("Analysis"), task("Interfaces")
    ops: list[dict[str, Any]] = [
        {"op": "set", "id": first.pk, "fields": {"duration": "30d"}},
        {"op": "link", "from": first.pk, "to": second.pk},
    ]
    schedule.apply(by=world.pm, plan=first.plan, ops=ops, now=world.now)
    put(person, "Analysis")
    found = effects(world, person, WhatIfAct.TEAM, 1)
    assert found.finish_before
    assert found.finish_after
    assert calendars.table().count(found.finish_after, found.finish_before) == 15
    smaller = effects(world, person, WhatIfAct.TEAM, -1)
    assert (smaller.impossible, smaller.team) == (True, 1)


def test_a_smaller_team_takes_longer_with_the_same_hours(
    world: World, person: Resource, put: Put, task: Callable[[str], Task]
) -> None:
    other = services.resource_of(world.change, now=world.now)
    put(person, "Analysis")
    put(other, "Analysis")
    found = effects(world, person, WhatIfAct.TEAM, -1)
    assert found.team == 2
    assert hours(found.before)[1:3] == [40, 0]
    assert hours(found.after)[1:3] == [pytest.approx(20), pytest.approx(20)]


def test_nobody_assigned_is_no_team(world: World, person: Resource, task: Callable[[str], Task]) -> None:
    found = effects(world, person, WhatIfAct.TEAM, 2)
    assert (found.impossible, found.team) == (True, 0)


def test_a_project_that_goes_first_pushes_others_aside(world: World, person: Resource, put: Put, foreign: Task) -> None:
    put(person, "Analysis")
    found = effects(world, person, WhatIfAct.FIRST)
    # Forty of its own fill the week: all sixteen of the other wait, whose name the reader may not know.
    assert [(row.project, row.hours) for row in found.waiting] == [(None, pytest.approx(16))]
    assert found.unmet == 0
    named = whatif.effects(
        WhatIf(world.mine, WhatIfAct.FIRST.value),
        [person],
        loads.axis_from(world.today, 4),
        world.today,
        [world.mine, world.other],
    )
    assert [row.project for row in named.waiting] == [world.other]


def test_going_first_does_not_make_more_time_than_there_is(world: World, person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces")
    found = effects(world, person, WhatIfAct.FIRST)
    assert (found.unmet, found.waiting) == (40, ())


def test_a_project_without_a_plan_has_no_finish(world: World, person: Resource) -> None:
    assert not Plan.objects.filter(project=world.mine).exists()
    for act in WhatIfAct:
        found = effects(world, person, act, 1)
        assert (found.finish_before, found.finish_after, found.over_after) == (None, None, 0)
