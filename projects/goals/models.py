"""Why a project exists: pain points, goals, KPIs, requirements, and what executives signed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.goals.choices import (
    LIVE,
    Cadence,
    Feasibility,
    GoalStatus,
    KpiKind,
    PainSource,
    PainStatus,
    RequirementStatus,
    RiskLevel,
    SignatureDecision,
    SignOffStatus,
)
from projects.goals.targets import direction
from projects.portfolio.models import Project

# KPI values: up to 18 digits before and 6 after the point.
VALUE: dict[str, Any] = {"max_digits": 24, "decimal_places": 6}
USER = settings.AUTH_USER_MODEL


class PainPoint(Record):
    access_kind = "pain_point"
    access_project = "project_id"
    access_owner = "owner_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="pain_points", verbose_name=_("project"))
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("in one sentence"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    source = models.CharField(_("found by"), max_length=20, choices=PainSource.choices)
    source_detail = models.CharField(_("where exactly"), max_length=200, blank=True)
    source_detail_en = models.CharField(_("where exactly, in English"), max_length=200, blank=True)
    process_name = models.CharField(_("business process"), max_length=120, blank=True)
    process_name_en = models.CharField(_("business process in English"), max_length=120, blank=True)
    frequency_per_month = models.DecimalField(
        _("cases per month"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    hours_per_month = models.DecimalField(
        _("hours lost per month"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    money_per_month = models.DecimalField(
        _("money lost per month"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    status = models.CharField(_("status"), max_length=12, choices=PainStatus.choices, default=PainStatus.OPEN)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("owner"))
    units = models.ManyToManyField("pmo.Unit", blank=True, related_name="+", verbose_name=_("affected units"))
    # What a room above found it from (kind and id), so that the evidence opens in one click.
    evidence_kind = models.CharField(max_length=32, blank=True)
    evidence_id = models.BigIntegerField(null=True, blank=True)
    evidence_note = models.JSONField(default=dict, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="painpoint_number")]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def code(self) -> str:
        return f"P-{self.number:02d}"

    @property
    def process_label(self) -> str:
        return bilingual(self, "process_name")

    @property
    def source_label(self) -> str:
        return bilingual(self, "source_detail")

    @property
    def url(self) -> str:
        return reverse("goals:pain_point", args=[self.pk])


class Goal(Record):
    access_kind = "goal"
    access_project = "project_id"
    access_owner = "owner_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="goals", verbose_name=_("project"))
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("goal"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MaxValueValidator(5)])
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("owner"))
    status = models.CharField(_("status"), max_length=12, choices=GoalStatus.choices, default=GoalStatus.DRAFT)
    pain_points = models.ManyToManyField(
        PainPoint, blank=True, related_name="goals", verbose_name=_("pain points it cures")
    )

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="goal_number"),
            models.CheckConstraint(condition=models.Q(weight__lte=5), name="goal_weight"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def code(self) -> str:
        return f"G-{self.number:02d}"

    @property
    def is_open(self) -> bool:
        return self.status != GoalStatus.DROPPED

    @property
    def url(self) -> str:
        return reverse("goals:goal", args=[self.pk])


class Kpi(Record):
    """The definition of a measure: what was promised. Measurements and progress live in metrics.

    `target` is the number that counts; a relative wish ("−30 %") is stored as `target` = baseline × 0.7 and keeps
    its words in `target_words`. `lower`/`upper` bound the kinds that stay above, below or within.
    """

    access_kind = "kpi"
    access_project = "goal__project_id"
    access_owner = "owner_id"

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="kpis", verbose_name=_("goal"))
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=KpiKind.choices, default=KpiKind.REACH)
    unit = models.CharField(_("unit"), max_length=24, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=24, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), default=1, validators=[MaxValueValidator(6)])
    baseline = models.DecimalField(_("baseline"), null=True, blank=True, **VALUE)
    baseline_on = models.DateField(_("baseline measured on"), null=True, blank=True)
    target = models.DecimalField(pgettext_lazy("KPI", "target"), null=True, blank=True, **VALUE)
    target_words = models.CharField(_("target as it was said"), max_length=24, blank=True)
    lower = models.DecimalField(_("lower bound"), null=True, blank=True, **VALUE)
    upper = models.DecimalField(_("upper bound"), null=True, blank=True, **VALUE)
    due_on = models.DateField(_("due"), null=True, blank=True)
    cadence = models.CharField(_("cadence"), max_length=12, choices=Cadence.choices, default=Cadence.MONTHLY)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MaxValueValidator(5)])
    owner = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    # [{"on": "2026-06-30", "value": "4.0"}], by date; empty = a straight line from baseline to target.
    checkpoints = models.JSONField(_("checkpoints"), default=list, blank=True)
    source_note = models.CharField(_("where the value comes from"), max_length=200, blank=True)
    source_note_en = models.CharField(_("source in English"), max_length=200, blank=True)
    # A process whose later logs deliver the measurements ("process_log", its id and the figure), "" = none.
    feed_kind = models.CharField(max_length=24, blank=True)
    feed_id = models.BigIntegerField(null=True, blank=True)
    feed_figure = models.CharField(max_length=24, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["goal_id", "id"]
        indexes = [models.Index(fields=["feed_kind", "feed_id"], name="kpi_feed")]
        constraints = [
            models.CheckConstraint(condition=models.Q(weight__lte=5), name="kpi_weight"),
            models.CheckConstraint(
                condition=~models.Q(kind="reach")
                | models.Q(baseline__isnull=True)
                | models.Q(target__isnull=True)
                | ~models.Q(baseline=models.F("target")),
                name="kpi_target_differs",
            ),
            models.CheckConstraint(
                condition=models.Q(baseline_on__isnull=True)
                | models.Q(due_on__isnull=True)
                | models.Q(due_on__gt=models.F("baseline_on")),
                name="kpi_due_after_baseline",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def unit_label(self) -> str:
        return bilingual(self, "unit")

    @property
    def source_label(self) -> str:
        return bilingual(self, "source_note")

    @property
    def direction(self) -> str:
        return direction(self.baseline, self.target)

    @property
    def is_active(self) -> bool:
        return self.retired_at is None

    @property
    def url(self) -> str:
        return reverse("kpis:kpi", args=[self.pk])


class Requirement(Record):
    access_kind = "requirement"
    access_project = "project_id"
    access_owner = ("business_owner_id", "raised_by_id")

    project = models.ForeignKey(Project, models.CASCADE, related_name="requirements", verbose_name=_("project"))
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("requirement"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    goal = models.ForeignKey(
        Goal, models.SET_NULL, null=True, blank=True, related_name="requirements", verbose_name=_("goal it serves")
    )
    business_owner = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("business owner")
    )
    raised_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("raised by"))
    unit = models.ForeignKey(
        "pmo.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=RequirementStatus.choices, default=RequirementStatus.RAISED
    )
    feasibility = models.CharField(
        _("feasibility"), max_length=12, choices=Feasibility.choices, default=Feasibility.PENDING
    )
    effort_days = models.DecimalField(
        _("effort"), max_digits=8, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    risk = models.CharField(_("technical risk"), max_length=8, choices=RiskLevel.choices, blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    assessed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    assessed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(_("reason"), blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="requirement_number"),
            models.CheckConstraint(
                condition=~models.Q(status="approved")
                | (models.Q(goal__isnull=False) & models.Q(business_owner__isnull=False)),
                name="requirement_approved_has_goal_and_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def code(self) -> str:
        return f"R-{self.number:03d}"

    @property
    def url(self) -> str:
        return reverse("goals:requirement", args=[self.pk])


class SignOff(Record):
    """A frozen version of a project's goals, put before named executives."""

    access_kind = "sign_off"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="sign_offs")
    goals_version = models.PositiveIntegerField(_("goals version"))
    frozen = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    status = models.CharField(_("status"), max_length=12, choices=SignOffStatus.choices, default=SignOffStatus.OPEN)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("sign by"), null=True, blank=True)
    note = models.TextField(_("note to the executives"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "-goals_version"]
        constraints = [models.UniqueConstraint(fields=["project", "goals_version"], name="signoff_version")]

    def __str__(self) -> str:
        return f"v{self.goals_version}"

    @property
    def name(self) -> str:
        """What the history calls it."""
        return f"{self.project.name} v{self.goals_version}"

    @property
    def name_en(self) -> str:
        return f"{self.project.name_en or self.project.name} v{self.goals_version}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def url(self) -> str:
        return reverse("goals:sign_off", args=[self.pk])


class Signature(Record):
    """One executive's answer to a sign-off, with what they commit."""

    sign_off = models.ForeignKey(SignOff, models.CASCADE, related_name="signatures")
    executive = models.ForeignKey(USER, models.PROTECT, related_name="signatures", verbose_name=_("executive"))
    capacity = models.CharField(_("signs as"), max_length=40, blank=True)
    decision = models.CharField(
        _("decision"), max_length=10, choices=SignatureDecision.choices, default=SignatureDecision.WAITING
    )
    comment = models.TextField(_("comment"), blank=True)
    people = models.DecimalField(
        _("people committed"), max_digits=6, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    budget = models.DecimalField(
        _("budget committed"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    months = models.DecimalField(
        _("months committed"), max_digits=5, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "projects"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["sign_off", "executive"], name="signature_once")]
