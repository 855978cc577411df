"""Adoption engines at the size of a company: 20,000 people, 180 days, 40 units; 40 forecasts; 2,000 free texts.

    python bench/adoption.py

Limits on one core: everything a page of adoption needs ≤ 2 s, one forecast ≤ 0.5 s, themes of 2,000 answers ≤ 5 s,
suppression of 2,000 units ≤ 0.2 s. Prints the figure beside its limit and how the cost grows with the number of people.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from metrics.engines import adoption_curve, adoption_rates, ranking, themes
from pmo.engines import suppression

WORDS = [
    "审批",
    "流程",
    "报销",
    "发票",
    "识别",
    "手机",
    "提交",
    "系统",
    "太慢",
    "经常",
    "出错",
    "扫码",
    "夜班",
    "排队",
    "培训",
    "清楚",
    "领导",
    "催办",
    "打印",
    "数据",
]


def best_of(run: Callable[[], object], repeat: int = 3) -> float:
    spent = []
    for _ in range(repeat):
        began = time.perf_counter()
        run()
        spent.append(time.perf_counter() - began)
    return min(spent)


def everything(people: int, generator: np.random.Generator) -> Callable[[], object]:
    active = generator.random((people, 180)) < 0.3
    working = np.arange(180) % 7 < 5
    eligible = np.ones(people, dtype=np.bool_)
    unit = generator.integers(0, 40, people)
    earlier = generator.random(people) < 0.2
    weeks = active[:, :175].reshape(people, 25, 7).any(axis=2)

    def run() -> None:
        adoption_rates.adoption_by_group(active[:, -30:], eligible, unit, 40)
        adoption_rates.active_people(active, working)
        adoption_rates.stickiness(active[:, -30:], working[-30:])
        adoption_rates.lifecycle(weeks, earlier)
        adoption_rates.retention(weeks)

    return run


def main() -> int:
    generator = np.random.default_rng(1)
    missed = 0

    def row(name: str, seconds: float, limit: float) -> None:
        nonlocal missed
        missed += seconds > limit
        print(f"{name:<42}{seconds * 1000:>10.1f} ms   limit {limit * 1000:>7,.0f} ms")

    large = best_of(everything(20_000, generator))
    small = best_of(everything(5_000, generator))
    row("figures of 20,000 people, 180 days", large, 2.0)
    print(f"four times the people cost {large / small:.2f} times as much (4 = linear)")
    weeks = np.arange(13) * 7.0
    course = 0.95 / (1 + np.exp(-0.06 * (weeks - 45))) + generator.normal(0, 0.01, 13)
    row(
        "one forecast, 400 courses",
        best_of(lambda: adoption_curve.forecast(weeks, course.clip(0, 1), 0.9, np.random.default_rng(2), ceiling=1.0)),
        0.5,
    )
    eligible = generator.integers(5, 400, 500)
    active = (eligible * generator.random(500)).astype(np.int64)
    row(
        "ranking of 500 units",
        best_of(lambda: ranking.rank(active, eligible, np.full(500, 0.9), active // 2, eligible)),
        0.1,
    )
    parent = np.array([-1, *(int(generator.integers(0, max(1, unit // 4))) for unit in range(1, 2000))])
    own = generator.integers(0, 9, (2000, 3))
    row("suppression of 2,000 units, 3 columns", best_of(lambda: suppression.suppress(parent, own)), 0.2)
    texts = ["，".join("".join(generator.choice(WORDS, 3)) for _ in range(3)) for _ in range(2000)]
    row("themes of 2,000 answers", best_of(lambda: themes.themes(texts), 1), 5.0)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
