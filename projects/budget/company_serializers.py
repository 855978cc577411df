"""What holds for all money: phases, rates of roles and of currencies, rules of approval, in the interface."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pmo.accounts.models import User
from pmo.web import api
from projects.budget.approval_models import ApprovalRule, RuleSigner
from projects.budget.choices import Mode, Part, Subject
from projects.budget.labour_models import LabourRate
from projects.budget.models import Budget, BudgetPhase, CurrencyRate
from projects.budget.services.phases import DOWN, UP
from projects.portfolio.models import Portfolio, Project
from projects.resources.choices import WorkRole


class PhaseOut(api.ModelSerializer):
    project = api.KeyField("budget.project")

    class Meta:
        model = BudgetPhase
        fields = ("id", "project", "number", "name", "name_en", "version")
        read_only_fields = fields


class PhaseIn(api.Serializer):
    name = api.CharField(max_length=80)
    name_en = api.CharField(required=False, allow_blank=True, max_length=80)


class PhaseNew(PhaseIn):
    project = api.Ref(Budget, by="project__key", help_text="Key of a project that has a budget")


class MoveIn(api.Serializer):
    way = api.ChoiceField(choices=((UP, UP), (DOWN, DOWN)), help_text="One place up or down")


class LabourRateOut(api.ModelSerializer):
    amount = api.MoneyField(help_text="Per hour")

    class Meta:
        model = LabourRate
        fields = ("id", "role", "since_on", "amount", "currency", "note", "version")
        read_only_fields = fields


class LabourRateIn(api.Serializer):
    role = api.ChoiceField(choices=WorkRole.choices)
    since_on = api.DayField()
    amount = api.MoneyField(help_text="Per hour")
    currency = api.CharField(required=False, min_length=3, max_length=3)
    note = api.CharField(required=False, allow_blank=True, max_length=200)


class CurrencyRateOut(api.ModelSerializer):
    rate = serializers.SerializerMethodField(help_text="Worth of one unit in CNY, as text")

    class Meta:
        model = CurrencyRate
        fields = ("id", "currency", "since_on", "rate", "note", "version")
        read_only_fields = fields

    def get_rate(self, row: CurrencyRate) -> str:
        return f"{row.rate:f}"


class SignerOut(api.ModelSerializer):
    person = api.PersonField("person", help_text="Only of a signer by name")

    class Meta:
        model = RuleSigner
        fields = ("part", "person")
        read_only_fields = fields


class SignerIn(api.Serializer):
    part = api.ChoiceField(choices=Part.choices)
    person = api.Ref(User, required=False, allow_null=True, help_text="Only of a signer by name")


class ApprovalRuleOut(api.ModelSerializer):
    portfolio = serializers.SerializerMethodField(help_text="Id of the portfolio")
    project = serializers.SerializerMethodField(help_text="Key of the project; null = all of the portfolio")
    above = api.MoneyField(help_text="From this amount on")
    signers = SignerOut(many=True, read_only=True)

    class Meta:
        model = ApprovalRule
        fields = ("id", "portfolio", "project", "subject", "above", "mode", "signers", "version")
        read_only_fields = fields

    def get_portfolio(self, rule: ApprovalRule) -> int:
        return rule.portfolio_id

    @extend_schema_field({"type": ["string", "null"]})
    def get_project(self, rule: ApprovalRule) -> str | None:
        return rule.project.key if rule.project is not None else None


class ApprovalRuleIn(api.Serializer):
    above = api.MoneyField(help_text="From this amount on")
    mode = api.ChoiceField(choices=Mode.choices)
    signers = SignerIn(many=True, help_text="In the order in which they are asked")


class ApprovalRuleNew(ApprovalRuleIn):
    portfolio = api.Ref(Portfolio)
    project = api.Ref(Project, by="key", required=False, allow_null=True)
    subject = api.ChoiceField(choices=Subject.choices)


def parts_of(signers: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Signers as the services take them."""
    return [(signer["part"], signer.get("person")) for signer in signers]
