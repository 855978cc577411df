"""Shapes of support in the interface. Internal notes stand nowhere in it."""

from __future__ import annotations

from rest_framework import serializers

from changemgmt.support.audience import served
from changemgmt.support.choices import Impact, State, Urgency
from changemgmt.support.models import MAX_TEXT, SupportCategory, SupportRequest
from pmo.accounts.models import User
from pmo.web import api
from projects.portfolio.models import Project


class SupportRequestOut(api.ModelSerializer):
    project = api.KeyField("project")
    unit = api.KeyField("unit", key="code", allow_null=True)
    requester = api.PersonField("requester")
    assignee = api.PersonField("assignee", allow_null=True)
    category = api.KeyField("category", key="name", allow_null=True)
    incident = api.IntegerField(source="parent_id", read_only=True, allow_null=True, help_text="Incident it is part of")

    class Meta:
        model = SupportRequest
        fields = (
            "id", "project", "number", "title", "text", "requester", "unit", "place", "source", "category", "impact",
            "urgency", "priority", "priority_reason", "state", "assignee", "is_incident", "incident", "opened_at",
            "answer_due_at", "resolve_due_at", "answered_at", "resolved_at", "closed_at", "answer_met", "resolve_met",
            "step", "reopened", "rating", "version",
        )  # fmt: skip
        read_only_fields = fields


class SupportRequestNew(api.Serializer):
    project = api.Ref(Project, by="key", visible=served)
    text = api.CharField(max_length=MAX_TEXT)
    title = api.CharField(required=False, allow_blank=True, max_length=200)
    impact = api.ChoiceField(choices=Impact.choices, required=False)
    urgency = api.ChoiceField(choices=Urgency.choices, required=False)
    category = api.Ref(SupportCategory, required=False, allow_null=True)
    place = api.CharField(required=False, allow_blank=True, max_length=60)


class ReplyIn(api.Serializer):
    text = api.CharField(max_length=MAX_TEXT)
    wait = api.BooleanField(required=False, help_text="By the desk: it is the requester's turn, the clock stands still")


class AssignIn(api.Serializer):
    assignee = api.Ref(User, help_text="Somebody who works at the desk")


class StateIn(api.Serializer):
    state = api.ChoiceField(
        choices=[(value, label) for value, label in State.choices if value in (
            State.WORKING, State.WAIT_SUPPLIER, State.RESOLVED
        )],
        help_text="working: the clock goes on; wait_supplier and resolved need a text",
    )  # fmt: skip
    text = api.CharField(required=False, allow_blank=True, max_length=2000)


class CriterionOut(api.Serializer):
    kind = serializers.CharField(source="criterion.kind")
    threshold = api.NumberField(source="criterion.threshold", max_digits=8, decimal_places=1)
    weeks = serializers.IntegerField(source="criterion.weeks")
    value = serializers.FloatField(allow_null=True, help_text="null: nobody can tell")
    met = serializers.BooleanField(allow_null=True)
    sentence = api.SentenceField()
    trend = serializers.ListField(child=serializers.FloatField(), help_text="Of the last weeks, oldest first")


class HyperCareOut(api.Serializer):
    """Of one wave, or of the whole project."""

    id = serializers.IntegerField(source="care.pk")
    wave = serializers.IntegerField(source="care.wave", allow_null=True)
    state = serializers.CharField(source="care.state")
    started_on = api.DayField(source="care.started_on")
    ended_on = api.DayField(source="care.ended_on", allow_null=True)
    may_end = serializers.BooleanField(help_text="All criteria are met")
    lead = api.SentenceField()
    criteria = CriterionOut(source="readings", many=True)
