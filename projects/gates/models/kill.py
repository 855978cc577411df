"""What would end a project, and when it came true."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from projects.gates.models.gates import THRESHOLD
from projects.goals.models import Kpi
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL


class KillCriterion(Record):
    """A fact that puts the project in question: evidence that misses its threshold, a KPI off track."""

    access_kind = "gate"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="kill_criteria", verbose_name=_("project"))
    kind = models.CharField(_("evidence"), max_length=40, blank=True)
    kpi = models.ForeignKey(
        Kpi, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("KPI that goes off track")
    )
    threshold = models.DecimalField(_("threshold"), null=True, blank=True, **THRESHOLD)
    why = models.CharField(_("why that would end it"), max_length=300)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="") & Q(kpi__isnull=False)) | (~Q(kind="") & Q(kpi__isnull=True)),
                name="killcriterion_evidence_or_kpi",
            )
        ]

    def __str__(self) -> str:
        return self.why


class KillAlarm(Record):
    """A criterion came true. It stays open until the fact is gone, and asks the sponsor for an answer."""

    access_kind = "gate"
    access_project = "criterion__project_id"

    criterion = models.ForeignKey(KillCriterion, models.CASCADE, related_name="alarms")
    raised_at = models.DateTimeField()
    # The evidence as it was when the alarm was raised.
    reading = models.JSONField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("why the project goes on"), blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion"], condition=Q(cleared_at__isnull=True), name="killalarm_one_open"
            )
        ]
