"""Items of the scope: the tree, wave 1, growth after the baseline."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.scope import services
from projects.scope.models import ScopeItem, ScopeMove
from projects.scope.selectors import items as selectors
from tests import factories
from tests.factories import World

Add = Callable[..., ScopeItem]
Agreed = dict[str, ScopeItem]


def test_what_serves_a_goal_may_go_into_wave_1(world: World, add: Add) -> None:
    item = add("Travel", wave=1)
    assert item.exception_reason == ""
    assert item.code == "S-01"
    assert AuditEntry.objects.filter(act="scope_item.added", object_id=item.pk).exists()


def test_what_serves_none_needs_a_recorded_exception(world: World, add: Add) -> None:
    with pytest.raises(Invalid) as refused:
        add("Rights", goals=[], wave=1)
    assert (refused.value.code, refused.value.field) == ("wave_without_goal", "exception_reason")
    item = add("Rights", goals=[], wave=1, exception_reason="Everything rests on it")
    assert (item.exception_by, item.exception_at) == (world.pm, world.now)


def test_a_requirement_with_a_goal_counts_as_one(world: World, add: Add) -> None:
    from projects.goals import services as goals

    requirement = goals.raise_requirement(
        by=world.pm, project=world.mine, title="Approval", goal=world.goal, business_owner=world.owner, now=world.now
    )
    assert add("Approval", goals=[], requirements=[requirement], wave=1).exception_reason == ""


def test_moving_into_wave_1_later_is_held_to_the_same(world: World, add: Add) -> None:
    item = add("Rights", goals=[], wave=2)
    with pytest.raises(Invalid, match="wave_without_goal"):
        services.change_item(by=world.pm, item=item, wave=1, now=world.now)


def test_losing_its_last_goal_takes_the_exception_or_the_wave(world: World, add: Add) -> None:
    item = add("Travel", wave=1)
    with pytest.raises(Invalid, match="wave_without_goal"):
        services.change_item(by=world.pm, item=item, goals=[], now=world.now)


@pytest.mark.parametrize("field", ["goals", "parent"])
def test_nothing_of_another_project(world: World, add: Add, field: str) -> None:
    foreign = services.add_item(by=world.stranger, project=world.other, title="Theirs", now=world.now)
    value = [world.other_goal] if field == "goals" else foreign
    with pytest.raises(Invalid, match="foreign") as refused:
        add("Mine", **{field: value})
    assert refused.value.field == field


def test_no_item_is_part_of_itself(world: World, add: Add) -> None:
    top = add("Top")
    below = add("Below", parent=top)
    with pytest.raises(Invalid, match="cycle"):
        services.change_item(by=world.pm, item=top, parent=below, now=world.now)


def test_the_tree_goes_six_levels_deep(add: Add) -> None:
    row = None
    for level in range(6):
        row = add(f"Level {level}", parent=row)
    with pytest.raises(Invalid, match="too_deep"):
        add("Level 7", parent=row)


def test_two_editors_do_not_overwrite_each_other(world: World, add: Add) -> None:
    item = add("Travel")
    services.change_item(by=world.pm, item=item, title="Travel claims", expected=1, now=world.now)
    with pytest.raises(StaleWrite):
        services.change_item(by=world.pm, item=item, title="Trips", expected=1, now=world.now)


def test_people_without_the_right_change_nothing(world: World, add: Add) -> None:
    item = add("Travel")
    for person in (world.it, world.owner, world.employee):
        with pytest.raises(Forbidden):
            services.change_item(by=person, item=item, title="x", now=world.now)
    with pytest.raises(Forbidden):
        services.add_item(by=world.stranger, project=world.mine, title="x", now=world.now)


def test_the_baseline_weighs_what_is_in_scope(world: World, agreed: Agreed) -> None:
    baseline = selectors.baseline_of(world.mine)
    assert baseline is not None
    assert (baseline.number, baseline.effort) == (1, Decimal(100))
    assert baseline.rows.count() == 5


def test_an_empty_scope_cannot_be_agreed(world: World) -> None:
    with pytest.raises(Conflict, match="empty"):
        services.take_baseline(by=world.pm, project=world.mine, now=world.now)


def test_growth_after_the_baseline_says_why_and_is_counted(world: World, agreed: Agreed, add: Add) -> None:
    with pytest.raises(Invalid, match="required"):
        add("Cards", parent=agreed["claims"])
    add("Cards", parent=agreed["claims"], reason="The bank offers it")
    tree = selectors.tree(world.mine, world.today)
    assert tree.creep is not None
    assert tree.creep.index == pytest.approx(0.10)
    assert tree.creep.undecided == pytest.approx(0.10)
    line = next(line for line in tree.lines if line.item.title == "Cards")
    assert line.change == "added"


def test_a_larger_effort_is_growth_and_a_new_name_is_not(world: World, agreed: Agreed) -> None:
    item = agreed["travel"]
    services.change_item(by=world.pm, item=item, title="Journeys", now=world.now)
    assert not ScopeMove.objects.exists()
    with pytest.raises(Invalid, match="required"):
        services.change_item(by=world.pm, item=item, effort_days=Decimal(15), now=world.now)
    item.refresh_from_db()
    services.change_item(by=world.pm, item=item, effort_days=Decimal(15), reason="Three more forms", now=world.now)
    assert ScopeMove.objects.get().effort == Decimal(5)


def test_a_module_goes_out_with_all_that_is_in_it(world: World, agreed: Agreed) -> None:
    services.take_out(by=world.pm, item=agreed["claims"], reason="Bought elsewhere", now=world.now)
    tree = selectors.tree(world.mine, world.today)
    assert {item.title for item in tree.out} == {"Claims", "Travel", "Advances"}
    assert tree.creep is not None
    assert tree.creep.index == pytest.approx(-0.40)
    with pytest.raises(Conflict, match="parent_out"):
        services.bring_back(by=world.pm, item=ScopeItem.objects.get(title="Travel"), reason="x", now=world.now)


def test_what_was_agreed_is_not_deleted(world: World, agreed: Agreed, add: Add) -> None:
    with pytest.raises(Conflict, match="agreed"):
        services.delete_item(by=world.pm, item=agreed["travel"], now=world.now)
    with pytest.raises(Conflict, match="has_parts"):
        services.delete_item(by=world.pm, item=agreed["claims"], now=world.now)


def test_what_was_never_agreed_is(world: World, add: Add) -> None:
    item = add("Slip of the pen")
    services.delete_item(by=world.pm, item=item, now=world.now)
    assert not ScopeItem.objects.exists()


def test_the_tree_takes_as_many_queries_for_many_items(world: World, add: Add, django_assert_num_queries: Any) -> None:
    for number in range(12):
        add(f"Item {number}", wave=number % 3 + 1)
    services.take_baseline(by=world.pm, project=world.mine, now=world.now)
    with django_assert_num_queries(6):
        selectors.trees([world.mine, world.other], world.today)


def test_a_dropped_goal_serves_nothing(world: World, add: Add) -> None:
    from projects.goals import services as goals

    goal = factories.make_goal(world.now, world.mine, world.owner)
    item = add("Travel", goals=[goal], wave=2)
    goals.drop_goal(by=world.pm, goal=goal, reason="No longer wanted", now=world.now)
    with pytest.raises(Invalid, match="wave_without_goal"):
        services.change_item(by=world.pm, item=ScopeItem.objects.get(pk=item.pk), wave=1, now=world.now)


def test_a_module_put_off_takes_nothing_but_its_own_estimate_along(world: World, agreed: Agreed) -> None:
    """Its parts are what is estimated: they keep their weight until they are put off themselves."""
    services.change_item(by=world.pm, item=agreed["claims"], priority="wont", now=world.now)
    assert not ScopeMove.objects.exists()
