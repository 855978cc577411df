"""Where events come from: tokens of programs and beacons, uploaded files."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from metrics.usage.choices import SourceKind, UploadStatus
from metrics.usage.models.setup import UsageSystem
from pmo.access.models import ScopedManager
from pmo.records.models import Record


class UsageSource(Record):
    """A token that may do one thing: write events of one system. Only its SHA-256 is kept."""

    access_kind = "usage_system"
    access_project = "system__project_id"

    system = models.ForeignKey(UsageSystem, models.CASCADE, related_name="sources")
    name = models.CharField(_("what for"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=SourceKind.choices, default=SourceKind.SERVER)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("begins with"), max_length=16, editable=False)
    # Requests must carry a signature made with a secret that is derived, not stored.
    signed = models.BooleanField(_("requests are signed"), default=False)
    origins = models.JSONField(_("pages it may be used on"), default=list, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["system_id", "-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="usagesource_expires_later")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def state(self, now: datetime) -> str:
        """revoked, expired or active."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "active"


class UsageUpload(Record):
    """A file of events. The file itself goes once it is read: it names people."""

    access_kind = "usage_system"
    access_project = "system__project_id"

    system = models.ForeignKey(UsageSystem, models.CASCADE, related_name="uploads")
    attachment = models.ForeignKey("pmo.Attachment", models.SET_NULL, null=True, related_name="+")
    refusals = models.ForeignKey("pmo.Attachment", models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=250)
    status = models.CharField(max_length=8, choices=UploadStatus.choices, default=UploadStatus.WAITING)
    error = models.JSONField(default=dict, blank=True)
    job_id = models.BigIntegerField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rows = models.PositiveBigIntegerField(null=True)
    accepted = models.PositiveBigIntegerField(null=True)
    duplicates = models.PositiveBigIntegerField(null=True)
    refused = models.PositiveBigIntegerField(null=True)
    unknown = models.PositiveBigIntegerField(null=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def url(self) -> str:
        return reverse("usage:upload", args=[self.pk])
