"""What may happen to a project: the scale it is read on, the risk, its history, what it does when it happens."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.datamig.models import DataSet
from projects.goals.models import Goal
from projects.portfolio.models import Portfolio, Project
from projects.risks.choices import (
    LIVE,
    Category,
    EffectHow,
    MarkKind,
    Objective,
    Phase,
    Proximity,
    RiskKind,
    RiskStatus,
    Strategy,
)
from projects.risks.models.fields import MONEY, USER, person
from projects.schedule.models import Task

# Working days.
_DAYS: dict[str, Any] = {"max_digits": 7, "decimal_places": 1, "validators": [MinValueValidator(Decimal(0))]}
_SCORE: dict[str, Any] = {"max_digits": 5, "decimal_places": 4, "null": True, "editable": False}


def _level(label: Any) -> Any:
    limits = [MinValueValidator(1), MaxValueValidator(5)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=limits)


class RiskScale(Record):
    """What the five levels mean in a portfolio, in words and numbers. Without a row the defaults of `scales` hold."""

    access_kind = "portfolio"
    access_project = "portfolio__projects__id"

    portfolio = models.OneToOneField(Portfolio, models.CASCADE, related_name="risk_scale")
    # Five of {"value": "0.1", "zh": …, "en": …}, ascending.
    probabilities = models.JSONField()
    impacts = models.JSONField()
    # Objective → five sentences: what the level means for it.
    meanings = models.JSONField(default=dict, blank=True)
    medium_from = models.DecimalField(_("medium from"), max_digits=5, decimal_places=4)
    high_from = models.DecimalField(_("high from"), max_digits=5, decimal_places=4)
    tolerance = models.DecimalField(_("tolerance"), max_digits=5, decimal_places=4)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        constraints = [
            models.CheckConstraint(
                condition=Q(medium_from__gt=0, high_from__gt=F("medium_from"), tolerance__gt=0), name="riskscale_order"
            )
        ]

    def __str__(self) -> str:
        return str(self.portfolio)


class Risk(Record):
    """A threat or an opportunity: cause – event – effect, assessed before responses, today, and after them."""

    access_kind = "risk"
    access_project = "project_id"
    access_owner = ("owner_id", "assignee_id", "raised_by_id")

    project = models.ForeignKey(Project, models.CASCADE, related_name="risks", verbose_name=_("project"))
    number = models.PositiveIntegerField(editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=RiskKind.choices, default=RiskKind.THREAT)
    title = models.CharField(_("risk"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    event = models.TextField(_("event"), blank=True)
    effect = models.TextField(_("effect"), blank=True)
    category = models.CharField(_("category"), max_length=12, choices=Category.choices, default=Category.PROCESS)
    owner = person(_("owner"))
    assignee = person(_("assignee"))
    raised_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("raised by"))
    proximity = models.CharField(_("proximity"), max_length=8, choices=Proximity.choices, default=Proximity.QUARTER)
    trigger = models.CharField(_("trigger"), max_length=300, blank=True)
    trigger_en = models.CharField(_("trigger in English"), max_length=300, blank=True)
    trigger_on = models.DateField(_("day of the trigger"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=RiskStatus.choices, default=RiskStatus.OPEN)
    status_reason = models.TextField(_("why this status"), blank=True)
    status_at = models.DateTimeField(editable=False)

    inherent_probability = _level(_("probability"))
    inherent_time = _level(_("time"))
    inherent_cost = _level(_("cost"))
    inherent_quality = _level(_("quality"))
    inherent_adoption = _level(_("adoption"))
    current_probability = _level(_("probability"))
    current_time = _level(_("time"))
    current_cost = _level(_("cost"))
    current_quality = _level(_("quality"))
    current_adoption = _level(_("adoption"))
    residual_probability = _level(_("probability"))
    residual_time = _level(_("time"))
    residual_cost = _level(_("cost"))
    residual_quality = _level(_("quality"))
    residual_adoption = _level(_("adoption"))
    # Computed from the levels and the portfolio's scale; kept for sorting and filters.
    inherent_score = models.DecimalField(_("inherent score"), **_SCORE)
    current_score = models.DecimalField(_("current score"), **_SCORE)
    residual_score = models.DecimalField(_("residual score"), **_SCORE)
    current_money = models.DecimalField(max_digits=16, decimal_places=2, null=True, editable=False)
    residual_money = models.DecimalField(max_digits=16, decimal_places=2, null=True, editable=False)

    # What it takes (or brings) if it happens, and if it happens in spite of the responses.
    money = models.DecimalField(_("money if it happens"), null=True, blank=True, **MONEY)
    money_after = models.DecimalField(_("money after the responses"), null=True, blank=True, **MONEY)
    days = models.DecimalField(_("working days if it happens"), null=True, blank=True, **_DAYS)
    days_after = models.DecimalField(_("working days after the responses"), null=True, blank=True, **_DAYS)
    currency = models.CharField(_("currency"), max_length=3, default="CNY", editable=False)

    strategy = models.CharField(_("strategy"), max_length=12, choices=Strategy.choices, blank=True)
    response = models.TextField(_("response"), blank=True)
    fallback = models.TextField(_("if it happens all the same"), blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    template = models.CharField(max_length=40, blank=True, editable=False)

    tasks = models.ManyToManyField(Task, blank=True, related_name="risks", verbose_name=_("tasks and milestones"))
    goals = models.ManyToManyField(Goal, blank=True, related_name="risks", verbose_name=_("goals"))
    data_sets = models.ManyToManyField(DataSet, blank=True, related_name="risks", verbose_name=_("data sets"))

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "number"]
        indexes = [models.Index(fields=["project", "status"], name="risk_status")]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="risk_number"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{phase}_{part}__isnull": True}) | Q(**{f"{phase}_{part}__range": (1, 5)}),
                    name=f"risk_{phase}_{part}",
                )
                for phase in Phase.values
                for part in ("probability", *Objective.values)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def code(self) -> str:
        return f"R-{self.number:02d}"

    @property
    def url(self) -> str:
        return reverse("risks:risk", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_threat(self) -> bool:
        return self.kind == RiskKind.THREAT

    def level(self, phase: str, part: str) -> int | None:
        """The assessed level 1–5 of probability or an objective."""
        found: int | None = getattr(self, f"{phase}_{part}")
        return found

    def worst(self, phase: str) -> int | None:
        """The highest level of impact over the objectives."""
        return max(filter(None, (self.level(phase, part) for part in Objective.values)), default=None)


class RiskMark(models.Model):
    """One point of a risk's history. Never changed: the burn-down is drawn from these."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10, choices=MarkKind.choices)
    marked_at = models.DateTimeField()
    marked_on = models.DateField()
    marked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=RiskStatus.choices)
    probability = models.PositiveSmallIntegerField(null=True)
    impact = models.PositiveSmallIntegerField(null=True)
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    residual_score = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    money = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    residual_money = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    note = models.TextField(blank=True)

    class Meta:
        app_label = "projects"
        ordering = ["marked_at", "id"]
        indexes = [models.Index(fields=["risk", "marked_on"], name="riskmark_day")]


