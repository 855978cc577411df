"""Who is asked: people of units (with everything below them) and roles, and people by name."""

from __future__ import annotations

from django.db.models import QuerySet

from metrics.surveys.models import Survey
from pmo.accounts.models import User
from projects.portfolio import audience


def people(survey: Survey) -> QuerySet[User]:
    """Active people of the audience now, each once."""
    return audience.people(
        paths=list(survey.units.values_list("path", flat=True)),
        roles=survey.roles or [],
        named=survey.people.values("pk"),
        project_id=survey.project_id,
    )
