"""Files of other planning tools, on their way into a plan."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from projects.msproject.choices import ImportState
from projects.portfolio.models import Project

KIND = "plan_file"


class PlanImport(Record):
    """One uploaded file: what is in it, what would be left out, and whether it became the plan."""

    access_kind = "plan"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="plan_imports")
    attachment = models.ForeignKey("pmo.Attachment", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=250)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READING)
    # Work follows the company's calendar instead of the file's own.
    company_calendar = models.BooleanField(_("use the company's calendar"), default=False)
    # Import without waiting for somebody to read the report (programs).
    at_once = models.BooleanField(default=False, editable=False)
    # See `reports.Report`.
    report = models.JSONField(default=dict, blank=True)
    # {"code", "params"}, worded when shown.
    error = models.JSONField(default=dict, blank=True)
    job_id = models.BigIntegerField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def url(self) -> str:
        return reverse("msproject:report", args=[self.pk])
