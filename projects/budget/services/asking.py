"""Asking for money: the approval of a budget, the release of a tranche."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Conflict
from pmo.records.models import save
from projects.budget.approval_models import Approval
from projects.budget.choices import Subject, TrancheState
from projects.budget.models import Budget, BudgetVersion, Tranche
from projects.budget.services import approvals, tranches, versions
from projects.budget.services.common import locked


@transaction.atomic
def ask_budget(*, by: Any, budget: Budget, now: datetime, reason: str = "") -> Approval:
    """Put the plan before those who approve budgets.

    Raises Forbidden or Conflict (nothing planned, nothing changed, one is before them already).
    """
    policy.require(by, "add", "approval", project_id=budget.project_id)
    budget = locked(budget)
    if budget.approvals.filter(subject=Subject.BUDGET, state__in=approvals.OPEN).exists():
        raise Conflict(_("This budget is before those who approve it already."), code="asked")
    total = sum((value for _l, _m, value in versions.planned(budget, timezone.localdate(now))), Decimal(0))
    if not total:
        raise Conflict(_("Nothing is planned yet: there is nothing to approve."), code="empty")
    last = BudgetVersion.objects.filter(budget=budget).order_by("-number").first()
    if last is not None and last.fingerprint == versions.fingerprint(budget):
        raise Conflict(_("This very plan is approved already."), code="approved")
    made = approvals.raise_approval(by=by, budget=budget, subject=Subject.BUDGET, amount=total, now=now, reason=reason)
    assert made is not None  # noqa: S101 - a budget is never approved by nobody
    return made


@transaction.atomic
def ask_tranche(*, by: Any, tranche: Tranche, now: datetime, reason: str = "", expected: int | None = None) -> Approval:
    """Ask for a tranche to be released. Raises Forbidden or Conflict (released, asked for already)."""
    policy.require(by, "add", "approval", project_id=tranche.budget.project_id)
    budget = locked(tranche.budget)
    tranche = Tranche.objects.select_related("phase", "gate", "budget__project").get(pk=tranche.pk)
    tranches.require_no_gate(tranche)
    if tranche.approvals.filter(state__in=approvals.OPEN).exists():
        raise Conflict(_("%(code)s is asked for already."), code="asked", params={"code": tranche.code})
    if tranche.state == TrancheState.RELEASED:
        raise Conflict(_("%(code)s is released already."), code="released", params={"code": tranche.code})
    tranche.requested_by = by
    if tranche.state == TrancheState.PLANNED:
        tranche.state = TrancheState.REQUESTED
    save(tranche, now=now, expected=expected, fields=("state", "requested_by"))
    made = approvals.raise_approval(
        by=by,
        budget=budget,
        subject=Subject.TRANCHE,
        amount=tranche.amount,
        now=now,
        reason=reason,
        tranche=tranche,
    )
    assert made is not None  # noqa: S101 - money is never released by nobody
    return made
