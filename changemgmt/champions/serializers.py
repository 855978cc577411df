"""Shapes of champions in the interface."""

from __future__ import annotations

from rest_framework import serializers

from changemgmt.champions.choices import MOST_TIME
from changemgmt.champions.models import Champion
from changemgmt.champions.selectors.coverage import Coverage, ProcessLine, UnitLine
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web import api
from projects.portfolio.models import Project


class ChampionOut(api.ModelSerializer):
    project = api.KeyField("project")
    unit = api.IntegerField(source="unit_id", read_only=True, help_text="Id of the unit they stand for")
    user = api.PersonField("user")
    nominated_by = api.PersonField("nominated_by")
    processes = serializers.SerializerMethodField(help_text="Names of the critical processes they know")

    class Meta:
        model = Champion
        fields = (
            "id", "project", "unit", "user", "state", "note", "time_share", "processes", "nominated_by", "answered_at",
            "refusal", "since_on", "until_on", "renewal", "ended_on", "end_kind", "end_reason", "created_at",
            "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_processes(self, champion: Champion) -> list[str]:
        return [row.name for row in champion.processes.all()]


class ChampionNew(api.Serializer):
    project = api.Ref(Project, by="key")
    unit = api.Ref(Unit)
    user = api.Ref(User, help_text="A person of the unit, never the one who nominates")
    until_on = serializers.DateField(required=False, help_text="The usual term of the project if left out")
    time_share = api.IntegerField(required=False, min_value=1, max_value=MOST_TIME, help_text="Percent of their work")
    note = api.CharField(required=False, allow_blank=True, max_length=300)


class ReasonIn(api.Serializer):
    reason = api.CharField(max_length=300)


class UnitCoverOut(api.Serializer):
    unit = serializers.SerializerMethodField(help_text="Id of the unit")
    name = serializers.SerializerMethodField()
    people = api.IntegerField(help_text="Eligible people, with the small units that count with it")
    needed = api.IntegerField(help_text="max(1, ceil(people / ratio)); 0 where it has no places of its own")
    active = api.IntegerField(help_text="Champions who fill places here")
    missing = api.IntegerField()

    def get_unit(self, line: UnitLine) -> int:
        return line.unit.pk

    def get_name(self, line: UnitLine) -> str:
        return str(line.unit.label)


class ProcessCoverOut(api.Serializer):
    name = serializers.SerializerMethodField()
    champions = serializers.SerializerMethodField(help_text="How many active champions know it")

    def get_name(self, line: ProcessLine) -> str:
        return str(line.process.label)

    def get_champions(self, line: ProcessLine) -> int:
        return len(line.champions)


class CoverageOut(api.Serializer):
    project = serializers.SerializerMethodField(help_text="Key of the project")
    people_per_champion = serializers.SerializerMethodField()
    people = api.IntegerField()
    needed = api.IntegerField()
    filled = api.IntegerField()
    active = api.IntegerField()
    missing = api.IntegerField()
    coverage = api.PercentField(source="percent", allow_null=True, help_text="Places filled; null: none is needed")
    sentence = api.SentenceField()
    units = UnitCoverOut(source="own", many=True, help_text="The widest gap first")
    processes = ProcessCoverOut(many=True)

    def get_project(self, found: Coverage) -> str:
        return str(found.project.key)

    def get_people_per_champion(self, found: Coverage) -> int:
        return found.setting.people_per_champion
