"""Plans over the interface."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from projects.schedule import services
from projects.schedule.models import Plan, Task
from tests.api.kit import ApiClient, assert_problem
from tests.factories import World

Find = Callable[[str], Task]


@pytest.fixture
def pm(world: World) -> ApiClient:
    return ApiClient(world.pm)


def test_the_schedule(world: World, plan: Plan, pm: ApiClient) -> None:
    services.take_baseline(by=world.pm, plan=plan, now=world.now)
    found = pm.get("/api/v1/projects/FIN-01/schedule/").json()
    assert (found["finish_on"], found["slip_workdays"], found["baseline"]) == ("2026-12-11", 0, 1)
    row = {row["name"]: row for row in found["tasks"]}["Build"]
    assert (row["start"], row["critical"], row["baseline_finish_on"]) == (
        "2026-12-03T09:00:00+08:00",
        True,
        "2026-12-09",
    )
    assert_problem(pm.get("/api/v1/projects/NONE/schedule/"), 404)
    assert_problem(ApiClient(world.stranger).get("/api/v1/projects/FIN-01/schedule/"), 404)


def test_a_task_from_birth_to_death(plan: Plan, pm: ApiClient, task: Find) -> None:
    made = pm.post("/api/v1/tasks/", {"project": "FIN-01", "name": "Pilot", "duration_minutes": 960})
    assert made.status_code == 201, made.content
    assert (made.json()["level"], made.json()["duration_minutes"]) == (1, 960)
    url = made["Location"]
    changed = pm.patch(url, {"constraint": "SNET", "constraint_on": "2026-12-14"}, etag=made["ETag"])
    assert changed.status_code == 200, changed.content
    assert changed.json()["start"].startswith("2026-12-14")
    assert_problem(pm.patch(url, {"name": "Other"}, etag=made["ETag"]), 412)
    assert_problem(pm.patch(url, {"name": "Other"}), 428)
    assert_problem(pm.patch(url, {"percent": 101}, etag=changed["ETag"]), 400)
    assert_problem(pm.patch(url, {"critical": True}, etag=changed["ETag"]), 400)
    assert pm.delete(url, etag=changed["ETag"]).status_code == 204
    assert not Task.objects.filter(plan=plan, name="Pilot").exists()
    assert pm.get("/api/v1/tasks/", {"project": "FIN-01", "critical": "true"}).json()["count"] == 5


def test_links_and_their_refusals(world: World, plan: Plan, pm: ApiClient, task: Find) -> None:
    body = {"predecessor": task("Training").pk, "successor": task("Go-live").pk, "kind": "FS", "lag_minutes": 480}
    made = pm.post("/api/v1/links/", body)
    assert made.status_code == 201, made.content
    assert_problem(pm.post("/api/v1/links/", body), 409, code="linked")
    changed = pm.patch(made["Location"], {"lag_minutes": 0}, etag=made["ETag"])
    assert changed.json()["lag_minutes"] == 0
    assert pm.delete(made["Location"], etag=changed["ETag"]).status_code == 204
    cycle = pm.post("/api/v1/links/", {"predecessor": task("Test").pk, "successor": task("Analysis").pk})
    assert_problem(cycle, 422, code="cycle")
    other = services.open_plan(by=world.stranger, project=world.other, start_on=world.today, now=world.now)
    services.apply(by=world.stranger, plan=other, ops=[{"op": "add", "fields": {"name": "Secret"}}], now=world.now)
    foreign = Task.objects.get(plan=other)
    assert_problem(pm.post("/api/v1/links/", {"predecessor": foreign.pk, "successor": task("Test").pk}), 400)


def test_milestones(plan: Plan, pm: ApiClient) -> None:
    assert [row["name"] for row in pm.get("/api/v1/milestones/").json()["results"]] == ["Go-live"]
    made = pm.post("/api/v1/milestones/", {"project": "FIN-01", "name": "Gate", "acceptance": "Signed"})
    assert (made.json()["is_milestone"], made.json()["duration_minutes"]) == (True, 0)


def test_baselines(plan: Plan, pm: ApiClient, world: World) -> None:
    made = pm.post("/api/v1/projects/FIN-01/schedule/baselines/", {"name": "Board"})
    assert (made.status_code, made.json()["number"]) == (201, 1)
    assert [b["name"] for b in pm.get("/api/v1/projects/FIN-01/schedule/baselines/").json()] == ["Board"]
    reader = ApiClient(world.it)
    assert_problem(reader.post("/api/v1/projects/FIN-01/schedule/baselines/", {}), 403)


def test_readers_change_nothing(world: World, plan: Plan, task: Find) -> None:
    reader = ApiClient(world.it)
    found = reader.get(f"/api/v1/tasks/{task('Test').pk}/")
    assert found.status_code == 200
    assert_problem(reader.patch(f"/api/v1/tasks/{task('Test').pk}/", {"name": "x"}, etag=found["ETag"]), 403)
    assert_problem(ApiClient(world.stranger).get(f"/api/v1/tasks/{task('Test').pk}/"), 404)


def test_the_status_document_tells_the_slip(world: World, plan: Plan, pm: ApiClient, task: Find) -> None:
    services.take_baseline(by=world.pm, plan=plan, now=world.now)
    op = {"op": "set", "id": task("Build").pk, "fields": {"duration": "6d"}}
    services.apply(by=world.pm, plan=plan, ops=[op], now=world.now)
    found = pm.get("/api/v1/projects/FIN-01/status/").json()["schedule"]
    assert found == {
        "finish": "2026-12-14",
        "baseline_finish": "2026-12-11",
        "slip_days": 1,
        "p50": None,
        "p80": None,
    }
