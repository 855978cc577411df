"""What membership means for rights: told to pmo.access at start-up."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When

from projects.portfolio.choices import RIGHTS
from projects.portfolio.models import Project, ProjectMember


def roles_of(user_id: int) -> QuerySet[Any, tuple[str, int]]:
    """Rows (role code, project id) of a person's memberships; joined into the query for their roles."""
    role = Case(*[When(role=part, then=Value(right.value)) for part, right in RIGHTS.items()], output_field=CharField())
    return ProjectMember.objects.filter(user_id=user_id).values_list(role, "project_id")


def projects_of_unit(path: str) -> QuerySet[Any]:
    """Ids of the projects that concern the unit at `path` or a unit below it."""
    return Project.objects.filter(unit_links__unit__path__startswith=path).values("pk")
