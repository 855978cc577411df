"""Where the evidence of a pain point found in a hand-over opens, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from metrics.processes.models import EventLog
from pmo.web import formats
from projects.goals.evidence import Evidence


def resolve(user: Any, log_ids: Sequence[int]) -> Mapping[int, Evidence]:
    """The logs among these that `user` may open: one query."""
    rows = EventLog.objects.visible_to(user).filter(pk__in=log_ids).select_related("process")
    return {log.pk: Evidence(label=_label(log), url=log.url) for log in rows}


def _label(log: EventLog) -> str:
    words = {"process": log.process.label, "number": log.number, "day": formats.day(log.created_at)}
    return _("%(process)s, process log %(number)s of %(day)s") % words
