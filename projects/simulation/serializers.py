"""A simulation in the interface."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from pmo.web import api
from projects.simulation import sources
from projects.simulation.models import SimulationRun
from projects.simulation.services.runs import DEFAULT_ITERATIONS, ITERATIONS, MOST_SEED


class SimulationIn(api.Serializer):
    iterations = serializers.IntegerField(
        required=False, default=DEFAULT_ITERATIONS, min_value=ITERATIONS[0], max_value=ITERATIONS[1]
    )
    seed = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=MOST_SEED - 1,
        help_text="Empty: a new one; the seed of an earlier run repeats its draws",
    )


class DayBin(api.Serializer):
    first = api.DayField(help_text="First day")
    last = api.DayField(help_text="Last day")
    count = serializers.IntegerField(help_text="Iterations that end on these days")


class MoneyBin(api.Serializer):
    first = serializers.CharField(help_text="More than this (the first bin: from this)")
    last = serializers.CharField(help_text="Up to this")
    count = serializers.IntegerField()


class FinishOut(api.Serializer):
    p10 = api.DayField()
    p50 = api.DayField()
    p80 = api.DayField()
    p90 = api.DayField()
    plan = api.DayField(help_text="When everything takes as long as planned")
    promised = api.DayField(allow_null=True)
    probability = serializers.FloatField(allow_null=True, help_text="Of the promised day, 0–1")
    contingency_days = serializers.IntegerField(help_text="Working days from the plan to P80")
    histogram = DayBin(many=True)


class CostOut(api.Serializer):
    currency = serializers.CharField()
    p10 = serializers.CharField()
    p50 = serializers.CharField()
    p80 = serializers.CharField()
    p90 = serializers.CharField()
    plan = serializers.CharField()
    budget = serializers.CharField(allow_null=True)
    probability = serializers.FloatField(allow_null=True, help_text="Of the budget, 0–1")
    contingency = serializers.CharField(help_text="P80 − plan")
    histogram = MoneyBin(many=True)


class CriticalityOut(api.Serializer):
    task = serializers.IntegerField(help_text="Id of the task")
    index = serializers.FloatField(help_text="Share of iterations in which it is critical, 0–1")
    cruciality = serializers.FloatField(allow_null=True, help_text="|ρ| between its duration and the finish")


class DriverOut(api.Serializer):
    risk = serializers.IntegerField(help_text="Id of the risk")
    code = serializers.CharField(help_text="Empty for a risk the caller may not read")
    days = serializers.IntegerField(help_text="Working days recovered at P80 without it")
    money = serializers.CharField(allow_null=True, help_text="Money recovered at P80 without it")


class SimulationOut(api.Serializer):
    number = serializers.IntegerField()
    seed = serializers.IntegerField()
    iterations = serializers.IntegerField()
    computed_at = serializers.DateTimeField()
    stale = serializers.BooleanField(help_text="Plan, estimates, risks or costs have changed since")
    finish = FinishOut()
    cost = CostOut(allow_null=True)
    criticality = CriticalityOut(many=True)
    drivers = DriverOut(many=True)


def document(run: SimulationRun, user: Any, stale: bool) -> dict[str, Any]:
    """What a reader may know of a run."""
    result, finish = run.result, run.result["finish"]
    money = sources.may_see_money(user, run.project)
    named = sources.named_risks(user, run.project)
    return {
        "number": run.number,
        "seed": run.seed,
        "iterations": run.iterations,
        "computed_at": run.computed_at,
        "stale": stale,
        "finish": {**finish, "contingency_days": finish["contingency"], "histogram": _bins(finish["bins"])},
        "cost": {**result["cost"], "histogram": _bins(result["cost"]["bins"])} if result["cost"] and money else None,
        "criticality": [{"task": r["id"], "index": r["share"], "cruciality": r["rho"]} for r in result["tasks"]],
        "drivers": [
            {
                "risk": r["id"],
                "code": r["code"] if named is None or r["id"] in named else "",
                "days": r["days"],
                "money": r["money"] if money else None,
            }
            for r in result["risks"]
        ],
    }


def _bins(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"first": b["from"], "last": b["to"], "count": b["count"]} for b in stored]
