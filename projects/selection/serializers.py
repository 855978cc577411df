"""Assessments and scenarios in the interface."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pmo.orgs.models import Unit
from pmo.web import api
from projects.portfolio.models import Portfolio, Project
from projects.resources.choices import WorkRole
from projects.selection.models import Assessment, Criterion, Scenario, line_key


class YearIn(api.Serializer):
    year = api.IntegerField(min_value=2000, max_value=2100)
    amount = api.MoneyField()


class RoleIn(api.Serializer):
    role = api.ChoiceField(choices=WorkRole.choices)
    quarter = api.DayField(help_text="First day of the quarter")
    amount = api.MoneyField(help_text="Person-days")


class UnitIn(api.Serializer):
    unit = api.Ref(Unit)
    amount = api.MoneyField(help_text="Points")


class LinesIn(api.Serializer):
    """Given, they replace all figures."""

    years = YearIn(many=True, required=False)
    roles = RoleIn(many=True, required=False)
    units = UnitIn(many=True, required=False)


def lines(data: Mapping[str, Any]) -> dict[tuple[Any, ...], Decimal]:
    """As the services take them."""
    found = {line_key("year", row["year"], "", None, None): row["amount"] for row in data.get("years", ())}
    found |= {line_key("role", None, row["role"], row["quarter"], None): row["amount"] for row in data.get("roles", ())}
    return found | {line_key("unit", None, "", None, row["unit"].pk): row["amount"] for row in data.get("units", ())}


LINES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "years": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"year": {"type": "integer"}, "amount": {"type": "string"}},
                "required": ["year", "amount"],
            },
        },
        "roles": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"role": {"type": "string"}, "quarter": {"type": "string"}, "amount": {"type": "string"}},
                "required": ["role", "quarter", "amount"],
            },
        },
        "units": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"unit": {"type": "integer"}, "amount": {"type": "string"}},
                "required": ["unit", "amount"],
            },
        },
    },
    "required": ["years", "roles", "units"],
}


def _lines_out(rows: Any) -> dict[str, Any]:
    found: dict[str, list[dict[str, Any]]] = {"years": [], "roles": [], "units": []}
    for line in rows:
        amount = str(line.amount)
        if line.kind == "year":
            found["years"].append({"year": line.year, "amount": amount})
        elif line.kind == "role":
            found["roles"].append({"role": line.role, "quarter": line.period.isoformat(), "amount": amount})
        else:
            found["units"].append({"unit": line.unit_id, "amount": amount})
    return found


def _money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else {"amount": str(amount), "currency": currency}


MONEY_SCHEMA: dict[str, Any] = {
    "type": ["object", "null"],
    "properties": {"amount": {"type": "string"}, "currency": {"type": "string"}},
    "required": ["amount", "currency"],
}


class LevelOut(api.Serializer):
    criterion = api.IntegerField(help_text="Id of the criterion")
    name = api.CharField()
    weight = api.IntegerField(min_value=0, max_value=10)
    level = api.IntegerField(min_value=1, max_value=5, allow_null=True)


def _step(**more: Any) -> api.IntegerField:
    return api.IntegerField(min_value=1, max_value=20, allow_null=True, help_text="1, 2, 3, 5, 8, 13 or 20", **more)


def _risk(**more: Any) -> api.IntegerField:
    return api.IntegerField(min_value=1, max_value=5, allow_null=True, help_text="1–5", **more)


class AssessmentOut(api.ModelSerializer):
    business_value = _step(read_only=True)
    time_criticality = _step(read_only=True)
    risk_reduction = _step(read_only=True)
    job_size = _step(read_only=True)
    risk = _risk(read_only=True)
    project = api.KeyField("project")
    levels = serializers.SerializerMethodField(help_text="Every criterion of the portfolio with its level")
    benefit = serializers.SerializerMethodField(help_text="Per year")
    cost = serializers.SerializerMethodField(help_text="Sum over the years")
    score = api.NumberField(
        max_digits=5, decimal_places=2, read_only=True, help_text="0–100; null while a level is missing"
    )
    wsjf = api.NumberField(max_digits=6, decimal_places=2, read_only=True, help_text="null while a part is missing")
    figures = serializers.SerializerMethodField()
    needs = serializers.SerializerMethodField(help_text="Keys of projects it is only chosen with")
    excludes = serializers.SerializerMethodField(help_text="Keys of projects it is never chosen with")

    class Meta:
        model = Assessment
        fields = (
            "id", "project", "levels", "score", "business_value", "time_criticality", "risk_reduction", "job_size",
            "wsjf", "risk", "benefit", "cost", "figures", "needs", "excludes", "force", "force_reason", "note",
            "created_at", "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(LevelOut(many=True))
    def get_levels(self, row: Assessment) -> list[dict[str, Any]]:
        held = {found.criterion_id: found.level for found in row.scores.all()}
        return [
            {"criterion": one.pk, "name": one.label, "weight": one.weight, "level": held.get(one.pk)}
            for one in row.project.portfolio.criteria.all()  # type: ignore[attr-defined]
        ]

    @extend_schema_field(MONEY_SCHEMA)
    def get_benefit(self, row: Assessment) -> dict[str, str] | None:
        return _money(row.benefit, row.currency)

    @extend_schema_field(MONEY_SCHEMA)
    def get_cost(self, row: Assessment) -> dict[str, str] | None:
        return _money(row.cost, row.currency)

    @extend_schema_field(LINES_SCHEMA)
    def get_figures(self, row: Assessment) -> dict[str, Any]:
        return _lines_out(row.lines.all())

    def get_needs(self, row: Assessment) -> list[str]:
        return [project.key for project in row.needs.all()]

    def get_excludes(self, row: Assessment) -> list[str]:
        return [project.key for project in row.excludes.all()]


class LevelIn(api.Serializer):
    criterion = api.IntegerField(min_value=1, help_text="Id of a criterion of the portfolio, as in levels")
    level = api.IntegerField(min_value=1, max_value=5, allow_null=True, help_text="null takes the level back")


class AssessmentIn(api.ModelSerializer):
    business_value = _step(required=False)
    time_criticality = _step(required=False)
    risk_reduction = _step(required=False)
    job_size = _step(required=False)
    risk = _risk(required=False)
    levels = LevelIn(many=True, required=False)
    benefit = api.MoneyField(required=False, allow_null=True, help_text="Per year, in the currency of the portfolio")
    figures = LinesIn(required=False)
    needs = api.RefList(Project, required=False, by="key")
    excludes = api.RefList(Project, required=False, by="key")

    class Meta:
        model = Assessment
        fields: tuple[str, ...] = (
            "levels", "business_value", "time_criticality", "risk_reduction", "job_size", "risk", "benefit",
            "figures", "needs", "excludes", "force", "force_reason", "note",
        )  # fmt: skip


class AssessmentNew(AssessmentIn):
    project = api.Ref(Project, by="key")

    class Meta(AssessmentIn.Meta):
        fields = ("project", *AssessmentIn.Meta.fields)


class ScenarioOut(api.ModelSerializer):
    portfolio = serializers.SerializerMethodField(help_text="Code of the portfolio")
    budget = serializers.SerializerMethodField(help_text="Over all years; null: no limit")
    limits = serializers.SerializerMethodField()
    adopted_by = api.PersonField("adopted_by")

    class Meta:
        model = Scenario
        fields = (
            "id", "portfolio", "name", "name_en", "note", "objective", "budget", "limits", "seconds", "state",
            "computed_at", "is_adopted", "adopted_at", "adopted_by", "adopt_reason", "created_at",
            "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_portfolio(self, row: Scenario) -> str:
        return row.portfolio.code

    @extend_schema_field(MONEY_SCHEMA)
    def get_budget(self, row: Scenario) -> dict[str, str] | None:
        return _money(row.budget, row.currency)

    @extend_schema_field(LINES_SCHEMA)
    def get_limits(self, row: Scenario) -> dict[str, Any]:
        return _lines_out(row.limits.all())


class ScenarioIn(api.ModelSerializer):
    budget = api.MoneyField(required=False, allow_null=True, help_text="In the currency of the portfolio")
    limits = LinesIn(required=False)
    seconds = api.IntegerField(required=False, min_value=4, max_value=60, help_text="4, 10, 30 or 60")

    class Meta:
        model = Scenario
        fields: tuple[str, ...] = ("name", "name_en", "note", "objective", "budget", "limits", "seconds")


class ScenarioNew(ScenarioIn):
    portfolio = api.Ref(Portfolio, by="code")

    class Meta(ScenarioIn.Meta):
        fields = ("portfolio", *ScenarioIn.Meta.fields)


class CriterionOut(api.ModelSerializer):
    portfolio = api.KeyField("portfolio", key="code")

    class Meta:
        model = Criterion
        fields = (
            "id",
            "portfolio",
            "position",
            "name",
            "name_en",
            "weight",
            "scale",
            "scale_en",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields


class CriterionIn(api.ModelSerializer):
    class Meta:
        model = Criterion
        fields: tuple[str, ...] = ("name", "name_en", "weight", "scale", "scale_en")


class CriterionNew(CriterionIn):
    portfolio = api.Ref(Portfolio, by="code")

    class Meta(CriterionIn.Meta):
        fields = ("portfolio", *CriterionIn.Meta.fields)


class ResultOut(api.Serializer):
    """What was computed; ids of projects, texts of exact amounts."""

    computed_at = api.MomentField(allow_null=True)
    stale = api.BooleanField(help_text="Whether its inputs have changed since")
    feasible = api.BooleanField(allow_null=True, help_text="false: no choice keeps all constraints; see conflicts")
    chosen = serializers.ListField(child=api.IntegerField())
    value = api.CharField(allow_null=True, help_text="Sum of what is maximised over the chosen projects")
    bound = api.CharField(allow_null=True, help_text="No choice can be worth more")
    gap = serializers.FloatField(allow_null=True, help_text="(bound − value) ÷ value; 0 when proved")
    cost = api.CharField(allow_null=True)
    not_chosen = serializers.JSONField(help_text="[{project, why, other, limits}]")
    left_out = serializers.JSONField(help_text="[{project, why}]: what takes no part, and which figure is missing")
    usage = serializers.JSONField(help_text="[{code, used, most}] of every limit")
    frontier = serializers.JSONField(help_text="[{budget, value, bound, cost, count}]")
    prices = serializers.JSONField(help_text="[{project, force, price, low, high}]: value without the force − with it")
    conflicts = serializers.JSONField(help_text="[{limit, used, most, rules}]: each set cannot be kept as a whole")


class AdoptIn(api.Serializer):
    reason = api.CharField(max_length=2000)
    instead_of = api.IntegerField(
        required=False,
        allow_null=True,
        help_text="The adopted scenario you know of, null = none; refused if it changed",
    )
