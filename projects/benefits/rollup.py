"""Benefits of all projects a person may see, hard and soft apart, in one currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pmo.access import policy
from projects.benefits import figures, words
from projects.benefits.figures import Figures, Sums
from projects.budget.selectors import rates
from projects.budget.selectors.rates import HOME
from projects.engines.benefits import ZERO
from projects.engines.earned_value import money
from projects.portfolio.choices import SEVERITY, State
from projects.portfolio.models import Project


@dataclass
class Row:
    """One project, in the currency of the sum."""

    project: Project
    status: str
    sentence: Any
    hard: Sums
    soft: Sums
    npv: Decimal | None
    why: str

    @property
    def reason(self) -> str:
        """Why the net present value is not available, in words."""
        return words.reason(self.why) if self.why else ""

    @property
    def adoptable(self) -> Decimal:
        return self.hard.adoptable + self.soft.adoptable

    @property
    def at_adoption(self) -> Decimal:
        return self.hard.at_adoption + self.soft.at_adoption


@dataclass
class RollUp:
    """Rows worst first; projects that could not be added up; those where nothing is agreed yet."""

    currency: str
    rows: list[Row] = field(default_factory=list)
    left_out: list[Project] = field(default_factory=list)
    drafted: list[Project] = field(default_factory=list)

    @property
    def hard(self) -> Sums:
        return sum((row.hard for row in self.rows), Sums())

    @property
    def soft(self) -> Sums:
        return sum((row.soft for row in self.rows), Sums())

    @property
    def npv(self) -> Decimal:
        return sum((row.npv for row in self.rows if row.npv is not None), ZERO)

    @property
    def valued(self) -> int:
        """Projects whose net present value is known."""
        return sum(1 for row in self.rows if row.npv is not None)

    @property
    def adoptable(self) -> Decimal:
        return self.hard.adoptable + self.soft.adoptable

    @property
    def at_adoption(self) -> Decimal:
        return self.hard.at_adoption + self.soft.at_adoption

    @property
    def behind(self) -> int:
        """Projects that bring clearly less than was due."""
        return sum(1 for row in self.rows if row.status == "off")


def seen(user: Any) -> list[int]:
    """Projects whose benefits, all of them, the person may see (one query)."""
    ids = Project.objects.visible_to(user).filter(state__in=(State.ACTIVE, State.ON_HOLD)).values_list("pk", flat=True)
    if policy.may_everywhere(user, "view", "benefit"):
        return list(ids)
    return [pk for pk in ids if policy.may(user, "view", "benefit", project_id=pk)]


def of(user: Any, today: date) -> RollUp:
    """Open projects with benefits, in their common currency; CNY when they differ."""
    rows = figures.with_benefits(Project.objects.filter(pk__in=seen(user))).order_by("key")
    found = figures.of(rows, today)
    currencies = {one.currency for one in found}
    currency = currencies.pop() if len(currencies) == 1 else HOME
    table = rates.load(None if currency == HOME and currencies else {currency})
    made = RollUp(currency)
    for one in found:
        factor = table.of(one.currency, today) if one.currency != currency else Decimal(1)
        if factor is None or one.lacking:
            made.left_out.append(one.project)
        elif one.drafted:
            made.drafted.append(one.project)
        else:
            made.rows.append(_row(one, factor))
    made.rows.sort(key=lambda row: (-SEVERITY[row.status], row.project.key))
    return made


def _row(one: Figures, factor: Decimal) -> Row:
    hard, soft = (sums if factor == 1 else sums.times(factor) for sums in (one.hard, one.soft))
    npv = None if one.npv is None else money(one.npv * factor)
    return Row(one.project, one.status, one.sentence, hard, soft, npv, str(one.missing.get("npv", "")))
