"""Start and cancel long work, and find what was left behind."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.accounts.models import User
from pmo.notify.wake import wake
from pmo.records import Conflict

from . import outcome, registry
from .choices import State
from .models import Job
from .queue import MAX_ATTEMPTS, RUN_TASK, start

__all__ = ["MAX_ATTEMPTS", "cancel", "start", "sweep"]

# A queued job is called for again after this time: calls get lost with the broker.
CALL_AGAIN = timedelta(seconds=60)
# Younger jobs have just been called for by whoever started them.
SETTLED = timedelta(seconds=5)
CALLS_PER_SWEEP = 500

log = structlog.get_logger(__name__)


@transaction.atomic
def cancel(*, by: User, job: Job, now: datetime) -> Job:
    """Stop work that has not finished: at once when it waits, at its next safe point when it runs.

    Raises Conflict when it is finished or must not be interrupted.
    """
    row = Job.objects.visible_to(by).select_for_update().get(pk=job.pk)
    if row.finished:
        raise Conflict(_("This work has already finished."), code="finished")
    if not registry.cancellable(row.kind):
        raise Conflict(_("This work cannot be interrupted safely."), code="not_cancellable")
    if row.cancel_asked_at is not None:
        return row
    row.cancel_asked_at = now
    fields = ["cancel_asked_at"]
    if row.state == State.QUEUED:
        row.state, row.finished_at = State.CANCELLED, now
        fields += ["state", "finished_at"]
    row.save(update_fields=fields)
    audit.record(by=by, act="job.cancelled", obj=row, now=now, after={"kind": row.kind})
    return row


def sweep(*, now: datetime) -> int:
    """Find what was left: queue jobs of dead workers again, park those tried too often, call for waiting ones.

    Safe to run twice at once. Returns how many rows were touched.
    """
    return _park(now) + _requeue(now) + _call(now)


def _lost(now: datetime) -> Q:
    return Q(state=State.RUNNING, lease_until__lt=now)


def _park(now: datetime) -> int:
    parked = 0
    for pk in Job.objects.filter(_lost(now), attempts__gte=MAX_ATTEMPTS).values_list("pk", flat=True):
        with transaction.atomic():
            # A worker in the middle of its commit holds the row: then it is not lost.
            job = Job.objects.select_for_update(skip_locked=True).filter(_lost(now), pk=pk).first()
            if job is not None:
                log.error("job parked", job=job.pk, kind=job.kind, worker=job.worker)
                outcome.fail(job, [outcome.parked(job)], now=now)
                parked += 1
    return parked


def _requeue(now: datetime) -> int:
    freed = 0
    for pk in Job.objects.filter(_lost(now)).values_list("pk", flat=True):
        with transaction.atomic():
            job = Job.objects.select_for_update(skip_locked=True).filter(_lost(now), pk=pk).first()
            if job is None:
                continue
            log.warning("job of a lost worker queued again", job=job.pk, kind=job.kind, worker=job.worker)
            if job.cancel_asked_at is not None:
                outcome.cancelled(job, now=now)
            else:
                outcome.requeue(job, at=now)
            freed += 1
    return freed


def _call(now: datetime) -> int:
    waiting = Job.objects.filter(state=State.QUEUED, next_try_at__lte=now, created_at__lte=now - SETTLED)
    waiting = waiting.filter(Q(woken_at__isnull=True) | Q(woken_at__lte=now - CALL_AGAIN))
    ids = list(waiting.order_by("next_try_at", "pk").values_list("pk", flat=True)[:CALLS_PER_SWEEP])
    Job.objects.filter(pk__in=ids, state=State.QUEUED).update(woken_at=now)
    for pk in ids:
        wake(RUN_TASK, pk)
    return len(ids)
