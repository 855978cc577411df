"""What proposals are judged by, what each is worth and needs, and which of them to carry out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Portfolio, Project
from projects.resources.choices import WorkRole
from projects.selection.choices import (
    LEVELS,
    RISKS,
    SECONDS,
    STEP_CHOICES,
    Force,
    LineKind,
    Objective,
    ScenarioState,
)

USER = settings.AUTH_USER_MODEL
MONEY: dict[str, Any] = {"max_digits": 16, "decimal_places": 2, "validators": [MinValueValidator(Decimal(0))]}
STEP: dict[str, Any] = {"null": True, "blank": True, "choices": STEP_CHOICES}


class Criterion(Record):
    """One thing the projects of a portfolio are judged by, 1–5, with the words of each level."""

    access_kind = "scenario"

    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="criteria", verbose_name=_("portfolio"))
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MaxValueValidator(10)])
    scale = models.TextField(_("levels in words"), blank=True, max_length=600)
    scale_en = models.TextField(_("levels in words, in English"), blank=True, max_length=600)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["portfolio_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "name"], name="criterion_name"),
            models.CheckConstraint(condition=Q(weight__lte=10), name="criterion_weight"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def levels(self) -> list[tuple[int, str]]:
        """Level and its words in the reader's language."""
        lines = [line.strip() for line in bilingual(self, "scale").splitlines() if line.strip()]
        return [(level, lines[level - 1] if len(lines) >= level else "") for level in LEVELS]


class Assessment(Record):
    """What one project is worth, what it needs and what it hangs on. `score`, `wsjf` and `cost` are computed."""

    access_kind = "assessment"
    access_project = "project_id"

    project = models.OneToOneField(Project, models.CASCADE, related_name="assessment", verbose_name=_("project"))
    business_value = models.PositiveSmallIntegerField(_("business value"), **STEP)
    time_criticality = models.PositiveSmallIntegerField(_("time criticality"), **STEP)
    risk_reduction = models.PositiveSmallIntegerField(_("risk reduction or opportunity"), **STEP)
    job_size = models.PositiveSmallIntegerField(_("size"), **STEP)
    risk = models.PositiveSmallIntegerField(_("risk of failing"), null=True, blank=True, choices=RISKS)
    benefit = models.DecimalField(_("expected benefit per year"), null=True, blank=True, **MONEY)
    currency = models.CharField(_("currency"), max_length=3, default="CNY", editable=False)
    force = models.CharField(_("forced"), max_length=8, choices=Force.choices, default=Force.NONE)
    force_reason = models.TextField(_("why it is forced"), blank=True, max_length=1000)
    needs = models.ManyToManyField(Project, blank=True, related_name="+", verbose_name=_("only together with"))
    excludes = models.ManyToManyField(Project, blank=True, related_name="+", verbose_name=_("never together with"))
    note = models.TextField(_("note"), blank=True, max_length=2000)
    # 0–100, and (value + time criticality + risk reduction) ÷ size; null while a part is missing.
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, editable=False)
    wsjf = models.DecimalField("WSJF", max_digits=6, decimal_places=2, null=True, editable=False)
    cost = models.DecimalField(_("cost"), max_digits=16, decimal_places=2, null=True, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project__key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(force=Force.NONE) | ~Q(force_reason=""),
                name="assessment_force_has_a_reason",
                violation_error_message=_("Say why it is not free to choose."),
            ),
            models.CheckConstraint(condition=Q(benefit__isnull=True) | Q(benefit__gte=0), name="assessment_benefit"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}"

    @property
    def label(self) -> str:
        return self.project.label

    @property
    def url(self) -> str:
        return reverse("selection:assessment", args=[self.project.key])

    @property
    def delay(self) -> int | None:
        """Cost of delay: the numerator of WSJF."""
        parts = (self.business_value, self.time_criticality, self.risk_reduction)
        return None if None in parts else sum(part for part in parts if part is not None)


class AssessmentScore(models.Model):
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    level = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "projects"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="assessmentscore_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="assessmentscore_level"),
        ]


class Line(models.Model):
    """A figure about a year, about a role in the quarter that begins on `period`, or about a unit."""

    kind = models.CharField(max_length=4, choices=LineKind.choices)
    year = models.PositiveSmallIntegerField(null=True)
    role = models.CharField(max_length=16, choices=WorkRole.choices, blank=True)
    period = models.DateField(null=True)
    unit = models.ForeignKey("pmo.Unit", models.PROTECT, null=True, related_name="+")
    amount = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        abstract = True

    @property
    def key(self) -> tuple[Any, ...]:
        """What the figure is about."""
        return line_key(self.kind, self.year, self.role, self.period, self.unit_id)

    @property
    def code(self) -> str:
        return line_code(self.key)


