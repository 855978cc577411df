"""The approved budget: a copy of the plan, month by month, in the currency of the budget."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo.records import Conflict
from projects.budget.choices import TrancheState
from projects.budget.models import Budget, BudgetVersion, LineMonth, Tranche, VersionMonth
from projects.budget.selectors import ledger, rates
from projects.budget.services.common import next_number, record


def planned(budget: Budget, on: date) -> list[tuple[int, date, Decimal]]:
    """Line, month and value in the budget's currency, at the rates of a day. Raises Invalid without a rate."""
    found = LineMonth.objects.filter(line__budget=budget, plan__gt=0).select_related("line")
    rows = list(found.order_by("line_id", "month"))
    table = rates.load({budget.currency, *(row.line.currency for row in rows)})
    return [(row.line_id, row.month, table.value(row.plan, row.line.currency, budget.currency, on)) for row in rows]


def fingerprint(budget: Budget) -> str:
    """Of everything that is approved with a budget."""
    rows = LineMonth.objects.filter(line__budget=budget, plan__gt=0)
    return ledger.fingerprint(
        rows.values_list("line_id", "line__category", "line__currency", "month", "plan").order_by("line_id", "month")
    )


def freeze(*, by: Any, budget: Budget, now: datetime, note: str = "") -> BudgetVersion:
    """Keep the plan as approved; the caller holds the budget and has the right.

    Raises Conflict when nothing is planned, or less than is released.
    """
    rows = planned(budget, timezone.localdate(now))
    total = sum((value for _line, _month, value in rows), Decimal(0))
    if not total:
        raise Conflict(_("Nothing is planned yet: there is nothing to approve."), code="empty")
    given = Tranche.objects.filter(budget=budget, state__in=(TrancheState.RELEASED, TrancheState.FROZEN))
    released = given.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    if released > total:
        raise Conflict(
            _("%(released)s is released; a budget of %(total)s is less than that."),
            code="below_released",
            params={"released": f"{released:,.2f}", "total": f"{total:,.2f}"},
        )
    version = BudgetVersion.objects.create(
        budget=budget,
        number=next_number(BudgetVersion, budget=budget),
        approved_at=now,
        approved_by=by,
        note=note[:300],
        total=total,
        fingerprint=fingerprint(budget),
    )
    VersionMonth.objects.bulk_create(
        [VersionMonth(version=version, line_id=line, month=month, value=value) for line, month, value in rows]
    )
    record(by, budget, "budget.approved", budget, now, more={"number": version.number, "total": str(total)})
    return version
