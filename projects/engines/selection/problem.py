"""Candidates with what each is worth and uses, limits on what all use together, and rules between them.

maximise Σ v·x with x ∈ {0, 1}, Σ u·x ≤ most for every limit, x_a ≤ x_b where a needs b, x_a + x_b ≤ 1 where a and b
exclude each other, x_a = 1 where a must be chosen, x_a = 0 where it must not (FORMULAS.md "Portfolio").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Sums of whole numbers up to here are exact in a double: money goes in as cents, amounts as thousandths.
LARGEST = 2.0**52


class ProblemError(ValueError):
    """The numbers do not make a problem."""


class RuleKind(StrEnum):
    MUST = "must"
    MUST_NOT = "must_not"
    NEEDS = "needs"
    EXCLUDES = "excludes"


@dataclass(frozen=True)
class Rule:
    """`a` must, must not, needs `b`, or excludes `b`; both are positions of candidates."""

    kind: RuleKind
    a: int
    b: int = -1

    @property
    def forced(self) -> bool:
        return self.kind in (RuleKind.MUST, RuleKind.MUST_NOT)


@dataclass(frozen=True)
class Limit:
    """What all chosen candidates may use of one thing: `use` (n,), at most `most`, in whole units."""

    code: str
    use: Floats
    most: float


@dataclass(frozen=True)
class Problem:
    """`values` (n,), whatever is to be as large as possible in sum; `costs` (n,) under `budget`, None: no limit."""

    values: Floats
    costs: Floats
    budget: float | None = None
    limits: Sequence[Limit] = field(default_factory=tuple)
    rules: Sequence[Rule] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        rows = [("costs", self.costs, 0.0 if self.budget is None else self.budget)]
        rows += [(limit.code, limit.use, limit.most) for limit in self.limits]
        if not np.all(np.isfinite(self.values)):
            raise ProblemError("values are not numbers")
        for code, use, most in rows:
            if use.shape != self.values.shape:
                raise ProblemError(f"{code}: {use.shape[0]} figures for {self.size} candidates")
            if not np.all(np.isfinite(use)) or np.any(use < 0) or use.sum() > LARGEST:
                raise ProblemError(f"{code}: what is used is negative or not a number")
            if not np.isfinite(most) or most < 0:
                raise ProblemError(f"{code}: the limit is negative or not a number")
        for rule in self.rules:
            ends = (rule.a,) if rule.forced else (rule.a, rule.b)
            if any(not 0 <= end < self.size for end in ends) or (not rule.forced and rule.a == rule.b):
                raise ProblemError("a rule names no candidate")

    @property
    def size(self) -> int:
        return int(self.values.shape[0])

    def rows(self) -> list[Limit]:
        """Every limit, the budget first."""
        budget = [] if self.budget is None else [Limit("budget", self.costs, self.budget)]
        return [*budget, *self.limits]

    def with_budget(self, budget: float) -> Problem:
        return Problem(self.values, self.costs, budget, self.limits, self.rules)

    def without(self, rule: Rule) -> Problem:
        return Problem(self.values, self.costs, self.budget, self.limits, [r for r in self.rules if r != rule])

    def value_of(self, chosen: Flags) -> float:
        return float(self.values[chosen].sum())

    def to_json(self) -> dict[str, Any]:
        return {
            "values": self.values.tolist(),
            "costs": self.costs.tolist(),
            "budget": self.budget,
            "limits": [{"code": row.code, "use": row.use.tolist(), "most": row.most} for row in self.limits],
            "rules": [[rule.kind.value, rule.a, rule.b] for rule in self.rules],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Problem:
        limits = [Limit(row["code"], np.array(row["use"], dtype=float), row["most"]) for row in data["limits"]]
        rules = [Rule(RuleKind(kind), a, b) for kind, a, b in data["rules"]]
        values, costs = (np.array(data[name], dtype=float) for name in ("values", "costs"))
        return cls(values, costs, data["budget"], limits, rules)


def broken(problem: Problem, rule: Rule, chosen: Flags) -> bool:
    a, b = bool(chosen[rule.a]), bool(chosen[rule.b])
    if rule.kind == RuleKind.MUST:
        return not a
    if rule.kind == RuleKind.MUST_NOT:
        return a
    return a and (not b if rule.kind == RuleKind.NEEDS else b)


def violations(problem: Problem, chosen: Flags) -> list[Limit | Rule]:
    """Every limit and rule a choice breaks, without any tolerance; empty when it can be carried out."""
    over: list[Limit | Rule] = [row for row in problem.rows() if row.use[chosen].sum() > row.most]
    return over + [rule for rule in problem.rules if broken(problem, rule, chosen)]
