"""Systems, features, events and counts in the interface."""

from __future__ import annotations

from rest_framework import serializers

from metrics.usage.choices import KIND_CODES, Refusal
from metrics.usage.models import Feature, UsageSystem
from pmo.web import api


class UsageSystemOut(api.ModelSerializer):
    project = api.KeyField("project")

    class Meta:
        model = UsageSystem
        fields = (
            "id",
            "project",
            "code",
            "name",
            "name_en",
            "identity",
            "time_zone",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields


class FeatureOut(api.ModelSerializer):
    system = serializers.SerializerMethodField(help_text="Id of the system")
    project = serializers.SerializerMethodField(help_text="Key of the project")

    class Meta:
        model = Feature
        fields = (
            "id",
            "project",
            "system",
            "code",
            "name",
            "name_en",
            "module",
            "is_core",
            "retired_on",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_system(self, feature: Feature) -> int:
        return feature.system_id

    def get_project(self, feature: Feature) -> str:
        return feature.system.project.key


class FeatureIn(api.ModelSerializer):
    class Meta:
        model = Feature
        fields: tuple[str, ...] = ("code", "name", "name_en", "module", "is_core", "retired_on")


class FeatureNew(FeatureIn):
    system = api.Ref(UsageSystem)

    class Meta(FeatureIn.Meta):
        fields = ("system", *FeatureIn.Meta.fields)
        # The service says which code is taken.
        validators: tuple[object, ...] = ()


class EventIn(api.Serializer):
    """What somebody did in a system. The same event_id is the same event, whatever else it says."""

    event_id = api.CharField(max_length=64, style={"example": "7d0f5a52-1c1b-4c2e-9f5d-3a1f0c7f2b11"})
    person = api.CharField(
        max_length=128,
        help_text="Employee number, user name or address, as the system says; kept under a pseudonym only",
        style={"example": "H0011"},
    )
    feature = api.CharField(
        required=False, allow_blank=True, max_length=64, help_text="Code of the feature; none for a log-in"
    )
    occurred_at = api.MomentField(help_text="With its offset; at most 5 minutes ahead, at most 90 days ago")
    kind = api.ChoiceField(
        choices=[(code, code) for code in KIND_CODES], required=False, help_text="What happened; left out: action"
    )


class RejectedOut(api.Serializer):
    index = api.IntegerField(help_text="Place in the batch, from 0")
    code = api.ChoiceField(choices=Refusal.choices)
    detail = api.CharField(help_text="What would be right")


class TakenOut(api.Serializer):
    """What became of a batch; what is accepted is stored."""

    accepted = api.IntegerField()
    duplicates = api.IntegerField(help_text="Events stored before, or twice in this batch")
    rejected = RejectedOut(many=True)
