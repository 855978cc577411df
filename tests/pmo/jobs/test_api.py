"""Jobs over the API: watched and cancelled by their owner, told in the caller's language."""

from __future__ import annotations

import pytest

from pmo import jobs
from pmo.jobs import runner
from pmo.jobs.choices import State
from pmo.jobs.models import Job
from pmo.records import Invalid
from tests.api.kit import ApiClient, assert_problem


@pytest.fixture
def lin(person):
    return person(language="en")


@pytest.fixture
def job(lin, now, handle):
    handle(lambda run: jobs.JobResult(url="/processes/1/", api_url="/api/v1/processes/1/analysis/", data={"cases": 3}))
    return jobs.start(by=lin, kind="test.work", params={}, now=now)


def test_it_tells_how_far_it_is_and_where_the_result_is(lin, job, clock):
    client = ApiClient(lin)
    told = client.get(f"/api/v1/jobs/{job.pk}/").json()
    expected = {"id": job.pk, "kind": "test.work", "state": "queued", "progress": 0, "result_url": "", "errors": []}
    assert {key: told[key] for key in expected} == expected
    runner.run_job(job.pk, clock=clock)
    told = client.get(f"/api/v1/jobs/{job.pk}/").json()
    assert (told["state"], told["progress"], told["result"]) == ("done", 100, {"cases": 3})
    assert told["result_url"].endswith("/api/v1/processes/1/analysis/")
    assert told["result_url"].startswith("http")


def test_a_failure_is_told_in_the_callers_language(lin, now, handle, clock):
    from django.utils.translation import gettext_lazy as _

    def run(run):
        raise Invalid(_("This work cannot be interrupted safely."), code="no_date", field="file")

    handle(run)
    job = jobs.start(by=lin, kind="test.work", params={}, now=now)
    runner.run_job(job.pk, clock=clock)
    english = ApiClient(lin, language="en").get(f"/api/v1/jobs/{job.pk}/").json()
    chinese = ApiClient(lin, language="zh-hans").get(f"/api/v1/jobs/{job.pk}/").json()
    detail = "This work cannot be interrupted safely."
    assert english["errors"] == [{"pointer": "/file", "code": "no_date", "detail": detail}]
    assert chinese["errors"][0]["detail"] == "这项任务中途停止不安全，请等它完成。"


def test_it_can_be_cancelled_while_it_waits_and_not_afterwards(lin, job):
    client = ApiClient(lin)
    assert client.post(f"/api/v1/jobs/{job.pk}/cancel/").json()["state"] == "cancelled"
    assert_problem(client.post(f"/api/v1/jobs/{job.pk}/cancel/"), 409, code="finished")


def test_a_read_only_token_watches_but_does_not_cancel(lin, job):
    client = ApiClient(lin, read_only=True)
    assert client.get(f"/api/v1/jobs/{job.pk}/").status_code == 200
    assert client.post(f"/api/v1/jobs/{job.pk}/cancel/").status_code == 403
    assert Job.objects.get().state == State.QUEUED


def test_another_persons_job_is_as_missing_as_one_that_never_was(person, job):
    client = ApiClient(person("stranger"))
    assert client.get(f"/api/v1/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/api/v1/jobs/{job.pk}/cancel/").status_code == 404
    assert client.get("/api/v1/jobs/").json()["count"] == 0


def test_the_list_is_filtered_and_refuses_what_it_does_not_know(lin, job):
    client = ApiClient(lin)
    assert client.get("/api/v1/jobs/", {"state": "queued", "kind": "test.work"}).json()["count"] == 1
    assert client.get("/api/v1/jobs/", {"state": "done"}).json()["count"] == 0
    assert client.get("/api/v1/jobs/", {"owner": "1"}).status_code == 400
    assert client.get("/api/v1/jobs/", {"state": "sleeping"}).status_code == 400
