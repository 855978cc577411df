"""Requirements."""

from __future__ import annotations

from rest_framework import serializers

from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web import api
from projects.goals.choices import DECIDED, Feasibility, RequirementStatus, RiskLevel
from projects.goals.models import Goal, Requirement
from projects.portfolio.models import Project


class RequirementOut(api.ModelSerializer):
    project = api.KeyField("project")
    code = api.CharField(read_only=True, help_text="Number within the project, like R-001")
    goal = serializers.SerializerMethodField(help_text="Id of the goal it serves")
    unit = serializers.SerializerMethodField(help_text="Id of the unit")
    business_owner = api.PersonField("business_owner")
    raised_by = api.PersonField("raised_by")
    assessed_by = api.PersonField("assessed_by")
    decided_by = api.PersonField("decided_by")

    class Meta:
        model = Requirement
        fields = (
            "id",
            "project",
            "code",
            "title",
            "title_en",
            "description",
            "goal",
            "business_owner",
            "unit",
            "status",
            "feasibility",
            "effort_days",
            "risk",
            "conditions",
            "raised_by",
            "assessed_by",
            "assessed_at",
            "decided_by",
            "decided_at",
            "decision_note",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_goal(self, requirement: Requirement) -> int | None:
        return requirement.goal_id

    def get_unit(self, requirement: Requirement) -> int | None:
        return requirement.unit_id


class RequirementIn(api.ModelSerializer):
    goal = api.Ref(Goal, required=False, allow_null=True)
    business_owner = api.Ref(User, required=False, allow_null=True)
    unit = api.Ref(Unit, required=False, allow_null=True)

    class Meta:
        model = Requirement
        fields: tuple[str, ...] = ("title", "title_en", "description", "goal", "business_owner", "unit")


class RequirementNew(RequirementIn):
    project = api.Ref(Project, by="key")

    class Meta(RequirementIn.Meta):
        fields = ("project", *RequirementIn.Meta.fields)


class AssessIn(api.Serializer):
    feasibility = api.ChoiceField(choices=[c for c in Feasibility.choices if c[0] != Feasibility.PENDING])
    effort_days = api.NumberField(max_digits=8, decimal_places=1, min_value=0, required=False, allow_null=True)
    risk = api.ChoiceField(choices=RiskLevel.choices, required=False, allow_blank=True)
    conditions = api.CharField(required=False, allow_blank=True, max_length=4000)


class DecideIn(api.Serializer):
    status = api.ChoiceField(choices=[(s.value, s.label) for s in RequirementStatus if s in DECIDED])
    note = api.CharField(required=False, allow_blank=True, max_length=4000, help_text="Needed unless approved")
