"""Shapes of plans in the interface. Moments are wall-clock times of the plan's calendar, with its offset."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pmo.accounts.models import User
from pmo.web import api
from projects.engines.worktime import to_datetime
from projects.schedule.choices import CONSTRAINT_CODES, LINK_CODES, Constraint, LinkKind
from projects.schedule.models import Baseline, Plan, Task, TaskLink
from projects.schedule.planning import last_day

CONSTRAINTS = [(code, Constraint(value).label) for code, value in CONSTRAINT_CODES.items()]
LINKS = [(code, LinkKind(value).label) for code, value in LINK_CODES.items()]
MOST_MINUTES = 50_000_000


def aware(moment: int) -> datetime:
    """A moment with the offset of the company's clock."""
    return to_datetime(moment).replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


@extend_schema_field(serializers.DateTimeField)
class PlanMomentField(serializers.Field):  # type: ignore[type-arg]
    """A stored moment as ISO 8601 with offset. Read-only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: int) -> str:
        return aware(value).isoformat()


class TaskOut(api.ModelSerializer):
    project = api.KeyField("plan.project")
    owner = api.PersonField("owner")
    summary = api.BooleanField(source="is_summary", help_text="Its dates follow from the rows below it")
    duration_minutes = api.IntegerField(source="duration", help_text="Minutes of work on its calendar")
    start = PlanMomentField()
    finish = PlanMomentField()
    early_start = PlanMomentField()
    early_finish = PlanMomentField()
    late_start = PlanMomentField()
    late_finish = PlanMomentField()
    total_float_minutes = api.IntegerField(source="total_float", help_text="Negative: a promised date cannot be kept")
    free_float_minutes = api.IntegerField(source="free_float")
    constraint = serializers.SerializerMethodField(help_text="ASAP, ALAP, SNET, SNLT, FNET, FNLT, MSO or MFO")
    constraint_on = serializers.SerializerMethodField()
    deadline_on = serializers.SerializerMethodField()
    percent = serializers.FloatField(help_text="0 to 100")
    parent = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="Id of the summary above, null at the outermost level"
    )
    predecessors = serializers.SerializerMethodField(help_text="Ids of the tasks it waits for")

    class Meta:
        model = Task
        fields = (
            "id",
            "project",
            "wbs",
            "level",
            "position",
            "parent",
            "name",
            "name_en",
            "notes",
            "owner",
            "summary",
            "is_milestone",
            "acceptance",
            "wave",
            "duration_minutes",
            "constraint",
            "constraint_on",
            "deadline_on",
            "manual",
            "active",
            "percent",
            "start",
            "finish",
            "early_start",
            "early_finish",
            "late_start",
            "late_finish",
            "total_float_minutes",
            "free_float_minutes",
            "critical",
            "predecessors",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_constraint(self, task: Task) -> str:
        return Constraint(task.constraint).name

    def get_parent(self, task: Task) -> int | None:
        return task.parent_id

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_constraint_on(self, task: Task) -> str | None:
        return _day(task.constraint_at)

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_deadline_on(self, task: Task) -> str | None:
        return _day(task.deadline_at)

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_predecessors(self, task: Task) -> list[int]:
        return [link.predecessor_id for link in task.links_in.all()]


def _day(moment: int | None) -> str | None:
    return None if moment is None else last_day(moment).isoformat()


class FileOut(api.Serializer):
    id = api.IntegerField()
    name = api.CharField()
    url = api.CharField(help_text="Where it is downloaded")
    size = api.IntegerField(help_text="Bytes")
    uploaded_by = api.PersonField("by")
    uploaded_at = serializers.DateTimeField(source="at")
    may_remove = api.BooleanField()


class CheckOut(api.Serializer):
    number = api.IntegerField(help_text="1 to 14, as the DCMA counts them")
    code = api.CharField()
    value = serializers.FloatField(allow_null=True, help_text="Percent, a count, or an index")
    limit = serializers.FloatField()
    at_most = api.BooleanField(help_text="Whether the value may be at most the limit, or must be at least")
    found = api.IntegerField(help_text="Numerator")
    of = api.IntegerField(help_text="Denominator")
    passed = api.BooleanField(allow_null=True, help_text="null where it cannot be asked; `reason` says why")
    reason = api.CharField()
    tasks = serializers.ListField(child=serializers.IntegerField(), help_text="Ids of the tasks behind the value")


class QualityOut(api.Serializer):
    status_on = api.DayField()
    met = api.IntegerField()
    asked = api.IntegerField()
    checks = CheckOut(many=True)


class TaskIn(api.Serializer):
    """What people say of a task; dates are days in the plan's calendar."""

    name = api.CharField(max_length=200, required=False)
    name_en = api.CharField(max_length=200, required=False, allow_blank=True)
    notes = api.CharField(max_length=20_000, required=False, allow_blank=True)
    owner = api.Ref(User, required=False, allow_null=True)
    is_milestone = api.BooleanField(required=False)
    acceptance = api.CharField(max_length=5000, required=False, allow_blank=True)
    wave = api.IntegerField(min_value=1, max_value=99, required=False, allow_null=True)
    duration_minutes = api.IntegerField(min_value=0, max_value=MOST_MINUTES, required=False)
    constraint = api.ChoiceField(CONSTRAINTS, required=False)
    constraint_on = api.DayField(required=False, allow_null=True)
    deadline_on = api.DayField(required=False, allow_null=True)
    active = api.BooleanField(required=False)
    percent = api.NumberField(max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False)
    actual_start_on = api.DayField(required=False, allow_null=True)
    actual_finish_on = api.DayField(required=False, allow_null=True)


