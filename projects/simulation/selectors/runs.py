"""Runs of a project, and whether the newest still says what is true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from pmo.jobs.models import Job
from projects.portfolio.models import Project
from projects.schedule.criticality import Criticality
from projects.schedule.models import Plan, Task
from projects.simulation.choices import RunState
from projects.simulation.models import SimulationRun

SHOWN = 12


def visible(user: Any) -> QuerySet[SimulationRun]:
    return SimulationRun.objects.visible_to(user).select_related("project", "asked_by")


def has_open_work(plan: Plan) -> bool:
    """Whether anything is left that could be late (one query)."""
    return Task.objects.filter(plan=plan, active=True, is_summary=False, percent__lt=100).exists()


def is_computing(run: SimulationRun) -> bool:
    """Whether a worker works, or soon will work, on it."""
    return Job.objects.unfinished().filter(pk=run.job_id or 0).exists()


@dataclass(frozen=True)
class Runs:
    """done: newest first. last: the newest of all when it did not get that far."""

    done: list[SimulationRun]
    last: SimulationRun | None

    @property
    def newest(self) -> SimulationRun | None:
        return self.done[0] if self.done else None


def of_project(user: Any, project: Project) -> Runs:
    """The runs to show (one query, and one more while one is running)."""
    rows = list(visible(user).filter(project=project).order_by("-number")[: SHOWN * 2])
    done = [row for row in rows if row.state == RunState.DONE][:SHOWN]
    for row in rows:
        row.project = project
    last = rows[0] if rows and rows[0].state != RunState.DONE else None
    if last is not None and last.state == RunState.RUNNING and not is_computing(last):
        last.state = RunState.FAILED
    return Runs(done, last)


def newest_of(project: Project) -> SimulationRun | None:
    """The newest finished run (one query); whoever sees the project's status sees its dates."""
    rows = SimulationRun.objects.filter(project=project, state=RunState.DONE)
    return rows.order_by("-number").defer("result").first()


def percentiles(project: Project) -> tuple[date, date] | None:
    """P50 and P80 of the finish by the newest run."""
    found = newest_of(project)
    if found is None or found.p50_on is None or found.p80_on is None:
        return None
    return found.p50_on, found.p80_on


def criticality_of(plan: Plan, user: Any, shares_too: bool = False) -> Criticality | None:
    """How often rows were critical by the newest finished run the reader may see (a query; another for the shares)."""
    rows: QuerySet[Any] = SimulationRun.objects.visible_to(user).filter(project=plan.project_id, state=RunState.DONE)
    if shares_too:
        rows = rows.annotate(kept_shares=F("result__shares"))
    run = rows.order_by("-number").defer("result").first()
    if run is None or run.plan_version is None:
        return None

    def shares() -> dict[int, int]:
        if shares_too:
            found = run.kept_shares
        else:
            found = SimulationRun.objects.filter(pk=run.pk).values_list("result__shares", flat=True).first()
        return {int(key): share for key, share in (found or {}).items()}

    url = reverse("simulation:result", args=[plan.project.key])
    return Criticality(run.pk, run.plan_version, run.iterations, run.computed_at, url, shares)


def shares_of(run: SimulationRun, task_ids: Iterable[int]) -> dict[int, float]:
    """Criticality by task, 0 … 1, of those that were critical at least once."""
    wanted = set(task_ids)
    return {row["id"]: row["share"] for row in run.result.get("tasks", []) if row["id"] in wanted}
