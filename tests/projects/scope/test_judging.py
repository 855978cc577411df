"""When a scope is "big and complete", and what health makes of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from projects.scope import health, services
from projects.scope.judging import Weighed, findings, shape
from projects.scope.models import ScopeItem
from projects.scope.selectors import items as selectors
from tests.factories import World


def item(pk: int, weight: float, wave: int | None = 2, module: int = 1, **values: bool) -> Weighed:
    given = {"estimated": True, "must": False, "serves_goal": True, "excepted": False, **values}
    return Weighed(pk, module, weight, wave=wave, **given)


def codes(items: list[Weighed]) -> set[str]:
    return {finding.code for finding in findings(items, shape(items), None, executing=False)}


def test_a_first_wave_of_more_than_two_fifths_is_too_big() -> None:
    assert "first_wave" in codes([item(1, 41, 1), item(2, 59)])
    assert "first_wave" not in codes([item(1, 40, 1), item(2, 60)])


def test_so_is_one_that_touches_most_modules() -> None:
    items = [item(1, 1, 1, 1), item(2, 1, 1, 2), item(3, 50, 2, 3)]
    assert "first_wave_modules" in codes(items)


def test_musts_above_three_fifths_leave_nothing_to_give_up() -> None:
    assert "musts" in codes([item(1, 61, must=True), item(2, 39)])
    assert "musts" not in codes([item(1, 60, must=True), item(2, 40)])


def test_findings_name_the_items_behind_them() -> None:
    items = [item(1, 5, serves_goal=False), item(2, 5, estimated=False), item(3, 5)]
    found = {f.code: f.items for f in findings(items, shape(items), None, executing=False)}
    assert found == {"no_goal": (1,), "unestimated": (2,)}


def test_a_project_in_execution_without_a_baseline_says_so() -> None:
    items = [item(1, 5)]
    assert [f.code for f in findings(items, shape(items), None, executing=True)] == ["no_baseline"]


def reading(world: World) -> tuple[str, str]:
    found = health.read([world.mine, world.other], world.today)
    assert set(found) == {world.mine.pk}
    return found[world.mine.pk].status, found[world.mine.pk].sentence.key


def test_health_follows_the_growth(world: World, agreed: dict[str, ScopeItem], add: Callable[..., ScopeItem]) -> None:
    assert reading(world) == ("ok", "scope.health.fine")
    add("More", effort_days=Decimal(11), reason="x", wave=2)
    assert reading(world) == ("risk", "scope.health.creep")
    add("Much more", effort_days=Decimal(20), reason="x", wave=2)
    assert reading(world) == ("off", "scope.health.creep")


def test_health_sees_a_first_wave_that_is_too_big(world: World, add: Callable[..., ScopeItem]) -> None:
    add("All at once", wave=1)
    assert reading(world) == ("risk", "scope.health.none")
    services.take_baseline(by=world.pm, project=world.mine, now=world.now)
    assert reading(world) == ("risk", "scope.health.first")


def test_weights_of_modules_are_those_of_their_parts(world: World, agreed: dict[str, ScopeItem]) -> None:
    lines = {line.item.title: line.weight for line in selectors.tree(world.mine, world.today).lines}
    assert lines == pytest.approx({"Claims": 40, "Travel": 10, "Advances": 30, "Receipts": 60, "Archive": 60})
