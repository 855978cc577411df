"""The history: one row per business act, never changed, sealed into a hash chain by a job."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.texts import pick


class AuditEntry(models.Model):
    """Who did what to which object when, and what changed. A database trigger refuses UPDATE and DELETE."""

    access_kind = "audit"
    access_project = "project_id"

    at = models.DateTimeField(_("at"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    actor_name = models.CharField(max_length=150, blank=True)
    act = models.CharField(_("act"), max_length=64)
    kind = models.CharField(max_length=48)
    object_id = models.BigIntegerField(null=True)
    object_label = models.CharField(max_length=250, blank=True)
    object_label_en = models.CharField(max_length=250, blank=True)
    project_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "pmo"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "object_id", "-id"], name="audit_object"),
            models.Index(fields=["project_id", "-id"], name="audit_project"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act}"

    @property
    def actor_label(self) -> str:
        """The person's present name, or the one kept when they were erased; the system when nobody acted."""
        if self.actor_id is None:
            return gettext("the system")
        return self.actor.label if self.actor else self.actor_name

    @property
    def subject(self) -> str:
        return pick(self.object_label, self.object_label_en)


class AuditSeal(models.Model):
    """A link of the chain: the hash of the previous link and of the entries first..last."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        app_label = "pmo"
        ordering = ["last_id"]
