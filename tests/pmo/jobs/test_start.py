"""Starting work: one row, one call after commit, one job per unique key."""

import pytest
from django.db import IntegrityError, transaction

from pmo import jobs
from pmo.jobs import runner
from pmo.jobs.choices import State
from pmo.jobs.models import Job
from pmo.notify import wake


@pytest.fixture
def calls(monkeypatch):
    """The calls made so far; reading them waits for the thread that makes them."""
    made = []
    caller = wake.Caller()
    monkeypatch.setattr(wake, "caller", caller)
    monkeypatch.setattr(wake.current_app, "send_task", lambda name, **kw: made.append((name, kw["args"])))
    return lambda: made if caller.flush(2) else None


def start(by=None, key=None, now=None, **params):
    return jobs.start(by=by, kind="test.work", params=params, now=now, unique_key=key)


def test_a_worker_is_called_when_the_cause_commits(db, calls, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = start(now=now)
        assert calls() == []
    assert calls() == [("pmo.run_job", (job.pk,))]


def test_work_whose_cause_is_rolled_back_does_not_exist(db, calls, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        start(now=now)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert calls() == []


def test_a_broker_that_is_down_does_not_stop_the_request(db, now, monkeypatch, django_capture_on_commit_callbacks):
    def refuse(*args, **kwargs):
        raise OSError("no broker")

    monkeypatch.setattr(wake, "caller", wake.Caller())
    monkeypatch.setattr(wake.current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        job = start(now=now)
    assert Job.objects.get().pk == job.pk


def test_the_same_work_waits_once_with_its_newest_parameters(db, now):
    first = start(now=now, key="kpi:5", day=1)
    assert start(now=now, key="kpi:5", day=2).pk == first.pk
    assert Job.objects.get().params == {"day": 2}
    assert start(now=now, key="kpi:6").pk != first.pk
    assert start(now=now).pk != start(now=now).pk


def test_the_database_refuses_a_second_unfinished_job_of_a_key(db, now):
    start(now=now, key="kpi:5")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="test.work", unique_key="kpi:5", created_at=now, next_try_at=now)


def test_work_asked_for_while_it_runs_runs_once_more(db, now, handle, clock):
    seen = []

    def run(job):
        seen.append(job.params["day"])
        if len(seen) == 1:
            start(now=now, key="kpi:5", day=2)
            start(now=now, key="kpi:5", day=3)
        return jobs.JobResult()

    handle(run)
    start(now=now, key="kpi:5", day=1)
    assert runner.run_pending(clock=clock) == 2
    assert seen == [1, 3]
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}


def test_finished_work_can_be_started_again(db, now, handle, clock):
    handle(lambda job: jobs.JobResult())
    first = start(now=now, key="kpi:5")
    runner.run_pending(clock=clock)
    assert start(now=now, key="kpi:5").pk != first.pk
