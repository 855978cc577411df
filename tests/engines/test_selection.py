"""Selection: exact on published and hand-worked cases, never over a limit, explained where nothing is possible."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.engines.selection import (
    Limit,
    Problem,
    ProblemError,
    Rule,
    RuleKind,
    Solver,
    SolverDied,
    SolverTimedOut,
    conflicts,
    obstacles,
    violations,
)

EXAMPLES = Path(os.environ.get("REFERENCE_DATA", "../shared/data")) / "worked-examples" / "mknap_dev.txt"
MUST, MUST_NOT, NEEDS, EXCLUDES = RuleKind.MUST, RuleKind.MUST_NOT, RuleKind.NEEDS, RuleKind.EXCLUDES


@pytest.fixture(scope="module")
def solver() -> Iterator[Solver]:
    with Solver() as running:
        yield running


def problem(
    values: Any, costs: Any, budget: float | None, rules: Any = (), **limits: tuple[list[float], float]
) -> Problem:
    rows = [Limit(code, np.array(use, dtype=float), most) for code, (use, most) in limits.items()]
    return Problem(np.array(values, dtype=float), np.array(costs, dtype=float), budget, rows, [Rule(*r) for r in rules])


def flags(case: Problem, chosen: Any) -> Any:
    found = np.zeros(case.size, dtype=bool)
    found[list(chosen)] = True
    return found


def brute(case: Problem) -> float | None:
    """The best of all 2^n choices."""
    best = None
    for bits in itertools.product([False, True], repeat=case.size):
        chosen = np.array(bits, dtype=bool)
        if not violations(case, chosen):
            value = case.value_of(chosen)
            best = value if best is None else max(best, value)
    return best


# FORMULAS.md "Portfolio": greedy by value per cost takes 60 and 100 and stops at 160.
GOLDEN = problem([60, 100, 120], [10, 20, 30], 50)


def test_the_golden_case_beats_greed(solver: Solver) -> None:
    found = solver.ask(GOLDEN, seconds=5).selection
    assert found is not None
    assert (found.value, found.chosen, found.gap, found.proved) == (220.0, (1, 2), 0.0, True)


def test_the_published_multidimensional_knapsacks_are_solved_to_their_optimum(solver: Solver) -> None:
    # Petersen 1967, problems 1 and 2, as in the OR-Library (mknap1).
    first = problem(
        [100, 600, 1200, 2400, 500, 2000],
        [0] * 6,
        None,
        **{
            f"c{n}": (use, most)
            for n, (use, most) in enumerate(
                [
                    ([8, 12, 13, 64, 22, 41], 80),
                    ([8, 12, 13, 75, 22, 41], 96),
                    ([3, 6, 4, 18, 6, 4], 20),
                    ([5, 10, 8, 32, 6, 12], 36),
                    ([5, 13, 8, 42, 6, 20], 44),
                    ([5, 13, 8, 48, 6, 20], 48),
                    ([0, 0, 0, 0, 8, 0], 10),
                    ([3, 0, 4, 0, 8, 0], 18),
                    ([3, 2, 4, 0, 8, 4], 22),
                    ([3, 2, 4, 8, 8, 4], 24),
                ]
            )
        },
    )
    found = solver.ask(first, seconds=5).selection
    assert found is not None
    assert found.value == 3800
    assert found.proved


@pytest.mark.reference
@pytest.mark.skipif(not EXAMPLES.exists(), reason="reference data absent (REFERENCE_DATA)")
def test_the_worked_examples_are_met_exactly(solver: Solver) -> None:
    numbers = iter(EXAMPLES.read_text().split())
    for case, known in _mknap(numbers):
        found = solver.ask(case, seconds=20).selection
        assert found is not None
        assert found.value == pytest.approx(known, abs=1e-6)
        assert found.proved


def _mknap(numbers: Iterator[str]) -> Iterator[tuple[Problem, float]]:
    while (first := next(numbers, None)) is not None:
        n, m, known = int(first), int(next(numbers)), float(next(numbers))
        values = [float(next(numbers)) for _ in range(n)]
        uses = [[float(next(numbers)) for _ in range(n)] for _ in range(m)]
        mosts = [float(next(numbers)) for _ in range(m)]
        rows = {f"c{at}": (use, most) for at, (use, most) in enumerate(zip(uses, mosts, strict=True))}
        yield problem(values, [0] * n, None, **rows), known


def test_what_is_a_hair_over_the_budget_is_over(solver: Solver) -> None:
    # One cent above a hundred million: inside any solver's tolerance.
    case = problem([3, 2, 1], [5_000_000_001, 5_000_000_000, 4_999_999_999], 10_000_000_000)
    found = solver.ask(case, seconds=5).selection
    assert found is not None
    assert violations(case, flags(case, found.chosen)) == []
    assert found.chosen == (0, 2)


def test_forced_choices_have_their_price(solver: Solver) -> None:
    case = problem([60, 100, 120], [10, 20, 30], 50, [(MUST, 0)])
    answer = solver.ask(case, seconds=5, prices=True)
    assert answer.selection is not None
    # 60 + 120 within 50, instead of 220.
    assert (answer.selection.value, answer.selection.chosen) == (180.0, (0, 2))
    assert [(p.rule, p.price) for p in answer.prices] == [(0, 40.0)]


def test_the_frontier_is_the_best_for_each_budget(solver: Solver) -> None:
    answer = solver.ask(GOLDEN, seconds=5, budgets=[60, 10, 30, 50, 0])
    assert [(p.budget, p.value, p.cost) for p in answer.frontier] == [
        (0, 0, 0), (10, 60, 10), (30, 160, 30), (50, 220, 50), (60, 280, 60),
    ]  # fmt: skip


def test_musts_above_the_budget_are_named_and_nothing_else(solver: Solver) -> None:
    rules = [(MUST, 0), (MUST, 1), (MUST, 2), (NEEDS, 1, 3), (EXCLUDES, 0, 4)]
    case = problem([1] * 5, [10, 20, 30, 40, 1], 65, rules)
    found = solver.ask(case, seconds=5, budgets=[10], prices=True)
    assert found.selection is not None
    assert not found.selection.feasible
    assert found.frontier == ()
    (one,) = conflicts(case)
    # 20 + 40 + 30 is too much already; the first and the exclusion have nothing to do with it.
    assert one.rules == (Rule(MUST, 1), Rule(MUST, 2), Rule(NEEDS, 1, 3))
    assert (one.limit, one.used, one.most) == ("budget", 90.0, 65.0)


def test_a_must_that_needs_a_must_not_is_named() -> None:
    case = problem([1] * 4, [1] * 4, None, [(MUST, 0), (NEEDS, 0, 1), (NEEDS, 1, 2), (MUST_NOT, 2), (MUST, 3)])
    (one,) = conflicts(case)
    assert set(one.rules) == {Rule(MUST, 0), Rule(NEEDS, 0, 1), Rule(NEEDS, 1, 2), Rule(MUST_NOT, 2)}
    assert one.limit is None


def test_why_not() -> None:
    rules = [(MUST_NOT, 1), (EXCLUDES, 0, 2), (NEEDS, 3, 1)]
    case = problem([9, 9, 9, 9, 9, 0], [5, 1, 1, 1, 6, 1], 10, rules)
    assert [(o.candidate, o.reason, o.other, o.limits) for o in obstacles(case, flags(case, [0]))] == [
        (1, "must_not", None, ()),
        (2, "excluded", 0, ()),
        (3, "needs", 1, ()),
        (4, "full", None, ("budget",)),
        (5, "nothing", None, ()),
    ]


@pytest.mark.parametrize(
    ("costs", "budget", "rules"),
    [([-1, 1], 1, []), ([1, float("nan")], 1, []), ([1, 1], -1, []), ([1, 1], 1, [(MUST, 7)]), ([1], 1, [])],
)
def test_numbers_that_make_no_problem_are_refused(costs: Any, budget: float, rules: Any) -> None:
    with pytest.raises(ProblemError):
        problem([1, 1], costs, budget, rules)


# --- properties -------------------------------------------------------------------------------------------------------

SMALL = st.integers(0, 30)


@st.composite
def cases(draw: Any, most_rules: int = 6) -> Problem:
    size = draw(st.integers(1, 8))
    column = st.lists(SMALL, min_size=size, max_size=size)
    at = st.integers(0, size - 1)
    rules = []
    for kind, a, b in draw(st.lists(st.tuples(st.sampled_from(RuleKind), at, at), max_size=most_rules)):
        if kind in (MUST, MUST_NOT):
            rules.append((kind, a))
        elif a != b:
            rules.append((kind, a, b))
    limits = {f"l{n}": (draw(column), draw(st.integers(0, 60))) for n in range(draw(st.integers(0, 3)))}
    budget = draw(st.one_of(st.none(), st.integers(0, 100)))
    return problem(draw(column), draw(column), budget, rules, **limits)


asked = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@asked
@given(case=cases())
def test_equals_the_best_of_all_choices_and_breaks_nothing(solver: Solver, case: Problem) -> None:
    found, best = solver.ask(case, seconds=10).selection, brute(case)
    assert found is not None
    assert found.feasible == (best is not None)
    if best is None:
        assert conflicts(case)
    else:
        assert violations(case, flags(case, found.chosen)) == []
        assert found.value == best == found.bound
        assert len(obstacles(case, flags(case, found.chosen))) == case.size - len(found.chosen)


@asked
@given(case=cases(), more=st.lists(st.integers(0, 200), min_size=2, max_size=5))
def test_more_budget_is_never_worth_less(solver: Solver, case: Problem, more: list[int]) -> None:
    points = solver.ask(case, seconds=10, budgets=more).frontier
    values = [point.value for point in points if point.value is not None]
    assert values == sorted(values)
    # Once something is possible it stays possible.
    assert [p.value is None for p in points] == sorted((p.value is None for p in points), reverse=True)


@asked
@given(case=cases(), data=st.data())
def test_the_order_of_the_candidates_does_not_matter(solver: Solver, case: Problem, data: Any) -> None:
    order = data.draw(st.permutations(range(case.size)))
    place = {old: new for new, old in enumerate(order)}
    moved = Problem(
        case.values[order],
        case.costs[order],
        case.budget,
        [Limit(row.code, row.use[order], row.most) for row in case.limits],
        [Rule(r.kind, place[r.a], place.get(r.b, -1)) for r in case.rules],
    )
    one, other = solver.ask(case, seconds=10).selection, solver.ask(moved, seconds=10).selection
    assert one is not None
    assert other is not None
    assert (one.feasible, one.value) == (other.feasible, other.value)


@given(case=cases(most_rules=12))
@settings(max_examples=200, deadline=None)
def test_without_any_one_of_its_parts_a_conflict_is_gone(case: Problem) -> None:
    limits = {row.code: row for row in case.rows()}
    for one in conflicts(case):
        only = [limits[one.limit]] if one.limit else []

        def feasible(rules: Any, rows: Any = only) -> bool:
            return brute(Problem(case.values, case.costs, None, rows, rules)) is not None

        assert not feasible(one.rules)
        for rule in one.rules:
            assert feasible([r for r in one.rules if r != rule])
        if one.limit:
            assert feasible(one.rules, [])


# --- the process ------------------------------------------------------------------------------------------------------


def test_progress_is_told_and_a_stop_is_obeyed(solver: Solver) -> None:
    told: list[tuple[str, float]] = []
    solver.ask(GOLDEN, seconds=5, budgets=[10, 20], progress=lambda step, share: told.append((step, share)))
    assert ("choose", 1.0) in told
    assert ("frontier", 1.0) in told
    with Solver() as other:
        assert other.ask(GOLDEN, seconds=5, stop=lambda: True).stopped


def test_a_process_that_dies_says_so() -> None:
    with (
        Solver([sys.executable, "-c", "import sys; sys.exit('no memory left')"]) as dying,
        pytest.raises(SolverDied, match="no memory left"),
    ):
        dying.ask(GOLDEN, seconds=5)


def test_the_start_of_the_process_counts_into_the_time_of_its_first_question() -> None:
    said = "print(json.dumps({'error': str(json.loads(line)['began'])}), flush=True)"
    told = f"import json, sys\nfor line in sys.stdin: {said}"
    before = time.monotonic()
    with Solver([sys.executable, "-c", told]) as echo:
        opened = time.monotonic()
        with pytest.raises(ProblemError) as first:
            echo.ask(GOLDEN, seconds=5)
        with pytest.raises(ProblemError) as second:
            echo.ask(GOLDEN, seconds=5)
    assert before <= float(str(first.value)) <= opened < float(str(second.value))


def test_a_question_that_came_late_is_searched_all_the_same(solver: Solver) -> None:
    solver._began = time.monotonic() - 3600
    late, early = solver.ask(GOLDEN, seconds=5).selection, solver.ask(GOLDEN, seconds=5).selection
    assert late is not None
    assert early is not None
    assert (late.chosen, late.bound) == (early.chosen, early.bound)


def test_a_process_that_hangs_is_ended() -> None:
    with Solver([sys.executable, "-c", "import time; time.sleep(60)"], grace=0.2) as hanging:
        with pytest.raises(SolverTimedOut):
            hanging.ask(GOLDEN, seconds=0.1)
        process = hanging._process
    assert process.poll() is not None


def test_the_application_never_loads_the_solver_that_breaks_the_other() -> None:
    """Everything the web and worker processes import, then OR-Tools, then what must not be there."""
    script = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")
import django
django.setup()
import pmo.urls, pmo.tasks, projects.tasks
import projects.engines.selection
loaded = [name for name in sys.modules if "highs" in name.lower() or name == "projects.engines.selection.solving"]
assert not loaded, loaded
from projects.engines.levelling import improve
from projects.engines.selection import Problem, Solver
import numpy as np
with Solver() as solver:
    assert solver.ask(Problem(np.array([1.0]), np.array([1.0])), seconds=5).selection.value == 1
assert not [name for name in sys.modules if "highs" in name.lower()]
"""
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
