"""Data sets in the interface."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pmo.accounts.models import User
from pmo.web import api
from projects.datamig import selectors
from projects.datamig.choices import ProfileState, RuleKind, RunKind
from projects.datamig.models import DataProfile, DataRule, DataSet, MigrationRun
from projects.datamig.rules import sentence
from projects.portfolio.models import Project
from projects.scope.models import ScopeItem


class DataRuleOut(api.ModelSerializer):
    text = serializers.SerializerMethodField(help_text="The rule in words, in the caller's language")
    columns = serializers.ListField(child=serializers.CharField(), read_only=True)
    other = serializers.SerializerMethodField(help_text="Id of the data set it refers to")

    class Meta:
        model = DataRule
        fields = (
            "id", "kind", "text", "columns", "low", "high", "first_on", "last_on", "options", "other", "other_column",
            "tolerance", "is_critical",
        )  # fmt: skip
        read_only_fields = fields

    def get_text(self, rule: DataRule) -> str:
        return sentence(rule).plain()

    def get_other(self, rule: DataRule) -> int | None:
        return rule.other_id


class RuleResultOut(api.Serializer):
    rule = api.IntegerField(help_text="Id of the rule")
    checked = api.IntegerField(help_text="Rows looked at")
    failed = api.IntegerField(help_text="Rows that break it")
    rows = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of the first of them in the file")
    missing = api.CharField(help_text="Column that the file does not have; empty = it has them all")
    unknown = api.BooleanField(help_text="The data set it refers to has no file to compare with")


class ProfileOut(api.ModelSerializer):
    state = api.ChoiceField(choices=ProfileState.choices)
    results = RuleResultOut(many=True, read_only=True)

    class Meta:
        model = DataProfile
        fields = ("number", "file_name", "state", "rows", "bad_rows", "results", "uploaded_at", "read_at")
        read_only_fields = fields


class ControlSumOut(api.Serializer):
    name = api.CharField()
    source = api.NumberField(max_digits=20, decimal_places=4)  # type: ignore[assignment]
    target = api.NumberField(max_digits=20, decimal_places=4)


class RunOut(api.ModelSerializer):
    kind = api.ChoiceField(choices=RunKind.choices)
    sums = ControlSumOut(many=True, read_only=True)
    reconciles = serializers.SerializerMethodField(help_text="Source = arrived + rejected, and every sum is equal")
    recorded_by = api.PersonField("recorded_by")

    class Meta:
        model = MigrationRun
        fields = (
            "id", "number", "kind", "ran_on", "source_rows", "target_rows", "rejected_rows", "sums", "reconciles",
            "note", "recorded_by",
        )  # fmt: skip
        read_only_fields = fields

    def get_reconciles(self, run: MigrationRun) -> bool:
        return selectors.reconciles(run)


class DataSetOut(api.ModelSerializer):
    project = api.KeyField("project")
    code = api.CharField(read_only=True, help_text="Number within the project, like D-01")
    owner = api.PersonField("owner")
    module = serializers.SerializerMethodField(help_text="Id of the scope item that takes it over")
    reason = serializers.SerializerMethodField(help_text="Why it has this status, in the caller's language")
    rules = DataRuleOut(many=True, read_only=True)
    profile = serializers.SerializerMethodField(help_text="The newest file")
    runs = RunOut(many=True, read_only=True)

    class Meta:
        model = DataSet
        fields = (
            "id", "project", "code", "name", "name_en", "description", "source", "module", "owner", "is_critical",
            "status", "reason", "rules", "profile", "runs", "created_at", "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_module(self, row: DataSet) -> int | None:
        return row.module_id

    def get_reason(self, row: DataSet) -> str:
        return row.sentence.plain()

    @extend_schema_field(ProfileOut(allow_null=True))
    def get_profile(self, row: DataSet) -> dict[str, Any] | None:
        newest = max(row.profiles.all(), key=lambda profile: profile.number, default=None)
        return None if newest is None else dict(ProfileOut(newest, context=self.context).data)


class DataSetIn(api.ModelSerializer):
    module = api.Ref(ScopeItem, required=False, allow_null=True)
    owner = api.Ref(User, required=False, allow_null=True)

    class Meta:
        model = DataSet
        fields: tuple[str, ...] = ("name", "name_en", "description", "source", "module", "owner", "is_critical")


class DataSetNew(DataSetIn):
    project = api.Ref(Project, by="key")

    class Meta(DataSetIn.Meta):
        fields = ("project", *DataSetIn.Meta.fields)


class DataRuleIn(api.Serializer):
    kind = api.ChoiceField(choices=RuleKind.choices)
    columns = serializers.ListField(child=api.CharField(max_length=100), min_length=1, max_length=8)
    low = api.NumberField(max_digits=20, decimal_places=4, required=False, allow_null=True)
    high = api.NumberField(max_digits=20, decimal_places=4, required=False, allow_null=True)
    first_on = api.DayField(required=False, allow_null=True)
    last_on = api.DayField(required=False, allow_null=True)
    options = api.CharField(required=False, allow_blank=True, max_length=20000, help_text="One a line")
    other = api.Ref(DataSet, required=False, allow_null=True)
    other_column = api.CharField(required=False, allow_blank=True, max_length=100)
    tolerance = api.NumberField(max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False)
    is_critical = api.BooleanField(required=False)


class ControlSumIn(api.Serializer):
    name = api.CharField(max_length=80)
    source = api.NumberField(max_digits=20, decimal_places=4)  # type: ignore[assignment]
    target = api.NumberField(max_digits=20, decimal_places=4)


class RunIn(api.Serializer):
    kind = api.ChoiceField(choices=RunKind.choices)
    ran_on = api.DayField()
    source_rows = api.IntegerField(min_value=0, max_value=10**15)
    target_rows = api.IntegerField(min_value=0, max_value=10**15)
    rejected_rows = api.IntegerField(min_value=0, max_value=10**15, required=False)
    sums = ControlSumIn(many=True, required=False)
    note = api.CharField(required=False, allow_blank=True, max_length=4000)


class ExtractIn(api.Serializer):
    file = serializers.FileField(help_text="CSV or Excel, at most 20 MB", allow_empty_file=True)
