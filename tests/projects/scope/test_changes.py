"""Change requests: what they would do before anybody decides, who decides, and that approval carries them out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.schedule import services as schedule
from projects.schedule.models import PlanEdit, Task
from projects.scope import services
from projects.scope.models import ChangeRequest, ScopeItem, ScopeMove
from projects.scope.selectors import changes as selectors
from projects.scope.services.effects import Effect
from tests import factories
from tests.factories import World

Agreed = dict[str, ScopeItem]
Assess = Callable[[ChangeRequest], ChangeRequest]
Find = Callable[[str], Task]


def more(world: World, change: ChangeRequest, agreed: Agreed, task: Find, **values: Any) -> Any:
    """A card module of 20 person-days whose work of 4 days comes between Build and Test."""
    given = {
        "kind": "add_item",
        "title": "Cards",
        "parent": agreed["claims"],
        "effort_days": Decimal(20),
        "wave": 2,
        "goal": world.goal,
        "task": task("Build"),
        "before_task": task("Test"),
        "days": Decimal(4),
        **values,
    }
    return services.add_line(by=world.owner, change=change, now=world.now, **given)


def decide(world: World, change: ChangeRequest, status: str = "approved", **values: Any) -> ChangeRequest:
    return services.decide_change(by=world.cfo, change=change, status=status, now=world.now, **values)


def test_the_effect_is_computed_and_nothing_written(
    world: World, raised: ChangeRequest, agreed: Agreed, task: Find
) -> None:
    pain = factories.make_pain_point(world.now, world.mine, world.owner, money_per_month=Decimal(20830))
    more(world, raised, agreed, task)
    effect = services.effect_of(raised)
    assert (effect.workdays, effect.refusal) == (4, "")
    assert effect.finish_after is not None
    assert effect.finish_before is not None
    assert effect.finish_after > effect.finish_before
    assert [(m.name, m.workdays) for m in effect.milestones] == [("Go-live", 4)]
    assert "Cards" in effect.critical
    assert (effect.effort, effect.growth) == (Decimal(20), pytest.approx(0.2))
    assert pain.money_per_month is not None
    assert effect.delay_cost == Decimal("4000.00")
    kpi = next(kpi for kpi in effect.kpis if kpi.kpi_id == world.kpi.pk)
    assert kpi.before - kpi.after == 4
    assert kpi.touched
    assert Task.objects.filter(plan__project=world.mine).count() == 4
    assert not ScopeItem.objects.filter(title="Cards").exists()


def test_an_effect_survives_being_stored(world: World, raised: ChangeRequest, agreed: Agreed, task: Find) -> None:
    more(world, raised, agreed, task)
    effect = services.effect_of(raised)
    assert Effect.from_json(effect.to_json()) == effect


def test_approval_carries_it_out(
    world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess
) -> None:
    more(world, raised, agreed, task)
    assess(raised)
    decide(world, raised, note="Worth it")
    item = ScopeItem.objects.get(title="Cards")
    assert (item.parent, item.effort_days, list(item.goals.all())) == (agreed["claims"], Decimal(20), [world.goal])
    work = Task.objects.get(name="Cards")
    assert list(item.tasks.all()) == [work]
    assert task("Test").start >= work.finish
    move = ScopeMove.objects.get()
    assert (move.effort, move.change) == (Decimal(20), raised)
    raised.refresh_from_db()
    assert (raised.status, raised.decided_by, raised.effect["workdays"]) == ("approved", world.cfo, 4)
    assert PlanEdit.objects.filter(plan__project=world.mine, kind="change").exists()


def test_every_kind_of_line(world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess) -> None:
    lines: list[dict[str, Any]] = [
        {"kind": "remove_item", "item": agreed["archive"]},
        {"kind": "change_item", "item": agreed["advances"], "effort_days": Decimal(35), "wave": 3},
        {"kind": "add_task", "title": "Pilot", "task": task("Test"), "days": Decimal(2)},
        {"kind": "change_task", "task": task("Build"), "days": Decimal("-1.5")},
        {"kind": "remove_task", "task": task("Training")},
    ]
    for line in lines:
        services.add_line(by=world.owner, change=raised, now=world.now, **line)
    assert services.effect_of(raised).effort == Decimal(-55)
    assess(raised)
    decide(world, raised)
    assert ScopeItem.objects.get(title="Archive").state == "out"
    advances = ScopeItem.objects.get(title="Advances")
    assert (advances.effort_days, advances.wave) == (Decimal(35), 3)
    assert task("Build").duration == 5 * 480 - 720
    assert Task.objects.filter(name="Pilot").exists()
    assert not Task.objects.filter(name="Training").exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "nonsense"}, "kind"),
        ({"kind": "add_item", "title": ""}, "title"),
        ({"kind": "remove_item"}, "item"),
        ({"kind": "change_task", "days": Decimal(3)}, "task"),
        ({"kind": "add_item", "title": "x", "days": Decimal(3)}, "task"),
    ],
)
def test_a_line_that_lacks_something(world: World, raised: ChangeRequest, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.add_line(by=world.owner, change=raised, now=world.now, **values)
    assert refused.value.field == field
    assert not raised.lines.exists()


def test_a_line_the_plan_cannot_take(world: World, raised: ChangeRequest, agreed: Agreed, task: Find) -> None:
    """Work after Test that Build waits for would be a circle."""
    with pytest.raises(Invalid, match="plan_refuses") as refused:
        services.add_line(
            by=world.owner,
            change=raised,
            kind="add_task",
            title="Cards",
            days=Decimal(4),
            task=task("Test"),
            before_task=task("Build"),
            now=world.now,
        )
    assert "Build" in refused.value.message
    assert not raised.lines.exists()


def test_nothing_of_another_project(world: World, raised: ChangeRequest) -> None:
    theirs = services.add_item(by=world.stranger, project=world.other, title="Theirs", now=world.now)
    with pytest.raises(Invalid, match="foreign"):
        services.add_line(by=world.owner, change=raised, kind="remove_item", item=theirs, now=world.now)


def test_nobody_decides_their_own(world: World, agreed: Agreed, task: Find, assess: Assess) -> None:
    own = services.raise_change(by=world.pmo, project=world.mine, title="x", reason="y", now=world.now)
    services.add_line(by=world.pmo, change=own, kind="remove_task", task=task("Training"), now=world.now)
    assess(own)
    with pytest.raises(Forbidden, match="own_change"):
        services.decide_change(by=world.pmo, change=own, status="approved", now=world.now)


def test_who_may_not_decide(world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess) -> None:
    more(world, raised, agreed, task)
    assess(raised)
    for person in (world.it, world.pm, world.change):
        with pytest.raises(Forbidden):
            services.decide_change(by=person, change=raised, status="approved", now=world.now)


def test_it_is_assessed_before_it_is_approved(world: World, raised: ChangeRequest, agreed: Agreed, task: Find) -> None:
    more(world, raised, agreed, task)
    with pytest.raises(Conflict, match="not_assessed"):
        decide(world, raised)


def test_a_line_added_afterwards_takes_the_assessment_back(
    world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess
) -> None:
    more(world, raised, agreed, task)
    assess(raised)
    services.add_line(by=world.owner, change=raised, kind="remove_task", task=task("Training"), now=world.now)
    assert raised.status == "submitted"


def test_nothing_to_assess(world: World, raised: ChangeRequest, assess: Assess) -> None:
    with pytest.raises(Conflict, match="no_lines"):
        assess(raised)


@pytest.mark.parametrize("status", ["rejected", "deferred"])
def test_a_no_needs_a_reason_and_changes_nothing(
    world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess, status: str
) -> None:
    more(world, raised, agreed, task)
    assess(raised)
    with pytest.raises(Invalid, match="required"):
        decide(world, raised, status)
    decide(world, raised, status, note="Not now")
    assert not ScopeItem.objects.filter(title="Cards").exists()


def test_a_plan_that_cannot_take_it_any_more_stops_the_whole_approval(
    world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess
) -> None:
    """The plan changed after the assessment in a way that would make a circle: nothing is half done."""
    more(world, raised, agreed, task)
    assess(raised)
    build, test = task("Build"), task("Test")
    ops = [{"op": "unlink", "from": build.pk, "to": test.pk}, {"op": "link", "from": test.pk, "to": build.pk}]
    schedule.apply(by=world.pm, plan=build.plan, ops=ops, now=world.now)
    with pytest.raises(Conflict, match="plan_refuses"):
        decide(world, raised)
    raised.refresh_from_db()
    assert raised.status == "assessed"
    assert not ScopeItem.objects.filter(title="Cards").exists()


def test_what_is_decided_stays(world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess) -> None:
    more(world, raised, agreed, task)
    assess(raised)
    decide(world, raised, "rejected", note="No")
    with pytest.raises(Conflict, match="decided"):
        services.change_change(by=world.owner, change=raised, title="Again", now=world.now)
    with pytest.raises(Conflict, match="decided"):
        decide(world, raised)


def test_a_deferred_one_can_be_taken_up_again(
    world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess
) -> None:
    more(world, raised, agreed, task)
    assess(raised)
    decide(world, raised, "deferred", note="Next year")
    assess(raised)
    decide(world, raised)
    assert ScopeItem.objects.filter(title="Cards").exists()


def test_two_who_decide_at_once(
    world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess
) -> None:
    more(world, raised, agreed, task)
    assess(raised)
    other = ChangeRequest.objects.select_related("project__portfolio").get(pk=raised.pk)
    decide(world, raised)
    with pytest.raises(StaleWrite):
        services.decide_change(by=world.pmo, change=other, status="rejected", note="No", now=world.now)


def test_who_is_asked_and_told(world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess) -> None:
    more(world, raised, agreed, task)
    assert list(selectors.to_assess(world.pm)) == [raised]
    assess(raised)
    assert list(selectors.to_decide(world.cfo)) == [raised]
    assert not selectors.to_decide(world.owner).exists()
    told = Message.objects.filter(rule="change_request.assessed", channel="inbox")
    assert [message.recipient for message in told] == [world.cfo]
    decide(world, raised)
    assert Message.objects.get(rule="change_request.decided", channel="inbox").recipient == world.owner


def test_withdrawn_by_whoever_raised_it(world: World, raised: ChangeRequest) -> None:
    with pytest.raises(Forbidden):
        services.withdraw_change(by=world.it, change=raised, now=world.now)
    services.withdraw_change(by=world.owner, change=raised, now=world.now)
    assert raised.status == "withdrawn"


def test_two_lines_about_one_task_add_up(
    world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess
) -> None:
    for days in (2, 3):
        services.add_line(
            by=world.owner, change=raised, kind="change_task", task=task("Build"), days=Decimal(days), now=world.now
        )
    assert services.effect_of(raised).workdays == 5
    assess(raised)
    decide(world, raised)
    assert task("Build").duration == 10 * 480


def test_a_task_that_has_gone_meanwhile_stops_the_approval(
    world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess
) -> None:
    """Otherwise the change would be approved, and a part of it never carried out."""
    services.add_line(
        by=world.owner, change=raised, kind="change_task", task=task("Training"), days=Decimal(2), now=world.now
    )
    assess(raised)
    training = task("Training")
    schedule.apply(by=world.pm, plan=training.plan, ops=[{"op": "delete", "ids": [training.pk]}], now=world.now)
    assert "not in the plan any more" in services.effect_of(raised).refusal
    with pytest.raises(Conflict, match="plan_refuses"):
        decide(world, raised)


def test_an_effect_computed_for_other_lines_is_forgotten(
    world: World, raised: ChangeRequest, agreed: Agreed, task: Find, assess: Assess
) -> None:
    more(world, raised, agreed, task)
    assess(raised)
    assert raised.effect["workdays"] == 4
    services.add_line(by=world.owner, change=raised, kind="remove_task", task=task("Training"), now=world.now)
    raised.refresh_from_db()
    assert raised.effect == {}


def test_a_part_put_off_is_less_scope(world: World, raised: ChangeRequest, agreed: Agreed) -> None:
    services.add_line(
        by=world.owner, change=raised, kind="change_item", item=agreed["advances"], priority="wont", now=world.now
    )
    assert services.effect_of(raised).effort == Decimal(-30)


def test_an_exception_somebody_gave_stays_theirs(
    world: World, raised: ChangeRequest, add: Callable[..., ScopeItem], assess: Assess
) -> None:
    item = add("Rights", goals=[], wave=1, exception_reason="Everything rests on it")
    services.add_line(
        by=world.owner, change=raised, kind="change_item", item=item, effort_days=Decimal(12), now=world.now
    )
    assess(raised)
    decide(world, raised)
    item.refresh_from_db()
    assert (item.exception_reason, item.exception_by) == ("Everything rests on it", world.pm)
