"""Announcements, their questions and the plan in the interface."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from changemgmt.comms.choices import MOST_REMINDERS
from changemgmt.comms.models import Announcement, AnnouncementQuestion, PlanEntry
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web import api
from projects.portfolio.models import Project

TEXTS = ("title", "title_en", "body", "body_en")
SETTINGS = ("topic", "audience", "confirm", "reminders", "questions_open")


class AnnouncementOut(api.ModelSerializer):
    project = api.KeyField("project")
    sender = api.PersonField("sender")
    author = api.PersonField("author")
    approved_by = api.PersonField("approved_by")
    units = serializers.SerializerMethodField(help_text="Ids of the units it is for; empty: see `audience`")
    read = serializers.SerializerMethodField(help_text="How many have read it; null for people who only read it")
    read_at = serializers.SerializerMethodField(help_text="When the caller read it; null: not yet, or not addressed")

    class Meta:
        model = Announcement
        fields = (
            "id",
            "project",
            *TEXTS,
            *SETTINGS,
            "roles",
            "units",
            "sender",
            "author",
            "state",
            "approved_by",
            "approved_at",
            "publish_at",
            "published_at",
            "addressed",
            "read",
            "read_at",
            "withdrawn_why",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def get_units(self, found: Announcement) -> list[int]:
        return [unit.pk for unit in found.units.all()]

    def get_read(self, found: Announcement) -> int | None:
        return getattr(found, "read", 0) if found.pk in self.context.get("managed", ()) else None

    def get_read_at(self, found: Announcement) -> str | None:
        at = getattr(found, "mine_at", None)
        return at.isoformat() if at is not None else None


class AnnouncementIn(api.ModelSerializer):
    entry = api.Ref(PlanEntry, required=False, allow_null=True)
    units = api.RefList(Unit, required=False)
    people = api.RefList(User, required=False)
    sender = api.Ref(User, required=False)
    roles = serializers.ListField(child=api.CharField(max_length=24), required=False, max_length=12)
    reminders = api.IntegerField(required=False, min_value=0, max_value=MOST_REMINDERS)

    class Meta:
        model = Announcement
        fields: tuple[str, ...] = (*TEXTS, *SETTINGS, "entry", "units", "people", "roles", "sender")


class AnnouncementNew(AnnouncementIn):
    project = api.Ref(Project, by="key")

    class Meta(AnnouncementIn.Meta):
        fields = ("project", *AnnouncementIn.Meta.fields)


class ReasonIn(api.Serializer):
    reason = api.CharField(max_length=2000)


class ScheduleIn(api.Serializer):
    at = api.MomentField(help_text="A working-day time between 08:00 and 18:00 of the company's clock")


class AskIn(api.Serializer):
    text = api.CharField(max_length=1000)
    hidden = api.BooleanField(required=False, help_text="Nobody is shown who asked")


class AnswerIn(api.Serializer):
    text = api.CharField(max_length=4000, required=False, allow_blank=True)
    text_en = api.CharField(max_length=4000, required=False, allow_blank=True)


class UnitReachOut(api.Serializer):
    unit = serializers.SerializerMethodField(help_text="Id; null: people of no unit")
    addressed = api.IntegerField()
    opened = api.IntegerField()
    read = api.IntegerField()

    def get_unit(self, line: Any) -> int | None:
        return line.unit.pk if line.unit else None


class ReachOut(api.Serializer):
    addressed = api.IntegerField(help_text="People it went out to; before, people it would go out to")
    opened = api.IntegerField()
    read = api.IntegerField(help_text="Opened, or confirmed where readers have to confirm")
    share = serializers.FloatField(allow_null=True, help_text="Percent of those addressed")
    units = UnitReachOut(many=True, help_text="With everything below each")


class QuestionOut(api.ModelSerializer):
    asked_by = serializers.SerializerMethodField(help_text="Name; null when asked without a name")
    answered_by = api.PersonField("answered_by")

    class Meta:
        model = AnnouncementQuestion
        fields = (
            "id",
            "text",
            "asked_by",
            "state",
            "answer",
            "answer_en",
            "answered_by",
            "answered_at",
            "created_at",
            "version",
        )
        read_only_fields = fields

    def get_asked_by(self, question: AnnouncementQuestion) -> str | None:
        return None if question.hidden else question.asked_by.label
