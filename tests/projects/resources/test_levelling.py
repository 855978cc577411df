"""Levelling a plan: proposed by a job, compared, applied only when confirmed."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pmo.jobs import runner
from pmo.jobs import services as jobs
from pmo.jobs.models import Job
from pmo.notify.clock import standing
from pmo.records import Conflict, Forbidden, Invalid
from projects.resources import services
from projects.resources.models import Levelling, Resource
from projects.resources.selectors import resources as selectors
from projects.resources.work import proposal
from projects.schedule import services as schedule
from projects.schedule.models import Plan, PlanEdit, Task
from tests.factories import World

Put = Callable[..., None]
Find = Callable[[str], Task]


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("project", "work_calendar", "own_calendar").get(pk=plan.pk)


def compute(world: World, plan: Plan, **options: Any) -> Levelling:
    """As the worker does it."""
    made = services.start_levelling(by=world.pm, plan=fresh(plan), seconds=5, now=world.now, **options)
    runner.run_pending(clock=standing(world.now))
    return Levelling.objects.select_related("plan__project", "plan__work_calendar").get(pk=made.pk)


def test_two_tasks_of_one_person_go_one_after_the_other(
    world: World, plan: Plan, person: Resource, put: Put, task: Find
) -> None:
    put(person, "Analysis", "Interfaces", "Test")
    before = {name: task(name).start_on for name in ("Analysis", "Interfaces", "Test")}
    found = compute(world, plan)
    assert found.state == "proposed"
    assert (found.result["over_before"], found.result["over_after"]) == (40.0, 0.0)
    assert found.result["status"] == "optimal"
    assert found.result["workdays"] > 0
    assert {name: task(name).start_on for name in before} == before
    services.apply_levelling(by=world.pm, levelling=found, now=world.now)
    spans = sorted((task(name).start_on, task(name).finish_on) for name in before)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(spans))  # type: ignore[operator]
    assert PlanEdit.objects.filter(plan=plan, kind="levelling").exists()
    assert fresh(plan).finish_on.isoformat() == found.result["finish_after"]  # type: ignore[union-attr]


def test_what_is_fine_stays(world: World, plan: Plan, person: Resource, put: Put) -> None:
    put(person, "Analysis")
    found = compute(world, plan)
    assert found.result["moves"] == []
    assert found.result["workdays"] == 0


def test_what_is_under_way_is_not_moved(world: World, plan: Plan, person: Resource, put: Put, task: Find) -> None:
    put(person, "Analysis", "Interfaces")
    ops = [{"op": "set", "id": task("Interfaces").pk, "fields": {"percent": 20}}]
    schedule.apply(by=world.pm, plan=fresh(plan), ops=ops, now=world.now)
    found = compute(world, plan)
    assert str(task("Interfaces").pk) not in found.result["delays"]
    assert str(task("Analysis").pk) in found.result["delays"]


def test_other_projects_count_if_asked(world: World, plan: Plan, person: Resource, put: Put, task: Find) -> None:
    put(person, "Analysis")
    other = schedule.open_plan(by=world.stranger, project=world.other, start_on=date(2026, 11, 30), now=world.now)
    schedule.apply(by=world.stranger, plan=other, ops=[{"op": "add", "fields": {"duration": "10d"}}], now=world.now)
    services.assign(
        by=world.stranger,
        task=Task.objects.select_related("plan__project", "plan__work_calendar").get(plan=other),
        resource=person,
        now=world.now,
    )
    alone = compute(world, plan, others=False)
    assert alone.result["moves"] == []
    services.discard_levelling(by=world.pm, levelling=alone, now=world.now)
    beside = compute(world, plan, others=True)
    moved = {move["name"]: move["to_on"] for move in beside.result["moves"]}
    assert moved["Analysis"] == "2026-12-14"


def test_a_second_levelling_begins_from_the_plain_plan(
    world: World, plan: Plan, person: Resource, put: Put, task: Find
) -> None:
    put(person, "Analysis", "Interfaces")
    services.apply_levelling(by=world.pm, levelling=compute(world, plan), now=world.now)
    again = compute(world, plan)
    assert again.result["workdays"] == 0
    assert again.result["over_after"] == 0


def test_nothing_to_level(world: World, plan: Plan, person: Resource, put: Put) -> None:
    with pytest.raises(Conflict, match="nobody"):
        services.start_levelling(by=world.pm, plan=fresh(plan), now=world.now)
    put(person, "Analysis")
    with pytest.raises(Invalid, match="required"):
        services.start_levelling(by=world.pm, plan=fresh(plan), seconds=3600, now=world.now)
    with pytest.raises(Forbidden):
        services.start_levelling(by=world.it, plan=fresh(plan), now=world.now)
    services.start_levelling(by=world.pm, plan=fresh(plan), now=world.now)
    with pytest.raises(Conflict, match="running"):
        services.start_levelling(by=world.pm, plan=fresh(plan), now=world.now)


def test_a_plan_that_changed_meanwhile_is_not_overwritten(
    world: World, plan: Plan, person: Resource, put: Put, task: Find
) -> None:
    put(person, "Analysis", "Interfaces")
    found = compute(world, plan)
    ops = [{"op": "set", "id": task("Test").pk, "fields": {"duration": 960}}]
    schedule.apply(by=world.pm, plan=fresh(plan), ops=ops, now=world.now)
    with pytest.raises(Conflict, match="plan_changed"):
        services.apply_levelling(by=world.pm, levelling=found, now=world.now)


def test_a_discarded_proposal_is_not_applied(world: World, plan: Plan, person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces")
    found = compute(world, plan)
    services.discard_levelling(by=world.pm, levelling=found, now=world.now)
    with pytest.raises(Conflict, match="not_proposed"):
        services.apply_levelling(by=world.pm, levelling=found, now=world.now)


def test_a_proposal_writes_nothing(world: World, plan: Plan, person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces")
    made = services.start_levelling(by=world.pm, plan=fresh(plan), seconds=5, now=world.now)
    rows = list(Task.objects.filter(plan=plan).values())
    proposal(Levelling.objects.select_related("plan__project", "plan__work_calendar").get(pk=made.pk), world.now)
    assert list(Task.objects.filter(plan=plan).values()) == rows


def test_a_job_that_died_does_not_block_the_plan(world: World, plan: Plan, person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces")
    made = services.start_levelling(by=world.pm, plan=fresh(plan), seconds=5, now=world.now)
    Job.objects.filter(pk=made.job_id).update(state="failed", finished_at=world.now)
    newest = selectors.newest_levelling(plan)
    assert newest is not None
    assert newest.state == "failed"
    assert compute(world, plan).state == "proposed"


def test_cancelled_before_a_worker_took_it(world: World, plan: Plan, person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces")
    made = services.start_levelling(by=world.pm, plan=fresh(plan), seconds=5, now=world.now)
    jobs.cancel(by=world.pm, job=Job.objects.get(pk=made.job_id), now=world.now)
    runner.run_pending(clock=standing(world.now))
    assert not selectors.is_levelling(plan)
    assert compute(world, plan).state == "proposed"


def test_the_history_says_that_people_moved_the_plan(world: World, plan: Plan, person: Resource, put: Put) -> None:
    put(person, "Analysis")
    services.add_absence(
        by=world.it, resource=person, start_on=date(2026, 12, 2), finish_on=date(2026, 12, 3), now=world.now
    )
    assert PlanEdit.objects.filter(plan=plan).latest("number").summary["key"] == "schedule.edit.people"
