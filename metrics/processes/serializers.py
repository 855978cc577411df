"""Processes, logs and analyses as the API gives and takes them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from metrics.processes.choices import Figure, LogStatus
from metrics.processes.models import EventLog, Process
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web import api
from projects.goals.models import Goal
from projects.portfolio.models import Project


class ProcessOut(api.ModelSerializer):
    project = api.KeyField("project")
    unit = serializers.IntegerField(source="unit_id", allow_null=True, help_text="Id of the unit whose process it is")
    latest_log = serializers.IntegerField(
        source="latest_id", allow_null=True, help_text="Id of the newest analysed log; null without one"
    )

    class Meta:
        model = Process
        fields = ["id", "project", "name", "name_en", "unit", "time_zone", "latest_log", "version"]
        read_only_fields = fields


class ProcessIn(api.ModelSerializer):
    project = api.Ref(Project, by="key", help_text="Key of the project; cannot be changed later")
    unit = api.Ref(Unit, required=False, allow_null=True)

    class Meta:
        model = Process
        fields = ["project", "name", "name_en", "unit", "time_zone"]


class LogOut(api.ModelSerializer):
    process = serializers.IntegerField(source="process_id")
    status = serializers.ChoiceField(source="state", choices=LogStatus.choices)
    problems = serializers.ListField(
        child=serializers.CharField(), help_text="Why it could not be read, in the caller's language"
    )
    mapping = serializers.DictField(child=serializers.CharField(), help_text="Columns of a CSV; empty for XES")
    uploaded_by = api.PersonField("uploaded_by")
    uploaded_at = api.MomentField(source="created_at")

    class Meta:
        model = EventLog
        fields = [
            "id", "process", "number", "file_name", "status", "problems", "mapping", "cases", "events", "first_on",
            "last_on", "uploaded_by", "uploaded_at", "version",
        ]  # fmt: skip
        read_only_fields = fields


class _Columns(api.Serializer):
    """Columns of a CSV, by their headers. Left out: guessed."""

    case = api.CharField(required=False, max_length=200, help_text="Column of the case number")
    activity = api.CharField(required=False, max_length=200, help_text="Column of the step")
    timestamp = api.CharField(required=False, max_length=200, help_text="Column of the time")
    resource = api.CharField(required=False, max_length=200, help_text="Column of the person")
    role = api.CharField(required=False, max_length=200, help_text="Column of the role")
    lifecycle = api.CharField(required=False, max_length=200, help_text="Column of the life cycle phase")


class ColumnsIn(_Columns):
    pass


class LogIn(_Columns):
    file = serializers.FileField(help_text="XES, XES.gz or CSV, at most 200 MB", allow_empty_file=True)


class ReasonIn(api.Serializer):
    reason = api.CharField(max_length=250)


class SpreadOut(serializers.Serializer):  # type: ignore[type-arg]
    """Durations in days of 24 hours."""

    count = serializers.IntegerField()
    mean = serializers.FloatField()
    median = serializers.FloatField()
    p90 = serializers.FloatField(help_text="90th percentile")
    total = serializers.FloatField(help_text="Sum")


class MonthOut(SpreadOut):
    month = serializers.CharField(help_text="Month in which the cases ended, 2018-09")
    complete = serializers.BooleanField(help_text="Whether the log covers all of it")
    returned_share = serializers.FloatField(help_text="Share of cases sent back, 0 to 1")


class StepOut(serializers.Serializer):  # type: ignore[type-arg]
    activity = serializers.CharField()
    role = serializers.CharField(allow_blank=True)
    events = serializers.IntegerField()
    cases = serializers.IntegerField()
    first = serializers.IntegerField(help_text="Cases that begin here")
    last = serializers.IntegerField(help_text="Cases that end here")
    repeated_cases = serializers.IntegerField(help_text="Cases in which it occurs twice or more")
    wait = SpreadOut(allow_null=True, help_text="Time since the step before it")


class EdgeOut(SpreadOut):
    source = serializers.CharField()  # type: ignore[assignment]
    target = serializers.CharField()
    cases = serializers.IntegerField()
    share = serializers.FloatField(help_text="Share of all waiting, 0 to 1")


class VariantOut(SpreadOut):
    activities = serializers.ListField(child=serializers.CharField())
    share = serializers.FloatField(help_text="Share of cases, 0 to 1")
    example = serializers.CharField(help_text="A case that went this way")


class BinOut(serializers.Serializer):  # type: ignore[type-arg]
    lower = serializers.FloatField()
    upper = serializers.FloatField(allow_null=True, help_text="null: open end")
    count = serializers.IntegerField()


class ReworkOut(serializers.Serializer):  # type: ignore[type-arg]
    repeated_cases = serializers.IntegerField()
    repeated_share = serializers.FloatField()
    returned_cases = serializers.IntegerField()
    returned_share = serializers.FloatField()
    return_activities = serializers.ListField(child=serializers.CharField())


class AnalysisOut(serializers.Serializer):  # type: ignore[type-arg]
    """What was found in one log."""

    process = serializers.IntegerField(help_text="Id of the process")
    log = serializers.IntegerField(help_text="Number of the log")
    computed_at = api.MomentField()
    time_zone = serializers.CharField(source="zone")
    cases = serializers.IntegerField()
    events = serializers.IntegerField()
    activities = serializers.IntegerField(help_text="Different steps")
    first = serializers.CharField(help_text="Time of the first event, ISO 8601")
    last = serializers.CharField(help_text="Time of the last event, ISO 8601")
    out_of_order_cases = serializers.IntegerField(help_text="Cases whose times run backwards in the file")
    cycle_time = SpreadOut(source="cycle", help_text="From the first to the last event of a case")
    months = MonthOut(many=True)
    histogram = BinOut(many=True)
    steps = StepOut(many=True)
    handovers = EdgeOut(source="edges", many=True)
    variants = VariantOut(many=True)
    variant_kinds = serializers.IntegerField(help_text="How many different ways there are in all")
    rework = ReworkOut()


class PainPointIn(api.Serializer):
    """A hand-over as a pain point; its frequency and figures come from the log."""

    source = api.CharField(max_length=300, help_text="Name of the step, as in the log")  # type: ignore[assignment]
    target = api.CharField(max_length=300, help_text="Name of the next step, as in the log")
    log = api.IntegerField(required=False, min_value=1, help_text="Number of the log; default: the newest analysed one")
    title = api.CharField(required=False, max_length=200, help_text="Default: a sentence made of the figures")
    title_en = api.CharField(required=False, max_length=200)
    goal = api.Ref(Goal, required=False, allow_null=True)
    units = api.RefList(Unit, required=False)
    hours_per_month = api.NumberField(required=False, max_digits=12, decimal_places=2, min_value=0, allow_null=True)
    money_per_month = api.MoneyField(required=False)


class PainPointRefOut(serializers.Serializer):  # type: ignore[type-arg]
    id = serializers.IntegerField()
    code = serializers.CharField()
    title = serializers.CharField()
    frequency_per_month = api.NumberField(max_digits=12, decimal_places=2)
    evidence_note = serializers.DictField(help_text="The figures of the hand-over")


class KpiIn(api.Serializer):
    """A figure as a KPI with a measured baseline; the months of the log become its measurements."""

    goal = api.Ref(Goal)
    figure = api.ChoiceField(choices=Figure.choices)
    target = api.CharField(max_length=24, help_text='A number ("2") or relative to the baseline ("-30 %")')
    due_on = api.DayField()
    owner = api.Ref(User)
    weight = api.IntegerField(required=False, min_value=0, max_value=5)
    log = api.IntegerField(required=False, min_value=1, help_text="Number of the log; default: the newest analysed one")


class KpiRefOut(serializers.Serializer):  # type: ignore[type-arg]
    id = serializers.IntegerField()
    name = serializers.CharField(source="label")
    unit = serializers.CharField(source="unit_label")
    baseline = api.NumberField()
    baseline_on = serializers.DateField()
    target = api.NumberField()
    due_on = serializers.DateField()
    figure = serializers.CharField(source="feed_figure")


def analysis_for(log: EventLog, found: Any) -> dict[str, Any]:
    """What `AnalysisOut` reads."""
    return {**found.result, "process": log.process_id, "log": log.number, "computed_at": found.computed_at}
