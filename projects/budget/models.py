"""What a project may cost, what of it was released, promised and spent, and who approved it.

Amounts of a line are in the line's currency; `value` is the same in the currency of the budget, converted once at
the rate of its day.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.records.money import MoneyField
from pmo.texts import bilingual
from projects.budget.choices import Basis, Category, CommitmentState, Method, Spending, TrancheState
from projects.gates.models import Gate
from projects.portfolio.models import Project
from projects.resources.choices import WorkRole
from projects.risks.models import Risk
from projects.schedule.models import Task
from projects.scope.models import ScopeItem

USER = settings.AUTH_USER_MODEL
CURRENCY = [RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, for example CNY."))]
POSITIVE: list[Any] = [MinValueValidator(Decimal("0.01"))]
NOT_NEGATIVE: list[Any] = [MinValueValidator(Decimal(0))]


def role_words(codes: Iterable[str]) -> list[str]:
    """Roles as people read them; currencies as they are."""
    roles = dict(WorkRole.choices)
    return [str(roles.get(code, code)) for code in codes]


class CurrencyRate(Record):
    """What one unit of a currency is worth in CNY from a day on. The same for the whole company."""

    access_kind = "rate"
    access_project = ""

    currency = models.CharField(_("currency"), max_length=3, validators=CURRENCY)
    since_on = models.DateField(_("from"))
    rate = models.DecimalField(
        _("worth in CNY"), max_digits=14, decimal_places=6, validators=[MinValueValidator(Decimal("0.000001"))]
    )
    note = models.CharField(_("source"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["currency", "-since_on"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "since_on"], name="currencyrate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="currencyrate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.since_on}"


class Budget(Record):
    """The money of one project."""

    access_kind = "budget"
    access_project = "project_id"

    project = models.OneToOneField(Project, models.CASCADE, related_name="budget", verbose_name=_("project"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY", validators=CURRENCY)
    method = models.CharField(
        _("estimate at completion"), max_length=24, choices=Method.choices, default=Method.BOTTOM_UP
    )

    objects = ScopedManager()

    class Meta:
        app_label = "projects"

    def __str__(self) -> str:
        return self.project.name

    @property
    def url(self) -> str:
        return reverse("budget:overview", args=[self.project.key])


class BudgetPhase(Record):
    """A part of the way that gets its money of its own: a stage, a wave."""

    access_kind = "budget"
    access_project = "budget__project_id"

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("in English"), max_length=80, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["budget_id", "number"]
        constraints = [models.UniqueConstraint(fields=["budget", "number"], name="budgetphase_number")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")


class BudgetLine(Record):
    """One thing money is spent on."""

    access_kind = "budget"
    access_project = "budget__project_id"

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="lines")
    phase = models.ForeignKey(BudgetPhase, models.PROTECT, related_name="lines", verbose_name=_("phase"))
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("what for"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    category = models.CharField(_("category"), max_length=16, choices=Category.choices)
    spending = models.CharField(_("kind"), max_length=10, choices=Spending.choices, default=Spending.CAPITAL)
    currency = models.CharField(_("currency"), max_length=3, default="CNY", validators=CURRENCY)
    module = models.ForeignKey(
        ScopeItem, models.SET_NULL, null=True, blank=True, related_name="budget_lines", verbose_name=_("module")
    )
    # Rows of the plan this money pays for; none: all of them. Decides when it is planned and earned.
    tasks = models.ManyToManyField(Task, blank=True, related_name="budget_lines", verbose_name=_("tasks it pays for"))
    # What all of it may cost in the currency of the line, at best and at worst; null: it is certain.
    low: Any = MoneyField(_("at best"), null=True, blank=True, validators=NOT_NEGATIVE)
    high: Any = MoneyField(_("at worst"), null=True, blank=True, validators=NOT_NEGATIVE)
    note = models.TextField(_("note"), blank=True)
    basis = models.CharField(_("its plan is"), max_length=8, choices=Basis.choices, default=Basis.TYPED)
    # Of a computed line: when, null while its input is another one meanwhile; roles and currencies without a rate.
    computed_at = models.DateTimeField(null=True, editable=False)
    lacking = models.JSONField(default=list, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["budget_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["budget", "number"], name="budgetline_number"),
            models.UniqueConstraint(fields=["budget"], condition=Q(basis="labour"), name="budgetline_one_of_labour"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=models.F("high")),
                name="budgetline_points",
                violation_error_message=_("What it costs at best cannot be more than at worst."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def code(self) -> str:
        return f"B-{self.number:02d}"

    @property
    def is_contingency(self) -> bool:
        return self.category == Category.CONTINGENCY

    @property
    def is_computed(self) -> bool:
        return self.basis == Basis.LABOUR

    @property
    def lacking_words(self) -> list[str]:
        """Roles and currencies without a rate, as people read them."""
        return role_words(self.lacking)


class LineMonth(models.Model):
    """What a line is planned to cost in a month, and what it is now expected to (null: as planned)."""

    line = models.ForeignKey(BudgetLine, models.CASCADE, related_name="months")
    month = models.DateField()
    plan: Any = MoneyField(default=Decimal(0), validators=NOT_NEGATIVE)
    forecast: Any = MoneyField(null=True, blank=True, validators=NOT_NEGATIVE)

    class Meta:
        app_label = "projects"
        ordering = ["line_id", "month"]
        constraints = [
            models.UniqueConstraint(fields=["line", "month"], name="linemonth_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="linemonth_first_day"),
            models.CheckConstraint(
                condition=Q(plan__gte=0) & (Q(forecast__isnull=True) | Q(forecast__gte=0)), name="linemonth_amounts"
            ),
        ]


class BudgetVersion(models.Model):
    """The budget as it was approved: what earned value is measured against, and what may be released at most."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    total: Any = MoneyField()
    # Of the plan that was approved: another one has to be approved anew, another rate of exchange has not.
    fingerprint = models.CharField(max_length=64)

    class Meta:
        app_label = "projects"
        ordering = ["budget_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["budget", "number"], name="budgetversion_number")]


class VersionMonth(models.Model):
    """A line's approved amount in a month, in the currency of the budget."""

    version = models.ForeignKey(BudgetVersion, models.CASCADE, related_name="rows")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="approved_rows")
    month = models.DateField()
    value: Any = MoneyField()

    class Meta:
        app_label = "projects"
        constraints = [models.UniqueConstraint(fields=["version", "line", "month"], name="versionmonth_once")]


