"""The daily meeting of a unit: that it was held, and what was decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from metrics.contest.choices import DecisionStatus
from metrics.contest.models.scopes import OfUnitManager
from metrics.contest.models.setup import ContestUnit
from metrics.reviews.models import Action
from pmo.records.models import Record
from pmo.texts import bilingual

USER = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """A unit met on a day."""

    place = models.ForeignKey(ContestUnit, models.CASCADE, related_name="meetings")
    day = models.DateField()
    noted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        app_label = "metrics"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="meeting_once")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.day}"


class MeetingDecision(Record):
    """What was decided in a daily meeting: by whom, until when. Carried over until done, dropped or handed over."""

    access_kind = "meeting"
    access_project = "meeting__place__contest__system__project_id"
    access_owner = ("owner_id", "meeting__place__unit__head_id")
    access_unit = "meeting__place__unit_id"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    text = models.CharField(_("what was decided"), max_length=200)
    text_en = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("who does it"))
    due_on = models.DateField(_("to be done by"))
    status = models.CharField(max_length=8, choices=DecisionStatus.choices, default=DecisionStatus.OPEN)
    outcome = models.CharField(_("reason"), max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    action = models.OneToOneField(Action, models.SET_NULL, null=True, blank=True, related_name="meeting_decision")

    objects = OfUnitManager()

    class Meta:
        app_label = "metrics"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["status", "due_on"], name="meetingdecision_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=DecisionStatus.OPEN, finished_at__isnull=True)
                | (~Q(status=DecisionStatus.OPEN) & Q(finished_at__isnull=False)),
                name="meetingdecision_finished",
            ),
            models.CheckConstraint(
                condition=~Q(status=DecisionStatus.DROPPED) | ~Q(outcome=""), name="meetingdecision_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def place(self) -> ContestUnit:
        found: ContestUnit = self.meeting.place
        return found

    @property
    def label(self) -> str:
        return bilingual(self, "text")

    @property
    def url(self) -> str:
        return f"{self.place.url}#d{self.pk}"
