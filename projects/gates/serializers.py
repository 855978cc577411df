"""Gates and pilots in the interface."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web import api
from projects.gates.choices import FeedbackKind, Outcome, PilotVerdict
from projects.gates.models import Gate, GateCondition, GateDecision, Pilot
from projects.gates.selectors import gates as selectors
from projects.gates.selectors import pilots
from projects.portfolio.models import Project

EVIDENCE = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "criterion": {"type": "integer"},
            "title": {"type": "string"},
            "must": {"type": "boolean"},
            "status": {"type": "string", "enum": ["met", "missed", "not_available"]},
            "value": {"type": ["string", "null"]},
            "threshold": {"type": ["string", "null"]},
            "sentence": {"type": ["string", "null"]},
            "url": {"type": ["string", "null"], "description": "Page behind it"},
            "points": {"type": ["number", "null"]},
        },
        "required": ["criterion", "title", "must", "status", "value", "threshold", "sentence", "url", "points"],
    },
}


def _line(pk: int, line: Any) -> dict[str, Any]:
    found = line.evidence
    return {
        "criterion": pk,
        "title": line.label,
        "must": line.must,
        "status": str(line.status),
        "value": str(found.value_text) if found else None,
        "threshold": str(found.threshold_text) if found else None,
        "sentence": found.sentence.plain() if found else None,
        "url": (found.url or None) if found else None,
        "points": line.points,
    }


class ConditionOut(api.ModelSerializer):
    owner = api.PersonField("owner")

    class Meta:
        model = GateCondition
        fields = ("id", "text", "owner", "due_on", "done_at", "done_note")
        read_only_fields = fields


class DecisionOut(api.ModelSerializer):
    decided_by = api.PersonField("decided_by")
    evidence = serializers.SerializerMethodField(help_text="As it was when it was decided")
    conditions = ConditionOut(many=True, read_only=True)

    class Meta:
        model = GateDecision
        fields = (
            "round",
            "outcome",
            "decided_at",
            "decided_by",
            "next_on",
            "score",
            "watermark",
            "evidence",
            "conditions",
        )
        read_only_fields = fields

    @extend_schema_field(EVIDENCE)
    def get_evidence(self, decision: GateDecision) -> list[dict[str, Any]]:
        return [_line(row["criterion"], selectors.FrozenLine.of(row)) for row in decision.evidence]


class GateOut(api.ModelSerializer):
    project = api.KeyField("project")
    code = api.CharField(read_only=True, help_text="Number within the project, like G1")
    keepers = serializers.SerializerMethodField(help_text="Ids of the gatekeepers")
    decisions = DecisionOut(many=True, read_only=True)

    class Meta:
        model = Gate
        fields: tuple[str, ...] = (
            "id",
            "project",
            "code",
            "name",
            "name_en",
            "from_stage",
            "to_stage",
            "rule",
            "pass_share",
            "is_rollout",
            "status",
            "planned_on",
            "round",
            "keepers",
            "decisions",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_keepers(self, gate: Gate) -> list[int]:
        return [person.pk for person in gate.keepers.all()]


class GateIn(api.ModelSerializer):
    class Meta:
        model = Gate
        fields = ("planned_on",)


class BoardOut(api.Serializer):
    """The evidence as it is now."""

    watermark = api.CharField(help_text="Send it back with the decision: it is refused when the evidence changed")
    score = serializers.DecimalField(max_digits=5, decimal_places=1, allow_null=True, help_text="Percent of the points")
    evidence = serializers.SerializerMethodField()

    @extend_schema_field(EVIDENCE)
    def get_evidence(self, board: selectors.Board) -> list[dict[str, Any]]:
        return [_line(line.criterion.pk, line) for line in board.lines]


class PointsIn(api.Serializer):
    criterion = api.IntegerField(min_value=1)
    points = api.IntegerField(min_value=0, max_value=10, help_text="A must-meet criterion: 10 = met, 0 = not met")


class ConditionIn(api.Serializer):
    text = api.CharField(max_length=300)
    owner = api.Ref(User)
    due_on = api.DayField()


class DecideIn(api.Serializer):
    outcome = api.ChoiceField(choices=Outcome.choices)
    watermark = api.CharField(max_length=64, help_text="Of the evidence that was seen")
    minutes = api.CharField(required=False, allow_blank=True, max_length=4000, help_text="Needed unless it is a go")
    points = PointsIn(many=True, required=False, help_text="For each criterion that people judge")
    conditions = ConditionIn(many=True, required=False, help_text="For a go with conditions")
    next_on = api.DayField(required=False, allow_null=True, help_text="For hold and recycle")


class PilotOut(api.ModelSerializer):
    project = api.KeyField("project")
    code = api.CharField(read_only=True, help_text="Number within the project, like T-01")
    units = serializers.SerializerMethodField(help_text="Ids of the units taking part")
    people = serializers.SerializerMethodField(help_text="Ids of the people taking part")
    verdict_by = api.PersonField("verdict_by")

    class Meta:
        model = Pilot
        fields = (
            "id",
            "project",
            "code",
            "name",
            "name_en",
            "scope",
            "units",
            "people",
            "start_on",
            "finish_on",
            "status",
            "findings",
            "verdict",
            "verdict_note",
            "verdict_by",
            "verdict_at",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_units(self, pilot: Pilot) -> list[int]:
        return [row.pk for row in pilot.units.all()]

    def get_people(self, pilot: Pilot) -> list[int]:
        return [row.pk for row in pilot.people.all()]


class PilotIn(api.ModelSerializer):
    units = api.RefList(Unit, required=False)
    people = api.RefList(User, required=False)

    class Meta:
        model = Pilot
        fields: tuple[str, ...] = ("name", "name_en", "scope", "start_on", "finish_on", "units", "people")


class PilotNew(PilotIn):
    project = api.Ref(Project, by="key")

    class Meta(PilotIn.Meta):
        fields = ("project", *PilotIn.Meta.fields)


class JudgedOut(api.Serializer):
    """A success criterion held against its sample; shares in percent."""

    number = serializers.IntegerField(source="criterion.number")
    name = serializers.CharField(source="criterion.label")
    measure = serializers.CharField(source="criterion.measure")
    target = serializers.DecimalField(source="criterion.target", max_digits=16, decimal_places=4)
    at_least = serializers.BooleanField(source="criterion.at_least")
    value = serializers.DecimalField(max_digits=16, decimal_places=3, allow_null=True)
    low = serializers.DecimalField(max_digits=16, decimal_places=3, allow_null=True, help_text="95 % interval")
    high = serializers.DecimalField(max_digits=16, decimal_places=3, allow_null=True)
    n = serializers.FloatField(help_text="Size of the sample; for events the number of periods")
    verdict = serializers.CharField(help_text="met, met_unsure, missed_unsure, missed; empty: nothing counted")
    text = serializers.SerializerMethodField(help_text="The verdict in words")

    def get_text(self, row: pilots.Judged) -> str:
        return row.sentence.plain()


class CriteriaOut(api.Serializer):
    criteria = JudgedOut(many=True)


class FeedbackIn(api.Serializer):
    kind = api.ChoiceField(choices=FeedbackKind.choices)
    text = api.CharField(max_length=2000)


class FeedbackOut(api.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    text = serializers.CharField()
    author = api.PersonField("author")
    given_at = api.MomentField()


class JudgeIn(api.Serializer):
    verdict = api.ChoiceField(choices=PilotVerdict.choices)
    note = api.CharField(max_length=2000)
