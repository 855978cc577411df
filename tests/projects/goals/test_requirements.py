from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.goals import services
from projects.goals.choices import Feasibility, RequirementStatus
from projects.goals.models import Requirement
from projects.goals.selectors import requirements as selectors
from projects.portfolio.choices import State
from tests.factories import World
from tests.projects.goals.conftest import fresh, reload, said


def _raise(world: World, **values: Any) -> Requirement:
    given = {"title": "批量审批", "goal": world.goal, "business_owner": world.owner, **values}
    return services.raise_requirement(by=world.pm, project=world.mine, now=world.now, **given)


def _assess(world: World, row: Requirement, **values: Any) -> Requirement:
    given = {"feasibility": "feasible", "effort_days": Decimal(5), **values}
    return services.assess_requirement(by=world.it, requirement=row, now=world.now, **given)


def test_the_way_from_raised_to_approved(world: World) -> None:
    row = _raise(world)
    assert (row.status, row.feasibility, row.raised_by) == ("raised", "pending", world.pm)
    _assess(world, row, risk="low")
    assert (row.status, row.assessed_by, row.assessed_at) == ("assessed", world.it, world.now)
    services.decide_requirement(by=world.owner, requirement=row, status="approved", now=world.now)
    assert (row.status, row.decided_by) == ("approved", world.owner)
    acts = AuditEntry.objects.filter(kind="requirement").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["requirement.raised", "requirement.assessed", "requirement.decided"]


def test_the_owner_hears_of_the_assessment_and_the_author_of_the_decision(world: World) -> None:
    row = _assess(world, _raise(world))
    told = Message.objects.get(rule="requirement.assessed", channel="inbox")
    assert (told.recipient, told.url) == (world.owner, row.url)
    assert "Feasible" in said(told)
    services.decide_requirement(by=world.owner, requirement=row, status="deferred", note="明年", now=world.now)
    told = Message.objects.get(rule="requirement.decided", channel="inbox")
    assert told.recipient == world.pm
    assert "Deferred" in said(told)


def _waiting(user: Any) -> list[Message]:
    return list(
        Message.objects.filter(
            rule="requirement.assessed", recipient=user, channel="inbox", read_at__isnull=True
        ).exclude(state="withdrawn")
    )


def test_the_decision_waits_for_who_is_to_take_it_until_it_is_taken(world: World) -> None:
    row = _assess(world, _raise(world))
    assert len(_waiting(world.owner)) == 1
    services.change_requirement(by=world.pm, requirement=row, business_owner=world.cfo, now=world.now)
    assert not _waiting(world.owner)
    assert len(_waiting(world.cfo)) == 1
    services.decide_requirement(by=world.cfo, requirement=row, status="deferred", note="明年", now=world.now)
    assert not _waiting(world.cfo)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"feasibility": "pending"}, "feasibility"),
        ({"feasibility": "maybe"}, "feasibility"),
        ({"feasibility": "conditions", "conditions": " "}, "conditions"),
        ({"feasibility": "not_feasible", "conditions": ""}, "conditions"),
        ({"effort_days": None}, "effort_days"),
    ],
)
def test_an_assessment_says_what_its_verdict_needs(world: World, values: dict[str, Any], field: str) -> None:
    row = _raise(world)
    with pytest.raises(Invalid) as refused:
        _assess(world, row, **values)
    assert refused.value.field == field
    assert reload(row).status == "raised"


def test_a_new_assessment_reopens_the_decision(world: World) -> None:
    row = _assess(world, _raise(world))
    services.decide_requirement(by=world.owner, requirement=row, status="approved", now=world.now)
    _assess(world, row, feasibility="not_feasible", conditions="接口停用")
    assert reload(row).status == RequirementStatus.ASSESSED


@pytest.mark.parametrize(
    ("raised", "assessed", "code"),
    [
        ({"goal": None}, {}, "no_goal"),
        ({}, None, "not_feasible"),
        ({}, {"feasibility": "not_feasible", "conditions": "no"}, "not_feasible"),
    ],
)
def test_what_cannot_be_approved(world: World, raised: dict[str, Any], assessed: Any, code: str) -> None:
    row = _raise(world, **raised)
    if assessed is not None:
        _assess(world, row, **assessed)
    with pytest.raises(Conflict) as refused:
        services.decide_requirement(by=world.owner, requirement=row, status="approved", now=world.now)
    assert refused.value.code == code


def test_one_without_a_business_owner_is_decided_by_nobody(world: World) -> None:
    row = _assess(world, _raise(world, business_owner=None))
    for person in (world.pm, world.pmo, world.owner, world.ceo):
        with pytest.raises(Forbidden):
            services.decide_requirement(by=person, requirement=row, status="approved", now=world.now)


