"""Rates of roles, and the lines whose plan is computed from them and from what the project is promised of people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.notify.wake import wake
from pmo.records import Conflict, Invalid
from pmo.records.models import create
from projects.budget.choices import Basis
from projects.budget.labour_models import LabourRate
from projects.budget.models import Budget, BudgetLine, LineMonth
from projects.budget.selectors import labour
from projects.budget.services.common import check_amount, locked, record, touch
from projects.resources.choices import WorkRole

TASK = "projects.labour_costs"
OPEN_STATES = ("active", "on_hold")


@transaction.atomic
def add_labour_rate(
    *, by: Any, role: str, since_on: date, amount: Decimal, now: datetime, currency: str = "CNY", note: str = ""
) -> LabourRate:
    """Raises Forbidden, Invalid, or Conflict (that day has one; take it back first)."""
    policy.require(by, "add", "rate")
    if role not in WorkRole.values:
        raise Invalid(_("Choose a role."), code="required", field="role")
    check_amount(amount)
    if LabourRate.objects.filter(role=role, since_on=since_on).exists():
        raise Conflict(_("There is a rate from this day on already."), code="exists", field="since_on")
    row = create(LabourRate(role=role, since_on=since_on, amount=amount, currency=currency, note=note), now=now)
    audit.record(by=by, act="labour_rate.added", obj=row, after=_told(row), now=now)
    _stale(Q())
    return row


@transaction.atomic
def remove_labour_rate(*, by: Any, rate: LabourRate, now: datetime) -> None:
    """A rate entered by mistake; what is computed with it is computed anew."""
    policy.require(by, "delete", rate)
    audit.record(by=by, act="labour_rate.removed", obj=rate, before=_told(rate), now=now)
    rate.delete()
    _stale(Q())


def _told(rate: LabourRate) -> dict[str, Any]:
    return {
        "role": rate.role,
        "since_on": rate.since_on.isoformat(),
        "amount": str(rate.amount),
        "currency": rate.currency,
    }


def booked(project_ids: Iterable[int], now: datetime) -> None:
    """Projects are promised other time of people: their computed lines are not true any more."""
    _stale(Q(budget__project__in=list(project_ids)))


def _stale(which: Q) -> None:
    if BudgetLine.objects.filter(which, basis=Basis.LABOUR).update(computed_at=None):
        wake(TASK)


def compute_all(*, now: datetime) -> int:
    """Compute the lines whose input changed, and each day all of them, as working days and rates of exchange move.

    Returns how many. Safe to run twice at once.
    """
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = BudgetLine.objects.filter(basis=Basis.LABOUR, budget__project__state__in=OPEN_STATES)
    due = rows.filter(Q(computed_at__isnull=True) | Q(computed_at__lt=midnight))
    done = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        done += _compute(pk, now)
    return done


@transaction.atomic
def _compute(pk: int, now: datetime) -> int:
    line = BudgetLine.objects.select_related("budget__project__portfolio").filter(pk=pk, basis=Basis.LABOUR).first()
    if line is None:
        return 0
    try:
        budget = locked(line.budget)
    except Conflict:
        # Closed meanwhile: what was planned stays.
        return 0
    # Held: who changes allocations while this reads them waits here, and marks what is written.
    BudgetLine.objects.select_for_update().get(pk=line.pk)
    fill(line, budget, now)
    return 1


def fill(line: BudgetLine, budget: Budget, now: datetime) -> None:
    """Write the months of a computed line; the caller holds the budget. One entry of the history when they differ."""
    found = labour.of_project(budget.project, line.currency, timezone.localdate(now)) or labour.Labour()
    kept = {row.month: row for row in line.months.all()}
    before: list[str] = []
    after: list[str] = []
    for month in sorted({*kept, *found.months}):
        was, new = (kept[month].plan if month in kept else Decimal(0)), found.months.get(month, Decimal(0))
        if was != new:
            before.append(f"{month:%Y-%m} {was}")
            after.append(f"{month:%Y-%m} {new}")
            LineMonth.objects.update_or_create(line=line, month=month, defaults={"plan": new})
    BudgetLine.objects.filter(pk=line.pk).update(computed_at=now, lacking=found.lacking)
    line.computed_at, line.lacking = now, found.lacking
    if after:
        touch(budget, now)
        record(None, line, "budget.labour_computed", budget, now, before={"plan": before}, more={"plan": after})
