"""Computing a scenario, as a job: the solver in a process of its own, with progress, cancelled at any moment.

`Scenario.result`: chosen (project ids), value, bound (text), gap (share, null where nothing is chosen), cost, count,
seconds, left_out [{project, why}], not_chosen [{project, why, other, limits}], usage [{code, used, most}], frontier
[{budget, value, bound, cost, count}], prices [{project, force, price, low, high}], conflicts [{limit, used, most, rules
[{kind, a, b}]}]. Amounts are texts of exact numbers; `limits` and `code` as in `models.line_code`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import structlog
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from pmo import jobs, texts
from pmo.records import Conflict
from pmo.texts import Sentence
from projects.engines import selection as engine
from projects.engines.selection import Point, Price, Problem, Selection, Solver, SolverDied, SolverTimedOut
from projects.engines.selection.running import Answer
from projects.selection.choices import ScenarioState
from projects.selection.models import Scenario
from projects.selection.selectors import cases
from projects.selection.selectors.cases import Case, coarse
from projects.selection.services.scenarios import KIND

log = structlog.get_logger(__name__)

texts.register("selection.starting", N_("The solver starts"))
texts.register("selection.choosing", N_("Searching for the best choice and proving how good it is"))
texts.register("selection.frontier", N_("Computing what other budgets would buy"))
texts.register("selection.prices", N_("Computing what the forced choices cost"))
texts.register("selection.done", N_("%(scenario)s: %(n)s of %(of)s projects chosen"))
texts.register("selection.impossible", N_("%(scenario)s: no choice keeps all constraints"))

STEPS = {"start": (0, 55), "choose": (55, 60), "frontier": (60, 85), "prices": (85, 98)}
SAID = {"start": "selection.choosing", "choose": "selection.frontier", "frontier": "selection.frontier"}
POINTS = 12
SECONDS_MORE = 1.5


@jobs.handler(KIND, label=N_("Selection of projects"))
def choose(run: jobs.JobRun) -> jobs.JobResult:
    """Params: scenario_id."""
    rows = Scenario.objects.select_related("portfolio").prefetch_related("limits")
    scenario = rows.filter(pk=run.params["scenario_id"], state=ScenarioState.RUNNING).first()
    if scenario is None:
        return jobs.JobResult()
    try:
        case = cases.case_of(scenario)
        result = computed(case, run)
    except jobs.Cancelled:
        _leave(scenario, ScenarioState.DRAFT if not scenario.result else _former(scenario))
        raise
    except Conflict:
        _leave(scenario, ScenarioState.FAILED)
        raise
    return run.commit(lambda: _keep(scenario, case, result, run.now))


def computed(case: Case, run: jobs.JobRun | None = None) -> dict[str, Any]:
    """The result as it is stored. Raises Conflict with a sentence for people when the solver gave no answer."""
    if not engine.possible(case.problem):
        # The contradiction is found without the solver.
        return stored(case, Answer(Selection(feasible=False, gap=None)))
    if run is not None:
        run.progress(1, Sentence("selection.starting"))
    try:
        with Solver() as solver:
            answer = solver.ask(
                case.problem,
                seconds=case.scenario.seconds,
                budgets=_budgets(case.problem),
                prices=True,
                seconds_more=SECONDS_MORE,
                progress=_progress(run) if run else None,
            )
    except SolverDied as error:
        log.error("selection solver died", scenario=case.scenario.pk, said=str(error)[:400])
        raise Conflict(
            _("The solver ended without an answer. The administrators can see why; try with fewer limits."),
            code="solver_died",
        ) from error
    except SolverTimedOut as error:
        raise Conflict(
            _("The solver did not answer in time and was ended. Try again, or with less time to search."),
            code="solver_timed_out",
        ) from error
    return stored(case, answer)


def _progress(run: jobs.JobRun) -> Any:
    def told(step: str, share: float) -> None:
        first, last = STEPS[step]
        run.progress(first + share * (last - first), Sentence(SAID.get(step, "selection.prices")))

    return told


def _budgets(problem: Problem) -> list[float]:
    """Budgets the frontier is drawn over: up to all projects, the present one among them; whole amounts."""
    total = float(problem.costs.sum())
    if total <= 0:
        return []
    most = total if problem.budget is None else min(total, max(2 * problem.budget, total / 4))
    points = {float(round(most * step / POINTS)) for step in range(1, POINTS + 1)}
    return sorted(points | ({problem.budget} if problem.budget is not None else set()))


def stored(case: Case, answer: Answer) -> dict[str, Any]:
    found = answer.selection or Selection(feasible=False)
    problem, projects = case.problem, case.projects
    chosen = np.zeros(problem.size, dtype=bool)
    chosen[list(found.chosen)] = True
    ids = [project.pk for project in projects]
    return {
        "feasible": found.feasible,
        "chosen": [ids[at] for at in found.chosen],
        "candidates": ids,
        "value": _text(found.value),
        "bound": _text(found.bound),
        "gap": found.gap,
        "cost": _text(float(problem.costs[chosen].sum())),
        "seconds": round(found.seconds, 2),
        "left_out": [{"project": project.pk, "why": why} for project, why in case.left_out],
        "not_chosen": _not_chosen(case, chosen) if found.feasible else [],
        "usage": [
            {"code": row.code, "used": _text(float(row.use[chosen].sum())), "most": _text(row.most)}
            for row in problem.rows()
        ],
        "frontier": [_point(point) for point in answer.frontier],
        "prices": [_price(price, problem, ids) for price in answer.prices],
        "conflicts": [] if found.feasible else _conflicts(problem, ids),
    }


def _not_chosen(case: Case, chosen: Any) -> list[dict[str, Any]]:
    ids = [project.pk for project in case.projects]
    return [
        {
            "project": ids[row.candidate],
            "why": row.reason,
            "other": None if row.other is None else ids[row.other],
            "limits": list(row.limits),
        }
        for row in engine.obstacles(case.problem, chosen)
    ]


def _conflicts(problem: Problem, ids: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "limit": one.limit,
            "used": None if one.used is None else _text(one.used),
            "most": None if one.most is None else _text(one.most),
            "rules": [
                {"kind": rule.kind.value, "a": ids[rule.a], "b": None if rule.forced else ids[rule.b]}
                for rule in one.rules
            ],
        }
        for one in engine.conflicts(problem)
    ]


def _point(point: Point) -> dict[str, Any]:
    return {
        "budget": _text(point.budget),
        "value": None if point.value is None else _text(point.value),
        "bound": None if point.bound is None else _text(point.bound),
        "cost": None if point.cost is None else _text(point.cost),
        "count": point.count,
    }


def _price(price: Price, problem: Problem, ids: list[int]) -> dict[str, Any]:
    rule = problem.rules[price.rule]
    figures = {name: getattr(price, name) for name in ("price", "low", "high")}
    told = {name: None if figure is None else _text(figure) for name, figure in figures.items()}
    return {"project": ids[rule.a], "force": rule.kind.value, **told}


def _text(amount: float) -> str:
    return str(coarse(amount).quantize(Decimal("0.01")))


def _keep(scenario: Scenario, case: Case, result: dict[str, Any], now: datetime) -> jobs.JobResult:
    """Kept with the inputs it was computed from: whatever changed meanwhile makes it stale."""
    state = ScenarioState.DONE if result["feasible"] else ScenarioState.IMPOSSIBLE
    waiting = Scenario.objects.filter(pk=scenario.pk, state=ScenarioState.RUNNING)
    if not waiting.update(state=state, result=result, watermark=case.watermark, computed_at=now):
        return jobs.JobResult()
    params = {"scenario": texts.name(scenario), "n": len(result["chosen"]), "of": case.problem.size}
    code = "selection.done" if result["feasible"] else "selection.impossible"
    return jobs.JobResult(url=scenario.url, api_url=f"/api/v1/scenarios/{scenario.pk}/", text=Sentence(code, params))


def _former(scenario: Scenario) -> ScenarioState:
    return ScenarioState.DONE if scenario.result.get("feasible") else ScenarioState.IMPOSSIBLE


def _leave(scenario: Scenario, state: ScenarioState) -> None:
    Scenario.objects.filter(pk=scenario.pk, state=ScenarioState.RUNNING).update(state=state)
