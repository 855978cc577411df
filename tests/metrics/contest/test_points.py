"""A unit that reached its target of the week earns points once, whatever is corrected later."""

from __future__ import annotations

from decimal import Decimal

import pytest

from changemgmt.incentives import services as incentives
from changemgmt.incentives.choices import Cause
from changemgmt.incentives.models import PointAccount, PointAward
from metrics.contest import points, services
from tests.metrics.contest.conftest import MONDAY, SUNDAY, USUAL, WEEK, Race

pytestmark = pytest.mark.django_db


def test_only_units_at_their_target_have_reached_it(counted: Race) -> None:
    counted.week()
    found = list(points.read(MONDAY, SUNDAY, None))
    assert [(one.unit_id, one.on) for one in found] == [(counted.units["press"].pk, SUNDAY)]
    assert found[0].text["zh"] == "2026-W47 达标"
    assert list(points.read(MONDAY, SUNDAY, counted.world.other.pk)) == []
    assert list(points.read(SUNDAY + WEEK, SUNDAY + 2 * WEEK, None)) == []
    assert points.standing({found[0].id}) == {found[0].id}


def test_a_unit_earns_into_its_pot_once_and_a_correction_takes_it_back(counted: Race) -> None:
    world, now = counted.world, counted.told
    week = counted.week()
    incentives.add_budget(by=world.pmo, year=2026, points=1000, value=Decimal("0.50"), now=now)
    incentives.add_rule(by=world.pmo, name="周目标", cause=Cause.TARGET, points=100, from_on=MONDAY - WEEK, now=now)
    assert [incentives.sweep(now=now), incentives.sweep(now=now)] == [1, 0]
    pot = PointAccount.objects.get(kind="pot")
    assert (pot.unit, pot.balance) == (counted.units["press"], 100)
    # What was counted wrongly: the results are written anew, with other ids.
    counted.count(SUNDAY, {**USUAL, "press": (2, 20)})
    services.correct_week(by=world.pm, week=week, reason="counted twice", now=now)
    assert incentives.sweep(now=now) == 1
    pot.refresh_from_db()
    assert (pot.balance, PointAward.objects.get().outcome) == (0, "reversed")
