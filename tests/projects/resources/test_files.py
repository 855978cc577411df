"""People in the files a plan becomes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pmo.records.models import create
from projects.msproject.exporting import document_of
from projects.resources.models import Resource
from projects.schedule.models import Plan, Task
from tests.factories import World

Put = Callable[..., Any]
OneTask = Callable[[str], Task]


def test_people_stand_in_the_file_with_their_share(
    world: World, plan: Plan, person: Resource, put: Put, task: OneTask
) -> None:
    put(person, "Analysis", percent=50)
    document = document_of(plan)
    (resource,), (assignment,) = document.resources, document.assignments
    assert (resource.name, resource.email, resource.generic) == (world.it.label, world.it.email, False)
    assert (assignment.task_uid, assignment.resource_uid) == (task("Analysis").uid, resource.uid)
    assert (assignment.units, assignment.work) == (Decimal("0.5"), 5 * 480 // 2)


def test_a_role_nobody_fills_is_a_generic_resource(world: World, plan: Plan, put: Put) -> None:
    put(create(Resource(name="Trainer", role="trainer"), now=world.now), "Test")
    (resource,) = document_of(plan).resources
    assert (resource.name, resource.generic) == ("Trainer", True)


def test_an_owner_stands_first_and_only_alone_where_nobody_is_assigned(
    world: World, plan: Plan, person: Resource, put: Put, task: OneTask
) -> None:
    put(create(Resource(name="Trainer", role="trainer"), now=world.now), "Analysis", "Test")
    put(person, "Analysis")
    Task.objects.filter(plan=plan, name="Analysis").update(owner=world.it)
    Task.objects.filter(plan=plan, name="Interfaces").update(owner=world.it)
    Task.objects.filter(plan=plan, name="Test").update(owner=world.pm)
    document = document_of(plan)
    names = {resource.uid: resource.name for resource in document.resources}
    by_task = {
        name: [names[row.resource_uid] for row in document.assignments if row.task_uid == task(name).uid]
        for name in ("Analysis", "Interfaces", "Test")
    }
    assert by_task == {
        "Analysis": [world.it.label, "Trainer"],
        "Interfaces": [world.it.label],
        "Test": ["Trainer"],
    }
