"""When a course is passed, and the certificate that says so."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from changemgmt.training.choices import AttemptKind, AttemptState
from changemgmt.training.models import Attempt, Certificate, Enrolment
from changemgmt.training.standing import add_months
from pmo import audit
from pmo.records.models import save
from projects.portfolio import dimensions


def settle(*, enrolment: Enrolment, now: datetime) -> Certificate | None:
    """Issue a certificate if what the course asks for is there and not certified yet. Safe to call again.

    The caller is in a transaction that holds the enrolment.
    """
    course = enrolment.course
    last = enrolment.certificates.first()
    today = timezone.localdate(now)
    proof: Attempt | None = None
    if course.needs_attendance and enrolment.attended_on is None:
        return None
    if course.needs_assessment:
        proof = enrolment.attempts.filter(
            kind=AttemptKind.FINAL, state=AttemptState.DONE, passed=True, certificate=None
        ).first()
        if proof is None:
            return None
    elif last is not None and enrolment.attended_on is not None and enrolment.attended_on <= last.issued_on:
        return None
    if last is not None and last.issued_on >= today:
        return None
    made = Certificate.objects.create(
        enrolment=enrolment,
        attempt=proof,
        number=f"{course.project.key}-{enrolment.pk:06d}-{enrolment.certificates.count() + 1:02d}",
        issued_on=today,
        expires_on=add_months(today, course.valid_months) if course.valid_months else None,
    )
    enrolment.passed_on, enrolment.valid_until = made.issued_on, made.expires_on
    save(enrolment, now=now, fields=["passed_on", "valid_until"])
    audit.record(
        by=None,
        act="course.passed",
        obj=enrolment,
        after={"certificate": made.number},
        project_id=course.project_id,
        now=now,
    )
    dimensions.changed([course.project_id], now)
    return made
