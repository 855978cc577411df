"""Reading: the list, a process as a log shows it, a hand-over, two periods side by side, the workbook."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.processes import comparing, export, presentation, results, selectors
from metrics.processes.choices import LogStatus
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from metrics.processes.views import findings
from metrics.processes.views.common import NAV, asked_number, job_card, load, rights
from metrics.processes.views.context import WITH_FIGURES, page_context
from pmo import texts
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.exchange import as_download
from pmo.web import svg
from pmo.web.lists import Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import render
from projects.portfolio.models import Project


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).filter(processes__isnull=False).distinct().order_by("key")


def _summary(row: Any, name: str) -> Any:
    return row.latest.summary.get(name) if row.latest else None


def _slowest(row: Any) -> str:
    words = _summary(row, "slowest")
    return texts.pick(*words) if words else ""


class Processes(ListPage):
    kind = "process"
    key = "processes"
    title = gettext_lazy("Processes")
    columns = [
        Column("name", gettext_lazy("Process"), value=lambda r: r.label, sort="name", header=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key"),
        Column("cases", gettext_lazy("Cases"), value=lambda r: r.latest_cases, sort="latest_cases", kind="integer"),
        Column("median", gettext_lazy("Median, days"), value=lambda r: _round(_summary(r, "median")), kind="decimal"),
        Column(
            "trend",
            gettext_lazy("By month"),
            cell="metrics/processes/_trend_cell.html",
            value=lambda r: svg.spark([m for _month, m in _summary(r, "medians") or ()], width=84, height=20, pad=2),
            in_export=False,
        ),
        Column("p90", gettext_lazy("90th percentile"), value=lambda r: _round(_summary(r, "p90")), kind="decimal"),
        Column(
            "returned", gettext_lazy("Sent back"), value=lambda r: _percent(_summary(r, "returned")), kind="percent"
        ),
        Column("slowest", gettext_lazy("Slowest hand-over"), value=_slowest),
        Column("last_on", gettext_lazy("Log until"), value=lambda r: r.latest_on, sort="latest_on", kind="date"),
        Column(
            "logs", gettext_lazy("Logs"), value=lambda r: r.log_count, sort="log_count", kind="integer", optional=True
        ),
        Column("unit", gettext_lazy("Unit"), value=lambda r: r.unit.label if r.unit else "", optional=True),
    ]
    filters = [
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Flag(
            "waiting",
            gettext_lazy("Without an analysed log"),
            apply=lambda rows, on, request: rows.filter(latest_id__isnull=True),
        ),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("waiting", gettext_lazy("Without a log"), {"waiting": "1"}),
    ]
    search = ["name", "name_en", "project__name", "project__name_en", "project__key"]
    default_sort = "name"
    empty = Empty(
        gettext_lazy("No process analysed yet"),
        gettext_lazy(
            "Upload the log of an approval or any other flow: the analysis shows where its time goes, "
            "and what it finds becomes a pain point or a KPI."
        ),
    )
    nav = NAV

    def queryset(self) -> QuerySet[Process]:
        return selectors.for_list(self.request.user)

    def prepare(self, rows: list[Any]) -> list[Any]:
        return selectors.with_latest(rows)

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "add", "process"):
            return {}
        project = self.query.get("project", "")
        more = f"?project={project}" if project else ""
        return {"add_url": reverse("processes:new") + more, "add_label": _("Upload an event log")}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def process(request: HttpRequest, pk: int) -> HttpResponse:
    """The process as its newest analysed log (or the asked one) shows it."""
    found = load(request, pk)
    context = page_context(request, found)
    context.update(findings.panel(request, found, context))
    return render(request, "metrics/processes/process.html", context, partial="below")


def handover(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One hand-over in one log: figures, and the cases that waited longest as evidence."""
    found = load(request, pk)
    logs, log, analysis = _shown(request, found)
    edge = results.edge(analysis.result, key)
    if edge is None:
        raise Http404
    context = {
        "process": found,
        "nav": NAV,
        "log": log,
        "handover": presentation.handover_page(found, analysis.result, edge),
        "pain": selectors.pain_points_by_edge(request.user, found, logs).get(key),
        **rights(request, found),
    }
    return render(request, "metrics/processes/handover.html", context)


def _shown(request: HttpRequest, found: Process) -> tuple[list[EventLog], EventLog, ProcessAnalysis]:
    """The logs, the shown one and its figures; 404 when it has none."""
    logs = selectors.logs_of(found)
    log = selectors.shown_log(logs, asked_number(request.GET))
    analysis = selectors.analysis_of(log) if log is not None and log.state in WITH_FIGURES else None
    if log is None or analysis is None:
        raise Http404
    return logs, log, analysis


def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two periods or logs side by side."""
    found = load(request, pk)
    a, b, choices = comparing.sides(found, selectors.logs_of(found), request.GET.dict())
    context: dict[str, Any] = {"process": found, "nav": NAV, "a": a, "b": b, "choices": choices}
    if a is not None and b is not None:
        context["view"] = comparing.compare(found, a, b)
    return render(request, "metrics/processes/compare.html", context)


def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The tables of the shown log as .xlsx."""
    found = load(request, pk, "export")
    _logs, log, analysis = _shown(request, found)
    data = export.workbook(found, log, analysis.result)
    return as_download(data, f"{found.label} {_('log')} {log.number}.xlsx")


def logs(request: HttpRequest, pk: int) -> HttpResponse:
    """Every log of the process, and its history."""
    found = load(request, pk)
    rows = selectors.logs_of(found)
    for log in rows:
        log.card = job_card(request, log)  # type: ignore[attr-defined]
    context = {
        "process": found,
        "nav": NAV,
        "rows": rows,
        "entries": audit.history(found),
        "statuses": LogStatus,
        **rights(request, found),
    }
    return render(request, "metrics/processes/logs.html", context)
