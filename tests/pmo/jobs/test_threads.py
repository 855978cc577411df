"""With real threads and connections: the heartbeat, and several workers after one job."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection

from pmo import jobs
from pmo.accounts.models import User
from pmo.jobs import heartbeat, runner, services
from pmo.jobs.choices import State
from pmo.jobs.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


def real_clock() -> datetime:
    return datetime.now(UTC)


def start(by=None, key=None, now=None, **params) -> Job:
    return jobs.start(by=by, kind="test.work", params=params, now=now or real_clock(), unique_key=key)


def together(act, times: int = 4) -> list:
    gate, results = threading.Barrier(times), []

    def run() -> None:
        gate.wait()
        try:
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_heartbeat_shows_progress_and_renews_the_lease_beside_a_busy_handler(handle, monkeypatch, step):
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.05)
    seen = []

    def run(run):
        run.progress(30, step(1))
        first = Job.objects.get().lease_until
        until = time.monotonic() + 5
        while time.monotonic() < until:
            row = Job.objects.get()
            if row.progress == 30 and row.lease_until > first:
                seen.append(row.heartbeat_at)
                break
            time.sleep(0.02)
        return run.commit(jobs.JobResult)

    handle(run)
    start()
    assert runner.run_pending(clock=real_clock) == 1
    assert len(seen) == 1
    assert Job.objects.get().state == State.DONE


def test_a_cancellation_reaches_a_running_handler(handle, monkeypatch, person):
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.05)

    def run(run):
        Job.objects.update(cancel_asked_at=real_clock())
        until = time.monotonic() + 5
        while time.monotonic() < until:
            run.progress(10)
            time.sleep(0.02)
        return run.commit(jobs.JobResult)

    handle(run)
    start(by=person())
    runner.run_pending(clock=real_clock)
    assert Job.objects.get().state == State.CANCELLED


def test_a_worker_that_lost_its_lease_leaves_no_effect(handle, person, clock):
    lin = person()

    def run(run):
        clock.advance(minutes=5)
        services.sweep(now=clock())
        assert runner.claim(run.job.pk, now=clock()) is not None
        return run.commit(lambda: User.objects.update(title="stored") and jobs.JobResult())

    handle(run)
    job = start(by=lin, now=clock())
    assert runner.run_job(job.pk, clock=clock) is None
    row = Job.objects.get()
    assert (row.state, row.attempts, User.objects.get().title) == (State.RUNNING, 2, "")


def test_called_for_several_times_at_once_it_runs_once(handle, person):
    lin = person()

    def store():
        found = User.objects.get(pk=lin.pk)
        User.objects.filter(pk=lin.pk).update(title=found.title + "x")
        return jobs.JobResult()

    def run(run):
        time.sleep(0.1)
        return run.commit(store)

    handle(run)
    job = start(by=lin)
    results = together(lambda: runner.run_job(job.pk, clock=real_clock))
    assert sorted(str(r) for r in results) == ["None", "None", "None", "done"]
    assert User.objects.get(pk=lin.pk).title == "x"


def test_started_by_several_at_once_it_is_one_job(handle):
    results = together(lambda: start(key="kpi:5").pk)
    assert len(set(results)) == 1
    assert Job.objects.count() == 1


def test_starting_beside_a_worker_that_finishes_loses_no_wish(handle):
    """Whatever the interleaving, after the last wish a run begins."""
    wished, ran = [], []

    def run(run):
        ran.append(time.monotonic())
        return run.commit(jobs.JobResult)

    handle(run)

    def act() -> None:
        for _turn in range(5):
            wished.append(time.monotonic())
            start(key="kpi:5")
            runner.run_pending(clock=real_clock)

    results = together(act)
    runner.run_pending(clock=real_clock)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert max(ran) > max(wished)
    assert not Job.objects.unfinished().exists()
