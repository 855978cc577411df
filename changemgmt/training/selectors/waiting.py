"""What training says on other pages: what waits for a person, key dates, facts of a stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changemgmt.training import standing
from changemgmt.training.choices import AttemptKind, AttemptState, CourseState, SessionState
from changemgmt.training.models import Attempt, Course, Curriculum, Enrolment, TrainingSession
from changemgmt.training.selectors import coverage
from pmo.texts import Sentence, day, name, num
from projects.portfolio import dimensions
from projects.portfolio.choices import State
from projects.portfolio.dimensions import Act, Decision, KeyDate
from projects.portfolio.models import Project


def connect() -> None:
    """What somebody must learn within two weeks, and what they must mark."""
    dimensions.register_decisions("training.learn", _to_learn, to_learn)
    dimensions.register_decisions("training.mark", lambda user, now: _to_mark(user), lambda user, now: to_mark(user))


def to_learn(user: Any, now: datetime) -> QuerySet[Enrolment]:
    today = timezone.localdate(now)
    handed_in = Attempt.objects.filter(user=user.pk, state=AttemptState.MARKING, kind=AttemptKind.FINAL)
    rows = Enrolment.objects.filter(
        Q(due_on__lte=today + standing.SOON, passed_on=None) | Q(valid_until__lt=today),
        user=user.pk,
        required=True,
        course__state=CourseState.OPEN,
        course__project__state__in=(State.ACTIVE, State.ON_HOLD),
    )
    # Whoever has handed in waits for somebody else.
    return rows.exclude(pk__in=handed_in.values("enrolment"))


def to_mark(user: Any) -> QuerySet[Attempt]:
    """Of courses one is in charge of; others who may mark find them in the queue."""
    rows = Attempt.objects.filter(state=AttemptState.MARKING, enrolment__course__owner=user.pk)
    return rows.exclude(enrolment__user=user.pk)


def _to_learn(user: Any, now: datetime) -> Iterable[Decision]:
    today = timezone.localdate(now)
    for row in to_learn(user, now).select_related("course"):
        expired = row.valid_until is not None and row.valid_until < today
        on = row.valid_until if expired else row.due_on
        if on is None:
            continue
        kind = "expired" if expired else "late" if on < today else "due"
        yield Decision(
            key=f"training-{row.pk}",
            kind=_("Training"),
            title=row.course.label,
            why=Sentence(f"training.waiting.{kind}", {"minutes": row.course.minutes, "on": day(on)}),
            acts=[Act(pgettext("training", "Learn"), row.course.learn_url, primary=True)],
            url=row.course.learn_url,
            waiting_since=row.enrolled_at,
            due_on=on,
            project_id=row.course.project_id,
        )


def _to_mark(user: Any) -> Iterable[Decision]:
    waiting = Q(enrolments__attempts__state=AttemptState.MARKING) & ~Q(enrolments__user=user.pk)
    rows = (
        Course.objects.filter(owner=user.pk)
        .annotate(
            waiting=Count("enrolments__attempts", filter=waiting, distinct=True),
            since=Min("enrolments__attempts__handed_in_at", filter=waiting),
        )
        .filter(waiting__gt=0)
    )
    for course in rows:
        url = f"{reverse('training:marking')}?course={course.pk}"
        yield Decision(
            key=f"training-mark-{course.pk}",
            kind=_("Training"),
            title=course.label,
            why=Sentence("training.waiting.mark", {"count": num(course.waiting)}),
            acts=[Act(pgettext("training", "Mark"), url, primary=True)],
            url=url,
            waiting_since=course.since,
            project_id=course.project_id,
        )


def deadlines(project_ids: Sequence[int], start: date, end: date) -> QuerySet[Curriculum]:
    return Curriculum.objects.filter(project__in=project_ids, active=True, due_on__gte=start, due_on__lte=end)


def sessions(project_ids: Sequence[int], start: date, end: date) -> QuerySet[TrainingSession]:
    zone = timezone.get_current_timezone()
    return TrainingSession.objects.filter(
        course__project__in=project_ids,
        state=SessionState.PLANNED,
        starts_at__gte=datetime.combine(start, time.min, tzinfo=zone),
        starts_at__lte=datetime.combine(end, time.max, tzinfo=zone),
    )


def deadline_days(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    for curriculum in deadlines(project_ids, start, end):
        if curriculum.due_on is not None:
            said = Sentence("key_date.curriculum", {"title": name(curriculum, "title")})
            yield KeyDate(curriculum.project_id, curriculum.due_on, said, "due", url=curriculum.url)


def session_days(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    """The first session of each course that is to come."""
    seen: set[int] = set()
    for session in sessions(project_ids, start, end).select_related("course").order_by("starts_at"):
        if session.course_id in seen:
            continue
        seen.add(session.course_id)
        said = Sentence("key_date.training_session", {"title": name(session.course, "title")})
        on = timezone.localdate(session.starts_at)
        yield KeyDate(session.course.project_id, on, said, "live", url=session.url)


def stage_facts(projects: Sequence[Project], as_of: date) -> Mapping[int, Sequence[Sentence]]:
    found = coverage.totals([project.pk for project in projects], as_of)
    return {
        pk: [Sentence("training.fact", {"passed": num(total.passed), "required": num(total.required)})]
        for pk, total in found.items()
    }
