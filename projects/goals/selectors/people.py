"""Whom a form offers: the people who could take the part, not the whole company."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User
from projects.portfolio.choices import TeamRole
from projects.portfolio.models import Project, ProjectMember, ProjectUnit

_DECIDING = (TeamRole.SPONSOR, TeamRole.BUSINESS_OWNER, TeamRole.BUSINESS_EXPERT)


def of_project(user: Any, project: Project, *more: int | None) -> QuerySet[User]:
    """The team, the heads of the units concerned and their business owners; `more` are ids that must stay choosable."""
    members = ProjectMember.objects.filter(project=project).values("user_id")
    heads = ProjectUnit.objects.filter(project=project).values("unit__head_id")
    owners = RoleGrant.objects.filter(role=Role.BUSINESS_OWNER, user__unit__project_links__project=project)
    return _choosable(user, [members, heads, owners.values("user_id")], [user.pk, *more])


def deciders(user: Any, project: Project, *more: int | None) -> QuerySet[User]:
    """Who may own a requirement: those whose role decides requirements."""
    members = ProjectMember.objects.filter(project=project, role__in=_DECIDING).values("user_id")
    roles = RoleGrant.objects.filter(role__in=[Role.BUSINESS_OWNER, Role.BUSINESS_EXPERT, Role.EXECUTIVE]).values(
        "user_id"
    )
    return _choosable(user, [members, roles], more)


def executives(user: Any, project: Project) -> QuerySet[User]:
    """Who may be asked to sign: executives, and the project's sponsor."""
    sponsors = ProjectMember.objects.filter(project=project, role=TeamRole.SPONSOR).values("user_id")
    roles = RoleGrant.objects.filter(role=Role.EXECUTIVE).values("user_id")
    return _choosable(user, [sponsors, roles], ())


def _choosable(user: Any, sources: list[Any], more: Any) -> QuerySet[User]:
    where = Q(pk__in=[pk for pk in more if pk is not None])
    for source in sources:
        where |= Q(pk__in=source)
    return User.objects.visible_to(user).filter(where).order_by("name", "pk")
