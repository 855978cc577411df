"""Everything that is known of the money of some projects, loaded at once; what pages and sums are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from projects.budget.choices import CommitmentState
from projects.budget.models import (
    Actual,
    Budget,
    BudgetLine,
    BudgetPhase,
    BudgetVersion,
    Commitment,
    ContingencyDraw,
    LineMonth,
    Tranche,
    VersionMonth,
)
from projects.budget.selectors import rates, released
from projects.budget.selectors.released import ZERO, Released
from projects.portfolio.choices import State
from projects.portfolio.models import Project
from projects.schedule.models import Task

ByMonth = dict[date, Decimal]
# Line, category, currency, month, plan.
PlanRow = tuple[int, str, str, date, Decimal]


@dataclass
class Ledger:
    """The money of one project. All sums are in the currency of the budget."""

    budget: Budget
    today: date
    rates: rates.Rates
    phases: list[BudgetPhase] = field(default_factory=list)
    lines: list[BudgetLine] = field(default_factory=list)
    months: dict[int, list[LineMonth]] = field(default_factory=dict)
    version: BudgetVersion | None = None
    approved_rows: list[tuple[int, date, Decimal]] = field(default_factory=list)
    tranches: list[Tranche] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    # Line, commitment, month, value.
    actuals: list[tuple[int, int | None, date, Decimal]] = field(default_factory=list)
    draws: list[ContingencyDraw] = field(default_factory=list)
    # Lines whose work is not done yet.
    at_work: set[int] = field(default_factory=set)

    @cached_property
    def lacking(self) -> list[str]:
        """Currencies without a rate today: what is planned in them cannot be added up."""
        wanted = {self.budget.currency, *(line.currency for line in self.lines if line.pk in self.months)}
        return sorted(currency for currency in wanted if self.rates.of(currency, self.today) is None)

    def in_budget(self, amount: Decimal, line: BudgetLine) -> Decimal:
        """An amount of a line's plan at today's rate; without a rate it counts as nothing (see `lacking`)."""
        return self.rates.convert(amount, line.currency, self.budget.currency, self.today) or ZERO

    @cached_property
    def by_pk(self) -> dict[int, BudgetLine]:
        return {line.pk: line for line in self.lines}

    @cached_property
    def plan(self) -> dict[int, ByMonth]:
        """Plan of every line by month."""
        return {
            line.pk: {row.month: self.in_budget(row.plan, line) for row in self.months.get(line.pk, []) if row.plan}
            for line in self.lines
        }

    @cached_property
    def approved(self) -> dict[int, ByMonth]:
        """The approved budget by line and month; the plan of today while nothing is approved."""
        if self.version is None:
            return self.plan
        found: dict[int, ByMonth] = {line.pk: {} for line in self.lines}
        for line, month, value in self.approved_rows:
            found[line][month] = value
        return found

    @cached_property
    def spent(self) -> dict[int, ByMonth]:
        found: dict[int, ByMonth] = {line.pk: {} for line in self.lines}
        for line, _commitment, month, value in self.actuals:
            found[line][month] = found[line].get(month, ZERO) + value
        return found

    @cached_property
    def drawn_into(self) -> dict[int, ByMonth]:
        found: dict[int, ByMonth] = {}
        for row in self.draws:
            months = found.setdefault(row.line_id, {})
            months[row.month] = months.get(row.month, ZERO) + row.value
        return found

    @cached_property
    def open_commitments(self) -> dict[int, Decimal]:
        """By line: promised and not spent yet."""
        spent: dict[int, Decimal] = {}
        for _line, commitment, _month, value in self.actuals:
            if commitment is not None:
                spent[commitment] = spent.get(commitment, ZERO) + value
        found: dict[int, Decimal] = {}
        for row in self.commitments:
            if row.state == CommitmentState.COMMITTED:
                left = max(row.value - spent.get(row.pk, ZERO), ZERO)
                found[row.line_id] = found.get(row.line_id, ZERO) + left
        return found

    @cached_property
    def to_come(self) -> dict[int, ByMonth]:
        """Estimate to complete by line and month: forecast, else plan, of this month on, with contingency drawn; this
        month less what was spent in it; never less than what is promised and not spent. Contingency is not expected.

        What earlier months were to cost and did not is expected this month: bills come late, and a month that ends
        saves nothing. Once the work of a line is done, or a forecast of that month says less, it is not expected."""
        this = self.today.replace(day=1)
        return {line.pk: self._to_come(line, this) for line in self.lines if not line.is_contingency}

    def _to_come(self, line: BudgetLine, this: date) -> ByMonth:
        found: ByMonth = {}
        for row in self.months.get(line.pk, []):
            if row.month >= this:
                found[row.month] = self.in_budget(row.plan if row.forecast is None else row.forecast, line)
        for month, value in self.drawn_into.get(line.pk, {}).items():
            if month >= this:
                found[month] = found.get(month, ZERO) + value
        late = self._late(line, this)
        if late > 0:
            found[this] = found.get(this, ZERO) + late
        if this in found:
            found[this] = max(found[this] - self.spent[line.pk].get(this, ZERO), ZERO)
        missing = self.open_commitments.get(line.pk, ZERO) - sum(found.values())
        if missing > 0:
            found[this] = found.get(this, ZERO) + missing
        return {month: value for month, value in found.items() if value}

    def _late(self, line: BudgetLine, this: date) -> Decimal:
        """What the months that are over were to cost and did not; nothing where the work is done."""
        if line.pk not in self.at_work:
            return ZERO
        expected = ZERO
        for row in self.months.get(line.pk, []):
            if row.month < this:
                expected += self.in_budget(row.plan if row.forecast is None else row.forecast, line)
        drawn = sum((value for month, value in self.drawn_into.get(line.pk, {}).items() if month < this), ZERO)
        spent = sum((value for month, value in self.spent[line.pk].items() if month < this), ZERO)
        return expected + drawn - spent

    @cached_property
    def room(self) -> dict[int, Released]:
        lines = self.by_pk
        return released.compute(
            ((t.phase_id, t.state, t.amount) for t in self.tranches),
            ((c.pk, lines[c.line_id].phase_id, c.state, c.value) for c in self.commitments),
            ((lines[line].phase_id, commitment, value) for line, commitment, _m, value in self.actuals),
        )

    @cached_property
    def total(self) -> Released:
        return released.total(self.room.values())

    @property
    def planned(self) -> Decimal:
        return _sum(self.plan.values())

    @property
    def budgeted(self) -> Decimal | None:
        """The approved total, contingency included; None before the first approval."""
        return self.version.total if self.version else None

    @property
    def is_as_approved(self) -> bool:
        """Whether the plan is the one that was approved, whatever rates of exchange have done to its worth."""
        if self.version is None:
            return False
        rows = [
            (line.pk, line.category, line.currency, row.month, row.plan)
            for line in sorted(self.lines, key=lambda line: line.pk)
            for row in self.months.get(line.pk, [])
            if row.plan
        ]
        return fingerprint(rows) == self.version.fingerprint

    @cached_property
    def contingency(self) -> Decimal:
        return _sum(self.approved[line.pk] for line in self.lines if line.is_contingency)

    @property
    def drawn(self) -> Decimal:
        return sum((row.value for row in self.draws), ZERO)

    @property
    def actual(self) -> Decimal:
        return _sum(self.spent.values())

    @property
    def etc(self) -> Decimal:
        return _sum(self.to_come.values())

    @property
    def bottom_up(self) -> Decimal:
        """Spent and to come: the estimate at completion made of the lines."""
        return self.actual + self.etc


def fingerprint(rows: Iterable[PlanRow]) -> str:
    """Of a plan, its rows in order of line and month: what an approval was given to."""
    return hashlib.sha256("\n".join(" ".join(map(str, row)) for row in rows).encode()).hexdigest()


def _sum(rows: Iterable[ByMonth]) -> Decimal:
    return sum((value for row in rows for value in row.values()), ZERO)


def visible(user: Any) -> QuerySet[Budget]:
    return Budget.objects.visible_to(user).select_related("project__portfolio")


def of_project(project: Project, today: date, *, parts: Parts | None = None) -> Ledger | None:
    found = load(Budget.objects.filter(project=project), today, parts=parts or Parts()).get(project.pk)
    if found is not None:
        found.budget.project = project
    return found


@dataclass(frozen=True)
class Parts:
    """What of the books is read, beside budgets, lines, commitments and actuals."""

    months: bool = True
    tranches: bool = True
    phases: bool = True
    # The newest approved version, with its months.
    approved: bool = True


# What figures of lines are made of: no page shows phases or releases beside them.
FIGURES = Parts(tranches=False, phases=False)


def of_budget(budget: Budget, today: date, *, parts: Parts = Parts()) -> Ledger:
    """The books of one budget whose project is known; what is not among `parts` must not be asked for."""
    return load([budget], today, parts=parts)[budget.project_id]


def load(
    budgets: Iterable[Budget],
    today: date,
    *,
    until: date | None = None,
    parts: Parts = Parts(),
) -> dict[int, Ledger]:
    """By project id, in at most nine queries beside that of the budgets. `until`: only what was booked and approved up
    to this day."""
    last = until or today
    rows = list(budgets)
    ids = [budget.pk for budget in rows]
    if not ids:
        return {}
    own = BudgetLine.objects.filter(budget__in=ids).annotate(at_work=_at_work())
    lines = list(own.select_related("phase", "module").order_by("number"))
    table = rates.load({line.currency for line in lines} | {budget.currency for budget in rows})
    found = {budget.pk: Ledger(budget, today, table) for budget in rows}
    owner = {}
    for line in lines:
        owner[line.pk] = found[line.budget_id]
        found[line.budget_id].lines.append(line)
        if line.at_work:
            found[line.budget_id].at_work.add(line.pk)
    for phase in BudgetPhase.objects.filter(budget__in=ids).order_by("number") if parts.phases else ():
        found[phase.budget_id].phases.append(phase)
    if parts.approved:
        _load_versions(ids, found, last)
    if parts.months:
        _load_months(ids, found, owner)
    if parts.tranches:
        _load_tranches(ids, found)
    for commitment in Commitment.objects.filter(line__budget__in=ids, on__lte=last):
        owner[commitment.line_id].commitments.append(commitment)
    booked = Actual.objects.filter(budget__in=ids, on__lte=last).order_by().annotate(month=TruncMonth("on"))
    for budget, line, commitment_id, month, value in booked.values_list(
        "budget_id", "line_id", "commitment_id", "month"
    ).annotate(sum=Sum("value")):
        found[budget].actuals.append((line, commitment_id, month, value))
    return {ledger.budget.project_id: ledger for ledger in found.values()}


def _at_work() -> Q:
    """Whether a task the line pays for is still open; of all tasks where it names none. Without a plan nobody knows,
    and it is; in a closed project nothing is."""
    rows = Task.objects.filter(active=True, is_summary=False)
    # A line may name a summary: what is below it.
    named = Task.objects.filter(active=True, budget_lines=OuterRef("pk"))
    planned = rows.filter(plan__project=OuterRef("budget__project"))
    left = {"percent__lt": 100}
    of_all = ~Exists(named) & (Exists(planned.filter(**left)) | ~Exists(planned))
    return Q(budget__project__state__in=(State.ACTIVE, State.ON_HOLD)) & (Exists(named.filter(**left)) | of_all)


def _load_months(ids: Sequence[int], found: dict[int, Ledger], owner: Mapping[int, Ledger]) -> None:
    """Plan and approval by months, and the contingency drawn into them."""
    for row in LineMonth.objects.filter(line__budget__in=ids).order_by("month"):
        owner[row.line_id].months.setdefault(row.line_id, []).append(row)
    newest = {ledger.version.pk: ledger for ledger in found.values() if ledger.version}
    rows = VersionMonth.objects.filter(version__in=newest).values_list("version_id", "line_id", "month", "value")
    for pk, line, month, value in rows if newest else ():
        newest[pk].approved_rows.append((line, month, value))
    for draw in ContingencyDraw.objects.filter(budget__in=ids).select_related("source", "line", "made_by", "risk"):
        found[draw.budget_id].draws.append(draw)


def _load_tranches(ids: Sequence[int], found: dict[int, Ledger]) -> None:
    rows = Tranche.objects.filter(budget__in=ids).select_related("phase", "released_by")
    for tranche in rows.order_by("number"):
        found[tranche.budget_id].tranches.append(tranche)


def _load_versions(ids: Sequence[int], found: dict[int, Ledger], last: date) -> None:
    versions = BudgetVersion.objects.filter(budget__in=ids, approved_at__date__lte=last)
    for version in versions.select_related("approved_by").order_by("number"):
        found[version.budget_id].version = version
