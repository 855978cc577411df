"""Sign-offs and signatures."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from pmo.accounts.models import User
from pmo.web import api
from projects.goals.models import Signature, SignOff
from projects.portfolio.models import Project


class SignatureOut(api.ModelSerializer):
    executive = api.PersonField("executive")
    budget = api.MoneyField(read_only=True)

    class Meta:
        model = Signature
        fields = ("executive", "capacity", "decision", "comment", "people", "budget", "months", "decided_at")
        read_only_fields = fields


class SignOffOut(api.ModelSerializer):
    project = api.KeyField("project")
    asked_by = api.PersonField("asked_by")
    signatures = SignatureOut(many=True, read_only=True)
    goals = serializers.SerializerMethodField(help_text="The goals and KPIs as they were frozen")

    class Meta:
        model = SignOff
        fields = (
            "id",
            "project",
            "goals_version",
            "status",
            "asked_by",
            "asked_at",
            "due_on",
            "note",
            "closed_at",
            "signatures",
            "goals",
            "version",
        )
        read_only_fields = fields

    def get_goals(self, sign_off: SignOff) -> list[dict[str, Any]]:
        goals: list[dict[str, Any]] = sign_off.frozen["goals"]
        return goals


class SignOffNew(api.Serializer):
    project = api.Ref(Project, by="key")
    executives = api.RefList(User, limit=20)
    due_on = api.DayField(required=False, allow_null=True)
    note = api.CharField(required=False, allow_blank=True, max_length=4000)


class SignIn(api.Serializer):
    people = api.NumberField(max_digits=6, decimal_places=1, min_value=0, help_text="People committed")
    budget = api.MoneyField(help_text="In the currency of the portfolio")
    months = api.NumberField(max_digits=5, decimal_places=1, min_value=0, help_text="Months committed")
    comment = api.CharField(required=False, allow_blank=True, max_length=4000)


class DeclineIn(api.Serializer):
    comment = api.CharField(max_length=4000, help_text="Why, in one sentence")


class NothingIn(api.Serializer):
    """An act that needs no more than its address."""
