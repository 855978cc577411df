"""Sessions: planned, changed, cancelled; seats taken, given up, and a waiting list that moves up by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.training.choices import SeatState, SessionState, Source
from changemgmt.training.models import Course, Enrolment, SessionSeat, TrainingSession
from changemgmt.training.services.enrolling import enrol_self
from changemgmt.training.services.rules import require_open
from changemgmt.training.services.telling import seat as told
from pmo import audit, notify
from pmo.access import policy
from pmo.notify.services import promise_many
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save

FIELDS = ("starts_at", "ends_at", "place", "online", "seats", "trainer")


@transaction.atomic
def plan_session(*, by: Any, course: Course, now: datetime, **values: Any) -> TrainingSession:
    """Raises Forbidden, Conflict (closed) or Invalid (period, neither room nor address)."""
    policy.require(by, "change", course)
    require_open(course.project)
    made = TrainingSession(**{**values, "course": course, "trainer": values.get("trainer") or course.owner})
    _check(made)
    create(made, now=now)
    _record(by, "training.session_planned", made, now, after=_state(made))
    return made


@transaction.atomic
def change_session(
    *, by: Any, session: TrainingSession, now: datetime, expected: int | None = None, **values: Any
) -> TrainingSession:
    """Who has a seat is told of another time or place; with more seats the waiting list moves up.

    Raises Forbidden, Conflict (cancelled; fewer seats than taken), Invalid or StaleWrite.
    """
    policy.require(by, "change", session)
    require_open(session.course.project)
    known = _held(session)
    before = _state(known)
    for field, value in values.items():
        setattr(session, field, value)
    _check(session)
    taken = known.places.filter(state=SeatState.BOOKED).count()
    if session.seats < taken:
        raise Conflict(_("%(n)s seats are taken; it cannot have fewer."), params={"n": taken}, code="seats")
    save(session, now=now, expected=expected, fields=values)
    after = _state(session)
    _record(by, "training.session_changed", session, now, before=before, after=after)
    if any(before[field] != after[field] for field in ("starts_at", "ends_at", "place", "online")):
        people = [row.user for row in _on_list(session)]
        promise_many(told("moved", session, person, f"v{session.version}", now) for person in people)
    _move_up(session, now)
    return session


@transaction.atomic
def cancel_session(*, by: Any, session: TrainingSession, reason: str, now: datetime) -> TrainingSession:
    """Everybody on the list is told why. Raises Forbidden, Conflict (over, cancelled) or Invalid."""
    policy.require(by, "change", session)
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    locked = _held(session)
    if locked.ends_at <= now:
        raise Conflict(_("The session is over."), code="over")
    locked.state = SessionState.CANCELLED
    save(locked, now=now, fields=["state"])
    notify.withdraw(rule="training.tomorrow", subject=locked)
    people = [row.user for row in _on_list(locked)]
    promise_many(told("cancelled", locked, person, "cancelled", now, reason=reason) for person in people)
    _record(by, "training.session_cancelled", locked, now, after={"state": locked.state}, reason=reason)
    return locked


@transaction.atomic
def book(*, by: Any, session: TrainingSession, now: datetime) -> SessionSeat:
    """Take a seat, or a place on the waiting list when all are taken; asking twice changes nothing.

    Whoever is not enrolled yet is, where the course is open to them. Raises Forbidden or Conflict (begun, cancelled).
    """
    locked = _held(session)
    if locked.starts_at <= now:
        raise Conflict(_("The session has begun."), code="begun")
    enrol_self(by=by, course=locked.course, now=now)
    found = _seat(locked, by, now)
    if found[1]:
        _record(by, "training.seat_asked", locked, now, after={"seat": found[0].get_state_display()})
    return found[0]


@transaction.atomic
def add_participants(*, by: Any, session: TrainingSession, people: Iterable[Any], now: datetime) -> int:
    """Put people on the list, with a seat while there are any. Returns how many are new.

    Raises Forbidden or Conflict (cancelled, course not open).
    """
    policy.require(by, "change", session)
    require_open(session.course.project)
    locked = _held(session)
    if not locked.course.is_open:
        raise Conflict(_("The course is not open; nobody can be enrolled."), code="not_open")
    added = []
    for person in people:
        if not person.is_active:
            continue
        enrol_by_trainer(locked.course, person, now)
        if _seat(locked, person, now)[1]:
            added.append(person.name)
    if added:
        _record(by, "training.participants_added", locked, now, after={"people": sorted(added)})
    return len(added)


@transaction.atomic
def give_up(*, by: Any, session: TrainingSession, now: datetime) -> None:
    """Leave the list; the first who waits moves up. Raises Forbidden (not on it) or Conflict (begun)."""
    locked = _held(session)
    if locked.starts_at <= now:
        raise Conflict(_("The session has begun."), code="begun")
    row = locked.places.filter(user=by.pk).exclude(state=SeatState.GIVEN_UP).first()
    if row is None:
        raise Forbidden(_("You are not on the list of this session."))
    _take_off(locked, row, now)
    _record(by, "training.seat_given_up", locked, now)


@transaction.atomic
def remove_participant(*, by: Any, seat: SessionSeat, now: datetime) -> None:
    """Take somebody off the list. Raises Forbidden or Conflict (they were there)."""
    policy.require(by, "change", seat)
    locked = _held(seat.session)
    row = locked.places.select_related("user").get(pk=seat.pk)
    if row.attended:
        raise Conflict(_("They were there; their attendance would be lost."), code="attended")
    if row.state == SeatState.GIVEN_UP:
        return
    _take_off(locked, row, now)
    _record(by, "training.participant_removed", locked, now, before={"person": row.user.name})


def enrol_by_trainer(course: Course, person: Any, now: datetime) -> Enrolment:
    """The enrolment somebody on a session's list needs; not required of them."""
    found, _made = Enrolment.objects.get_or_create(
        course=course,
        user=person,
        defaults={"source": Source.PERSON, "enrolled_at": now, "created_at": now, "updated_at": now},
    )
    return found


