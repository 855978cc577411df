"""Resource-constrained scheduling: when can the work really be done with the people there are.

`serial` gives a feasible schedule at once, `improve` a better one within a time limit, `violations` says whether one
is feasible at all. Slots are whole units of time of the caller's choice.
"""

from projects.engines.levelling.checking import violations
from projects.engines.levelling.heuristic import serial
from projects.engines.levelling.improving import Improvement, improve
from projects.engines.levelling.problem import Link, Problem, ProblemError

__all__ = ["Improvement", "Link", "Problem", "ProblemError", "improve", "serial", "violations"]
