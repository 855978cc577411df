"""A plan, its estimates, risks and costs → what the engine simulates, with a fingerprint of all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from projects.engines import montecarlo as engine
from projects.portfolio.models import Project
from projects.schedule import planning
from projects.schedule.models import Baseline, Plan, Task
from projects.simulation import sources
from projects.simulation.choices import Mode, Shape
from projects.simulation.models import SimulationSettings, TaskEstimate

SHAPES = {
    Shape.TRIANGULAR: engine.Shape.TRIANGULAR,
    Shape.PERT: engine.Shape.PERT,
    Shape.UNIFORM: engine.Shape.UNIFORM,
}
HOWS = {"factor": engine.How.FACTOR, "days": engine.How.DAYS, "money": engine.How.MONEY}


@dataclass(frozen=True)
class Inputs:
    """What a simulation of a project rests on.

    drivers, after   risks as they are, and after the planned responses
    own, banded      how many tasks have an estimate of their own, and how many the project's band
    promised         the day held against, and where it comes from: settings, baseline, target; None
    """

    plan: Plan
    settings: SimulationSettings
    estimates: dict[int, TaskEstimate]
    drivers: list[sources.Driver]
    after: list[sources.Driver]
    costs: list[sources.CostLine]
    budget: sources.Budget | None
    promised: tuple[date, str] | None
    fingerprint: str

    @property
    def project(self) -> Project:
        return self.plan.project


def settings_of(project: Project) -> SimulationSettings:
    """The project's settings, or the defaults (not stored)."""
    found = SimulationSettings.objects.filter(project=project).first()
    return found or SimulationSettings(project=project)


def inputs_of(plan: Plan) -> Inputs:
    """Everything but the network itself (three queries and those of the sources). `plan` with its project."""
    project = plan.project
    own = settings_of(project)
    estimates = {row.task_id: row for row in TaskEstimate.objects.filter(task__plan=plan).order_by("task_id")}
    current, after = sources.drivers_of_both(project)
    costs, budget = sources.costs_of(project), sources.budget_of(project)
    if costs and budget is not None:
        current, after, lacking = _in_currency(current, after, budget.currency)
        # What cannot be converted cannot be added up.
        costs = [] if lacking else costs
    found = Inputs(plan, own, estimates, current, after, costs, budget, promise(plan, own), "")
    return replace(found, fingerprint=fingerprint(found))


def _in_currency(
    current: list[sources.Driver], after: list[sources.Driver], currency: str
) -> tuple[list[sources.Driver], list[sources.Driver], bool]:
    """Money of the risks in the currency of the costs, at today's rate; whether a rate is missing."""
    both = (current, after)
    wanted = {d.currency for drivers in both for d in drivers if any(e.how == "money" for e in d.effects)}
    known = sources.rates_to(currency, wanted)
    today, later = ([_converted(d, known.get(d.currency), currency) for d in drivers] for drivers in both)
    return today, later, not wanted <= known.keys()


def _converted(driver: sources.Driver, rate: Decimal | None, currency: str) -> sources.Driver:
    if rate is None or driver.currency == currency:
        return driver
    effects = tuple(
        replace(e, low=e.low * rate, likely=e.likely * rate, high=e.high * rate) if e.how == "money" else e
        for e in driver.effects
    )
    return replace(driver, effects=effects, currency=currency)


def promise(plan: Plan, own: SimulationSettings) -> tuple[date, str] | None:
    """The day the finish is held against, and where it comes from."""
    if own.promised_on is not None:
        return own.promised_on, "settings"
    agreed = Baseline.objects.filter(plan=plan, is_current=True).values_list("finish_on", flat=True).first()
    if agreed is not None:
        return agreed, "baseline"
    target = plan.project.target_finish_on
    return None if target is None else (target, "target")


def fingerprint(inputs: Inputs) -> str:
    """Equal for equal inputs: a run with another one is stale."""
    own = inputs.settings
    parts: list[Any] = [
        [inputs.plan.version, inputs.plan.finish, str(inputs.plan.calendar_mark)],
        [own.band, str(own.band_low), str(own.band_high), own.shape, str(own.correlation)],
        [[e.task_id, e.low, e.likely, e.high, e.shape, e.group] for e in inputs.estimates.values()],
        [_driver_mark(driver) for driver in inputs.drivers],
        [_driver_mark(driver) for driver in inputs.after],
        [[c.line_id, *map(_plain, (c.low, c.likely, c.high)), c.task_id] for c in inputs.costs],
        _plain_spent(inputs),
        # Answers, not inputs of the engine: another promise or another budget has another probability.
        [inputs.promised[0].isoformat() if inputs.promised else None],
        [inputs.budget.currency, str(inputs.budget.amount)] if inputs.budget else [],
    ]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def _driver_mark(driver: sources.Driver) -> list[Any]:
    effects = [[e.task_id, e.line_id, e.how, *map(_plain, (e.low, e.likely, e.high))] for e in driver.effects]
    return [driver.risk_id, _plain(driver.probability), effects]


def _plain_spent(inputs: Inputs) -> list[Any]:
    dearer = _made_dearer([*inputs.drivers, *inputs.after])
    return [[c.line_id, _plain(c.spent)] for c in inputs.costs if c.line_id in dearer]


def _plain(value: Decimal | float) -> str:
    return f"{Decimal(value).normalize():f}"


