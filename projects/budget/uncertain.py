"""The cost of a project as the simulation asks for it: its lines at completion, at best and at worst."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from projects.budget import models as books
from projects.budget.choices import Category
from projects.budget.models import BudgetLine, BudgetVersion
from projects.budget.selectors import ledger, rates
from projects.budget.selectors.ledger import Ledger, Parts
from projects.budget.selectors.released import ZERO
from projects.portfolio.models import Project
from projects.simulation.sources import Budget, CostLine


def cost_lines(project: Project) -> Sequence[CostLine]:
    """What is spent is certain; only the rest of a line varies. Contingency is what the simulation asks about."""
    book = ledger.of_project(project, timezone.localdate(), parts=Parts(tranches=False, phases=False, approved=False))
    if book is None or book.lacking:
        return []
    alone = _alone(book)
    found = [_line(book, line, alone.get(line.pk)) for line in book.lines if not line.is_contingency]
    return [line for line in found if line.high]


def budget_of(project: Project) -> Budget | None:
    """What was approved, contingency included (one query)."""
    newest = BudgetVersion.objects.filter(budget=OuterRef("pk")).order_by("-number").values("total")[:1]
    rows = books.Budget.objects.filter(project=project).annotate(approved=Subquery(newest))
    found = rows.values_list("approved", "currency").first()
    return None if found is None else Budget(*found)


def rates_to(others: set[str], currency: str) -> dict[str, Decimal]:
    """What one unit of the others is worth in `currency` today; those without a rate are left out."""
    today = timezone.localdate()
    table = rates.load({*others, currency})
    own = table.of(currency, today)
    found = {other: table.of(other, today) for other in others}
    return {other: worth / own for other, worth in found.items() if worth is not None and own is not None}


def lines_of(user: Any, project: Project) -> QuerySet[BudgetLine]:
    """Lines a risk can act on: those the reader may see, contingency left out."""
    rows = BudgetLine.objects.visible_to(user).filter(budget__project=project)
    return rows.exclude(category=Category.CONTINGENCY).select_related("budget").order_by("number")


def _line(book: Ledger, line: BudgetLine, task_id: int | None) -> CostLine:
    spent = sum(book.spent[line.pk].values(), ZERO)
    likely = spent + sum(book.to_come[line.pk].values(), ZERO)
    low = likely if line.low is None else min(likely, max(spent, book.in_budget(line.low, line)))
    high = likely if line.high is None else max(likely, book.in_budget(line.high, line))
    return CostLine(
        line_id=line.pk,
        title=f"{line.code} {line.title}",
        low=low,
        likely=likely,
        high=high,
        task_id=task_id,
        spent=max(spent, ZERO),
    )


def _alone(book: Ledger) -> dict[int, int]:
    """The task of lines of own people that pay for one task only: they cost more the longer it takes."""
    ids = [line.pk for line in book.lines if line.category == Category.INTERNAL]
    found: dict[int, list[int]] = {}
    for line, task in BudgetLine.tasks.through.objects.filter(budgetline__in=ids).values_list("budgetline", "task"):
        found.setdefault(line, []).append(task)
    return {line: tasks[0] for line, tasks in found.items() if len(tasks) == 1}
