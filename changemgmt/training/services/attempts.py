"""Assessments: begun, answered, handed in. The server's clock alone counts; nothing sent twice does anything twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.engines import training as engine
from changemgmt.training import questions as asked
from changemgmt.training.choices import GRACE_SECONDS, AttemptKind, AttemptState
from changemgmt.training.models import Attempt, AttemptAnswer, BankQuestion, Enrolment
from changemgmt.training.selectors.attempts import refusal
from changemgmt.training.services.passing import settle
from changemgmt.training.services.telling import marked, to_mark
from pmo import audit
from pmo.notify.services import promise_many
from pmo.records import Conflict, Forbidden
from pmo.records.models import create, save

GRACE = timedelta(seconds=GRACE_SECONDS)


@transaction.atomic
def begin(*, by: Any, enrolment: Enrolment, kind: str, seed: int, now: datetime) -> Attempt:
    """Draw the questions and start the clock; if this very assessment runs already, go on with it.

    seed  of the draw; the caller takes it from the system's entropy
    Raises Forbidden (somebody else's), or Conflict (another one runs, passed, no attempts left, course not open).
    """
    if enrolment.user_id != by.pk:
        raise Forbidden(_("This is not your course."))
    # Two clicks at once: the second waits here and finds the first one running.
    row = Enrolment.objects.select_for_update(of=("self",)).select_related("course__project").get(pk=enrolment.pk)
    running = Attempt.objects.filter(user=by.pk, state=AttemptState.RUNNING).first()
    if running is not None:
        if running.enrolment_id == row.pk and running.kind == kind and not _over(running, now):
            return running
        raise Conflict(_("Another assessment of yours is running; hand it in first."), code="running")
    if reason := refusal(row, kind, timezone.localdate(now)):
        raise Conflict(reason, code="not_now")
    course = row.course
    bank = list(BankQuestion.objects.filter(course=course, active=True).order_by("pk"))
    if not bank:
        raise Conflict(_("There is no question yet that an assessment could ask."), code="no_questions")
    rng = np.random.default_rng(seed)
    drawn = [bank[n] for n in engine.draw(len(bank), course.drawn, rng)]
    made = Attempt(
        enrolment=row,
        user=by,
        kind=kind,
        number=row.attempts.filter(kind=kind).count() + 1,
        begun_at=now,
        ends_at=now + timedelta(minutes=course.time_limit) if course.time_limit else None,
        questions=[asked.freeze(question, rng) for question in drawn],
        pass_mark=course.pass_mark,
    )
    try:
        with transaction.atomic():
            create(made, now=now)
    except IntegrityError as error:
        raise Conflict(_("Another assessment of yours is running; hand it in first."), code="running") from error
    _record(by, "assessment.begun", made, now)
    return made


@transaction.atomic
def save_answer(*, by: Any, attempt: Attempt, question: int, value: Any, turn: int, now: datetime) -> AttemptAnswer:
    """Keep one answer as it was typed. The same again changes nothing; an older turn that arrives late does not win.

    Returns the answer that is kept. Raises Forbidden, Conflict (handed in, time is up) or Invalid.
    """
    locked = _mine(by, attempt)
    _require_running(locked, now)
    return _keep(locked, question, value, turn, now)


@transaction.atomic
def hand_in(
    *,
    by: Any,
    attempt: Attempt,
    now: datetime,
    given: Mapping[int, Any] | None = None,
    turns: Mapping[int, int] | None = None,
) -> Attempt:
    """End the attempt and mark what needs no person. `given`: answers that came with it, by question.

    turns  of the answers the sender had before them: what was saved from another device since then stays
    What comes when time is up is not taken; what was saved before counts. Handing in twice changes nothing.
    Raises Forbidden.
    """
    locked = _mine(by, attempt)
    if locked.state != AttemptState.RUNNING:
        return locked
    late = _over(locked, now)
    if not late:
        newest = {**dict(locked.answers.values_list("question", "turn")), **(turns or {})}
        for question, value in (given or {}).items():
            _keep(locked, question, value, newest.get(question, 0) + 1, now)
    return _finish(locked, now, by=by, by_itself=late)


def sweep(*, now: datetime) -> int:
    """Hand in what nobody handed in when its time was up. Returns how many. Safe to run twice and to run late."""
    done = 0
    due = Attempt.objects.filter(state=AttemptState.RUNNING, ends_at__lte=now - GRACE)
    for pk in due.values_list("pk", flat=True):
        done += close_if_over(pk=pk, now=now)
    return done


@transaction.atomic
def close_if_over(*, pk: int, now: datetime) -> int:
    """Hand in one attempt whose time is up; 0 when it is not, or somebody was faster."""
    locked = _locked(pk)
    if locked.state != AttemptState.RUNNING or not _over(locked, now):
        return 0
    _finish(locked, now, by=None, by_itself=True)
    return 1


def conclude(*, attempt: Attempt, now: datetime) -> Attempt:
    """Add up an attempt whose answers are all marked, tell the person, issue what is earned. Held by the caller."""
    points = dict(attempt.answers.values_list("question", "points"))
    worth = [float(one["points"]) for one in attempt.questions]
    reached = [float(points.get(one["id"]) or 0) for one in attempt.questions]
    score = engine.outcome(reached, worth).score
    attempt.score = Decimal(str(round(score, 2))) if isinstance(score, float) else Decimal(0)
    attempt.passed = attempt.score >= attempt.pass_mark
    attempt.state = AttemptState.DONE
    save(attempt, now=now, fields=["score", "passed", "state"])
    enrolment = attempt.enrolment
    field = "score" if attempt.kind == AttemptKind.FINAL else "score_before"
    setattr(enrolment, field, attempt.score)
    save(enrolment, now=now, fields=[field])
    if attempt.kind == AttemptKind.FINAL:
        promise_many([marked(attempt, now)])
        settle(enrolment=enrolment, now=now)
    return attempt


def _finish(locked: Attempt, now: datetime, *, by: Any, by_itself: bool) -> Attempt:
    ended = min(now, locked.ends_at) if by_itself and locked.ends_at else now
    locked.handed_in_at, locked.by_itself = ended, by_itself
    known = {row.question: row for row in locked.answers.all()}
    waits = False
    for question in locked.questions:
        row = known.get(question["id"])
        points = asked.points_of(question, row.value if row else None)
        waits = waits or points is None
        if row is not None and points is not None:
            row.points = Decimal(str(round(points, 2)))
    AttemptAnswer.objects.bulk_update(known.values(), ["points"])
    locked.state = AttemptState.MARKING
    save(locked, now=now, fields=["handed_in_at", "by_itself", "state"])
    _record(by, "assessment.handed_in", locked, now)
    if waits:
        promise_many([to_mark(locked, now)])
        return locked
    return conclude(attempt=locked, now=now)


def _keep(locked: Attempt, question: int, value: Any, turn: int, now: datetime) -> AttemptAnswer:
    frozen = next((one for one in locked.questions if one["id"] == question), None)
    if frozen is None:
        raise Forbidden(_("This question is not part of your assessment."))
    cleaned = asked.clean(frozen, value)
    row = locked.answers.filter(question=question).first()
    if row is None:
        return AttemptAnswer.objects.create(attempt=locked, question=question, value=cleaned, turn=turn, saved_at=now)
    if turn > row.turn:
        row.value, row.turn, row.saved_at = cleaned, turn, now
        row.save(update_fields=["value", "turn", "saved_at"])
    return row


def _mine(by: Any, attempt: Attempt) -> Attempt:
    locked = _locked(attempt.pk)
    if locked.user_id != by.pk:
        raise Forbidden(_("This is not your assessment."))
    return locked


def _locked(pk: int) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self", "enrolment"))
    return rows.select_related("enrolment__course__project", "enrolment__course__owner", "user").get(pk=pk)


def _over(attempt: Attempt, now: datetime) -> bool:
    return attempt.ends_at is not None and now > attempt.ends_at + GRACE


def _require_running(attempt: Attempt, now: datetime) -> None:
    if attempt.state != AttemptState.RUNNING:
        raise Conflict(_("This assessment has been handed in."), code="handed_in")
    if _over(attempt, now):
        raise Conflict(_("Time is up; what was saved before counts."), code="time")


def _record(by: Any, act: str, attempt: Attempt, now: datetime) -> None:
    project_id = attempt.enrolment.course.project_id
    audit.record(by=by, act=act, obj=attempt, project_id=project_id, now=now)
