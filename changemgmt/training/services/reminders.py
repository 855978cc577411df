"""Reminders of deadlines, of the day before a session, of certificates that expire: each once, late ones still."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from changemgmt.training import standing
from changemgmt.training.choices import CourseState, SeatState, SessionState
from changemgmt.training.models import Enrolment, SessionSeat
from changemgmt.training.services import telling
from pmo.accounts.models import User
from pmo.notify.services import promise_many
from projects.portfolio.choices import State

DUE_STEPS = (7, 1)
EXPIRY_STEPS = (30, 7)
# What is longer past is no news any more.
STALE = timedelta(days=14)
A_DAY = timedelta(days=1)


def remind(*, now: datetime) -> int:
    """Promise what is due by now. Returns how many messages are new."""
    return _tomorrow(now) + _deadlines(now) + _expiries(now)


def _tomorrow(now: datetime) -> int:
    """Whoever has a seat, from the morning of the day before."""
    rows = SessionSeat.objects.filter(
        state=SeatState.BOOKED,
        user__is_active=True,
        session__state=SessionState.PLANNED,
        session__starts_at__gt=now,
        session__starts_at__lte=now + 2 * A_DAY,
    ).select_related("user", "session__course")
    return promise_many(
        telling.seat("tomorrow", row.session, row.user, f"{row.session.starts_at.date()}", now)
        for row in rows
        if _local(row.session.starts_at, row.user) - A_DAY <= _local(now, row.user)
    )


def _deadlines(now: datetime) -> int:
    rows = _live().filter(
        required=True,
        due_on__gte=(now - STALE).date(),
        due_on__lte=(now + (max(DUE_STEPS) + 1) * A_DAY).date(),
    )
    made = []
    for row in rows:
        today = _local(now, row.user)
        if row.due_on is None or standing.is_valid(row, today):
            continue
        if step := _step(row.due_on, today, DUE_STEPS, "late"):
            made.append(telling.due(row, row.due_on, step, now))
    return promise_many(made)


def _expiries(now: datetime) -> int:
    """Only where the course is still required of the person."""
    rows = _live().filter(
        required=True,
        valid_until__gte=(now - STALE).date(),
        valid_until__lte=(now + (max(EXPIRY_STEPS) + 1) * A_DAY).date(),
    )
    made = []
    for row in rows:
        if row.valid_until is None:
            continue
        if step := _step(row.valid_until, _local(now, row.user), EXPIRY_STEPS, "past"):
            made.append(telling.expires(row, row.valid_until, step, now))
    return promise_many(made)


def _live() -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(
        Q(course__state=CourseState.OPEN),
        user__is_active=True,
        course__project__state__in=(State.ACTIVE, State.ON_HOLD),
    ).select_related("course", "user")


def _step(on: date, today: date, steps: tuple[int, ...], past: str) -> str:
    """The nearest step that has come; after an outage only that one."""
    left = (on - today).days
    if left < 0:
        return past
    return next((f"{step}d" for step in sorted(steps) if left <= step), "")


def _local(at: datetime, person: User) -> date:
    return at.astimezone(ZoneInfo(person.time_zone)).date()
