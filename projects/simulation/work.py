"""A simulation as a job: computed outside of any transaction, with progress, cancelled at any moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from pmo import jobs, texts
from pmo.records import DomainError, Invalid
from pmo.texts import Sentence
from projects.engines.cpm import PlanError
from projects.engines.montecarlo import InputError, Run, results, simulate
from projects.portfolio.models import Project
from projects.schedule import planning
from projects.schedule.models import Plan
from projects.simulation import modelling, outcome
from projects.simulation.choices import Mode, RunState
from projects.simulation.models import SimulationRun
from projects.simulation.sentences import refusal
from projects.simulation.services.runs import KIND, finish_run, open_run

THREADS = 2
PREVIEW = 2000

texts.register("simulation.iterating", N_("%(done)s of %(all)s iterations"))
texts.register("simulation.without", N_("Without one risk after the other: %(done)s of %(all)s"))
texts.register("simulation.done", N_("The simulation of %(project)s is done"))


@jobs.handler(KIND, label=N_("Simulation"))
def run_simulation(run: jobs.JobRun) -> jobs.JobResult:
    """Params: run_id."""
    rows = SimulationRun.objects.select_related("project")
    found = rows.filter(pk=run.params["run_id"], state=RunState.RUNNING).first()
    if found is None:
        return jobs.JobResult()
    try:
        inputs, result = computed(found, run.progress)
    except (PlanError, InputError) as error:
        _end(found, RunState.FAILED, str(error))
        raise Invalid(refusal(error), code="not_computable") from error
    except DomainError as error:
        _end(found, RunState.FAILED, error.code)
        raise
    except jobs.Cancelled:
        _end(found, RunState.CANCELLED, "")
        raise
    return run.commit(lambda: _keep(found, inputs, result, run))


def simulate_now(*, by: Any, project: Project, now: datetime, iterations: int, seed: int) -> SimulationRun:
    """The whole run at once, without a job. Raises as `services.start_run` and `computed`."""
    made = open_run(by=by, project=project, now=now, iterations=iterations, seed=seed)
    inputs, result = computed(made)
    version = inputs.plan.version
    finish_run(run=made, fingerprint=inputs.fingerprint, plan_version=version, result=result, now=now)
    return SimulationRun.objects.select_related("project").get(pk=made.pk)


def _end(found: SimulationRun, state: RunState, why: str) -> None:
    SimulationRun.objects.filter(pk=found.pk, state=RunState.RUNNING).update(state=state, result={"error": why})


def _keep(found: SimulationRun, inputs: modelling.Inputs, result: dict[str, Any], run: jobs.JobRun) -> jobs.JobResult:
    version = inputs.plan.version
    finish_run(run=found, fingerprint=inputs.fingerprint, plan_version=version, result=result, now=run.now)
    key = found.project.key
    return jobs.JobResult(
        url=reverse("simulation:result", args=[key]),
        api_url=reverse("api:simulation", args=[key]),
        text=Sentence("simulation.done", {"project": texts.name(found.project)}),
    )


def computed(
    found: SimulationRun, progress: Callable[[float, Sentence | None], None] | None = None
) -> tuple[modelling.Inputs, dict[str, Any]]:
    """The inputs as they are now and what they come to. Raises PlanError, InputError, Invalid (no plan)."""
    plan = (
        Plan.objects.select_related("project__portfolio", "work_calendar", "own_calendar")
        .filter(project=found.project)
        .first()
    )
    if plan is None or not plan.task_count:
        raise Invalid(refusal(PlanError("no_tasks")), code="no_tasks")
    inputs, rows = modelling.inputs_of(plan), planning.load(plan)
    model = modelling.model_of(inputs, rows)
    told = _Told(progress, bool(inputs.drivers))
    run = simulate(model, seed=found.seed, iterations=found.iterations, threads=THREADS, told=told.iterations)
    table = planning.company_table(plan)
    risks = results.tornado(model, run, threads=THREADS, told=told.risks) if model.drivers else []
    varying = {estimate.task for estimate in model.estimates}
    own = sum(1 for key in varying if key in inputs.estimates)
    return inputs, {
        "finish": outcome.finish_of(run, inputs, table),
        "cost": outcome.cost_of(run, inputs),
        "cloud": outcome.cloud_of(run),
        "tasks": outcome.tasks_of(run),
        "shares": outcome.shares_of(run),
        "risks": outcome.risks_of(risks, run, inputs.drivers, table),
        "after": _after(inputs, rows, found, run),
        "counts": {
            "own": own,
            "banded": len(varying) - own,
            "risks": len(inputs.drivers),
            "lines": len(inputs.costs),
        },
    }


def _after(inputs: modelling.Inputs, rows: planning.PlanRows, found: SimulationRun, run: Run) -> dict[str, Any] | None:
    """After the planned responses; None when they change nothing."""
    if not inputs.drivers or inputs.after == inputs.drivers:
        return None
    model = modelling.model_of(inputs, rows, Mode.AFTER)
    after = simulate(model, seed=found.seed, iterations=run.iterations, threads=THREADS, criticality=False)
    return outcome.after_of(after, inputs)


class _Told:
    """Progress of the job: half of it for the iterations when risks follow."""

    def __init__(self, progress: Callable[[float, Sentence | None], None] | None, risks: bool) -> None:
        self._progress, self._share = progress, 45 if risks else 90

    def iterations(self, done: int, total: int) -> None:
        if self._progress is not None:
            words = Sentence("simulation.iterating", {"done": texts.num(done), "all": texts.num(total)})
            self._progress(self._share * done / total, words)

    def risks(self, done: int, total: int) -> None:
        if self._progress is not None:
            words = Sentence("simulation.without", {"done": texts.num(done), "all": texts.num(total)})
            self._progress(self._share + 45 * done / total, words)


def preview(plan: Plan, tried: dict[int, tuple[int, int, int]], seed: int) -> dict[str, date | float | None]:
    """P50, P80 and the probability of the promised date with estimates that are not saved yet.

    Raises PlanError, InputError.
    """
    inputs, rows = modelling.inputs_of(plan), planning.load(plan)
    model = modelling.model_of(inputs, rows, instead=tried)
    run = simulate(model, seed=seed, iterations=PREVIEW, criticality=False, compiled=False)
    days = outcome.days_of(run.finish)
    promised = inputs.promised[0] if inputs.promised else None
    chance = None
    if promised is not None:
        chance = results.probability(days, (promised - date(2000, 1, 1)).days)
    return {
        "p50": outcome.day_of(results.percentile(days, 0.5)),
        "p80": outcome.day_of(results.percentile(days, 0.8)),
        "promised": promised,
        "probability": chance,
    }
