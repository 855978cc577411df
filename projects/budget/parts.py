"""Money in the status document of a project and in the summary of the portfolio: amounts as text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from projects.budget import figures, rollup
from projects.budget.models import Budget
from projects.budget.selectors import earned
from projects.portfolio.models import Project


def of_project(project: Project, as_of: date, today: date) -> dict[str, Any] | None:
    """Null without a budget. `released` is as it stands today, whatever the day asked for."""
    if as_of >= today:
        return _today(project, today)
    found = earned.of([project], as_of, today)[project.pk]
    book = found.ledger
    if book is None:
        return None
    return {
        "approved": _text(book.budgeted),
        "released": _text(book.total.released),
        "committed": _text(book.total.committed),
        "actual": _text(book.actual),
        "eac": _text(found.eac),
        "currency": book.budget.currency,
    }


def _today(project: Project, today: date) -> dict[str, Any] | None:
    rows = figures.of(Budget.objects.filter(project=project), today, project)
    if not rows:
        return None
    one = rows[0]
    return {
        "approved": _text(one.approved),
        "released": _text(one.released),
        "committed": _text(one.committed),
        "actual": _text(one.actual),
        "eac": _text(one.eac),
        "currency": one.currency,
    }


def of_portfolio(reader: Any, today: date) -> dict[str, Any] | None:
    """Sums over the open projects whose money the reader sees; null without any."""
    found = rollup.total(rollup.open_budgets(reader), today)
    if not found.projects:
        return None
    return {
        **{name: _text(amount) for name, amount in found.amounts.items()},
        "currency": found.currency,
        "projects": found.projects,
        "left_out": found.left_out,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
