"""Write how a job ended, and tell its owner. Callers hold the row locked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop as N_

from pmo import notify, texts
from pmo.notify.choices import Kind
from pmo.records import DomainError
from pmo.texts import Sentence

from . import registry
from .choices import State
from .models import Job
from .queue import start
from .registry import JobResult

# Who waited this long has looked away.
TELL_AFTER = timedelta(seconds=10)

RULE = "jobs.finished"

texts.register(
    "jobs.parked",
    N_(
        "The work broke off three times (reference %(reference)s). "
        "The administrators can see why; start it again when they have looked."
    ),
)
texts.register("jobs.done", N_("**%(work)s** is done"))
texts.register("jobs.done_with", N_("**%(work)s** is done: %(text)s"))
texts.register("jobs.failed", N_("**%(work)s** stopped: %(text)s"))

Problem = dict[str, Any]


def problem(code: str, detail: Sentence, *, pointer: str = "") -> Problem:
    """One entry of `Job.errors`; the words are chosen when they are read."""
    return {"code": code, "pointer": pointer, "detail": detail.to_json()}


def refusal(error: DomainError) -> Problem:
    """What a business rule said, kept in both languages: its words are made by the running request's language."""
    said = {}
    for short, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            said[short] = error.message
    return problem(error.code, texts.plain(**said), pointer=f"/{error.field}" if error.field else "")


def parked(job: Job) -> Problem:
    return problem("internal", Sentence("jobs.parked", {"reference": f"J-{job.pk}"}))


def done(job: Job, result: JobResult, *, now: datetime) -> None:
    """Mark it done, tell its owner, and queue the run that was asked for meanwhile."""
    job.result = result.data
    job.result_url, job.api_url = result.url, result.api_url
    job.progress = 100
    job.progress_text = result.text.to_json() if result.text else None
    _finish(job, State.DONE, now, result.text)


def fail(job: Job, errors: list[Problem], *, now: datetime) -> None:
    """Mark it failed for good and tell its owner why."""
    job.errors = errors
    _finish(job, State.FAILED, now, Sentence.from_json(errors[0]["detail"]))


def cancelled(job: Job, *, now: datetime) -> None:
    _finish(job, State.CANCELLED, now, None)


def requeue(job: Job, *, at: datetime) -> None:
    """Give it back to the queue, to be tried again at `at`."""
    job.state = State.QUEUED
    job.next_try_at = at
    job.woken_at = None
    job.progress = 0
    job.progress_text = None
    job.lease_token, job.lease_until = "", None
    job.save(
        update_fields=[
            "state", "next_try_at", "woken_at", "progress", "progress_text", "lease_token", "lease_until",
        ]
    )  # fmt: skip


def _finish(job: Job, state: State, now: datetime, text: Sentence | None) -> None:
    job.state = state
    job.finished_at = now
    job.lease_token, job.lease_until = "", None
    job.save(
        update_fields=[
            "state", "finished_at", "lease_token", "lease_until", "progress", "progress_text", "result", "result_url",
            "api_url", "errors",
        ]
    )  # fmt: skip
    _follow_up(job, now)
    if job.owner is not None and state != State.CANCELLED and now - job.created_at > TELL_AFTER:
        _tell(job, text, now)


def _follow_up(job: Job, now: datetime) -> None:
    """The run asked for while this one was under way. Written after it finished, as the key is unique until then."""
    if job.rerun_params is not None and job.state != State.CANCELLED:
        start(by=job.owner, kind=job.kind, params=job.rerun_params, now=now, unique_key=job.unique_key)


def _tell(job: Job, text: Sentence | None, now: datetime) -> None:
    work = texts.text(registry.msgid(job.kind))
    if job.state == State.FAILED:
        said = Sentence("jobs.failed", {"work": work, "text": _inner(text)})
    elif text is not None:
        said = Sentence("jobs.done_with", {"work": work, "text": _inner(text)})
    else:
        said = Sentence("jobs.done", {"work": work})
    notify.promise(
        rule=RULE,
        subject=job,
        period="",
        to=job.owner,
        text=said,
        url=reverse("jobs:detail", args=[job.pk]),
        at=now,
        kind=Kind.ALERT if job.state == State.FAILED else Kind.JOB,
    )


def _inner(text: Sentence | None) -> dict[str, str] | str:
    """A sentence inside a sentence, in both languages."""
    if text is None:
        return ""
    said = {}
    for short, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            said[short] = text.plain()
    return texts.words(**said)
