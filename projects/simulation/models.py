"""Estimates of tasks, the project's band and promise, and what simulations came to."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from projects.portfolio.models import Project
from projects.schedule.models import Task
from projects.simulation.choices import RunState, Shape

USER = settings.AUTH_USER_MODEL
SHARE = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]


class SimulationSettings(Record):
    """What a project's simulation assumes where nobody says otherwise."""

    access_kind = "simulation"
    access_project = "project_id"

    project = models.OneToOneField(Project, models.CASCADE, related_name="simulation_settings")
    band = models.BooleanField(_("tasks without an estimate vary as well"), default=True)
    # Percent of the planned duration.
    band_low = models.DecimalField(
        _("at best"),
        max_digits=5,
        decimal_places=1,
        default=Decimal(-10),
        validators=[MinValueValidator(Decimal(-90)), MaxValueValidator(Decimal(0))],
    )
    band_high = models.DecimalField(
        _("at worst"),
        max_digits=5,
        decimal_places=1,
        default=Decimal(25),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(900))],
    )
    shape = models.CharField(_("spread"), max_length=12, choices=Shape.choices, default=Shape.TRIANGULAR)
    correlation = models.DecimalField(
        _("tasks of a group move together by"), max_digits=3, decimal_places=2, default=Decimal("0.5"), validators=SHARE
    )
    promised_on = models.DateField(_("promised finish"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        constraints = [
            models.CheckConstraint(condition=Q(band_low__lte=0, band_high__gte=0), name="simulationband_around"),
            models.CheckConstraint(
                condition=Q(correlation__gte=0, correlation__lte=1), name="simulationcorrelation_share"
            ),
        ]

    def __str__(self) -> str:
        return f"simulation of {self.project_id}"


class TaskEstimate(Record):
    """Three points of a task's duration, in minutes of work."""

    access_kind = "simulation"
    access_project = "task__plan__project_id"

    task = models.OneToOneField(Task, models.CASCADE, related_name="estimate")
    low = models.PositiveIntegerField(_("shortest"))
    likely = models.PositiveIntegerField(_("likely"))
    high = models.PositiveIntegerField(_("longest"))
    shape = models.CharField(_("spread"), max_length=12, choices=Shape.choices, default=Shape.TRIANGULAR)
    # Tasks with the same word here move together.
    group = models.CharField(_("moves with"), max_length=40, blank=True)
    note = models.CharField(_("why"), max_length=200, blank=True)
    estimated_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        constraints = [
            models.CheckConstraint(condition=Q(low__lte=F("likely"), likely__lte=F("high")), name="estimate_in_order"),
            models.CheckConstraint(condition=Q(high__gt=0), name="estimate_some"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.low}/{self.likely}/{self.high}"


class SimulationRun(Record):
    """One simulation of a project."""

    access_kind = "simulation"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="simulation_runs")
    number = models.PositiveIntegerField(editable=False)
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    seed = models.PositiveBigIntegerField()
    iterations = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    job_id = models.BigIntegerField(null=True)
    # Of everything it was computed from, see `modelling.fingerprint`.
    fingerprint = models.CharField(max_length=64, blank=True)
    # The plan's version then: cheap to compare where the fingerprint is too dear.
    plan_version = models.PositiveIntegerField(null=True)
    p50_on = models.DateField(null=True)
    p80_on = models.DateField(null=True)
    computed_at = models.DateTimeField(null=True)
    # See `outcome` for the shape.
    result = models.JSONField(default=dict, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="simulationrun_number"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state=RunState.RUNNING), name="simulationrun_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE) | Q(p50_on__isnull=False, p80_on__isnull=False),
                name="simulationrun_done_has_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"simulation {self.number} of {self.project_id}"

    @property
    def name(self) -> str:
        """As the history calls it: the project and the number of the run."""
        return f"{self.project.name} #{self.number}"

    @property
    def name_en(self) -> str:
        return f"{self.project.name_en or self.project.name} #{self.number}"

    @property
    def url(self) -> str:
        return reverse("simulation:run", args=[self.project.key, self.number])
