"""Gates between stages, their criteria and gatekeepers, and the templates they come from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.access.roles import Role
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.gates.choices import PASSED, UNDECIDED, DecisionRule, GateStatus
from projects.portfolio.choices import ORDER, Stage
from projects.portfolio.models import Portfolio, Project

USER = settings.AUTH_USER_MODEL
SHARE: list[Any] = [MinValueValidator(0), MaxValueValidator(100)]
WEIGHT: list[Any] = [MinValueValidator(1), MaxValueValidator(5)]
THRESHOLD: dict[str, Any] = {"max_digits": 16, "decimal_places": 4}


class GateShape(Record):
    """What a gate of a project and one of a template share."""

    number = models.PositiveSmallIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("in English"), max_length=120, blank=True)
    from_stage = models.CharField(_("after the stage"), max_length=16, choices=Stage.choices)
    to_stage = models.CharField(_("opens the stage"), max_length=16, choices=Stage.choices)
    rule = models.CharField(
        _("how it is decided"), max_length=10, choices=DecisionRule.choices, default=DecisionRule.ALL
    )
    # Percent of the points of the should-meet criteria.
    pass_share = models.PositiveSmallIntegerField(_("points needed"), default=60, validators=SHARE)
    is_rollout = models.BooleanField(_("opens the roll-out"), default=False)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def code(self) -> str:
        return f"G{self.number}"

    @property
    def opens_at(self) -> int:
        """Position of the stage the gate opens."""
        return ORDER.index(self.to_stage)


class CriterionShape(Record):
    """`kind` is a kind of registered evidence; empty: judged by the gatekeepers."""

    number = models.PositiveSmallIntegerField(editable=False)
    title = models.CharField(_("criterion"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    must = models.BooleanField(_("must be met"), default=True)
    kind = models.CharField(_("evidence"), max_length=40, blank=True)
    threshold = models.DecimalField(_("threshold"), null=True, blank=True, **THRESHOLD)
    weight = models.PositiveSmallIntegerField(_("weight"), default=3, validators=WEIGHT)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def by_people(self) -> bool:
        return not self.kind


class GateTemplate(Record):
    """The chain of gates the projects of a portfolio get; without a portfolio: of every portfolio without its own."""

    access_kind = "gate_template"

    portfolio = models.OneToOneField(
        Portfolio, models.CASCADE, null=True, blank=True, related_name="gate_template", verbose_name=_("portfolio")
    )
    required = models.BooleanField(_("projects move on only through their gates"), default=False)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = [F("portfolio__code").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                models.ExpressionWrapper(Q(portfolio__isnull=True), output_field=models.BooleanField()),
                condition=Q(portfolio__isnull=True),
                name="gatetemplate_one_for_the_company",
            )
        ]

    def __str__(self) -> str:
        return str(self.portfolio or "")

    @property
    def url(self) -> str:
        return reverse("gates:template", args=[self.pk])


class TemplateGate(GateShape):
    """`roles`: everybody with one of these company-wide roles who is not on the project; `people` by name."""

    template = models.ForeignKey(GateTemplate, models.CASCADE, related_name="gates")
    roles = models.JSONField(_("gatekeepers by role"), default=list, blank=True)
    people: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, blank=True, related_name="+", verbose_name=_("gatekeepers by name")
    )

    class Meta:
        app_label = "projects"
        ordering = ["template_id", "number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="templategate_number")]

    def __str__(self) -> str:
        return self.name

    @property
    def role_labels(self) -> list[Any]:
        return [Role(role).label for role in self.roles]


class TemplateCriterion(CriterionShape):
    gate = models.ForeignKey(TemplateGate, models.CASCADE, related_name="criteria")

    class Meta:
        app_label = "projects"
        ordering = ["gate_id", "number"]
        constraints = [models.UniqueConstraint(fields=["gate", "number"], name="templatecriterion_number")]


class Gate(GateShape):
    """A decision between two stages of a project. `round` grows each time it was held or sent back."""

    access_kind = "gate"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="gates", verbose_name=_("project"))
    status = models.CharField(_("status"), max_length=12, choices=GateStatus.choices, default=GateStatus.PLANNED)
    planned_on = models.DateField(_("meets on"), null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    keepers: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, through="Gatekeeper", related_name="kept_gates", verbose_name=_("gatekeepers")
    )

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="gate_number")]
        indexes = [models.Index(fields=["planned_on"], name="gate_day")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_passed(self) -> bool:
        return self.status in PASSED

    @property
    def is_undecided(self) -> bool:
        return self.status in UNDECIDED

    @property
    def url(self) -> str:
        return reverse("gates:gate", args=[self.pk])


class Gatekeeper(models.Model):
    """Somebody named to decide at a gate; never one of the project's team."""

    gate = models.ForeignKey(Gate, models.CASCADE, related_name="seats")
    person = models.ForeignKey(USER, models.PROTECT, related_name="gate_seats")

    class Meta:
        app_label = "projects"
        ordering = ["person__name", "person_id"]
        constraints = [models.UniqueConstraint(fields=["gate", "person"], name="gatekeeper_once")]


class GateCriterion(CriterionShape):
    gate = models.ForeignKey(Gate, models.CASCADE, related_name="criteria")

    class Meta:
        app_label = "projects"
        ordering = ["gate_id", "number"]
        constraints = [models.UniqueConstraint(fields=["gate", "number"], name="gatecriterion_number")]
