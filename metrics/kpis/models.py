"""Measurements of KPIs, and the readings computed from them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from metrics.kpis.choices import Source
from pmo.access.models import ScopedManager
from pmo.texts import bilingual
from projects.goals.models import VALUE, Kpi
from projects.portfolio.choices import Status


class Measurement(models.Model):
    """A value on a day from one source. A correction is a new row; the row it replaces stays, marked."""

    access_kind = "measurement"
    access_project = "kpi__goal__project_id"
    access_owner = "kpi__owner_id"

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="measurements")
    measured_on = models.DateField(_("measured on"))
    value = models.DecimalField(_("value"), **VALUE)
    note = models.CharField(_("note"), max_length=250, blank=True)
    note_en = models.CharField(max_length=250, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices, default=Source.MANUAL)
    source_ref = models.CharField(max_length=64, blank=True)
    sample_size = models.PositiveIntegerField(_("cases"), null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaces")
    reason = models.CharField(_("reason of the correction"), max_length=250, blank=True)
    withdrawn = models.BooleanField(default=False)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["kpi_id", "measured_on", "id"]
        indexes = [models.Index(fields=["kpi", "measured_on"], name="measurement_kpi_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "measured_on", "source"],
                condition=models.Q(replaced_by__isnull=True, withdrawn=False),
                name="measurement_current_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.measured_on} {self.value}"

    @property
    def counts(self) -> bool:
        return not self.withdrawn and self.replaced_by_id is None

    @property
    def note_label(self) -> str:
        return bilingual(self, "note")


class KpiReadingRow(models.Model):
    """The stored computation for one KPI: computed on change by a job, with the watermark of its input.

    progress, expected, probability in percent. `result` holds the forecast fan and what the popovers explain.
    """

    kpi = models.OneToOneField(Kpi, models.CASCADE, primary_key=True, related_name="reading")
    as_of = models.DateField()
    status = models.CharField(max_length=5, choices=Status.choices)
    status_since = models.DateField()
    current = models.DecimalField(null=True, **VALUE)
    current_on = models.DateField(null=True)
    previous = models.DecimalField(null=True, **VALUE)
    progress = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    expected_value = models.DecimalField(null=True, **VALUE)
    pace = models.FloatField(null=True)
    reaches_on = models.DateField(null=True)
    low_on = models.DateField(null=True)
    high_on = models.DateField(null=True)
    probability = models.FloatField(null=True)
    sentence = models.JSONField(null=True)
    result = models.JSONField(default=dict)
    # Days with a value up to `as_of`.
    count = models.PositiveIntegerField(default=0)
    # The day by which the next value is due; None when none is asked for any more.
    measure_by = models.DateField(null=True)
    watermark = models.CharField(max_length=64)
    computed_at = models.DateTimeField()

    class Meta:
        app_label = "metrics"
        indexes = [models.Index(fields=["measure_by"], name="kpireading_measure_by")]


class KpiStatusChange(models.Model):
    """The day from which a KPI was said to have a status: what "since" is read from, also after a recomputation."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="status_changes")
    on = models.DateField()
    status = models.CharField(max_length=5, choices=Status.choices)

    class Meta:
        app_label = "metrics"
        ordering = ["kpi_id", "on"]
        constraints = [models.UniqueConstraint(fields=["kpi", "on"], name="kpistatus_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.on} {self.status}"


class DirtyKpi(models.Model):
    """A KPI whose input changed and whose reading is not recomputed yet. Written with its cause."""

    kpi = models.OneToOneField(Kpi, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()

    class Meta:
        app_label = "metrics"
