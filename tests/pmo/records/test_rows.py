"""Rows as they come from the database."""

from __future__ import annotations

import pytest

from pmo.orgs.models import Unit
from tests.factories import World

pytestmark = pytest.mark.django_db


def test_a_row_read_is_not_new_and_knows_its_database(world: World) -> None:
    row = Unit.objects.get(pk=world.finance.pk)
    assert (row._state.adding, row._state.db) == (False, "default")
    assert row == world.finance
    assert not row.get_deferred_fields()
    assert {f.attname for f in Unit._meta.concrete_fields} <= row.__dict__.keys()


def test_what_was_left_out_is_read_when_it_is_asked_for(
    world: World, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    row = Unit.objects.only("name").get(pk=world.finance.pk)
    assert "code" in row.get_deferred_fields()
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert row.code == world.finance.code


def test_rows_joined_are_whole_and_those_that_are_not_there_none(
    world: World, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    units = Unit.objects.select_related("parent").filter(pk__in=[world.company.pk, world.finance.pk])
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert {unit.pk: unit.parent for unit in units} == {
            world.company.pk: None,
            world.finance.pk: world.company,
        }


def test_rows_of_a_statement_of_ones_own(world: World) -> None:
    row = Unit.objects.raw("SELECT id, name, 2 + 3 AS sum FROM pmo_unit WHERE id = %s", [world.finance.pk])[0]
    assert (row.name, row.__dict__["sum"]) == (world.finance.name, 5)
    assert row.code == world.finance.code
