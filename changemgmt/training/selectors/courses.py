"""Courses, sessions and curricula for those who run them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from changemgmt.engines import training as engine
from changemgmt.training import audience
from changemgmt.training.choices import FEWEST_RATINGS, SeatState, SessionState
from changemgmt.training.models import (
    BankQuestion,
    Course,
    CourseMaterial,
    Curriculum,
    Enrolment,
    SessionSeat,
    TrainingSession,
)
from changemgmt.training.selectors import learning
from changemgmt.training.selectors.coverage import met, within_reach
from pmo.engines.stats import NotAvailable
from pmo.texts import Sentence, nested, num
from projects.portfolio.models import Project


def visible(user: Any, today: date) -> QuerySet[Course]:
    """With how many are enrolled, how many must, and how many of those have passed."""
    rows: QuerySet[Course] = Course.objects.visible_to(user).select_related("project", "owner")

    def count(where: Q) -> Any:
        found = Enrolment.objects.filter(where, course=OuterRef("pk"), user__is_active=True).order_by()
        return Coalesce(Subquery(found.values("course").annotate(n=Count("pk")).values("n")), 0)

    return rows.annotate(people=count(Q()), must=count(Q(required=True)), done=count(Q(required=True) & met(today)))


@dataclass(frozen=True)
class CoursePage:
    materials: list[CourseMaterial]
    questions: list[BankQuestion]
    sessions: list[TrainingSession]
    people: int
    passed: int
    waiting: int
    gain: float | None
    gain_of: int
    stars: float | None
    ratings: int
    sentence: Sentence


def page(course: Course, today: date) -> CoursePage:
    """A course for whoever runs it. What is right in the bank is for those who may change it: the view asks."""
    rows = Enrolment.objects.filter(course=course, user__is_active=True)
    counts = rows.aggregate(
        people=Count("pk", distinct=True),
        passed=Count("pk", filter=met(today), distinct=True),
        waiting=Count("attempts", filter=Q(attempts__state="marking"), distinct=True),
    )
    both = list(rows.filter(score__isnull=False, score_before__isnull=False).values_list("score_before", "score"))
    found = engine.mean_gain([float(a or 0) for a, _b in both], [float(b or 0) for _a, b in both])
    gain = None if isinstance(found, NotAvailable) else found
    mean, ratings = learning.satisfaction(course)
    return CoursePage(
        materials=list(course.materials.select_related("file")),
        questions=list(course.questions.all()),
        sessions=list(counted(course.sessions.all())),
        gain=gain,
        gain_of=len(both),
        stars=mean if ratings >= FEWEST_RATINGS else None,
        ratings=ratings,
        sentence=_sentence(course, counts, gain, len(both)),
        **counts,
    )


def _sentence(course: Course, counts: dict[str, int], gain: float | None, both: int) -> Sentence:
    if course.state == "draft":
        return Sentence("training.course.draft")
    if not counts["people"]:
        return Sentence("training.course.none")
    now = Sentence("training.course.passed", {"passed": num(counts["passed"]), "people": num(counts["people"])})
    if gain is None or both < FEWEST_RATINGS:
        return now
    return Sentence("training.course.gain", {"now": nested(now), "gain": num(round(gain, 2), digits=2), "n": both})


def counted(rows: QuerySet[TrainingSession]) -> QuerySet[TrainingSession]:
    """Sessions with seats taken, waiting, there."""
    return (
        rows.select_related("trainer", "course__project", "course__owner")
        .annotate(
            booked=Count("places", filter=Q(places__state=SeatState.BOOKED)),
            waiting=Count("places", filter=Q(places__state=SeatState.WAITING)),
            attended=Count("places", filter=Q(places__attended=True)),
        )
        .order_by("-starts_at")
    )


def roster(session: TrainingSession, user: Any) -> list[SessionSeat]:
    """Who is on the list, as far as `user` may read names: seats by name, then the waiting list in its order."""
    reach = within_reach(user, session, session.course.project)
    rows = session.places.filter(reach).exclude(state=SeatState.GIVEN_UP).select_related("user__unit")
    found = list(rows)
    booked = sorted((row for row in found if row.state == SeatState.BOOKED), key=lambda row: row.user.name)
    return [*booked, *(row for row in found if row.state == SeatState.WAITING)]


def session_sentence(session: Any, now: datetime) -> Sentence:
    words = {
        "booked": num(session.booked),
        "seats": num(session.seats),
        "waiting": num(session.waiting),
        "attended": num(session.attended),
    }
    if session.state == SessionState.CANCELLED:
        return Sentence("training.session.cancelled")
    if session.starts_at <= now and (session.attended or session.ends_at <= now):
        return Sentence("training.session.held", words)
    return Sentence("training.session.full" if session.booked >= session.seats else "training.session.free", words)


def upcoming(project: Project, now: datetime) -> list[TrainingSession]:
    rows = TrainingSession.objects.filter(course__project=project, state=SessionState.PLANNED, ends_at__gt=now)
    return list(counted(rows).order_by("starts_at")[:12])


def of_project(project: Project, user: Any, today: date) -> list[Course]:
    return list(visible(user, today).filter(project=project).order_by("title"))


def curricula(project: Project, today: date) -> list[Curriculum]:
    """With what is required and met under each (two queries)."""
    rows = Curriculum.objects.filter(project=project).prefetch_related("items__course")
    where = Q(enrolments__required=True, enrolments__user__is_active=True)
    done = (
        where
        & Q(enrolments__passed_on__isnull=False)
        & (Q(enrolments__valid_until__isnull=True) | Q(enrolments__valid_until__gte=today))
    )
    return list(
        rows.annotate(
            must=Count("enrolments", filter=where, distinct=True), done=Count("enrolments", filter=done, distinct=True)
        ).order_by("due_on", "pk")
    )


def meant(curriculum: Curriculum) -> int:
    return audience.people(curriculum).count()


def learners(course: Course, user: Any) -> QuerySet[Enrolment]:
    """People of a course with how they stand, as far as `user` may read names."""
    return (
        Enrolment.objects.filter(within_reach(user, course, course.project), course=course, user__is_active=True)
        .select_related("user__unit", "course")
        .order_by("user__unit__path", "user__name")
    )
