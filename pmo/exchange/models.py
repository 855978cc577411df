"""The staging table of imports: a checked file waits here until a person commits it, whole or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from pmo.exchange.choices import BatchState


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: Any) -> ImportBatchQuerySet:
        """Batches are working papers: each person sees their own."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(by_id=user.pk)


class ImportBatch(models.Model):
    kind = models.CharField(max_length=60)
    """Name of the importer in the registry."""
    context = models.JSONField(default=dict)
    context_key = models.CharField(max_length=64)
    """SHA-256 of the canonical context, so that the same file for another project is another batch."""
    project_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    file = models.ForeignKey("pmo.Attachment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sheet = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.CHECKED)
    rows = models.JSONField(default=list)
    """The good rows in JSON types, decoded again by the importer's TableSpec."""
    preview = models.JSONField(default=list)
    """[action, present values] of the first rows, for the report."""
    errors = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    """{"rows", "good", "errors", "create", "update", "unchanged"}; the last three only where the importer tells."""
    ignored = models.JSONField(default=list)
    """Headers of columns that belong to no column of the spec."""
    outcome = models.JSONField(default=dict)
    """What the commit did: {"created", "updated", "unchanged", "url", "undo"}."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    access_kind = "import"
    access_project = "project_id"

    objects: ClassVar[Any] = ImportBatchQuerySet.as_manager()

    class Meta:
        app_label = "pmo"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "context_key", "sha256"],
                condition=models.Q(state=BatchState.COMMITTED),
                name="import_same_file_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "context_key", "sha256", "by"],
                condition=models.Q(state=BatchState.CHECKED),
                name="import_same_file_checked_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"

    @property
    def latest_at(self) -> datetime:
        """When the file was undone, imported or else last checked."""
        return self.undone_at or self.committed_at or self.checked_at
