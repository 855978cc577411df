"""Scope and changes in the interface."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pmo.accounts.models import User
from pmo.web import api
from projects.goals.models import Goal, Requirement
from projects.portfolio.models import Project
from projects.schedule.models import Task
from projects.scope.choices import DECISIONS, ChangeStatus, LineKind, Priority
from projects.scope.models import ChangeLine, ChangeRequest, ScopeItem


class ScopeItemOut(api.ModelSerializer):
    project = api.KeyField("project")
    code = api.CharField(read_only=True, help_text="Number within the project, like S-01")
    parent = serializers.SerializerMethodField(help_text="Id of the item it is part of")  # type: ignore[assignment]
    owner = api.PersonField("owner")
    goals = serializers.SerializerMethodField(help_text="Ids of the goals it serves")
    requirements = serializers.SerializerMethodField(help_text="Ids of the requirements it meets")
    tasks = serializers.SerializerMethodField(help_text="Ids of the tasks that deliver it")
    exception_by = api.PersonField("exception_by")

    class Meta:
        model = ScopeItem
        fields = (
            "id",
            "project",
            "code",
            "parent",
            "title",
            "title_en",
            "description",
            "priority",
            "wave",
            "effort_days",
            "owner",
            "goals",
            "requirements",
            "tasks",
            "state",
            "out_reason",
            "exception_reason",
            "exception_by",
            "exception_at",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_parent(self, item: ScopeItem) -> int | None:
        return item.parent_id

    def get_goals(self, item: ScopeItem) -> list[int]:
        return [row.pk for row in item.goals.all()]

    def get_requirements(self, item: ScopeItem) -> list[int]:
        return [row.pk for row in item.requirements.all()]

    def get_tasks(self, item: ScopeItem) -> list[int]:
        return [row.pk for row in item.tasks.all()]


class ScopeItemIn(api.ModelSerializer):
    parent = api.Ref(ScopeItem, required=False, allow_null=True)  # type: ignore[assignment]
    owner = api.Ref(User, required=False, allow_null=True)
    goals = api.RefList(Goal, required=False)
    requirements = api.RefList(Requirement, required=False)
    tasks = api.RefList(Task, required=False)
    reason = api.CharField(
        required=False, allow_blank=True, max_length=2000, help_text="Needed when the agreed effort changes"
    )

    class Meta:
        model = ScopeItem
        fields: tuple[str, ...] = (
            "title",
            "title_en",
            "description",
            "parent",
            "priority",
            "wave",
            "effort_days",
            "owner",
            "goals",
            "requirements",
            "tasks",
            "exception_reason",
            "reason",
        )


class ScopeItemNew(ScopeItemIn):
    project = api.Ref(Project, by="key")

    class Meta(ScopeItemIn.Meta):
        fields = ("project", *ScopeItemIn.Meta.fields)


class OutIn(api.Serializer):
    reason = api.CharField(max_length=2000)


class LineOut(api.ModelSerializer):
    item = serializers.SerializerMethodField()
    parent = serializers.SerializerMethodField()  # type: ignore[assignment]
    goal = serializers.SerializerMethodField()
    task = serializers.SerializerMethodField()
    before_task = serializers.SerializerMethodField()

    class Meta:
        model = ChangeLine
        fields = (
            "id",
            "kind",
            "item",
            "parent",
            "title",
            "title_en",
            "priority",
            "wave",
            "effort_days",
            "goal",
            "task",
            "before_task",
            "days",
        )
        read_only_fields = fields

    def get_item(self, line: ChangeLine) -> int | None:
        return line.item_id

    def get_parent(self, line: ChangeLine) -> int | None:
        return line.parent_id

    def get_goal(self, line: ChangeLine) -> int | None:
        return line.goal_id

    def get_task(self, line: ChangeLine) -> int | None:
        return line.task_id

    def get_before_task(self, line: ChangeLine) -> int | None:
        return line.before_task_id


class LineIn(api.Serializer):
    kind = api.ChoiceField(choices=LineKind.choices)
    item = api.Ref(ScopeItem, required=False, allow_null=True)
    parent = api.Ref(ScopeItem, required=False, allow_null=True)  # type: ignore[assignment]
    title = api.CharField(required=False, allow_blank=True, max_length=200)
    title_en = api.CharField(required=False, allow_blank=True, max_length=200)
    priority = api.ChoiceField(choices=Priority.choices, required=False, allow_blank=True)
    wave = api.IntegerField(required=False, allow_null=True, min_value=1, max_value=99)
    effort_days = api.NumberField(max_digits=8, decimal_places=1, min_value=0, required=False, allow_null=True)
    goal = api.Ref(Goal, required=False, allow_null=True)
    task = api.Ref(Task, required=False, allow_null=True)
    before_task = api.Ref(Task, required=False, allow_null=True)
    days = api.NumberField(max_digits=6, decimal_places=1, required=False, allow_null=True)


class ChangeRequestOut(api.ModelSerializer):
    project = api.KeyField("project")
    code = api.CharField(read_only=True, help_text="Number within the project, like C-01")
    cost = serializers.SerializerMethodField(help_text="Amount and currency")
    raised_by = api.PersonField("raised_by")
    assessed_by = api.PersonField("assessed_by")
    decided_by = api.PersonField("decided_by")
    lines = LineOut(many=True, read_only=True)

    class Meta:
        model = ChangeRequest
        fields = (
            "id",
            "project",
            "code",
            "title",
            "title_en",
            "reason",
            "status",
            "lines",
            "cost",
            "assessment",
            "raised_by",
            "assessed_by",
            "assessed_at",
            "decided_by",
            "decided_at",
            "decision_note",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    @extend_schema_field(
        {
            "type": ["object", "null"],
            "properties": {"amount": {"type": "string"}, "currency": {"type": "string"}},
            "required": ["amount", "currency"],
        }
    )
    def get_cost(self, change: ChangeRequest) -> dict[str, str] | None:
        return None if change.cost is None else {"amount": str(change.cost), "currency": change.currency}


class ChangeRequestIn(api.ModelSerializer):
    class Meta:
        model = ChangeRequest
        fields: tuple[str, ...] = ("title", "title_en", "reason")


class ChangeRequestNew(ChangeRequestIn):
    project = api.Ref(Project, by="key")

    class Meta(ChangeRequestIn.Meta):
        fields = ("project", *ChangeRequestIn.Meta.fields)


class AssessChangeIn(api.Serializer):
    assessment = api.CharField(max_length=4000)
    cost = api.NumberField(max_digits=16, decimal_places=2, min_value=0, required=False, allow_null=True)


class DecideChangeIn(api.Serializer):
    status = api.ChoiceField(choices=[(s.value, s.label) for s in ChangeStatus if s in DECISIONS])
    note = api.CharField(required=False, allow_blank=True, max_length=4000, help_text="Needed unless approved")


class WithdrawIn(api.Serializer):
    reason = api.CharField(required=False, allow_blank=True, max_length=2000)


class MovedMilestoneOut(api.Serializer):
    name = api.CharField()
    from_on = api.DayField()
    to_on = api.DayField()
    workdays = api.IntegerField(help_text="Positive = later")


class KpiEffectOut(api.Serializer):
    kpi_id = api.IntegerField()
    name = api.CharField()
    due_on = api.DayField()
    before = api.IntegerField(help_text="Working days between today's finish and the day the KPI is due")
    after = api.IntegerField(help_text="The same with the change; negative: due before the finish")


class EffectOut(api.Serializer):
    """Computed by the scheduler on a copy of the plan."""

    finish_before = api.DayField(allow_null=True)
    finish_after = api.DayField(allow_null=True)
    workdays = api.IntegerField(help_text="Positive = the project finishes later")
    effort = serializers.SerializerMethodField(help_text="Person-days added to the scope")
    growth = serializers.FloatField(allow_null=True, help_text="Share of the agreed effort")
    delay_cost = serializers.SerializerMethodField(help_text="What the pain goes on costing meanwhile")
    currency = api.CharField()
    refusal = api.CharField(help_text="Why the plan cannot carry it out; empty = it can")
    milestones = MovedMilestoneOut(many=True)
    kpis = KpiEffectOut(many=True)

    def get_effort(self, effect: Any) -> Decimal:
        return Decimal(effect.effort)

    def get_delay_cost(self, effect: Any) -> Decimal | None:
        return None if effect.delay_cost is None else Decimal(effect.delay_cost)
