"""Runs: one per project at a time, kept with their seed so that they can be repeated."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit, jobs
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import lock, next_number
from projects.portfolio.models import Project
from projects.schedule.models import Plan
from projects.simulation.choices import RunState
from projects.simulation.models import SimulationRun
from projects.simulation.selectors import runs as selectors

KIND = "simulation.run"
ITERATIONS = (1000, 100_000)
DEFAULT_ITERATIONS = 10_000
# As many as a person types and a script reads without losing digits.
MOST_SEED = 2**48
KEPT = 40
WRITTEN = ("state", "fingerprint", "plan_version", "result", "computed_at", "p50_on", "p80_on")


@transaction.atomic
def start_run(
    *, by: Any, project: Project, now: datetime, iterations: int = DEFAULT_ITERATIONS, seed: int | None = None
) -> SimulationRun:
    """Begin to simulate. Raises Forbidden, Conflict (closed, no plan, one is running) or Invalid."""
    made = open_run(by=by, project=project, now=now, iterations=iterations, seed=seed)
    job = jobs.start(by=by, kind=KIND, params={"run_id": made.pk}, now=now, unique_key=f"{KIND}:{made.pk}")
    made.job_id = job.pk
    SimulationRun.objects.filter(pk=made.pk).update(job_id=job.pk)
    return made


@transaction.atomic
def open_run(*, by: Any, project: Project, now: datetime, iterations: int, seed: int | None) -> SimulationRun:
    """A run that somebody is about to compute; raises as `start_run`."""
    policy.require(by, "add", "simulation", project_id=project.pk)
    # Of two that begin in the same instant one waits here, and then finds the other.
    lock(project)
    if not ITERATIONS[0] <= iterations <= ITERATIONS[1]:
        raise Invalid(_("Between 1,000 and 100,000 iterations."), code="iterations", field="iterations")
    if seed is not None and not 0 <= seed < MOST_SEED:
        raise Invalid(_("A seed is a whole number from 0 to 281,474,976,710,655."), code="seed", field="seed")
    plan = Plan.objects.filter(project=project, task_count__gt=0).first()
    if plan is None:
        raise Conflict(_("There is no plan with tasks yet: there is nothing to simulate."), code="no_tasks")
    if not selectors.has_open_work(plan):
        raise Conflict(_("Everything in the plan is done: there is nothing to simulate."), code="all_done")
    running = SimulationRun.objects.filter(project=project, state=RunState.RUNNING).first()
    if running is not None and selectors.is_computing(running):
        raise Conflict(_("A simulation of this project is running already."), code="running")
    SimulationRun.objects.filter(project=project, state=RunState.RUNNING).update(state=RunState.FAILED)
    made = create(
        SimulationRun(
            project=project,
            number=next_number(SimulationRun, project),
            asked_by=by,
            seed=secrets.randbelow(2**31) if seed is None else seed,
            iterations=iterations,
        ),
        now=now,
    )
    after = {"iterations": iterations, "seed": made.seed}
    audit.record(by=by, act="simulation.started", obj=made, after=after, project_id=project.pk, now=now)
    return made


def finish_run(
    *, run: SimulationRun, fingerprint: str, plan_version: int, result: dict[str, Any], now: datetime
) -> None:
    """Write what came out, unless the run was ended meanwhile; the oldest beyond those kept go."""
    row = SimulationRun.objects.select_for_update().filter(pk=run.pk, state=RunState.RUNNING).first()
    if row is None:
        return
    row.state, row.fingerprint, row.result, row.computed_at = RunState.DONE, fingerprint, result, now
    row.plan_version = plan_version
    row.p50_on = date.fromisoformat(result["finish"]["p50"])
    row.p80_on = date.fromisoformat(result["finish"]["p80"])
    save(row, now=now, fields=WRITTEN)
    old = (
        SimulationRun.objects.filter(project_id=row.project_id).order_by("-number").values_list("pk", flat=True)[KEPT:]
    )
    SimulationRun.objects.filter(pk__in=list(old)).delete()
