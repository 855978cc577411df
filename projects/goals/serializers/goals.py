"""Goals and KPIs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from pmo.accounts.models import User
from pmo.web import api
from projects.goals.completeness import has_complete_kpi, missing
from projects.goals.models import Goal, Kpi, PainPoint
from projects.portfolio.models import Project


def _active(goal: Goal) -> list[Kpi]:
    return [kpi for kpi in goal.kpis.all() if kpi.is_active]


class GoalOut(api.ModelSerializer):
    project = api.KeyField("project")
    owner = api.PersonField("owner")
    code = api.CharField(read_only=True, help_text="Number within the project, like G-01")
    kpis = serializers.SerializerMethodField(help_text="Ids of its KPIs that are measured")
    pain_points = serializers.SerializerMethodField(help_text="Ids of the pain points it cures")
    complete = serializers.SerializerMethodField(help_text="Whether at least one KPI is complete")

    class Meta:
        model = Goal
        fields = (
            "id",
            "project",
            "code",
            "title",
            "title_en",
            "description",
            "weight",
            "owner",
            "status",
            "complete",
            "kpis",
            "pain_points",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_kpis(self, goal: Goal) -> list[int]:
        return [kpi.pk for kpi in _active(goal)]

    def get_pain_points(self, goal: Goal) -> list[int]:
        return sorted(pain.pk for pain in goal.cured)  # type: ignore[attr-defined]

    def get_complete(self, goal: Goal) -> bool:
        return has_complete_kpi(goal, _active(goal))


class GoalIn(api.ModelSerializer):
    owner = api.Ref(User, required=False)
    pain_points = api.RefList(PainPoint, required=False)

    class Meta:
        model = Goal
        fields: tuple[str, ...] = ("title", "title_en", "description", "weight", "owner", "pain_points")


class GoalNew(GoalIn):
    project = api.Ref(Project, by="key")

    class Meta(GoalIn.Meta):
        fields = ("project", *GoalIn.Meta.fields)


class ReasonIn(api.Serializer):
    reason = api.CharField(max_length=2000, help_text="Why, in one sentence")


class CheckpointField(api.Serializer):
    on = api.DayField()
    value = api.NumberField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        # With PATCH nothing counts as missing; a checkpoint is whole or none.
        missing_ = [name for name in ("on", "value") if name not in attrs]
        if missing_:
            text = self.fields[missing_[0]].error_messages["required"]
            raise serializers.ValidationError({name: [ErrorDetail(text, code="required")] for name in missing_})
        return attrs


class KpiOut(api.ModelSerializer):
    project = serializers.SerializerMethodField(help_text="Key of the project")
    goal = serializers.SerializerMethodField(help_text="Id of the goal")
    owner = api.PersonField("owner")
    direction = serializers.ChoiceField(
        choices=["up", "down", ""], read_only=True, help_text="Way from baseline to target; empty for other kinds"
    )
    missing = serializers.SerializerMethodField(help_text="What it still lacks to be complete, in words")
    checkpoints = CheckpointField(many=True, read_only=True)
    retired = serializers.SerializerMethodField(help_text="Whether it is no longer measured")

    class Meta:
        model = Kpi
        fields = (
            "id",
            "project",
            "goal",
            "name",
            "name_en",
            "kind",
            "unit",
            "unit_en",
            "decimals",
            "baseline",
            "baseline_on",
            "target",
            "target_words",
            "direction",
            "lower",
            "upper",
            "due_on",
            "cadence",
            "weight",
            "owner",
            "checkpoints",
            "source_note",
            "source_note_en",
            "missing",
            "retired",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_project(self, kpi: Kpi) -> str:
        return kpi.goal.project.key

    def get_goal(self, kpi: Kpi) -> int:
        return kpi.goal_id

    def get_missing(self, kpi: Kpi) -> list[str]:
        return [str(word) for word in missing(kpi)]

    def get_retired(self, kpi: Kpi) -> bool:
        return not kpi.is_active


class KpiIn(api.ModelSerializer):
    """`target` is a number; `target_words` says it relative to the baseline ("−30%") and wins."""

    owner = api.Ref(User, required=False, allow_null=True)
    target_words = api.CharField(
        required=False, allow_blank=True, max_length=64, help_text="Relative target like −30%; wins over target"
    )
    checkpoints = CheckpointField(many=True, required=False)
    baseline_on = api.DayField(required=False, allow_null=True)
    due_on = api.DayField(required=False, allow_null=True)

    class Meta:
        model = Kpi
        fields: tuple[str, ...] = (
            "name",
            "name_en",
            "kind",
            "unit",
            "unit_en",
            "decimals",
            "baseline",
            "baseline_on",
            "target",
            "target_words",
            "lower",
            "upper",
            "due_on",
            "cadence",
            "weight",
            "owner",
            "checkpoints",
            "source_note",
            "source_note_en",
        )

    def validate_checkpoints(self, value: list[dict[str, Any]]) -> list[dict[str, str]]:
        return [{"on": point["on"].isoformat(), "value": f"{Decimal(point['value']):f}"} for point in value]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        words = attrs.pop("target_words", "")
        if words:
            attrs["target_text"] = words
            attrs.pop("target", None)
        return attrs


class KpiNew(KpiIn):
    goal = api.Ref(Goal)

    class Meta(KpiIn.Meta):
        fields = ("goal", *KpiIn.Meta.fields)