def line_key(kind: str, year: int | None, role: str, period: date | None, unit_id: int | None) -> tuple[Any, ...]:
    if kind == LineKind.YEAR:
        return (kind, year)
    return (kind, role, period) if kind == LineKind.ROLE else (kind, unit_id)


def line_code(key: tuple[Any, ...]) -> str:
    """The name of a limit for the engine, and in stored results: year:2027, role:tester:2027-01-01, unit:12."""
    return ":".join(part.isoformat() if isinstance(part, date) else str(part) for part in key)


def line_constraints(owner: str, name: str) -> list[models.BaseConstraint]:
    """Every line says what it is about, once."""
    year = Q(kind=LineKind.YEAR, year__isnull=False)
    role = Q(kind=LineKind.ROLE, period__isnull=False) & ~Q(role="")
    unit = Q(kind=LineKind.UNIT, unit__isnull=False)
    return [
        models.CheckConstraint(condition=year | role | unit, name=f"{name}_about"),
        models.CheckConstraint(condition=Q(amount__gte=0), name=f"{name}_amount"),
        models.UniqueConstraint(fields=[owner, "year"], condition=Q(kind=LineKind.YEAR), name=f"{name}_year"),
        models.UniqueConstraint(fields=[owner, "role", "period"], condition=Q(kind=LineKind.ROLE), name=f"{name}_role"),
        models.UniqueConstraint(fields=[owner, "unit"], condition=Q(kind=LineKind.UNIT), name=f"{name}_unit"),
    ]


class AssessmentLine(Line):
    """What a project costs in a year, needs of a role in a quarter, or burdens a unit with."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="lines")

    class Meta:
        app_label = "projects"
        ordering = ["assessment_id", "kind", "year", "role", "period", "unit_id"]
        constraints = line_constraints("assessment", "assessmentline")


class Scenario(Record):
    """A selection under limits. `result` is what was computed from the inputs whose `watermark` is kept with it."""

    access_kind = "scenario"

    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="scenarios", verbose_name=_("portfolio"))
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    note = models.TextField(_("assumptions"), blank=True, max_length=2000)
    objective = models.CharField(_("maximise"), max_length=8, choices=Objective.choices, default=Objective.SCORE)
    budget = models.DecimalField(_("total budget"), null=True, blank=True, **MONEY)
    currency = models.CharField(_("currency"), max_length=3, default="CNY", editable=False)
    seconds = models.PositiveSmallIntegerField(
        _("search for"), default=SECONDS[0], choices=[(n, format_lazy(_("{n} s"), n=n)) for n in SECONDS]
    )
    state = models.CharField(max_length=12, choices=ScenarioState.choices, default=ScenarioState.DRAFT, editable=False)
    job_id = models.BigIntegerField(null=True, editable=False)
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, editable=False, related_name="+")
    computed_at = models.DateTimeField(null=True, editable=False)
    watermark = models.CharField(max_length=64, blank=True, editable=False)
    result = models.JSONField(default=dict, editable=False)
    is_adopted = models.BooleanField(default=False, editable=False)
    adopted_at = models.DateTimeField(null=True, editable=False)
    adopted_by = models.ForeignKey(USER, models.PROTECT, null=True, editable=False, related_name="+")
    adopt_reason = models.TextField(blank=True, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["portfolio_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "name"], name="scenario_name"),
            models.UniqueConstraint(fields=["portfolio"], condition=Q(is_adopted=True), name="scenario_one_adopted"),
            models.CheckConstraint(
                condition=Q(is_adopted=False) | (Q(adopted_by__isnull=False, adopted_at__isnull=False)),
                name="scenario_adopted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def url(self) -> str:
        return reverse("selection:scenario", args=[self.pk])


class ScenarioLimit(Line):
    """What all chosen projects together may cost in a year, need of a role in a quarter, burden a unit with."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="limits")

    class Meta:
        app_label = "projects"
        ordering = ["scenario_id", "kind", "year", "role", "period", "unit_id"]
        constraints = line_constraints("scenario", "scenariolimit")


def quarter_label(first: date) -> str:
    """2027 Q1, 2027 年一季度."""
    number = (first.month - 1) // 3
    if (get_language() or "").startswith("en"):
        return f"{first.year} Q{number + 1}"
    return f"{first.year} 年{'一二三四'[number]}季度"