def test_saying_no_needs_a_reason(world: World) -> None:
    row = _assess(world, _raise(world))
    for status in ("rejected", "deferred"):
        with pytest.raises(Invalid) as refused:
            services.decide_requirement(by=world.owner, requirement=row, status=status, note="", now=world.now)
        assert refused.value.field == "note"
    with pytest.raises(Invalid):
        services.decide_requirement(by=world.owner, requirement=row, status="raised", now=world.now)
    services.decide_requirement(by=world.owner, requirement=row, status="rejected", note="重复", now=world.now)
    with pytest.raises(Conflict):
        services.decide_requirement(by=world.owner, requirement=row, status="rejected", note="重复", now=world.now)


def test_only_its_owner_decides_and_only_it_assesses(world: World) -> None:
    row = _raise(world)
    for person in (world.owner, world.ceo, world.champion, world.employee, world.stranger, world.admin):
        with pytest.raises(Forbidden):
            services.assess_requirement(
                by=person, requirement=row, feasibility="feasible", effort_days=Decimal(1), now=world.now
            )
    _assess(world, row)
    for person in (world.ceo, world.it, world.pm, world.pmo, world.employee, world.stranger):
        with pytest.raises(Forbidden):
            services.decide_requirement(by=person, requirement=row, status="approved", now=world.now)


def test_a_change_in_substance_starts_over_another_does_not(world: World) -> None:
    row = _assess(world, _raise(world))
    services.change_requirement(by=world.pm, requirement=row, now=world.now, unit=world.finance)
    assert row.status == "assessed"
    services.change_requirement(by=world.pm, requirement=row, now=world.now, description="更多")
    assert (row.status, row.feasibility) == ("raised", Feasibility.PENDING)


def test_an_approved_one_keeps_goal_and_owner(world: World) -> None:
    row = _assess(world, _raise(world))
    services.decide_requirement(by=world.owner, requirement=row, status="approved", now=world.now)
    with pytest.raises(Conflict) as refused:
        services.change_requirement(by=world.pm, requirement=row, now=world.now, goal=None)
    assert refused.value.field == "goal"
    with pytest.raises(Conflict):
        services.change_requirement(by=world.pm, requirement=reload(row), now=world.now, business_owner=None)


def test_goal_and_owner_must_fit(world: World) -> None:
    for values, code in (
        ({"goal": world.other_goal}, "foreign"),
        ({"business_owner": world.employee}, "cannot_decide"),
        ({"business_owner": world.it}, "cannot_decide"),
    ):
        with pytest.raises(Invalid) as refused:
            _raise(world, **values)
        assert refused.value.code == code
    services.drop_goal(by=world.pm, goal=reload(world.goal), reason="x", now=world.now)
    with pytest.raises(Invalid) as refused:
        _raise(world, goal=reload(world.goal))
    assert refused.value.code == "dropped"


def test_one_of_a_dropped_goal_can_still_be_changed(world: World) -> None:
    row = _raise(world)
    services.drop_goal(by=world.pm, goal=reload(world.goal), reason="x", now=world.now)
    row = Requirement.objects.select_related("goal", "project", "business_owner").get(pk=row.pk)
    services.change_requirement(by=world.pm, requirement=row, now=world.now, goal=row.goal, title_en="Bulk")
    assert reload(row).title_en == "Bulk"


def test_a_stale_assessment_is_refused(world: World) -> None:
    row = _raise(world)
    seen = row.version
    services.change_requirement(by=world.pm, requirement=reload(row), now=world.now, title="另一个")
    with pytest.raises(StaleWrite):
        _assess(world, reload(row), expected=seen)


def test_whose_turn_it_is(world: World) -> None:
    row = _raise(world)
    assert list(selectors.to_assess(world.it)) == [row]
    # The PMO may assess everything and is asked for nothing.
    assert not selectors.to_assess(world.pmo).exists()
    assert not selectors.to_decide(world.owner).exists()
    _assess(world, row)
    assert not selectors.to_assess(fresh(world.it)).exists()
    assert list(selectors.to_decide(world.owner)) == [row]
    type(world.mine).objects.filter(pk=world.mine.pk).update(state=State.CLOSED)
    assert not selectors.to_decide(world.owner).exists()


def test_the_summary_counts_what_is_missing(world: World) -> None:
    _raise(world)
    _assess(world, _raise(world, title="b", goal=None))
    found = selectors.summary(world.mine, world.pm)
    assert (found["total"], found["raised"], found["assessed"], found["no_goal"], found["unassessed"]) == (
        2,
        1,
        1,
        1,
        1,
    )
