"""What the process page shows, for every view that renders it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from metrics.processes import presentation, selectors
from metrics.processes.choices import IN_FLIGHT, LogStatus
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from metrics.processes.views.common import NAV, asked_number, job_card, rights

WITH_FIGURES = (LogStatus.READY, LogStatus.WITHDRAWN)


def page_context(request: HttpRequest, found: Process, number: int | None = None) -> dict[str, Any]:
    """Everything the process page shows. 404 for a log that does not exist."""
    logs = selectors.logs_of(found)
    number = number if number is not None else asked_number(request.GET)
    log = selectors.shown_log(logs, number)
    if log is None and (number is not None or "log" in request.GET):
        raise Http404
    newest = logs[0] if logs else None
    context: dict[str, Any] = {
        "process": found,
        "nav": NAV,
        "logs": logs[:4],
        "log_count": len(logs),
        "log": log,
        "job": job_card(request, newest) if newest else None,
        "newest": newest if newest is not None and log is not None and newest.pk != log.pk else None,
        "in_flight": bool(newest and newest.state in IN_FLIGHT),
        "statuses": LogStatus,
        **rights(request, found),
    }
    analysis = selectors.analysis_of(log) if log is not None and log.state in WITH_FIGURES else None
    if log is None or analysis is None:
        return context
    return {**context, **_figures(request, found, logs, log, analysis)}


def _figures(
    request: HttpRequest, found: Process, logs: list[EventLog], log: EventLog, analysis: ProcessAnalysis
) -> dict[str, Any]:
    kpis = selectors.followers(found)
    chosen = request.GET.get("finding") or request.POST.get("edge") or ""
    pains = selectors.pain_points_by_edge(request.user, found, logs)
    base = (
        f"log={log.number}&" if log.pk != next((row.pk for row in logs if row.state == LogStatus.READY), None) else ""
    )
    return {
        "analysis": analysis,
        "view": presentation.analysis(found, log, analysis, request.GET.dict()),
        "may_follow": log.state == LogStatus.READY and rights(request, found)["may_follow"],
        "handovers": presentation.handovers(found, analysis.result, pains, chosen),
        "figures": presentation.figure_rows(analysis.result, kpis),
        "kpis": kpis,
        "base": base,
        "chosen": chosen,
    }
