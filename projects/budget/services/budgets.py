"""The budget of a project, its phases and lines, and what they cost month by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.budget.choices import Basis, Method
from projects.budget.models import Budget, BudgetLine, BudgetPhase, LineMonth
from projects.budget.services import labour
from projects.budget.services.common import locked, next_number, record, touch
from projects.portfolio.acts import assign, facts, lock
from projects.portfolio.models import Project
from projects.schedule.models import Task

LINE = ("title", "title_en", "phase", "category", "spending", "currency", "module", "low", "high", "note", "basis")
Months = Mapping[date, Decimal]


@transaction.atomic
def open_budget(
    *, by: Any, project: Project, now: datetime, phases: Sequence[tuple[str, str]], currency: str = ""
) -> Budget:
    """A budget with its phases. Raises Forbidden, Invalid (no phase) or Conflict (there is one already)."""
    policy.require(by, "add", "budget", project_id=project.pk)
    project = lock(project)
    named = [(name.strip(), name_en.strip()) for name, name_en in phases if name.strip()]
    if not named:
        raise Invalid(_("Name at least one phase: money is released phase by phase."), code="required", field="phases")
    budget = Budget(project=project, currency=currency or project.portfolio.currency)
    try:
        with transaction.atomic():
            create(budget, now=now)
    except IntegrityError as error:
        raise Conflict(_("The project has a budget already."), code="exists") from error
    for number, (name, name_en) in enumerate(named, start=1):
        create(BudgetPhase(budget=budget, number=number, name=name, name_en=name_en), now=now)
    record(by, budget, "budget.opened", budget, now, fields=("currency",), more={"phases": [n for n, _e in named]})
    return budget


@transaction.atomic
def change_budget(*, by: Any, budget: Budget, method: str, now: datetime, expected: int | None = None) -> Budget:
    """How the end is estimated."""
    policy.require(by, "change", budget)
    budget = locked(budget)
    if method not in Method.values:
        raise Invalid(_("Choose how the end is estimated."), code="required", field="method")
    before = facts(budget, ("method",))
    budget.method = method
    save(budget, now=now, expected=expected, fields=("method",))
    record(by, budget, "budget.changed", budget, now, fields=("method",), before=before)
    return budget


@transaction.atomic
def add_line(
    *, by: Any, budget: Budget, now: datetime, months: Months | None = None, tasks: Iterable[Task] = (), **values: Any
) -> BudgetLine:
    """A line with its plan; a computed one has it at once.

    Raises Forbidden, Conflict (closed, a second one of labour) or Invalid (foreign phase, module or task).
    """
    policy.require(by, "change", budget)
    budget = locked(budget)
    line = BudgetLine(budget=budget, number=next_number(BudgetLine, budget=budget), **values)
    if not line.currency:
        line.currency = budget.currency
    chosen = list(tasks)
    _check(line, chosen, budget)
    create(line, now=now)
    line.tasks.set(chosen)
    for month, amount in sorted((months or {}).items()) if not line.is_computed else ():
        _write(line, month, {"plan": amount})
    touch(budget, now)
    record(by, line, "budget.line_added", budget, now, fields=LINE, more={"plan": str(sum((months or {}).values()))})
    if line.is_computed:
        labour.fill(line, budget, now)
    return line


@transaction.atomic
def change_line(
    *,
    by: Any,
    line: BudgetLine,
    now: datetime,
    expected: int | None = None,
    tasks: Iterable[Task] | None = None,
    **values: Any,
) -> BudgetLine:
    """Other words, phase, category … Conflict when the currency of booked money would change."""
    policy.require(by, "change", line)
    budget = locked(line.budget)
    before = facts(line, LINE)
    moved = values.get("phase", line.phase) != line.phase or values.get("currency", line.currency) != line.currency
    if moved and (line.commitments.exists() or line.actuals.exists()):
        raise Conflict(
            _("Money was committed or spent on this line; its phase and currency stay. Add another line."),
            code="booked",
        )
    assign(line, values)
    chosen = list(line.tasks.all() if tasks is None else tasks)
    _check(line, chosen, budget)
    save(line, now=now, expected=expected, fields=[*values])
    if tasks is not None:
        line.tasks.set(chosen)
    touch(budget, now)
    record(by, line, "budget.line_changed", budget, now, fields=LINE, before=before)
    if line.is_computed:
        labour.fill(line, budget, now)
    return line


@transaction.atomic
def delete_line(*, by: Any, line: BudgetLine, now: datetime, expected: int | None = None) -> None:
    """Only what was never approved, committed or spent; the plan of anything else is set to nothing."""
    policy.require(by, "delete", line)
    budget = locked(line.budget)
    if line.approved_rows.exists() or line.commitments.exists() or line.actuals.exists():
        raise Conflict(
            _("It was approved, committed or spent: set its plan to 0 instead, so that its history stays."),
            code="kept",
        )
    if expected is not None:
        save(line, now=now, expected=expected, fields=())
    record(by, line, "budget.line_deleted", budget, now, more={"title": line.title})
    line.months.all().delete()
    line.delete()
    touch(budget, now)


@transaction.atomic
def set_months(
    *,
    by: Any,
    budget: Budget,
    cells: Mapping[tuple[int, date], Mapping[str, Decimal | None]],
    now: datetime,
    expected: int | None = None,
) -> int:
    """Write plan and forecast of lines and months; `cells` by line id and month. Returns how many cells changed.

    Raises StaleWrite when the budget changed meanwhile, Invalid for a foreign line or a negative amount.
    """
    policy.require(by, "change", budget)
    budget = locked(budget)
    lines = {line.pk: line for line in budget.lines.all()}
    known = {(row.line_id, row.month): row for row in LineMonth.objects.filter(line__budget=budget)}
    # By line and by what was changed: the months with what they held and hold.
    touched: dict[int, dict[str, list[str]]] = {}
    old: dict[int, dict[str, list[str]]] = {}
    for (line_id, month), values in cells.items():
        line = lines.get(line_id)
        if line is None:
            raise Invalid(_("This belongs to another project."), code="foreign")
        row = known.get((line_id, month))
        now_is = {"plan": row.plan if row else Decimal(0), "forecast": row.forecast if row else None}
        new = {name: value for name, value in values.items() if now_is[name] != value}
        if not new:
            continue
        if line.is_computed and "plan" in new:
            raise Invalid(
                _("The plan of %(code)s is computed from what the project is promised of people; change that instead."),
                code="computed",
                params={"code": line.code},
            )
        _write(line, month, new)
        for name, value in new.items():
            touched.setdefault(line_id, {}).setdefault(name, []).append(_told(month, value))
            old.setdefault(line_id, {}).setdefault(name, []).append(_told(month, now_is[name]))
    if touched:
        touch(budget, now, expected)
    for line_id, after in touched.items():
        record(by, lines[line_id], "budget.months_set", budget, now, before=old[line_id], more=after)
    return sum(len(months) for after in touched.values() for months in after.values())


def _told(month: date, value: Decimal | None) -> str:
    """A month in the history: "2027-01 620000.00", with a dash where nothing was said."""
    return f"{month:%Y-%m} {'–' if value is None else value}"


def _write(line: BudgetLine, month: date, values: Mapping[str, Decimal | None]) -> None:
    if month.day != 1:
        raise Invalid(_("A month is written as its first day."), code="month")
    for value in values.values():
        if value is not None and (value < 0 or value != value.quantize(Decimal("0.01"))):
            raise Invalid(
                _("%(title)s, %(month)s: an amount is not negative and has at most two decimals."),
                code="amount",
                params={"title": line.label, "month": f"{month:%Y-%m}"},
            )
    filled = {name: Decimal(0) if value is None and name == "plan" else value for name, value in values.items()}
    LineMonth.objects.update_or_create(line=line, month=month, defaults=filled)


def _check(line: BudgetLine, tasks: Sequence[Task], budget: Budget) -> None:
    if not line.title.strip():
        raise Invalid(_("Say what the money is for."), code="required", field="title")
    if line.phase.budget_id != budget.pk:
        raise Invalid(_("This belongs to another project."), code="foreign", field="phase")
    if line.module is not None and line.module.project_id != budget.project_id:
        raise Invalid(_("This belongs to another project."), code="foreign", field="module")
    if line.low is not None and line.high is not None and line.low > line.high:
        raise Invalid(_("What it costs at best cannot be more than at worst."), code="points", field="low")
    others = BudgetLine.objects.filter(budget=budget, basis=Basis.LABOUR).exclude(pk=line.pk)
    if line.is_computed and line.is_contingency:
        raise Invalid(_("Contingency is not computed from people."), code="contingency", field="basis")
    if line.is_computed and others.exists():
        raise Conflict(_("The budget has a computed line of labour already."), code="second", field="basis")
    if any(task.plan.project_id != budget.project_id for task in tasks):
        raise Invalid(_("This belongs to another project."), code="foreign", field="tasks")
