"""The ledger: accounts, transactions and entries; and the award that caused them.

An entry is a pair: it takes its points out of one account and puts them into another. That it balances is its shape,
not a rule somebody keeps. Transactions and entries are never changed or removed (`incentives.guard`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from changemgmt.incentives.choices import OF_BUDGET, OF_PERSON, AccountKind, Cause, Move, Outcome, WhyNot
from changemgmt.incentives.models.scopes import LedgerQuerySet
from changemgmt.incentives.models.setup import PointBudget, PointRule
from changemgmt.incentives.models.thanks import Recognition
from pmo.access.models import ScopedManager
from pmo.orgs.models import Unit
from pmo.texts import pick
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL


class PointAccount(models.Model):
    """Where points of one budget lie. `balance` is kept with the entries and recomputed by `audit_points`."""

    access_kind = "points"
    access_owner = "user_id"
    budget_path = "budget"

    budget = models.ForeignKey(PointBudget, models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=8, choices=AccountKind.choices)
    user = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="point_accounts")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="point_pots")
    balance = models.BigIntegerField(default=0)

    objects: Any = models.Manager.from_queryset(LedgerQuerySet)()

    class Meta:
        app_label = "changemgmt"
        ordering = ["budget_id", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=AccountKind.SOURCE, balance__lte=0) | ~Q(kind=AccountKind.SOURCE) & Q(balance__gte=0),
                name="pointaccount_balance",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OF_PERSON, user__isnull=False, unit__isnull=True)
                | Q(kind=AccountKind.POT, user__isnull=True, unit__isnull=False)
                | Q(kind__in=OF_BUDGET, user__isnull=True, unit__isnull=True),
                name="pointaccount_whose",
            ),
            models.UniqueConstraint(
                fields=["budget", "kind"], condition=Q(user__isnull=True, unit__isnull=True), name="pointaccount_once"
            ),
            models.UniqueConstraint(
                fields=["user", "budget", "kind"], condition=Q(user__isnull=False), name="pointaccount_person_once"
            ),
            models.UniqueConstraint(
                fields=["unit", "budget"], condition=Q(unit__isnull=False), name="pointaccount_unit_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id or self.unit_id or ''} @{self.budget_id}"

    @property
    def label(self) -> str:
        if self.user is not None:
            return self.user.label if self.kind == AccountKind.WALLET else f"{self.user.label} · {self.name}"
        return self.unit.label if self.unit is not None else self.name

    @property
    def name(self) -> str:
        return str(AccountKind(self.kind).label)


class PointAward(models.Model):
    """The verdict of a rule on one thing somebody did: so many points, or none and why. Once per rule and thing."""

    access_kind = "points"
    access_owner = "user_id"

    rule = models.ForeignKey(PointRule, models.PROTECT, related_name="awards")
    cause = models.CharField(max_length=12, choices=Cause.choices)
    cause_id = models.CharField(max_length=64)
    user = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="point_awards")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="point_awards")
    project = models.ForeignKey(Project, models.SET_NULL, null=True, blank=True, related_name="+")
    recognition = models.OneToOneField(
        Recognition, models.PROTECT, null=True, blank=True, related_name="award", editable=False
    )
    # The day of the thing, and when it was judged.
    on = models.DateField()
    judged_at = models.DateTimeField()
    points = models.PositiveIntegerField(default=0)
    taken_back = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.CharField(max_length=10, choices=WhyNot.choices, blank=True, default=WhyNot.NONE)
    # What it was, in both languages, for the eyes of whoever it belongs to.
    text: Any = models.JSONField(default=dict, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["user", "-on"], name="pointaward_person"),
            models.Index(fields=["rule", "on"], name="pointaward_rule"),
            models.Index(fields=["cause", "cause_id"], name="pointaward_cause"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "user", "cause_id"], condition=Q(user__isnull=False), name="pointaward_person_once"
            ),
            models.UniqueConstraint(
                fields=["rule", "unit", "cause_id"], condition=Q(unit__isnull=False), name="pointaward_unit_once"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit__isnull=True) | Q(user__isnull=True, unit__isnull=False),
                name="pointaward_whose",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.REFUSED, points=0) & ~Q(reason="")
                | ~Q(outcome=Outcome.REFUSED) & Q(points__gt=0),
                name="pointaward_reasoned",
            ),
            models.CheckConstraint(condition=Q(taken_back__lte=F("points")), name="pointaward_taken_back"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.cause} {self.cause_id}: {self.points}"

    @property
    def who(self) -> int:
        return self.user_id or self.unit_id or 0

    @property
    def label(self) -> str:
        return pick(self.text.get("zh", ""), self.text.get("en", "")) or str(self.get_cause_display())


class PointTransaction(models.Model):
    """One act on the ledger. `occasion` is unique: the same act cannot be written twice."""

    access_kind = "points"

    kind = models.CharField(max_length=8, choices=Move.choices)
    occasion = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    on = models.DateField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    award = models.ForeignKey(PointAward, models.PROTECT, null=True, blank=True, related_name="transactions")
    redemption = models.ForeignKey(
        "changemgmt.Redemption", models.PROTECT, null=True, blank=True, related_name="transactions"
    )

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["on"], name="pointtransaction_day")]

    def __str__(self) -> str:
        return self.occasion


class PointEntry(models.Model):
    """`points` leave `debit` and reach `credit`, both of the same budget.

    An entry into a wallet is a lot, which lapses on `expires_on`; one out of a wallet names the `lot` it uses up.
    """

    access_kind = "points"
    access_owner = ("debit__user_id", "credit__user_id")
    budget_path = "debit__budget"

    transaction = models.ForeignKey(PointTransaction, models.PROTECT, related_name="entries")
    debit = models.ForeignKey(PointAccount, models.PROTECT, related_name="gone")
    credit = models.ForeignKey(PointAccount, models.PROTECT, related_name="come")
    points = models.PositiveBigIntegerField()
    lot = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="used")
    expires_on = models.DateField(null=True, blank=True)

    objects: Any = models.Manager.from_queryset(LedgerQuerySet)()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["credit", "expires_on"], name="pointentry_lots"),
            models.Index(fields=["expires_on"], name="pointentry_expires"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="pointentry_points"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="pointentry_two_accounts"),
        ]

    def __str__(self) -> str:
        return f"{self.debit_id} → {self.credit_id}: {self.points}"
