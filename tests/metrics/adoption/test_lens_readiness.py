"""Readiness as a cause of the lens: what the newest pulse shows of a unit, for who may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from changemgmt.readiness import services
from metrics.adoption import lens, lens_readiness, selectors, standing
from metrics.adoption.lens import Asked
from pmo.records import Conflict
from tests.factories import World
from tests.metrics.adoption.conftest import Used

pytestmark = pytest.mark.django_db


def _asked(used: Used) -> Asked:
    found = standing.of(used.setting.system)
    return Asked(used.setting.system, found, used.setting.today + timedelta(days=2))


def test_the_barrier_of_a_unit_is_a_cause_for_who_may_see_the_pulse(used: Used, world: World) -> None:
    setting, manager = used.setting, used.setting.system.project.manager
    used.target()
    used.refresh()
    question = _asked(used)
    assert lens_readiness.read(question, question.found.units) == {}
    group = services.add_stakeholder(
        by=manager, project=setting.system.project, name="All", units=[setting.line], now=setting.now
    )
    found = services.start_round(
        by=manager, project=setting.system.project, groups=[group], closes_at=setting.now + timedelta(days=3),
        now=setting.now,
    )  # fmt: skip
    for number, person in enumerate(setting.people[:8]):
        given = (5, 5, 2, 2, 2) if number < 6 else (5, 5, 5, 5, 5)
        services.submit(by=person, found=found, given=given, now=setting.now)
    with pytest.raises(Conflict):
        services.submit(by=setting.people[0], found=found, given=(5, 5, 5, 5, 5), now=setting.now)
    services.close_round(by=manager, found=found, now=setting.now + timedelta(hours=1))
    lines = [line for line in question.found.units if not line.withheld]
    cause = lens_readiness.read(question, lines)
    assert cause
    for finding in cause.values():
        assert finding.value.plain() == "25% ready"
        assert "know how" in finding.sentence.plain()
        assert finding.severity == pytest.approx(35 / 60)
    may = next(cause.may for cause in lens.causes() if cause.code == "readiness")
    assert may(manager, setting.system.project_id)
    assert not may(world.stranger, setting.system.project_id)
    assert used.refresh() == 0
    assert lens.told(selectors.activity(setting.system), lines[0].group.key, manager, setting.system.project_id)
