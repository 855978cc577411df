"""Answers questions about selections on its standard input, one JSON object per line. Run as a process of its own.

    python -m projects.engines.selection.child

A question: {"began", "problem", "seconds", "gap", "budgets": [...], "prices": bool, "seconds_more"}. Answers, one per
line: {"step": "choose" | "frontier" | "prices", "done", "of"} as it goes on, at last {"answer": {"selection",
"frontier", "prices"}} or {"error"}. It ends with its input.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from typing import IO, Any

from projects.engines.selection import solving
from projects.engines.selection.problem import Problem, ProblemError
from projects.engines.selection.results import to_json

# Of the time for a question: what the solver takes to end and the answer to be read; what it searches at least, however
# long the way here took.
ENDING, LEAST = 0.08, 0.1
MEMORY_BYTES = 6 * 1024**3


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What the solver prints must not get between the answers.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as output:
        os.dup2(2, 1)
        _say(output, {"ready": True})
        for line in sys.stdin:
            try:
                _say(output, {"answer": answer(json.loads(line), output)})
            except ProblemError as error:
                _say(output, {"error": str(error)})


def answer(question: dict[str, Any], output: IO[str]) -> dict[str, Any]:
    problem = Problem.from_json(question["problem"])
    seconds, more, gap = question["seconds"], question["seconds_more"], question["gap"]

    def told(step: str) -> Any:
        return lambda done, of: _say(output, {"step": step, "done": done, "of": of})

    left = seconds - (time.monotonic() - question["began"]) - ENDING * seconds
    found = solving.choose(problem, seconds=max(left, LEAST * seconds), gap=0.0)
    told("choose")(1, 1)
    budgets = question["budgets"] if found.feasible else []
    points = solving.frontier(problem, budgets, seconds=more, gap=gap, told=told("frontier"))
    prices = solving.prices(problem, found, seconds=more, gap=gap, told=told("prices")) if question["prices"] else []
    return {
        "selection": to_json(found),
        "frontier": [to_json(point) for point in points],
        "prices": [to_json(price) for price in prices],
    }


def _say(output: IO[str], data: dict[str, Any]) -> None:
    output.write(json.dumps(data) + "\n")
    output.flush()


if __name__ == "__main__":
    main()
