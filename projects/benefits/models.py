"""What a project is worth: benefits, what was agreed of them, what of it has come, and the rate it is discounted at."""

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
from pmo.records.money import MoneyField
from pmo.texts import bilingual
from projects.benefits.choices import AGREED, Anchor, BookingState, Kind, Nature, Per, State, Way
from projects.goals.models import Goal, Kpi
from projects.portfolio.models import Portfolio, Project
from projects.schedule.models import Task

USER = settings.AUTH_USER_MODEL
LONGEST, LONGEST_RAMP = 240, 36
_NOT_NEGATIVE: list[Any] = [MinValueValidator(Decimal(0))]
_PERCENT: dict[str, Any] = {"max_digits": 5, "decimal_places": 2, "null": True, "blank": True}


class ValueRule(Record):
    """How the money of a portfolio's projects is judged from a day on: yearly rate in percent, whether soft counts."""

    access_kind = "portfolio"
    access_project = "portfolio__projects__id"

    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="value_rules", verbose_name=_("portfolio"))
    since_on = models.DateField(_("from"))
    rate = models.DecimalField(
        _("discount rate"),
        max_digits=6,
        decimal_places=3,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("Percent a year, before tax; without inflation when the amounts are without it."),
    )
    count_soft = models.BooleanField(
        _("soft benefits count"), default=False, help_text=_("In NPV, internal rate, payback and return.")
    )
    note = models.CharField(_("decided by, why"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["portfolio_id", "-since_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "since_on"],
                name="valuerule_once",
                violation_error_message=_("There is a rate from this day on already."),
            ),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=100), name="valuerule_rate"),
        ]

    def __str__(self) -> str:
        return f"{self.portfolio.code} {self.since_on}"


class Benefit(Record):
    """One thing that gets better, in money over months where it has money. A dis-benefit costs instead."""

    access_kind = "benefit"
    access_project = "project_id"
    access_owner = "owner_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="benefits", verbose_name=_("project"))
    number = models.PositiveIntegerField(editable=False)
    name = models.CharField(_("benefit"), max_length=120)
    name_en = models.CharField(_("in English"), max_length=120, blank=True)
    description = models.TextField(_("what gets better"), blank=True, max_length=4000)
    outcome = models.TextField(_("how one can see it"), blank=True, max_length=2000)
    attribution = models.TextField(_("why it comes from this project"), blank=True, max_length=2000)
    measurement = models.TextField(_("how it is measured"), blank=True, max_length=2000)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SAVING)
    nature = models.CharField(_("hard or soft"), max_length=4, choices=Nature.choices, default=Nature.HARD)
    adverse = models.BooleanField(_("dis-benefit"), default=False)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("owner"))
    validator = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("validated by")
    )
    kpi = models.ForeignKey(
        Kpi, models.PROTECT, null=True, blank=True, related_name="benefits", verbose_name=_("KPI it hangs on")
    )
    no_kpi_reason = models.CharField(_("why on no KPI"), max_length=300, blank=True)
    goal = models.ForeignKey(
        Goal, models.SET_NULL, null=True, blank=True, related_name="benefits", verbose_name=_("goal it serves")
    )
    units = models.ManyToManyField("pmo.Unit", blank=True, related_name="+", verbose_name=_("units concerned"))
    currency = models.CharField(_("currency"), max_length=3, editable=False)
    way = models.CharField(_("its money"), max_length=8, choices=Way.choices, default=Way.BOOKED)
    # Booked: the full amount, by month, year or once. Computed: money for one unit of the KPI, and how many a month.
    amount: Any = MoneyField(pgettext_lazy("benefit", "full amount"), null=True, blank=True, validators=_NOT_NEGATIVE)
    per = models.CharField(_("the amount is meant"), max_length=6, choices=Per.choices, default=Per.YEAR)
    unit_value: Any = MoneyField(_("money for one unit of the KPI"), null=True, blank=True, validators=_NOT_NEGATIVE)
    volume = models.DecimalField(
        _("times a month"), max_digits=14, decimal_places=2, default=Decimal(1), validators=_NOT_NEGATIVE
    )
    anchor = models.CharField(_("counted from"), max_length=6, choices=Anchor.choices, default=Anchor.FINISH)
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="benefits", verbose_name=_("milestone or phase")
    )
    offset_months = models.SmallIntegerField(
        _("first month after it"), default=1, validators=[MinValueValidator(-60), MaxValueValidator(120)]
    )
    duration_months = models.PositiveSmallIntegerField(
        _("lasts"), default=36, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    ramp_months = models.PositiveSmallIntegerField(
        _("grows over"), default=0, validators=[MaxValueValidator(LONGEST_RAMP)]
    )
    # Percent of the full amount month by month, instead of an even growth: [20, 40, 80].
    ramp_shares = models.JSONField(_("shares month by month"), default=list, blank=True)
    adoption_planned = models.DecimalField(
        _("adoption it assumes"),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(100))],
        **_PERCENT,
    )
    adoption_kpi = models.ForeignKey(
        Kpi, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("KPI that measures adoption")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_reason = models.CharField(_("reason"), max_length=2000, blank=True)
    proposed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    owner_confirmed_at = models.DateTimeField(null=True, blank=True)
    finance_confirmed_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    finance_confirmed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "number"]
        indexes = [models.Index(fields=["state", "owner"], name="benefit_state")]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="benefit_number"),
            models.CheckConstraint(
                condition=Q(kpi__isnull=False) | ~Q(no_kpi_reason=""),
                name="benefit_kpi_or_reason",
                violation_error_message=_("A benefit hangs on a KPI, or says why it does not."),
            ),
            models.CheckConstraint(
                condition=~Q(way=Way.KPI) | Q(kpi__isnull=False, unit_value__isnull=False, per=Per.MONTH),
                name="benefit_computed",
                violation_error_message=_("To be computed, it needs a KPI and the money for one unit of it."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.NO_MONEY) | Q(way=Way.BOOKED, amount__isnull=True, unit_value__isnull=True),
                name="benefit_without_money",
                violation_error_message=_("What is not in money has no amount."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.CAPITAL) | Q(way=Way.BOOKED, per=Per.ONCE),
                name="benefit_capital_once",
                violation_error_message=_("Working capital is set free once, not every month."),
            ),
            models.CheckConstraint(
                condition=Q(validator__isnull=True) | ~Q(validator=F("owner")),
                name="benefit_two_people",
                violation_error_message=_("Whoever owns a benefit does not validate it."),
            ),
            models.CheckConstraint(
                condition=Q(duration_months__gte=1, duration_months__lte=LONGEST), name="benefit_duration"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AGREED)
                | Q(owner_confirmed_at__isnull=False, finance_confirmed_at__isnull=False, validator__isnull=False),
                name="benefit_agreed_by_two",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def code(self) -> str:
        return f"V-{self.number:02d}"

    @property
    def url(self) -> str:
        return reverse("benefits:benefit", args=[self.pk])

    @property
    def has_money(self) -> bool:
        return self.kind != Kind.NO_MONEY

    @property
    def is_computed(self) -> bool:
        return self.way == Way.KPI

    @property
    def is_agreed(self) -> bool:
        return self.state in AGREED


