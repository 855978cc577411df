"""Who was there: by scanning the trainer's code, or by the trainer's hand with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.training import audience, checkin
from changemgmt.training.choices import SeatState, SessionState
from changemgmt.training.models import Enrolment, SessionSeat, TrainingSession
from changemgmt.training.services.enrolling import enrol_self, note_attendance
from changemgmt.training.services.passing import settle
from changemgmt.training.services.sessions import enrol_by_trainer
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save

# Doors open before, and the last ones come late.
BEFORE, AFTER = timedelta(minutes=60), timedelta(minutes=60)


@transaction.atomic
def check_in(*, by: Any, code: str, now: datetime) -> SessionSeat:
    """Scan the code: one is there. Scanning twice changes nothing. Who has no seat gets one while there are any.

    Raises Invalid (forged or old code), Forbidden (the course is not open to the person) or Conflict (not the time,
    cancelled, no seat left).
    """
    session_id = checkin.session_of(code, now)
    if session_id is None:
        raise Invalid(_("This code is no longer valid. Scan the one on the screen now."), code="code")
    rows = TrainingSession.objects.select_for_update(of=("self",)).select_related("course__project")
    session = rows.filter(pk=session_id).first()
    if session is None or session.state == SessionState.CANCELLED:
        raise Conflict(_("This session was cancelled."), code="cancelled")
    if not session.starts_at - BEFORE <= now <= session.ends_at + AFTER:
        raise Conflict(_("It is not the time of this session."), code="time")
    row = session.places.filter(user=by.pk).first()
    if row is not None and row.attended:
        return row
    enrolment = _enrolment(session, by, now)
    row = _seated(session, row, by, now)
    row.attended, row.by_code = True, True
    save(row, now=now, fields=["state", "attended", "by_code"])
    _record(by, "training.checked_in", session, now, {"person": by.name})
    _note(session, enrolment, now)
    return row


@transaction.atomic
def mark_attendance(*, by: Any, seat: SessionSeat, attended: bool, reason: str, now: datetime) -> SessionSeat:
    """The trainer's word; a correction of what is known needs a reason, and the history keeps both.

    Raises Forbidden, Invalid (no reason) or Conflict (not begun, no seat, a certificate rests on it).
    """
    policy.require(by, "mark", seat)
    rows = TrainingSession.objects.select_for_update(of=("self",)).select_related("course__project")
    session = rows.get(pk=seat.session_id)
    if session.state == SessionState.CANCELLED:
        raise Conflict(_("This session was cancelled."), code="cancelled")
    if session.starts_at - BEFORE > now:
        raise Conflict(_("The session has not begun."), code="early")
    row = session.places.select_related("user").get(pk=seat.pk)
    if row.attended == attended:
        return row
    if row.attended is not None and not reason.strip():
        raise Invalid(_("Say why it is corrected."), code="required", field="reason")
    if row.state != SeatState.BOOKED:
        if not attended:
            raise Conflict(_("They have no seat in this session."), code="no_seat")
        row.state = SeatState.BOOKED
    # They may have left the course meanwhile; whoever was there is in it.
    enrol_by_trainer(session.course, row.user, now)
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("course__project")
        .get(course=session.course_id, user=row.user_id)
    )
    if not attended and _rests_on_it(session, enrolment):
        raise Conflict(_("A certificate was issued on this attendance."), code="certified")
    before = {"attended": row.attended}
    row.attended, row.by_code = attended, False
    save(row, now=now, fields=["state", "attended", "by_code"])
    audit.record(
        by=by,
        act="training.attendance_marked",
        obj=row,
        before=before,
        after={"attended": attended},
        reason=reason,
        project_id=session.course.project_id,
        now=now,
    )
    _note(session, enrolment, now)
    return row


def _enrolment(session: TrainingSession, by: Any, now: datetime) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("course__project")
    found = rows.filter(course=session.course_id, user=by.pk).first()
    if found is not None:
        return found
    if not audience.open_to(by).filter(pk=session.course_id).exists():
        raise Forbidden(_("You cannot enrol in this course."))
    enrol_self(by=by, course=session.course, now=now)
    return rows.get(course=session.course_id, user=by.pk)


def _seated(session: TrainingSession, row: SessionSeat | None, by: Any, now: datetime) -> SessionSeat:
    if row is not None and row.state == SeatState.BOOKED:
        return row
    if session.places.filter(state=SeatState.BOOKED).count() >= session.seats:
        raise Conflict(_("All seats are taken. Speak to the trainer."), code="full")
    if row is None:
        return create(SessionSeat(session=session, user=by, state=SeatState.BOOKED, asked_at=now), now=now)
    row.state = SeatState.BOOKED
    return row


def _note(session: TrainingSession, enrolment: Enrolment, now: datetime) -> None:
    """The day of the newest session somebody attended, and what follows from it."""
    newest = (
        SessionSeat.objects.filter(session__course=session.course_id, user=enrolment.user_id, attended=True)
        .order_by("-session__starts_at")
        .values_list("session__starts_at", flat=True)
        .first()
    )
    note_attendance(enrolment, timezone.localdate(newest) if newest else None, now)
    settle(enrolment=enrolment, now=now)


def _rests_on_it(session: TrainingSession, enrolment: Enrolment) -> bool:
    """Whether a certificate needed that somebody was here and not elsewhere."""
    if not session.course.needs_attendance or enrolment.passed_on is None:
        return False
    others = SessionSeat.objects.filter(session__course=session.course_id, user=enrolment.user_id, attended=True)
    return not others.exclude(session=session).exists()


def _record(by: Any, act: str, session: TrainingSession, now: datetime, after: dict[str, Any]) -> None:
    audit.record(by=by, act=act, obj=session, after=after, project_id=session.course.project_id, now=now)
