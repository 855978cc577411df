"""Contingency: drawn for a risk that happened, into the line that has to carry it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Conflict, Invalid
from projects.budget.models import BudgetLine, ContingencyDraw, LineMonth
from projects.budget.selectors import rates
from projects.budget.services.common import check_amount, locked, month_of, record, touch
from projects.risks.models import Risk


@transaction.atomic
def draw(
    *,
    by: Any,
    source: BudgetLine,
    line: BudgetLine,
    value: Decimal,
    risk: Risk | None = None,
    now: datetime,
    reason: str = "",
    month: date | None = None,
) -> ContingencyDraw:
    """Move `value` (in the budget's currency) of contingency into the forecast of a line.

    `risk` is one of the project's threats; without one the reason says what else it is for. Raises Forbidden, Invalid
    (neither, wrong lines) or Conflict (less is left).
    """
    policy.require(by, "change", source)
    budget = locked(source.budget)
    if risk is None and not reason.strip():
        message = _(
            "Choose the risk that happened, or say what this is for although no risk of the register is behind it."
        )
        raise Invalid(message, code="required", field="reason")
    if risk is not None and (risk.project_id != budget.project_id or not risk.is_threat):
        raise Invalid(_("Choose a threat of this project."), code="foreign", field="risk")
    if not source.is_contingency or source.budget_id != budget.pk:
        raise Invalid(_("Choose a line of contingency."), code="not_contingency", field="source")
    if line.is_contingency or line.budget_id != budget.pk:
        raise Invalid(_("Choose the line that has to carry it."), code="foreign", field="line")
    check_amount(value, "value")
    left = left_of(source, timezone.localdate(now))
    if value > left:
        raise Conflict(
            _("%(left)s of this contingency is left."),
            code="not_left",
            field="value",
            params={"left": f"{left:,.2f}"},
        )
    at = month_of(month or timezone.localdate(now))
    made = ContingencyDraw.objects.create(
        budget=budget,
        source=source,
        line=line,
        month=at,
        value=value,
        risk=risk,
        reason=reason.strip(),
        made_at=now,
        made_by=by,
    )
    touch(budget, now)
    more = {"amount": str(value), "line": line.code, "risk": risk.code if risk else ""}
    record(by, source, "contingency.drawn", budget, now, more=more, reason=reason)
    return made


def left_of(source: BudgetLine, on: date) -> Decimal:
    """What is planned of a line of contingency less what was drawn, in the budget's currency."""
    planned = LineMonth.objects.filter(line=source).aggregate(sum=Sum("plan"))["sum"] or Decimal(0)
    drawn = ContingencyDraw.objects.filter(source=source).aggregate(sum=Sum("value"))["sum"] or Decimal(0)
    own, other = source.currency, source.budget.currency
    return rates.load({own, other}).value(planned, own, other, on) - drawn
