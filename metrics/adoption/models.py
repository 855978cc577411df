"""Targets of adoption, funnels, and what is computed from counts: forecasts, activity, funnels gone through.

Computed rows carry the watermark of their input: they are made anew only when it changes. They know groups, no people.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from metrics.adoption.choices import Outcome
from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class AdoptionTarget(Record):
    """The target of a unit with all below it, or of everybody (no unit). Shares are percent of the eligible."""

    access_kind = "usage_system"
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


class AdoptionForecast(models.Model):
    """When a group reaches the target it has, or why not. `key`: id of a unit, "" for everybody, as in counts;
    "role:7", "wave:2" or "site:Hefei" for parts of everybody."""

    access_kind = "usage"
    access_project = "system__project_id"

    system = models.ForeignKey("metrics.UsageSystem", models.CASCADE, related_name="adoption_forecasts")
    key = models.CharField(max_length=48, blank=True)
    target_share = models.DecimalField(max_digits=5, decimal_places=2)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.CharField(max_length=32, blank=True)
    # How many full weeks went in, and the last day of the last one.
    points = models.PositiveSmallIntegerField()
    until = models.DateField(null=True)
    reaches_on = models.DateField(null=True)
    low_on = models.DateField(null=True)
    high_on = models.DateField(null=True)
    # The fitted curve: model, ceiling, rate, middle, and the day its time begins. Empty without one.
    curve = models.JSONField(default=dict)
    watermark = models.CharField(max_length=64)
    computed_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["system", "key"], name="adoptionforecast_once")]


class AdoptionActivity(models.Model):
    """How a system is used: habits of groups, week by week, cohorts; see `metrics.adoption.activity`."""

    access_kind = "usage"
    access_project = "system__project_id"

    system = models.OneToOneField("metrics.UsageSystem", models.CASCADE, related_name="adoption_activity")
    until = models.DateField()
    figures = models.JSONField()
    watermark = models.CharField(max_length=64)
    computed_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"


class Funnel(Record):
    """A process as features of a system in order: how many of those who begin come to its end."""

    access_kind = "usage_system"
    access_project = "system__project_id"

    system = models.ForeignKey("metrics.UsageSystem", models.CASCADE, related_name="funnels")
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("in English"), max_length=80, blank=True)
    window_days = models.PositiveSmallIntegerField(_("days looked at"), default=28)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["system_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["system", "name"], name="funnel_once"),
            models.CheckConstraint(condition=Q(window_days__gte=1, window_days__lte=90), name="funnel_window"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")


class FunnelStep(models.Model):
    """One step of a funnel. A feature that nobody ever used may be deleted, and its step with it."""

    access_kind = "usage_system"
    access_project = "funnel__system__project_id"

    funnel = models.ForeignKey(Funnel, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    feature = models.ForeignKey("metrics.Feature", models.CASCADE, related_name="+")

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["funnel_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["funnel", "position"], name="funnelstep_position"),
            models.UniqueConstraint(fields=["funnel", "feature"], name="funnelstep_once"),
        ]


class FunnelResult(models.Model):
    """What became of those who began: how many came to each step, and the median time since the one before."""

    access_kind = "usage"
    access_project = "funnel__system__project_id"

    funnel = models.OneToOneField(Funnel, models.CASCADE, related_name="result")
    until = models.DateField()
    # [{"feature": id, "reached": n, "share": of those at the step before, "hours": median}], nothing under five people.
    steps = models.JSONField(default=list)
    withheld = models.BooleanField(default=False)
    watermark = models.CharField(max_length=64)
    computed_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
