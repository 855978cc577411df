"""What is set before anybody earns a point: rules, budgets, how long points last; and everybody's own wish."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changemgmt.incentives import choices
from changemgmt.incentives.choices import OF_UNITS, Cause, Period
from changemgmt.incentives.models.scopes import CompanyQuerySet
from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.records.money import MoneyField
from pmo.texts import bilingual
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL


def _within(low: int, high: int) -> list[Any]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class PointRule(Record):
    """So many points for one kind of thing, within limits. Without a project: for the whole company.

    What a project has a rule of its own for is not paid by the company's rule as well.
    """

    access_kind = "point_rule"
    access_project = "project_id"

    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="point_rules", verbose_name=_("project")
    )
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("in English"), max_length=80, blank=True)
    cause = models.CharField(_("for"), max_length=12, choices=Cause.choices)
    points = models.PositiveIntegerField(_("points"), validators=_within(1, choices.MOST_POINTS))
    cap = models.PositiveIntegerField(
        _("at most"), null=True, blank=True, validators=_within(1, choices.MOST_POINTS * 10)
    )
    period = models.CharField(
        pgettext_lazy("incentives", "per"), max_length=8, choices=Period.choices, default=Period.MONTH
    )
    cool_down_days = models.PositiveSmallIntegerField(_("days between"), default=0, validators=_within(0, 365))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    active = models.BooleanField(pgettext_lazy("incentives", "in force"), default=True)
    # Of recognition only: what one person may give in a month, and how often the same two.
    allowance = models.PositiveIntegerField(
        _("allowance a month"), null=True, blank=True, validators=_within(1, choices.MOST_POINTS)
    )
    pair_limit = models.PositiveSmallIntegerField(
        _("times a month to the same person"), null=True, blank=True, validators=_within(1, 20)
    )

    objects: Any = models.Manager.from_queryset(CompanyQuerySet)()

    class Meta:
        app_label = "changemgmt"
        ordering = ["cause", "project_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=1) & Q(points__lte=choices.MOST_POINTS), name="pointrule_points"
            ),
            models.CheckConstraint(condition=Q(cap__isnull=True) | Q(cap__gte=1), name="pointrule_cap"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="pointrule_days"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="pointrule_named"),
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="pointrule_cause"),
            models.CheckConstraint(
                condition=Q(
                    cause=Cause.RECOGNITION,
                    allowance__isnull=False,
                    pair_limit__isnull=False,
                    project__isnull=True,
                    allowance__gte=F("points"),
                )
                | ~Q(cause=Cause.RECOGNITION) & Q(allowance__isnull=True, pair_limit__isnull=True),
                name="pointrule_allowance",
            ),
            # One allowance for everybody.
            models.UniqueConstraint(
                fields=["cause"], condition=Q(cause=Cause.RECOGNITION, active=True), name="pointrule_recognition_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def of_units(self) -> bool:
        return self.cause in OF_UNITS

    @property
    def url(self) -> str:
        return reverse("incentives:rule", args=[self.pk])

    def runs_on(self, day: date) -> bool:
        return self.active and self.from_on <= day and (self.until_on is None or day <= self.until_on)


class PointBudget(Record):
    """Points a project, or the company, may give in a year, and what one of them is worth."""

    access_kind = "point_budget"
    access_project = "project_id"

    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="point_budgets", verbose_name=_("project")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=_within(2020, 2100))
    points = models.PositiveIntegerField(_("points"), validators=_within(1, choices.MOST_BUDGET))
    value = MoneyField(_("value of one point"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")

    objects: Any = models.Manager.from_queryset(CompanyQuerySet)()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-year", "project_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year"], condition=Q(project__isnull=False), name="pointbudget_project_year"
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(project__isnull=True), name="pointbudget_company_year"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=1) & Q(points__lte=choices.MOST_BUDGET), name="pointbudget_points"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="pointbudget_value"),
        ]

    def __str__(self) -> str:
        return f"{self.project.name if self.project is not None else '全公司'} {self.year}"

    @property
    def name(self) -> str:
        return str(self)

    @property
    def name_en(self) -> str:
        """What the history calls it in English."""
        return f"{(self.project.name_en or self.project.name) if self.project is not None else 'Company'} {self.year}"

    @property
    def label(self) -> str:
        return f"{self.project.label if self.project is not None else _('Company')} {self.year}"

    @property
    def ends_on(self) -> date:
        return date(self.year, 12, 31)

    @property
    def url(self) -> str:
        return reverse("incentives:budgets") + f"#b{self.pk}"


class PointPolicy(Record):
    """How long points last. One row for the company; without it the usual."""

    access_kind = "incentives"

    # Always 1, so that there is one only.
    single = models.PositiveSmallIntegerField(default=1, unique=True, editable=False)
    expire_months = models.PositiveSmallIntegerField(
        _("points last"), default=choices.EXPIRE_MONTHS, validators=_within(*choices.EXPIRE_RANGE)
    )
    leaver_days = models.PositiveSmallIntegerField(
        _("after somebody left"), default=choices.LEAVER_DAYS, validators=_within(*choices.LEAVER_RANGE)
    )

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        constraints = [
            models.CheckConstraint(condition=Q(single=1), name="pointpolicy_single"),
            models.CheckConstraint(
                condition=Q(expire_months__gte=choices.EXPIRE_RANGE[0]) & Q(expire_months__lte=choices.EXPIRE_RANGE[1]),
                name="pointpolicy_expire",
            ),
        ]

    def __str__(self) -> str:
        return "积分有效期"

    @property
    def name_en(self) -> str:
        return "How long points last"


class PointWish(models.Model):
    """Somebody lets their name stand in the ranking. No row: it does not."""

    access_kind = "points"
    access_owner = "user_id"

    user = models.OneToOneField(USER, models.CASCADE, related_name="point_wish")
    since_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"

    def __str__(self) -> str:
        return str(self.user)
