"""The readiness engine at the size of a company: 2,000 units, 400 groups, 18 months; 20,000 answers; 200 groups sized.

    python bench/readiness.py

Limits on one core: load ≤ 0.2 s, readiness ≤ 0.05 s, size ≤ 0.01 s. Prints the figure beside its limit and how the cost
of the load grows with the number of units.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from changemgmt.engines import readiness


def best_of(run: Callable[[], object], repeat: int = 3) -> float:
    spent = []
    for _ in range(repeat):
        began = time.perf_counter()
        run()
        spent.append(time.perf_counter() - began)
    return min(spent)


def load(units: int, generator: np.random.Generator) -> Callable[[], object]:
    parent = np.array([-1, *((unit - 1) // 8 for unit in range(1, units))], dtype=np.int64)
    own = np.full(units, 10, dtype=np.int64)
    hit = generator.integers(0, 11, (400, units)) * (generator.random((400, units)) < 0.02)
    points = generator.choice([0.0, 1.0, 5.0, 10.0], (400, 18))
    return lambda: readiness.load(parent, own, hit, points, np.full(units, 15.0))


def main() -> None:
    generator = np.random.default_rng(7)
    answers = generator.integers(1, 6, (20_000, 5))
    levels, people = generator.integers(0, 4, (200, 7)), generator.integers(1, 60, 200)
    given = {"affected": 6_000, "company": 20_000, "units": 40, "months": 9.0}
    rows = (
        ("load of 2,000 units", load(2_000, generator), 0.2),
        ("readiness of 20,000 answers", lambda: readiness.readiness(answers), 0.05),
        ("size of 200 groups", lambda: readiness.size(levels, people, **given), 0.01),  # type: ignore[arg-type]
    )
    for name, run, limit in rows:
        spent = best_of(run)
        print(f"{name}: {spent:.4f} s, limit {limit} s{'' if spent <= limit else '  TOO SLOW'}")
    ratio = best_of(load(2_000, generator)) / best_of(load(500, generator))
    print(f"load, 4 × the units: {ratio:.1f} × the time")


if __name__ == "__main__":
    main()
