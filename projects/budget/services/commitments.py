"""Commitments: contracts and orders. Only released money can be committed.

What is asked for counts as taken from the moment it is raised, so that no approval comes too late.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.budget.choices import CommitmentState, Subject, TrancheState
from projects.budget.models import Budget, BudgetLine, BudgetPhase, Commitment, Tranche
from projects.budget.selectors import rates, released
from projects.budget.services import approvals
from projects.budget.services.common import check_amount, locked, record
from projects.portfolio.acts import assign, facts, require_reason

FIELDS = ("supplier", "reference", "amount", "currency", "on", "note", "state")


class NotReleased(Conflict):
    """More than is free in the phase. Carries the figures, and the tranche to ask for, or that a gate releases."""

    def __init__(self, phase: BudgetPhase, room: released.Released, asked: Decimal, tranche: Tranche | None) -> None:
        self.phase, self.room, self.asked, self.tranche = phase, room, asked, tranche
        figures = {
            "phase": phase.label,
            "released": f"{room.released:,.2f}",
            "taken": f"{room.taken:,.2f}",
            "free": f"{room.free:,.2f}",
            "asked": f"{asked:,.2f}",
        }
        text = _(
            "In the phase “%(phase)s” %(released)s is released and %(taken)s of it taken: %(free)s is free, and this "
            "is %(asked)s."
        )
        if tranche is not None and tranche.gate is not None:
            figures |= {"code": tranche.code, "gate": f"{tranche.gate.code} {tranche.gate.label}"}
            text = _(
                "In the phase “%(phase)s” %(released)s is released and %(taken)s of it taken: %(free)s is free, and "
                "this is %(asked)s. The next tranche, %(code)s, is released by a go of the gate %(gate)s."
            )
        elif tranche is not None:
            figures["code"] = tranche.code
            text = _(
                "In the phase “%(phase)s” %(released)s is released and %(taken)s of it taken: %(free)s is free, and "
                "this is %(asked)s. Ask for the next tranche, %(code)s, first."
            )
        super().__init__(text, code="not_released", field="amount", params=figures)


@transaction.atomic
def commit(
    *,
    by: Any,
    line: BudgetLine,
    amount: Decimal,
    supplier: str,
    on: date,
    now: datetime,
    currency: str = "",
    reference: str = "",
    note: str = "",
) -> Commitment:
    """Promise money to a supplier, after the approvals the rules ask for.

    Raises Forbidden, Invalid (amount, currency without a rate, contingency), NotReleased or Conflict.
    """
    policy.require(by, "add", "budget", project_id=line.budget.project_id)
    budget = locked(line.budget)
    line = BudgetLine.objects.select_related("phase", "budget").get(pk=line.pk)
    value = _value(line, budget, amount, currency, supplier, on)
    _check_room(line.phase, value)
    commitment = Commitment(
        line=line,
        number=_next(budget),
        supplier=supplier.strip(),
        reference=reference,
        amount=amount,
        currency=currency or line.currency,
        value=value,
        on=on,
        note=note,
        state=CommitmentState.COMMITTED,
        raised_by=by,
    )
    create(commitment, now=now)
    approval = approvals.raise_approval(
        by=by, budget=budget, subject=Subject.COMMITMENT, amount=value, now=now, reason=note, commitment=commitment
    )
    if approval is not None:
        commitment.state = CommitmentState.WAITING
        save(commitment, now=now, fields=("state",))
    record(by, commitment, "commitment.made", budget, now, fields=FIELDS)
    return commitment


@transaction.atomic
def change_commitment(
    *, by: Any, commitment: Commitment, now: datetime, expected: int | None = None, **values: Any
) -> Commitment:
    """Put a returned commitment right: amount, supplier, day. It is raised again by its approval."""
    policy.require(by, "change", commitment)
    budget = locked(commitment.line.budget)
    commitment = Commitment.objects.select_related("line__phase", "line__budget").get(pk=commitment.pk)
    if commitment.state != CommitmentState.RETURNED:
        raise Conflict(
            _("Only a returned commitment changes; this one is “%(state)s”."),
            code="state",
            params={"state": commitment.get_state_display()},
        )
    before = facts(commitment, FIELDS)
    old = commitment.value
    assign(commitment, values)
    line = commitment.line
    commitment.value = _value(line, budget, commitment.amount, commitment.currency, commitment.supplier, commitment.on)
    _check_room(line.phase, commitment.value, but=old)
    save(commitment, now=now, expected=expected, fields=[*values, "value"])
    for approval in commitment.approvals.filter(state="returned"):
        approval.amount = commitment.value
        save(approval, now=now, fields=("amount",))
    record(by, commitment, "commitment.changed", budget, now, fields=FIELDS, before=before)
    return commitment


@transaction.atomic
def end_commitment(
    *, by: Any, commitment: Commitment, reason: str, now: datetime, expected: int | None = None
) -> Commitment:
    """Take a commitment back that nothing was spent on. Its money is free again."""
    policy.require(by, "change", commitment)
    budget = locked(commitment.line.budget)
    commitment = Commitment.objects.get(pk=commitment.pk)
    require_reason(reason)
    if commitment.state != CommitmentState.COMMITTED:
        raise Conflict(
            _("Only what is committed can be ended; this is “%(state)s”."),
            code="state",
            params={"state": commitment.get_state_display()},
        )
    if commitment.actuals.exists():
        raise Conflict(_("Money was spent on it already."), code="spent")
    before = facts(commitment, FIELDS)
    commitment.state = CommitmentState.WITHDRAWN
    save(commitment, now=now, expected=expected, fields=("state",))
    record(by, commitment, "commitment.ended", budget, now, fields=FIELDS, before=before, reason=reason)
    return commitment


def _value(line: BudgetLine, budget: Budget, amount: Decimal, currency: str, supplier: str, on: date) -> Decimal:
    if line.is_contingency:
        raise Invalid(
            _("Contingency is drawn for a risk first; then it is money of another line."),
            code="contingency",
            field="line",
        )
    if not supplier.strip():
        raise Invalid(_("Say with whom."), code="required", field="supplier")
    own = currency or line.currency
    value = rates.load({own, budget.currency}).value(check_amount(amount), own, budget.currency, on)
    return check_amount(value)


def _check_room(phase: BudgetPhase, value: Decimal, *, but: Decimal = Decimal(0)) -> None:
    """Refuse what exceeds the released money of the phase; `but` is given back first."""
    room = released.by_phase([phase.budget_id]).get(phase.pk, released.Released())
    if room.released - room.taken + but < value:
        raise NotReleased(phase, room, value, _next_tranche(phase))


def _next_tranche(phase: BudgetPhase) -> Tranche | None:
    """What could be asked for: of this phase first, else the next of the budget."""
    rows = Tranche.objects.filter(budget=phase.budget_id, state=TrancheState.PLANNED).select_related("gate__project")
    rows = rows.order_by("planned_on", "number")
    return rows.filter(phase=phase).first() or rows.first()


def _next(budget: Budget) -> int:
    numbers = Commitment.objects.filter(line__budget=budget).order_by("-number").values_list("number", flat=True)
    return (numbers.first() or 0) + 1
