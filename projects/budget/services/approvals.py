"""Approvals: raised with a commitment, a release or a budget; signed, declined, returned, handed over, withdrawn.

Nobody approves what they raised. Every act holds the budget's row, so that of two signatures at once the second sees
the first. What is approved is carried out in the transaction of the last signature, or the signature does not happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import notify, texts
from pmo.access import policy
from pmo.notify.choices import Kind
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name
from projects.budget.approval_models import Approval, ApprovalStep
from projects.budget.choices import ApprovalState, CommitmentState, Mode, StepState, Subject, TrancheState
from projects.budget.models import Budget, Commitment, Tranche
from projects.budget.selectors import signers as who
from projects.budget.services import tranches, versions
from projects.budget.services.common import locked, record
from projects.portfolio.acts import require_reason

OPEN = (ApprovalState.OPEN, ApprovalState.RETURNED)
MOST_SIGNERS = 12


def raise_approval(
    *,
    by: Any,
    budget: Budget,
    subject: str,
    amount: Decimal,
    now: datetime,
    reason: str = "",
    commitment: Commitment | None = None,
    tranche: Tranche | None = None,
) -> Approval | None:
    """Ask the people of the rule that fits; the caller holds the budget and has the right.

    None when no rule asks for a signature (commitments only: a budget or a release always needs one).
    """
    rule = who.rule_for(budget.project, subject, amount)
    if rule is None and subject == Subject.COMMITMENT:
        return None
    mode, people = who.signers(rule, budget.project, by)
    if not people:
        raise Conflict(
            _("Nobody else may approve this: name a sponsor of the project, or a rule of approval."), code="nobody"
        )
    approval = Approval(
        budget=budget,
        subject=subject,
        commitment=commitment,
        tranche=tranche,
        amount=amount,
        fingerprint=versions.fingerprint(budget) if subject == Subject.BUDGET else "",
        reason=reason,
        mode=mode,
        raised_by=by,
        raised_at=now,
    )
    create(approval, now=now)
    ApprovalStep.objects.bulk_create(
        [ApprovalStep(approval=approval, position=n, signer=person) for n, person in enumerate(people, start=1)]
    )
    names = [str(person.name) for person in people]
    record(by, approval, "approval.raised", budget, now, more={"amount": str(amount), "signers": names}, reason=reason)
    _turn(approval, now)
    return approval


@transaction.atomic
def sign(*, by: Any, approval: Approval, now: datetime, note: str = "", expected: int | None = None) -> Approval:
    """Approve one's step. Raises Forbidden (not one's turn, one's own), Conflict (decided, cannot be carried out)."""
    budget, approval, step = _my_step(by, approval)
    _close(step, StepState.SIGNED, note, now)
    record(by, approval, "approval.signed", budget, now, more={"note": note})
    waiting = _waiting(approval)
    if approval.mode == Mode.ANY or not waiting:
        _finish(approval, ApprovalState.APPROVED, now, expected)
        _carry_out(by, budget, approval, now, note)
        record(by, approval, "approval.approved", budget, now)
        _tell_raiser(approval, "approval.approved", by, now)
    else:
        save(approval, now=now, expected=expected, fields=())
        _turn(approval, now)
    return approval


@transaction.atomic
def decline(*, by: Any, approval: Approval, reason: str, now: datetime, expected: int | None = None) -> Approval:
    """Say no. Where any one of several may approve, the others still may."""
    budget, approval, step = _my_step(by, approval)
    require_reason(reason)
    _close(step, StepState.DECLINED, reason, now)
    record(by, approval, "approval.declined", budget, now, reason=reason)
    if approval.mode == Mode.ANY and _waiting(approval):
        return save(approval, now=now, expected=expected, fields=())
    _finish(approval, ApprovalState.REJECTED, now, expected)
    _undo_subject(approval, CommitmentState.REJECTED, now)
    _tell_raiser(approval, "approval.rejected", by, now)
    return approval


@transaction.atomic
def give_back(*, by: Any, approval: Approval, reason: str, now: datetime, expected: int | None = None) -> Approval:
    """Return it to who raised it, to be put right and raised again."""
    budget, approval, step = _my_step(by, approval)
    require_reason(reason)
    _close(step, StepState.RETURNED, reason, now)
    approval.state = ApprovalState.RETURNED
    save(approval, now=now, expected=expected, fields=("state",))
    if approval.commitment is not None:
        _set_commitment(approval.commitment, CommitmentState.RETURNED, now)
    record(by, approval, "approval.returned", budget, now, reason=reason)
    _tell_raiser(approval, "approval.returned", by, now)
    return approval


