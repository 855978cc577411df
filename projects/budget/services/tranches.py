"""Tranches: money is released phase by phase, by a decision, and can be frozen again.

The approval of a release, and the go of a gate (`services.gating`), end in `give`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from projects.budget.choices import TrancheState
from projects.budget.models import Budget, BudgetPhase, BudgetVersion, Tranche
from projects.budget.services.common import check_amount, locked, next_number, record
from projects.gates.models import Gate
from projects.gates.selectors import pilots
from projects.portfolio.acts import assign, facts, require_reason

FIELDS = ("phase", "amount", "planned_on", "condition", "gate", "rollout", "state", "reason")
GIVEN = (TrancheState.RELEASED, TrancheState.FROZEN)


@transaction.atomic
def plan_tranche(
    *,
    by: Any,
    budget: Budget,
    phase: BudgetPhase,
    amount: Decimal,
    planned_on: date,
    now: datetime,
    condition: str = "",
    gate: Gate | None = None,
    rollout: bool = False,
) -> Tranche:
    policy.require(by, "change", budget)
    budget = locked(budget)
    if phase.budget_id != budget.pk:
        raise Invalid(_("This belongs to another project."), code="foreign", field="phase")
    _check_gate(budget, gate)
    tranche = Tranche(
        budget=budget,
        phase=phase,
        number=next_number(Tranche, budget=budget),
        amount=check_amount(amount),
        planned_on=planned_on,
        condition=condition,
        gate=gate,
        rollout=rollout,
    )
    create(tranche, now=now)
    record(by, tranche, "tranche.planned", budget, now, fields=FIELDS)
    return tranche


@transaction.atomic
def change_tranche(*, by: Any, tranche: Tranche, now: datetime, expected: int | None = None, **values: Any) -> Tranche:
    """Amount, phase, day, condition, gate and purpose, until it is asked for."""
    policy.require(by, "change", tranche)
    budget = locked(tranche.budget)
    tranche = _fresh(tranche)
    _require(tranche, TrancheState.PLANNED)
    if "amount" in values:
        check_amount(values["amount"])
    if "phase" in values and values["phase"].budget_id != budget.pk:
        raise Invalid(_("This belongs to another project."), code="foreign", field="phase")
    if "gate" in values and values["gate"] != tranche.gate:
        _check_gate(budget, values["gate"])
    before = facts(tranche, FIELDS)
    assign(tranche, values)
    save(tranche, now=now, expected=expected, fields=[*values])
    record(by, tranche, "tranche.changed", budget, now, fields=FIELDS, before=before)
    return tranche


@transaction.atomic
def delete_tranche(*, by: Any, tranche: Tranche, now: datetime) -> None:
    """Only while it is planned and was never asked for."""
    policy.require(by, "delete", tranche)
    budget = locked(tranche.budget)
    tranche = _fresh(tranche)
    _require(tranche, TrancheState.PLANNED)
    if tranche.approvals.exists():
        raise Conflict(_("It was asked for once; its history stays."), code="kept")
    record(by, tranche, "tranche.deleted", budget, now, more={"amount": str(tranche.amount)})
    tranche.delete()


@transaction.atomic
def release(*, by: Any, tranche: Tranche, now: datetime, reason: str = "", expected: int | None = None) -> Tranche:
    """Release planned or frozen money. Never by whoever asked for it.

    Raises Forbidden, Conflict (an approval of it is open, released already, more than the approved budget).
    """
    policy.require(by, "release", tranche)
    budget = locked(tranche.budget)
    tranche = _fresh(tranche)
    require_no_gate(tranche)
    if tranche.requested_by_id == by.pk:
        raise Forbidden(_("Whoever asked for money does not release it."), code="own_request")
    if tranche.approvals.filter(state__in=("open", "returned")).exists():
        raise Conflict(_("An approval of this release is open: decide there."), code="approval_open")
    return give(by=by, budget=budget, tranche=tranche, now=now, reason=reason, expected=expected)


def give(
    *, by: Any, budget: Budget, tranche: Tranche, now: datetime, reason: str = "", expected: int | None = None
) -> Tranche:
    """The release itself; the caller holds the budget and has the right."""
    if tranche.state == TrancheState.RELEASED:
        raise Conflict(_("%(code)s is released already."), code="released", params={"code": tranche.code})
    if tranche.state != TrancheState.FROZEN:
        _check_total(budget, tranche)
        _check_pilot(budget, tranche)
    before = facts(tranche, FIELDS)
    values = {"state": TrancheState.RELEASED, "released_by": by, "released_at": now, "reason": reason[:2000]}
    assign(tranche, values)
    save(tranche, now=now, expected=expected, fields=values)
    record(by, tranche, "tranche.released", budget, now, fields=FIELDS, before=before, reason=reason)
    return tranche


@transaction.atomic
def freeze(*, by: Any, tranche: Tranche, reason: str, now: datetime, expected: int | None = None) -> Tranche:
    """Nothing more can be committed from it. What was committed stays committed."""
    policy.require(by, "release", tranche)
    budget = locked(tranche.budget)
    tranche = _fresh(tranche)
    require_reason(reason)
    _require(tranche, TrancheState.RELEASED)
    before = facts(tranche, FIELDS)
    assign(tranche, {"state": TrancheState.FROZEN, "reason": reason})
    save(tranche, now=now, expected=expected, fields=("state", "reason"))
    record(by, tranche, "tranche.frozen", budget, now, fields=FIELDS, before=before, reason=reason)
    return tranche


def _check_total(budget: Budget, tranche: Tranche) -> None:
    version = BudgetVersion.objects.filter(budget=budget).order_by("-number").first()
    if version is None:
        raise Conflict(_("The budget is not approved yet; nothing can be released from it."), code="not_approved")
    given = Tranche.objects.filter(budget=budget, state__in=GIVEN).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    if given + tranche.amount > version.total:
        raise Conflict(
            _("The approved budget is %(total)s and %(given)s of it is released: %(amount)s more would exceed it."),
            code="beyond_budget",
            params={
                "total": f"{version.total:,.2f}",
                "given": f"{given:,.2f}",
                "amount": f"{tranche.amount:,.2f}",
            },
        )


def _check_pilot(budget: Budget, tranche: Tranche) -> None:
    blocked = pilots.rollout_blocked(budget.project) if tranche.rollout else None
    if blocked is not None:
        raise Conflict(blocked.plain(), code="no_pilot")


def _check_gate(budget: Budget, gate: Gate | None) -> None:
    if gate is None:
        return
    if gate.project_id != budget.project_id:
        raise Invalid(_("This belongs to another project."), code="foreign", field="gate")
    if not gate.is_undecided:
        raise Invalid(
            _("%(code)s is decided already: it releases nothing more."),
            code="gate_decided",
            field="gate",
            params={"code": gate.code},
        )


def require_no_gate(tranche: Tranche) -> None:
    """Money that waits for a gate is released by its go; frozen money was released once and only comes back."""
    gate = tranche.gate
    if gate is not None and tranche.state != TrancheState.FROZEN:
        raise Conflict(
            _("%(code)s is released by the go of %(gate)s, in no other way."),
            code="at_gate",
            params={"code": tranche.code, "gate": f"{gate.code} {gate.label}"},
        )


def _require(tranche: Tranche, state: TrancheState) -> None:
    if tranche.state != state:
        raise Conflict(
            _("%(code)s is in the state “%(state)s”."),
            code="state",
            params={"code": tranche.code, "state": tranche.get_state_display()},
        )


def _fresh(tranche: Tranche) -> Tranche:
    """As it is now that its budget is held."""
    return Tranche.objects.select_related("phase", "gate", "budget__project").get(pk=tranche.pk)