def _held(session: TrainingSession) -> TrainingSession:
    """The row as it is now, held against everybody who wants a seat at this moment. Raises Conflict if cancelled."""
    rows = TrainingSession.objects.select_for_update(of=("self",)).select_related("course__project", "course__owner")
    locked = rows.get(pk=session.pk)
    if not locked.is_planned:
        raise Conflict(_("This session was cancelled."), code="cancelled")
    return locked


def _seat(locked: TrainingSession, person: Any, now: datetime) -> tuple[SessionSeat, bool]:
    """The person's place on the list, and whether it is new."""
    row = locked.places.filter(user=person.pk).first()
    if row is not None and row.state != SeatState.GIVEN_UP:
        return row, False
    free = locked.seats - locked.places.filter(state=SeatState.BOOKED).count()
    state = SeatState.BOOKED if free > 0 else SeatState.WAITING
    if row is None:
        row = create(SessionSeat(session=locked, user=person, state=state, asked_at=now), now=now)
    else:
        # Whoever comes back joins at the end.
        row.state, row.asked_at, row.attended, row.by_code = state, now, None, False
        save(row, now=now, fields=["state", "asked_at", "attended", "by_code"])
    rule = "seat" if state == SeatState.BOOKED else "waiting"
    promise_many([told(rule, locked, person, f"{row.pk}:{row.version}", now)])
    return row, True


def _take_off(locked: TrainingSession, row: SessionSeat, now: datetime) -> None:
    row.state, row.attended = SeatState.GIVEN_UP, None
    save(row, now=now, fields=["state", "attended"])
    notify.withdraw(rule="training.tomorrow", subject=locked, to=row.user)
    _move_up(locked, now)


def _move_up(locked: TrainingSession, now: datetime) -> int:
    """Give free seats to who waits longest, while the session has not begun."""
    if locked.starts_at <= now:
        return 0
    free = locked.seats - locked.places.filter(state=SeatState.BOOKED).count()
    if free <= 0:
        return 0
    rows = list(locked.places.filter(state=SeatState.WAITING, user__is_active=True).select_related("user")[:free])
    for row in rows:
        row.state = SeatState.BOOKED
        save(row, now=now, fields=["state"])
    promise_many(told("seat", locked, row.user, f"{row.pk}:{row.version}", now) for row in rows)
    return len(rows)


def _on_list(session: TrainingSession) -> Any:
    return session.places.exclude(state=SeatState.GIVEN_UP).select_related("user")


def _state(session: TrainingSession) -> dict[str, Any]:
    """For the history, with times on the company's clock."""
    zone = ZoneInfo(settings.TIME_ZONE)
    times = {name: f"{getattr(session, name).astimezone(zone):%Y-%m-%d %H:%M}" for name in ("starts_at", "ends_at")}
    return {**audit.snapshot(session, FIELDS), **times}


def _check(session: TrainingSession) -> None:
    if session.ends_at <= session.starts_at:
        raise Invalid(_("It ends before it begins."), code="period", field="ends_at")
    if not session.place and not session.online:
        raise Invalid(_("Give a room or an address online."), code="required", field="place")


def _record(by: Any, act: str, session: TrainingSession, now: datetime, **facts: Any) -> None:
    """Who sits where stands in the history of the session, not among the news of the project."""
    project_id = session.course.project_id if act.startswith("training.session") else None
    audit.record(by=by, act=act, obj=session, project_id=project_id, now=now, **facts)
