"""A plan held against the fourteen checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from projects.schedule import services
from projects.schedule.models import Plan
from projects.schedule.selectors.quality import quality
from tests.api.kit import token_for
from tests.factories import World

Edit = Callable[..., Any]


def checks(plan: Plan, world: World) -> dict[str, Any]:
    found = quality(plan, world.today, services.finish_moves)
    return {line.check.code: line for line in found.lines}


def test_the_tasks_behind_a_figure(world: World, plan: Plan) -> None:
    found = checks(plan, world)
    assert sorted(task.name for task in found["logic"].tasks) == ["Analysis", "Training"]
    assert found["logic"].check.of == 4
    assert found["path"].check.passed is True
    assert found["staffed"].check.value == 100


def test_hard_constraints_are_named(world: World, plan: Plan, task: Callable[[str], Any], edit: Edit) -> None:
    build = task("Build")
    edit({"op": "set", "id": build.pk, "fields": {"constraint": 3, "constraint_at": build.start}})
    assert [row.name for row in checks(plan, world)["hard"].tasks] == ["Build"]


def test_a_finish_that_does_not_follow_the_path_fails_the_test(
    world: World, plan: Plan, task: Callable[[str], Any]
) -> None:
    found = quality(plan, world.today, lambda rows, row, days: 0)
    assert next(line.check.passed for line in found.lines if line.check.code == "path") is False


def test_the_page(world: World, plan: Plan, client_of: Callable[[Any], Client]) -> None:
    address = reverse("schedule:quality", args=[world.mine.key])
    page = client_of(world.pm).get(address).content.decode()
    for words in ("Tasks without predecessor or successor", "Training", "there is no baseline", "Critical path test"):
        assert words in page
    assert client_of(world.stranger).get(address).status_code == 404


def test_over_the_interface(world: World, plan: Plan, client: Client) -> None:
    head = {"Authorization": f"Bearer {token_for(world.pm, now=world.now)}"}
    answer = client.get(f"/api/v1/projects/{world.mine.key}/schedule/quality/", headers=head)
    found = answer.json()
    assert [check["number"] for check in found["checks"]] == list(range(1, 15))
    assert found["asked"] >= found["met"]
    head = {"Authorization": f"Bearer {token_for(world.stranger, now=world.now)}"}
    assert client.get(f"/api/v1/projects/{world.mine.key}/schedule/quality/", headers=head).status_code == 404


def test_the_number_of_queries(world: World, plan: Plan, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        quality(plan, world.today)
