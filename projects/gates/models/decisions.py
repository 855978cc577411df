"""What gatekeepers said, what was decided on which evidence, and what was asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from projects.gates.choices import OPENING, Outcome
from projects.gates.models.gates import Gate

USER = settings.AUTH_USER_MODEL


class GateDecision(models.Model):
    """What came out of one round, with the evidence as it was seen. There is exactly one per round."""

    gate = models.ForeignKey(Gate, models.CASCADE, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(_("decision"), max_length=12, choices=Outcome.choices)
    decided_at = models.DateTimeField()
    # Whose voice settled it.
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    next_on = models.DateField(_("comes again on"), null=True, blank=True)
    evidence = models.JSONField(default=list)
    watermark = models.CharField(max_length=64)
    # Percent of the points of the should-meet criteria; None: nothing was scored.
    score = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)

    class Meta:
        app_label = "projects"
        ordering = ["gate_id", "-round"]
        constraints = [models.UniqueConstraint(fields=["gate", "round"], name="gatedecision_once")]

    @property
    def opens(self) -> bool:
        return self.outcome in OPENING


class Vote(models.Model):
    """One gatekeeper's voice in a round, with what goes into the minutes. It may change until the round is decided."""

    gate = models.ForeignKey(Gate, models.CASCADE, related_name="votes")
    round = models.PositiveSmallIntegerField()
    person = models.ForeignKey(USER, models.PROTECT, related_name="+")
    outcome = models.CharField(_("decision"), max_length=12, choices=Outcome.choices)
    minutes = models.TextField(_("for the minutes"), blank=True)
    # Points from 0 to 10 by criterion id; a must-meet criterion has 0 (not met) or 10 (met).
    points = models.JSONField(default=dict, blank=True)
    next_on = models.DateField(null=True, blank=True)
    watermark = models.CharField(max_length=64)
    given_at = models.DateTimeField()

    class Meta:
        app_label = "projects"
        ordering = ["gate_id", "round", "given_at", "id"]
        constraints = [models.UniqueConstraint(fields=["gate", "round", "person"], name="vote_once")]


class GateCondition(Record):
    """What a conditional go asks for. It counts once the round was decided (`decision` is set)."""

    access_kind = "gate"
    access_project = "gate__project_id"
    access_owner = "owner_id"

    gate = models.ForeignKey(Gate, models.CASCADE, related_name="conditions")
    vote = models.ForeignKey(Vote, models.CASCADE, related_name="conditions")
    decision = models.ForeignKey(GateDecision, models.CASCADE, null=True, blank=True, related_name="conditions")
    text = models.CharField(_("condition"), max_length=300)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    done_note = models.TextField(_("what was done"), blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_by__isnull=False), name="gatecondition_done_by_somebody"
            )
        ]

    def __str__(self) -> str:
        return self.text
