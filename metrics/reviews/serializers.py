"""Shapes of reviews and actions in the interface."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from metrics.reviews.choices import ActionStatus
from metrics.reviews.models import Action, Review
from pmo.accounts.models import User
from pmo.web import api
from projects.portfolio.models import Portfolio, Project


class ReviewOut(api.ModelSerializer):
    portfolio = api.KeyField("portfolio", key="code")
    project = api.KeyField("project", allow_null=True)
    organiser = api.PersonField("organiser")
    starts_at = api.MomentField()
    composed_at = api.MomentField(allow_null=True)
    participants = serializers.SerializerMethodField()
    decisions = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = [
            "id",
            "portfolio",
            "project",
            "quarter",
            "starts_at",
            "duration_minutes",
            "organiser",
            "status",
            "composed_at",
            "notes",
            "participants",
            "decisions",
            "version",
        ]
        read_only_fields = fields

    def get_participants(self, review: Review) -> list[dict[str, Any]]:
        """Who takes part, with their answer."""
        return [{"id": s.user_id, "name": s.user.label, "attendance": s.attendance} for s in review.participants.all()]

    def get_decisions(self, review: Review) -> list[str]:
        """What was decided."""
        return [d.label for d in review.decisions.all()]


class ReviewIn(api.ModelSerializer):
    portfolio = api.Ref(Portfolio, by="code")
    project = api.Ref(Project, by="key", required=False, allow_null=True)
    organiser = api.Ref(User)
    participants = api.RefList(User, required=False)
    starts_at = api.MomentField()
    quarter = serializers.RegexField(r"^(19|20|21)\d\dQ[1-4]$", max_length=6)

    class Meta:
        model = Review
        fields = ["portfolio", "project", "quarter", "starts_at", "duration_minutes", "organiser", "participants"]
        # The service says which quarter is taken: 409, not a bad request.
        validators: list[Any] = []


class ActionOut(api.ModelSerializer):
    owner = api.PersonField("owner")
    project = api.KeyField("project", allow_null=True)

    class Meta:
        model = Action
        fields = ["id", "title", "title_en", "owner", "due_on", "status", "result", "project", "review", "version"]
        read_only_fields = fields


class ActionIn(api.ModelSerializer):
    owner = api.Ref(User)
    project = api.Ref(Project, by="key", required=False, allow_null=True)
    due_on = api.DayField()

    class Meta:
        model = Action
        fields = ["title", "title_en", "owner", "due_on", "project"]


FINISHED = [(s.value, s.label) for s in (ActionStatus.DONE, ActionStatus.DROPPED)]


class FinishIn(api.Serializer):
    status = api.ChoiceField(choices=FINISHED)
    result = api.CharField(max_length=2000)
