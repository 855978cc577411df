"""Use of the people of a pilot, offered where its criterion is counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from metrics.adoption.pilots import active, topmost
from pmo.orgs.models import Unit
from projects.gates.models import Pilot
from projects.gates.services import pilots
from tests.metrics.adoption.conftest import Used

pytestmark = pytest.mark.django_db


def pilot_of(used: Used, *units: Unit | None, days: int = 28) -> Pilot:
    one = used.setting
    made = pilots.plan_pilot(
        by=one.system.project.manager,
        project=one.system.project,
        name="试点",
        scope="x",
        start_on=one.today - timedelta(days=days),
        finish_on=one.today + timedelta(days=7),
        units=[unit for unit in units if unit is not None],
        now=one.now,
    )
    return Pilot.objects.select_related("project").get(pk=made.pk)


def test_active_people_of_the_units_are_counted_within_the_pilot(used: Used) -> None:
    found = active(pilot_of(used, used.setting.office.parent), used.setting.today)
    assert found is not None
    # All eight of the line come by now, and the three of the office.
    assert (found.hits, found.sample) == (11, 11)
    assert found.on == used.setting.today
    assert "11 of 11" in found.sentence.plain()
    assert found.url.endswith("/adoption/")


def test_what_was_used_before_the_pilot_does_not_count(used: Used) -> None:
    whole = used.setting.line.parent
    assert active(pilot_of(used, whole, days=3), used.setting.today) is None


def test_too_few_people_are_not_told(used: Used) -> None:
    """Nor is the line, as the three of the office would be what is left of all."""
    assert active(pilot_of(used, used.setting.office), used.setting.today) is None
    assert active(pilot_of(used, used.setting.line), used.setting.today) is None
    assert active(pilot_of(used), used.setting.today) is None


def test_a_part_of_a_unit_is_not_counted_twice(used: Used) -> None:
    line = used.setting.line
    whole = line.parent
    assert whole is not None
    assert topmost([line, whole]) == [whole]
    found = active(pilot_of(used, whole, line), used.setting.today)
    assert found is not None
    assert (found.hits, found.sample) == (11, 11)
