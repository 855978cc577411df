"""A plan that goes to Microsoft Project: what the file cannot hold is said before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from projects.msproject import behind, exporting, reading
from projects.resources import services as resources
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from tests.api.kit import ApiClient, assert_problem
from tests.factories import World

Browser = Callable[[Any], Client]
LEAVE = "/projects/FIN-01/plan/export/"
API = "/api/v1/projects/FIN-01/schedule/export/"


@pytest.fixture
def plan(world: World) -> Plan:
    plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=date(2026, 11, 30), now=world.now)
    rows = [{"op": "add", "fields": {"name": name, "duration": "3d"}} for name in ("Design", "Build")]
    schedule.apply(by=world.pm, plan=plan, ops=rows, now=world.now)
    return Plan.objects.select_related("project", "work_calendar").get(pk=plan.pk)


def left(plan: Plan) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {item.code: (item.count, item.where) for item in behind.left_behind(plan)}


def change(world: World, plan: Plan, name: str, **fields: Any) -> None:
    task = Task.objects.get(plan=plan, name=name)
    schedule.apply(by=world.pm, plan=plan, ops=[{"op": "set", "id": task.pk, "fields": fields}], now=world.now)


def test_a_plan_that_fits_is_taken_at_once(world: World, plan: Plan, client_of: Browser) -> None:
    change(world, plan, "Build", acceptance="x" * 1275, percent="50")
    assert not left(plan)
    answer = client_of(world.pm).get(LEAVE)
    assert answer["Content-Disposition"].startswith("attachment")
    assert reading.read(BytesIO(answer.content)).tasks[1].words["acceptance"] == "x" * 1275


def test_what_is_cut_is_listed_by_name(world: World, plan: Plan, client_of: Browser) -> None:
    change(world, plan, "Build", acceptance="x" * 1276, percent="33.33")
    assert left(plan) == {"long_acceptance": (1, ("Build",)), "percent_fractions": (1, ("Build",))}
    page = client_of(world.pm).get(LEAVE)
    assert "beyond 1,275 characters" in page.content.decode()
    assert "export.xml" in page.content.decode()


def test_the_baseline_slips_are_counted_against_always_comes_along(world: World, plan: Plan) -> None:
    for n in range(13):
        schedule.take_baseline(by=world.pm, plan=plan, name=f"Board {n + 1}", now=world.now)
    assert left(plan)["baselines_beyond"] == (2, ("11 Board 11", "12 Board 12"))
    assert [row.number for row in exporting.kept_baselines(plan)] == [*range(1, 11), 13]
    assert len(exporting.document_of(plan).tasks[0].baselines) == 11


def test_baselines_of_deleted_tasks_and_own_weeks_stay_behind(world: World, plan: Plan) -> None:
    schedule.take_baseline(by=world.pm, plan=plan, now=world.now)
    build = Task.objects.get(plan=plan, name="Build")
    schedule.apply(by=world.pm, plan=plan, ops=[{"op": "delete", "ids": [build.pk]}], now=world.now)
    person = resources.resource_of(world.it, now=world.now)
    design = Task.objects.select_related("plan__project").get(plan=plan, name="Design")
    resources.assign(by=world.pm, task=design, resource=person, percent=Decimal(100), now=world.now)
    assert left(plan) == {"baseline_rows_gone": (1, ("Build",))}
    resources.add_absence(
        by=world.pmo, resource=person, start_on=date(2027, 1, 4), finish_on=date(2027, 1, 5), now=world.now
    )
    assert left(plan)["own_times"] == (1, (world.it.label,))


def test_programs_are_told_too(world: World, plan: Plan) -> None:
    assert ApiClient(world.pm).get(API).json() == []
    change(world, plan, "Design", acceptance="x" * 2000)
    (item,) = ApiClient(world.pm).get(API).json()
    assert (item["code"], item["count"], item["rows"]) == ("long_acceptance", 1, ["Design"])
    assert_problem(ApiClient(world.stranger).get(API), 404)


def test_who_may_not_take_it(world: World, plan: Plan, client_of: Browser) -> None:
    assert client_of(world.stranger).get(LEAVE).status_code == 404
