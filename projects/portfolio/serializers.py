"""Shapes of projects and portfolios in the interface."""

from __future__ import annotations

from rest_framework import serializers

from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web import api
from projects.portfolio.choices import Stage, State
from projects.portfolio.models import Portfolio, Project


class PortfolioOut(api.ModelSerializer):
    class Meta:
        model = Portfolio
        fields = ["id", "code", "name", "name_en", "currency", "version"]
        read_only_fields = fields


class PortfolioIn(api.ModelSerializer):
    class Meta:
        model = Portfolio
        fields = ["code", "name", "name_en", "currency"]


class ProjectOut(api.ModelSerializer):
    portfolio = api.KeyField("portfolio", key="code")
    sponsor = api.PersonField("sponsor")
    manager = api.PersonField("manager")
    business_owner = api.PersonField("business_owner")
    units = serializers.SerializerMethodField()

    class Meta:
        model = Project
        fields = [
            "key",
            "name",
            "name_en",
            "summary",
            "summary_en",
            "portfolio",
            "stage",
            "state",
            "sponsor",
            "manager",
            "business_owner",
            "units",
            "start_on",
            "target_finish_on",
            "people_affected",
            "version",
        ]
        read_only_fields = fields

    def get_units(self, project: Project) -> list[int]:
        """Ids of the units the project concerns."""
        return sorted(link.unit_id for link in project.unit_links.all())


class ProjectIn(api.ModelSerializer):
    portfolio = api.Ref(Portfolio, by="code")
    sponsor = api.Ref(User, required=False, allow_null=True)
    manager = api.Ref(User, required=False, allow_null=True)
    business_owner = api.Ref(User, required=False, allow_null=True)
    units = api.RefList(Unit, required=False)
    start_on = api.DayField(required=False, allow_null=True)
    target_finish_on = api.DayField(required=False, allow_null=True)

    class Meta:
        model = Project
        fields = [
            "key",
            "name",
            "name_en",
            "summary",
            "summary_en",
            "portfolio",
            "sponsor",
            "manager",
            "business_owner",
            "units",
            "start_on",
            "target_finish_on",
            "people_affected",
        ]


class AdvanceIn(api.Serializer):
    stage = api.ChoiceField(choices=Stage.choices)
    reason = api.CharField(required=False, allow_blank=True, max_length=500)


class StateIn(api.Serializer):
    state = api.ChoiceField(choices=State.choices)
    reason = api.CharField(required=False, allow_blank=True, max_length=500)
