"""Data to be migrated: what it must be like, what it is like, and whether all of it arrived."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import Sentence, bilingual
from projects.datamig.choices import ProfileState, RuleKind, RunKind
from projects.portfolio.choices import Status
from projects.portfolio.models import Project
from projects.scope.models import ScopeItem

USER = settings.AUTH_USER_MODEL
PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]
AMOUNT: dict[str, Any] = {"max_digits": 20, "decimal_places": 4}


class DataSet(Record):
    """Data of one kind in the old system. Its status is computed (`services.standing`), with the sentence why."""

    access_kind = "data_set"
    access_project = "project_id"
    access_owner = "owner_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="data_sets", verbose_name=_("project"))
    number = models.PositiveIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("in English"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    source = models.CharField(_("comes from"), max_length=120)
    module = models.ForeignKey(
        ScopeItem, models.SET_NULL, null=True, blank=True, related_name="data_sets", verbose_name=_("goes into")
    )
    owner = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    is_critical = models.BooleanField(_("go-live waits for it"), default=True)
    status = models.CharField(max_length=4, choices=Status.choices, default=Status.NONE, editable=False)
    reason = models.JSONField(default=dict, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="dataset_number"),
            models.UniqueConstraint(fields=["project", "name"], name="dataset_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def code(self) -> str:
        return f"D-{self.number:02d}"

    @property
    def sentence(self) -> Sentence:
        return Sentence.from_json(self.reason) or Sentence("data.new")

    @property
    def url(self) -> str:
        return reverse("datamig:data_set", args=[self.pk])


class DataRule(Record):
    """What good data are. `options` are the values allowed, one a line; bounds belong to numbers, lengths and days."""

    access_kind = "data_set"
    access_project = "data_set__project_id"
    access_owner = "data_set__owner_id"

    data_set = models.ForeignKey(DataSet, models.CASCADE, related_name="rules")
    kind = models.CharField(pgettext_lazy("data rule", "rule"), max_length=10, choices=RuleKind.choices)
    columns = models.JSONField(_("columns"), default=list)
    low = models.DecimalField(_("at least"), null=True, blank=True, **AMOUNT)
    high = models.DecimalField(_("at most"), null=True, blank=True, **AMOUNT)
    first_on = models.DateField(_("from the day"), null=True, blank=True)
    last_on = models.DateField(_("until the day"), null=True, blank=True)
    options = models.TextField(_("values allowed"), blank=True)
    other = models.ForeignKey(
        DataSet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referring",
        verbose_name=_("data set it refers to"),
    )
    other_column = models.CharField(_("its column"), max_length=100, blank=True)
    tolerance = models.DecimalField(
        _("tolerated share"), max_digits=5, decimal_places=2, default=Decimal(0), validators=PERCENT
    )
    is_critical = models.BooleanField(_("red when broken"), default=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["data_set_id", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(tolerance__range=(0, 100)), name="datarule_tolerance"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")), name="datarule_bounds"
            ),
            models.CheckConstraint(condition=~Q(other=F("data_set")), name="datarule_other"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {', '.join(self.columns)}"


class DataProfile(models.Model):
    """What a file held. `columns`: [{name, filled, distinct, kind, shortest, longest}]; `results`: [{rule, checked,
    failed, rows}] with the first numbers of bad rows, never their contents. Only the newest file is kept."""

    data_set = models.ForeignKey(DataSet, models.CASCADE, related_name="profiles")
    number = models.PositiveIntegerField()
    attachment = models.ForeignKey("pmo.Attachment", models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=250)
    state = models.CharField(max_length=8, choices=ProfileState.choices, default=ProfileState.WAITING)
    problem = models.JSONField(default=dict)
    job_id = models.BigIntegerField(null=True)
    rows = models.PositiveIntegerField(default=0)
    bad_rows = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=list)
    results = models.JSONField(default=list)
    # Of the rules it was held against.
    rules_mark = models.CharField(max_length=64, blank=True)
    uploaded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "projects"
        ordering = ["data_set_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["data_set", "number"], name="dataprofile_number"),
            models.CheckConstraint(condition=Q(bad_rows__lte=F("rows")), name="dataprofile_bad_rows"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def bad_share(self) -> float | None:
        """Percent of rows that break a rule; None before the file is read."""
        return 100 * self.bad_rows / self.rows if self.state == ProfileState.READY and self.rows else None


class MigrationRun(Record):
    """One transfer: what left the old system, what arrived, what was rejected on purpose."""

    access_kind = "data_set"
    access_project = "data_set__project_id"
    access_owner = "data_set__owner_id"

    data_set = models.ForeignKey(DataSet, models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField(editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=RunKind.choices, default=RunKind.TRIAL)
    ran_on = models.DateField(_("day"))
    source_rows = models.PositiveBigIntegerField(_("rows in the source"))
    target_rows = models.PositiveBigIntegerField(_("rows that arrived"))
    rejected_rows = models.PositiveBigIntegerField(_("rows rejected on purpose"), default=0)
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["data_set_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["data_set", "number"], name="migrationrun_number")]

    def __str__(self) -> str:
        return str(self.number)


class ControlSum(models.Model):
    """A sum that must be the same on both sides: balances, amounts, hours."""

    run = models.ForeignKey(MigrationRun, models.CASCADE, related_name="sums")
    name = models.CharField(max_length=80)
    source = models.DecimalField(**AMOUNT)
    target = models.DecimalField(**AMOUNT)

    class Meta:
        app_label = "projects"
        ordering = ["run_id", "id"]
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="controlsum_name")]

    def __str__(self) -> str:
        return self.name
