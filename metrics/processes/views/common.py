"""What the pages of a process share."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, QueryDict

from metrics.processes import selectors
from metrics.processes.models import EventLog, Process
from pmo import access
from pmo.access import policy
from pmo.jobs import selectors as jobs

NAV = "processes"


def load(request: HttpRequest, pk: int, verb: str = "view") -> Process:
    """The process if the reader may see it (404) and do this to it (403)."""
    process: Process = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    policy.require(request.user, verb, process)
    return process


def find_log(process: Process, number: int) -> EventLog:
    """A log by its number; the process has been shown to be visible."""
    row = process.logs.select_related("uploaded_by", "attachment", "process__project").filter(number=number).first()
    if row is None:
        raise Http404
    return selectors.with_states([row])[0]


def asked_number(query: QueryDict) -> int | None:
    """`?log=2`; nonsense counts as not asked."""
    text = query.get("log", "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 9 else None


def job_card(request: HttpRequest, log: EventLog) -> Any:
    """The progress of a log under way, for the person who started it; nobody else sees the job."""
    if log.job is None or log.job.finished or log.job.owner_id != request.user.pk:
        return None
    return jobs.card(log.job)


def rights(request: HttpRequest, process: Process) -> dict[str, bool]:
    """What the reader may do here, for the buttons."""
    user, project_id = request.user, process.project_id
    return {
        "may_upload": policy.may(user, "import", process),
        "may_change": policy.may(user, "change", process),
        "may_delete": policy.may(user, "delete", process),
        "may_export": policy.may(user, "export", process),
        "may_raise": policy.may(user, "add", "pain_point", project_id=project_id),
        "may_follow": policy.may(user, "add", "kpi", project_id=project_id),
    }
