"""Within a request the company's calendar is read once, and again after it was changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from pmo import calendars
from pmo.calendars import services
from pmo.calendars.memory import remembered
from tests.factories import World

pytestmark = pytest.mark.django_db


def test_it_is_read_once(django_assert_num_queries: Any) -> None:
    first = calendars.default()
    with remembered(), django_assert_num_queries(1):
        assert calendars.default() == calendars.default() == first


def test_outside_every_call_reads(django_assert_num_queries: Any) -> None:
    calendars.default()
    with django_assert_num_queries(2):
        calendars.default()
        calendars.default()


def test_another_default_is_seen_at_once(world: World) -> None:
    with remembered():
        calendars.default()
        other = services.create_calendar(
            by=world.pmo, name="Werk", name_en="", code="werk", time_zone="Asia/Shanghai", now=timezone.now()
        )
        services.make_default(by=world.pmo, calendar=other, now=timezone.now())
        assert calendars.default().code == "werk"
