"""Processes over the API: the contract, its refusals, and nothing foreign."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from metrics.kpis.models import Measurement
from metrics.processes import services
from metrics.processes.models import EventLog, Process
from projects.goals.models import Kpi, PainPoint
from tests import factories
from tests.api.kit import ApiClient, assert_problem
from tests.metrics.processes.conftest import approvals, file, xes

World = factories.World
Work = Callable[[], int]

CSV = "id,step,time\nA,submit,2026-01-01 08:00\nA,pay,2026-01-03 08:00\n"


@pytest.fixture
def api(world: World) -> ApiClient:
    return ApiClient(world.pm)


def upload(api: ApiClient, process: Process, data: bytes, name: str = "log.xes", key: str = "", **fields: str) -> Any:
    address = f"/api/v1/processes/{process.pk}/logs/"
    return api.upload(address, {"file": SimpleUploadedFile(name, data), **fields}, key=key)


def test_a_process_from_beginning_to_end(world: World, api: ApiClient) -> None:
    made = api.post("/api/v1/processes/", {"project": "FIN-01", "name": "报销审批", "unit": world.finance.pk})
    assert made.status_code == 201
    address = f"/api/v1/processes/{made.json()['id']}/"
    assert made.json()["project"] == "FIN-01"
    assert made.json()["latest_log"] is None
    assert api.get(address).json() == made.json()
    assert [p["id"] for p in api.get("/api/v1/processes/?project=FIN-01&search=报销").json()["results"]] == [
        made.json()["id"]
    ]
    changed = api.patch(address, {"name": "差旅报销"}, etag=made["ETag"])
    assert changed.json()["name"] == "差旅报销"
    assert_problem(api.patch(address, {"name": "x"}, etag=made["ETag"]), 412)
    assert_problem(api.patch(address, {"name": "x"}), 428)
    assert_problem(
        api.patch(address, {"project": "FIN-01", "time_zone": "Mars"}, etag=changed["ETag"]), 422, pointer="/time_zone"
    )
    assert api.delete(address, etag=changed["ETag"]).status_code == 204
    assert not Process.objects.exists()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?moon=1", "unknown_parameter"),
        ("?unit=x", "not_an_integer"),
        ("?page_size=9999", "out_of_range"),
        ("?ordering=x", "unknown_ordering"),
    ],
)
def test_what_is_unknown_is_refused(api: ApiClient, query: str, code: str) -> None:
    assert_problem(api.get(f"/api/v1/processes/{query}"), 400, code=code)


def test_an_unknown_field_is_refused(api: ApiClient) -> None:
    answer = api.post("/api/v1/processes/", {"project": "FIN-01", "name": "x", "step_names": {}})
    assert_problem(answer, 400, code="unknown_field", pointer="/step_names")


def test_an_upload_is_a_job(world: World, process: Process, api: ApiClient, work: Work) -> None:
    answer = upload(api, process, gzip.compress(xes(approvals(6)), mtime=0), "log.xes.gz")
    assert answer.status_code == 202
    log = answer.json()
    assert (log["number"], log["status"], log["cases"], log["problems"]) == (1, "waiting", None, [])
    job = api.get(answer["Location"].replace("http://testserver", "")).json()
    assert (job["kind"], job["state"], job["progress"]) == ("processes.analyse", "queued", 0)
    work()
    job = api.get(answer["Location"].replace("http://testserver", "")).json()
    assert (job["state"], job["progress"], job["errors"]) == ("done", 100, [])
    again = upload(api, process, gzip.compress(xes(approvals(6)), mtime=0), "log.xes.gz")
    assert (again.status_code, again.json()["id"]) == (202, log["id"])
    rows = api.get(f"/api/v1/processes/{process.pk}/logs/").json()
    assert rows["count"] == 1
    assert rows["results"][0]["status"] == "ready"
    assert rows["results"][0]["cases"] == 37


def test_the_analysis(world: World, ready: EventLog, api: ApiClient) -> None:
    address = f"/api/v1/processes/{ready.process_id}/analysis/"
    found = api.get(address)
    data = found.json()
    assert (data["process"], data["log"], data["cases"], data["events"], data["activities"]) == (
        ready.process_id,
        1,
        37,
        116,
        4,
    )
    assert set(data["cycle_time"]) == {"count", "mean", "median", "p90", "total"}
    assert [m["month"] for m in data["months"]][:2] == ["2026-01", "2026-02"]
    assert data["handovers"][0]["source"] == "Checked"
    assert data["rework"]["returned_cases"] == 6
    assert api.get(address, headers={"If-None-Match": found["ETag"]}).status_code == 304
    assert api.get(f"{address}?log=1").status_code == 200
    assert_problem(api.get(f"{address}?log=2"), 404)
    assert_problem(api.get(f"{address}?log=0"), 400)


def test_before_the_first_log_there_is_no_analysis(process: Process, api: ApiClient) -> None:
    assert_problem(api.get(f"/api/v1/processes/{process.pk}/analysis/"), 404)


@pytest.mark.parametrize(
    ("data", "name", "status"),
    [(b"", "log.xes", 415), (b"%PDF-1.4", "log.xes", 415), (b"x", "log.exe", 415), (CSV.encode(), "log.xes", 415),
     (b"<!DOCTYPE x><log/>", "log.xes", 422), (b"a,b\n1,2\n", "log.csv", 422)],
)  # fmt: skip
def test_what_is_no_log_is_refused_with_its_reason(
    process: Process, api: ApiClient, data: bytes, name: str, status: int
) -> None:
    answer = upload(api, process, data, name)
    assert_problem(answer, status)
    assert not EventLog.objects.exists()


def test_without_a_file_or_with_more_than_asked(process: Process, api: ApiClient) -> None:
    address = f"/api/v1/processes/{process.pk}/logs/"
    assert_problem(api.upload(address, {"case": "x"}), 400, pointer="/file")
    assert_problem(upload(api, process, b"x", moon="1"), 400, pointer="/moon")
    assert_problem(api.post(address, {"file": "x"}), 415)


def test_columns_of_a_table(process: Process, api: ApiClient, work: Work) -> None:
    wrong = upload(api, process, CSV.encode(), "log.csv", case="id", activity="nothing", timestamp="time")
    assert_problem(wrong, 422, code="missing_column", pointer="/activity")
    answer = upload(api, process, CSV.encode(), "log.csv", case="id", activity="step", timestamp="time")
    assert answer.json()["mapping"] == {"case": "id", "activity": "step", "timestamp": "time"}
    work()
    assert api.get(f"/api/v1/processes/{process.pk}/analysis/").json()["cases"] == 1
    log = answer.json()["id"]
    again = api.post(
        f"/api/v1/processes/{process.pk}/logs/{log}/again/", {"case": "step", "activity": "id", "timestamp": "time"}
    )
    assert again.status_code == 202
    work()
    assert api.get(f"/api/v1/processes/{process.pk}/analysis/").json()["cases"] == 2


def test_a_log_that_failed_says_why_in_the_language_asked_for(
    world: World, process: Process, api: ApiClient, work: Work
) -> None:
    log = upload(api, process, xes(approvals(1))[:-60]).json()
    work()
    address = f"/api/v1/processes/{process.pk}/logs/{log['id']}/"
    found = api.get(address)
    assert found.json()["status"] == "failed"
    assert "breaks off" in found.json()["problems"][0]
    chinese = ApiClient(world.pm, language="zh-hans").get(address).json()
    assert "中断" in chinese["problems"][0]
    assert api.delete(address, etag=found["ETag"]).status_code == 204
    assert not EventLog.objects.exists()


def test_figures_are_withdrawn_not_deleted(ready: EventLog, api: ApiClient) -> None:
    address = f"/api/v1/processes/{ready.process_id}/logs/{ready.pk}/"
    assert_problem(api.delete(address, etag=api.get(address)["ETag"]), 409, code="has_result")
    assert_problem(api.post(f"{address}withdraw/", {"reason": ""}), 400)
    assert api.post(f"{address}withdraw/", {"reason": "wrong system"}).json()["status"] == "withdrawn"


def test_the_same_key_uploads_once(process: Process, api: ApiClient) -> None:
    data = xes(approvals(2))
    first = upload(api, process, data, key="k-1")
    again = upload(api, process, data, key="k-1")
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert_problem(upload(api, process, xes(approvals(3)), key="k-1"), 422)
    assert EventLog.objects.count() == 1


def test_a_finding_and_a_kpi(world: World, ready: EventLog, api: ApiClient) -> None:
    base = f"/api/v1/processes/{ready.process_id}/"
    pain = api.post(
        f"{base}pain-points/", {"source": "Checked", "target": "Paid", "goal": world.goal.pk, "hours_per_month": 40}
    )
    assert pain.status_code == 201
    assert pain.json()["evidence_note"]["cases"] == 36
    assert PainPoint.objects.get().goals.get() == world.goal
    body = {
        "goal": world.goal.pk,
        "figure": "median",
        "target": "-50 %",
        "due_on": "2027-03-31",
        "owner": world.owner.pk,
    }
    kpi = api.post(f"{base}kpis/", body)
    assert kpi.status_code == 201
    assert kpi.json()["baseline"] == ready.analysis.result["cycle"]["median"]
    assert kpi.json()["baseline_on"] == "2026-06-30"
    assert Measurement.objects.filter(kpi_id=kpi.json()["id"]).count() == 6
    assert_problem(api.post(f"{base}kpis/", body), 409)
    assert_problem(api.post(f"{base}kpis/", {**body, "figure": "moon"}), 400, pointer="/figure")
    assert_problem(api.post(f"{base}kpis/", {**body, "figure": "mean", "target": "soon"}), 422, pointer="/target")
    foreign = {**body, "figure": "mean", "goal": world.other_goal.pk}
    assert_problem(api.post(f"{base}kpis/", foreign), 400, pointer="/goal")
    assert_problem(api.post(f"{base}pain-points/", {"source": "Paid", "target": "Moon"}), 422)


def test_who_reads_and_who_writes(world: World, ready: EventLog) -> None:
    base = f"/api/v1/processes/{ready.process_id}/"
    reader = ApiClient(world.owner)
    assert reader.get(base).status_code == 200
    assert reader.get(f"{base}analysis/").status_code == 200
    assert_problem(upload(reader, ready.process, b"x"), 403)
    assert_problem(reader.post("/api/v1/processes/", {"project": "FIN-01", "name": "x"}), 403)
    read_only = ApiClient(world.pm, read_only=True)
    assert read_only.get(f"{base}logs/").status_code == 200
    assert_problem(upload(read_only, ready.process, b"x"), 403)
    assert_problem(ApiClient(world.employee).get(base), 404)
    assert_problem(ApiClient().get(base), 401)


def test_nothing_foreign(world: World, foreign: Process, ready: EventLog, api: ApiClient, work: Work) -> None:
    log = services.upload_log(by=world.stranger, process=foreign, upload=file(xes(approvals(2))), now=world.now).log
    work()
    base = f"/api/v1/processes/{foreign.pk}/"
    for address in (
        base,
        f"{base}logs/",
        f"{base}logs/{log.pk}/",
        f"{base}analysis/",
        f"/api/v1/processes/{ready.process_id}/logs/{log.pk}/",
    ):
        answer = api.get(address)
        assert_problem(answer, 404)
        assert factories.CANARY not in answer.content.decode()
    assert_problem(upload(api, foreign, b"x"), 404)
    assert_problem(api.post(f"{base}logs/{log.pk}/again/", {}), 404)
    assert_problem(api.post(f"{base}pain-points/", {"source": "a", "target": "b"}), 404)
    assert factories.CANARY not in api.get("/api/v1/processes/").content.decode()
    assert api.get(f"/api/v1/processes/?project={world.other.key}").json()["count"] == 0
    answer = api.post("/api/v1/processes/", {"project": world.other.key, "name": "x"})
    assert_problem(answer, 400, pointer="/project")
    assert Kpi.objects.filter(feed_kind="process_log").count() == 0
