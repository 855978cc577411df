"""Several counts in one query."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pmo.accounts.models import User
from pmo.records.counting import counts
from tests.factories import World

pytestmark = pytest.mark.django_db


def test_each_is_counted_as_alone_in_one_query(world: World) -> None:
    everyone = User.objects.all()
    rows = [
        everyone,
        everyone.filter(pk=world.pm.pk),
        everyone.filter(pk__in=[]),
        everyone.filter(role_grants__isnull=False).distinct(),
        everyone.filter(name__icontains="100%"),
    ]
    with CaptureQueriesContext(connection) as asked:
        found = counts(rows)
    assert len(asked) == 1
    assert found == [r.count() for r in rows]
    assert found[0] > found[1] == 1


def test_nothing_to_count_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert counts([]) == []
        assert counts([User.objects.none()]) == [0]
