"""The unit tree: places, moves, closing, head counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pmo.audit.models import AuditEntry
from pmo.orgs import selectors, services
from pmo.orgs.models import Unit
from pmo.orgs.services import UnitData
from pmo.records.errors import Conflict, Forbidden, Invalid, StaleWrite
from tests.conftest import NOW
from tests.factories import World, make_unit, make_user

pytestmark = pytest.mark.django_db

NEW = UnitData(name="资金组", name_en="Treasury", code="TRE", kind="department")


def data_of(unit: Unit, **changes: Any) -> UnitData:
    return replace(UnitData(unit.name, unit.code, unit.name_en, unit.kind, unit.head_id), **changes)


def fresh(unit: Unit) -> Unit:
    return Unit.objects.select_related("parent").get(pk=unit.pk)


def test_a_new_unit_lies_below_its_parent(world: World) -> None:
    unit = services.create_unit(by=world.pmo, data=NEW, parent=world.finance, now=NOW)
    assert unit.path == f"{world.finance.path}{unit.pk}/"
    assert (unit.depth, unit.ancestor_ids) == (2, [world.company.pk, world.finance.pk])
    assert list(Unit.objects.subtree(world.finance).order_by("id")) == [world.finance, unit]
    assert list(Unit.objects.ancestors(unit)) == [world.company, world.finance]
    assert AuditEntry.objects.get(act="unit.created").after["parent"] == f"{world.finance.code} 财务部"


@pytest.mark.parametrize("who", ["ceo", "pm", "owner", "employee"])
def test_only_those_who_keep_the_tree_change_it(world: World, who: str) -> None:
    person = getattr(world, who)
    with pytest.raises(Forbidden):
        services.create_unit(by=person, data=NEW, parent=world.company, now=NOW)
    with pytest.raises(Forbidden):
        services.move_unit(by=person, unit=world.finance, parent=None, expected=None, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name_en": "a\x00b"}, "name_en"),
        ({"code": ""}, "code"),
        ({"code": "x" * 33}, "code"),
        ({"kind": "kingdom"}, "kind"),
        ({"kind": "company"}, "parent"),
        ({"head_id": 999_999}, "head"),
    ],
)
def test_what_is_wrong_is_named_by_field(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        services.create_unit(by=world.pmo, data=replace(NEW, **changes), parent=world.finance, now=NOW)
    assert caught.value.field == field


def test_a_code_belongs_to_one_unit(world: World) -> None:
    data = replace(NEW, code=world.finance.code)
    with pytest.raises(Invalid) as caught:
        services.create_unit(by=world.pmo, data=data, parent=world.company, now=NOW)
    assert (caught.value.field, caught.value.code) == ("code", "taken")


def test_a_move_takes_everything_below_along(world: World) -> None:
    group = make_unit(NOW, "组", world.finance)
    team = make_unit(NOW, "小组", group)
    other = make_unit(NOW, "事业部", world.company, kind="division")
    services.move_unit(by=world.pmo, unit=world.finance, parent=other, expected=world.finance.version, now=NOW)
    assert fresh(world.finance).path == f"{other.path}{world.finance.pk}/"
    assert fresh(team).path == f"{other.path}{world.finance.pk}/{group.pk}/{team.pk}/"
    assert selectors.eligible_count(other) == selectors.eligible_count(fresh(world.finance)) > 0
    services.move_unit(by=world.pmo, unit=fresh(group), parent=None, expected=None, now=NOW)
    assert fresh(team).path == f"/{group.pk}/{team.pk}/"
    entry = AuditEntry.objects.filter(act="unit.moved").latest("id")
    assert (entry.before, entry.after) == ({"parent": f"{world.finance.code} 财务部"}, {"parent": None})


def test_a_unit_is_never_put_below_itself(world: World) -> None:
    group = make_unit(NOW, "组", world.finance)
    team = make_unit(NOW, "小组", group)
    for target in (world.finance, group, team):
        with pytest.raises(Conflict) as caught:
            services.move_unit(by=world.pmo, unit=world.finance, parent=target, expected=None, now=NOW)
        assert (caught.value.code, caught.value.field) == ("cycle", "parent")
    assert fresh(world.finance).parent == world.company


def test_numbers_that_begin_alike_are_not_one_subtree(world: World) -> None:
    """/1/ and /10/ share their beginning, but not their people."""
    units = [make_unit(NOW, f"部{n}") for n in range(12)]
    for unit in units:
        make_user(NOW, unit=unit)
    assert all(selectors.eligible_count(unit) == 1 for unit in units)


def test_a_stale_move_is_refused(world: World) -> None:
    other = make_unit(NOW, "别部", world.company)
    services.change_unit(
        by=world.pmo, unit=fresh(world.finance), data=data_of(world.finance, name="财务中心"), expected=1, now=NOW
    )
    with pytest.raises(StaleWrite):
        services.move_unit(by=world.pmo, unit=world.finance, parent=other, expected=1, now=NOW)
    assert fresh(world.finance).path.startswith(world.company.path)


def test_administrators_do_not_move_the_unit_they_sit_in(world: World) -> None:
    """What they may see follows from where they belong."""
    with pytest.raises(Forbidden):
        services.move_unit(by=world.admin, unit=world.company, parent=make_unit(NOW), expected=None, now=NOW)
    services.move_unit(by=world.admin, unit=world.workshop, parent=world.finance, expected=None, now=NOW)


def test_a_unit_keeps_its_rank(world: World) -> None:
    with pytest.raises(Invalid):
        services.move_unit(by=world.pmo, unit=world.company, parent=make_unit(NOW), expected=None, now=NOW)
    make_unit(NOW, "部", world.finance)
    data = data_of(world.finance, kind="workshop")
    with pytest.raises(Invalid) as caught:
        services.change_unit(by=world.pmo, unit=fresh(world.finance), data=data, expected=None, now=NOW)
    assert caught.value.field == "kind"


def test_only_an_empty_unit_is_closed(world: World) -> None:
    today = date(2026, 11, 23)
    with pytest.raises(Conflict) as caught:
        services.close_unit(by=world.pmo, unit=world.company, expected=None, today=today, now=NOW)
    assert "2 units below it are still open" in caught.value.message
    with pytest.raises(Conflict) as caught:
        services.close_unit(by=world.pmo, unit=world.workshop, expected=None, today=today, now=NOW)
    assert "1 person still belongs to it" in caught.value.message
    empty = make_unit(NOW, "空", world.company)
    services.close_unit(by=world.pmo, unit=empty, expected=None, today=today, now=NOW)
    assert fresh(empty).closed_on == today
    with pytest.raises(Conflict):
        services.create_unit(by=world.pmo, data=NEW, parent=fresh(empty), now=NOW)
    with pytest.raises(Conflict):
        services.close_unit(by=world.pmo, unit=fresh(empty), expected=None, today=today, now=NOW)
    services.reopen_unit(by=world.pmo, unit=fresh(empty), expected=None, now=NOW)
    assert not fresh(empty).is_closed
    with pytest.raises(Conflict):
        services.reopen_unit(by=world.pmo, unit=fresh(empty), expected=None, now=NOW)


def test_head_counts_are_of_active_people(world: World, django_assert_num_queries: Any) -> None:
    make_user(NOW, unit=world.finance, is_active=False)
    own = selectors.headcounts()
    assert own[world.finance.pk] == 4
    units = list(Unit.objects.all())
    with django_assert_num_queries(2):
        totals = selectors.eligible_counts(units)
    assert totals[world.company.pk] == sum(own.values()) == selectors.eligible_count(world.company)


def test_the_tree_is_read_with_two_queries(world: World, django_assert_num_queries: Any) -> None:
    for _n in range(20):
        make_unit(NOW, parent=world.finance)
    from pmo.access import scopes

    scopes.of(world.employee)
    with django_assert_num_queries(2):
        nodes = selectors.tree(world.employee)
    assert nodes[0].unit == world.company
    assert nodes[0].total == selectors.eligible_count(world.company)
    assert {node.depth for node in nodes} == {0, 1, 2}


def test_a_tree_cannot_be_endlessly_deep(world: World) -> None:
    unit = world.company
    Unit.objects.filter(pk=unit.pk).update(path="/" + "1234567/" * 31 + "12345/")
    with pytest.raises(Conflict) as caught:
        services.create_unit(by=world.pmo, data=NEW, parent=fresh(unit), now=NOW)
    assert caught.value.code == "too_deep"
    assert not Unit.objects.filter(code=NEW.code).exists()
