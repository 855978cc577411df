"""Portfolios, projects, their people, units and planned stages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.choices import Stage, State, TeamRole

KEY = RegexValidator(
    r"^[A-Z][A-Z0-9]{0,9}(-[A-Z0-9]{1,8}){0,3}$",
    _("Capital letters and digits, parts joined by “-”, for example FIN-01."),
)


def default_thresholds() -> dict[str, float]:
    """Limits of pace and of the forecast's probability, and the days after which silence is a finding."""
    return {"pace_ok": 0.95, "pace_risk": 0.75, "chance_ok": 0.5, "chance_risk": 0.2, "silence_days": 30}


class Portfolio(Record):
    access_kind = "portfolio"
    access_project = "projects__id"

    code = models.CharField(_("code"), max_length=16, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    calendar = models.ForeignKey("pmo.WorkCalendar", models.PROTECT, null=True, blank=True, related_name="+")
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    thresholds = models.JSONField(default=default_thresholds)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    def threshold(self, name: str) -> float:
        return float(self.thresholds.get(name, default_thresholds()[name]))


class Project(Record):
    access_kind = "project"
    access_project = "id"

    key = models.CharField(_("key"), max_length=32, unique=True, validators=[KEY])
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    summary = models.TextField(_("what it is for"), blank=True)
    summary_en = models.TextField(_("what it is for, in English"), blank=True)
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="projects", verbose_name=_("portfolio"))
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sponsor")
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("project manager"),
    )
    business_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("business owner"),
    )
    stage = models.CharField(_("stage"), max_length=16, choices=Stage.choices, default=Stage.PROPOSAL)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.ACTIVE)
    start_on = models.DateField(_("start"), null=True, blank=True)
    target_finish_on = models.DateField(_("target finish"), null=True, blank=True)
    people_affected = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    units = models.ManyToManyField("pmo.Unit", through="ProjectUnit", related_name="projects", verbose_name=_("units"))

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["key"]
        indexes = [models.Index(fields=["state", "stage"], name="project_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_on__isnull=True)
                | models.Q(target_finish_on__isnull=True)
                | models.Q(target_finish_on__gte=models.F("start_on")),
                name="project_dates_in_order",
                violation_error_message=_("The target finish lies before the start."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.label}"

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def summary_label(self) -> str:
        return bilingual(self, "summary")

    @property
    def url(self) -> str:
        return reverse("dashboards:project", args=[self.key])

    @property
    def is_open(self) -> bool:
        return self.state in (State.ACTIVE, State.ON_HOLD)


class ProjectUnit(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="unit_links")
    unit = models.ForeignKey("pmo.Unit", models.PROTECT, related_name="project_links")

    class Meta:
        app_label = "projects"
        constraints = [models.UniqueConstraint(fields=["project", "unit"], name="projectunit_once")]


class ProjectMember(models.Model):
    """A person's part in a project; what carries their rights on it."""

    access_kind = "member"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=16, choices=TeamRole.choices)
    since_on = models.DateField(_("since"))

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        constraints = [models.UniqueConstraint(fields=["project", "user", "role"], name="member_once")]
        indexes = [models.Index(fields=["user", "project"], name="member_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class StagePlan(Record):
    """When a stage is planned to run, and when it was finished."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="stage_plans")
    stage = models.CharField(max_length=16, choices=Stage.choices)
    planned_start_on = models.DateField(_("planned start"), null=True, blank=True)
    planned_finish_on = models.DateField(_("planned finish"), null=True, blank=True)
    started_on = models.DateField(_("started"), null=True, blank=True)
    finished_on = models.DateField(_("finished"), null=True, blank=True)

    class Meta:
        app_label = "projects"
        constraints = [models.UniqueConstraint(fields=["project", "stage"], name="stageplan_once")]


class Follow(models.Model):
    """A project somebody wants in their rail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    project = models.ForeignKey(Project, models.CASCADE, related_name="followers")

    class Meta:
        app_label = "projects"
        constraints = [models.UniqueConstraint(fields=["user", "project"], name="follow_once")]


def people(project: Project) -> dict[str, Any]:
    """The three people every project names, by team role."""
    return {
        TeamRole.SPONSOR: project.sponsor,
        TeamRole.MANAGER: project.manager,
        TeamRole.BUSINESS_OWNER: project.business_owner,
    }
