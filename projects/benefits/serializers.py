"""Benefits in the interface: amounts as text, months as 2026-11."""

from __future__ import annotations

from rest_framework import serializers

from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web import api
from projects.benefits.choices import Anchor, BookingState, Kind, Nature, Per, State, Way
from projects.benefits.models import LONGEST, LONGEST_RAMP, Benefit, Realisation
from projects.goals.models import Goal, Kpi
from projects.portfolio.models import Project
from projects.schedule.models import Task

LEAST = -(10**13)


class BenefitOut(api.ModelSerializer):
    project = api.KeyField("project")
    code = api.CharField(read_only=True, help_text="Number within the project, like V-01")
    owner = api.PersonField("owner")
    validator = api.PersonField("validator")
    kpi = serializers.SerializerMethodField(help_text="Id of the KPI it hangs on")
    goal = serializers.SerializerMethodField(help_text="Id of the goal it serves")
    task = serializers.SerializerMethodField(help_text="Id of the milestone or phase it is counted from")
    adoption_kpi = serializers.SerializerMethodField(help_text="Id of the KPI that measures adoption")
    units = serializers.SerializerMethodField(help_text="Ids of the units concerned")
    kind = api.ChoiceField(choices=Kind.choices)
    nature = api.ChoiceField(choices=Nature.choices)
    way = api.ChoiceField(choices=Way.choices)
    per = api.ChoiceField(choices=Per.choices)
    anchor = api.ChoiceField(choices=Anchor.choices)
    state = api.ChoiceField(choices=State.choices)
    amount = api.MoneyField(allow_null=True, help_text="Full amount, as `per` says; null when computed from the KPI")
    unit_value = api.MoneyField(allow_null=True, help_text="Money for one unit of the KPI")
    volume = serializers.FloatField(help_text="Times a month")
    adoption_planned = api.PercentField(allow_null=True)
    ramp_shares = serializers.ListField(child=serializers.IntegerField(), help_text="Percent, month by month")

    class Meta:
        model = Benefit
        fields = (
            "id",
            "project",
            "code",
            "name",
            "name_en",
            "description",
            "outcome",
            "attribution",
            "measurement",
            "kind",
            "nature",
            "adverse",
            "owner",
            "validator",
            "kpi",
            "no_kpi_reason",
            "goal",
            "units",
            "currency",
            "way",
            "amount",
            "per",
            "unit_value",
            "volume",
            "anchor",
            "task",
            "offset_months",
            "duration_months",
            "ramp_months",
            "ramp_shares",
            "adoption_planned",
            "adoption_kpi",
            "state",
            "state_reason",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_kpi(self, benefit: Benefit) -> int | None:
        return benefit.kpi_id

    def get_goal(self, benefit: Benefit) -> int | None:
        return benefit.goal_id

    def get_task(self, benefit: Benefit) -> int | None:
        return benefit.task_id

    def get_adoption_kpi(self, benefit: Benefit) -> int | None:
        return benefit.adoption_kpi_id

    def get_units(self, benefit: Benefit) -> list[int]:
        return [unit.pk for unit in benefit.units.all()]


class BenefitIn(api.Serializer):
    name = api.CharField(max_length=120)
    name_en = api.CharField(required=False, allow_blank=True, max_length=120)
    description = api.CharField(required=False, allow_blank=True, max_length=4000)
    outcome = api.CharField(required=False, allow_blank=True, max_length=2000)
    attribution = api.CharField(required=False, allow_blank=True, max_length=2000)
    measurement = api.CharField(required=False, allow_blank=True, max_length=2000)
    kind = api.ChoiceField(choices=Kind.choices, required=False)
    nature = api.ChoiceField(choices=Nature.choices, required=False)
    adverse = api.BooleanField(required=False, help_text="It costs; amounts stay positive")
    owner = api.Ref(User, required=False)
    validator = api.Ref(User, required=False, allow_null=True)
    kpi = api.Ref(Kpi, required=False, allow_null=True)
    no_kpi_reason = api.CharField(required=False, allow_blank=True, max_length=300)
    goal = api.Ref(Goal, required=False, allow_null=True)
    units = api.RefList(Unit, required=False)
    way = api.ChoiceField(choices=Way.choices, required=False)
    amount = api.MoneyField(required=False, allow_null=True)
    per = api.ChoiceField(choices=Per.choices, required=False)
    unit_value = api.MoneyField(required=False, allow_null=True)
    volume = api.NumberField(max_digits=14, decimal_places=2, required=False, min_value=0)
    anchor = api.ChoiceField(choices=Anchor.choices, required=False)
    task = api.Ref(Task, required=False, allow_null=True)
    offset_months = api.IntegerField(required=False, min_value=-60, max_value=120)
    duration_months = api.IntegerField(required=False, min_value=1, max_value=LONGEST)
    ramp_months = api.IntegerField(required=False, min_value=0, max_value=LONGEST_RAMP)
    ramp_shares = serializers.ListField(
        child=api.IntegerField(min_value=0, max_value=200), required=False, max_length=LONGEST_RAMP
    )
    adoption_planned = api.NumberField(
        max_digits=5, decimal_places=2, required=False, allow_null=True, min_value=1, max_value=100
    )
    adoption_kpi = api.Ref(Kpi, required=False, allow_null=True)


class BenefitNew(BenefitIn):
    project = api.Ref(Project, by="key")


class ReasonIn(api.Serializer):
    reason = api.CharField(max_length=2000)


class NoteIn(api.Serializer):
    note = api.CharField(required=False, allow_blank=True, max_length=500)


class MonthOut(api.Serializer):
    """Money of a month in the currency of the benefit; null where nothing is agreed, planned or known."""

    month = api.CharField(help_text="2026-11")
    agreed = api.MoneyField(allow_null=True, min_value=LEAST)
    planned = api.MoneyField(allow_null=True, min_value=LEAST, help_text="By today's plan")
    realised = api.MoneyField(allow_null=True, min_value=LEAST, help_text="Validated, or computed from the KPI")


class RealisationOut(api.ModelSerializer):
    project = api.KeyField("benefit.project")
    benefit = serializers.SerializerMethodField(help_text="Id of the benefit")
    month = api.DayField(help_text="First day of the month")
    amount = api.MoneyField(min_value=LEAST, help_text="A correction is negative")
    currency = api.CharField(source="benefit.currency", read_only=True)
    state = api.ChoiceField(choices=BookingState.choices)
    booked_by = api.PersonField("booked_by")
    decided_by = api.PersonField("decided_by")

    class Meta:
        model = Realisation
        fields = (
            "id",
            "project",
            "benefit",
            "month",
            "amount",
            "currency",
            "reference",
            "evidence",
            "state",
            "booked_by",
            "booked_at",
            "decided_by",
            "decided_at",
            "decision_note",
            "version",
        )
        read_only_fields = fields

    def get_benefit(self, row: Realisation) -> int:
        return row.benefit_id


class RealisationIn(api.Serializer):
    month = api.DayField(help_text="Any day of the month")
    amount = api.MoneyField(min_value=LEAST, help_text="A correction is negative")
    reference = api.CharField(max_length=100, help_text="The document; the same one is never booked twice")
    evidence = api.CharField(max_length=500, help_text="What shows it")


class RealisationNew(RealisationIn):
    benefit = api.Ref(Benefit)


class SideOut(api.Serializer):
    """One side of a value case. A figure that is not available is null; `not_available` says why, by its name."""

    npv = api.MoneyField(allow_null=True, min_value=LEAST)
    irr = serializers.FloatField(allow_null=True, help_text="Percent a year")
    payback_month = api.CharField(allow_null=True, help_text="2027-04")
    discounted_payback_month = api.CharField(allow_null=True)
    roi = serializers.FloatField(allow_null=True, help_text="Net benefit ÷ cost, percent")
    benefit = api.MoneyField(min_value=LEAST)
    cost = api.MoneyField(min_value=LEAST)
    not_available = serializers.DictField(child=api.CharField())


class FlowOut(api.Serializer):
    month = api.CharField(help_text="2026-11")
    cost = api.MoneyField(min_value=LEAST)
    benefit = api.MoneyField(min_value=LEAST)
    cumulated = api.MoneyField(min_value=LEAST)


class CaseOut(api.Serializer):
    """What a project is worth, as expected today and as agreed."""

    currency = api.CharField()
    rate = serializers.FloatField(help_text="Discount rate, percent a year")
    soft_counts = api.BooleanField()
    drafted = api.BooleanField(help_text="Nothing is agreed yet: the case is that of the drafts")
    not_available = api.CharField(help_text="Why there is no case; empty = there is")
    expected = SideOut(allow_null=True)
    agreed = SideOut(allow_null=True)
    flows = FlowOut(many=True)
