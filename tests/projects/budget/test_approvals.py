"""Who signs, in which way, and what nobody may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.budget import decisions, services
from projects.budget.approval_models import ApprovalRule
from projects.budget.choices import CommitmentState
from projects.budget.models import Commitment
from projects.budget.selectors import approvals as selectors
from tests.factories import World
from tests.projects.budget.conftest import Money, approval_of

Commit = Callable[..., Commitment]
Rule = Callable[..., None]


def state(commitment: Commitment) -> str:
    return Commitment.objects.get(pk=commitment.pk).state


def test_small_amounts_need_nobody_and_the_highest_rule_reached_counts(
    world: World, commit: Commit, rule: Rule
) -> None:
    rule("all", "business_owner", above=10_000)
    rule("sequence", "business_owner", "sponsor", above=50_000)
    assert state(commit("9999.99")) == CommitmentState.COMMITTED
    assert [step.signer for step in selectors.steps_of(approval_of(commit(10_000)))] == [world.owner]
    assert [step.signer for step in selectors.steps_of(approval_of(commit(50_000)))] == [world.owner, world.cfo]


def test_a_changed_rule_holds_for_what_is_raised_later(world: World, commit: Commit, rule: Rule) -> None:
    rule("sequence", "business_owner", above=10_000)
    early = commit(20_000)
    found = ApprovalRule.objects.get()
    given: dict[str, Any] = {"by": world.pmo, "rule": found, "now": world.now}
    with pytest.raises(Forbidden):
        services.change_rule(**{**given, "by": world.pm}, above=Decimal(1), mode="all", parts=[("sponsor", None)])
    with pytest.raises(Invalid, match="required"):
        services.change_rule(**given, above=Decimal(1), mode="all", parts=[])
    services.change_rule(
        **given, above=Decimal(15_000), mode="all", parts=[("sponsor", None), ("person", world.pmo)], expected=1
    )
    with pytest.raises(StaleWrite):
        services.change_rule(**given, above=Decimal(9), mode="all", parts=[("sponsor", None)], expected=1)
    assert [step.signer for step in selectors.steps_of(approval_of(early))] == [world.owner]
    assert approval_of(early).mode == "sequence"
    assert state(commit(14_999)) == CommitmentState.COMMITTED
    assert {step.signer for step in selectors.steps_of(approval_of(commit(15_000)))} == {world.cfo, world.pmo}
    entry = AuditEntry.objects.filter(act="approval_rule.changed").get()
    assert (entry.before["signers"], entry.after["signers"]) == (["business_owner"], ["sponsor", world.pmo.name])


def test_one_after_the_other(world: World, commit: Commit, rule: Rule) -> None:
    rule("sequence", "business_owner", "sponsor")
    made = commit(1000)
    approval = approval_of(made)
    with pytest.raises(Conflict, match="not_your_turn"):
        services.sign(by=world.cfo, approval=approval, now=world.now)
    assert not selectors.for_signature(world.cfo).exists()
    services.sign(by=world.owner, approval=approval, now=world.now)
    assert [row.pk for row in selectors.for_signature(world.cfo)] == [approval.pk]
    assert state(made) == CommitmentState.WAITING
    services.sign(by=world.cfo, approval=approval, now=world.now)
    assert state(made) == CommitmentState.COMMITTED
    with pytest.raises(Conflict, match="decided"):
        services.sign(by=world.cfo, approval=approval, now=world.now)


def test_any_of_them_and_only_all_of_them_can_stop_it(world: World, commit: Commit, rule: Rule) -> None:
    rule("any", "business_owner", "sponsor")
    first, second = commit(1000), commit(2000)
    services.decline(by=world.owner, approval=approval_of(first), reason="No", now=world.now)
    assert state(first) == CommitmentState.WAITING
    services.sign(by=world.cfo, approval=approval_of(first), now=world.now)
    assert state(first) == CommitmentState.COMMITTED
    for person in (world.owner, world.cfo):
        services.decline(by=person, approval=approval_of(second), reason="No", now=world.now)
    assert state(second) == CommitmentState.REJECTED


def test_all_of_them_and_one_no_ends_it(world: World, commit: Commit, rule: Rule) -> None:
    rule("all", "business_owner", "sponsor")
    made = commit(1000)
    services.sign(by=world.cfo, approval=approval_of(made), now=world.now)
    with pytest.raises(Conflict, match="signed"):
        services.sign(by=world.cfo, approval=approval_of(made), now=world.now)
    with pytest.raises(Invalid, match="required"):
        services.decline(by=world.owner, approval=approval_of(made), reason=" ", now=world.now)
    services.decline(by=world.owner, approval=approval_of(made), reason="Not needed", now=world.now)
    assert state(made) == CommitmentState.REJECTED


def test_nobody_approves_what_they_raised_nor_is_it_handed_to_them(world: World, money: Money, rule: Rule) -> None:
    rule("all", "manager", world.pmo)
    made = services.commit(
        by=world.pm, line=money.build, amount=money.first.amount, supplier="Acme", on=world.today, now=world.now
    )
    approval = approval_of(made)
    assert [step.signer for step in selectors.steps_of(approval)] == [world.pmo]
    with pytest.raises(Forbidden, match="own_request"):
        services.sign(by=world.pm, approval=approval, now=world.now)
    with pytest.raises(Invalid, match="own_request"):
        services.delegate(by=world.pmo, approval=approval, person=world.pm, now=world.now)
    with pytest.raises(Forbidden):
        services.sign(by=world.owner, approval=approval, now=world.now)


def test_when_the_only_signer_raised_it_another_executive_signs(world: World, commit: Commit, rule: Rule) -> None:
    rule("all", "manager")
    approval = approval_of(commit(1000))
    assert approval.mode == "any"
    assert {step.signer for step in selectors.steps_of(approval)} == {world.pmo, world.ceo, world.cfo}


def test_a_signature_is_handed_over_only_to_somebody_who_sees_the_money(
    world: World, commit: Commit, rule: Rule
) -> None:
    rule("all", "sponsor")
    made = commit(1000)
    approval = approval_of(made)
    for person in (world.it, world.employee, world.stranger):
        with pytest.raises(Invalid, match="may_not_see"):
            services.delegate(by=world.cfo, approval=approval, person=person, now=world.now)
    services.delegate(by=world.cfo, approval=approval, person=world.ceo, now=world.now)
    with pytest.raises(Conflict, match="signed"):
        services.sign(by=world.cfo, approval=approval, now=world.now)
    services.sign(by=world.ceo, approval=approval, now=world.now)
    assert state(made) == CommitmentState.COMMITTED


def test_another_signature_is_asked_for(world: World, commit: Commit, rule: Rule) -> None:
    rule("all", "sponsor")
    made = commit(1000)
    approval = approval_of(made)
    with pytest.raises(Forbidden, match="not_yours"):
        services.add_signer(by=world.owner, approval=approval, person=world.ceo, now=world.now)
    services.add_signer(by=world.pm, approval=approval, person=world.owner, now=world.now)
    with pytest.raises(Invalid, match="twice"):
        services.add_signer(by=world.pm, approval=approval, person=world.owner, now=world.now)
    services.sign(by=world.cfo, approval=approval, now=world.now)
    assert state(made) == CommitmentState.WAITING
    services.sign(by=world.owner, approval=approval, now=world.now)
    assert state(made) == CommitmentState.COMMITTED


def test_withdrawn_by_who_raised_it_frees_the_money(world: World, commit: Commit, rule: Rule) -> None:
    rule("all", "sponsor")
    made = commit(150_000)
    with pytest.raises(services.NotReleased):
        commit(1)
    with pytest.raises(Forbidden, match="not_yours"):
        services.withdraw(by=world.cfo, approval=approval_of(made), now=world.now)
    services.withdraw(by=world.pm, approval=approval_of(made), now=world.now)
    assert state(made) == CommitmentState.WITHDRAWN
    commit(150_000)


def test_a_declined_release_can_be_asked_for_again(world: World, money: Money) -> None:
    approval = services.ask_tranche(by=world.pm, tranche=money.second, now=world.now)
    with pytest.raises(Conflict, match="asked"):
        services.ask_tranche(by=world.pm, tranche=money.second, now=world.now)
    services.decline(by=world.cfo, approval=approval, reason="Too early", now=world.now)
    money.second.refresh_from_db()
    assert money.second.state == "planned"
    services.ask_tranche(by=world.pm, tranche=money.second, now=world.now)


def test_each_is_told_once_when_it_is_their_turn(world: World, commit: Commit, rule: Rule) -> None:
    rule("sequence", "business_owner", "sponsor")
    approval = approval_of(commit(1000))
    asked = Message.objects.filter(rule="approval.turn", channel="inbox", subject_id=approval.pk)
    told = asked.exclude(state="withdrawn")
    assert [row.recipient for row in told.all()] == [world.owner]
    services.sign(by=world.owner, approval=approval, now=world.now)
    # What was asked of the owner is done, and not delivered yet: taken back.
    assert [row.recipient for row in told.all()] == [world.cfo]
    services.sign(by=world.cfo, approval=approval, now=world.now)
    done = Message.objects.filter(rule="approval.approved", channel="inbox", subject_id=approval.pk)
    assert [row.recipient for row in done] == [world.pm]


def test_what_waits_stands_among_the_decisions_of_its_signer(world: World, commit: Commit, rule: Rule) -> None:
    rule("all", "sponsor")
    approval = approval_of(commit(1000))

    def waiting(user: Any) -> list[str]:
        return [decisions.read(row).key for row in decisions.rows(user, world.now) or ()]

    assert waiting(world.cfo) == [f"approval:{approval.pk}"]
    assert not waiting(world.pm)
    services.give_back(by=world.cfo, approval=approval, reason="Which order?", now=world.now)
    assert waiting(world.pm) == [f"approval.returned:{approval.pk}"]


def test_those_who_wait_longest_are_reminded_once_a_week(world: World, commit: Commit, rule: Rule) -> None:
    rule("all", "sponsor")
    commit(1000)
    assert services.remind_all(now=world.now + timedelta(days=1)) == 0
    later = world.now + timedelta(days=4)
    assert services.remind_all(now=later) == 1
    assert services.remind_all(now=later) == 0
    assert services.remind_all(now=later + timedelta(days=1)) == 0
    assert services.remind_all(now=later + timedelta(days=7)) == 1
