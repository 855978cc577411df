"""Asking for help as a cause of the lens, and adoption as a criterion of hyper-care."""

from __future__ import annotations

from datetime import timedelta

import pytest

from changemgmt.support import services
from changemgmt.support.selectors import figures
from metrics.adoption import lens_support, standing, support_use
from metrics.adoption.lens import Asked
from tests.factories import World
from tests.metrics.adoption.conftest import Used

pytestmark = pytest.mark.django_db


def _asked(used: Used, reader: object) -> Asked:
    found = standing.of(used.setting.system)
    return Asked(used.setting.system, found, used.setting.today + timedelta(days=2), reader)


def test_a_unit_that_asks_more_than_the_others_is_told(used: Used, world: World) -> None:
    setting = used.setting
    project, manager = setting.system.project, setting.system.project.manager
    used.target()
    used.refresh()
    lines = [line for line in standing.of(setting.system).units if not line.withheld]
    assert lens_support.support(_asked(used, manager), lines) == {}
    services.open_desk(by=manager, project=project, now=setting.now)
    project.refresh_from_db()
    # Nobody has asked yet: nothing is usual.
    assert lens_support.support(_asked(used, manager), lines) == {}
    for person in setting.people[:4]:
        services.ask(by=person, project=project, text="x", vouched=True, unit=setting.line, now=setting.now)
    found = lens_support.support(_asked(used, manager), lines)
    shown = {str(line.unit.pk): line.rate for line in figures.units(project, setting.now + timedelta(days=1))}
    assert found.keys() <= {key for key, rate in shown.items() if rate is not None}
    assert all(0 <= one.severity <= lens_support.MOST for one in found.values())
    assert lens_support.support(_asked(used, world.stranger), lines) == {}


def test_adoption_is_that_of_the_last_counted_day(used: Used, world: World) -> None:
    whole = standing.of(used.setting.system).whole
    assert whole is not None
    assert whole.rate is not None
    project = used.setting.system.project
    assert support_use.of_project(project, None, used.setting.today) == whole.rate.value
    assert support_use.of_project(world.other, None, used.setting.today) is None
