"""First answers to POST requests that carried an Idempotency-Key, kept for a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class KeyedRequest(models.Model):
    """One key of one caller. `claim` names the request that works on it; `status` is empty until that is done.

    The claim is committed before the work starts, so that a twin sees it; the answer is written in the transaction of
    the effect, so that no effect exists without its answer.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    claim = models.UUIDField()
    claimed_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(default="")
    subject = models.CharField(max_length=40, default="")

    class Meta:
        app_label = "pmo"
        constraints = (
            models.UniqueConstraint(fields=["caller", "key"], name="keyed_request_once"),
            models.CheckConstraint(
                condition=Q(status__isnull=True) | Q(status__gte=200, status__lt=300),
                name="keyed_request_holds_success",
            ),
        )
        indexes = (models.Index(fields=["claimed_at"], name="keyed_request_age"),)

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
