"""People, absences, promises of time, assignments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.resources import services
from projects.resources.models import Absence, Allocation, Assignment, Resource
from projects.resources.selectors import resources as selectors
from projects.schedule.models import Task
from tests.factories import World

Find = Callable[[str], Task]
Put = Callable[..., None]


def promise(world: World, resource: Resource, **values: Any) -> Allocation:
    given = {"start_on": date(2026, 12, 1), "finish_on": date(2026, 12, 31), "amount": Decimal(50), **values}
    return services.add_allocation(by=world.pm, project=world.mine, resource=resource, now=world.now, **given)


def test_a_person_is_there_once(world: World, person: Resource) -> None:
    assert services.resource_of(world.it, now=world.now) == person
    assert person.role == "it_engineer"
    with pytest.raises(Conflict, match="taken"):
        services.add_resource(by=world.pmo, user=world.it, role="tester", now=world.now)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": "tester"}, "name"),
        ({"name": "Tester", "role": "wizard"}, "role"),
        ({"name": "Tester", "role": "tester", "hours_per_day": Decimal(25)}, "hours_per_day"),
        ({"name": "Tester", "role": "tester", "week": [False] * 7}, "week"),
    ],
)
def test_what_is_no_resource(world: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.add_resource(by=world.pmo, now=world.now, **values)
    assert refused.value.field == field


def test_absences_move_the_tasks_of_who_is_away(world: World, person: Resource, task: Find, put: Put) -> None:
    put(person, "Analysis")
    before = task("Analysis").finish_on
    services.add_absence(
        by=world.it, resource=person, start_on=date(2026, 12, 2), finish_on=date(2026, 12, 3), now=world.now
    )
    after = task("Analysis")
    assert before == date(2026, 12, 4)
    assert after.finish_on == date(2026, 12, 8)
    assert task("Test").start_on == date(2026, 12, 9)
    services.remove_absence(by=world.it, absence=Absence.objects.get(), now=world.now)
    assert task("Analysis").finish_on == before


def test_work_goes_on_while_one_of_two_is_there(world: World, person: Resource, task: Find, put: Put) -> None:
    other = services.resource_of(world.change, now=world.now)
    put(person, "Analysis", percent=50)
    put(other, "Analysis", percent=50)
    services.add_absence(
        by=world.it, resource=person, start_on=date(2026, 12, 2), finish_on=date(2026, 12, 3), now=world.now
    )
    assert task("Analysis").finish_on == date(2026, 12, 4)


def test_a_part_time_week_stretches_the_work(world: World, person: Resource, task: Find, put: Put) -> None:
    put(person, "Analysis")
    services.change_resource(
        by=world.pmo, resource=person, week=[True, True, True, False, False, False, False], now=world.now
    )
    assert task("Analysis").finish_on == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("start", "finish", "code"),
    [
        (date(2026, 12, 3), date(2026, 12, 2), "finish_before_start"),
        (date(2026, 12, 3), date(2030, 12, 2), "too_long"),
        (date(2026, 12, 11), date(2026, 12, 12), "overlap"),
    ],
)
def test_absences_that_are_none(world: World, person: Resource, start: date, finish: date, code: str) -> None:
    services.add_absence(
        by=world.it, resource=person, start_on=date(2026, 12, 10), finish_on=date(2026, 12, 12), now=world.now
    )
    with pytest.raises(Invalid, match=code):
        services.add_absence(by=world.it, resource=person, start_on=start, finish_on=finish, now=world.now)


def test_others_do_not_say_that_somebody_is_away(world: World, person: Resource) -> None:
    for stranger in (world.change, world.stranger, world.owner):
        with pytest.raises(Forbidden):
            services.add_absence(
                by=stranger, resource=person, start_on=date(2026, 12, 1), finish_on=date(2026, 12, 1), now=world.now
            )


def test_the_history_does_not_say_why_somebody_was_away(world: World, person: Resource) -> None:
    services.add_absence(
        by=world.it,
        resource=person,
        start_on=date(2026, 12, 1),
        finish_on=date(2026, 12, 2),
        kind="sick",
        now=world.now,
    )
    entry = AuditEntry.objects.get(act="resource.absent")
    assert "sick" not in str(entry.after)


def test_a_placeholder_becomes_a_person(world: World, task: Find, put: Put) -> None:
    role = services.add_resource(by=world.pmo, name="测试员", name_en="Tester", role="tester", now=world.now)
    put(role, "Test")
    promise(world, role)
    made = services.staff(by=world.pmo, placeholder=role, user=world.it, now=world.now)
    assert [row.resource for row in Assignment.objects.all()] == [made]
    assert Allocation.objects.get().resource == made
    assert not Resource.objects.filter(name="测试员").exists()


def test_nobody_takes_a_place_beside_themselves(world: World, person: Resource, put: Put) -> None:
    role = services.add_resource(by=world.pmo, name="Tester", role="tester", now=world.now)
    put(role, "Test")
    put(person, "Test")
    with pytest.raises(Conflict, match="twice"):
        services.staff(by=world.pmo, placeholder=role, user=world.it, now=world.now)


def test_a_role_nobody_asks_for_is_removed(world: World) -> None:
    role = services.add_resource(by=world.pmo, name="Tester", role="tester", now=world.now)
    with pytest.raises(Forbidden):
        services.remove_placeholder(by=world.stranger, placeholder=role, now=world.now)
    services.remove_placeholder(by=world.pmo, placeholder=role, now=world.now)
    assert not Resource.objects.filter(name="Tester").exists()
    assert AuditEntry.objects.get(act="resource.removed").before["name"] == "Tester"


def test_a_role_that_is_counted_on_stays(world: World, put: Put) -> None:
    role, other = (
        services.add_resource(by=world.pmo, name=name, role="tester", now=world.now) for name in ("One", "Two")
    )
    put(role, "Test")
    promise(world, other)
    for placeholder in (role, other):
        with pytest.raises(Conflict, match="in_use"):
            services.remove_placeholder(by=world.pmo, placeholder=placeholder, now=world.now)


def test_a_person_is_not_removed_as_a_role(world: World, person: Resource) -> None:
    with pytest.raises(Conflict, match="person"):
        services.remove_placeholder(by=world.pmo, placeholder=person, now=world.now)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"finish_on": date(2026, 11, 1)}, "finish_on"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(101)}, "amount"),
        ({"amount": Decimal(81), "unit": "hours"}, "amount"),
        ({"unit": "moons"}, "unit"),
    ],
)
def test_promises_nobody_can_keep(world: World, person: Resource, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        promise(world, person, **values)
    assert refused.value.field == field


def test_a_promise_is_changed_against_the_version_that_was_read(world: World, person: Resource) -> None:
    row = promise(world, person)
    services.change_allocation(by=world.pm, allocation=row, amount=Decimal(60), expected=1, now=world.now)
    with pytest.raises(StaleWrite):
        services.change_allocation(by=world.pm, allocation=row, amount=Decimal(70), expected=1, now=world.now)
    services.remove_allocation(by=world.pm, allocation=Allocation.objects.get(), now=world.now)
    assert not Allocation.objects.exists()


def test_only_the_project_s_own_people_promise_time(world: World, person: Resource) -> None:
    for stranger in (world.it, world.owner, world.stranger):
        with pytest.raises(Forbidden):
            services.add_allocation(
                by=stranger,
                project=world.mine,
                resource=person,
                start_on=world.today,
                finish_on=world.today,
                amount=Decimal(50),
                now=world.now,
            )


def test_summaries_and_strange_shares_are_refused(world: World, person: Resource, task: Find) -> None:
    with pytest.raises(Invalid, match="out_of_range"):
        services.assign(by=world.pm, task=task("Test"), resource=person, percent=Decimal(0), now=world.now)
    with pytest.raises(Invalid, match="out_of_range"):
        services.assign(by=world.pm, task=task("Test"), resource=person, percent=Decimal(1001), now=world.now)
    with pytest.raises(Forbidden):
        services.assign(by=world.it, task=task("Test"), resource=person, now=world.now)


def test_a_second_assignment_changes_the_first(world: World, person: Resource, task: Find, put: Put) -> None:
    put(person, "Test")
    put(person, "Test", percent=40)
    row = Assignment.objects.get()
    assert row.percent == Decimal(40)
    row = Assignment.objects.select_related("task__plan__project", "task__plan__work_calendar", "resource").get()
    services.unassign(by=world.pm, assignment=row, now=world.now)
    assert not Assignment.objects.exists()


def test_a_team_says_which_function_it_lacks(world: World, person: Resource) -> None:
    assert [str(role) for role in selectors.missing_roles([world.mine])[world.mine.pk]] == ["business_expert"]
    expert = services.resource_of(world.owner, now=world.now)
    services.change_resource(by=world.pmo, resource=expert, role="business_expert", now=world.now)
    promise(world, expert)
    assert selectors.missing_roles([world.mine])[world.mine.pk] == []
