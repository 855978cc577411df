"""What acts on the money of a project share: its lock, its day, its mark of change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.records import Invalid
from pmo.records.models import save
from projects.budget.models import Budget
from projects.budget.services.standing import moved
from projects.portfolio import dimensions
from projects.portfolio.acts import facts, filled, lock


def locked(budget: Budget) -> Budget:
    """The budget as it is now, and nobody else's until the end of the transaction. Conflict in a closed project.

    The project's row first, as every act on a project does, then the budget's.
    """
    project = lock(budget.project)
    found = Budget.objects.select_for_update(of=("self",)).get(pk=budget.pk)
    found.project = project
    return found


def touch(budget: Budget, now: datetime, expected: int | None = None) -> None:
    """Lines, months and phases changed: the budget has another version. Raises StaleWrite."""
    save(budget, now=now, expected=expected, fields=())


def next_number(model: type[Model], **within: Any) -> int:
    highest = model._default_manager.filter(**within).aggregate(top=Max("number"))["top"]
    return (highest or 0) + 1


def month_of(day: date) -> date:
    return day.replace(day=1)


def check_amount(amount: Decimal | None, field: str = "amount", *, negative: bool = False) -> Decimal:
    """To the cent and not nothing. Raises Invalid."""
    if amount is None or amount == 0 or (amount < 0 and not negative):
        raise Invalid(_("Enter an amount above zero."), code="amount", field=field)
    if amount != amount.quantize(Decimal("0.01")):
        raise Invalid(_("An amount has at most two decimals."), code="cents", field=field)
    return amount


def record(
    by: Any,
    obj: Model,
    act: str,
    budget: Budget,
    now: datetime,
    *,
    fields: Iterable[str] = (),
    before: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """One entry of the history; the figures that sums are made of are out of date from here on."""
    moved(budget)
    after = {**facts(obj, fields), **(more or {})}
    audit.record(
        by=by,
        act=act,
        obj=obj,
        before=before or {},
        after=after if before else filled(after),
        project_id=budget.project_id,
        now=now,
        reason=reason,
    )
    dimensions.changed([budget.project_id], now)
