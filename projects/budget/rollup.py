"""Money of all projects a person may see, in one currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from pmo.texts import Sentence
from projects.budget import figures
from projects.budget.figures import Figures
from projects.budget.models import Budget
from projects.budget.selectors import rates
from projects.budget.selectors.ledger import visible
from projects.budget.selectors.rates import HOME
from projects.budget.selectors.released import ZERO
from projects.engines import earned_value as engine
from projects.engines.earned_value import Measures
from projects.portfolio.choices import SEVERITY, State
from projects.portfolio.models import Project

SUMMED = ("approved", "released", "committed", "actual", "eac")


@dataclass
class Row:
    """One project, in the currency of the sum. None where it is not known."""

    project: Project
    status: str
    sentence: Sentence
    approved: Decimal | None
    released: Decimal
    committed: Decimal
    actual: Decimal
    eac: Decimal | None
    free: Decimal
    cpi: Decimal | None
    spi: Decimal | None


@dataclass
class RollUp:
    """Rows worst first, their sums, and the projects that could not be added up."""

    currency: str
    rows: list[Row] = field(default_factory=list)
    left_out: list[Project] = field(default_factory=list)
    measures: Measures | None = None

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(row, name) or ZERO for row in self.rows), ZERO)

    @property
    def approved(self) -> Decimal:
        return self._sum("approved")

    @property
    def released(self) -> Decimal:
        return self._sum("released")

    @property
    def committed(self) -> Decimal:
        return self._sum("committed")

    @property
    def actual(self) -> Decimal:
        return self._sum("actual")

    @property
    def eac(self) -> Decimal:
        return self._sum("eac")

    @property
    def free(self) -> Decimal:
        return self._sum("free")

    @property
    def over(self) -> Decimal:
        """By how much the projects that will exceed their budgets do."""
        return sum(
            (row.eac - row.approved for row in self.rows if row.eac and row.approved and row.eac > row.approved), ZERO
        )

    @property
    def cpi(self) -> Decimal | None:
        return self._ratio("cpi")

    @property
    def spi(self) -> Decimal | None:
        return self._ratio("spi")

    def _ratio(self, name: str) -> Decimal | None:
        found = getattr(self.measures, name) if self.measures is not None else None
        return found if isinstance(found, Decimal) else None

    @property
    def over_count(self) -> int:
        return sum(1 for row in self.rows if row.eac and row.approved and row.eac > row.approved)


def open_budgets(user: Any) -> QuerySet[Budget]:
    """Of open projects whose money the person may see."""
    return visible(user).filter(project__state__in=(State.ACTIVE, State.ON_HOLD)).order_by("project__key")


def of(budgets: QuerySet[Budget], today: date) -> RollUp:
    """In the common currency of the budgets; CNY when they differ."""
    found = figures.of(budgets, today)
    currencies = {one.currency for one in found}
    currency = currencies.pop() if len(currencies) == 1 else HOME
    table = rates.load(None if currency == HOME else {currency})
    made = RollUp(currency)
    sums = {"bac": ZERO, "pv": ZERO, "ev": ZERO, "ac": ZERO, "etc": ZERO}
    earned = {one.project.pk: m for one, m in figures.measures(found)}
    for one in found:
        factor = table.of(one.currency, today) if one.currency != currency else Decimal(1)
        if factor is None or one.lacking:
            made.left_out.append(one.project)
            continue
        measures = earned.get(one.project.pk)
        made.rows.append(_row(one, measures, factor))
        if measures is not None:
            for name in ("bac", "pv", "ev", "ac"):
                sums[name] += engine.money(getattr(measures, name) * factor)
            sums["etc"] += engine.money(one.etc * factor)
    if sums["bac"]:
        made.measures = engine.measure(sums["bac"], sums["pv"], sums["ev"], sums["ac"], sums["etc"])
    made.rows.sort(key=lambda row: (-SEVERITY[row.status], row.project.key))
    return made


@dataclass
class Total:
    """Sums alone, in one currency, and the keys of projects that could not be added up."""

    currency: str
    projects: int = 0
    left_out: list[str] = field(default_factory=list)
    amounts: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(SUMMED, ZERO))


def total(budgets: QuerySet[Budget], today: date) -> Total:
    """As `of` sums, without its rows: a few columns of a thousand projects instead of all of them."""
    names = ("project__key", "currency", "standing__lacking", *(f"standing__{name}" for name in SUMMED))
    table, rest = figures.stored(budgets, today, names)
    for f in figures.of(budgets.filter(pk__in=rest), today) if rest else ():
        table.append((f.project.key, f.currency, f.lacking, *(getattr(f, name) for name in SUMMED)))
    currencies = {row[1] for row in table}
    made = Total(currencies.pop() if len(currencies) == 1 else HOME)
    known = rates.load(None if made.currency == HOME else {made.currency})
    for key, currency, lacking, *amounts in sorted(table, key=lambda row: row[0]):
        factor = known.of(currency, today) if currency != made.currency else Decimal(1)
        if factor is None or lacking:
            made.left_out.append(key)
            continue
        made.projects += 1
        for name, amount in zip(SUMMED, amounts, strict=True):
            if amount:
                made.amounts[name] += amount if factor == 1 else engine.money(amount * factor)
    return made


def _row(one: Figures, measures: Measures | None, factor: Decimal) -> Row:
    def own(value: Decimal | None) -> Decimal | None:
        return value if value is None or factor == 1 else engine.money(value * factor)

    def ratio(name: str) -> Decimal | None:
        found = getattr(measures, name) if measures is not None else None
        return found if isinstance(found, Decimal) else None

    return Row(
        one.project,
        one.status,
        one.sentence,
        own(one.approved),
        own(one.released) or ZERO,
        own(one.committed) or ZERO,
        own(one.actual) or ZERO,
        own(one.eac),
        own(one.free) or ZERO,
        ratio("cpi"),
        ratio("spi"),
    )
