"""A query written once answers for everybody as if it had been written anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import IntegerField, Value

from pmo.access.models import RoleGrant
from pmo.records.prepared import Prepared
from tests.factories import World

pytestmark = pytest.mark.django_db


def _roles(user_id: int) -> Any:
    mine = RoleGrant.objects.filter(user_id=user_id).values_list("role", "user_id")
    others = RoleGrant.objects.exclude(user_id=user_id).values_list("role", Value(7, output_field=IntegerField()))
    return mine.union(others, all=True)


def test_the_same_rows_as_the_query_itself_for_one_after_the_other(world: World) -> None:
    prepared = Prepared(_roles)
    for user in (world.pmo, world.ceo, world.employee):
        assert sorted(prepared.rows(user.pk)) == sorted(_roles(user.pk))
    assert ("pmo_lead", world.pmo.pk) in prepared.rows(world.pmo.pk)


def test_it_is_written_once(world: World) -> None:
    built = []

    def build(user_id: int) -> Any:
        built.append(user_id)
        return _roles(user_id)

    prepared = Prepared(build)
    prepared.rows(world.pmo.pk)
    prepared.rows(world.ceo.pk)
    assert len(built) == 1
    assert not {world.pmo.pk, world.ceo.pk} & set(built)
