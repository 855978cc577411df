"""Risks, problems, decisions and actions in the interface."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from pmo.accounts.models import User
from pmo.web import api
from projects.datamig.models import DataSet
from projects.goals.models import Goal
from projects.portfolio.models import Project
from projects.risks.choices import (
    FLOW,
    FROM_ISSUE,
    FROM_RISK,
    Answer,
    Becomes,
    EffectHow,
    RiskStatus,
)
from projects.risks.models import Issue, ResponseAction, Risk, RiskEffect, RiskMark
from projects.risks.services.risks import FIELDS, LEVELS
from projects.schedule.models import Task

MOVES = sorted({status for targets in FLOW.values() for status in targets})


class RiskOut(api.ModelSerializer):
    project = api.KeyField("project")
    code = api.CharField(read_only=True, help_text="Number within the project, like R-01")
    owner = api.PersonField("owner")
    assignee = api.PersonField("assignee")
    raised_by = api.PersonField("raised_by")
    tasks = serializers.SerializerMethodField(help_text="Ids of the tasks and milestones it threatens")
    goals = serializers.SerializerMethodField(help_text="Ids of the goals it threatens")
    data_sets = serializers.SerializerMethodField(help_text="Ids of the data sets it threatens")
    inherent_score = serializers.FloatField(allow_null=True, help_text="Probability × largest impact")
    current_score = serializers.FloatField(allow_null=True)
    residual_score = serializers.FloatField(allow_null=True)
    money = api.MoneyField(read_only=True, allow_null=True, help_text="What it takes if it happens")
    money_after = api.MoneyField(read_only=True, allow_null=True)
    expected_money = api.MoneyField(
        source="current_money", read_only=True, allow_null=True, help_text="Probability × money"
    )

    class Meta:
        model = Risk
        fields = (
            "id",
            "project",
            "code",
            *FIELDS,
            *LEVELS,
            "inherent_score",
            "current_score",
            "residual_score",
            "expected_money",
            "currency",
            "status",
            "status_reason",
            "tasks",
            "goals",
            "data_sets",
            "raised_by",
            "reviewed_at",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_tasks(self, risk: Risk) -> list[int]:
        return [row.pk for row in risk.tasks.all()]

    def get_goals(self, risk: Risk) -> list[int]:
        return [row.pk for row in risk.goals.all()]

    def get_data_sets(self, risk: Risk) -> list[int]:
        return [row.pk for row in risk.data_sets.all()]


class RiskIn(api.ModelSerializer):
    money = api.MoneyField(required=False, allow_null=True)
    money_after = api.MoneyField(required=False, allow_null=True)
    owner = api.Ref(User, required=False, allow_null=True)
    assignee = api.Ref(User, required=False, allow_null=True)
    tasks = api.RefList(Task, required=False)
    goals = api.RefList(Goal, required=False)
    data_sets = api.RefList(DataSet, required=False)

    class Meta:
        model = Risk
        fields: tuple[str, ...] = (*FIELDS, *LEVELS, "tasks", "goals", "data_sets")


class RiskNew(RiskIn):
    project = api.Ref(Project, by="key")

    class Meta(RiskIn.Meta):
        fields = ("project", *RiskIn.Meta.fields)


class ReviewIn(api.Serializer):
    note = api.CharField(max_length=2000)
    review_on = api.DayField(required=False, allow_null=True, help_text="Next review; in 30 days without it")
    probability = api.IntegerField(required=False, min_value=1, max_value=5, help_text="Level of today, if it moved")


class MoveIn(api.Serializer):
    status = api.ChoiceField(choices=[(s, RiskStatus(s).label) for s in MOVES])
    reason = api.CharField(max_length=2000)


class AnswerIn(api.Serializer):
    status = api.ChoiceField(choices=Answer.choices)
    reason = api.CharField(max_length=2000)


class _TurnIn(api.Serializer):
    title = api.CharField(required=False, max_length=200, help_text="Taken over without it")
    reason = api.CharField(max_length=2000)
    owner = api.Ref(User, required=False)
    due_on = api.DayField(required=False)


class RiskTurnIn(_TurnIn):
    into = api.ChoiceField(choices=[(way.value, way.label) for way in FROM_RISK])


class IssueTurnIn(_TurnIn):
    into = api.ChoiceField(
        choices=[(way.value, way.label) for way in Becomes if any(way in ways for ways in FROM_ISSUE.values())]
    )


class TurnedOut(api.Serializer):
    """What was made."""

    into = api.CharField()
    id = api.IntegerField()
    code = api.CharField()
    title = api.CharField()


class MarkOut(api.ModelSerializer):
    by = api.PersonField("marked_by")
    score = serializers.FloatField(allow_null=True)
    residual_score = serializers.FloatField(allow_null=True)
    money = api.MoneyField(read_only=True, allow_null=True)
    residual_money = api.MoneyField(read_only=True, allow_null=True)

    class Meta:
        model = RiskMark
        fields = (
            "kind",
            "marked_at",
            "by",
            "status",
            "probability",
            "impact",
            "score",
            "residual_score",
            "money",
            "residual_money",
            "note",
        )
        read_only_fields = fields


class EffectOut(api.ModelSerializer):
    task = serializers.SerializerMethodField(help_text="Id of the task it lengthens")
    line = serializers.SerializerMethodField(
        help_text="Id of the budget line it makes dearer; null also for readers who see no money"
    )

    class Meta:
        model = RiskEffect
        fields = ("id", "how", "task", "line", "low", "likely", "high", "version")
        read_only_fields = fields

    def get_task(self, effect: RiskEffect) -> int | None:
        return effect.task_id

    def get_line(self, effect: RiskEffect) -> int | None:
        named: dict[int, Any] = self.context.get("lines", {})
        return effect.line_id if effect.line_id in named else None


class EffectIn(api.Serializer):
    how = api.ChoiceField(choices=EffectHow.choices)
    task = api.Ref(Task, required=False, allow_null=True)
    line = api.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="Id of the budget line it makes dearer, not of a task"
    )
    low = api.NumberField(max_digits=16, decimal_places=2, min_value=0)
    likely = api.NumberField(max_digits=16, decimal_places=2, min_value=0)
    high = api.NumberField(max_digits=16, decimal_places=2, min_value=0)


class IssueOut(api.ModelSerializer):
    project = api.KeyField("project")
    code = api.CharField(read_only=True, help_text="P-01 for a problem, D-01 for a decision")
    owner = api.PersonField("owner")
    raised_by = api.PersonField("raised_by")
    settled_by = api.PersonField("settled_by")

    class Meta:
        model = Issue
        fields = (
            "id",
            "project",
            "code",
            "kind",
            "title",
            "title_en",
            "description",
            "severity",
            "owner",
            "due_on",
            "status",
            "outcome",
            "settled_by",
            "settled_at",
            "raised_by",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields


class IssueIn(api.ModelSerializer):
    owner = api.Ref(User, required=False, allow_null=True)

    class Meta:
        model = Issue
        fields: tuple[str, ...] = ("kind", "title", "title_en", "description", "severity", "owner", "due_on")


class IssueNew(IssueIn):
    project = api.Ref(Project, by="key")

    class Meta(IssueIn.Meta):
        fields = ("project", *IssueIn.Meta.fields)


class SettleIn(api.Serializer):
    outcome = api.CharField(max_length=4000)


class ReasonIn(api.Serializer):
    reason = api.CharField(max_length=2000)


class DoneIn(api.Serializer):
    result = api.CharField(required=False, allow_blank=True, max_length=2000)


class ResponseActionOut(api.ModelSerializer):
    project = api.KeyField("project")
    code = api.CharField(read_only=True, help_text="Number within the project, like A-01")
    risk = serializers.SerializerMethodField(help_text="Id of the risk it is about")
    issue = serializers.SerializerMethodField(help_text="Id of the problem or decision it is about")
    owner = api.PersonField("owner")
    cost = api.MoneyField(read_only=True, allow_null=True)

    class Meta:
        model = ResponseAction
        fields = (
            "id",
            "project",
            "code",
            "risk",
            "issue",
            "title",
            "title_en",
            "owner",
            "due_on",
            "cost",
            "currency",
            "status",
            "result",
            "ended_at",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_risk(self, action: ResponseAction) -> int | None:
        return action.risk_id

    def get_issue(self, action: ResponseAction) -> int | None:
        return action.issue_id


class ResponseActionIn(api.ModelSerializer):
    owner = api.Ref(User)
    cost = api.MoneyField(required=False, allow_null=True)

    class Meta:
        model = ResponseAction
        fields: tuple[str, ...] = ("title", "title_en", "owner", "due_on", "cost")


class ResponseActionNew(ResponseActionIn):
    risk = api.Ref(Risk, required=False, allow_null=True)
    issue = api.Ref(Issue, required=False, allow_null=True)

    class Meta(ResponseActionIn.Meta):
        fields = ("risk", "issue", *ResponseActionIn.Meta.fields)


def turned(into: str, made: Any) -> dict[str, Any]:
    return {"into": into, "id": made.pk, "code": made.code, "title": made.title}
