"""Company-wide roles, and the manager through which every read that serves a person starts."""

from __future__ import annotations

from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pmo.access.roles import Role

M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    """Rows a person may see. The model says what it is by these class attributes:

    access_kind     the kind in `roles.GRANTS`
    access_project  ORM path to the id of its project ("id" on the project itself, "" for none)
    access_owner    ORM paths to owners' ids (a string or a tuple), for rights that reach one's own
    """

    def visible_to(self, user: Any) -> ScopedQuerySet[M]:
        return self.for_verb(user, "view")

    def for_verb(self, user: Any, verb: str) -> ScopedQuerySet[M]:
        from pmo.access.scopes import condition

        where = condition(self.model, user, verb)
        return self if where is None else self.filter(where)


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)


class RoleGrant(models.Model):
    """A company-wide role of a person, until it is taken back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        app_label = "pmo"
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="rolegrant_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"

    def get_role(self) -> Role:
        return Role(self.role)
