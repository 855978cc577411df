"""Keeps the figures that sums are made of: marked when money moves, computed by a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pmo.notify.wake import wake
from projects.budget import figures
from projects.budget.models import Budget
from projects.budget.selectors import earned
from projects.budget.standing_models import MoneyStanding

TASK = "projects.money_standings"
AT_ONCE = 100
# A budget whose money moved; None: a rate of exchange.
Listener = Callable[[Budget | None], None]

_listeners: list[Listener] = []


def on_moved(listener: Listener) -> None:
    """Call `listener(budget)` inside the transaction in which money moved: rooms above that count with it."""
    if listener not in _listeners:
        _listeners.append(listener)


def moved(budget: Budget | None = None) -> None:
    """Money of a budget moved, or (None) a rate changed: what is stored is not true any more."""
    rows = MoneyStanding.objects.all() if budget is None else MoneyStanding.objects.filter(budget=budget)
    rows.update(as_of=None)
    for listener in _listeners:
        listener(budget)
    wake(TASK)


def refresh_all(*, now: datetime) -> int:
    """Compute what is not stored, or not for today. Returns how many."""
    today = timezone.localdate(now)
    ids = list(figures.outdated(today).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), AT_ONCE):
        _refresh(ids[first : first + AT_ONCE], today, now)
    return len(ids)


@transaction.atomic
def _refresh(budget_ids: Sequence[int], today: date, now: datetime) -> None:
    """Under the rows' locks, so that money moving meanwhile waits, and marks what is written here."""
    list(Budget.objects.select_for_update().filter(pk__in=budget_ids).order_by("pk").values_list("pk"))
    rows = list(figures.with_marks(Budget.objects.filter(pk__in=budget_ids)).select_related("project__portfolio"))
    found = earned.of([row.project for row in rows], today, today)
    for row in rows:
        one = figures.computed_of(row.project, found[row.project_id])
        if one is None:
            continue
        values = {name: getattr(one, name) for name in (*figures.AMOUNTS, "lacking", "status")}
        values |= {"as_of": today, "plan_version": row.plan_now, "baseline_id": row.baseline_now}
        values |= {"stage": row.project.stage, "computed_at": now, "sentence": one.sentence.to_json()}
        MoneyStanding.objects.update_or_create(budget=row, defaults=values)
