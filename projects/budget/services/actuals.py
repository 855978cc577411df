"""What was spent. The books are right: nothing is refused because it exceeds something, but it is shown."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create
from projects.budget.choices import CommitmentState
from projects.budget.models import Actual, Budget, BudgetLine, Commitment
from projects.budget.selectors import rates
from projects.budget.services.common import check_amount, locked, record
from projects.portfolio.acts import require_reason

FIELDS = ("reference", "on", "amount", "currency", "text")


@transaction.atomic
def record_actual(
    *,
    by: Any,
    line: BudgetLine,
    amount: Decimal,
    on: date,
    reference: str,
    now: datetime,
    currency: str = "",
    text: str = "",
    commitment: Commitment | None = None,
) -> Actual:
    """Book money that was spent; a negative amount is a credit note.

    Raises Forbidden, Invalid (a day to come, no document, contingency, foreign commitment) or Conflict (this document
    is booked already).
    """
    policy.require(by, "add", "budget", project_id=line.budget.project_id)
    budget = locked(line.budget)
    today = timezone.localdate(now)
    check_actual(line=line, amount=amount, on=on, reference=reference, commitment=commitment, today=today)
    if Actual.objects.filter(budget=budget, reference=reference.strip()).exists():
        raise Conflict(
            _("The document %(reference)s is booked already."),
            code="booked",
            field="reference",
            params={"reference": reference.strip()},
        )
    own = currency or line.currency
    actual = Actual(
        budget=budget,
        line=line,
        commitment=commitment,
        on=on,
        amount=amount,
        currency=own,
        value=rates.load({own, budget.currency}).value(amount, own, budget.currency, on),
        text=text,
        reference=reference.strip(),
    )
    create(actual, now=now)
    record(by, actual, "actual.booked", budget, now, fields=FIELDS, more={"line": line.code})
    return actual


@transaction.atomic
def remove_actual(*, by: Any, actual: Actual, reason: str, now: datetime) -> None:
    """Take back a booking made by mistake; the history keeps it."""
    policy.require(by, "delete", actual)
    budget: Budget = locked(actual.budget)
    require_reason(reason)
    before = {"amount": str(actual.amount), "currency": actual.currency, "on": actual.on.isoformat()}
    record(by, actual, "actual.removed", budget, now, before=before, reason=reason)
    actual.delete()


def check_actual(
    *,
    line: BudgetLine,
    amount: Decimal,
    on: date,
    reference: str,
    commitment: Commitment | None,
    today: date,
) -> None:
    """The rules of a booking, also for a table of them. Raises Invalid."""
    check_amount(amount, negative=True)
    if not reference.strip():
        raise Invalid(_("Name the document, so that nothing is booked twice."), code="required", field="reference")
    if on > today:
        raise Invalid(_("Money to be spent later is a forecast, not an actual."), code="future", field="on")
    if line.is_contingency:
        raise Invalid(
            _("Contingency is drawn for a risk first; then it is money of another line."),
            code="contingency",
            field="line",
        )
    if commitment is not None and (commitment.line_id != line.pk or commitment.state != CommitmentState.COMMITTED):
        raise Invalid(_("Choose a commitment of this line that is in force."), code="foreign", field="commitment")
