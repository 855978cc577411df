"""Pain points."""

from __future__ import annotations

from rest_framework import serializers

from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web import api
from projects.goals.models import Goal, PainPoint
from projects.portfolio.models import Project


class PainPointOut(api.ModelSerializer):
    project = api.KeyField("project")
    owner = api.PersonField("owner")
    code = api.CharField(read_only=True, help_text="Number within the project, like P-01")
    goals = serializers.SerializerMethodField(help_text="Ids of the goals that cure it")
    units = serializers.SerializerMethodField(help_text="Ids of the affected units")
    money_per_month = api.MoneyField(read_only=True)

    class Meta:
        model = PainPoint
        fields = (
            "id",
            "project",
            "code",
            "title",
            "title_en",
            "description",
            "source",
            "source_detail",
            "source_detail_en",
            "process_name",
            "process_name_en",
            "frequency_per_month",
            "hours_per_month",
            "money_per_month",
            "currency",
            "status",
            "owner",
            "units",
            "goals",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_goals(self, pain: PainPoint) -> list[int]:
        return [goal.pk for goal in pain.cures]  # type: ignore[attr-defined]

    def get_units(self, pain: PainPoint) -> list[int]:
        return sorted(unit.pk for unit in pain.units.all())


class PainPointIn(api.ModelSerializer):
    owner = api.Ref(User, required=False)
    units = api.RefList(Unit, required=False)
    goals = api.RefList(Goal, required=False)
    money_per_month = api.MoneyField(required=False, allow_null=True)

    class Meta:
        model = PainPoint
        fields: tuple[str, ...] = (
            "title",
            "title_en",
            "description",
            "source",
            "source_detail",
            "source_detail_en",
            "process_name",
            "process_name_en",
            "frequency_per_month",
            "hours_per_month",
            "money_per_month",
            "status",
            "owner",
            "units",
            "goals",
        )


class PainPointNew(PainPointIn):
    project = api.Ref(Project, by="key")

    class Meta(PainPointIn.Meta):
        fields = ("project", *PainPointIn.Meta.fields)
