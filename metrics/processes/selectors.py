"""Reads of processes: visible ones, their logs with the state they are really in, what follows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from metrics.processes import faults
from metrics.processes.choices import EDGE, FEED, IN_FLIGHT, LogStatus
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from pmo import texts
from pmo.jobs import selectors as job_selectors
from pmo.jobs.choices import State
from pmo.jobs.models import Job
from projects.goals.choices import GoalStatus
from projects.goals.models import Goal, Kpi, PainPoint
from projects.portfolio.models import Project

_OF_JOB = {State.QUEUED: LogStatus.WAITING, State.RUNNING: LogStatus.ANALYSING, State.DONE: LogStatus.ANALYSING,
           State.FAILED: LogStatus.FAILED, State.CANCELLED: LogStatus.CANCELLED}  # fmt: skip


def visible(user: Any) -> QuerySet[Process]:
    """Processes the person may see."""
    return Process.objects.visible_to(user).select_related("project", "unit")


def for_list(user: Any) -> QuerySet[Process]:
    """The same, with the id of the newest analysed log and the number of logs."""
    newest = EventLog.objects.filter(process=OuterRef("pk"), status=LogStatus.READY).order_by("-number")
    return visible(user).annotate(
        latest_id=Subquery(newest.values("pk")[:1]),
        latest_on=Subquery(newest.values("last_on")[:1]),
        latest_cases=Subquery(newest.values("cases")[:1]),
        log_count=Count("logs"),
    )


def with_latest(processes: Iterable[Any]) -> list[Any]:
    """Processes from `for_list` with `.latest`, their newest analysed log, in one query."""
    rows = list(processes)
    logs = EventLog.objects.in_bulk([p.latest_id for p in rows if p.latest_id])
    for process in rows:
        process.latest = logs.get(process.latest_id)
    return rows


def latest_ready(process: Process) -> EventLog | None:
    return process.logs.filter(status=LogStatus.READY).order_by("-number").first()


def is_latest(log: EventLog) -> bool:
    """Whether no newer log has been analysed."""
    return not EventLog.objects.filter(
        process_id=log.process_id, status=LogStatus.READY, number__gt=log.number
    ).exists()


def logs_of(process: Process) -> list[EventLog]:
    """Every log of the process, newest first, with who brought it and the state it is in."""
    rows = EventLog.objects.filter(process=process).select_related("uploaded_by", "attachment").order_by("-number")
    return with_states(list(rows))


def with_states(logs: Sequence[EventLog]) -> list[EventLog]:
    """Sets `.job`, `.state` and `.problems` (why it failed, in words).

    The job is the truth about a log under way: a worker killed three times, or a job cancelled in the queue, has
    nobody left to write the log's row.
    """
    ids = [log.job_id for log in logs if log.status in IN_FLIGHT and log.job_id]
    jobs = Job.objects.in_bulk(ids) if ids else {}
    for log in logs:
        log.job = jobs.get(log.job_id or 0)
        log.state = log.status
        log.problems = list(faults.every_text(log.error)) if log.error else []
        if log.status not in IN_FLIGHT:
            continue
        if log.job is None:
            log.state, log.problems = LogStatus.FAILED, [_("Its analysis was lost. Start it again.")]
            continue
        log.state = _OF_JOB[State(log.job.state)]
        if log.state == LogStatus.FAILED:
            log.problems = [p["detail"] for p in job_selectors.problems(log.job)]
    return list(logs)


def shown_log(logs: Sequence[EventLog], number: int | None) -> EventLog | None:
    """The asked log, else the newest analysed one, else the newest."""
    if number is not None:
        return next((log for log in logs if log.number == number), None)
    ready = next((log for log in logs if log.state == LogStatus.READY), None)
    return ready or (logs[0] if logs else None)


def analysis_of(log: EventLog, *, periods: bool = False) -> ProcessAnalysis | None:
    """The stored figures; the figures of single periods only when asked for."""
    rows = ProcessAnalysis.objects.filter(pk=log.pk)
    return (rows.defer("maps") if periods else rows.defer("periods")).first()


def followers(process: Process) -> list[Kpi]:
    """KPIs whose measurements come from this process."""
    rows = Kpi.objects.filter(
        feed_kind=FEED, feed_id=process.pk, retired_at__isnull=True, goal__project_id=process.project_id
    ).exclude(goal__status=GoalStatus.DROPPED)
    return list(rows.select_related("goal__project", "owner").order_by("pk"))


def open_goals(project: Project) -> QuerySet[Goal]:
    """Goals a finding can be linked to."""
    return Goal.objects.filter(project=project).exclude(status=GoalStatus.DROPPED).order_by("number")


def pain_points_by_edge(user: Any, process: Process, logs: Sequence[EventLog]) -> dict[str, PainPoint]:
    """Pain points found in hand-overs of this process, by the key of the hand-over; the newest wins."""
    rows = PainPoint.objects.visible_to(user).filter(evidence_kind=EDGE, evidence_id__in=[log.pk for log in logs])
    return {pain.evidence_note.get("edge", ""): pain for pain in rows.order_by("number")}


def stage_facts(projects: Sequence[Project], as_of: date) -> Mapping[int, Sequence[texts.Sentence]]:
    """For each project the median of its process whose log is newest: one query."""
    newest = EventLog.objects.filter(process=OuterRef("process_id"), status=LogStatus.READY).order_by("-number")
    rows = (
        EventLog.objects.filter(process__project_id__in=[p.pk for p in projects], status=LogStatus.READY)
        .filter(pk=Subquery(newest.values("pk")[:1]))
        .select_related("process")
        .order_by("last_on")
    )
    found: dict[int, list[texts.Sentence]] = {}
    for log in rows:
        if not log.summary:
            continue
        params = {"process": texts.name(log.process), "median": texts.num(log.summary["median"], digits=1)}
        found[log.process.project_id] = [texts.Sentence("processes.fact", params)]
    return found
