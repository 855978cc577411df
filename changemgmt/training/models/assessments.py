"""Attempts at an assessment with their answers, and the certificates they earn."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from changemgmt.training.choices import AttemptKind, AttemptState
from changemgmt.training.models.learning import Enrolment
from pmo.access.models import ScopedManager
from pmo.records.models import Record

USER = settings.AUTH_USER_MODEL


class Attempt(Record):
    """One try. Questions are drawn and frozen when it begins; `ends_at` is set by the server's clock."""

    access_kind = "training"
    access_project = "enrolment__course__project_id"
    access_owner = "enrolment__course__owner_id"

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attempts")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=AttemptKind.choices, default=AttemptKind.FINAL)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=AttemptState.choices, default=AttemptState.RUNNING)
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    # Handed in by the clock, not by the person.
    by_itself = models.BooleanField(default=False)
    # [{id, kind, text, text_en, options, right, points, note, note_en}]: see `training.questions`.
    questions: Any = models.JSONField(default=list)
    pass_mark = models.PositiveSmallIntegerField()
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "kind", "number"], name="attempt_number"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(state=AttemptState.RUNNING), name="attempt_one_running"
            ),
            models.CheckConstraint(
                condition=Q(state=AttemptState.RUNNING) | Q(handed_in_at__isnull=False), name="attempt_handed_in"
            ),
            models.CheckConstraint(
                condition=~Q(state=AttemptState.DONE) | Q(score__isnull=False, passed__isnull=False),
                name="attempt_marked",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="attempt_score"
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_at"], name="attempt_due")]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.number}"

    @property
    def name_en(self) -> str:
        return f"{self.enrolment.name_en} {self.number}"

    @property
    def url(self) -> str:
        return reverse("training:attempt", args=[self.pk])


class AttemptAnswer(models.Model):
    """What was answered to one question of an attempt; a later one replaces it, the same one twice changes nothing."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    question = models.PositiveIntegerField()
    value: Any = models.JSONField()
    # Counts the changes of this answer as the person made them: an older one that arrives late does not win.
    turn = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    remark = models.CharField(max_length=600, blank=True)

    class Meta:
        app_label = "changemgmt"
        constraints = [models.UniqueConstraint(fields=["attempt", "question"], name="attemptanswer_once")]


class Certificate(models.Model):
    """That somebody passed. Its number never changes and is never used again; a re-sit earns a new one."""

    access_kind = "training"
    access_project = "enrolment__course__project_id"
    access_owner = "enrolment__course__owner_id"

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="certificates")
    attempt = models.OneToOneField(Attempt, models.SET_NULL, null=True, blank=True, related_name="certificate")
    number = models.CharField(max_length=40, unique=True)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "issued_on"], name="certificate_once_a_day"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=models.F("issued_on")),
                name="certificate_expires_later",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def url(self) -> str:
        return reverse("training:certificate", args=[self.pk])
