"""Why nothing can be chosen, and why a candidate was not. Exact, without a solver.

Nothing uses less than nothing, so whatever is possible at all is possible with the musts and what they need alone: a
problem can be solved if and only if that smallest choice breaks nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from projects.engines.selection.problem import Flags, Limit, Problem, Rule, RuleKind, violations


@dataclass(frozen=True)
class Conflict:
    """Rules and at most one limit that cannot all be kept; without any one of them the others can."""

    rules: tuple[Rule, ...]
    limit: str | None
    # What the candidates that these rules force use of the limit, and what there is.
    used: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Obstacle:
    """What keeps a candidate out of a choice.

    reason   must_not · needs (`other` is not chosen) · excluded (by `other`) · full (`limits`) · nothing (it adds no
             value) · open (it would fit: the search ended before it was proved)
    """

    candidate: int
    reason: str
    other: int | None = None
    limits: tuple[str, ...] = ()


def smallest(size: int, rules: Sequence[Rule]) -> Flags:
    """The musts, and everything they need, directly or not. Shape (size,)."""
    chosen = np.zeros(size, dtype=bool)
    needs: dict[int, list[int]] = {}
    for rule in rules:
        if rule.kind == RuleKind.NEEDS:
            needs.setdefault(rule.a, []).append(rule.b)
    front = [rule.a for rule in rules if rule.kind == RuleKind.MUST]
    while front:
        at = front.pop()
        if not chosen[at]:
            chosen[at] = True
            front += needs.get(at, [])
    return chosen


def possible(problem: Problem) -> bool:
    return not violations(problem, smallest(problem.size, problem.rules))


def conflicts(problem: Problem) -> list[Conflict]:
    """For each limit or rule the smallest choice breaks, an irreducible set that explains it (a deletion filter)."""
    found: list[Conflict] = []
    for fault in violations(problem, smallest(problem.size, problem.rules)):
        limit = fault if isinstance(fault, Limit) else None
        rules = [rule for rule in problem.rules if rule.kind in (RuleKind.MUST, RuleKind.NEEDS)]
        if isinstance(fault, Rule):
            rules.append(fault)
        kept = _filtered(problem, rules, limit)
        used = None if limit is None else float(limit.use[smallest(problem.size, kept)].sum())
        one = Conflict(tuple(kept), limit.code if limit else None, used, limit.most if limit else None)
        if one not in found:
            found.append(one)
    return found


def _filtered(problem: Problem, rules: list[Rule], limit: Limit | None) -> list[Rule]:
    """Drop whatever the contradiction does not need; what uses the limit least goes first."""
    order = sorted(rules, key=lambda rule: (limit.use[rule.a] if limit else 0.0, rule.kind.value, rule.a, rule.b))
    kept = list(rules)
    for rule in order:
        fewer = [other for other in kept if other != rule]
        if _contradicts(problem, fewer, limit):
            kept = fewer
    return kept


def _contradicts(problem: Problem, rules: list[Rule], limit: Limit | None) -> bool:
    bare = Problem(problem.values, problem.costs, None, [limit] if limit else [], rules)
    return not possible(bare)


def obstacles(problem: Problem, chosen: Flags) -> list[Obstacle]:
    """Why each candidate that is not chosen is not, in the order of the candidates."""
    room = [(row, row.most - row.use[chosen].sum()) for row in problem.rows()]
    about: dict[int, list[Rule]] = {}
    for rule in problem.rules:
        about.setdefault(rule.a, []).append(rule)
        if rule.kind == RuleKind.EXCLUDES:
            about.setdefault(rule.b, []).append(rule)
    found = []
    for at in np.flatnonzero(~chosen):
        bound = _by_rule(about.get(int(at), []), chosen, int(at))
        full = tuple(row.code for row, left in room if row.use[at] > left)
        left_out = "nothing" if problem.values[at] <= 0 else "open"
        found.append(bound or Obstacle(int(at), "full" if full else left_out, limits=full))
    return found


def _by_rule(rules: list[Rule], chosen: Flags, at: int) -> Obstacle | None:
    """The first thing a rule says against a candidate, the plainest first."""
    for rule in rules:
        if rule.kind == RuleKind.MUST_NOT:
            return Obstacle(at, "must_not")
    for rule in rules:
        other = rule.b if rule.a == at else rule.a
        if rule.kind == RuleKind.EXCLUDES and chosen[other]:
            return Obstacle(at, "excluded", other)
    for rule in rules:
        if rule.kind == RuleKind.NEEDS and not chosen[rule.b]:
            return Obstacle(at, "needs", rule.b)
    return None