class BenefitVersion(models.Model):
    """A benefit as both sides confirmed it: what it said, when it was to begin, and its money month by month."""

    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    agreed_at = models.DateTimeField()
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+")
    finance = models.ForeignKey(USER, models.PROTECT, related_name="+")
    anchor_on = models.DateField(null=True)
    facts = models.JSONField(default=dict)
    # {"2026-11": "12500.00"} in the currency of the benefit; negative for a dis-benefit. Never changed, never queried.
    months = models.JSONField(default=dict)
    total: Any = MoneyField()

    class Meta:
        app_label = "projects"
        ordering = ["benefit_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["benefit", "number"], name="benefitversion_number")]


class Realisation(Record):
    """Money that came in a month, as its owner booked it; counts once finance validated it. A correction is below 0."""

    access_kind = "benefit"
    access_project = "benefit__project_id"
    access_owner = "benefit__owner_id"

    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="realisations", verbose_name=_("benefit"))
    month = models.DateField(_("month"))
    amount: Any = MoneyField(pgettext_lazy("money", "amount"))
    # The document that shows it, once per benefit: the same table twice adds nothing.
    reference = models.CharField(_("document no."), max_length=100)
    evidence = models.CharField(_("what shows it"), max_length=500)
    state = models.CharField(
        _("state"), max_length=10, choices=BookingState.choices, default=BookingState.WAITING, editable=False
    )
    booked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("booked by"), editable=False)
    booked_at = models.DateTimeField(_("booked"), editable=False)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decision_note = models.CharField(_("note"), max_length=500, blank=True, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["-month", "-id"]
        indexes = [models.Index(fields=["state", "month"], name="realisation_state")]
        constraints = [
            models.UniqueConstraint(fields=["benefit", "reference"], name="realisation_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="realisation_some"),
            models.CheckConstraint(condition=Q(month__day=1), name="realisation_first_day"),
            models.CheckConstraint(
                condition=~Q(state=BookingState.VALIDATED)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("booked_by"))),
                name="realisation_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.month:%Y-%m}"

    @property
    def name(self) -> str:
        """What the history calls it."""
        return f"{self.benefit.name} {self.month:%Y-%m}"

    @property
    def name_en(self) -> str:
        return f"{self.benefit.name_en or self.benefit.name} {self.month:%Y-%m}"

    @property
    def code(self) -> str:
        return self.reference

    @property
    def url(self) -> str:
        return f"{self.benefit.url}#booked"


class ValueStanding(models.Model):
    """The sums of one project's benefits on a day, in its currency, as `figures` computed them; read by all that adds
    up. A figure is null where it is not available, and `missing` says why."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="value_standing")
    # Computed for this day from this plan and these dates; no day: something was moved since.
    as_of = models.DateField(null=True)
    plan_version = models.PositiveIntegerField(null=True)
    project_version = models.PositiveIntegerField()
    computed_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    # Amounts as text by nature and name; see `figures.Sums`.
    sums = models.JSONField()
    npv: Any = MoneyField(null=True)
    missing = models.JSONField(default=dict)
    status = models.CharField(max_length=8)
    sentence = models.JSONField()

    class Meta:
        app_label = "projects"
        indexes = [models.Index(fields=["as_of"], name="valuestanding_day")]