@transaction.atomic
def raise_again(*, by: Any, approval: Approval, now: datetime, reason: str = "") -> Approval:
    """After it was returned: the same people are asked from the beginning."""
    budget, approval = _mine(by, approval, (ApprovalState.RETURNED,))
    if reason.strip():
        approval.reason = reason
    approval.state = ApprovalState.OPEN
    if approval.subject == Subject.BUDGET:
        approval.fingerprint = versions.fingerprint(budget)
        approval.amount = _planned_total(budget, now)
    fields = ("state", "reason", "fingerprint", "amount")
    save(approval, now=now, fields=fields)
    steps = approval.steps.exclude(state=StepState.DELEGATED)
    steps.update(state=StepState.WAITING, decided_at=None, turn_at=None, note="")
    if approval.commitment is not None:
        _set_commitment(approval.commitment, CommitmentState.WAITING, now)
    record(by, approval, "approval.raised_again", budget, now, reason=reason)
    _turn(approval, now)
    return approval


@transaction.atomic
def withdraw(*, by: Any, approval: Approval, now: datetime, reason: str = "") -> Approval:
    """Taken back by who raised it. What it was about is as before."""
    budget, approval = _mine(by, approval, OPEN)
    _finish(approval, ApprovalState.WITHDRAWN, now, None)
    _undo_subject(approval, CommitmentState.WITHDRAWN, now)
    record(by, approval, "approval.withdrawn", budget, now, reason=reason)
    return approval


@transaction.atomic
def add_signer(*, by: Any, approval: Approval, person: Any, now: datetime) -> ApprovalStep:
    """One signature more, asked for by who raised it or by a signer whose turn it is; they sign last."""
    budget = locked(approval.budget)
    approval = _fresh(approval)
    if by.pk != approval.raised_by_id and _step_of(approval, by) is None:
        raise Forbidden(_("Only who raised it, or whose turn it is, asks for another signature."), code="not_yours")
    _require_state(approval, (ApprovalState.OPEN,))
    _check_person(approval, person)
    last = max(approval.steps.values_list("position", flat=True))
    step = ApprovalStep.objects.create(approval=approval, position=last + 1, signer=person, given_by=by)
    save(approval, now=now, fields=())
    record(by, approval, "approval.signer_added", budget, now, more={"signer": person.name})
    _turn(approval, now)
    return step


@transaction.atomic
def delegate(*, by: Any, approval: Approval, person: Any, now: datetime, note: str = "") -> ApprovalStep:
    """Hand one's signature over to somebody else who may see the money and did not raise it."""
    budget, approval, step = _my_step(by, approval)
    _check_person(approval, person)
    _close(step, StepState.DELEGATED, note, now)
    made = ApprovalStep.objects.create(approval=approval, position=step.position, signer=person, given_by=by, note="")
    save(approval, now=now, fields=())
    record(by, approval, "approval.delegated", budget, now, more={"signer": person.name}, reason=note)
    _turn(approval, now)
    return made


@transaction.atomic
def remind(*, by: Any, approval: Approval, now: datetime) -> int:
    """Tell those whose turn it is, at most once a day each. By who raised it, or who may raise such things."""
    policy.require(by, "view", approval)
    if by.pk != approval.raised_by_id:
        policy.require(by, "add", "approval", project_id=approval.budget.project_id)
    budget = locked(approval.budget)
    approval = _fresh(approval)
    _require_state(approval, (ApprovalState.OPEN,))
    told = sum(promise_reminder(step, now) for step in turns(approval))
    record(by, approval, "approval.reminded", budget, now, more={"reminded": told})
    return told


def promise_reminder(step: ApprovalStep, now: datetime) -> bool:
    """Once per signature and day, whoever asks for it."""
    approval = step.approval
    return notify.promise(
        rule="approval.remind",
        subject=approval,
        period=f"s{step.pk}-{now:%Y-%m-%d}",
        to=step.signer,
        text=words_of("approval.remind", approval),
        url=approval.url,
        at=now,
        kind=Kind.DECISION,
    )


# --- whose turn it is -----------------------------------------------------------------------------------------------


def turns(approval: Approval, steps: Sequence[ApprovalStep] | None = None) -> list[ApprovalStep]:
    """The signatures that are asked for now. `steps`: all of the approval in order, where they are at hand."""
    waiting = _waiting(approval) if steps is None else [step for step in steps if step.state == StepState.WAITING]
    return waiting[:1] if approval.mode == Mode.SEQUENCE else waiting


def _waiting(approval: Approval) -> list[ApprovalStep]:
    rows = approval.steps.filter(state=StepState.WAITING).select_related("signer", "approval__budget__project")
    return list(rows.order_by("position", "pk"))


def _step_of(approval: Approval, by: Any) -> ApprovalStep | None:
    return next((step for step in turns(approval) if step.signer_id == by.pk), None)


def _my_step(by: Any, approval: Approval) -> tuple[Budget, Approval, ApprovalStep]:
    """The signature of this person, with the budget held. Raises Forbidden or Conflict."""
    policy.require(by, "decide", approval)
    budget = locked(approval.budget)
    approval = _fresh(approval)
    approval.budget = budget
    if approval.raised_by_id == by.pk:
        raise Forbidden(_("Whoever raised it does not approve it."), code="own_request")
    _require_state(approval, (ApprovalState.OPEN,))
    step = _step_of(approval, by)
    if step is None:
        if approval.steps.filter(signer=by, state=StepState.WAITING).exists():
            raise Conflict(_("Others sign before you; you will be told when it is your turn."), code="not_your_turn")
        if approval.steps.filter(signer=by).exclude(state=StepState.WAITING).exists():
            raise Conflict(_("You have signed this already."), code="signed")
        raise Forbidden(_("Your signature is not asked for here."), code="not_asked")
    return budget, approval, step


