"""Questionnaires, their rounds, who was asked, what was answered.

An anonymous answer has no row that leads to its author: see docs/adr/0008 and `services.answering`.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from metrics.surveys.choices import SMALLEST_GROUP, Confidentiality, Purpose, Repeat, RoundStatus
from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL
DAYS = [MinValueValidator(1), MaxValueValidator(120)]


class Survey(Record):
    """A questionnaire: what is asked, of whom, and how far an answer leads back to a person."""

    access_kind = "survey"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="surveys", verbose_name=_("project"))
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    intro = models.TextField(_("what it is for"), max_length=1000, blank=True)
    intro_en = models.TextField(_("what it is for, in English"), max_length=1000, blank=True)
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose.choices, default=Purpose.SATISFACTION)
    confidentiality = models.CharField(
        _("answers are"), max_length=12, choices=Confidentiality.choices, default=Confidentiality.ANONYMOUS
    )
    # The questions of the next round; a round freezes its own when it opens.
    questions = models.JSONField(default=list, blank=True)
    units: Any = models.ManyToManyField("pmo.Unit", blank=True, related_name="+", verbose_name=_("units"))
    roles = models.JSONField(_("roles"), default=list, blank=True)
    # Of the roll-out of the project's systems.
    waves = models.JSONField(_("waves"), default=list, blank=True)
    people: Any = models.ManyToManyField(USER, blank=True, related_name="+", verbose_name=_("people by name"))
    repeat = models.CharField(_("repeated"), max_length=12, choices=Repeat.choices, default=Repeat.ONCE)
    open_days = models.PositiveSmallIntegerField(_("open for"), default=14, validators=DAYS)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("owner"))

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="survey_titled")]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def intro_label(self) -> str:
        return bilingual(self, "intro")

    @property
    def url(self) -> str:
        return reverse("surveys:survey", args=[self.pk])


class SurveyRound(Record):
    """One time a survey is asked. Its questions and its promise of confidentiality are frozen when it is planned."""

    access_kind = "survey"
    access_project = "survey__project_id"

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(editable=False)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    status = models.CharField(max_length=10, choices=RoundStatus.choices, default=RoundStatus.PLANNED)
    confidentiality = models.CharField(max_length=12, choices=Confidentiality.choices)
    smallest = models.PositiveSmallIntegerField(default=SMALLEST_GROUP, validators=[MinValueValidator(1)])
    questions = models.JSONField(default=list)
    invited = models.PositiveIntegerField(default=0)
    # Counted when the round closes; while it is open the seats are counted.
    answered = models.PositiveIntegerField(default=0)
    # Written once, when the round closes.
    results = models.JSONField(default=dict, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["survey_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="surveyround_number"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(status__in=["planned", "open"]), name="surveyround_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=models.F("opens_at")), name="surveyround_period"),
            models.CheckConstraint(condition=Q(answered__lte=models.F("invited")), name="surveyround_answered"),
        ]
        indexes = [models.Index(fields=["status", "opens_at"], name="surveyround_due")]

    def __str__(self) -> str:
        return f"{self.survey.title} {self.number}"

    @property
    def name_en(self) -> str:
        """What the history calls it in English."""
        return f"{self.survey.title_en or self.survey.title} {self.number}"

    @property
    def is_anonymous(self) -> bool:
        return self.confidentiality == Confidentiality.ANONYMOUS

    @property
    def is_named(self) -> bool:
        return self.confidentiality == Confidentiality.NAMED

    @property
    def url(self) -> str:
        return reverse("surveys:round", args=[self.pk])

    @property
    def answer_url(self) -> str:
        return reverse("surveys:answer", args=[self.pk])


class Seat(models.Model):
    """Somebody who is asked, and whether they have answered: not what, not when.

    Seats of anonymous rounds are removed when the round closes; only their number stays.
    """

    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="seats")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    # Where the person was when the round opened.
    unit = models.ForeignKey("pmo.Unit", models.SET_NULL, null=True, related_name="+")
    answered = models.BooleanField(default=False)

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="seat_once")]


class Ballot(models.Model):
    """An anonymous answer before its round closes: sealed, under a random id, without person, unit or time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="ballots")
    sealed = models.BinaryField()

    class Meta:
        app_label = "metrics"


class Answer(models.Model):
    """What one person said to one question.

    Anonymous: `seat` is empty, `unit` names a group of at least five who answered, the answers of a person to different
    questions do not hang together, ids are random and rows are written once, shuffled.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=16)
    unit = models.ForeignKey("pmo.Unit", models.SET_NULL, null=True, related_name="+")
    seat = models.ForeignKey(Seat, models.CASCADE, null=True, blank=True, related_name="answers")
    value = models.JSONField()

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["seat", "question"], name="answer_once")]
        indexes = [models.Index(fields=["round", "question"], name="answer_question")]
