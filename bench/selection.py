"""Selection of projects at full size: 1,000 candidates, 12 periods, 5 resources, budgets, dependencies, exclusions.

    python -m bench.selection [--seeds 5] [--seconds 5]

Limit: a proved gap of at most 1 % within 5 s, the start of the process and the way there and back included.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from projects.engines.selection import Limit, Problem, Rule, RuleKind, Solver, violations

CANDIDATES, PERIODS, RESOURCES, YEARS, UNITS = 1000, 12, 5, 3, 20
LIMIT_GAP, LIMIT_SECONDS = 1.0, 5.0


def problem(seed: int) -> Problem:
    """Projects that run some periods, use most resources, cost most in their first year, burden one to three units."""
    rng = np.random.default_rng(seed)
    costs = np.round(rng.lognormal(4, 0.7, CANDIDATES)) + 1
    demand = np.zeros((CANDIDATES, RESOURCES, PERIODS))
    load = np.zeros((CANDIDATES, UNITS))
    for at in range(CANDIDATES):
        first, length = rng.integers(0, PERIODS - 1), rng.integers(2, 7)
        used = rng.random(RESOURCES) < 0.6
        demand[at, used, first : first + length] = rng.integers(1, 20, used.sum())[:, None]
        load[at, rng.choice(UNITS, rng.integers(1, 4), replace=False)] = rng.integers(1, 6)
    yearly = np.round(costs[:, None] * rng.dirichlet([6, 3, 1], CANDIDATES))
    values = np.round(costs * rng.uniform(0.6, 1.6, CANDIDATES))
    uses = {f"year{y}": yearly[:, y] for y in range(YEARS)}
    uses |= {f"r{r}p{p}": demand[:, r, p] for r in range(RESOURCES) for p in range(PERIODS)}
    uses |= {f"unit{u}": load[:, u] for u in range(UNITS)}
    limits = [Limit(code, use, float(np.floor(use.sum() * rng.uniform(0.35, 0.6)))) for code, use in uses.items()]
    pairs = rng.permutation(CANDIDATES)[:300].reshape(-1, 2)
    kinds = [RuleKind.NEEDS] * 100 + [RuleKind.EXCLUDES] * 50
    rules = [Rule(kind, int(a), int(b)) for kind, (a, b) in zip(kinds, pairs, strict=True)]
    return Problem(values, costs, float(np.floor(costs.sum() * 0.45)), limits, rules)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=LIMIT_SECONDS)
    options = parser.parse_args()
    print(f"{CANDIDATES} candidates, {RESOURCES} × {PERIODS} capacities, {YEARS + 1} budgets, {UNITS} units, 150 links")
    for seed in range(options.seeds):
        case = problem(seed)
        began = time.monotonic()
        with Solver() as solver:
            found = solver.ask(case, seconds=options.seconds).selection
            spent = time.monotonic() - began
        assert found is not None
        assert found.gap is not None
        chosen = np.zeros(CANDIDATES, dtype=bool)
        chosen[list(found.chosen)] = True
        print(
            f"seed {seed}: value {found.value:.0f}, bound {found.bound:.0f}, "
            f"gap {100 * found.gap:.3f} % (limit {LIMIT_GAP} %), search {found.seconds:.2f} s, "
            f"with the start and the way there and back {spent:.2f} s (limit {LIMIT_SECONDS} s), "
            f"broken {len(violations(case, chosen))} (limit 0)"
        )


if __name__ == "__main__":
    main()
