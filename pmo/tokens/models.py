"""API tokens: what a program shows instead of a password. Only the SHA-256 of a token is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: Any) -> ApiTokenQuerySet:
        """A person's own tokens: what others may do by program is nobody else's business."""
        return self.filter(user_id=user.pk) if user.pk else self.none()

    def usable(self, now: datetime) -> ApiTokenQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=now)


class ApiToken(models.Model):
    """One token of one person. `project_ids` counts only when `scoped`: the token then sees those projects alone.

    Projects live in an upper package, so their ids are plain numbers; an id whose project is gone grants nothing.
    """

    access_kind: ClassVar[str] = "token"
    access_owner: ClassVar[str] = "user_id"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("Name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("Begins with"), max_length=16, editable=False)
    read_only = models.BooleanField(_("Read only"), default=False)
    scoped = models.BooleanField(_("Limited to projects"), default=False)
    project_ids = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(_("Created"))
    expires_at = models.DateTimeField(_("Expires"))
    revoked_at = models.DateTimeField(_("Revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("Last used"), null=True, blank=True)

    objects: ClassVar[Any] = ApiTokenQuerySet.as_manager()

    class Meta:
        app_label = "pmo"
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=["user", "-created_at"], name="api_token_owner"),)
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_token_expires_later"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def state(self, now: datetime) -> str:
        """revoked, expired or active, as of `now`."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "active"