# --- the engine's model -----------------------------------------------------------------------------------------------


def varies(task: Task) -> bool:
    """Whether a row can have an estimate that matters: work that is not done."""
    return task.active and not task.is_summary and task.duration > 0 and task.percent < 100


def band_of(task: Task, own: SimulationSettings) -> tuple[int, int, int]:
    low, high = (round(task.duration * (100 + float(share)) / 100) for share in (own.band_low, own.band_high))
    return max(low, 1), task.duration, max(high, 1)


def model_of(
    inputs: Inputs,
    rows: planning.PlanRows,
    mode: Mode = Mode.CURRENT,
    instead: Mapping[int, tuple[int, int, int]] | None = None,
) -> engine.Model:
    """What the engine simulates. `instead`: estimates that are being tried, by task id."""
    own = inputs.settings
    found: list[engine.Estimate] = []
    for task in rows.tasks:
        if not varies(task):
            continue
        estimate = inputs.estimates.get(task.pk)
        shape = SHAPES[Shape(estimate.shape if estimate else own.shape)]
        if instead is not None and task.pk in instead:
            found.append(engine.Estimate(task.pk, *instead[task.pk], shape=shape))
        elif estimate is not None:
            found.append(engine.Estimate(task.pk, estimate.low, estimate.likely, estimate.high, shape))
        elif own.band:
            found.append(engine.Estimate(task.pk, *band_of(task, own), shape=shape))
    known = {task.pk for task in rows.tasks}
    below = _open_below(rows.tasks)
    drivers = inputs.drivers if mode == Mode.CURRENT else inputs.after
    day = float(inputs.plan.hours_per_day) * 60
    dearer = _made_dearer(drivers)
    return engine.Model(
        planning.network_of(rows),
        found,
        [_driver(driver, known, below, day, {line.line_id for line in inputs.costs}) for driver in drivers],
        [cost for line in inputs.costs for cost in _costs(line, known, dearer)],
        list(_groups(inputs.estimates.values(), {e.task for e in found}, float(own.correlation))),
    )


def _driver(
    driver: sources.Driver, known: set[int], below: Mapping[int, Sequence[Task]], day: float, lines: set[int]
) -> engine.Driver:
    """Effects on tasks that have gone since, and factors on lines that cost nothing, are left out. A factor on a
    summary acts on all open tasks below it, days on the one of them that ends last. Money on a line adds to the total.
    """
    effects = []
    for effect in driver.effects:
        if effect.task_id is not None and effect.task_id not in known:
            continue
        if effect.line_id is not None and effect.how == "factor":
            points = (float(effect.low), float(effect.likely), float(effect.high))
            if effect.line_id in lines:
                effects.append(engine.Effect(engine.How.FACTOR, *points, line=effect.line_id))
            continue
        scale = day if effect.how == "days" else 1.0
        low, likely, high = (float(value) * scale for value in (effect.low, effect.likely, effect.high))
        tasks: list[int | None] = [effect.task_id]
        if effect.task_id is not None and effect.task_id in below and effect.how != "money":
            rows = sorted(below[effect.task_id], key=lambda task: (task.finish or 0, task.position))
            tasks = [task.pk for task in (rows if effect.how == "factor" else rows[-1:])]
        effects += [engine.Effect(HOWS[effect.how], low, likely, high, task=task) for task in tasks]
    return engine.Driver(driver.risk_id, float(driver.probability), tuple(effects))


def _open_below(tasks: Sequence[Task]) -> dict[int, list[Task]]:
    """The tasks below every summary that can still take longer."""
    found: dict[int, list[Task]] = {task.pk: [] for task in tasks if task.is_summary}
    parents = {task.pk: task.parent_id for task in tasks}
    for task in tasks:
        at = parents[task.pk] if varies(task) else None
        while at is not None:
            found[at].append(task)
            at = parents[at]
    return found


def _made_dearer(drivers: Iterable[sources.Driver]) -> set[int]:
    """Lines that a risk multiplies."""
    return {e.line_id for d in drivers for e in d.effects if e.line_id is not None and e.how == "factor"}


def _costs(line: sources.CostLine, known: set[int], dearer: set[int]) -> list[engine.CostLine]:
    """A line; in two parts when a risk makes it dearer, because what is spent does not get dearer any more."""
    task = line.task_id if line.task_id in known else None
    low, likely, high, spent = (float(value) for value in (line.low, line.likely, line.high, line.spent))
    if line.line_id not in dearer or not spent or task is not None:
        return [engine.CostLine(line.line_id, low, likely, high, task=task)]
    rest = engine.CostLine(line.line_id, *_above(spent, low, likely, high))
    return [rest, engine.CostLine(-line.line_id, spent, spent, spent)]


def _above(spent: float, low: float, likely: float, high: float) -> tuple[float, float, float]:
    return max(low - spent, 0.0), max(likely - spent, 0.0), max(high - spent, 0.0)


def _groups(estimates: Iterable[TaskEstimate], simulated: set[int], rho: float) -> Sequence[engine.Correlation]:
    members: dict[str, list[int]] = {}
    for estimate in estimates:
        if estimate.group and estimate.task_id in simulated:
            members.setdefault(estimate.group, []).append(estimate.task_id)
    return [
        engine.Correlation(name, tasks=tuple(tasks), rho=rho)
        for name, tasks in sorted(members.items())
        if rho > 0 and len(tasks) > 1
    ]
