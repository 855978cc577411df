"""What somebody learns: the page that greets them, and one course as its learner sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Avg, Count, Exists, OuterRef, Prefetch, Q, QuerySet

from changemgmt.training import audience, standing
from changemgmt.training.choices import (
    AttemptKind,
    AttemptState,
    CourseState,
    Progress,
    SeatState,
    SessionState,
)
from changemgmt.training.models import (
    Attempt,
    Certificate,
    Course,
    CourseMaterial,
    CourseRating,
    Enrolment,
    SessionSeat,
    TrainingSession,
)
from changemgmt.training.selectors import attempts
from pmo.texts import Sentence

# What has to be done first.
ORDER = {
    Progress.OVERDUE: 0,
    Progress.EXPIRED: 1,
    Progress.OPEN: 2,
    Progress.MARKING: 3,
    Progress.PASSED: 4,
}


@dataclass(frozen=True)
class Item:
    """A course of somebody's, and how it stands."""

    enrolment: Enrolment
    progress: Progress
    seat: SessionSeat | None = None

    @property
    def course(self) -> Course:
        return self.enrolment.course

    @property
    def is_open(self) -> bool:
        return self.progress in (Progress.OVERDUE, Progress.EXPIRED, Progress.OPEN)

    @property
    def mark(self) -> str:
        return {
            Progress.OVERDUE: "off",
            Progress.EXPIRED: "off",
            Progress.OPEN: "idle",
            Progress.MARKING: "none",
            Progress.PASSED: "ok",
        }[self.progress]


@dataclass(frozen=True)
class Mine:
    to_do: list[Item]
    done: list[Item]
    offered: list[Course]
    seats: list[SessionSeat]
    running: Attempt | None
    sentence: Sentence


def mine(user: Any, now: datetime, today: date) -> Mine:
    """Due first, then what is offered (five queries)."""
    marking = Attempt.objects.filter(enrolment=OuterRef("pk"), kind=AttemptKind.FINAL, state=AttemptState.MARKING)
    rows = (
        Enrolment.objects.filter(user=user.pk)
        .exclude(course__state=CourseState.DRAFT)
        .select_related("course__project")
        .annotate(marking=Exists(marking))
    )
    seats = list(
        SessionSeat.objects.filter(user=user.pk, session__state=SessionState.PLANNED, session__ends_at__gt=now)
        .exclude(state=SeatState.GIVEN_UP)
        .select_related("session__course__project")
        .order_by("session__starts_at")
    )
    next_seat: dict[int, SessionSeat] = {}
    for seat in seats:
        next_seat.setdefault(seat.session.course_id, seat)
    items = [
        Item(row, standing.progress(row, today, marking=row.marking), next_seat.get(row.course_id)) for row in rows
    ]
    shown = [item for item in items if item.course.is_open or item.progress == Progress.PASSED]
    shown.sort(key=lambda item: (ORDER[item.progress], item.enrolment.due_on or date.max, item.course.title))
    known = {item.course.pk for item in items}
    offered = [c for c in audience.open_to(user).select_related("project").order_by("title") if c.pk not in known]
    to_do = [item for item in shown if item.progress != Progress.PASSED]
    return Mine(
        to_do,
        [item for item in shown if item.progress == Progress.PASSED],
        offered,
        seats,
        attempts.running(user),
        _sentence(to_do, bool(shown)),
    )


def _sentence(to_do: Sequence[Item], any_: bool) -> Sentence:
    open_ = [item for item in to_do if item.is_open]
    if not open_:
        return Sentence("training.mine.done" if any_ else "training.mine.none")
    late = sum(item.progress in (Progress.OVERDUE, Progress.EXPIRED) for item in open_)
    words = {"count": len(open_), "minutes": sum(item.course.minutes for item in open_), "late": late}
    return Sentence("training.mine.late" if late else "training.mine.open", words)


@dataclass(frozen=True)
class SessionLine:
    """A coming session as somebody sees it who may take a seat."""

    session: TrainingSession
    free: int
    seat: SessionSeat | None

    @property
    def has_seat(self) -> bool:
        return self.seat is not None and self.seat.state == SeatState.BOOKED

    @property
    def waits(self) -> bool:
        return self.seat is not None and self.seat.state == SeatState.WAITING