def _mine(by: Any, approval: Approval, states: Sequence[str]) -> tuple[Budget, Approval]:
    budget = locked(approval.budget)
    approval = _fresh(approval)
    if approval.raised_by_id != by.pk:
        raise Forbidden(_("Only who raised it may do this."), code="not_yours")
    _require_state(approval, states)
    return budget, approval


def _fresh(approval: Approval) -> Approval:
    related = ("budget__project", "commitment__line", "tranche__phase", "tranche__budget", "raised_by")
    return Approval.objects.select_related(*related).get(pk=approval.pk)


def _require_state(approval: Approval, states: Sequence[str]) -> None:
    if approval.state not in states:
        raise Conflict(
            _("It is in the state “%(state)s” already."),
            code="decided",
            params={"state": approval.get_state_display()},
        )


def _check_person(approval: Approval, person: Any) -> None:
    if person is None:
        raise Invalid(_("Choose a person."), code="required", field="person")
    if person.pk == approval.raised_by_id:
        raise Invalid(_("Whoever raised it does not approve it."), code="own_request", field="person")
    if not who.may_sign(approval.budget.project, person):
        raise Invalid(_("This person may not see the money of the project."), code="may_not_see", field="person")
    steps = approval.steps.exclude(state=StepState.DELEGATED)
    if steps.filter(signer=person).exists():
        raise Invalid(_("This person signs already."), code="twice", field="person")
    if steps.count() >= MOST_SIGNERS:
        raise Conflict(_("At most %(n)s signatures."), code="too_many", params={"n": MOST_SIGNERS})


# --- what every act does --------------------------------------------------------------------------------------------


def _close(step: ApprovalStep, state: StepState, note: str, now: datetime) -> None:
    ApprovalStep.objects.filter(pk=step.pk).update(state=state, note=note, decided_at=now)
    notify.settle(rule="approval.turn", subject=step.approval, to=step.signer, now=now)


def _finish(approval: Approval, state: ApprovalState, now: datetime, expected: int | None) -> None:
    approval.state, approval.decided_at = state, now
    save(approval, now=now, expected=expected, fields=("state", "decided_at"))


def _carry_out(by: Any, budget: Budget, approval: Approval, now: datetime, note: str) -> None:
    if approval.commitment is not None:
        _set_commitment(approval.commitment, CommitmentState.COMMITTED, now)
    elif approval.tranche is not None:
        tranches.give(by=by, budget=budget, tranche=approval.tranche, now=now, reason=note or approval.reason)
    else:
        if approval.fingerprint != versions.fingerprint(budget):
            raise Conflict(
                _("The plan has changed since this was raised: return it, so that it is raised with the new one."),
                code="plan_changed",
            )
        versions.freeze(by=by, budget=budget, now=now, note=approval.reason)


def _undo_subject(approval: Approval, state: CommitmentState, now: datetime) -> None:
    if approval.commitment is not None:
        _set_commitment(approval.commitment, state, now)
    if approval.tranche is not None and approval.tranche.state == TrancheState.REQUESTED:
        approval.tranche.state = TrancheState.PLANNED
        save(approval.tranche, now=now, fields=("state",))


def _set_commitment(commitment: Commitment, state: CommitmentState, now: datetime) -> None:
    commitment.state = state
    save(commitment, now=now, fields=("state",))


def _planned_total(budget: Budget, now: datetime) -> Decimal:
    return sum((value for _l, _m, value in versions.planned(budget, timezone.localdate(now))), Decimal(0))


def words_of(code: str, approval: Approval, **more: Any) -> Sentence:
    """A sentence about an approval: what of how much, in which project."""
    params = {
        "project": name(approval.budget.project),
        "what": texts.nested(Sentence(f"approval.what.{approval.subject}")),
        "amount": texts.money(approval.amount, approval.budget.currency),
        **more,
    }
    return Sentence(code, params)


def _turn(approval: Approval, now: datetime) -> None:
    """Tell those whose turn it has become, once each."""
    for step in turns(approval):
        if step.turn_at is None:
            ApprovalStep.objects.filter(pk=step.pk).update(turn_at=now)
            notify.promise(
                rule="approval.turn",
                subject=approval,
                period=f"s{step.pk}-v{approval.version}",
                to=step.signer,
                text=words_of("approval.turn", approval, who=name(approval.raised_by)),
                url=approval.url,
                at=now,
                kind=Kind.DECISION,
            )


def _tell_raiser(approval: Approval, rule: str, by: Any, now: datetime) -> None:
    notify.promise(
        rule=rule,
        subject=approval,
        period=f"v{approval.version}",
        to=approval.raised_by,
        text=words_of(rule, approval, who=name(by)),
        url=approval.url,
        at=now,
        kind=Kind.INFO,
    )
