"""Adoption as benefits and gates read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from projects.benefits import adoption
from projects.gates import evidence
from projects.gates.choices import Met
from projects.portfolio.models import Project
from tests import factories
from tests.metrics.usage.conftest import Setting

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


def read(setting: Setting, threshold: int) -> evidence.Evidence:
    project = Project.objects.get(pk=setting.system.project_id)
    return evidence.read("adoption", project, setting.today, Decimal(threshold))


def test_benefits_read_the_share_of_eligible_people(setting: Setting, send: Send) -> None:
    send([setting.event(n, n, 1.0) for n in range(6)])
    setting.count()
    found = adoption.of([setting.system.project_id], setting.today)[setting.system.project_id]
    assert (found.rate, found.active, found.eligible) == (Decimal("54.5"), 6, 11)
    assert found.on <= setting.today
    assert found.url.endswith("/adoption/")


def test_a_project_without_counted_use_is_left_out(setting: Setting, world: factories.World) -> None:
    assert adoption.of([world.mine.pk], setting.today) == {}


def test_a_gate_holds_adoption_against_its_threshold(setting: Setting, send: Send) -> None:
    assert read(setting, 50).status == Met.NOT_AVAILABLE
    send([setting.event(n, n, 1.0) for n in range(6)])
    setting.count()
    assert read(setting, 54).status == Met.MET
    assert read(setting, 55).status == Met.MISSED
    assert "6" in str(read(setting, 55).sentence)


def test_what_was_not_counted_on_the_day_is_not_evidence(setting: Setting, send: Send) -> None:
    send([setting.event(1, 1, 1.0)])
    setting.count()
    long_ago = setting.today - timedelta(days=300)
    assert adoption.of([setting.system.project_id], long_ago) == {}
