"""Shapes of feedback in the interface. A name stands only where it was given with it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from changemgmt.engines.response import Response
from changemgmt.feedback.audience import concerned
from changemgmt.feedback.choices import Decision, Kind, Level, Reason
from changemgmt.feedback.models import MAX_TEXT, Feedback
from pmo.accounts.models import User
from pmo.web import api
from projects.portfolio.models import Project


class FeedbackOut(api.ModelSerializer):
    project = api.KeyField("project", allow_null=True)
    unit = api.KeyField("unit", key="code", allow_null=True)
    owner = api.PersonField("owner", allow_null=True)
    author = api.PersonField("shown_author", allow_null=True, help_text="Only of what was given with a name")

    class Meta:
        model = Feedback
        fields = (
            "id",
            "project",
            "unit",
            "place",
            "kind",
            "reason",
            "title",
            "title_en",
            "text",
            "level",
            "author",
            "source",
            "state",
            "owner",
            "received_on",
            "answer_due",
            "decide_due",
            "answered_on",
            "step",
            "decision",
            "decision_note",
            "decision_note_en",
            "outcome",
            "outcome_en",
            "outcome_on",
            "on_board",
            "told_on",
            "version",
        )
        read_only_fields = fields


class FeedbackNew(api.Serializer):
    kind = api.ChoiceField(choices=Kind.choices)
    reason = api.ChoiceField(choices=Reason.choices, help_text="`other` needs a text")
    text = api.CharField(required=False, allow_blank=True, max_length=MAX_TEXT)
    level = api.ChoiceField(choices=Level.choices, required=False, help_text="Default: named")
    project = api.Ref(Project, by="key", visible=concerned, required=False, allow_null=True)
    place = api.CharField(required=False, allow_blank=True, max_length=60)


class FeedbackGiven(api.Serializer):
    id = api.IntegerField(allow_null=True, max_value=2**53, help_text="null for an anonymous one")
    level = api.ChoiceField(choices=Level.choices)
    receipt = api.CharField(help_text="For an anonymous one: the code to follow it with, told once")
    answer_due = api.DayField()


class TriageFeedbackIn(api.Serializer):
    title = api.CharField(max_length=200)
    title_en = api.CharField(required=False, allow_blank=True, max_length=200)
    owner = api.Ref(User)
    on_board = api.BooleanField(required=False)


class AnswerFeedbackIn(api.Serializer):
    text = api.CharField(max_length=2000)


class DecideFeedbackIn(api.Serializer):
    decision = api.ChoiceField(choices=Decision.choices)
    reason = api.CharField(max_length=2000)
    reason_en = api.CharField(required=False, allow_blank=True, max_length=2000)


class ResponseOut(api.Serializer):
    """Of the last ninety days; working days. Values that cannot be computed are null."""

    unit = api.CharField(help_text="Code of the unit; empty for the whole company")
    withheld = api.BooleanField(help_text="Fewer than five items: no figures")
    received = api.IntegerField(allow_null=True)
    waiting = api.IntegerField(allow_null=True)
    overdue = api.IntegerField(allow_null=True)
    median_days = serializers.FloatField(allow_null=True)
    within_target = api.PercentField(allow_null=True)
    within_low = api.PercentField(allow_null=True, help_text="Wilson 95 %")
    within_high = api.PercentField(allow_null=True)


def response_row(code: str, found: Response | None) -> dict[str, Any]:
    share, low, high = (found.percent if found else None) or (None, None, None)
    return {
        "unit": code,
        "withheld": found is None,
        "received": found.received if found else None,
        "waiting": found.waiting if found else None,
        "overdue": found.overdue if found else None,
        "median_days": found.median if found else None,
        "within_target": share,
        "within_low": low,
        "within_high": high,
    }
