"""Who is asked: people of units (with everything below them), roles and waves, and people by name."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from metrics.surveys.models import Survey
from metrics.usage.selectors import waves
from pmo.accounts.models import User
from projects.portfolio import audience


def people(survey: Survey) -> QuerySet[User]:
    """Active people of the audience now, each once. Units, roles and waves narrow each other, names are added."""
    paths = list(survey.units.values_list("path", flat=True))
    roles, named = survey.roles or [], survey.people.values("pk")
    if not survey.waves:
        return audience.people(paths=paths, roles=roles, named=named, project_id=survey.project_id)
    meant = Q(pk__in=waves.people_of(survey.project_id, survey.waves))
    if paths or roles:
        within = audience.people(paths=paths, roles=roles, project_id=survey.project_id)
        meant &= Q(pk__in=within.order_by().values("pk"))
    rows: QuerySet[User] = User.objects.filter(meant | Q(pk__in=named), is_active=True)
    return rows.order_by("pk")
