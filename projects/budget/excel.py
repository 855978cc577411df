"""Lines with their months, and actuals, as tables: out, edited, in again, checked before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

from pmo import access
from pmo.access import policy
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from pmo.records import DomainError
from projects.budget import services
from projects.budget.choices import Category, CommitmentState, Spending
from projects.budget.models import Actual, Budget, BudgetLine, Commitment, LineMonth
from projects.budget.selectors import rates
from projects.budget.services.actuals import check_actual
from projects.portfolio.models import Project

LINES, ACTUALS = "budget_lines", "actuals"
Row = dict[str, Any]
_CODE = re.compile(r"(?:[A-Za-z]-?)?0*(\d{1,6})")
MONEY: dict[str, Any] = {"kind": "decimal", "digits": 2, "maximum": 10**12}

LINE_SPEC = TableSpec(
    sheet=_("Budget lines"),
    key=("line", "title", "month"),
    columns=(
        Column("line", _("Line no."), max_length=12, help=_("Of a line that exists, for example B-01."), width=8),
        Column("title", _("What for"), required=True, max_length=200, example="MES 许可", width=28),
        Column("title_en", _("In English"), max_length=200, example="MES licences", width=24),
        Column("phase", _("Phase"), required=True, max_length=80, example="试点", width=14),
        Column("category", _("Category"), kind="choice", choices=Category.choices, required=True, example="licences"),
        Column("spending", _("Kind"), kind="choice", choices=Spending.choices, example="capital"),
        Column("currency", _("Currency"), max_length=3, example="CNY", width=8),
        Column("month", _("Month"), kind="date", help=_("Any day of the month."), example=date(2027, 1, 1)),
        Column("plan", _("Plan"), minimum=0, example=Decimal("120000.00"), **MONEY),
        Column("forecast", _("Forecast"), minimum=0, help=_("Empty: as planned."), **MONEY),
    ),
)
ACTUAL_SPEC = TableSpec(
    sheet=_("Actuals"),
    key=("reference",),
    columns=(
        Column("reference", _("Document no."), required=True, max_length=100, example="FP-2026-0101", width=18),
        Column("on", _("Date"), kind="date", required=True),
        Column("line", _("Line no."), required=True, max_length=12, example="B-01", width=8),
        Column("commitment", _("Commitment"), max_length=12, example="K-01", width=8),
        Column(
            "amount",
            pgettext_lazy("money", "Amount"),
            required=True,
            minimum=-(10**12),
            example=Decimal("35000.00"),
            **MONEY,
        ),
        Column("currency", _("Currency"), max_length=3, example="CNY", width=8),
        Column("text", _("What for"), max_length=200, width=28),
    ),
)


def _context(name: str, verb: str) -> Any:
    def load(user: Any, params: Mapping[str, str]) -> ImportContext:
        rows = Project.objects.select_related("portfolio", "budget")
        project = access.get_visible_or_404(rows, user, key=params.get("project", "")[:32])
        policy.require(user, verb, "budget", project_id=project.pk)
        budget = access.get_visible_or_404(Budget.objects.select_related("project"), user, project=project)
        return ImportContext(
            user=user,
            params={"project": project.key},
            title=f"{project.key} {project.label}",
            back_url=reverse(f"budget:{name}", args=[project.key]),
            project_id=project.pk,
            obj=budget,
        )

    return load


@dataclass
class _Plan:
    """What one row asks for."""

    row: Row
    action: str = "create"
    values: dict[str, Any] = field(default_factory=dict)
    line: BudgetLine | None = None
    before: dict[str, Any] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)

    def refuse(self, column: str, code: str, message: Any, **params: Any) -> None:
        shown = self.row.get(column)
        self.errors.append(
            CellError(self.row["_row"], column, code, message, params, "" if shown is None else str(shown))
        )


def _checked(plans: list[_Plan]) -> Checked:
    return Checked(
        errors=[error for plan in plans for error in plan.errors],
        actions=[plan.action for plan in plans],
        before=[plan.before or None for plan in plans],
    )


def _outcome(plans: list[_Plan], context: ImportContext) -> ImportOutcome:
    actions = [plan.action for plan in plans]
    return ImportOutcome(
        created=actions.count("create"),
        updated=actions.count("update"),
        unchanged=actions.count("unchanged"),
        url=context.back_url,
    )


def _number(text: str | None) -> int | None:
    match = _CODE.fullmatch(text.strip()) if text else None
    return int(match[1]) if match else None


# --- lines ----------------------------------------------------------------------------------------------------------


def line_rows(budget: Budget) -> list[Row]:
    """One row per line and month, as the import reads them; a line without months as one row."""
    found: list[Row] = []
    months: dict[int, list[LineMonth]] = {}
    for row in LineMonth.objects.filter(line__budget=budget).order_by("month"):
        months.setdefault(row.line_id, []).append(row)
    for line in BudgetLine.objects.filter(budget=budget).select_related("phase").order_by("number"):
        own = {
            "line": line.code,
            "title": line.title,
            "title_en": line.title_en,
            "phase": line.phase.name,
            "category": line.category,
            "spending": line.spending,
            "currency": line.currency,
        }
        found += [
            {**own, "month": row.month, "plan": row.plan, "forecast": row.forecast} for row in months.get(line.pk, [])
        ] or [own]
    return found


def check_lines(rows: list[Row], context: ImportContext) -> Checked:
    return _checked(_line_plans(rows, context.obj))


def _line_plans(rows: list[Row], budget: Budget) -> list[_Plan]:
    phases = {name.casefold(): phase for phase in budget.phases.all() for name in (phase.name, phase.name_en) if name}
    lines = {line.number: line for line in BudgetLine.objects.filter(budget=budget).select_related("phase")}
    by_title = {line.title.casefold(): line for line in lines.values()}
    known = {(row.line_id, row.month): row for row in LineMonth.objects.filter(line__budget=budget)}
    return [_line_plan(row, phases, lines, by_title, known) for row in rows]


def _line_plan(
    row: Row,
    phases: Mapping[str, Any],
    lines: Mapping[int, BudgetLine],
    by_title: Mapping[str, BudgetLine],
    known: Mapping[tuple[int, date], LineMonth],
) -> _Plan:
    plan = _Plan(row)
    number = _number(row["line"])
    plan.line = lines.get(number) if number else by_title.get(row["title"].casefold())
    if row["line"] and plan.line is None:
        plan.refuse("line", "unknown", N_("The budget has no line with this number"))
    phase = phases.get(row["phase"].casefold())
    if phase is None:
        plan.refuse("phase", "unknown", N_("The budget has no phase of this name"))
    if row["month"] is None and (row["plan"] is not None or row["forecast"] is not None):
        plan.refuse("month", "missing", N_("Missing; the row has an amount"))
    currency = (row["currency"] or "").upper()
    if currency and not re.fullmatch(r"[A-Z]{3}", currency):
        plan.refuse("currency", "currency", N_("Three capital letters, for example CNY."))
    plan.values = {
        "title": row["title"],
        "title_en": row["title_en"] or "",
        "phase": phase,
        "category": row["category"],
        "spending": row["spending"] or Spending.CAPITAL,
        "currency": currency,
    }
    if plan.line is not None:
        _compare(plan, known)
    return plan


def _compare(plan: _Plan, known: Mapping[tuple[int, date], LineMonth]) -> None:
    """What differs from the line and month that are there: the action, and what was."""
    line, row = plan.line, plan.row
    assert line is not None  # noqa: S101 - the caller has looked
    kept = known.get((line.pk, row["month"].replace(day=1))) if row["month"] else None
    now = {"plan": kept.plan if kept else Decimal(0), "forecast": kept.forecast if kept else None}
    for name in ("plan", "forecast"):
        if row[name] is not None and row[name] != now[name]:
            plan.before[name] = now[name]
    for name, value in plan.values.items():
        given = row["title_en"] if name == "title_en" else value
        if given and getattr(line, name) != value:
            plan.before[name] = line.phase.name if name == "phase" else getattr(line, name)
    plan.action = "update" if plan.before else "unchanged"


def commit_lines(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    budget: Budget = context.obj
    plans = _line_plans(rows, budget)
    made: dict[str, BudgetLine] = {}
    cells: dict[tuple[int, date], dict[str, Decimal | None]] = {}
    for plan in plans:
        key = plan.row["title"].casefold()
        line = plan.line or made.get(key)
        if line is None:
            line = services.add_line(by=by, budget=budget, now=now, **plan.values)
        elif plan.line is not None and plan.before.keys() & plan.values.keys() and key not in made:
            changed = {name: plan.values[name] for name in plan.before if name in plan.values}
            services.change_line(by=by, line=line, now=now, **changed)
        made[key] = line
        if plan.row["month"] is not None:
            given = {name: plan.row[name] for name in ("plan", "forecast") if plan.row[name] is not None}
            cells.setdefault((line.pk, plan.row["month"].replace(day=1)), {}).update(given)
    services.set_months(by=by, budget=budget, cells=cells, now=now)
    return _outcome(plans, context)


# --- actuals --------------------------------------------------------------------------------------------------------


def check_actuals(rows: list[Row], context: ImportContext) -> Checked:
    return _checked(_actual_plans(rows, context.obj))


def _actual_plans(rows: list[Row], budget: Budget) -> list[_Plan]:
    today = timezone.localdate()
    lines = {line.number: line for line in BudgetLine.objects.filter(budget=budget)}
    given = {row.number: row for row in Commitment.objects.filter(line__budget=budget, state=CommitmentState.COMMITTED)}
    booked = {
        row.reference: row
        for row in Actual.objects.filter(budget=budget, reference__in=[row["reference"].strip() for row in rows])
    }
    table = rates.load()
    return [_actual_plan(row, budget, lines, given, booked, table, today) for row in rows]


def _actual_plan(
    row: Row,
    budget: Budget,
    lines: Mapping[int, BudgetLine],
    given: Mapping[int, Commitment],
    booked: Mapping[str, Actual],
    table: rates.Rates,
    today: date,
) -> _Plan:
    plan = _Plan(row)
    plan.line = lines.get(_number(row["line"]) or 0)
    if plan.line is None:
        plan.refuse("line", "unknown", N_("The budget has no line with this number"))
        return plan
    commitment = given.get(_number(row["commitment"]) or 0)
    if row["commitment"] and commitment is None:
        plan.refuse("commitment", "unknown", N_("The project has no commitment in force with this number"))
        return plan
    currency = (row["currency"] or plan.line.currency).upper()
    plan.values = {
        "line": plan.line,
        "commitment": commitment,
        "on": row["on"],
        "amount": row["amount"],
        "currency": currency,
        "reference": row["reference"].strip(),
        "text": row["text"] or "",
    }
    try:
        check_actual(
            line=plan.line,
            amount=row["amount"],
            on=row["on"],
            reference=row["reference"],
            commitment=commitment,
            today=today,
        )
        table.value(row["amount"], currency, budget.currency, row["on"])
    except DomainError as error:
        column = error.field if error.field in row else ""
        plan.refuse(column, error.code, error.raw_message, **{k: str(v) for k, v in error.params.items()})
        return plan
    old = booked.get(plan.values["reference"])
    if old is not None:
        same = (old.line_id, old.on, old.amount, old.currency) == (plan.line.pk, row["on"], row["amount"], currency)
        plan.action = "unchanged"
        if not same:
            plan.refuse("reference", "booked", N_("Booked already, with another line, day or amount"))
    return plan


def commit_actuals(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    plans = _actual_plans(rows, context.obj)
    for plan in plans:
        if plan.action == "create":
            services.record_actual(by=by, now=now, **plan.values)
    return _outcome(plans, context)


LINE_IMPORTER = Importer(
    kind=LINES,
    title=_("Budget lines"),
    about=_(
        "One row per line and month. A line is found by its number, else by its name; an empty cell leaves what is "
        "known. Take the table out, edit it, and bring it back."
    ),
    spec=LINE_SPEC,
    context=_context("lines", "import"),
    check=check_lines,
    commit=commit_lines,
    template_rows=lambda context: line_rows(context.obj),
)
ACTUAL_IMPORTER = Importer(
    kind=ACTUALS,
    title=_("Actuals"),
    about=_(
        "One row per document. A document that is booked already is left as it is: the same table twice adds nothing."
    ),
    spec=ACTUAL_SPEC,
    context=_context("actuals", "import"),
    check=check_actuals,
    commit=commit_actuals,
)
