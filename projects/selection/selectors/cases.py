"""A scenario as a problem for the engine: whole numbers only, in an order that depends on nothing but the projects."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from projects.engines.selection import Limit, Problem, Rule, RuleKind
from projects.portfolio.models import Project
from projects.selection.choices import Force, Objective
from projects.selection.models import Assessment, Scenario
from projects.selection.selectors import assessments as selectors

# Cents, hundredths of a score or of a person-day.
FINE = 100


@dataclass(frozen=True)
class Case:
    """`rows` in the order of the problem's candidates; `left_out`: (project, what is missing) of those that cannot
    take part; `watermark` changes with anything the answer depends on."""

    scenario: Scenario
    rows: list[Assessment]
    problem: Problem
    left_out: list[tuple[Project, str]]
    watermark: str

    @property
    def projects(self) -> list[Project]:
        return [row.project for row in self.rows]


def case_of(scenario: Scenario) -> Case:
    """Every candidate of the portfolio, whoever asks: among some of them another choice would be best (5 queries)."""
    return _case(scenario, _candidates([scenario.portfolio_id]))


def cases_of(scenarios: Sequence[Scenario]) -> dict[int, Case]:
    """The cases of several scenarios by id, whose limits are prefetched, in a fixed number of queries."""
    found = _candidates([scenario.portfolio_id for scenario in scenarios])
    of: dict[int, list[Assessment]] = {}
    for row in found:
        of.setdefault(row.project.portfolio_id, []).append(row)
    return {scenario.pk: _case(scenario, of.get(scenario.portfolio_id, [])) for scenario in scenarios}


def _candidates(portfolios: Sequence[int]) -> list[Assessment]:
    found = selectors.candidates(Assessment.objects.filter(project__portfolio__in=portfolios))
    found = found.select_related("project__portfolio").prefetch_related("lines", "needs", "excludes")
    return list(found.order_by("project__key"))


def _case(scenario: Scenario, found: Sequence[Assessment]) -> Case:
    rows, left_out = [], []
    for row in found:
        missing = _missing(row, scenario.objective)
        if missing and row.force != Force.MUST:
            left_out.append((row.project, missing))
        else:
            rows.append(row)
    problem = _problem(scenario, rows, {project.pk for project, _why in left_out})
    return Case(scenario, rows, problem, left_out, _watermark(scenario, rows, problem, left_out))


def worth(row: Assessment, objective: str) -> Decimal | None:
    """What the objective counts of one project."""
    if objective == Objective.SCORE:
        return row.score
    return row.benefit if objective == Objective.BENEFIT else None if row.delay is None else Decimal(row.delay)


def _missing(row: Assessment, objective: str) -> str:
    if worth(row, objective) is None:
        return objective
    return "cost" if row.cost is None else ""


def fine(amount: Decimal | None) -> float:
    return float(int((amount or Decimal(0)) * FINE))


def coarse(amount: float) -> Decimal:
    return Decimal(round(amount)) / FINE


def _problem(scenario: Scenario, rows: Sequence[Assessment], absent: set[int]) -> Problem:
    uses = [selectors.lines_of(row) for row in rows]
    limits = [
        Limit(limit.code, np.array([fine(use.get(limit.key)) for use in uses]), fine(limit.amount))
        for limit in scenario.limits.all()
    ]
    return Problem(
        np.array([fine(worth(row, scenario.objective)) for row in rows]),
        np.array([fine(row.cost) for row in rows]),
        None if scenario.budget is None else fine(scenario.budget),
        limits,
        _rules(rows, absent),
    )


def _rules(rows: Sequence[Assessment], absent: set[int]) -> list[Rule]:
    """What is forced, needed and excluded. What needs a project that cannot take part cannot be chosen either; a
    project that is over, or of another portfolio, is there or not whatever is chosen here."""
    place = {row.project_id: at for at, row in enumerate(rows)}
    rules: list[Rule] = []
    for at, row in enumerate(rows):
        if row.force != Force.NONE:
            rules.append(Rule(RuleKind(row.force), at))
        for project in row.needs.all():
            if project.pk in place:
                rules.append(Rule(RuleKind.NEEDS, at, place[project.pk]))
            elif project.pk in absent:
                rules.append(Rule(RuleKind.MUST_NOT, at))
        excluded = sorted(place[project.pk] for project in row.excludes.all() if project.pk in place)
        rules += [Rule(RuleKind.EXCLUDES, min(at, other), max(at, other)) for other in excluded]
    return list(dict.fromkeys(rules))


def _watermark(
    scenario: Scenario, rows: Sequence[Assessment], problem: Problem, left_out: list[tuple[Project, str]]
) -> str:
    data: dict[str, Any] = {
        "objective": scenario.objective,
        "projects": [row.project_id for row in rows],
        "problem": problem.to_json(),
        "left_out": [(project.pk, why) for project, why in left_out],
    }
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
