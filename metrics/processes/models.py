"""Business processes, the event logs uploaded for them, and what was found in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from metrics.processes.choices import LogStatus
from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from pmo.jobs.models import Job


class Process(Record):
    access_kind = "process"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="processes", verbose_name=_("project"))
    name = models.CharField(_("process"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    unit = models.ForeignKey(
        "pmo.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    time_zone = models.CharField(_("time zone of the log"), max_length=64, default="Asia/Shanghai")
    # What the steps are called on the pages: {activity: {"zh": [title, role], "en": [title, role]}}, either may lack.
    step_names = models.JSONField(_("names of the steps"), default=dict, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["project_id", "name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="process_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def url(self) -> str:
        return reverse("processes:process", args=[self.pk])


class EventLog(Record):
    """One uploaded log: a version of what is known about the process."""

    access_kind = "process"
    access_project = "process__project_id"

    process = models.ForeignKey(Process, models.CASCADE, related_name="logs")
    number = models.PositiveIntegerField()
    attachment = models.ForeignKey("pmo.Attachment", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=LogStatus.choices, default=LogStatus.WAITING)
    job_id = models.BigIntegerField(null=True)
    # Why it could not be read: {"code", "params", "more": [the same …]}, worded when shown.
    error = models.JSONField(default=dict, blank=True)
    # What lists show of the analysis without loading it: median, mean, p90, returned, slowest.
    summary = models.JSONField(default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    cases = models.PositiveIntegerField(null=True)
    events = models.PositiveIntegerField(null=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    # Set by `selectors.with_states`: the job under way, the state the log is really in, why it failed.
    job: Job | None = None
    state: str = ""
    problems: list[str] = []

    class Meta:
        app_label = "metrics"
        ordering = ["process_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="eventlog_number"),
            models.UniqueConstraint(fields=["process", "sha256"], name="eventlog_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.process_id} log {self.number}"

    @property
    def url(self) -> str:
        """The page of the process as this log shows it."""
        return f"{reverse('processes:process', args=[self.process_id])}?log={self.number}"

    @property
    def is_table(self) -> bool:
        """A table, whose columns a person has to name."""
        return self.file_name.lower().endswith(".csv")


class ProcessAnalysis(models.Model):
    """What the engine found in one log, as the pages and the API read it.

    `result` is described in `results`; `periods` holds the same, shorter, of each year and quarter; `maps` the default
    drawings by language and mode.
    """

    log = models.OneToOneField(EventLog, models.CASCADE, primary_key=True, related_name="analysis")
    result = models.JSONField()
    periods = models.JSONField(default=dict)
    maps = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    class Meta:
        app_label = "metrics"
