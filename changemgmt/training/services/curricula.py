"""Curricula, and enrolment by rule: run as often as one likes, it only does what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.training import audience
from changemgmt.training.choices import CourseState, Source
from changemgmt.training.models import Course, Curriculum, CurriculumCourse, Enrolment
from changemgmt.training.services.rules import require_open
from changemgmt.training.services.telling import enrolled
from pmo import audit
from pmo.access import policy
from pmo.access.roles import Role
from pmo.notify.services import promise_many
from pmo.records import Invalid
from pmo.records.models import create, save
from projects.portfolio import dimensions
from projects.portfolio.choices import State
from projects.portfolio.models import Project

FIELDS = ("title", "title_en", "learner_role", "roles", "due_on", "active")


@transaction.atomic
def create_curriculum(
    *,
    by: Any,
    project: Project,
    now: datetime,
    courses: Sequence[Course] = (),
    units: Iterable[Any] = (),
    people: Iterable[Any] = (),
    **values: Any,
) -> Curriculum:
    """Whoever it means is enrolled at once. Raises Forbidden, Conflict or Invalid."""
    policy.require(by, "add", "training", project_id=project.pk)
    require_open(project)
    made = Curriculum(**{**values, "project": project})
    _check(made, courses)
    create(made, now=now)
    _set(made, courses, units, people)
    audit.record(by=by, act="curriculum.created", obj=made, after=_state(made), project_id=project.pk, now=now)
    enrol_by_rule(curriculum=made, now=now)
    return made


@transaction.atomic
def change_curriculum(
    *,
    by: Any,
    curriculum: Curriculum,
    now: datetime,
    expected: int | None = None,
    courses: Sequence[Course] | None = None,
    units: Iterable[Any] | None = None,
    people: Iterable[Any] | None = None,
    **values: Any,
) -> Curriculum:
    """Whoever it means now is enrolled; for others it is no longer required. What they learnt stays.

    Raises Forbidden, Conflict, Invalid or StaleWrite.
    """
    policy.require(by, "change", curriculum)
    require_open(curriculum.project)
    before = _state(curriculum)
    for field, value in values.items():
        setattr(curriculum, field, value)
    known = [item.course for item in curriculum.items.select_related("course")]
    _check(curriculum, known if courses is None else courses)
    save(curriculum, now=now, expected=expected, fields=values)
    _set(curriculum, courses, units, people)
    audit.record(
        by=by,
        act="curriculum.changed",
        obj=curriculum,
        before=before,
        after=_state(curriculum),
        project_id=curriculum.project_id,
        now=now,
    )
    enrol_by_rule(curriculum=curriculum, now=now)
    return curriculum


@transaction.atomic
def delete_curriculum(*, by: Any, curriculum: Curriculum, now: datetime) -> None:
    """Nothing of it is required any more; enrolments stay with those who began. Raises Forbidden or Conflict."""
    policy.require(by, "delete", curriculum)
    require_open(curriculum.project)
    _let_go(Enrolment.objects.filter(curriculum=curriculum), now)
    audit.record(
        by=by,
        act="curriculum.deleted",
        obj=curriculum,
        before=_state(curriculum),
        project_id=curriculum.project_id,
        now=now,
    )
    project_id = curriculum.project_id
    curriculum.delete()
    dimensions.changed([project_id], now)


def enrol_all(*, now: datetime) -> int:
    """Every curriculum that enrols, of projects that run. Returns how many enrolments were made or let go."""
    ids = Curriculum.objects.filter(active=True, project__state__in=(State.ACTIVE, State.ON_HOLD)).values_list(
        "pk", flat=True
    )
    return sum(_enrol_one(pk, now) for pk in ids.order_by("pk"))


def enrol_project(*, project_id: int, now: datetime) -> int:
    ids = Curriculum.objects.filter(active=True, project_id=project_id).values_list("pk", flat=True)
    return sum(_enrol_one(pk, now) for pk in ids.order_by("pk"))


def _enrol_one(pk: int, now: datetime) -> int:
    found = Curriculum.objects.select_related("project").filter(pk=pk).first()
    return enrol_by_rule(curriculum=found, now=now) if found is not None else 0


@transaction.atomic
def enrol_by_rule(*, curriculum: Curriculum, now: datetime) -> int:
    """Enrol whom the curriculum means in its open courses, let go whom it no longer means.

    Of two curricula that mean the same, the earlier one keeps the enrolment. Run twice, or by two workers: once.
    """
    # One at a time: two workers would both see the same people missing.
    Curriculum.objects.select_for_update().get(pk=curriculum.pk)
    meant = list(audience.people(curriculum)) if curriculum.active else []
    courses = [
        item.course
        for item in curriculum.items.filter(course__state=CourseState.OPEN).select_related("course__project")
    ]
    made = _enrol(curriculum, courses, meant, now)
    kept = Enrolment.objects.filter(curriculum=curriculum, required=True)
    gone = _let_go(
        kept.exclude(user__in=[person.pk for person in meant])
        | kept.exclude(course__in=curriculum.items.values("course")),
        now,
    )
    changed = _follow(curriculum, now)
    if made or gone:
        audit.record(
            by=None,
            act="curriculum.enrolled",
            obj=curriculum,
            after={"enrolled": made, "let_go": gone},
            project_id=curriculum.project_id,
            now=now,
        )
    if made or gone or changed:
        dimensions.changed([curriculum.project_id], now)
    return made + gone


def _enrol(curriculum: Curriculum, courses: Sequence[Course], meant: Sequence[Any], now: datetime) -> int:
    known = {
        (row.course_id, row.user_id): row
        for row in Enrolment.objects.filter(course__in=courses, user__in=[person.pk for person in meant])
    }
    fresh: list[Enrolment] = []
    taken: list[int] = []
    for course in courses:
        for person in meant:
            row = known.get((course.pk, person.pk))
            if row is None:
                fresh.append(_new(curriculum, course, person, now))
            elif not row.required:
                taken.append(row.pk)
    Enrolment.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    # Whoever had enrolled themselves keeps what they did; now it is required of them.
    Enrolment.objects.filter(pk__in=taken).update(
        required=True, curriculum=curriculum, learner_role=curriculum.learner_role, due_on=curriculum.due_on
    )
    if fresh:
        written = Enrolment.objects.filter(curriculum=curriculum, enrolled_at=now).select_related("course", "user")
        promise_many(enrolled(row, now) for row in written)
    return len(fresh) + len(taken)


def _new(curriculum: Curriculum, course: Course, person: Any, now: datetime) -> Enrolment:
    return Enrolment(
        course=course,
        user=person,
        curriculum=curriculum,
        learner_role=curriculum.learner_role,
        source=Source.RULE,
        required=True,
        due_on=curriculum.due_on,
        enrolled_at=now,
        created_at=now,
        updated_at=now,
    )


def _let_go(rows: Any, now: datetime) -> int:
    ids = list(rows.values_list("pk", flat=True))
    return Enrolment.objects.filter(pk__in=ids).update(required=False, curriculum=None, due_on=None, updated_at=now)


def _follow(curriculum: Curriculum, now: datetime) -> int:
    """Deadline and role of the curriculum hold for everybody it enrolled."""
    rows = Enrolment.objects.filter(curriculum=curriculum, required=True)
    wanted: dict[str, str | date | None] = {"due_on": curriculum.due_on, "learner_role": curriculum.learner_role}
    ids = [
        pk
        for pk, due, role in rows.values_list("pk", "due_on", "learner_role")
        if (due, role) != (curriculum.due_on, curriculum.learner_role)
    ]
    return Enrolment.objects.filter(pk__in=ids).update(**wanted, updated_at=now)


def _check(curriculum: Curriculum, courses: Sequence[Course]) -> None:
    if not set(curriculum.roles or []) <= set(Role.values):
        raise Invalid(_("There is no such role."), code="unknown_role", field="roles")
    if not courses:
        raise Invalid(_("Choose at least one course."), code="required", field="courses")
    if any(course.project_id != curriculum.project_id for course in courses):
        raise Invalid(_("A course belongs to another project."), code="foreign", field="courses")


def _set(
    curriculum: Curriculum, courses: Sequence[Course] | None, units: Iterable[Any] | None, people: Iterable[Any] | None
) -> None:
    if courses is not None:
        curriculum.items.exclude(course__in=courses).delete()
        for position, course in enumerate(courses, 1):
            CurriculumCourse.objects.update_or_create(
                curriculum=curriculum, course=course, defaults={"position": position}
            )
    if units is not None:
        curriculum.units.set(units)
    if people is not None:
        curriculum.people.set(people)


def _state(curriculum: Curriculum) -> dict[str, Any]:
    return {
        **audit.snapshot(curriculum, FIELDS),
        "courses": [item.course.title for item in curriculum.items.select_related("course")],
        "units": sorted(unit.name for unit in curriculum.units.all()),
        "people": sorted(person.name for person in curriculum.people.all()),
    }
