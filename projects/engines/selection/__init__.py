"""Which proposals to carry out: exact selection by an integer programme, with the bound, the frontier and the prices.

Whoever needs an answer asks `Solver`: the programme is solved in a process of its own.
"""

from projects.engines.selection.explaining import Conflict, Obstacle, conflicts, obstacles, possible
from projects.engines.selection.problem import Limit, Problem, ProblemError, Rule, RuleKind, violations
from projects.engines.selection.results import Point, Price, Selection
from projects.engines.selection.running import Solver, SolverDied, SolverTimedOut

__all__ = [
    "Conflict",
    "Limit",
    "Obstacle",
    "Point",
    "Price",
    "Problem",
    "ProblemError",
    "Rule",
    "RuleKind",
    "Selection",
    "Solver",
    "SolverDied",
    "SolverTimedOut",
    "conflicts",
    "obstacles",
    "possible",
    "violations",
]
