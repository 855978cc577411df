"""Pages of long work: one's own, its progress, its end, and nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client

from pmo import jobs
from pmo.audit.models import AuditEntry
from pmo.jobs import runner
from pmo.jobs.choices import State
from pmo.jobs.models import Job
from pmo.records import Invalid


@pytest.fixture
def lin(person):
    return person(language="en")


@pytest.fixture
def browser(lin) -> Client:
    client = Client()
    client.force_login(lin)
    return client


@pytest.fixture
def job(lin, now, handle):
    handle(lambda run: jobs.JobResult(url="/processes/1/"))
    return jobs.start(by=lin, kind="test.work", params={}, now=now)


def text(answer) -> str:
    return answer.content.decode()


def test_a_waiting_job_asks_for_news_of_itself(browser, job):
    page = text(browser.get(f"/jobs/{job.pk}/"))
    assert "Process analysis" in page
    assert f'hx-get="/jobs/{job.pk}/fragment/"' in page
    assert "You can leave" in page


def test_a_finished_job_shows_its_result_and_asks_no_more(browser, job, clock):
    runner.run_job(job.pk, clock=clock)
    fragment = text(browser.get(f"/jobs/{job.pk}/fragment/"))
    assert 'href="/processes/1/"' in fragment
    assert "hx-trigger" not in fragment
    assert "<html" not in fragment


def test_progress_is_shown(browser, job, step):
    Job.objects.update(
        state=State.RUNNING, lease_token="x", lease_until=job.created_at, progress=42, progress_text=step(3).to_json()
    )
    fragment = text(browser.get(f"/jobs/{job.pk}/fragment/"))
    assert "42" in fragment
    assert "Step 3" in fragment


def test_a_refused_job_says_why(browser, lin, now, handle, clock):
    def run(run):
        raise Invalid("Row 7: no date", code="no_date")

    handle(run)
    job = jobs.start(by=lin, kind="test.work", params={}, now=now)
    runner.run_job(job.pk, clock=clock)
    assert "Row 7: no date" in text(browser.get(f"/jobs/{job.pk}/"))
    assert "Row 7: no date" in text(browser.get("/jobs/"))


def test_it_can_be_cancelled_once(browser, job):
    assert browser.post(f"/jobs/{job.pk}/cancel/").status_code == 302
    assert Job.objects.get().state == State.CANCELLED
    assert AuditEntry.objects.filter(act="job.cancelled").count() == 1
    assert "already finished" in text(browser.post(f"/jobs/{job.pk}/cancel/", follow=True))
    assert AuditEntry.objects.filter(act="job.cancelled").count() == 1


@pytest.mark.parametrize(("method", "path"), [("get", ""), ("get", "fragment/"), ("post", "cancel/")])
def test_another_persons_job_does_not_exist(person, job, method, path):
    client = Client()
    client.force_login(person("stranger"))
    assert getattr(client, method)(f"/jobs/{job.pk}/{path}").status_code == 404
    assert "Process analysis" not in text(client.get("/jobs/"))
    assert Job.objects.get().state == State.QUEUED


def test_the_list_takes_as_many_queries_for_fifty_jobs_as_for_one(
    browser, lin, job, now, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(15) as counted:
            browser.get("/jobs/")
        return len(counted.captured_queries)

    browser.get("/jobs/")
    one = queries()
    for _n in range(60):
        jobs.start(by=lin, kind="test.work", params={}, now=now)
    assert queries() == one


def test_an_empty_list_says_what_appears_there(browser):
    assert "No work started yet" in text(browser.get("/jobs/"))
