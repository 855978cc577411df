"""The pages and the interface of the simulation."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from pmo.audit.models import AuditEntry
from pmo.jobs import runner
from pmo.notify.clock import standing
from projects.portfolio.models import Project
from projects.schedule.models import Plan, Task
from projects.simulation import services, sources
from projects.simulation.choices import Mode
from projects.simulation.models import SimulationRun, SimulationSettings, TaskEstimate
from projects.simulation.sources import Budget, CostLine, Driver, DriverEffect
from tests.factories import World
from tests.projects.simulation.conftest import compute, points

Find = Callable[[str], Task]


@pytest.fixture
def pm(world: World, client: Client) -> Client:
    client.force_login(world.pm)
    return client


@pytest.fixture
def base(world: World) -> str:
    return f"/projects/{world.mine.key}"


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_before_the_first_run_the_page_offers_one(world: World, plan: Plan, pm: Client, base: str) -> None:
    page = text(pm.get(f"{base}/simulation/", headers={"accept-language": "en"}))
    assert "Nobody has simulated this plan yet" in page
    assert "No risks are quantified yet" in page
    assert f'action="{base}/simulation/start/"' in page


def test_without_a_plan_it_says_so(world: World, pm: Client, base: str) -> None:
    page = text(pm.get(f"{base}/simulation/"))
    assert "Not available, because there is no plan with tasks" in page
    assert f'action="{base}/simulation/start/"' not in page


def test_the_history_calls_a_run_by_its_project(world: World, plan: Plan, pm: Client, base: str) -> None:
    pm.post(f"{base}/simulation/start/", {"iterations": 1000, "seed": 5})
    entry = AuditEntry.objects.get(act="simulation.started")
    assert (entry.object_label, entry.object_label_en) == (f"{world.mine.name} #1", f"{world.mine.name_en} #1")


def test_a_run_is_begun_watched_and_read(world: World, plan: Plan, pm: Client, base: str) -> None:
    answer = pm.post(f"{base}/simulation/start/", {"iterations": 1000, "seed": 5})
    assert answer.status_code == 302
    assert "ld-job" in text(pm.get(f"{base}/simulation/"))
    runner.run_pending(clock=standing(timezone.now()))
    page = text(pm.get(f"{base}/simulation/"))
    assert 'data-chart="spread"' in page
    assert 'data-chart="certainty"' in page
    assert "Not available, because no costs are planned yet." in page
    assert f"/tasks/{Task.objects.get(plan=plan, name='Interfaces').pk}/" in page
    assert text(pm.get(f"{base}/simulation/runs/1/"))
    assert pm.get(f"{base}/simulation/runs/9/").status_code == 404


@pytest.mark.parametrize("body", [{"iterations": 5}, {"iterations": "many"}, {"iterations": 1000, "seed": -4}])
def test_a_run_that_makes_no_sense_is_refused(plan: Plan, pm: Client, base: str, body: dict[str, object]) -> None:
    assert pm.post(f"{base}/simulation/start/", body).status_code == 422
    assert not SimulationRun.objects.exists()


def test_a_second_run_at_the_same_time_is_refused(world: World, plan: Plan, pm: Client, base: str) -> None:
    services.start_run(by=world.pm, project=world.mine, now=world.now)
    answer = pm.post(f"{base}/simulation/start/", {"iterations": 1000})
    assert answer.status_code == 409
    assert "running already" in text(answer)


def test_the_page_says_when_it_is_stale(world: World, plan: Plan, task: Find, pm: Client, base: str) -> None:
    compute(world)
    said = "has changed since; simulate again"
    assert said not in text(pm.get(f"{base}/simulation/"))
    services.set_estimate(by=world.pm, task=task("Test"), points=points(4, 5, 9), now=world.now)
    assert said in text(pm.get(f"{base}/simulation/"))


def test_the_gantt_and_its_table_show_how_often_tasks_are_critical(
    world: World, plan: Plan, task: Find, pm: Client, base: str
) -> None:
    before = pm.get(f"{base}/plan/data.json")
    assert before.json()["criticality"] is None
    assert 'data-show="often"' not in text(pm.get(f"{base}/plan/"))
    run = compute(world)
    answer = pm.get(f"{base}/plan/data.json", headers={"If-None-Match": before["ETag"]})
    assert answer.status_code == 200
    found = answer.json()["criticality"]
    shares = {row["id"]: row["share"] for row in run.result["tasks"]}
    assert found["version"] == answer.json()["plan"]["version"]
    assert found["shares"][str(task("Test").pk)] == round(100 * shares[task("Test").pk])
    assert 'data-show="often"' in text(pm.get(f"{base}/plan/"))
    stale = "The plan was edited since"
    table = text(pm.get(f"{base}/plan/table/"))
    assert f"{found['shares'][str(task('Test').pk)]}%" in table
    assert stale not in table
    ops = {"ops": [{"op": "set", "id": task("Test").pk, "fields": {"duration": "30d"}}]}
    pm.post(f"{base}/plan/ops/", json.dumps(ops), content_type="application/json")
    later = pm.get(f"{base}/plan/data.json").json()
    assert later["criticality"] == found
    assert later["plan"]["version"] != found["version"]
    assert stale in text(pm.get(f"{base}/plan/table/"))


def register(task: Find) -> None:
    late = Driver(
        7, "R-07", "Interfaces late", Decimal("0.6"),
        (DriverEffect(task("Interfaces").pk, "days", Decimal(5), Decimal(8), Decimal(12)),), url="/risks/7/",
    )  # fmt: skip
    sources.register_drivers(lambda project, mode: [late] if mode == Mode.CURRENT else [], right=("plan", "change"))
    lines = [CostLine(1, "x", Decimal(90_000), Decimal(100_000), Decimal(150_000))]
    sources.register_costs(
        lambda project: lines, right=("plan", "change"), budget=lambda project: Budget(Decimal(120_000))
    )


def test_risks_money_and_responses_are_shown(world: World, plan: Plan, task: Find, pm: Client, base: str) -> None:
    register(task)
    compute(world)
    page = text(pm.get(f"{base}/simulation/"))
    assert 'href="/risks/7/"' in page
    assert "Before and after the responses" in page
    assert 'data-chart="cloud"' in page
    assert "Budget is enough" in page


def test_who_may_not_read_risks_and_money_sees_their_size_only(
    world: World, plan: Plan, task: Find, client: Client, base: str
) -> None:
    register(task)
    compute(world)
    client.force_login(world.it)
    page = text(client.get(f"{base}/simulation/"))
    assert "Interfaces late" not in page
    assert "R-07" not in page
    assert "A risk you may not read" in page
    assert "Budget is enough" not in page
    assert "you may not read the money" in page
    data = client.get(f"/api/v1{base}/simulation/").json()
    assert data["cost"] is None
    assert data["drivers"][0]["code"] == ""
    assert data["drivers"][0]["money"] is None


def test_strangers_see_nothing_and_readers_change_nothing(
    world: World, plan: Plan, task: Find, client: Client, base: str
) -> None:
    client.force_login(world.stranger)
    for url in (f"{base}/simulation/", f"{base}/estimates/"):
        assert client.get(url).status_code == 404
    client.force_login(world.ceo)
    assert client.get(f"{base}/simulation/").status_code == 200
    assert client.get(f"{base}/estimates/").status_code == 200
    assert client.get(f"{base}/simulation/settings/").status_code == 403
    assert client.post(f"{base}/simulation/start/", {"iterations": 1000}).status_code == 403
    assert client.post(f"{base}/estimates/", {}).status_code == 403
    assert client.post(f"/tasks/{task('Test').pk}/estimate/", {}).status_code == 403


def test_estimates_are_saved_from_the_table(world: World, plan: Plan, task: Find, pm: Client, base: str) -> None:
    a, b = task("Analysis").pk, task("Test").pk
    body = {f"low-{a}": "4", f"likely-{a}": "1w", f"high-{a}": "9d", f"shape-{a}": "pert", f"group-{a}": "vendor",
            f"version-{a}": "0", f"low-{b}": "", f"likely-{b}": "", f"high-{b}": "", f"version-{b}": "0"}  # fmt: skip
    assert pm.post(f"{base}/estimates/", body).status_code == 302
    row = TaskEstimate.objects.get()
    assert (row.task_id, row.low, row.likely, row.high, row.shape, row.group) == (a, 1920, 2400, 4320, "pert", "vendor")
    page = text(pm.get(f"{base}/estimates/"))
    assert 'value="4"' in page
    assert 'placeholder="4.5"' in page


def test_what_cannot_be_read_is_said_beside_its_row_and_nothing_is_saved(
    plan: Plan, task: Find, pm: Client, base: str
) -> None:
    a, b = task("Analysis").pk, task("Test").pk
    body = {
        f"low-{a}": "4",
        f"likely-{a}": "5",
        f"high-{a}": "9",
        f"low-{b}": "soon",
        f"likely-{b}": "",
        f"high-{b}": "",
    }
    answer = pm.post(f"{base}/estimates/", body)
    assert answer.status_code == 422
    assert "Give all three points, or none." in text(answer)
    assert 'value="soon"' in text(answer)
    assert not TaskEstimate.objects.exists()


def test_the_preview_saves_nothing(world: World, plan: Plan, task: Find, pm: Client, base: str) -> None:
    a = task("Interfaces").pk
    body = {f"low-{a}": "8", f"likely-{a}": "20", f"high-{a}": "40"}
    fragment = text(pm.post(f"{base}/estimates/preview/", body, headers={"HX-Request": "true"}))
    assert "nothing is saved" in fragment
    assert "<html" not in fragment
    page = text(pm.post(f"{base}/estimates/", {**body, "preview": "1"}))
    assert "nothing is saved" in page
    assert 'value="20"' in page
    assert not TaskEstimate.objects.exists()


def test_one_estimate_from_the_page_of_the_task(world: World, plan: Plan, task: Find, pm: Client) -> None:
    url = f"/tasks/{task('Test').pk}/"
    assert "by the project's band" in text(pm.get(url)).replace("&#x27;", "'")
    assert pm.post(f"{url}estimate/", {"low": "4", "likely": "5", "high": "9"}).status_code == 302
    compute(world)
    page = text(pm.get(url))
    assert "Between 4 and 9 days" in page
    assert "of the simulated courses" in page
    refused = pm.post(f"{url}estimate/", {"low": "9", "likely": "5", "high": "4"})
    assert refused.status_code == 422
    assert 'value="9"' in text(refused)
    assert pm.post(f"{url}estimate/", {}).status_code == 422
    assert pm.post(f"{url}estimate/remove/").status_code == 302
    assert not TaskEstimate.objects.exists()


def test_the_assumptions_can_be_changed(world: World, plan: Plan, pm: Client, base: str) -> None:
    url = f"{base}/simulation/settings/"
    body = {"band": "on", "band_low": "-5", "band_high": "60", "shape": "pert", "correlation": "0.3", "promised_on": ""}
    assert pm.get(url).status_code == 200
    assert pm.post(url, {**body, "band_low": "5"}).status_code == 422
    assert pm.post(url, body).status_code == 302
    row = SimulationSettings.objects.get()
    assert (row.band_low, row.band_high, row.shape) == (Decimal(-5), Decimal(60), "pert")
    stale = pm.post(url, {**body, "version": "7"})
    assert stale.status_code == 422


def test_a_closed_project_offers_nothing_to_change(world: World, plan: Plan, pm: Client, base: str) -> None:
    Project.objects.filter(pk=world.mine.pk).update(state="closed")
    page = text(pm.get(f"{base}/simulation/"))
    assert f'action="{base}/simulation/start/"' not in page
    assert 'name="low-' not in text(pm.get(f"{base}/estimates/"))


def test_the_interface_runs_and_reads(world: World, plan: Plan, pm: Client, base: str) -> None:
    url = f"/api/v1{base}/simulation/"
    assert pm.get(url).status_code == 404
    answer = pm.post(url, {"iterations": 1000, "seed": 9}, content_type="application/json")
    assert answer.status_code == 202
    assert answer["Location"].endswith(f"/api/v1/jobs/{answer.json()['id']}/")
    runner.run_pending(clock=standing(timezone.now()))
    data = pm.get(url).json()
    assert (data["seed"], data["iterations"], data["stale"], data["cost"]) == (9, 1000, False, None)
    assert data["finish"]["p50"] <= data["finish"]["p80"]
    assert sum(bin_["count"] for bin_ in data["finish"]["histogram"]) == 1000
    assert data["criticality"][0]["index"] == 1
    assert pm.post(url, {"iterations": 1}, content_type="application/json").status_code in (400, 422)
    status = pm.get(f"/api/v1{base}/status/").json()
    assert (status["schedule"]["p50"], status["schedule"]["p80"]) == (data["finish"]["p50"], data["finish"]["p80"])
