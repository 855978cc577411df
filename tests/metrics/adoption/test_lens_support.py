"""Asking for help as a cause of the lens, and adoption as a criterion of hyper-care."""

from __future__ import annotations

from datetime import timedelta

import pytest

from changemgmt.support import services
from changemgmt.support.selectors import figures
from metrics.adoption import lens, lens_support, standing, support_use
from metrics.adoption.lens import Asked
from tests.factories import World, make_user
from tests.metrics.adoption.conftest import Used

pytestmark = pytest.mark.django_db


def _asked(used: Used) -> Asked:
    found = standing.of(used.setting.system)
    return Asked(used.setting.system, found, used.setting.today + timedelta(days=2))


def test_a_unit_that_asks_more_than_the_others_is_told(used: Used, world: World) -> None:
    setting = used.setting
    project, manager = setting.system.project, setting.system.project.manager
    used.target()
    used.refresh()
    lines = [line for line in standing.of(setting.system).units if not line.withheld]
    assert lens_support.support(_asked(used), lines) == {}
    services.open_desk(by=manager, project=project, now=setting.now)
    project.refresh_from_db()
    # Nobody has asked yet: nothing is usual.
    assert lens_support.support(_asked(used), lines) == {}
    for person in setting.people[:4]:
        services.ask(by=person, project=project, text="x", vouched=True, unit=setting.line, now=setting.now)
    found = lens_support.support(_asked(used), lines)
    shown = {str(line.unit.pk): line.rate for line in figures.units(project, setting.now + timedelta(days=1))}
    assert found.keys() <= {key for key, rate in shown.items() if rate is not None}
    assert all(0 <= one.severity <= lens_support.MOST for one in found.values())
    may = next(cause.may for cause in lens.causes() if cause.code == "support")
    assert may(manager, project.pk)
    assert not may(world.stranger, project.pk)


def test_adoption_is_that_of_the_last_counted_day(used: Used, world: World) -> None:
    whole = standing.of(used.setting.system).whole
    assert whole is not None
    assert whole.rate is not None
    project = used.setting.system.project
    assert support_use.of_project(project, None, used.setting.today) == whole.rate.value
    assert support_use.of_project(world.other, None, used.setting.today) is None


def test_adoption_of_a_wave_is_that_of_its_people_or_not_available(used: Used) -> None:
    setting = used.setting
    project = setting.system.project
    # Eight people in the first wave, three in the second: too few, and to be worked out from the first.
    assert [support_use.of_project(project, wave, setting.today) for wave in (1, 2, 7)] == [None, None, None]
    for _ in range(3):
        make_user(setting.now, unit=setting.office)
    setting.count()
    assert support_use.of_project(project, 1, setting.today) == 100.0
    assert support_use.of_project(project, 2, setting.today) == 50.0
    # Nobody is in the seventh wave: what everybody does is no answer.
    assert support_use.of_project(project, 7, setting.today) is None
    assert support_use.of_project(project, None, setting.today) == pytest.approx(100 * 11 / 14)
