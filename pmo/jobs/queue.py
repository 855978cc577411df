"""Put work into the queue, which is the table of jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from pmo.accounts.models import User
from pmo.notify.wake import wake

from .choices import State
from .models import Job

RUN_TASK = "pmo.run_job"
# Work that broke off so often is parked: it would only break the next worker.
MAX_ATTEMPTS = 3
# Two starts of the same work can only miss each other when the job finishes in between; more often is a mistake.
TRIES = 5


def start(
    *,
    by: User | None,
    kind: str,
    params: dict[str, Any],
    now: datetime,
    unique_key: str | None = None,
) -> Job:
    """Queue work in the transaction of its cause and call a worker when that commits.

    `by=None` is the system. With a `unique_key`, unfinished work of the same kind and key is returned instead: if it is
    only queued it takes over `params`; if it runs already it will run once more with them, since it may have read its
    input before this change. Only its owner can watch a job: put the person into the key of work that is watched.
    """
    for _try in range(TRIES):
        job = _join(kind, unique_key, params) if unique_key else None
        job = job or _add(by, kind, params, now, unique_key or "")
        if job is not None:
            wake(RUN_TASK, job.pk)
            return job
    raise RuntimeError(f"job {kind!r} with key {unique_key!r} could not be queued")


def _join(kind: str, unique_key: str, params: dict[str, Any]) -> Job | None:
    """The unfinished job with this key, made to cover `params`; None when there is none (any more)."""
    same = Job.objects.filter(kind=kind, unique_key=unique_key)
    job = same.unfinished().first()
    if job is None:
        return None
    # Conditional on the state: the worker may claim or finish the job between the two statements.
    if same.filter(pk=job.pk, state=State.QUEUED).update(params=params):
        return job
    if same.filter(pk=job.pk, state=State.RUNNING).update(rerun_params=params):
        return job
    return None


def _add(by: User | None, kind: str, params: dict[str, Any], now: datetime, unique_key: str) -> Job | None:
    job = Job(owner=by, kind=kind, params=params, unique_key=unique_key, created_at=now, next_try_at=now)
    if not unique_key:
        job.save(force_insert=True)
        return job
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        # Somebody started the same work at this very moment: join theirs.
        return None
    return job
