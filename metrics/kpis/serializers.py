"""Measurements and progress as programs see them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from metrics.kpis.models import Measurement
from metrics.kpis.services.measurements import LIMIT, NOTE
from pmo.web import api
from projects.portfolio.choices import Status


class MeasurementOut(api.ModelSerializer):
    """A value of a day. `counts` is false for values that were corrected or withdrawn; they stay readable."""

    value = api.NumberField()
    entered_by = api.PersonField("entered_by", allow_null=True)
    counts = api.BooleanField(read_only=True)
    replaced_by = api.IntegerField(source="replaced_by_id", read_only=True, allow_null=True)

    class Meta:
        model = Measurement
        fields = [
            "id", "measured_on", "value", "note", "note_en", "sample_size", "source", "entered_by", "entered_at",
            "reason", "counts", "replaced_by", "withdrawn",
        ]  # fmt: skip
        read_only_fields = fields


class MeasurementIn(api.Serializer):
    measured_on = api.DayField(help_text="Day of the value, not in the future")
    value = api.NumberField(min_value=1 - LIMIT, max_value=LIMIT - 1, help_text="Finite, at most 6 decimals")
    note = api.CharField(required=False, allow_blank=True, max_length=NOTE, default="")
    note_en = api.CharField(required=False, allow_blank=True, max_length=NOTE, default="")
    sample_size = api.IntegerField(required=False, allow_null=True, min_value=0, default=None)


class RecordedOut(api.Serializer):
    """What a batch did. `ids` follow the order of the values sent."""

    created = api.IntegerField()
    corrected = api.IntegerField(help_text="Replaced another value of the same day and source, which is kept")
    unchanged = api.IntegerField()
    ids = serializers.ListField(child=api.IntegerField(max_value=2**63 - 1))


class WithdrawIn(api.Serializer):
    reason = api.CharField(max_length=NOTE)


class ForecastOut(api.Serializer):
    """From the robust trend; needs four measured days."""

    reaches_on = api.DayField(allow_null=True)
    low = api.DayField(allow_null=True, help_text="Early end of the 80 % interval")
    high = api.DayField(allow_null=True, help_text="Late end of the 80 % interval; null when open")
    probability = api.PercentField(allow_null=True, help_text="Percent: the value on the due day is at the target")
    value_on_due = api.NumberField(allow_null=True)
    points = api.IntegerField(help_text="Measured days used")


class InputsOut(api.Serializer):
    count = api.IntegerField(help_text="Days with a value up to as_of")
    newest = api.DayField(allow_null=True)
    watermark = api.CharField(help_text="Equal watermarks mean equal results")


class ProgressOut(api.Serializer):
    """Where a KPI stands on a day. Percentages as numbers (60.0 = 60 %); null = not available."""

    id = api.IntegerField()
    name = api.CharField()
    unit = api.CharField()
    as_of = api.DayField()
    status = api.ChoiceField(choices=Status.choices)
    rule = api.CharField(help_text="What named the status: pace, forecast, stale, …")
    sentence = api.SentenceField()
    status_since = api.DayField(allow_null=True)
    current = api.NumberField(allow_null=True)
    current_on = api.DayField(allow_null=True)
    previous = api.NumberField(allow_null=True)
    progress = api.PercentField(allow_null=True)
    expected = api.PercentField(allow_null=True)
    expected_value = api.NumberField(allow_null=True)
    pace = api.NumberField(allow_null=True)
    measure_by = api.DayField(allow_null=True, help_text="The next value is due by this day")
    forecast = ForecastOut(allow_null=True)
    computed_at = api.MomentField()
    inputs = InputsOut()


def progress_of(standing: Any, kpi: Any) -> dict[str, Any]:
    """A standing in the shape of `ProgressOut`."""
    r = standing.readout
    forecast = {
        "reaches_on": r.reaches_on,
        "low": r.low_on,
        "high": r.high_on,
        "probability": r.probability,
        "value_on_due": r.result["at_due"],
        "points": r.result["points"],
    }
    return {
        "id": kpi.pk,
        "name": kpi.label,
        "unit": kpi.unit_label,
        "as_of": standing.on,
        "status": r.status,
        "rule": r.rule,
        "sentence": r.sentence,
        "status_since": standing.since_on,
        "current": r.current,
        "current_on": r.current_on,
        "previous": r.previous,
        "progress": r.progress,
        "expected": r.expected,
        "expected_value": r.expected_value,
        "pace": r.pace,
        "measure_by": r.measure_by,
        "forecast": forecast if r.result["fan"] is not None else None,
        "computed_at": standing.computed_at,
        "inputs": {"count": r.count, "newest": r.current_on, "watermark": r.watermark},
    }
