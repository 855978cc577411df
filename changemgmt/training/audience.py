"""Whom a curriculum means, and to whom a course is open."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from changemgmt.training.choices import CourseState
from changemgmt.training.models import Course, Curriculum
from pmo.accounts.models import User
from projects.portfolio import audience
from projects.portfolio.models import ProjectUnit


def people(curriculum: Curriculum) -> QuerySet[User]:
    """Active people of the audience now, each once."""
    return audience.people(
        paths=list(curriculum.units.values_list("path", flat=True)),
        roles=curriculum.roles or [],
        named=curriculum.people.values("pk"),
        project_id=curriculum.project_id,
    )


def open_to(user: Any) -> QuerySet[Course]:
    """Courses somebody may enrol in: of projects that concern their unit, or that they see anyway."""
    above = [int(part) for part in user.unit.path.split("/") if part] if user.unit_id else []
    concerned = ProjectUnit.objects.filter(unit__in=above).values("project_id")
    rows: QuerySet[Course] = Course.objects.filter(
        Q(project__in=concerned) | Q(pk__in=Course.objects.visible_to(user).values("pk")),
        state=CourseState.OPEN,
        self_enrol=True,
    )
    return rows


def learnable(user: Any) -> QuerySet[Course]:
    """Courses somebody may open as a learner: enrolled, or open to them."""
    rows: QuerySet[Course] = Course.objects.filter(
        Q(pk__in=open_to(user).values("pk"))
        | Q(enrolments__user=user.pk, state__in=(CourseState.OPEN, CourseState.CLOSED))
    )
    return rows.distinct()
