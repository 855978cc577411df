"""Stored health of projects: one row per dimension, one per project, snapshots per quarter, and overrides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from projects.portfolio.choices import Status
from projects.portfolio.models import Project


class DimensionRow(models.Model):
    """The computed reading of one dimension of one project."""

    access_kind = "health"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="health_dimensions")
    dimension = models.CharField(max_length=24)
    stage = models.CharField(max_length=16)
    status = models.CharField(max_length=5, choices=Status.choices)
    since_on = models.DateField()
    sentence = models.JSONField()
    fact = models.JSONField(null=True)
    evidence_url = models.CharField(max_length=250, blank=True)
    evidence_label = models.JSONField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    computed_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["project", "dimension"], name="dimension_once")]


class ProjectHealth(models.Model):
    """The overall computed status of a project and what it was at the end of the last quarter."""

    access_kind = "health"
    access_project = "project_id"

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="health")
    status = models.CharField(max_length=5, choices=Status.choices)
    since_on = models.DateField()
    sentence = models.JSONField(null=True)
    worst_dimension = models.CharField(max_length=24, blank=True)
    quarter_status = models.CharField(max_length=5, choices=Status.choices, blank=True)
    # The open override, kept here too so that lists need no second query.
    declared = models.CharField(max_length=5, choices=Status.choices, blank=True)
    declared_until = models.DateField(null=True)
    progress = models.FloatField(null=True)
    computed_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"


class DirtyProject(models.Model):
    """A project whose health is not recomputed yet after something it reads changed. Written with its cause."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()

    class Meta:
        app_label = "metrics"


class HealthSnapshot(models.Model):
    """Health on a past day (weekly, and at quarter ends): what "since last quarter" compares with."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="health_snapshots")
    on = models.DateField()
    status = models.CharField(max_length=5, choices=Status.choices)
    declared = models.CharField(max_length=5, choices=Status.choices, blank=True)
    progress = models.FloatField(null=True)
    dimensions = models.JSONField(default=dict)

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["project", "on"], name="snapshot_once")]


class Override(Record):
    """A status declared by a person against the computed one, with a reason and an end."""

    access_kind = "health"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="health_overrides")
    status = models.CharField(_("status"), max_length=5, choices=Status.choices)
    reason = models.TextField(_("reason"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_on = models.DateField(_("valid until"))
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(ended_at__isnull=True), name="override_one_open"
            )
        ]
