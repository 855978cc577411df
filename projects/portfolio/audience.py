"""Who is meant: people of units (with everything below them) and roles, and people by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from pmo.access.models import RoleGrant
from pmo.accounts.models import User
from projects.portfolio.choices import RIGHTS
from projects.portfolio.models import Project, ProjectMember


def people(
    *, paths: Collection[str] = (), roles: Collection[str] = (), named: Any = (), project_id: int | None = None
) -> QuerySet[User]:
    """Active people now, each once. Units (by path) and roles narrow each other, names are added.

    named       ids of people, or a queryset of them
    project_id  a role counts company-wide, or on this project
    """
    chosen = Q(pk__in=named)
    if paths or roles:
        within = in_units(paths) if paths else Q()
        chosen |= within & _in_roles(roles, project_id) if roles else within
    rows: QuerySet[User] = User.objects.filter(chosen, is_active=True)
    return rows.order_by("pk")


def in_units(paths: Iterable[str]) -> Q:
    """People of one of the units or of anything below it; of no unit: nobody."""
    places = Q(pk__in=())
    for path in paths:
        places |= Q(unit__path__startswith=path)
    return places


def staff(project: Project) -> QuerySet[User]:
    """Active people of the units the project concerns, with everything below: the denominator of reach and coverage."""
    paths = list(project.units.values_list("path", flat=True))
    rows: QuerySet[User] = User.objects.filter(in_units(paths), is_active=True)
    return rows.order_by("pk")


def _in_roles(roles: Collection[str], project_id: int | None) -> Q:
    wide = Q(pk__in=RoleGrant.objects.filter(role__in=roles).values("user_id"))
    if project_id is None:
        return wide
    team: list[Any] = [team for team, role in RIGHTS.items() if role in roles]
    members = ProjectMember.objects.filter(project_id=project_id, role__in=team).values("user_id")
    return wide | Q(pk__in=members)
