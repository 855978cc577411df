"""Who has to approve what, from which amount on; what is being approved; whose turn it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.records.money import MoneyField
from projects.budget.choices import ApprovalState, Mode, Part, StepState, Subject
from projects.budget.models import NOT_NEGATIVE, Budget, Commitment, Tranche
from projects.portfolio.models import Portfolio, Project

USER = settings.AUTH_USER_MODEL


class ApprovalRule(Record):
    """From an amount on, these people approve. The rule of the project counts before that of its portfolio, and of
    several the one with the highest amount that is reached."""

    access_kind = "approval"
    access_project = ""

    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="approval_rules", verbose_name=_("portfolio"))
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="approval_rules", verbose_name=_("project")
    )
    subject = models.CharField(_("about"), max_length=12, choices=Subject.choices)
    above: Any = MoneyField(_("from this amount on"), default=Decimal(0), validators=NOT_NEGATIVE)
    mode = models.CharField(_("approved by"), max_length=10, choices=Mode.choices, default=Mode.SEQUENCE)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["portfolio_id", "project_id", "subject", "above"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "subject", "above"],
                condition=Q(project__isnull=True),
                name="approvalrule_of_portfolio",
                violation_error_message=_("There is a rule from this amount on already."),
            ),
            models.UniqueConstraint(
                fields=["project", "subject", "above"],
                name="approvalrule_of_project",
                violation_error_message=_("There is a rule from this amount on already."),
            ),
            models.CheckConstraint(condition=Q(above__gte=0), name="approvalrule_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.above}"

    @property
    def name(self) -> str:
        """As the history calls it: about what, from which amount on."""
        return self._named("zh-hans")

    @property
    def name_en(self) -> str:
        return self._named("en")

    def _named(self, language: str) -> str:
        with translation.override(language):
            return f"{self.get_subject_display()} ≥ {self.above:,.0f}"


class RuleSigner(models.Model):
    rule = models.ForeignKey(ApprovalRule, models.CASCADE, related_name="signers")
    position = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=16, choices=Part.choices)
    person = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        app_label = "projects"
        ordering = ["rule_id", "position"]
        constraints = [models.UniqueConstraint(fields=["rule", "position"], name="rulesigner_position")]


class Approval(Record):
    """Something that waits for signatures: a commitment, the release of a tranche, or a budget."""

    access_kind = "approval"
    access_project = "budget__project_id"

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="approvals")
    subject = models.CharField(_("about"), max_length=12, choices=Subject.choices)
    commitment = models.ForeignKey(Commitment, models.CASCADE, null=True, blank=True, related_name="approvals")
    tranche = models.ForeignKey(Tranche, models.CASCADE, null=True, blank=True, related_name="approvals")
    # In the currency of the budget.
    amount: Any = MoneyField(pgettext_lazy("money", "amount"))
    # What a budget said when it was raised: another plan meanwhile has to be approved anew.
    fingerprint = models.CharField(max_length=64, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    mode = models.CharField(_("approved by"), max_length=10, choices=Mode.choices)
    state = models.CharField(_("state"), max_length=10, choices=ApprovalState.choices, default=ApprovalState.OPEN)
    raised_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("raised by"))
    raised_at = models.DateTimeField(_("raised"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["-raised_at", "-id"]
        indexes = [models.Index(fields=["state", "raised_at"], name="approval_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(state__in=["open", "returned"]), name="approval_of_commitment"
            ),
            models.UniqueConstraint(
                fields=["tranche"], condition=Q(state__in=["open", "returned"]), name="approval_of_tranche"
            ),
            models.UniqueConstraint(
                fields=["budget"],
                condition=Q(state__in=["open", "returned"], subject="budget"),
                name="approval_of_budget",
            ),
            models.CheckConstraint(
                condition=Q(subject="commitment", commitment__isnull=False, tranche__isnull=True)
                | Q(subject="tranche", tranche__isnull=False, commitment__isnull=True)
                | Q(subject="budget", tranche__isnull=True, commitment__isnull=True),
                name="approval_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"A-{self.pk}"

    @property
    def label(self) -> str:
        if self.commitment is not None:
            return f"{self.commitment.code} {self.commitment.supplier}"
        if self.tranche is not None:
            return f"{self.tranche.code} {self.tranche.phase.label}"
        return self.budget.project.label

    @property
    def url(self) -> str:
        return reverse("budget:approval", args=[self.pk])


class ApprovalStep(models.Model):
    """One signature of an approval."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    signer = models.ForeignKey(USER, models.PROTECT, related_name="approval_steps")
    # Who handed it over, or asked for this signature beyond the rule.
    given_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.WAITING)
    # Since when it is this person's turn.
    turn_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        app_label = "projects"
        ordering = ["approval_id", "position", "id"]
        indexes = [models.Index(fields=["signer", "state"], name="approvalstep_turn")]
