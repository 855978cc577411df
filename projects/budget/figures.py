"""Figures of many projects' money: the stored ones where they still hold, else computed now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from pmo.texts import Sentence
from projects.budget.judging import health
from projects.budget.models import Budget
from projects.budget.selectors import earned
from projects.budget.selectors.earned import Earned
from projects.budget.standing_models import MoneyStanding
from projects.engines import earned_value as engine
from projects.portfolio.models import Project
from projects.schedule.models import Baseline

AMOUNTS = ("approved", "released", "committed", "actual", "free", "eac", "etc", "bac", "pv", "ev")


# The day of what is stored, and what it was computed from beside what is so now.
_COMPARED = (
    "standing__as_of",
    *("standing__stage", "project__stage"),
    *("standing__plan_version", "plan_now"),
    *("standing__baseline_id", "baseline_now"),
)


@dataclass(frozen=True)
class Figures:
    """The money of one project in the currency of its budget; see `MoneyStanding`."""

    project: Project
    currency: str
    lacking: bool
    status: str
    sentence: Sentence
    approved: Decimal | None
    released: Decimal
    committed: Decimal
    actual: Decimal
    free: Decimal
    eac: Decimal | None
    etc: Decimal
    bac: Decimal | None
    pv: Decimal | None
    ev: Decimal | None


def with_marks(budgets: QuerySet[Budget]) -> QuerySet[Any]:
    """Budgets with what their stored figures are compared with."""
    current = Baseline.objects.filter(plan__project=OuterRef("project"), is_current=True).values("pk")[:1]
    return budgets.annotate(plan_now=F("project__plan__version"), baseline_now=Subquery(current))


def outdated(today: date) -> QuerySet[Any]:
    """Budgets whose figures are not stored, or not those of today."""
    return with_marks(Budget.objects.all()).exclude(pk__in=holding(Budget.objects.all(), today).values("pk"))


def holding(budgets: QuerySet[Budget], today: date) -> QuerySet[Any]:
    """Those of `budgets` whose stored figures are those of today."""
    same = Q(standing__as_of=today, standing__stage=F("project__stage"))
    for kept, now in (("standing__plan_version", "plan_now"), ("standing__baseline_id", "baseline_now")):
        same &= Q(**{kept: F(now)}) | Q(**{f"{kept}__isnull": True, f"{now}__isnull": True})
    return with_marks(budgets).filter(same)


def stored(budgets: QuerySet[Budget], today: date, names: Sequence[str]) -> tuple[list[tuple[Any, ...]], list[int]]:
    """These columns of budgets whose stored figures are those of today, and the keys of the others (one query)."""
    rows = with_marks(budgets.select_related(None)).order_by().values_list("pk", *_COMPARED, *names)
    held, rest = [], []
    for pk, as_of, kept_stage, stage, kept_plan, plan, kept_baseline, baseline, *values in rows:
        if (as_of, kept_stage, kept_plan, kept_baseline) == (today, stage, plan, baseline):
            held.append(tuple(values))
        else:
            rest.append(pk)
    return held, rest


def of(budgets: QuerySet[Budget], today: date, project: Project | None = None) -> list[Figures]:
    """In the order of `budgets` (with their projects, or of the `project` at hand): one query, and a fixed number for
    what is not stored yet."""
    rows = list(with_marks(budgets).select_related("standing"))
    if project is not None:
        for row in rows:
            row.project = project
    held = {row.pk: row.standing for row in rows if _holds(row, today)}
    missing = [row.project for row in rows if row.pk not in held]
    computed = earned.of(missing, today, today) if missing else {}
    found = []
    for row in rows:
        kept = held.get(row.pk)
        found.append(_stored(row, kept) if kept else computed_of(row.project, computed[row.project_id]))
    return [one for one in found if one is not None]


def _holds(row: Any, today: date) -> bool:
    kept: MoneyStanding | None = getattr(row, "standing", None)
    if kept is None or kept.as_of != today or kept.stage != row.project.stage:
        return False
    return (kept.plan_version, kept.baseline_id) == (row.plan_now, row.baseline_now)


def _stored(row: Budget, kept: MoneyStanding) -> Figures:
    sentence = Sentence.from_json(kept.sentence)
    if sentence is None:
        raise ValueError(f"figures of budget {row.pk} have no sentence")
    amounts = {name: getattr(kept, name) for name in AMOUNTS}
    return Figures(row.project, row.currency, kept.lacking, kept.status, sentence, **amounts)


def computed_of(project: Project, one: Earned) -> Figures | None:
    """None without a budget."""
    book = one.ledger
    if book is None:
        return None
    book.budget.project = project
    status, sentence = health(book, one.eac)
    m = one.measures
    return Figures(
        project,
        book.budget.currency,
        bool(book.lacking),
        status,
        sentence,
        approved=book.budgeted,
        released=book.total.released,
        committed=book.total.committed,
        actual=book.actual,
        free=book.total.free,
        eac=one.eac,
        etc=engine.money(book.etc),
        bac=None if m is None else m.bac,
        pv=None if m is None else m.pv,
        ev=None if m is None else m.ev,
    )


def measures(rows: Iterable[Figures]) -> Sequence[tuple[Figures, engine.Measures]]:
    """Earned value of those that have one."""
    return [
        (row, engine.measure(row.bac, row.pv, row.ev, row.actual, row.etc))
        for row in rows
        if row.bac is not None and row.pv is not None and row.ev is not None
    ]
