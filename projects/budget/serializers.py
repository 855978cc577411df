"""Money in the interface: amounts as text, each with its currency beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pmo.accounts.models import User
from pmo.web import api
from projects.budget.approval_models import Approval, ApprovalStep
from projects.budget.choices import (
    ApprovalState,
    Basis,
    Category,
    CommitmentState,
    Method,
    Mode,
    Spending,
    StepState,
    Subject,
    TrancheState,
)
from projects.budget.models import Actual, BudgetLine, BudgetPhase, Commitment, ContingencyDraw, LineMonth, Tranche
from projects.risks.models import Risk
from projects.schedule.models import Task
from projects.scope.models import ScopeItem

LEAST = -(10**13)


class MonthOut(api.ModelSerializer):
    month = api.DayField(help_text="First day of the month")
    plan = api.MoneyField()
    forecast = api.MoneyField(allow_null=True, help_text="null = as planned")

    class Meta:
        model = LineMonth
        fields = ("month", "plan", "forecast")
        read_only_fields = fields


class MonthIn(api.Serializer):
    month = api.DayField(help_text="First day of the month")
    plan = api.MoneyField(required=False)
    forecast = api.MoneyField(required=False, allow_null=True, help_text="null = as planned")


class BudgetLineOut(api.ModelSerializer):
    project = api.KeyField("budget.project")
    code = api.CharField(read_only=True, help_text="Number within the project, like B-01")
    phase = serializers.SerializerMethodField(help_text="Id and name of the phase")
    module = serializers.SerializerMethodField(help_text="Id of the scope item it pays for")
    months = MonthOut(many=True, read_only=True)

    class Meta:
        model = BudgetLine
        fields = (
            "id",
            "project",
            "code",
            "title",
            "title_en",
            "phase",
            "category",
            "spending",
            "basis",
            "lacking",
            "currency",
            "module",
            "note",
            "months",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    @extend_schema_field(
        {
            "type": "object",
            "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
            "required": ["id", "name"],
        }
    )
    def get_phase(self, line: BudgetLine) -> dict[str, Any]:
        return {"id": line.phase_id, "name": line.phase.label}

    def get_module(self, line: BudgetLine) -> int | None:
        return line.module_id


class BudgetLineIn(api.Serializer):
    title = api.CharField(max_length=200)
    title_en = api.CharField(required=False, allow_blank=True, max_length=200)
    phase = api.Ref(BudgetPhase)
    category = api.ChoiceField(choices=Category.choices)
    spending = api.ChoiceField(choices=Spending.choices, required=False)
    basis = api.ChoiceField(choices=Basis.choices, required=False, help_text="labour: its months are computed")
    currency = api.CharField(required=False, max_length=3)
    module = api.Ref(ScopeItem, required=False, allow_null=True)
    tasks = api.RefList(Task, required=False)
    note = api.CharField(required=False, allow_blank=True, max_length=4000)


class MonthsIn(api.Serializer):
    months = MonthIn(many=True)


class TrancheOut(api.ModelSerializer):
    project = api.KeyField("budget.project")
    code = api.CharField(read_only=True, help_text="Number within the project, like T-01")
    phase = serializers.SerializerMethodField(help_text="Id of the phase")
    amount = api.MoneyField()
    currency = api.CharField(source="budget.currency")
    state = api.ChoiceField(choices=TrancheState.choices)
    released_by = api.PersonField("released_by")

    class Meta:
        model = Tranche
        fields = (
            "id",
            "project",
            "code",
            "phase",
            "amount",
            "currency",
            "planned_on",
            "condition",
            "state",
            "released_by",
            "released_at",
            "reason",
            "version",
        )
        read_only_fields = fields

    def get_phase(self, tranche: Tranche) -> int:
        return tranche.phase_id


class TrancheIn(api.Serializer):
    phase = api.Ref(BudgetPhase)
    amount = api.MoneyField()
    planned_on = api.DayField()
    condition = api.CharField(required=False, allow_blank=True, max_length=300)


class ReasonIn(api.Serializer):
    reason = api.CharField(required=False, allow_blank=True, max_length=2000)


class NeededReasonIn(api.Serializer):
    reason = api.CharField(max_length=2000)


class CommitmentOut(api.ModelSerializer):
    project = api.KeyField("line.budget.project")
    code = api.CharField(read_only=True, help_text="Number within the project, like K-01")
    line = serializers.SerializerMethodField(help_text="Id of the budget line")
    amount = api.MoneyField()
    value = api.MoneyField(help_text="In the currency of the budget, at the rate of its day")
    budget_currency = api.CharField(source="line.budget.currency")
    state = api.ChoiceField(choices=CommitmentState.choices)
    raised_by = api.PersonField("raised_by")

    class Meta:
        model = Commitment
        fields = (
            "id",
            "project",
            "code",
            "line",
            "supplier",
            "reference",
            "amount",
            "currency",
            "value",
            "budget_currency",
            "on",
            "note",
            "state",
            "raised_by",
            "version",
        )
        read_only_fields = fields

    def get_line(self, commitment: Commitment) -> int:
        return commitment.line_id


class CommitmentIn(api.Serializer):
    supplier = api.CharField(max_length=200)
    reference = api.CharField(required=False, allow_blank=True, max_length=100)
    amount = api.MoneyField()
    currency = api.CharField(required=False, max_length=3)
    on = api.DayField()
    note = api.CharField(required=False, allow_blank=True, max_length=4000)


class CommitmentNew(CommitmentIn):
    line = api.Ref(BudgetLine)


class ActualOut(api.ModelSerializer):
    project = api.KeyField("budget.project")
    line = serializers.SerializerMethodField(help_text="Id of the budget line")
    commitment = serializers.SerializerMethodField(help_text="Id of the commitment, null without one")
    amount = api.MoneyField(help_text="Negative for a credit note")
    value = api.MoneyField(help_text="In the currency of the budget, at the rate of its day")
    budget_currency = api.CharField(source="budget.currency")

    class Meta:
        model = Actual
        fields = (
            "id",
            "project",
            "line",
            "commitment",
            "on",
            "amount",
            "currency",
            "value",
            "budget_currency",
            "reference",
            "text",
            "version",
        )
        read_only_fields = fields

    def get_line(self, actual: Actual) -> int:
        return actual.line_id

    def get_commitment(self, actual: Actual) -> int | None:
        return actual.commitment_id


class ActualIn(api.Serializer):
    line = api.Ref(BudgetLine)
    commitment = api.Ref(Commitment, required=False, allow_null=True)
    on = api.DayField()
    amount = api.MoneyField(min_value=LEAST, help_text="Negative for a credit note")
    currency = api.CharField(required=False, max_length=3)
    reference = api.CharField(max_length=100, help_text="The document; the same one is never booked twice")
    text = api.CharField(required=False, allow_blank=True, max_length=200)


class ContingencyDrawOut(api.ModelSerializer):
    project = api.KeyField("budget.project")
    contingency = serializers.SerializerMethodField(help_text="Id of the line of contingency")
    line = serializers.SerializerMethodField(help_text="Id of the line that carries it")
    risk = serializers.SerializerMethodField(help_text="Id of the risk that happened, null when the reason says it all")
    value = api.MoneyField(help_text="In the currency of the budget")
    made_by = api.PersonField("made_by")

    class Meta:
        model = ContingencyDraw
        fields = ("id", "project", "contingency", "line", "risk", "month", "value", "reason", "made_at", "made_by")
        read_only_fields = fields

    def get_contingency(self, draw: ContingencyDraw) -> int:
        return draw.source_id

    def get_line(self, draw: ContingencyDraw) -> int:
        return draw.line_id

    def get_risk(self, draw: ContingencyDraw) -> int | None:
        return draw.risk_id


class ContingencyDrawIn(api.Serializer):
    contingency = api.Ref(BudgetLine, help_text="The line of contingency")
    line = api.Ref(BudgetLine)
    risk = api.Ref(Risk, required=False, allow_null=True)
    value = api.MoneyField(min_value=Decimal("0.01"), help_text="In the currency of the budget")
    month = api.DayField(required=False, help_text="Any day of the month it is expected in; this one without it")
    reason = api.CharField(required=False, allow_blank=True, max_length=2000, help_text="Needed without a risk")


class StepOut(api.ModelSerializer):
    signer = api.PersonField("signer")
    state = api.ChoiceField(choices=StepState.choices)

    class Meta:
        model = ApprovalStep
        fields = ("position", "signer", "state", "decided_at", "note")
        read_only_fields = fields


class ApprovalOut(api.ModelSerializer):
    project = api.KeyField("budget.project")
    subject = api.ChoiceField(choices=Subject.choices)
    commitment = serializers.SerializerMethodField()
    tranche = serializers.SerializerMethodField()
    amount = api.MoneyField()
    currency = api.CharField(source="budget.currency")
    mode = api.ChoiceField(choices=Mode.choices)
    state = api.ChoiceField(choices=ApprovalState.choices)
    raised_by = api.PersonField("raised_by")
    steps = StepOut(many=True, read_only=True)

    class Meta:
        model = Approval
        fields = (
            "id",
            "project",
            "subject",
            "commitment",
            "tranche",
            "amount",
            "currency",
            "reason",
            "mode",
            "state",
            "raised_by",
            "raised_at",
            "decided_at",
            "steps",
            "version",
        )
        read_only_fields = fields

    def get_commitment(self, approval: Approval) -> int | None:
        return approval.commitment_id

    def get_tranche(self, approval: Approval) -> int | None:
        return approval.tranche_id


class NoteIn(api.Serializer):
    note = api.CharField(required=False, allow_blank=True, max_length=2000)


class DelegateIn(api.Serializer):
    person = api.Ref(User)
    note = api.CharField(required=False, allow_blank=True, max_length=2000)


class EstimateOut(api.Serializer):
    method = api.ChoiceField(choices=Method.choices)
    eac = api.MoneyField(allow_null=True)
    etc = api.MoneyField(allow_null=True, min_value=LEAST)
    vac = api.MoneyField(allow_null=True, min_value=LEAST)
    tcpi = serializers.FloatField(allow_null=True)
    not_available = api.CharField(help_text="Why there is no figure; empty = there is")


class ScheduleOut(api.Serializer):
    """In months of the plan baseline."""

    es = serializers.FloatField(allow_null=True)
    at = serializers.FloatField(allow_null=True)
    pd = serializers.FloatField(allow_null=True)
    sv = serializers.FloatField(allow_null=True)
    spi = serializers.FloatField(allow_null=True)
    ieac = serializers.FloatField(allow_null=True)
    tspi = serializers.FloatField(allow_null=True)


class PointOut(api.Serializer):
    on = api.DayField()
    pv = api.MoneyField()
    ev = api.MoneyField(allow_null=True)
    ac = api.MoneyField(allow_null=True, min_value=LEAST)


class EarnedOut(api.Serializer):
    """Earned value on a day. What cannot be computed is null, with the reason in `not_available`."""

    as_of = api.DayField()
    currency = api.CharField(allow_blank=True)
    method = api.CharField(allow_blank=True, help_text="The chosen estimate at completion")
    not_available = api.CharField(help_text="Why there is no earned value; empty = there is")
    bac = api.MoneyField(allow_null=True)
    pv = api.MoneyField(allow_null=True)
    ev = api.MoneyField(allow_null=True)
    ac = api.MoneyField(allow_null=True, min_value=LEAST)
    cv = api.MoneyField(allow_null=True, min_value=LEAST)
    sv = api.MoneyField(allow_null=True, min_value=LEAST)
    cpi = serializers.FloatField(allow_null=True)
    spi = serializers.FloatField(allow_null=True)
    tcpi = serializers.FloatField(allow_null=True, help_text="Performance needed to keep the budget")
    eac = api.MoneyField(allow_null=True, help_text="By the chosen method")
    estimates = EstimateOut(many=True)
    schedule = ScheduleOut(allow_null=True)
    trend = PointOut(many=True)