class TaskNew(TaskIn):
    project = api.CharField(max_length=32, help_text="Key of a project that has a plan")
    after = api.IntegerField(min_value=1, required=False, help_text="Id of the row it comes behind; default: the end")
    level = api.IntegerField(min_value=1, max_value=20, required=False, help_text="Level in the outline; default: 1")


class LinkOut(api.ModelSerializer):
    project = api.KeyField("plan.project")
    predecessor = serializers.IntegerField(source="predecessor_id", read_only=True)
    successor = serializers.IntegerField(source="successor_id", read_only=True)
    kind = serializers.SerializerMethodField(help_text="FS, SS, FF or SF")
    lag_minutes = api.IntegerField(source="lag", help_text="Working minutes; negative = lead")
    elapsed = api.BooleanField(source="lag_elapsed", help_text="The lag counts the clock around")

    class Meta:
        model = TaskLink
        fields = ("id", "project", "predecessor", "successor", "kind", "lag_minutes", "elapsed", "version")
        read_only_fields = fields

    def get_kind(self, link: TaskLink) -> str:
        return LinkKind(link.kind).name


class LinkIn(api.Serializer):
    kind = api.ChoiceField(LINKS, required=False)
    lag_minutes = api.IntegerField(min_value=-MOST_MINUTES, max_value=MOST_MINUTES, required=False)
    elapsed = api.BooleanField(required=False)


class LinkNew(LinkIn):
    predecessor = api.Ref(Task)
    successor = api.Ref(Task)


class BaselineOut(api.ModelSerializer):
    project = api.KeyField("plan.project")
    taken_by = api.PersonField("taken_by")

    class Meta:
        model = Baseline
        fields = (
            "id",
            "project",
            "number",
            "name",
            "note",
            "taken_at",
            "taken_by",
            "is_current",
            "finish_on",
            "version",
        )
        read_only_fields = fields


class BaselineNew(api.Serializer):
    name = api.CharField(max_length=120, required=False, allow_blank=True)
    note = api.CharField(max_length=2000, required=False, allow_blank=True)


class ScheduledTask(serializers.Serializer):  # type: ignore[type-arg]
    """A row of the schedule document."""

    id = serializers.IntegerField()
    wbs = serializers.CharField()
    level = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(["task", "milestone", "summary"])
    start = serializers.DateTimeField()
    finish = serializers.DateTimeField()
    early_start = serializers.DateTimeField()
    early_finish = serializers.DateTimeField()
    late_start = serializers.DateTimeField()
    late_finish = serializers.DateTimeField()
    total_float_minutes = serializers.IntegerField()
    free_float_minutes = serializers.IntegerField()
    critical = serializers.BooleanField()
    percent = serializers.FloatField()
    baseline_finish_on = serializers.DateField(allow_null=True)
    slip_workdays = serializers.IntegerField(allow_null=True, help_text="Working days behind the current baseline")


class ScheduleOut(serializers.Serializer):  # type: ignore[type-arg]
    """A project's plan as computed."""

    project = serializers.CharField()
    version = serializers.IntegerField()
    start_on = serializers.DateField(allow_null=True)
    finish_on = serializers.DateField(allow_null=True)
    status_on = serializers.DateField(allow_null=True)
    baseline = serializers.IntegerField(allow_null=True, help_text="Number of the baseline slips are counted against")
    baseline_finish_on = serializers.DateField(allow_null=True)
    slip_workdays = serializers.IntegerField(allow_null=True)
    tasks = ScheduledTask(many=True)


def schedule_document(plan: Plan, baseline: Baseline | None, slip: int | None, rows: list[dict[str, Any]]) -> Any:
    """What ScheduleOut shows, from the rows of the Gantt."""
    return {
        "project": plan.project.key,
        "version": plan.version,
        "start_on": plan.start_on,
        "finish_on": plan.finish_on,
        "status_on": None if plan.status_at is None else last_day(plan.status_at),
        "baseline": baseline.number if baseline else None,
        "baseline_finish_on": baseline.finish_on if baseline else None,
        "slip_workdays": slip,
        "tasks": rows,
    }
