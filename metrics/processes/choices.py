"""States of a log, the monthly figures a KPI can follow, what the map writes on its lines."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LogStatus(models.TextChoices):
    MAPPING = "mapping", _("Columns to be chosen")
    WAITING = "waiting", _("Waiting")
    ANALYSING = "analysing", _("Being analysed")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


IN_FLIGHT = (LogStatus.WAITING, LogStatus.ANALYSING)
# Logs that never brought a figure: taking them away takes nothing from anybody.
WITHOUT_RESULT = (LogStatus.MAPPING, LogStatus.FAILED, LogStatus.CANCELLED)


class Figure(models.TextChoices):
    """Monthly figures of a process that a KPI can follow."""

    MEDIAN = "median", _("Median cycle time")
    MEAN = "mean", _("Mean cycle time")
    P90 = "p90", _("90th percentile of cycle time")
    CASES = "cases", _("Cases per month")
    REWORK = "rework", _("Share of cases sent back")


class MapMode(models.TextChoices):
    """What stands on the lines of the process map."""

    COUNTS = "counts", _("Cases")
    MEDIAN = "median", _("Cases and median wait")
    TOTAL = "total", _("Total wait")


FEED = "process_log"
"""`Kpi.feed_kind` of KPIs whose measurements come from the logs of a process."""
EDGE = "process_edge"
"""`PainPoint.evidence_kind` of pain points found in a hand-over."""
ANALYSE = "processes.analyse"
"""The kind of job that analyses one log."""
LOG_FILE = "event_log"
"""`Attachment.kind` of the files of logs."""
