"""Feedback in the health of a project."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from changemgmt.feedback import health, services
from changemgmt.feedback.models import Feedback
from projects.portfolio.choices import Status
from tests.factories import World

pytestmark = pytest.mark.django_db


def said(world: World, **values: Any) -> Feedback:
    given = {"by": world.owner, "kind": "stuck", "reason": "slow", "project": world.mine, "unit": world.owner.unit}
    day = {"today": world.today, "now": world.now}
    return services.give(**{**given, "vouched": True, **day, **values}).item


def test_nothing_open_says_nothing(world: World) -> None:
    assert health.read([world.mine], world.today) == {}


def test_what_waits_too_long_puts_the_project_at_risk_then_off(world: World) -> None:
    items = [said(world) for _ in range(4)]
    soon, later = world.today + timedelta(days=1), world.today + timedelta(days=20)
    assert health.read([world.mine], soon)[world.mine.pk].status is Status.OK
    for item in items[:2]:
        services.answer(by=world.pm, item=item, text="看看", today=world.today, now=world.now)
    reading = health.read([world.mine], later)[world.mine.pk]
    assert (reading.status, reading.sentence.key) == (Status.RISK, "feedback.health.late")
    assert reading.sentence.params["late"]["v"] == "2"
    far = world.today + timedelta(days=90)
    reading = health.read([world.mine], far)[world.mine.pk]
    assert (reading.status, reading.sentence.params["undecided"]["v"]) == (Status.OFF, "2")


def test_what_is_not_admitted_yet_is_not_counted(world: World) -> None:
    item = said(world)
    Feedback.objects.filter(pk=item.pk).update(admitted=False, level="anonymous", author=None, receipt_hash="x" * 64)
    assert health.read([world.mine], world.today) == {}
