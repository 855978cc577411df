"""Signatures that are waited for: told after three days, then every week, once each."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from pmo import notify
from pmo.notify.choices import Kind
from pmo.notify.services import Promise
from projects.budget.approval_models import ApprovalStep
from projects.budget.choices import ApprovalState, StepState
from projects.budget.services.approvals import words_of
from projects.portfolio.choices import State

FIRST, THEN = timedelta(days=3), timedelta(days=7)


def remind_all(*, now: datetime) -> int:
    """Promise the reminders that are due; returns how many are new. Safe to run twice at once and to miss a day."""
    before = ApprovalStep.objects.filter(
        approval=OuterRef("approval"), state=StepState.WAITING, position__lt=OuterRef("position")
    )
    steps = ApprovalStep.objects.filter(
        state=StepState.WAITING,
        turn_at__lte=now - FIRST,
        approval__state=ApprovalState.OPEN,
        approval__budget__project__state=State.ACTIVE,
        signer__is_active=True,
    ).exclude(Exists(before), approval__mode="sequence")
    related = ("signer", "approval__budget__project")
    return notify.promise_many(_promise(step, now) for step in steps.select_related(*related).order_by("pk"))


def _promise(step: ApprovalStep, now: datetime) -> Promise:
    waited = now - (step.turn_at or now)
    return Promise(
        rule="approval.remind",
        subject=step.approval,
        period=f"s{step.pk}-w{(waited - FIRST) // THEN}",
        to=step.signer,
        text=words_of("approval.remind", step.approval),
        url=step.approval.url,
        at=now,
        kind=Kind.DECISION,
    )
