"""Problems, decisions, actions, and one thing becoming another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from projects.portfolio import threads as portfolio_threads
from projects.risks import services
from projects.risks.models import Issue, ResponseAction, Risk
from projects.risks.selectors import threads
from projects.scope.models import ChangeRequest
from tests.factories import World

Promise = Callable[..., ResponseAction]


def test_a_risk_that_happened_becomes_a_problem_and_both_know_it(world: World, risk: Risk) -> None:
    made = services.turn(by=world.pm, source=risk, into="problem", reason="1,284 rows differ", now=world.now)
    assert isinstance(made, Issue)
    assert (risk.status, made.kind, made.title, made.owner) == ("occurred", "problem", risk.title, world.owner)
    for end in (risk, made):
        step = threads.thread_of(end, world.pm)[0]
        assert (step.source, step.target, step.reason) == (risk, made, "1,284 rows differ")


def test_the_thread_goes_on_to_a_decision_and_a_change_request(world: World, risk: Risk) -> None:
    problem: Any = services.turn(by=world.pm, source=risk, into="problem", reason="It did", now=world.now)
    decision: Any = services.turn(
        by=world.pm, source=problem, into="decision", reason="Two ways", title="Which way?", now=world.now
    )
    change: Any = services.turn(by=world.pm, source=decision, into="change", reason="Cleansing", now=world.now)
    assert isinstance(change, ChangeRequest)
    assert change.reason.startswith(f"{decision.code} Which way?")
    whole = [(s.source.code, s.target.code) for s in threads.thread_of(risk, world.pm) if s.source and s.target]
    assert whole == [("R-01", problem.code), (problem.code, decision.code), (decision.code, change.code)]
    assert [step.target for step in portfolio_threads.of(change, world.pm)] == [problem, decision, change]


def test_who_may_not_see_an_end_is_told_that_there_is_one(world: World, risk: Risk) -> None:
    change: Any = services.turn(by=world.pm, source=risk, into="change", reason="x", now=world.now)
    step = threads.thread_of(change, world.stranger)[0]
    assert (step.source, step.target) == (None, None)


def test_an_action_hangs_on_the_problem_it_was_made_of(world: World, problem: Issue) -> None:
    due = world.today + timedelta(days=5)
    made: Any = services.turn(
        by=world.pm, source=problem, into="action", reason="Replace it", owner=world.it, due_on=due, now=world.now
    )
    assert (made.issue, made.owner, made.due_on, made.code) == (problem, world.it, due, "A-01")
    with pytest.raises(Conflict):
        services.settle_issue(by=world.pm, issue=problem, outcome="Replaced", now=world.now)
    services.finish_action(by=world.it, action=made, result="New server", now=world.now)
    services.settle_issue(by=world.pm, issue=problem, outcome="Replaced", now=world.now)
    assert (problem.status, problem.settled_by) == ("settled", world.pm)


def test_an_action_without_an_owner_or_a_day_is_no_promise(world: World, problem: Issue) -> None:
    with pytest.raises(Invalid) as refused:
        services.turn(by=world.pm, source=problem, into="action", reason="x", owner=world.it, now=world.now)
    assert refused.value.field == "due_on"


def test_there_is_no_way_from_a_closed_risk_nor_without_a_reason(world: World, risk: Risk) -> None:
    with pytest.raises(Invalid):
        services.turn(by=world.pm, source=risk, into="problem", reason=" ", now=world.now)
    with pytest.raises(Conflict):
        services.turn(by=world.pm, source=risk, into="risk", reason="x", now=world.now)
    services.move_risk(by=world.pm, risk=risk, status="closed", reason="over", now=world.now)
    with pytest.raises(Conflict):
        services.turn(by=world.pm, source=risk, into="problem", reason="x", now=world.now)


def test_a_champion_turns_nothing_of_others(world: World, risk: Risk) -> None:
    with pytest.raises(Forbidden):
        services.turn(by=world.champion, source=risk, into="problem", reason="x", now=world.now)
    assert not Issue.objects.exists()


def test_a_settled_decision_is_opened_again_with_the_reason(world: World) -> None:
    decision = services.add_issue(
        by=world.pm, project=world.mine, kind="decision", title="Which vendor?", owner=world.cfo, now=world.now
    )
    services.settle_issue(by=world.cfo, issue=decision, outcome="The second", now=world.now)
    assert Message.objects.filter(rule="issue.settled", recipient=world.pm, channel="inbox").exists()
    with pytest.raises(Conflict):
        services.change_issue(by=world.pm, issue=decision, title="x", now=world.now)
    services.reopen_issue(by=world.pm, issue=decision, reason="They withdrew", now=world.now)
    assert decision.is_open


def test_an_action_begins_the_treatment_and_tells_whoever_does_it(world: World, risk: Risk, promise: Promise) -> None:
    action = promise(risk)
    risk.refresh_from_db()
    assert (risk.status, risk.status_reason) == ("treating", "Rehearse again")
    assert Message.objects.filter(rule="response_action.promised", recipient=world.it, channel="inbox").count() == 1
    services.finish_action(by=world.it, action=action, result="0.4% differ", now=world.now)
    assert Message.objects.filter(rule="response_action.done", recipient=world.owner, channel="inbox").count() == 1
    with pytest.raises(Conflict):
        services.change_action(by=world.pm, action=action, title="x", now=world.now)


def test_only_the_owner_and_the_managers_end_an_action(world: World, risk: Risk, promise: Promise) -> None:
    action = promise(risk)
    with pytest.raises(Forbidden):
        services.finish_action(by=world.change, action=action, now=world.now)


def _due(rule: str) -> int:
    return Message.objects.filter(rule=rule, channel="inbox").count()


def test_actions_are_chased_a_week_before_the_day_before_and_when_late(
    world: World, risk: Risk, promise: Promise
) -> None:
    promise(risk, due_on=world.today + timedelta(days=7))
    services.remind(now=world.now)
    services.remind(now=world.now)
    assert (_due("response_action_due"), _due("response_action_eve"), _due("response_action_overdue")) == (1, 0, 0)
    services.remind(now=world.now + timedelta(days=6))
    assert _due("response_action_eve") == 1
    for day in (8, 9):
        services.remind(now=world.now + timedelta(days=day))
    assert (_due("response_action_due"), _due("response_action_eve"), _due("response_action_overdue")) == (1, 1, 1)


def test_reviews_and_triggers_are_told_to_the_owner_once(world: World, risk: Risk) -> None:
    services.change_risk(by=world.pm, risk=risk, trigger_on=world.today + timedelta(days=2), now=world.now)
    services.remind(now=world.now)
    assert (_due("risk_review_due"), _due("risk_trigger_due")) == (0, 0)
    for _ in range(2):
        services.remind(now=world.now + timedelta(days=30))
    assert (_due("risk_review_due"), _due("risk_trigger_due")) == (1, 1)
    assert Message.objects.get(rule="risk_review_due", channel="inbox").recipient == world.owner


def test_a_closed_risk_is_not_reviewed(world: World, risk: Risk) -> None:
    services.move_risk(by=world.pm, risk=risk, status="closed", reason="over", now=world.now)
    services.remind(now=world.now + timedelta(days=30))
    assert _due("risk_review_due") == 0
