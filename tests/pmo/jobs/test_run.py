"""Running work: claimed once, progress seen, effect and outcome together, failures told to the owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from pmo import jobs
from pmo.accounts.models import User
from pmo.jobs import registry, runner, selectors, services
from pmo.jobs.choices import State
from pmo.jobs.models import Job
from pmo.notify.choices import Channel
from pmo.notify.models import Message
from pmo.records import Conflict, Invalid
from pmo.texts import Sentence


@pytest.fixture
def job(person, now):
    return jobs.start(by=person(), kind="test.work", params={"n": 3}, now=now)


def fresh() -> Job:
    return Job.objects.get()


def told() -> list[str]:
    return [Sentence.from_json(m.text).plain() for m in Message.objects.filter(channel=Channel.INBOX)]


def test_a_result_is_kept_with_its_page_and_data(job, handle, clock, step):
    handle(lambda run: jobs.JobResult(url="/processes/1/", data={"cases": run.params["n"]}, text=step(9)))
    assert runner.run_job(job.pk, clock=clock) == State.DONE
    row = fresh()
    assert (row.state, row.progress, row.result_url, row.result) == (State.DONE, 100, "/processes/1/", {"cases": 3})
    assert (row.attempts, row.lease_token, row.finished_at) == (1, "", clock())


def test_delivered_twice_it_runs_once(job, handle, clock):
    runs = []
    handle(lambda run: runs.append(1) or jobs.JobResult())
    runner.run_job(job.pk, clock=clock)
    assert runner.run_job(job.pk, clock=clock) is None
    assert runs == [1]


def test_delivered_while_it_runs_it_is_left_alone(job, handle, clock):
    inner = []
    handle(lambda run: inner.append(runner.run_job(job.pk, clock=clock)) or jobs.JobResult())
    runner.run_job(job.pk, clock=clock)
    assert inner == [None]


def test_progress_is_seen_while_it_runs(job, handle, clock, step):
    seen = []

    def run(run):
        run.progress(40, step(2))
        card = selectors.card(fresh())
        seen.append((card.percent, card.text))
        return jobs.JobResult()

    handle(run)
    runner.run_job(job.pk, clock=clock)
    assert seen == [(40, "Step 2")]


def test_progress_never_says_done_before_it_is(job, handle, clock):
    seen = []
    handle(lambda run: run.progress(250) or seen.append(fresh().progress) or jobs.JobResult())
    runner.run_job(job.pk, clock=clock)
    assert seen == [99]


def test_effect_and_outcome_are_one_transaction(job, handle, clock, monkeypatch):
    def store():
        User.objects.update(title="stored")
        return jobs.JobResult()

    def die(*args, **kwargs):
        raise MemoryError

    handle(lambda run: run.commit(store))
    with monkeypatch.context() as patch:
        patch.setattr("pmo.jobs.outcome.done", die)
        assert runner.run_job(job.pk, clock=clock) == State.QUEUED
    assert not User.objects.filter(title="stored").exists()
    clock.advance(minutes=1)
    assert runner.run_job(job.pk, clock=clock) == State.DONE
    assert User.objects.filter(title="stored").exists()


def test_a_short_handler_can_be_one_transaction_as_a_whole(job, handle, clock):
    def run(run):
        User.objects.update(title="stored")
        raise RuntimeError

    handle(run, atomic=True)
    runner.run_job(job.pk, clock=clock)
    assert not User.objects.filter(title="stored").exists()
    assert fresh().state == State.QUEUED


def test_a_worker_that_lost_its_lease_is_told_at_its_next_step(job, handle, clock):
    reached = []

    def run(run):
        Job.objects.update(lease_token="another")
        run.progress(50)
        reached.append(1)
        return jobs.JobResult()

    handle(run)
    assert runner.run_job(job.pk, clock=clock) is None
    assert reached == []


def test_a_job_commits_once(job, handle, clock):
    def run(run):
        run.commit(jobs.JobResult)
        return run.commit(jobs.JobResult)

    handle(run)
    assert runner.run_job(job.pk, clock=clock) is None
    assert fresh().state == State.DONE


def test_a_refusal_fails_at_once_in_both_languages(job, handle, clock):
    from django.utils.translation import gettext_lazy as _

    def run(run):
        raise Invalid(_("Everything else"), code="too_few", field="file")

    handle(run)
    assert runner.run_job(job.pk, clock=clock) == State.FAILED
    row = fresh()
    assert (row.attempts, row.errors[0]["code"], row.errors[0]["pointer"]) == (1, "too_few", "/file")
    with translation.override("en"):
        assert selectors.problems(row)[0]["detail"] == "Everything else"


def test_a_crash_is_tried_three_times_then_parked_and_the_owner_told(job, handle, clock):
    def run(run):
        raise RuntimeError("secret internals")

    handle(run)
    assert runner.run_job(job.pk, clock=clock) == State.QUEUED
    assert runner.run_job(job.pk, clock=clock) is None  # not before its time
    clock.advance(minutes=2)
    assert runner.run_job(job.pk, clock=clock) == State.QUEUED
    clock.advance(minutes=2)
    assert runner.run_job(job.pk, clock=clock) == State.FAILED
    assert "secret" not in str(fresh().errors)
    with translation.override("en"):
        assert told() == [
            f"Process analysis stopped: The work broke off three times (reference J-{job.pk}). "
            "The administrators can see why; start it again when they have looked."
        ]


def test_an_unknown_kind_is_tried_again_as_a_newer_worker_may_know_it(job, clock):
    assert runner.run_job(job.pk, clock=clock) == State.QUEUED


def test_the_owner_is_told_only_when_it_took_long(person, now, handle, clock):
    handle(lambda run: jobs.JobResult())
    jobs.start(by=person(), kind="test.work", params={}, now=now)
    clock.advance(seconds=9)
    runner.run_pending(clock=clock)
    assert told() == []
    jobs.start(by=User.objects.get(), kind="test.work", params={}, now=now)
    clock.advance(seconds=2)
    runner.run_pending(clock=clock)
    with translation.override("en"):
        assert told() == ["Process analysis is done"]


def test_work_of_the_system_tells_nobody(db, now, handle, clock):
    handle(lambda run: jobs.JobResult())
    jobs.start(by=None, kind="test.work", params={}, now=now)
    clock.advance(minutes=5)
    runner.run_pending(clock=clock)
    assert told() == []


def test_waiting_work_is_cancelled_at_once(job, person, now, clock, handle):
    handle(lambda run: jobs.JobResult())
    assert services.cancel(by=job.owner, job=job, now=now).state == State.CANCELLED
    assert runner.run_job(job.pk, clock=clock) is None
    with pytest.raises(Conflict):
        services.cancel(by=job.owner, job=job, now=now)


@pytest.mark.parametrize("where", ["progress", "commit"])
def test_running_work_stops_at_its_next_safe_point(job, handle, clock, where):
    def run(run):
        services.cancel(by=job.owner, job=job, now=clock())
        if where == "progress":
            run.progress(10)
        return run.commit(lambda: User.objects.update(title="stored") and jobs.JobResult())

    handle(run)
    assert runner.run_job(job.pk, clock=clock) == State.CANCELLED
    assert not User.objects.filter(title="stored").exists()
    assert told() == []


def test_work_that_must_not_be_interrupted_is_not(job, handle, clock, now):
    handle(lambda run: jobs.JobResult(), cancellable=False)
    with pytest.raises(Conflict):
        services.cancel(by=job.owner, job=job, now=now)


def test_two_handlers_of_one_kind_are_a_mistake(handle):
    def another(run):
        return jobs.JobResult()

    handle(lambda run: jobs.JobResult(), kind="test.once")
    with pytest.raises(ValueError, match="two handlers"):
        registry.handler("test.once", label="x")(another)


class TestSweep:
    def test_the_job_of_a_dead_worker_is_queued_again(self, job, clock):
        runner.claim(job.pk, now=clock())
        assert services.sweep(now=clock.advance(seconds=29)) == 0
        assert services.sweep(now=clock.advance(seconds=2)) == 2  # queued again, and called for
        assert (fresh().state, fresh().attempts) == (State.QUEUED, 1)

    def test_work_that_kills_its_workers_is_parked_and_the_owner_told(self, job, clock):
        for _n in range(services.MAX_ATTEMPTS):
            assert runner.claim(job.pk, now=clock()) is not None
            clock.advance(minutes=1)
        services.sweep(now=clock())
        assert fresh().state == State.FAILED
        assert len(told()) == 1
        assert runner.claim(job.pk, now=clock.advance(hours=1)) is None

    def test_work_cancelled_while_its_worker_died_is_over(self, job, clock):
        runner.claim(job.pk, now=clock())
        services.cancel(by=job.owner, job=job, now=clock())
        services.sweep(now=clock.advance(minutes=1))
        assert fresh().state == State.CANCELLED

    def test_waiting_work_is_called_for_again_but_not_all_the_time(self, job, clock):
        assert services.sweep(now=clock()) == 0  # its own call is under way
        assert services.sweep(now=clock.advance(seconds=6)) == 1
        assert services.sweep(now=clock.advance(seconds=30)) == 0
        assert services.sweep(now=clock.advance(seconds=31)) == 1

    def test_work_that_failed_is_not_called_before_its_time(self, job, handle, clock):
        def run(run):
            raise RuntimeError

        handle(run)
        runner.run_job(job.pk, clock=clock)
        assert services.sweep(now=clock.advance(seconds=6)) == 0
        assert services.sweep(now=clock.advance(seconds=10)) == 1

    def test_the_age_of_the_oldest_work_is_known(self, job, clock):
        assert selectors.oldest_unfinished(clock.advance(minutes=3)) == timedelta(minutes=3)
        Job.objects.update(state=State.DONE, finished_at=clock())
        assert selectors.oldest_unfinished(clock()) is None
