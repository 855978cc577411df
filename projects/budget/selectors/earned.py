"""Earned value of projects: the approved budget spread over the work of the baseline.

The rule: each line of the approved budget (contingency left out) is spread over the tasks it pays for, a summary
standing for the tasks below it, in proportion to their duration in the current baseline; a line without tasks over all
of them. What a task may cost falls due evenly over its time in the baseline (PV), and is earned as far as the task is
done (EV). Work added after the baseline has no budget and earns nothing. AC is what was booked until the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from projects.budget.models import Budget, BudgetLine
from projects.budget.selectors.ledger import FIGURES, Ledger, Parts, load
from projects.budget.selectors.released import ZERO
from projects.engines import earned_value as engine
from projects.engines.earned_value import Measures, Missing, Schedule, Work
from projects.engines.worktime import to_date, to_moment
from projects.portfolio.models import Project
from projects.schedule.models import Baseline, BaselineTask, PlanEdit, Task

NO_BUDGET = Missing("no_budget_kept")
NOT_APPROVED = Missing("not_approved")
NO_BASELINE = Missing("no_baseline")
NO_WORK = Missing("no_work")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Point:
    """The end of a month, or the status date: cumulated values; EV and AC only until the status date."""

    on: date
    pv: Decimal
    ev: Decimal | None = None
    ac: Decimal | None = None


@dataclass
class Earned:
    """Earned value on a day, or the reason why there is none."""

    as_of: date
    currency: str = ""
    method: str = ""
    missing: Missing | None = None
    measures: Measures | None = None
    schedule: Schedule | Missing | None = None
    trend: list[Point] = field(default_factory=list)
    baseline: Baseline | None = None
    ledger: Ledger | None = None
    # Once all is earned: the day the last of it was done, where the time gone by stops.
    finished_on: date | None = None

    @property
    def eac(self) -> Decimal | None:
        """By the chosen method, else line by line: what is not available is not shown as nothing."""
        if self.measures is not None:
            chosen = self.measures.eac[self.method]
            if not isinstance(chosen, Missing):
                return chosen
        return self.ledger.bottom_up if self.ledger is not None and self.ledger.version is not None else None


@dataclass
class _Piece:
    uid: int
    task_id: int | None
    start: int
    finish: int
    duration: int
    cost: Decimal = ZERO


def of(
    projects: Sequence[Project],
    as_of: date,
    today: date,
    *,
    trend: bool = False,
    budgets: Iterable[Budget] | None = None,
    parts: Parts | None = None,
) -> dict[int, Earned]:
    """By project id, in a fixed number of queries; a past day and a `trend` read the history of progress (one query
    per project more). `budgets`: those of the projects, where they are at hand with their projects. `parts`: of the
    books; all of them unless said otherwise."""
    ids = [project.pk for project in projects]
    if budgets is None:
        budgets = Budget.objects.filter(project__in=ids).select_related("project")
    ledgers = load(budgets, as_of, until=as_of, parts=parts or Parts())
    found = {pk: Earned(as_of, missing=NO_BUDGET) for pk in ids}
    if not ledgers:
        return found
    baselines = {
        row.plan.project_id: row
        for row in Baseline.objects.filter(plan__project__in=list(ledgers), is_current=True).select_related("plan")
    }
    pieces = _pieces(baselines)
    tasks = _tasks(list(baselines))
    links = _links(ledgers.values())
    for pk, ledger in ledgers.items():
        one = Earned(as_of, ledger.budget.currency, ledger.budget.method, ledger=ledger, baseline=baselines.get(pk))
        one.missing = _why_not(one, pieces.get(pk, []))
        found[pk] = one
        if one.missing is None:
            _spread(ledger, pieces[pk], tasks.get(pk, {}), links)
            _measure(one, pieces[pk], _Past(one, tasks.get(pk, {}), trend or as_of < today), trend)
    return found


def of_project(project: Project, as_of: date, today: date, *, budget: Budget | None = None) -> Earned:
    budgets = None if budget is None else [budget]
    return of([project], as_of, today, trend=True, budgets=budgets, parts=FIGURES)[project.pk]


def _why_not(one: Earned, pieces: Sequence[_Piece]) -> Missing | None:
    if one.ledger is None or one.ledger.version is None:
        return NOT_APPROVED
    if one.baseline is None:
        return NO_BASELINE
    return None if pieces else NO_WORK


def _pieces(baselines: dict[int, Baseline]) -> dict[int, list[_Piece]]:
    owner = {row.pk: pk for pk, row in baselines.items()}
    found: dict[int, list[_Piece]] = {}
    rows = BaselineTask.objects.filter(baseline__in=owner, is_summary=False).order_by("uid")
    for row in rows:
        piece = _Piece(row.uid, row.task_id, row.start, row.finish, 0 if row.is_milestone else row.duration)
        found.setdefault(owner[row.baseline_id], []).append(piece)
    return found


def _tasks(project_ids: Iterable[int]) -> dict[int, dict[int, Task]]:
    found: dict[int, dict[int, Task]] = {}
    rows = Task.objects.filter(plan__project__in=project_ids).select_related("plan")
    for task in rows.only("parent_id", "percent", "actual_start", "actual_finish", "plan__project_id"):
        found.setdefault(task.plan.project_id, {})[task.pk] = task
    return found


def _links(ledgers: Iterable[Ledger]) -> dict[int, list[int]]:
    lines = [line.pk for ledger in ledgers for line in ledger.lines]
    found: dict[int, list[int]] = {}
    through: Any = BudgetLine.tasks.through
    for line, task in through.objects.filter(budgetline__in=lines).values_list("budgetline_id", "task_id"):
        found.setdefault(line, []).append(task)
    return found


def _spread(ledger: Ledger, pieces: list[_Piece], tasks: dict[int, Task], links: dict[int, list[int]]) -> None:
    """Give every piece of work its share of the approved lines, to the cent."""
    above = {pk: task.parent_id for pk, task in tasks.items()}
    for line in ledger.lines:
        amount = sum(ledger.approved[line.pk].values(), ZERO)
        if line.is_contingency or not amount:
            continue
        wanted = set(links.get(line.pk, []))
        own = [piece for piece in pieces if wanted and _below(piece.task_id, wanted, above)] or pieces
        shares = engine.share_out(amount, [Decimal(piece.duration) for piece in own])
        for piece, share in zip(own, shares, strict=True):
            piece.cost += share


def _below(task_id: int | None, wanted: set[int], above: dict[int, int | None]) -> bool:
    while task_id is not None:
        if task_id in wanted:
            return True
        task_id = above.get(task_id)
    return False


def _measure(one: Earned, pieces: list[_Piece], past: _Past, trend: bool) -> None:
    assert one.ledger is not None  # noqa: S101 - `_why_not` has looked
    first = to_date(min(piece.start for piece in pieces)).replace(day=1)
    ends = _month_ends(first, to_date(max(piece.finish for piece in pieces)))
    work = [_work(piece, past.done(piece.task_id, one.as_of)) for piece in pieces]
    cumulative = [ZERO, *(_planned(work, day) for day in ends)]
    bac, ev = sum((piece.cost for piece in pieces), ZERO), engine.earned_value(work)
    one.measures = engine.measure(bac, _planned(work, one.as_of), ev, one.ledger.actual, one.ledger.etc)
    if ev >= bac:
        one.finished_on = past.finished_on([piece.task_id for piece in pieces if piece.cost], one.as_of)
    one.schedule = engine.earned_schedule(cumulative, ev, months_gone(first, one.finished_on or one.as_of))
    if trend:
        one.trend = list(_trend(one, pieces, past, ends))


def _planned(work: Sequence[Work], day: date) -> Decimal:
    """PV at the end of a day."""
    return engine.planned_value(work, to_moment(day + timedelta(days=1)))


def _work(piece: _Piece, done: Decimal) -> Work:
    return Work(piece.cost, piece.start, piece.finish, done)


def _trend(one: Earned, pieces: list[_Piece], past: _Past, ends: Sequence[date]) -> Iterator[Point]:
    assert one.ledger is not None  # noqa: S101 - `_why_not` has looked
    spent: dict[date, Decimal] = {}
    for _line, _commitment, month, value in one.ledger.actuals:
        spent[month] = spent.get(month, ZERO) + value
    last = max(ends[-1], one.as_of)
    for day in sorted({*_month_ends(ends[0].replace(day=1), last), one.as_of}):
        work = [_work(piece, past.done(piece.task_id, day)) for piece in pieces]
        if day > one.as_of:
            yield Point(day, _planned(work, day))
        else:
            ac = sum((value for month, value in spent.items() if month <= day), ZERO)
            yield Point(day, _planned(work, day), engine.earned_value(work), ac)


def _month_ends(first: date, last: date) -> list[date]:
    found = []
    month = first
    while month <= last:
        following = (month + timedelta(days=31)).replace(day=1)
        found.append(following - timedelta(days=1))
        month = following
    return found


def months_gone(first: date, day: date) -> Decimal:
    """Months from the first of a month to the end of a day; a part of a month by its days. Never below 0."""
    if day < first:
        return ZERO
    whole = (day.year - first.year) * 12 + day.month - first.month
    length = ((day.replace(day=1) + timedelta(days=31)).replace(day=1) - day.replace(day=1)).days
    return whole + Decimal(day.day) / Decimal(length)


class _Past:
    """How far tasks were at the end of a day: by their actual start and finish, between them by what was reported when
    (the edits of the plan). Before the first report of a begun task evenly from its start: people report late."""

    def __init__(self, one: Earned, tasks: dict[int, Task], asked: bool) -> None:
        self.tasks, self.asked = tasks, asked
        self.reports: dict[int, list[tuple[date, Decimal]]] = {}
        if not asked or one.baseline is None:
            return
        before: dict[int, list[tuple[date, Decimal]]] = {}
        edits = PlanEdit.objects.filter(plan_id=one.baseline.plan_id).order_by("number")
        for made_at, values in edits.values_list("made_at", "before"):
            day = timezone.localdate(made_at)
            for pk, row in values.get("tasks", {}).items():
                if row is not None and "percent" in row:
                    before.setdefault(int(pk), []).append((day, Decimal(row["percent"])))
        for pk, known in before.items():
            if pk in tasks:
                after = [*(percent for _day, percent in known[1:]), tasks[pk].percent]
                self.reports[pk] = [(day, percent) for (day, _was), percent in zip(known, after, strict=True)]

    def finished_on(self, task_ids: Iterable[int | None], day: date) -> date | None:
        """When the last of these tasks was done; None when it is not known of all of them."""
        known = [self.tasks[pk].actual_finish for pk in task_ids if pk in self.tasks]
        finishes = [to_date(finish) for finish in known if finish is not None]
        return min(max(finishes), day) if finishes and len(finishes) == len(known) else None

    def done(self, task_id: int | None, day: date) -> Decimal:
        """Share done, 0 … 1. Removed work is not done."""
        task = self.tasks.get(task_id) if task_id is not None else None
        if task is None:
            return ZERO
        if not self.asked:
            return task.percent / HUNDRED
        start = None if task.actual_start is None else to_date(task.actual_start)
        finish = None if task.actual_finish is None else to_date(task.actual_finish)
        if finish is not None and day >= finish:
            return Decimal(1)
        if start is not None and day < start:
            return ZERO
        return self._between(task, day, start, finish)

    def _between(self, task: Task, day: date, start: date | None, finish: date | None) -> Decimal:
        reports = self.reports.get(task.pk, [])
        told = [percent for on, percent in reports if on <= day]
        if told:
            return told[-1] / HUNDRED
        # A finish that was reported afterwards comes before the report of it.
        known = (finish, HUNDRED) if finish is not None else reports[0] if reports else None
        if known is None:
            return task.percent / HUNDRED
        on, percent = known
        if start is None or on <= start:
            return ZERO
        return percent / HUNDRED * Decimal((day - start).days + 1) / Decimal((on - start).days + 1)
