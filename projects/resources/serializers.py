"""People and their time in the interface. Why somebody is absent is not told."""

from __future__ import annotations

from rest_framework import serializers

from pmo.orgs.models import Unit
from pmo.web import api
from projects.portfolio.models import Project
from projects.resources.choices import AllocationUnit, WorkRole
from projects.resources.models import Allocation, Resource


class ResourceOut(api.ModelSerializer):
    person = api.PersonField("user")
    label = api.CharField(  # type: ignore[assignment]
        read_only=True, help_text="The person's name, or that of the role to be filled"
    )
    unit = serializers.SerializerMethodField(help_text="Id of the unit")

    class Meta:
        model = Resource
        fields = (
            "id",
            "person",
            "label",
            "role",
            "unit",
            "skills",
            "hours_per_day",
            "week",
            "left_on",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_unit(self, resource: Resource) -> int | None:
        return resource.unit_id


class ResourceIn(api.Serializer):
    name = api.CharField(max_length=120, required=False, allow_blank=True, help_text="Of a role to be filled")
    name_en = api.CharField(max_length=120, required=False, allow_blank=True)
    role = api.ChoiceField(choices=WorkRole.choices)
    unit = api.Ref(Unit, required=False, allow_null=True)
    hours_per_day = api.NumberField(max_digits=4, decimal_places=2, min_value=0, max_value=24, required=False)


class AllocationOut(api.ModelSerializer):
    project = api.KeyField("project")
    resource = serializers.SerializerMethodField(help_text="Id of the person or role")
    label = serializers.SerializerMethodField(help_text="Their name")  # type: ignore[assignment]

    class Meta:
        model = Allocation
        fields = (
            "id",
            "project",
            "resource",
            "label",
            "start_on",
            "finish_on",
            "amount",
            "unit",
            "note",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_resource(self, allocation: Allocation) -> int:
        return allocation.resource_id

    def get_label(self, allocation: Allocation) -> str:
        return allocation.resource.label


class AllocationIn(api.Serializer):
    resource = api.Ref(Resource)
    start_on = api.DayField()
    finish_on = api.DayField()
    amount = api.NumberField(
        max_digits=6, decimal_places=2, min_value=0, help_text="More than 0; at most 100 % or 80 h"
    )
    unit = api.ChoiceField(choices=AllocationUnit.choices, required=False)
    note = api.CharField(max_length=200, required=False, allow_blank=True)


class AllocationNew(AllocationIn):
    project = api.Ref(Project, by="key")


class WeekOut(api.Serializer):
    monday = api.DayField()
    hours = serializers.FloatField(help_text="Asked for by tasks of all projects")
    room = serializers.FloatField(help_text="Working hours, absences taken off")
    over = serializers.FloatField(help_text="Hours above that")


class LoadOut(api.Serializer):
    weeks = WeekOut(many=True)
