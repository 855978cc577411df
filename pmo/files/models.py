"""One row per uploaded file. The bytes live once per content, under their SHA-256; several rows may share them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Any) -> AttachmentQuerySet:
        """What `user` uploaded. A file that belongs to a business object is reached through that object and its guard
        (`pmo.files.selectors.downloadable`), never by listing this table."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(uploaded_by_id=user.pk)

    def of(self, kind: str, object_id: int) -> AttachmentQuerySet:
        return self.filter(kind=kind, object_id=object_id)


class Attachment(models.Model):
    kind = models.CharField(max_length=40, blank=True)
    """Kind of the owning object ("pain_point", "event_log", "import"); empty while nobody owns the file yet."""
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    project_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    """A number, not a foreign key: this package knows no projects."""
    name = models.CharField(_("File name"), max_length=200)
    content_type = models.CharField(max_length=120)
    """What the bytes are, not what the browser said."""
    format = models.CharField(max_length=12)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    path = models.CharField(max_length=200)
    """Relative to MEDIA_ROOT."""
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    access_kind = "attachment"
    access_project = "project_id"

    objects: ClassVar[Any] = AttachmentQuerySet.as_manager()

    class Meta:
        app_label = "pmo"
        ordering = ("id",)
        indexes = (models.Index(fields=["kind", "object_id"], name="attachment_owner"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="", object_id=None) | models.Q(object_id__isnull=False) & ~models.Q(kind=""),
                name="attachment_owner_whole",
            ),
        )

    def __str__(self) -> str:
        return self.name
