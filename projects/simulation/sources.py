"""Where risks and costs come from: rooms that know them register themselves here.

Until one does, the simulation says that no risks are quantified, and that the cost is not available.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from projects.portfolio.models import Project
from projects.simulation.choices import Mode

Right = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DriverEffect:
    """What a risk does when it happens; a triangular size between low, likely and high.

    task_id   None: on every task (factor), on the end of the project (days), on the total (money)
    how       factor: 1.2 = a fifth longer or dearer; days: working days; money: in the currency of the driver
    line_id   instead of a task, a cost line: dearer by a factor, or by money
    """

    task_id: int | None
    how: Literal["factor", "days", "money"]
    low: Decimal
    likely: Decimal
    high: Decimal
    line_id: int | None = None


@dataclass(frozen=True, slots=True)
class Driver:
    """A risk with its probability, 0 … 1, and the currency of its money."""

    risk_id: int
    code: str
    title: str
    probability: Decimal
    effects: tuple[DriverEffect, ...]
    title_en: str = ""
    url: str = ""
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class CostLine:
    """A sum of money with its three points. With ``task_id`` it grows with the duration of that task.

    spent   what of it is certain, whatever happens; part of all three points
    """

    line_id: int
    title: str
    low: Decimal
    likely: Decimal
    high: Decimal
    task_id: int | None = None
    spent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Budget:
    """What was approved (None: nothing yet), and the currency of the costs."""

    amount: Decimal | None
    currency: str = "CNY"


Drivers = Callable[[Project, Mode], Sequence[Driver]]
Costs = Callable[[Project], Sequence[CostLine]]
Budgets = Callable[[Project], Budget | None]
# What one unit of these currencies is worth in another one today; those without a rate are left out.
Rates = Callable[[set[str], str], Mapping[str, Decimal]]


@dataclass
class _Known:
    drivers: Drivers | None = None
    driver_right: Right | None = None
    named: Callable[[Project, Any], set[int]] | None = None
    both: Callable[[Project], Sequence[Sequence[Driver]]] | None = None
    costs: Costs | None = None
    cost_right: Right | None = None
    budget: Budgets | None = None
    rates: Rates | None = None


_known = _Known()


def register_drivers(
    ask: Drivers,
    *,
    right: Right | None = None,
    named: Callable[[Project, Any], set[int]] | None = None,
    both: Callable[[Project], Sequence[Sequence[Driver]]] | None = None,
) -> None:
    """`right`: what a reader needs to see risks by name; `named`: ids of those this reader may see, None = all.

    `both`: the drivers of today and those after the responses, read together."""
    _known.drivers, _known.driver_right, _known.named, _known.both = ask, right, named, both


def register_costs(
    ask: Costs, *, right: Right | None = None, budget: Budgets | None = None, rates: Rates | None = None
) -> None:
    """`right`: what a reader needs to see money; `budget`: what the cost is held against; `rates` of exchange."""
    _known.costs, _known.cost_right, _known.budget, _known.rates = ask, right, budget, rates


def forget() -> None:
    """As before anybody registered."""
    global _known
    _known = _Known()


def has_drivers() -> bool:
    return _known.drivers is not None


def has_costs() -> bool:
    return _known.costs is not None


def drivers_of(project: Project, mode: Mode) -> list[Driver]:
    return list(_known.drivers(project, mode)) if _known.drivers else []


def drivers_of_both(project: Project) -> tuple[list[Driver], list[Driver]]:
    """As they are today, and after the responses."""
    if _known.both is None:
        return drivers_of(project, Mode.CURRENT), drivers_of(project, Mode.AFTER)
    current, after = _known.both(project)
    return list(current), list(after)


def costs_of(project: Project) -> list[CostLine]:
    return list(_known.costs(project)) if _known.costs else []


def budget_of(project: Project) -> Budget | None:
    return _known.budget(project) if _known.budget else None


def rates_to(currency: str, others: set[str]) -> Mapping[str, Decimal]:
    """What one unit of the others is worth; those without a rate are left out."""
    wanted = others - {currency}
    known = _known.rates(wanted, currency) if wanted and _known.rates else {}
    return {**known, currency: Decimal(1)}


def may_see_money(user: Any, project: Project) -> bool:
    return _allowed(user, _known.cost_right, project)


def named_risks(user: Any, project: Project) -> set[int] | None:
    """Ids of the risks this reader may see by name; None = all of them."""
    if not _allowed(user, _known.driver_right, project):
        return set()
    return _known.named(project, user) if _known.named else None


def _allowed(user: Any, right: Right | None, project: Project) -> bool:
    from pmo.access import policy

    return right is None or policy.may(user, right[1], right[0], project_id=project.pk)
