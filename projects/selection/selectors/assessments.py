"""Assessments, the criteria behind them, and what their figures are about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from projects.portfolio.choices import Stage, State
from projects.portfolio.models import Portfolio, Project
from projects.selection.models import Assessment, AssessmentLine, Criterion

YEARS = 4
QUARTERS = 8
HUNDREDTH = Decimal("0.01")


def visible(user: Any) -> QuerySet[Assessment]:
    return Assessment.objects.visible_to(user).select_related("project__portfolio")


def candidates(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Of projects that are still to be finished."""
    open_ = Q(project__state__in=(State.ACTIVE, State.ON_HOLD)) & ~Q(project__stage=Stage.OPERATION)
    return rows.filter(open_)


def of_project(project: Project) -> Assessment | None:
    rows = Assessment.objects.filter(project=project).select_related("project__portfolio")
    lines = Prefetch("lines", AssessmentLine.objects.select_related("unit"))
    return rows.prefetch_related("needs", "excludes", lines, "scores").first()


def criteria_of(portfolio: Portfolio | int) -> list[Criterion]:
    return list(Criterion.objects.filter(portfolio=portfolio).order_by("position", "pk"))


def score(criteria: Iterable[Criterion], levels: dict[int, int]) -> Decimal | None:
    """Σ weight · (level − 1) / 4 · 100 / Σ weight over the criteria; None while one that weighs has no level.

    Levels 1–5 by the id of their criterion (FORMULAS.md "Portfolio").
    """
    weighing = [criterion for criterion in criteria if criterion.weight]
    if not weighing or any(criterion.pk not in levels for criterion in weighing):
        return None
    total = sum(criterion.weight for criterion in weighing)
    reached = sum(criterion.weight * (levels[criterion.pk] - 1) for criterion in weighing)
    return (Decimal(25 * reached) / total).quantize(HUNDREDTH)


def wsjf(assessment: Assessment) -> Decimal | None:
    """(value + time criticality + risk reduction) ÷ size; None while a part is missing."""
    delay = assessment.delay
    if delay is None or not assessment.job_size:
        return None
    return (Decimal(delay) / assessment.job_size).quantize(HUNDREDTH)


def years_from(today: date) -> list[int]:
    return list(range(today.year, today.year + YEARS))


def quarters_from(today: date) -> list[date]:
    """First days of this quarter and the next ones."""
    at = (today.year * 4) + (today.month - 1) // 3
    return [date(n // 4, 3 * (n % 4) + 1, 1) for n in range(at, at + QUARTERS)]


def lines_of(assessment: Assessment | None) -> dict[tuple[Any, ...], Decimal]:
    """Figures by what they are about (prefetched rows)."""
    return {} if assessment is None else {line.key: line.amount for line in assessment.lines.all()}


def total_cost(lines: Iterable[AssessmentLine]) -> Decimal | None:
    """The sum over the years; None when no year has a figure."""
    amounts = [line.amount for line in lines if line.kind == "year"]
    return sum(amounts, Decimal(0)) if amounts else None
