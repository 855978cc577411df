"""Targets of adoption: from which share, by when, to which share of those who should use a system."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class AdoptionTarget(Record):
    """The target of a unit with all below it, or of everybody (no unit). Shares are percent of the eligible."""

    access_kind = "usage"
    access_project = "system__project_id"

    system = models.ForeignKey("metrics.UsageSystem", models.CASCADE, related_name="adoption_targets")
    unit = models.ForeignKey(
        "pmo.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit and all below it")
    )
    start_on = models.DateField(_("starts on"))
    start_share = models.DecimalField(_("share at the start"), max_digits=5, decimal_places=2, validators=PERCENT)
    due_on = models.DateField(_("due on"))
    target_share = models.DecimalField(_("share aimed at"), max_digits=5, decimal_places=2, validators=PERCENT)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["system_id", "unit_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "unit"],
                name="adoptiontarget_once",
                violation_error_message=_("This unit has a target already; change that one."),
            ),
            models.UniqueConstraint(
                fields=["system"],
                condition=Q(unit__isnull=True),
                name="adoptiontarget_whole_once",
                violation_error_message=_("The system has a target already; change that one."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("start_on")),
                name="adoptiontarget_days",
                violation_error_message=_("The day it is due must lie after the start."),
            ),
            models.CheckConstraint(
                condition=Q(start_share__gte=0, target_share__lte=100, target_share__gt=F("start_share")),
                name="adoptiontarget_shares",
                violation_error_message=_("The share aimed at must be above the share at the start, up to 100 %."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system_id} {self.unit_id or ''} {self.target_share} % {self.due_on}"

    @property
    def key(self) -> str:
        """Whose target it is, as counts name it: the id of the unit, "" for everybody."""
        return str(self.unit_id) if self.unit_id else ""