@dataclass(frozen=True)
class LearnPage:
    """One course for its learner. `refusals`: why an assessment cannot begin, by kind; absent when it can."""

    course: Course
    enrolment: Enrolment | None
    progress: Progress | None
    materials: list[CourseMaterial]
    sessions: list[SessionLine]
    attempts: list[Attempt]
    certificates: list[Certificate]
    rating: CourseRating | None
    may_begin: dict[str, bool]
    refusal: str
    left: int
    running: Attempt | None
    may_rate: bool


def courses(user: Any) -> QuerySet[Course]:
    """Every course somebody may open, with their own enrolment as `mine`, a list of one or none."""
    own = Prefetch("enrolments", Enrolment.objects.filter(user=user.pk), to_attr="mine")
    return audience.learnable(user).select_related("project", "owner").prefetch_related(own)


def learnable(user: Any, pk: int) -> Course | None:
    """A course somebody may open; as if it were not there otherwise."""
    rows = audience.learnable(user).filter(pk=pk)
    return rows.select_related("project", "owner").first()


def page(user: Any, course: Course, now: datetime, today: date) -> LearnPage:
    row = Enrolment.objects.filter(course=course, user=user.pk).select_related("course__project").first()
    tried = list(row.attempts.order_by("-begun_at")) if row else []
    marking = any(one.state == AttemptState.MARKING and one.kind == AttemptKind.FINAL for one in tried)
    running = attempts.running(user)
    begin, refusal = _may_begin(row, today)
    rating = CourseRating.objects.filter(enrolment=row).first() if row else None
    return LearnPage(
        course=course,
        enrolment=row,
        progress=standing.progress(row, today, marking=marking) if row else None,
        materials=list(course.materials.select_related("file")),
        sessions=_sessions(user, course, now),
        attempts=[one for one in tried if one.state != AttemptState.RUNNING],
        certificates=list(row.certificates.all()) if row else [],
        rating=rating,
        may_begin=begin,
        refusal=refusal,
        left=attempts.left(row) if row else course.attempts,
        running=running,
        may_rate=row is not None and bool(row.attended_on or row.passed_on or any(one.handed_in_at for one in tried)),
    )


def _may_begin(row: Enrolment | None, today: date) -> tuple[dict[str, bool], str]:
    if row is None:
        return {}, ""
    refused = {str(kind): attempts.refusal(row, kind, today) for kind in AttemptKind.values}
    return {kind: not why for kind, why in refused.items()}, refused[AttemptKind.FINAL]


def _sessions(user: Any, course: Course, now: datetime) -> list[SessionLine]:
    """Sessions that have not ended (two queries)."""
    rows = (
        course.sessions.filter(state=SessionState.PLANNED, ends_at__gt=now)
        .select_related("trainer", "course")
        .annotate(taken=Count("places", filter=Q(places__state=SeatState.BOOKED)))
        .prefetch_related(
            Prefetch(
                "places",
                SessionSeat.objects.filter(user=user.pk).exclude(state=SeatState.GIVEN_UP),
                to_attr="own",
            )
        )
        .order_by("starts_at")
    )
    return [SessionLine(row, max(0, row.seats - row.taken), next(iter(row.own), None)) for row in rows]


def satisfaction(course: Course) -> tuple[float | None, int]:
    """Mean of the stars and how many gave them."""
    found = CourseRating.objects.filter(enrolment__course=course).aggregate(mean=Avg("stars"), n=Count("pk"))
    return found["mean"], found["n"]


def my_seat(user: Any, session_pk: int) -> SessionSeat | None:
    """The seat of somebody in a session, for the invitation."""
    rows = SessionSeat.objects.filter(session=session_pk, user=user.pk).exclude(state=SeatState.GIVEN_UP)
    return rows.select_related("session__course__project", "session__trainer").first()


def open_session(user: Any, pk: int) -> TrainingSession | None:
    """A session somebody may take a seat in or has one."""
    rows = TrainingSession.objects.filter(pk=pk, course__in=audience.learnable(user).values("pk"))
    return rows.select_related("course__project", "course__owner", "trainer").first()


def certificate(user: Any, pk: int) -> Certificate | None:
    """One's own, or of a course one sees; whether one may open it the page asks."""
    others = Certificate.objects.visible_to(user)
    rows = Certificate.objects.filter(Q(enrolment__user=user.pk) | Q(pk__in=others.values("pk")), pk=pk)
    return rows.select_related("enrolment__course__project", "enrolment__course__owner", "enrolment__user").first()
