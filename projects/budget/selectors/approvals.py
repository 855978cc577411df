"""Approvals, and whose signature they wait for."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from projects.budget.approval_models import Approval, ApprovalStep
from projects.budget.choices import ApprovalState, Mode, StepState
from projects.budget.models import Budget
from projects.portfolio.choices import State

OPEN_STATES = (State.ACTIVE, State.ON_HOLD)


def visible(user: Any) -> QuerySet[Approval]:
    related = ("budget__project__portfolio", "commitment__line", "tranche__phase", "raised_by")
    return Approval.objects.visible_to(user).select_related(*related)


def open_of(budget: Budget) -> list[Approval]:
    rows = Approval.objects.filter(budget=budget, state__in=(ApprovalState.OPEN, ApprovalState.RETURNED))
    related = ("budget__project", "commitment", "tranche__phase", "raised_by")
    return list(rows.select_related(*related).order_by("raised_at"))


def _turn_of(user: Any) -> Q:
    """Their step waits, and in a sequence none before it does."""
    own = ApprovalStep.objects.filter(approval=OuterRef("pk"), signer_id=user.pk, state=StepState.WAITING)
    before = ApprovalStep.objects.filter(
        approval=OuterRef("approval"), state=StepState.WAITING, position__lt=OuterRef("position")
    )
    first = own.filter(~Exists(before))
    turn = (Q(mode=Mode.SEQUENCE) & Exists(first)) | (~Q(mode=Mode.SEQUENCE) & Exists(own))
    return turn & Q(state=ApprovalState.OPEN) & ~Q(raised_by_id=user.pk)


def for_signature(user: Any) -> QuerySet[Approval]:
    """It is this person's turn."""
    return visible(user).filter(_turn_of(user), budget__project__state__in=OPEN_STATES)


def waiting_for(user: Any) -> QuerySet[Approval]:
    """To sign, or to put right (in the state “returned”)."""
    mine = Q(raised_by_id=user.pk, state=ApprovalState.RETURNED)
    return visible(user).filter(mine | _turn_of(user), budget__project__state__in=OPEN_STATES)


def steps_of(approval: Approval) -> list[ApprovalStep]:
    return list(approval.steps.select_related("signer", "given_by").order_by("position", "pk"))
