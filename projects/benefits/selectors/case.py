"""The value case of a project: money out of its budget, money in from its benefits, and what that is worth.

Two sides: as agreed (approved budget, agreed benefits), and as expected today (spent and still to come; realised, and
what today's plan says of the months ahead).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

from projects.benefits.choices import Nature
from projects.benefits.selectors import book, rules
from projects.benefits.selectors.book import Line, Months
from projects.benefits.selectors.months import month_of
from projects.benefits.selectors.rules import Rule
from projects.budget.choices import Spending
from projects.budget.models import Budget
from projects.budget.selectors import cash, ledger, rates
from projects.budget.selectors.ledger import Ledger
from projects.engines import benefits as engine
from projects.engines.benefits import ZERO, Figure, Missing, Payback
from projects.engines.earned_value import money
from projects.portfolio.models import Project

NO_BUDGET, NOT_APPROVED, NOTHING = Missing("no_budget"), Missing("not_approved"), Missing("nothing")


@dataclass
class Side:
    """Money in and out by month, in the currency of the case; hard and soft apart, costs as positive amounts."""

    rule: Rule
    capital: Months = field(default_factory=dict)
    operating: Months = field(default_factory=dict)
    hard: Months = field(default_factory=dict)
    soft: Months = field(default_factory=dict)

    @cached_property
    def months(self) -> list[int]:
        known = [
            m for part in (self.capital, self.operating, self.hard, self.counted_soft) for m, v in part.items() if v
        ]
        return list(range(min(known), max(known) + 1)) if known else []

    @property
    def counted_soft(self) -> Months:
        return self.soft if self.rule.count_soft else {}

    def benefit_of(self, month: int) -> Decimal:
        return self.hard.get(month, ZERO) + self.counted_soft.get(month, ZERO)

    def cost_of(self, month: int) -> Decimal:
        return self.capital.get(month, ZERO) + self.operating.get(month, ZERO)

    @cached_property
    def flows(self) -> list[Decimal]:
        return [self.benefit_of(month) - self.cost_of(month) for month in self.months]

    @cached_property
    def worth(self) -> list[Decimal]:
        """The flows discounted to the first month."""
        return engine.discounted(self.flows, engine.per_month(self.rule.rate / engine.HUNDRED))

    @property
    def cumulated(self) -> list[Decimal]:
        return list(accumulate(self.flows))

    @property
    def cumulated_worth(self) -> list[Decimal]:
        return [money(value) for value in accumulate(self.worth)]

    @property
    def benefit(self) -> Decimal:
        return sum((self.benefit_of(month) for month in self.months), ZERO)

    @property
    def cost(self) -> Decimal:
        return sum((self.cost_of(month) for month in self.months), ZERO)

    @cached_property
    def npv(self) -> Figure:
        return engine.npv(self.flows, engine.per_month(self.rule.rate / engine.HUNDRED))

    @cached_property
    def irr(self) -> Figure:
        """Percent a year."""
        found = engine.annual_irr(self.flows)
        return found if isinstance(found, Missing) else found * engine.HUNDRED

    @property
    def payback(self) -> Payback | Missing:
        return engine.payback(self.flows)

    @property
    def discounted_payback(self) -> Payback | Missing:
        return engine.payback(self.worth)

    @property
    def roi(self) -> Figure:
        return engine.roi(self.benefit, self.cost)


@dataclass
class Case:
    """What a project is worth. A side that cannot be made is the reason why."""

    project: Project
    currency: str
    rule: Rule
    lines: list[Line]
    counted: list[Line]
    lacking: list[str]
    agreed: Side | Missing
    expected: Side | Missing

    @property
    def drafted(self) -> bool:
        """Nothing is agreed yet: the case is that of the drafts."""
        return bool(self.counted) and not any(line.benefit.is_agreed for line in self.counted)

    @property
    def drafts(self) -> int:
        return sum(1 for line in self.lines if not line.benefit.is_agreed)

    @property
    def unmeasured(self) -> int:
        return sum(len(line.unmeasured) for line in self.counted)


def of_project(project: Project, today: date) -> Case:
    return of_projects([project], today)[project.pk]


def of_projects(projects: Sequence[Project], today: date) -> dict[int, Case]:
    """By project id, in a fixed number of queries. Projects come with their portfolio."""
    lines = book.of_projects(projects, today)
    budgets = Budget.objects.filter(project__in=[project.pk for project in projects])
    books = ledger.load(budgets, today, parts=ledger.FIGURES)
    terms = rules.of_many([project.portfolio_id for project in projects], today)
    currencies = {p.pk: books[p.pk].budget.currency if p.pk in books else p.portfolio.currency for p in projects}
    foreign = {
        currency
        for project in projects
        for line in lines[project.pk]
        if line.benefit.currency != currencies[project.pk]
        for currency in (line.benefit.currency, currencies[project.pk])
    }
    table = rates.load(foreign)
    return {
        project.pk: _case(
            project,
            currencies[project.pk],
            terms[project.portfolio_id],
            lines[project.pk],
            books.get(project.pk),
            table,
            today,
        )
        for project in projects
    }


def _case(
    project: Project,
    currency: str,
    rule: Rule,
    lines: list[Line],
    funds: Ledger | None,
    table: rates.Rates,
    today: date,
) -> Case:
    counted = book.counted(lines)
    lacking = sorted(
        {
            line.benefit.currency
            for line in counted
            if table.convert(Decimal(1), line.benefit.currency, currency, today) is None
        }
        | set(funds.lacking if funds is not None else ())
    )
    agreed: Side | Missing = NOTHING
    expected: Side | Missing = NOTHING
    if counted:
        expected = _side(rule, counted, "expected", funds, currency, table, today) if funds else NO_BUDGET
        agreed = NO_BUDGET
        if funds is not None:
            signed = [line for line in counted if line.agreed is not None]
            ready = signed and funds.version is not None
            agreed = _side(rule, signed, "approved", funds, currency, table, today) if ready else NOT_APPROVED
    return Case(project, currency, rule, lines, counted, lacking, agreed, expected)


def _side(
    rule: Rule, lines: Iterable[Line], name: str, funds: Ledger, currency: str, table: rates.Rates, today: date
) -> Side:
    costs = cash.flows(funds, name)
    made = Side(rule, _months(costs[Spending.CAPITAL]), _months(costs[Spending.OPERATING]))
    for line in lines:
        months = line.agreed_months if name == "approved" else line.expected
        into = made.hard if line.benefit.nature == Nature.HARD else made.soft
        for month, value in months.items():
            own = table.convert(value, line.benefit.currency, currency, today) or ZERO
            into[month] = into.get(month, ZERO) + own
    return made


def _months(days: Mapping[date, Decimal]) -> Months:
    return {month_of(day): value for day, value in days.items()}
