"""The system of usage with events of ten weeks: five of the eight people of the line use it from the first one on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from metrics.adoption import services
from metrics.adoption.models import AdoptionTarget
from metrics.usage.models import EligibilityRule
from tests.metrics.usage.conftest import Setting, send, setting

__all__ = ["send", "setting"]

DAYS = 77


@dataclass
class Used:
    setting: Setting
    deliver: Callable[[list[dict[str, Any]]], None]

    def target(self, **values: Any) -> AdoptionTarget:
        today = self.setting.today
        given = {
            "unit": None,
            "start_on": today - timedelta(days=70),
            "start_share": Decimal(30),
            "due_on": today + timedelta(days=21),
            "target_share": Decimal(90),
        }
        by = self.setting.system.project.manager
        return services.set_target(by=by, system=self.setting.system, now=self.setting.now, **{**given, **values})

    def refresh(self) -> int:
        return services.refresh(self.setting.system, now=self.setting.now)


@pytest.fixture
def used(setting: Setting, send: Callable[..., Any]) -> Used:
    """Person n of the line comes from week n on; everybody of the office from the beginning."""
    EligibilityRule.objects.filter(system=setting.system).update(from_on=setting.today - timedelta(days=DAYS))
    number = 0

    def deliver(events: list[dict[str, Any]]) -> None:
        for start in range(0, len(events), 400):
            assert send(events[start : start + 400]).status_code == 202

    events = []
    for ago in range(DAYS, 0, -1):
        if (setting.today - timedelta(days=ago)).isoweekday() > 5:
            continue
        week = (DAYS - ago) // 7
        people = [*range(min(8, week + 1)), 8, 9, 10]
        for person in people:
            number += 1
            events.append(setting.event(number, person, ago))
            events.append(setting.login(100_000 + number, person, ago))
    deliver(events)
    setting.count()
    return Used(setting, deliver)
