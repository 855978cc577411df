"""Levelling against the PSPLIB: feasible, optimal where known, and how far from the best known otherwise.

    python -m bench.levelling --data ../shared/data --set j30 --seconds 30 [--every 10]
    python -m bench.levelling --data ../shared/data --set j60 --seconds 10 [--every 10]

Limits: every schedule feasible and never worse than the heuristic; J30 all optimal; J60 mean gap ≤ 1.5 %.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import time
from pathlib import Path

from projects.engines.levelling import improve, serial, violations
from projects.engines.levelling.patterson import read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--set", default="j30", choices=("j30", "j60", "j120"))
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--every", type=int, default=1, help="take every n-th instance")
    parser.add_argument("--workers", type=int, default=4, help="threads of the search; more than cores vary it")
    options = parser.parse_args()
    folder = options.data / "psplib"
    with (folder / "answers.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["file"].startswith(options.set + "/")]
    measure(folder, rows[:: options.every], options.seconds, options.workers)


def measure(folder: Path, rows: list[dict[str, str]], seconds: float, workers: int) -> None:
    feasible, worse, best, gaps, first, spent = 0, 0, 0, [], [], []
    for row in rows:
        problem = read((folder / row["file"]).read_text())
        known = int(row["best_known_makespan"])
        began = time.monotonic()
        quick = serial(problem)
        heuristic = time.monotonic() - began
        found = improve(problem, seconds=seconds, start=quick, workers=workers)
        spent.append(heuristic)
        feasible += not violations(problem, found.starts) and not violations(problem, quick)
        worse += found.makespan > problem.makespan(quick)
        best += found.makespan <= known
        gaps.append(100 * (found.makespan - known) / known)
        first.append(100 * (problem.makespan(quick) - known) / known)
    count = len(rows)
    print(f"instances {count}, feasible {feasible}, worse than the heuristic {worse} (limit 0)")
    print(f"at the best known {best} of {count}; mean gap {statistics.mean(gaps):.2f} %, worst {max(gaps):.2f} %")
    print(f"heuristic alone: mean gap {statistics.mean(first):.2f} %, median {1000 * statistics.median(spent):.1f} ms")


if __name__ == "__main__":
    main()
