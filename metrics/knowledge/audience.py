"""Which articles somebody may see: what roles and ownership give, and what is published for them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from metrics.knowledge.choices import ArticleState, Audience
from pmo.access import policy, scopes
from projects.portfolio.models import Project


def condition(model: Any, user: Any, verb: str) -> Q | None:
    """The articles `user` may `verb`; None means all. Reading reaches what is published for the person."""
    where = scopes.condition(model, user, verb)
    access = scopes.of(user)
    if where is None or not access.active:
        return where
    if verb == "view":
        where |= Q(current__isnull=False) & ~Q(state=ArticleState.ARCHIVED) & _published_for(model, user, access)
    if policy.may(user, "view" if verb == "view" else "change", "knowledge"):
        where |= Q(project__isnull=True)
    if access.token_projects is not None:
        where &= Q(project_id__in=access.token_projects)
    return where


def _published_for(model: Any, user: Any, access: scopes.Access) -> Q:
    held = set(access.roles).union(*access.project_roles.values())
    units = [int(part) for part in access.unit_path.split("/") if part]
    places, roles = model.units.through.objects, model._meta.get_field("roles").related_model.objects
    return (
        Q(audience=Audience.ALL)
        | Q(audience=Audience.UNITS, pk__in=places.filter(unit_id__in=units).values("article_id"))
        | Q(audience=Audience.ROLES, pk__in=roles.filter(role__in=held).values("article_id"))
        | Q(audience=Audience.PROJECT, project__in=Project.objects.visible_to(user).values("pk"))
    )
