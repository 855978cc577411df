"""The heat table: who is overloaded when, why, and what if."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from projects.resources import services
from projects.resources.models import Assignment, Resource
from projects.resources.selectors import load as loads
from projects.schedule import services as schedule
from projects.schedule.models import Task
from tests.factories import World

Put = Callable[..., None]
MONDAY = date(2026, 11, 30)


def row(world: World, person: Resource, **options: Any) -> loads.Row:
    found = loads.load([person], loads.axis_from(world.today, 4), world.today, **options)
    return loads.table(found, [(person.label, "", "", "", [0])])[0]


def test_two_tasks_at_once_are_too_much(world: World, person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces")
    week = row(world, person).cells[1]
    assert (week.monday, week.hours, week.room, week.over) == (MONDAY, 80, 40, 40)
    assert week.level == 4
    assert row(world, person).over_weeks == 1


def test_half_of_both_is_just_enough(world: World, person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces", percent=50)
    week = row(world, person).cells[1]
    assert (week.share, week.over, week.level) == (1.0, 0, 3)


def test_done_work_asks_for_no_time(world: World, person: Resource, put: Put, task: Callable[[str], Task]) -> None:
    put(person, "Analysis")
    ops = [{"op": "set", "id": task("Analysis").pk, "fields": {"percent": 50}}]
    schedule.apply(by=world.pm, plan=task("Analysis").plan, ops=ops, now=world.now)
    assert sum(cell.hours for cell in row(world, person).cells) == pytest.approx(20)


def test_absence_takes_the_room(world: World, person: Resource, put: Put) -> None:
    services.add_absence(by=world.it, resource=person, start_on=MONDAY, finish_on=date(2026, 12, 4), now=world.now)
    week = row(world, person).cells[1]
    assert (week.room, week.share) == (0, None)


def test_a_task_that_reaches_beyond_the_weeks_shown_is_spread_over_all_of_it(
    world: World, person: Resource, put: Put, task: Callable[[str], Task]
) -> None:
    """Eight days, of which the table shows five: forty hours, not more."""
    ops = [{"op": "set", "id": task("Analysis").pk, "fields": {"duration": "8d"}}]
    schedule.apply(by=world.pm, plan=task("Analysis").plan, ops=ops, now=world.now)
    put(person, "Analysis")
    found = loads.load([person], loads.axis_from(world.today, 2), world.today)
    assert loads.table(found, [("", "", "", "", [0])])[0].cells[1].hours == pytest.approx(40)


def test_promised_time_is_another_measure(world: World, person: Resource) -> None:
    for amount, unit in ((Decimal(50), "percent"), (Decimal(30), "hours")):
        services.add_allocation(
            by=world.pm,
            project=world.mine,
            resource=person,
            start_on=MONDAY,
            finish_on=date(2026, 12, 4),
            amount=amount,
            unit=unit,
            now=world.now,
        )
    assert row(world, person, booked=True).cells[1].hours == pytest.approx(50)
    assert row(world, person).cells[1].hours == 0


def test_the_tasks_behind_a_week_and_none_the_reader_may_not_see(world: World, person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces")
    foreign = schedule.open_plan(by=world.stranger, project=world.other, start_on=MONDAY, now=world.now)
    schedule.apply(
        by=world.stranger,
        plan=foreign,
        ops=[{"op": "add", "fields": {"name": "Secret", "duration": "2d"}}],
        now=world.now,
    )
    secret = Task.objects.get(name="Secret")
    services.assign(by=world.stranger, task=secret, resource=person, now=world.now)
    found = loads.load([person], loads.axis_from(world.today, 4), world.today)
    causes = loads.causes(found, 0, MONDAY, world.pm)
    assert [(cause.hours, cause.task.name if cause.task else None) for cause in causes] == [
        (40, "Analysis"),
        (40, "Interfaces"),
        (16, None),
    ]


def test_the_table_takes_as_many_queries_for_many_people(
    world: World, person: Resource, put: Put, django_assert_num_queries: Any
) -> None:
    put(person, "Analysis", "Interfaces")
    people = [person, *(services.resource_of(user, now=world.now) for user in (world.change, world.owner))]
    with django_assert_num_queries(3):
        loads.load(people, loads.axis_from(world.today, 16), world.today)
    assert Assignment.objects.count() == 2
