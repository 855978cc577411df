"""Shapes of stakeholders, impacts, actions and rounds in the interface."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from changemgmt.readiness import counting
from changemgmt.readiness.choices import Element
from changemgmt.readiness.models import Impact, PulseRound, Stakeholder, StakeholderAction
from changemgmt.readiness.selectors import pulse
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web import api
from projects.portfolio.models import Project


class StakeholderOut(api.ModelSerializer):
    project = api.KeyField("project")
    code = api.CharField(read_only=True, help_text="Number within the project, like H-01")
    person = api.PersonField("person")
    units = serializers.SerializerMethodField(help_text="Ids of the units of a group, with everything below them")
    gap = api.IntegerField(read_only=True, help_text="Steps between how they stand and how they should")

    class Meta:
        model = Stakeholder
        fields = (
            "id",
            "project",
            "code",
            "kind",
            "name",
            "name_en",
            "person",
            "units",
            "roles",
            "power",
            "interest",
            "current",
            "desired",
            "gap",
            "note",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_units(self, row: Stakeholder) -> list[int]:
        return [unit.pk for unit in row.units.all()]


class StakeholderIn(api.ModelSerializer):
    person = api.Ref(User, required=False, allow_null=True)
    units = api.RefList(Unit, required=False)
    roles = serializers.ListField(child=api.ChoiceField(choices=Role.choices), required=False, max_length=11)

    class Meta:
        model = Stakeholder
        fields: tuple[str, ...] = (
            "kind",
            "name",
            "name_en",
            "person",
            "units",
            "roles",
            "power",
            "interest",
            "current",
            "desired",
            "note",
        )


class StakeholderNew(StakeholderIn):
    project = api.Ref(Project, by="key")

    class Meta(StakeholderIn.Meta):
        fields = ("project", *StakeholderIn.Meta.fields)


class ImpactOut(api.ModelSerializer):
    project = serializers.SerializerMethodField(help_text="Key of the project")
    group = serializers.SerializerMethodField(help_text="Id of the group")
    group_name = serializers.SerializerMethodField()

    class Meta:
        model = Impact
        fields = (
            "id",
            "project",
            "group",
            "group_name",
            "aspect",
            "level",
            "before",
            "before_en",
            "after",
            "after_en",
            "starts_on",
            "ends_on",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_project(self, row: Impact) -> str:
        return row.group.project.key

    def get_group(self, row: Impact) -> int:
        return row.group_id

    def get_group_name(self, row: Impact) -> str:
        return row.group.label


class ImpactIn(api.ModelSerializer):
    class Meta:
        model = Impact
        fields: tuple[str, ...] = (
            "aspect",
            "level",
            "before",
            "before_en",
            "after",
            "after_en",
            "starts_on",
            "ends_on",
        )


class ImpactNew(ImpactIn):
    group = api.Ref(Stakeholder)

    class Meta(ImpactIn.Meta):
        fields = ("group", *ImpactIn.Meta.fields)


class ActionOut(api.ModelSerializer):
    project = serializers.SerializerMethodField(help_text="Key of the project")
    stakeholder = serializers.SerializerMethodField(help_text="Id of the stakeholder")
    owner = api.PersonField("owner")

    class Meta:
        model = StakeholderAction
        fields = (
            "id",
            "project",
            "stakeholder",
            "text",
            "text_en",
            "owner",
            "due_on",
            "status",
            "outcome",
            "closed_at",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_project(self, row: StakeholderAction) -> str:
        return row.stakeholder.project.key

    def get_stakeholder(self, row: StakeholderAction) -> int:
        return row.stakeholder_id


class ActionIn(api.ModelSerializer):
    owner = api.Ref(User)

    class Meta:
        model = StakeholderAction
        fields: tuple[str, ...] = ("text", "text_en", "owner", "due_on")


class ActionNew(ActionIn):
    stakeholder = api.Ref(Stakeholder)

    class Meta(ActionIn.Meta):
        fields = ("stakeholder", *ActionIn.Meta.fields)


class FinishIn(api.Serializer):
    outcome = api.CharField(max_length=500, required=False, allow_blank=True)


class DropIn(api.Serializer):
    reason = api.CharField(max_length=500)


class FiguresOut(api.Serializer):
    n = api.IntegerField(help_text="People who answered")
    ready = api.PercentField(help_text="Percent held up by nothing")
    barrier = api.CharField(allow_null=True, help_text="Where most of the others stop; null: nobody is held up")
    people = serializers.DictField(child=api.IntegerField(), help_text="People per barrier, and `none`")
    means = serializers.DictField(child=serializers.FloatField(), help_text="Mean of each element, 1 to 5")


class UnitFiguresOut(FiguresOut):
    unit = api.IntegerField(help_text="Id of the unit")


class GroupFiguresOut(FiguresOut):
    group = api.IntegerField(help_text="Id of the group")
    units = UnitFiguresOut(many=True)


class RoundOut(api.ModelSerializer):
    project = api.KeyField("project")
    answered = serializers.SerializerMethodField(help_text="How many have answered by now")
    whole = serializers.SerializerMethodField(help_text="Null while open, and with fewer than five answers")
    groups = serializers.SerializerMethodField(help_text="Groups, and units in them, of five people and more")

    class Meta:
        model = PulseRound
        fields = (
            "id",
            "project",
            "number",
            "status",
            "opens_at",
            "closes_at",
            "invited",
            "answered",
            "whole",
            "groups",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_answered(self, row: PulseRound) -> int:
        return pulse.answered(row)

    @extend_schema_field(FiguresOut(allow_null=True))
    def get_whole(self, row: PulseRound) -> dict[str, Any] | None:
        return _figures(row.results.get("whole"))

    @extend_schema_field(GroupFiguresOut(many=True))
    def get_groups(self, row: PulseRound) -> list[dict[str, Any]]:
        return [
            {
                "group": group["group"],
                **(_figures(group) or {}),
                "units": [{"unit": unit["unit"], **(_figures(unit) or {})} for unit in group["units"]],
            }
            for group in row.results.get("groups", ())
        ]


def _figures(stored: Any) -> dict[str, Any] | None:
    found = counting.read(stored)
    if found is None:
        return None
    names = [element.name.lower() for element in Element]
    return {
        "n": found.n,
        "ready": round(found.ready, 1),
        "barrier": names[found.barrier] if found.barrier < len(names) else None,
        "people": dict(zip([*names, "none"], found.counts, strict=True)),
        "means": dict(zip(names, found.means, strict=True)),
    }