class RiskEffect(Record):
    """What a risk does to a task, a line of the budget or the money in all when it happens: three points. Read by the
    simulation."""

    access_kind = "risk"
    access_project = "risk__project_id"

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="effects")
    task = models.ForeignKey(
        Task, models.CASCADE, null=True, blank=True, related_name="risk_effects", verbose_name=_("task")
    )
    # Who keeps the money says which lines there are: `risks.lines`.
    line = models.ForeignKey(
        "projects.BudgetLine",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="risk_effects",
        verbose_name=_("budget line"),
    )
    how = models.CharField(_("how"), max_length=8, choices=EffectHow.choices)
    low = models.DecimalField(_("at best"), max_digits=16, decimal_places=2, validators=[MinValueValidator(Decimal(0))])
    likely = models.DecimalField(_("most likely"), max_digits=16, decimal_places=2)
    high = models.DecimalField(_("at worst"), max_digits=16, decimal_places=2)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["risk_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gte=0, likely__gte=F("low"), high__gte=F("likely")), name="riskeffect_order"
            ),
            models.CheckConstraint(
                condition=Q(how=EffectHow.MONEY) | Q(task__isnull=False) | Q(how=EffectHow.FACTOR, line__isnull=False),
                name="riskeffect_needs_task",
            ),
            models.CheckConstraint(
                condition=Q(task__isnull=True) | Q(line__isnull=True), name="riskeffect_on_one_thing"
            ),
        ]
