"""Make, change, open and close courses; their materials."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.training.choices import COURSE_FILE, CourseState, MaterialKind
from changemgmt.training.models import Course, CourseMaterial
from changemgmt.training.services.curricula import enrol_project
from changemgmt.training.services.rules import require_open
from pmo import audit, files
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.models import Project

FIELDS = (
    "title", "title_en", "summary", "summary_en", "minutes", "owner", "self_enrol", "needs_attendance",
    "needs_assessment", "pretest", "drawn", "time_limit", "attempts", "pass_mark", "valid_months",
)  # fmt: skip
MATERIAL_FIELDS = ("kind", "title", "title_en", "link", "minutes")
MOST_MATERIALS = 60


@transaction.atomic
def create_course(*, by: Any, project: Project, now: datetime, **values: Any) -> Course:
    """A course in preparation. Raises Forbidden, Conflict (project closed) or Invalid."""
    policy.require(by, "add", "training", project_id=project.pk)
    require_open(project)
    course = Course(**{**values, "project": project, "owner": values.get("owner") or by})
    _check(course)
    create(course, now=now)
    _record(by, "course.created", course, now, after=audit.snapshot(course, FIELDS))
    return course


@transaction.atomic
def change_course(*, by: Any, course: Course, now: datetime, expected: int | None = None, **values: Any) -> Course:
    """Attempts that run keep the rules they began with. Raises Forbidden, Conflict, Invalid or StaleWrite."""
    policy.require(by, "change", course)
    require_open(course.project)
    before = audit.snapshot(Course.objects.get(pk=course.pk), FIELDS)
    for field, value in values.items():
        setattr(course, field, value)
    _check(course)
    save(course, now=now, expected=expected, fields=values)
    _record(by, "course.changed", course, now, before=before, after=audit.snapshot(course, FIELDS))
    return course


@transaction.atomic
def open_course(*, by: Any, course: Course, now: datetime) -> Course:
    """People can learn it; whoever a curriculum means is enrolled now.

    Raises Forbidden, or Conflict (an assessment without questions, already open).
    """
    policy.require(by, "change", course)
    require_open(course.project)
    if course.is_open:
        raise Conflict(_("The course is open already."), code="open")
    active = course.questions.filter(active=True).count()
    if (course.needs_assessment or course.pretest) and not active:
        raise Conflict(_("There is no question yet that an assessment could ask."), code="no_questions")
    if course.needs_assessment and course.drawn > active:
        raise Conflict(
            _("An attempt draws %(drawn)s questions, the bank has %(active)s."),
            params={"drawn": course.drawn, "active": active},
            code="few_questions",
        )
    _set_state(by, course, CourseState.OPEN, now)
    enrol_project(project_id=course.project_id, now=now)
    return course


@transaction.atomic
def close_course(*, by: Any, course: Course, now: datetime) -> Course:
    """Nobody enrols or begins any more; what was passed stays. Raises Forbidden or Conflict."""
    policy.require(by, "change", course)
    if not course.is_open:
        raise Conflict(_("Only an open course can be closed."), code="not_open")
    _set_state(by, course, CourseState.CLOSED, now)
    return course


@transaction.atomic
def delete_course(*, by: Any, course: Course, now: datetime) -> None:
    """Only one nobody was enrolled in: what people learnt stays. Raises Forbidden or Conflict."""
    policy.require(by, "delete", course)
    if course.enrolments.exists():
        raise Conflict(_("People are enrolled in this course; close it instead."), code="enrolled")
    _record(by, "course.deleted", course, now, before=audit.snapshot(course, FIELDS))
    course.delete()


@transaction.atomic
def add_material(*, by: Any, course: Course, now: datetime, upload: Any = None, **values: Any) -> CourseMaterial:
    """Something to read, watch or open, at the end. Raises Forbidden, Conflict, Invalid, or what `files.store` does."""
    policy.require(by, "change", course)
    require_open(course.project)
    known = list(course.materials.values_list("position", flat=True))
    if len(known) >= MOST_MATERIALS:
        raise Conflict(_("A course has at most %(n)s materials."), code="too_many", params={"n": MOST_MATERIALS})
    made = CourseMaterial(**{**values, "course": course, "position": max(known, default=0) + 1})
    if made.kind == MaterialKind.FILE:
        if upload is None:
            raise Invalid(_("Choose a file."), code="required", field="upload")
        made.file = files.store(
            by=by, upload=upload, now=now, project_id=course.project_id, kind=COURSE_FILE, object_id=course.pk
        )
    elif made.kind == MaterialKind.LINK and not made.link:
        raise Invalid(_("Give the address."), code="required", field="link")
    elif made.kind == MaterialKind.TEXT and not (made.body or made.body_en):
        raise Invalid(_("Write the text, in Chinese or in English."), code="required", field="body")
    create(made, now=now)
    _record(by, "course.material_added", course, now, after=audit.snapshot(made, MATERIAL_FIELDS))
    return made


@transaction.atomic
def remove_material(*, by: Any, material: CourseMaterial, now: datetime) -> None:
    """Raises Forbidden or Conflict (project closed)."""
    policy.require(by, "change", material)
    require_open(material.course.project)
    _record(by, "course.material_removed", material.course, now, before=audit.snapshot(material, MATERIAL_FIELDS))
    file = material.file
    material.delete()
    if file is not None:
        file.delete()


def _check(course: Course) -> None:
    if not course.needs_attendance and not course.needs_assessment:
        raise Invalid(
            _("Say how it is passed: by attending, by an assessment, or both."),
            code="no_way_to_pass",
            field="needs_assessment",
        )


def _set_state(by: Any, course: Course, state: str, now: datetime) -> None:
    before = {"state": course.state}
    course.state = state
    save(course, now=now, fields=["state"])
    _record(by, f"course.{state}", course, now, before=before, after={"state": state})


def _record(by: Any, act: str, course: Course, now: datetime, **facts: Any) -> None:
    audit.record(by=by, act=act, obj=course, project_id=course.project_id, now=now, **facts)
