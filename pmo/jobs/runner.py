"""Run one job: claim it by its lease, run its handler, commit effect and outcome together."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from pmo.notify.clock import Clock
from pmo.records import DomainError
from pmo.texts import Sentence

from . import outcome, registry
from .choices import State
from .heartbeat import LEASE, Heartbeat
from .models import Job
from .queue import MAX_ATTEMPTS
from .registry import Cancelled, Handler, JobResult, LeaseLost

BACKOFF = (timedelta(seconds=10), timedelta(seconds=60))

log = structlog.get_logger(__name__)


class JobRun:
    """What a handler is given."""

    def __init__(self, job: Job, heartbeat: Heartbeat) -> None:
        self.job = job
        self.params: dict[str, Any] = job.params
        self._heartbeat = heartbeat
        self._committed = False

    @property
    def now(self) -> datetime:
        """The time, for the services the handler calls."""
        return self._heartbeat.clock()

    def progress(self, percent: float, text: Sentence | None = None) -> None:
        """Say how far the work is (0-100). Cheap: call it as often as you like.

        Raises Cancelled or LeaseLost when the work is no longer wanted; let them pass.
        """
        pulse = self._heartbeat.pulse
        pulse.progress = max(0, min(99, int(percent)))
        pulse.text = text.to_json() if text else None
        if not self._heartbeat.own_thread:
            self._heartbeat.beat()
        self._check()

    def _check(self) -> None:
        pulse = self._heartbeat.pulse
        if pulse.lost:
            raise LeaseLost
        if pulse.cancelled and registry.cancellable(self.job.kind):
            raise Cancelled

    def commit(self, write: Callable[[], JobResult]) -> JobResult:
        """Run `write` and mark the job done in one transaction; return what `write` returned.

        If the process dies in here, neither has happened. If another worker has taken the job over, LeaseLost is raised
        before anything is written. Keep it short: compute first, then commit.
        """
        if self._committed:
            raise RuntimeError("a job commits once")
        with self._heartbeat.quiet, transaction.atomic():
            job = self._hold()
            result = write()
            outcome.done(job, result, now=self.now)
        self._committed = True
        return result

    def _hold(self) -> Job:
        """The row, locked, if the lease is still ours."""
        ours = Job.objects.select_for_update().filter(
            pk=self.job.pk, lease_token=self.job.lease_token, state=State.RUNNING
        )
        job = ours.first()
        if job is None:
            raise LeaseLost
        if job.cancel_asked_at is not None and registry.cancellable(job.kind):
            raise Cancelled
        return job


def run_job(job_id: int, *, clock: Clock) -> State | None:
    """Run the job if nobody else does; returns the state it ended in, None when there was nothing to do.

    Called twice, at once or later, it runs once: a claim is a conditional update.
    """
    job = claim(job_id, now=clock())
    if job is None:
        return None
    # Inside a transaction (tests, commands) a second connection would not see the row.
    alone = connection.in_atomic_block or _in_memory()
    try:
        handler = registry.find(job.kind)
        with Heartbeat(job, clock, own_thread=not alone) as heartbeat:
            _execute(JobRun(job, heartbeat), handler)
    except LeaseLost:
        log.warning("job taken over by another worker", job=job.pk, kind=job.kind)
        return None
    except Cancelled:
        return _end(job, lambda row: outcome.cancelled(row, now=clock()))
    except DomainError as error:
        problems = [outcome.refusal(error)]
        return _end(job, lambda row: outcome.fail(row, problems, now=clock()))
    except Exception as error:
        log.exception("job failed", job=job.pk, kind=job.kind, attempt=job.attempts, error=repr(error)[:200])
        return _end(job, lambda row: _again_or_park(row, clock()))
    return State.DONE


def claim(job_id: int, *, now: datetime) -> Job | None:
    """Take the lease of a queued job, or of a running one whose worker is gone; None when there is nothing to take."""
    free = Q(state=State.QUEUED, next_try_at__lte=now) | Q(state=State.RUNNING, lease_until__lt=now)
    token = uuid.uuid4().hex
    taken = Job.objects.filter(free, pk=job_id, attempts__lt=MAX_ATTEMPTS).update(
        state=State.RUNNING,
        attempts=F("attempts") + 1,
        lease_token=token,
        lease_until=now + LEASE,
        heartbeat_at=now,
        worker=f"{socket.gethostname()}:{os.getpid()}"[:120],
        started_at=Coalesce(F("started_at"), now),
    )
    return Job.objects.get(pk=job_id, lease_token=token) if taken else None


def run_pending(*, clock: Clock, limit: int = 1000) -> int:
    """Run everything that is due in this process, including work that work starts; returns how many jobs.

    For commands that set a company up and for tests: no worker is needed.
    """
    count = 0
    while count < limit:
        due = Job.objects.filter(state=State.QUEUED, next_try_at__lte=clock(), attempts__lt=MAX_ATTEMPTS)
        job_id = due.order_by("next_try_at", "pk").values_list("pk", flat=True).first()
        if job_id is None:
            break
        run_job(job_id, clock=clock)
        count += 1
    return count


def _execute(run: JobRun, handler: Handler) -> None:
    if handler.atomic:
        run.commit(lambda: handler.run(run))
        return
    result = handler.run(run)
    if not run._committed:
        # The handler wrote nothing, or only what it may write twice.
        run.commit(lambda: result)


def _in_memory() -> bool:
    return connection.vendor == "sqlite" and bool(connection.is_in_memory_db())  # type: ignore[attr-defined]


def _end(job: Job, write: Callable[[Job], None]) -> State | None:
    """Write an outcome that is not success, if the job is still ours."""
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(pk=job.pk, lease_token=job.lease_token, state=State.RUNNING)
        held = row.first()
        if held is None:
            return None
        write(held)
        return State(held.state)


def _again_or_park(job: Job, now: datetime) -> None:
    if job.attempts >= MAX_ATTEMPTS:
        outcome.fail(job, [outcome.parked(job)], now=now)
    else:
        outcome.requeue(job, at=now + BACKOFF[min(job.attempts, len(BACKOFF)) - 1])
