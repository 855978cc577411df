"""Enrol oneself or others by hand, leave again, say how the course was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.training import audience
from changemgmt.training.choices import LearnerRole, SeatState, Source
from changemgmt.training.models import Course, CourseRating, Enrolment, SessionSeat
from changemgmt.training.services.rules import require_open
from changemgmt.training.services.telling import enrolled
from pmo import audit
from pmo.access import policy
from pmo.notify.services import promise_many
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from projects.portfolio import dimensions


@transaction.atomic
def enrol_self(*, by: Any, course: Course, now: datetime) -> Enrolment:
    """Clicking twice enrols once. Raises Forbidden (the course is not open to this person)."""
    known = Enrolment.objects.filter(course=course, user=by.pk).first()
    if known is not None:
        return known
    if not audience.open_to(by).filter(pk=course.pk).exists():
        raise Forbidden(_("You cannot enrol in this course."))
    made = Enrolment(course=course, user=by, source=Source.SELF, enrolled_at=now)
    try:
        with transaction.atomic():
            create(made, now=now)
    except IntegrityError:
        return Enrolment.objects.get(course=course, user=by.pk)
    _record(by, "course.enrolled_self", course, now)
    return made


@transaction.atomic
def enrol_people(
    *,
    by: Any,
    course: Course,
    people: Iterable[Any],
    now: datetime,
    due_on: date | None = None,
    learner_role: str = LearnerRole.OPERATE,
    required: bool = True,
) -> int:
    """Enrol people by name; who is enrolled already is left alone. Returns how many are new.

    Raises Forbidden, Conflict (not open) or Invalid (nobody chosen).
    """
    policy.require(by, "change", course)
    require_open(course.project)
    if not course.is_open:
        raise Conflict(_("The course is not open; nobody can be enrolled."), code="not_open")
    wanted = [person for person in people if person.is_active]
    if not wanted:
        raise Invalid(_("Choose at least one person."), code="required", field="people")
    known = set(Enrolment.objects.filter(course=course, user__in=wanted).values_list("user_id", flat=True))
    rows = [
        Enrolment(
            course=course,
            user=person,
            source=Source.PERSON,
            required=required,
            due_on=due_on,
            learner_role=learner_role,
            enrolled_at=now,
            created_at=now,
            updated_at=now,
        )
        for person in wanted
        if person.pk not in known
    ]
    Enrolment.objects.bulk_create(rows, ignore_conflicts=True)
    fresh = Enrolment.objects.filter(course=course, user__in=[row.user_id for row in rows], enrolled_at=now)
    promise_many(enrolled(row, now) for row in fresh.select_related("course", "user"))
    if rows:
        _record(by, "course.enrolled", course, now, after={"people": sorted(row.user.name for row in rows)})
        dimensions.changed([course.project_id], now)
    return len(rows)


@transaction.atomic
def leave(*, by: Any, course: Course, now: datetime) -> None:
    """Give up a course one enrolled in oneself and has not begun.

    Raises Forbidden (not enrolled), or Conflict (required, or there is something to keep).
    """
    row = Enrolment.objects.select_for_update().filter(course=course, user=by.pk).first()
    if row is None:
        raise Forbidden(_("You are not enrolled in this course."))
    if row.required:
        raise Conflict(_("This course is required of you."), code="required")
    if row.attempts.exists() or row.passed_on or row.attended_on:
        raise Conflict(_("You have begun this course; what you did is kept."), code="begun")
    seats = SessionSeat.objects.filter(session__course=course, user=by.pk)
    if seats.filter(state__in=(SeatState.BOOKED, SeatState.WAITING), session__ends_at__gt=now).exists():
        raise Conflict(_("You are on the list of a session; give up the seat first."), code="seat")
    row.delete()
    _record(by, "course.left", course, now)


@transaction.atomic
def rate(*, by: Any, course: Course, stars: int, now: datetime, note: str = "") -> CourseRating:
    """Say how the course was, once it is over for one; a second time replaces the first. The history keeps no stars.

    Raises Forbidden (not enrolled), Conflict (too early) or Invalid.
    """
    row = Enrolment.objects.filter(course=course, user=by.pk).first()
    if row is None:
        raise Forbidden(_("You are not enrolled in this course."))
    if not (row.attended_on or row.passed_on or row.attempts.exclude(handed_in_at=None).exists()):
        raise Conflict(_("Say it after the course."), code="early")
    if not 1 <= stars <= 5:
        raise Invalid(_("From one to five."), code="stars", field="stars")
    values = {"stars": stars, "note": note.strip()[:500], "rated_on": timezone.localdate(now)}
    rating, _made = CourseRating.objects.update_or_create(enrolment=row, defaults=values)
    _record(by, "course.rated", course, now)
    return rating


def note_attendance(row: Enrolment, on: date | None, now: datetime) -> None:
    """The newest day somebody was there."""
    row.attended_on = on
    save(row, now=now, fields=["attended_on"])


def _record(by: Any, act: str, course: Course, now: datetime, **facts: Any) -> None:
    audit.record(by=by, act=act, obj=course, project_id=course.project_id, now=now, **facts)
