"""Shapes of a contest's weeks in the interface."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from metrics.contest.models import ContestResult, ContestWeek
from pmo.web import api


class ResultOut(api.Serializer):
    unit = api.IntegerField(source="unit_id", allow_null=True, help_text="Id of the unit; null: everybody")
    name = serializers.SerializerMethodField()
    rank = api.IntegerField(allow_null=True, help_text="Place; null with the reason")
    rank_before = api.IntegerField(allow_null=True, help_text="Place of the week before")
    reason = api.CharField(help_text="nobody_eligible, no_target or too_small where there is no place")
    points = serializers.FloatField(allow_null=True, help_text="0 to 100, below 0 when falling")
    rate = api.PercentField(source="share", allow_null=True, help_text="Active of eligible in the week")
    rate_before = api.PercentField(source="share_before", allow_null=True)
    target = api.PercentField(allow_null=True, help_text="Aimed at on the last day of the week")
    active = api.IntegerField(allow_null=True)
    eligible = api.IntegerField(allow_null=True, help_text="Null: withheld, the group is too small")

    def get_name(self, row: ContestResult) -> str:
        return row.unit.label if row.unit is not None else ""


class ContestWeekOut(api.ModelSerializer):
    project = serializers.SerializerMethodField(help_text="Key of the project")
    system = serializers.SerializerMethodField(help_text="Code of the system")
    contest = serializers.SerializerMethodField(help_text="Title of the contest")
    code = api.CharField(read_only=True, help_text="Like 2026-W47")
    ends_on = api.DayField(read_only=True)
    results = serializers.SerializerMethodField(help_text="Units by place, those without one after them")
    everybody = serializers.SerializerMethodField(help_text="All who should use the system; null when withheld")

    class Meta:
        model = ContestWeek
        fields = (
            "id",
            "project",
            "system",
            "contest",
            "code",
            "week_on",
            "ends_on",
            "level_weight",
            "counted_at",
            "corrected_at",
            "correction",
            "results",
            "everybody",
            "version",
        )
        read_only_fields = fields

    def get_project(self, week: ContestWeek) -> str:
        return str(week.contest.system.project.key)

    def get_system(self, week: ContestWeek) -> str:
        return str(week.contest.system.code)

    def get_contest(self, week: ContestWeek) -> str:
        return str(week.contest.title)

    @extend_schema_field(ResultOut(many=True))
    def get_results(self, week: ContestWeek) -> Any:
        rows = [row for row in week.results.all() if row.unit_id is not None]
        return ResultOut(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0)), many=True).data

    @extend_schema_field(ResultOut(allow_null=True))
    def get_everybody(self, week: ContestWeek) -> Any:
        found = next((row for row in week.results.all() if row.unit_id is None and row.eligible is not None), None)
        return ResultOut(found).data if found is not None else None
