"""Attempts: which may begin, what runs, what waits for marking."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from changemgmt.training import standing
from changemgmt.training.choices import AttemptKind, AttemptState
from changemgmt.training.models import Attempt, Enrolment
from changemgmt.training.questions import Shown, shown
from pmo.access import policy


def visible(user: Any) -> QuerySet[Attempt]:
    """One's own, and those of courses one sees; whether one may read others' the page asks."""
    others = Attempt.objects.visible_to(user)
    rows: QuerySet[Attempt] = Attempt.objects.filter(Q(user=user.pk) | Q(pk__in=others.values("pk")))
    return rows.select_related("enrolment__course__project", "enrolment__course__owner", "user")


def readable(user: Any) -> QuerySet[Attempt]:
    """One's own, and those of courses one marks."""
    others = Attempt.objects.for_verb(user, "mark")
    rows: QuerySet[Attempt] = Attempt.objects.filter(Q(user=user.pk) | Q(pk__in=others.values("pk")))
    return rows.select_related("enrolment__course__project", "enrolment__course__owner", "user")


def mine(user: Any, pk: int) -> Attempt | None:
    rows = Attempt.objects.filter(user=user.pk, pk=pk)
    return rows.select_related("enrolment__course__project", "user").first()


def running(user: Any) -> Attempt | None:
    """The one assessment a person can be in the middle of."""
    rows = Attempt.objects.filter(user=user.pk, state=AttemptState.RUNNING)
    return rows.select_related("enrolment__course__project").first()


def left(enrolment: Enrolment) -> int:
    """Final attempts that remain; a certificate that is to be renewed starts the count anew."""
    rows = enrolment.attempts.filter(kind=AttemptKind.FINAL)
    last = enrolment.certificates.first()
    if last is not None and last.attempt_id is not None:
        rows = rows.filter(pk__gt=last.attempt_id)
    return max(0, enrolment.course.attempts - rows.count())


def refusal(enrolment: Enrolment, kind: str, today: date) -> str:
    """Why this assessment cannot begin now; "" when it can."""
    course = enrolment.course
    if not course.is_open:
        return _("The course is not open.")
    if kind == AttemptKind.BEFORE:
        if not course.pretest:
            return _("This course has no test before it.")
        if enrolment.attempts.exists():
            return _("The test before the course can be taken once, before the final one.")
        return ""
    if not course.needs_assessment:
        return _("This course has no assessment.")
    if course.needs_attendance and enrolment.attended_on is None:
        return _("Attend a session first.")
    if standing.is_valid(enrolment, today) and not standing.may_renew(enrolment, today):
        return _("You have passed this course.")
    if enrolment.attempts.filter(state=AttemptState.MARKING, kind=AttemptKind.FINAL).exists():
        return _("Your last attempt waits for marking.")
    if not left(enrolment):
        return _("No attempt is left. Speak to the trainer.")
    return ""


def sheet(attempt: Attempt) -> list[Shown]:
    """The questions with what was answered so far, and nothing that tells what is right."""
    answers = {row.question: (row.value, row.turn) for row in attempt.answers.all()}
    return shown(attempt.questions, answers)


def to_mark(user: Any) -> QuerySet[Attempt]:
    """What waits for somebody who may mark it: others' attempts, the longest waiting first."""
    rows: QuerySet[Attempt] = Attempt.objects.for_verb(user, "mark").filter(state=AttemptState.MARKING)
    return (
        rows.exclude(user=user.pk)
        .select_related("enrolment__course__project", "user__unit")
        .order_by("handed_in_at", "pk")
    )


def may_mark(user: Any, attempt: Attempt) -> bool:
    return attempt.user_id != user.pk and policy.may(user, "mark", attempt)
