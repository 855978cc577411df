"""What a selection answers, and how it travels out of the process that found it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Selection:
    """`chosen` positions in order. `bound`: no choice can be worth more; gap = (bound − value) / value, 0 when proved.

    `feasible` False: no choice keeps all limits and rules, and everything else is empty. gap is None where value is 0.
    """

    feasible: bool
    chosen: tuple[int, ...] = ()
    value: float = 0.0
    bound: float = 0.0
    gap: float | None = 0.0
    seconds: float = 0.0

    @property
    def proved(self) -> bool:
        return self.feasible and self.bound <= self.value


@dataclass(frozen=True)
class Point:
    """The most value for one budget, and what it costs really. `value` None: nothing can be chosen with so little."""

    budget: float
    value: float | None
    bound: float | None
    cost: float | None
    count: int


@dataclass(frozen=True)
class Price:
    """What forcing rule number `rule` costs: the value without it − with it.

    Between `low` and `high` when the search could not prove both; None: without it nothing can be chosen either.
    """

    rule: int
    price: float | None
    low: float | None
    high: float | None


def selection(data: dict[str, Any]) -> Selection:
    return Selection(**{**data, "chosen": tuple(data["chosen"])})


def to_json(found: Selection | Point | Price) -> dict[str, Any]:
    return asdict(found)
