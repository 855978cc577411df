"""The integer programme, solved by HiGHS through SciPy. Called only in a process that never imports OR-Tools.

HiGHS imported first breaks OR-Tools in the same process: `running.Solver` starts `child`, and only that comes here.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

from projects.engines.selection.explaining import obstacles, possible, smallest
from projects.engines.selection.problem import Flags, Floats, Limit, Problem, Rule, RuleKind, violations
from projects.engines.selection.results import Point, Price, Selection

# How often a choice that HiGHS takes for possible within its tolerance, and that is not, is cut off.
CUTS = 40
# What remains between value and bound of whole numbers by rounding alone.
DUST = 1e-6


def choose(problem: Problem, *, seconds: float, gap: float = 0.0) -> Selection:
    """The best choice found in `seconds`, with the proved bound; ends early below the relative `gap`."""
    began = time.monotonic()
    if not possible(problem):
        return Selection(feasible=False, gap=None)
    programme = _Programme(problem, gap)
    chosen = smallest(problem.size, problem.rules)
    bound = float(np.maximum(problem.values, 0).sum())
    for _attempt in range(CUTS):
        left = seconds - (time.monotonic() - began)
        if left <= 0:
            break
        answer = programme.solve(left)
        bound = min(bound, answer[1])
        if answer[0] is None:
            break
        over = [row for row in violations(problem, answer[0]) if isinstance(row, Limit)]
        if not over:
            if problem.value_of(answer[0]) > problem.value_of(chosen):
                chosen = answer[0]
            break
        for row in over:
            programme.cut(row, answer[0])
    if problem.value_of(chosen) < bound:
        chosen = _filled(problem, chosen)
    return _answer(problem, chosen, bound, time.monotonic() - began)


def frontier(problem: Problem, budgets: list[float], *, seconds: float, gap: float, told: Any = None) -> list[Point]:
    """The most value for each budget in ascending order. What a smaller budget bought, a larger one buys as well."""
    found: list[Point] = []
    best: Selection | None = None
    for number, budget in enumerate(sorted(budgets)):
        case = problem.with_budget(budget)
        answer = choose(case, seconds=seconds, gap=gap)
        if best is not None and answer.feasible and best.value > answer.value:
            answer = replace(answer, chosen=best.chosen, value=best.value, bound=max(best.value, answer.bound))
        if answer.feasible:
            best = answer
            cost = float(problem.costs[list(answer.chosen)].sum())
            found.append(Point(budget, answer.value, answer.bound, cost, len(answer.chosen)))
        else:
            found.append(Point(budget, None, None, None, 0))
        if told is not None:
            told(number + 1, len(budgets))
    return found


def prices(problem: Problem, found: Selection, *, seconds: float, gap: float, told: Any = None) -> list[Price]:
    """What each must and must-not costs: the value without it − with it, all others kept."""
    forced = [(at, rule) for at, rule in enumerate(problem.rules) if rule.forced]
    result: list[Price] = []
    for number, (at, rule) in enumerate(forced):
        free = choose(problem.without(rule), seconds=seconds, gap=gap)
        if not free.feasible or not found.feasible:
            result.append(Price(at, None, None, None))
        else:
            value, bound = max(free.value, found.value), max(free.bound, found.value)
            result.append(Price(at, value - found.value, max(0.0, value - found.bound), bound - found.value))
        if told is not None:
            told(number + 1, len(forced))
    return result


class _Programme:
    """Rows scaled to a right side of 1, so that the tolerance means the same for money and for days."""

    def __init__(self, problem: Problem, gap: float) -> None:
        self.problem, self.gap = problem, gap
        self.low, self.high = np.zeros(problem.size), np.ones(problem.size)
        self.rows: list[Any] = []
        self.most: list[float] = []
        for row in problem.rows():
            # What is larger than the whole limit alone is out; then every coefficient is at most 1.
            self.high[row.use > row.most] = 0.0
            if row.most > 0 and row.use.sum() > row.most:
                self._add(np.where(row.use > row.most, 0.0, row.use) / row.most, 1.0)
        for rule in problem.rules:
            self._rule(rule)

    def _add(self, coefficients: Floats, most: float) -> None:
        self.rows.append(sparse.csr_array(coefficients[None, :]))
        self.most.append(most)

    def _rule(self, rule: Rule) -> None:
        if rule.kind == RuleKind.MUST:
            self.low[rule.a] = 1.0
        elif rule.kind == RuleKind.MUST_NOT:
            self.high[rule.a] = 0.0
        else:
            other = -1.0 if rule.kind == RuleKind.NEEDS else 1.0
            line = sparse.csr_array(([1.0, other], ([0, 0], [rule.a, rule.b])), shape=(1, self.problem.size))
            self.rows.append(line)
            self.most.append(0.0 if rule.kind == RuleKind.NEEDS else 1.0)

    def cut(self, row: Limit, chosen: Flags) -> None:
        """Not all of a smallest group that is too much for the limit."""
        group = [int(at) for at in np.flatnonzero(chosen) if row.use[at] > 0]
        for at in sorted(group, key=lambda at: row.use[at]):
            rest = [other for other in group if other != at]
            if row.use[rest].sum() > row.most:
                group = rest
        line = np.zeros(self.problem.size)
        line[group] = 1.0
        self._add(line, len(group) - 1.0)

    def solve(self, seconds: float) -> tuple[Flags | None, float]:
        """The choice, None when none was found in time, and the proved bound."""
        if not self.rows:
            best = (self.problem.values > 0) & (self.high > 0) | (self.low > 0)
            return best, self.problem.value_of(best)
        scale = float(np.abs(self.problem.values).max(initial=0.0)) or 1.0
        answer = milp(
            -self.problem.values / scale,
            integrality=np.ones(self.problem.size),
            bounds=Bounds(self.low, self.high),
            constraints=LinearConstraint(sparse.vstack(self.rows), -np.inf, np.array(self.most)),
            options={"time_limit": seconds, "mip_rel_gap": self.gap},
        )
        below = getattr(answer, "mip_dual_bound", None)
        bound = np.inf if below is None or not np.isfinite(below) else -float(below) * scale
        return (None if answer.x is None else np.round(answer.x).astype(bool)), bound


def _filled(problem: Problem, chosen: Flags) -> Flags:
    """With whatever is worth something and still fits, best first: a search that ends early leaves such things out."""
    chosen = chosen.copy()
    while True:
        fitting = [row.candidate for row in obstacles(problem, chosen) if row.reason == "open"]
        if not fitting:
            return chosen
        chosen[max(fitting, key=lambda at: (problem.values[at], -at))] = True


def _answer(problem: Problem, chosen: Flags, bound: float, seconds: float) -> Selection:
    value = problem.value_of(chosen)
    bound = max(value, bound)
    whole = bool(np.all(problem.values == np.round(problem.values)))
    if whole:
        bound = max(value, float(np.floor(bound + DUST)))
    elif bound - value <= 1e-9 * max(1.0, abs(value)):
        bound = value
    gap = None if value <= 0 < bound else (bound - value) / value if value > 0 else 0.0
    return Selection(True, tuple(int(at) for at in np.flatnonzero(chosen)), value, bound, gap, seconds)
