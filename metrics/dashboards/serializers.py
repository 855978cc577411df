"""Shapes of the summary and of the status document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from pmo.web import api
from projects.portfolio.choices import Stage, Status

STATUSES = Status.choices


class ReasonOut(api.Serializer):
    dimension = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    text = serializers.CharField()
    evidence_url = serializers.CharField(allow_null=True)


class HealthOut(api.Serializer):
    status = serializers.ChoiceField(choices=STATUSES)
    reasons = ReasonOut(many=True)


class ForecastOut(api.Serializer):
    reaches_on = serializers.DateField(allow_null=True)
    probability = serializers.FloatField(allow_null=True, help_text="0 to 1")
    low = serializers.DateField(allow_null=True)
    high = serializers.DateField(allow_null=True)


class StatusGoalOut(api.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    status = serializers.CharField()
    weight = serializers.IntegerField()
    progress = serializers.FloatField(allow_null=True, help_text="Percent (60.0 = 60 %)")


class StatusKpiOut(api.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    baseline = api.NumberField(allow_null=True)
    target = api.NumberField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    current = api.NumberField(allow_null=True)
    current_on = serializers.DateField(allow_null=True)
    progress = serializers.FloatField(allow_null=True, help_text="Percent (60.0 = 60 %), not clipped")
    expected = serializers.FloatField(allow_null=True, help_text="Percent expected on the day")
    status = serializers.ChoiceField(choices=STATUSES)
    forecast = ForecastOut(allow_null=True)


class MilestoneOut(api.Serializer):
    on = serializers.DateField()
    title = serializers.CharField()
    lane = serializers.CharField()
    original_on = serializers.DateField(allow_null=True)


class StatusOut(api.Serializer):
    """The document for clients. Parts that are not measured are null."""

    key = serializers.CharField()
    name = serializers.CharField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    as_of = serializers.DateField()
    health = HealthOut()
    goals = StatusGoalOut(many=True)
    kpis = StatusKpiOut(many=True)
    milestones = MilestoneOut(many=True)
    schedule = serializers.JSONField(allow_null=True)
    risks = serializers.JSONField(allow_null=True)
    budget = serializers.JSONField(allow_null=True)
    benefits = serializers.JSONField(allow_null=True)
    adoption = serializers.JSONField(allow_null=True)
    next_review = serializers.DateTimeField(allow_null=True)


class OffTrackOut(api.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    since = serializers.DateField()
    text = serializers.CharField()

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        """Hundreds, made for this answer in these very fields: only the day is not yet as it is sent."""
        return {**instance, "since": instance["since"].isoformat()}


class SummaryOut(api.Serializer):
    """The portfolio in one answer: counts by stage and health, value, what waits, what is off and why."""

    as_of = serializers.DateField()
    projects = serializers.IntegerField()
    by_stage = serializers.DictField(child=serializers.IntegerField())
    by_health = serializers.DictField(child=serializers.IntegerField())
    value = serializers.DictField(child=serializers.FloatField(allow_null=True))
    money = serializers.JSONField(allow_null=True)
    benefits = serializers.JSONField(allow_null=True)
    adoption = serializers.JSONField(allow_null=True)
    decisions_waiting = serializers.IntegerField()
    off_track = OffTrackOut(many=True)