class Tranche(Record):
    """A part of the budget that is released by a decision, never all at once."""

    access_kind = "budget"
    access_project = "budget__project_id"

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="tranches")
    phase = models.ForeignKey(BudgetPhase, models.PROTECT, related_name="tranches", verbose_name=_("phase"))
    number = models.PositiveSmallIntegerField(editable=False)
    amount: Any = MoneyField(pgettext_lazy("money", "amount"), validators=POSITIVE)
    planned_on = models.DateField(_("planned for"))
    condition = models.CharField(_("released when"), max_length=300, blank=True)
    # A go of this gate releases it, and nothing else does.
    gate = models.ForeignKey(
        Gate, models.SET_NULL, null=True, blank=True, related_name="tranches", verbose_name=_("released by the gate")
    )
    # Without a pilot that says so, or an exception the sponsor signed, it stays where it is.
    rollout = models.BooleanField(_("money for the roll-out"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=TrancheState.choices, default=TrancheState.PLANNED)
    requested_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    released_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=2000, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["budget_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["budget", "number"], name="tranche_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="tranche_some"),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_at__isnull=False, released_by__isnull=False),
                name="tranche_released_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"T-{self.number:02d}"

    @property
    def url(self) -> str:
        return f"{reverse('budget:tranches', args=[self.budget.project.key])}#t{self.pk}"


class Commitment(Record):
    """A contract or an order: money that is promised."""

    access_kind = "budget"
    access_project = "line__budget__project_id"

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="commitments", verbose_name=_("budget line"))
    number = models.PositiveIntegerField(editable=False)
    supplier = models.CharField(_("supplier"), max_length=200)
    reference = models.CharField(_("contract or order no."), max_length=100, blank=True)
    amount: Any = MoneyField(pgettext_lazy("money", "amount"), validators=POSITIVE)
    currency = models.CharField(_("currency"), max_length=3, validators=CURRENCY)
    value: Any = MoneyField(editable=False)
    on = models.DateField(_("date"))
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CommitmentState.choices)
    raised_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("raised by"))

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["-on", "-id"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0, value__gt=0), name="commitment_some")]

    def __str__(self) -> str:
        return f"{self.code} {self.supplier}"

    @property
    def code(self) -> str:
        return f"K-{self.number:02d}"

    @property
    def url(self) -> str:
        return reverse("budget:commitment", args=[self.pk])


class Actual(Record):
    """Money that was spent. A negative amount is a credit note."""

    access_kind = "budget"
    access_project = "line__budget__project_id"

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="actuals", verbose_name=_("budget line"))
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="actuals", verbose_name=_("commitment")
    )
    on = models.DateField(_("date"))
    amount: Any = MoneyField(pgettext_lazy("money", "amount"))
    currency = models.CharField(_("currency"), max_length=3, validators=CURRENCY)
    value: Any = MoneyField(editable=False)
    text = models.CharField(_("what for"), max_length=200, blank=True)
    # The document in the books, once per project: the same import twice adds nothing.
    reference = models.CharField(_("document no."), max_length=100)
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="actuals", editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["budget", "on"], name="actual_day")]
        constraints = [
            models.UniqueConstraint(fields=["budget", "reference"], name="actual_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="actual_some"),
        ]

    def __str__(self) -> str:
        return self.reference


class ContingencyDraw(models.Model):
    """Contingency that became the money of a line: for a risk that happened, or with the reason why none is named."""

    access_kind = "budget"
    access_project = "budget__project_id"

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="draws")
    source = models.ForeignKey(BudgetLine, models.PROTECT, related_name="+")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="+")
    month = models.DateField()
    value: Any = MoneyField()
    risk = models.ForeignKey(
        Risk, models.PROTECT, null=True, blank=True, related_name="draws", verbose_name=_("risk that happened")
    )
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="contingencydraw_some"),
            models.CheckConstraint(condition=Q(risk__isnull=False) | ~Q(reason=""), name="contingencydraw_why"),
        ]
