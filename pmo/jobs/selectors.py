"""Reads: a person's jobs, a job as a card on any page, what still waits for a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from pmo.accounts.models import User
from pmo.texts import Sentence

from . import registry
from .choices import State
from .models import Job, JobQuerySet


def mine(user: User) -> JobQuerySet:
    """The person's jobs, newest first."""
    return Job.objects.visible_to(user).order_by("-created_at", "-pk")


def unfinished_count(user: User) -> int:
    return Job.objects.visible_to(user).unfinished().count()


def oldest_unfinished(now: datetime) -> timedelta | None:
    """The age of the oldest job that is due and not done; None when nothing waits. For health checks."""
    due = Job.objects.unfinished().filter(next_try_at__lte=now)
    oldest = due.order_by("created_at").values_list("created_at", flat=True).first()
    return now - oldest if oldest is not None else None


@dataclass(frozen=True)
class JobCard:
    """A job as `components/job.html` shows it, in the active language."""

    id: int
    label: str
    state: str
    percent: int | None
    text: str
    error: str
    url: str
    cancel_url: str
    fragment_url: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    cancelling: bool

    @property
    def dom_id(self) -> str:
        return f"job-{self.id}"

    @property
    def reference(self) -> str:
        return str(self.id)


def card(job: Job) -> JobCard:
    """What to show of a job the caller has already shown to be visible."""
    may_cancel = not job.finished and not job.cancelling and registry.cancellable(job.kind)
    errors = problems(job)
    return JobCard(
        id=job.pk,
        label=registry.label(job.kind),
        state=job.state,
        percent=job.progress if job.state != State.QUEUED else None,
        text=said(job.progress_text),
        error=errors[0]["detail"] if errors else "",
        url=job.result_url if job.state == State.DONE else "",
        cancel_url=reverse("jobs:cancel", args=[job.pk]) if may_cancel else "",
        fragment_url=reverse("jobs:fragment", args=[job.pk]),
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        attempts=job.attempts,
        cancelling=job.cancelling,
    )


def problems(job: Job) -> list[dict[str, Any]]:
    """The errors of a failed job with their words in the active language: code, pointer, detail."""
    return [{**error, "detail": said(error["detail"])} for error in job.errors]


def said(stored: dict[str, Any] | None) -> str:
    sentence = Sentence.from_json(stored)
    return sentence.plain() if sentence else ""
