"""What colleagues thank each other for, on the wall of the unit."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedQuerySet
from pmo.access.scopes import condition, of
from pmo.orgs.models import Unit
from pmo.records.models import Record

USER = settings.AUTH_USER_MODEL
MAX_TEXT = 300


class RecognitionQuerySet(ScopedQuerySet["Recognition"]):
    def for_verb(self, user: Any, verb: str) -> ScopedQuerySet[Recognition]:
        """The wall of a unit is read by its people, and by those of the teams below it."""
        where = condition(self.model, user, verb)
        access = of(user)
        if where is None or verb not in ("view", "report") or not access.active or access.token_projects is not None:
            return self if where is None else self.filter(where)
        if access.unit_path and not (verb == "report" and access.read_only):
            ids = [int(part) for part in access.unit_path.split("/") if part]
            where |= Q(unit_id__in=ids, withdrawn_at__isnull=True)
        return self.filter(where)


class Recognition(Record):
    """One colleague thanks another, in words; what it is worth in points stands in the award."""

    access_kind = "recognition"
    access_owner = ("giver_id", "receiver_id")

    giver = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    receiver = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("to"))
    # The wall it stands on: of the receiver's unit, as it was then.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    text = models.CharField(_("what for"), max_length=MAX_TEXT)
    on = models.DateField(editable=False)
    # Drawn for the form it was sent with: sent twice, it is one.
    key = models.CharField(max_length=40, editable=False)
    reported_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    reported_at = models.DateTimeField(null=True, blank=True, editable=False)
    report = models.CharField(_("what is wrong with it"), max_length=300, blank=True)
    # The report was looked at, and nothing was wrong.
    kept_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawal = models.CharField(_("why it was taken down"), max_length=300, blank=True)

    objects: Any = models.Manager.from_queryset(RecognitionQuerySet)()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["giver", "on"], name="recognition_giver"),
            models.Index(fields=["unit", "-created_at"], name="recognition_wall"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="recognition_not_oneself"),
            models.CheckConstraint(condition=~Q(text=""), name="recognition_words"),
            models.UniqueConstraint(fields=["giver", "key"], name="recognition_key"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_by__isnull=False) & ~Q(withdrawal=""),
                name="recognition_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | Q(reported_by__isnull=False) & ~Q(report=""),
                name="recognition_reported",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def label(self) -> str:
        return self.text[:80]

    @property
    def shown(self) -> bool:
        return self.withdrawn_at is None

    @property
    def is_reported(self) -> bool:
        return self.reported_at is not None and self.kept_at is None and self.withdrawn_at is None

    @property
    def url(self) -> str:
        return reverse("incentives:recognition", args=[self.pk])
