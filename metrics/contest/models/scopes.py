"""What people of a unit may see of it, besides what their roles give."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from pmo.access.models import ScopedQuerySet
from pmo.access.roles import Scope, reach
from pmo.access.scopes import condition, of

M = TypeVar("M", bound=models.Model)


def own_units(user: Any, verb: str, kind: str) -> list[int]:
    """Ids of a person's unit and of those above it, where a role lets them `verb` what is their own.

    A token limited to projects opens nothing of it.
    """
    access = of(user)
    if not access.active or access.token_projects is not None or (access.read_only and verb != "view"):
        return []
    held = {*access.roles, *(role for roles in access.project_roles.values() for role in roles)}
    if not any(reach(role, kind, verb) >= Scope.OWN for role in held):
        return []
    return [int(part) for part in access.unit_path.split("/") if part]


class OfUnitQuerySet(ScopedQuerySet[M]):
    """Rows people see by their roles, or because they are about their unit: `access_unit` is the path to its id."""

    def for_verb(self, user: Any, verb: str) -> OfUnitQuerySet[M]:
        where = condition(self.model, user, verb)
        if where is None:
            return self
        units = own_units(user, verb, "meeting")
        if units:
            path: str = self.model.access_unit  # type: ignore[attr-defined]
            # A subquery: where the path leads to many, a join would repeat the row.
            where |= Q(pk__in=self.model._base_manager.filter(**{f"{path}__in": units}).values("pk"))
        return self.filter(where)


OfUnitManager = models.Manager.from_queryset(OfUnitQuerySet)
