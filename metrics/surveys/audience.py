"""Who is asked: people of units (with everything below them) and roles, and people by name."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from metrics.surveys.models import Survey
from pmo.access.models import RoleGrant
from pmo.accounts.models import User
from projects.portfolio.choices import RIGHTS
from projects.portfolio.models import ProjectMember


def people(survey: Survey) -> QuerySet[User]:
    """Active people of the audience now, each once. Units and roles narrow each other, names are added.

    A role counts company-wide, or on the project of the survey.
    """
    units = list(survey.units.values_list("path", flat=True))
    named = survey.people.values("pk")
    chosen = Q(pk__in=named)
    if units or survey.roles:
        within = Q()
        if units:
            places = Q()
            for path in units:
                places |= Q(unit__path__startswith=path)
            within &= places
        if survey.roles:
            within &= _in_roles(survey)
        chosen |= within
    rows: QuerySet[User] = User.objects.filter(chosen, is_active=True)
    return rows.order_by("pk")


def _in_roles(survey: Survey) -> Q:
    team: list[Any] = [team for team, role in RIGHTS.items() if role in survey.roles]
    wide = RoleGrant.objects.filter(role__in=survey.roles).values("user_id")
    members = ProjectMember.objects.filter(project_id=survey.project_id, role__in=team).values("user_id")
    return Q(pk__in=wide) | Q(pk__in=members)
