"""Measuring the short way, and computing what was touched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from metrics.kpis import services
from metrics.kpis.models import KpiReadingRow, Measurement
from projects.goals.models import Kpi
from tests.factories import World


@pytest.fixture
def measure(world: World) -> Callable[..., Measurement]:
    """`measure(kpi, days_ago, value)` as its owner."""

    def act(kpi: Kpi, days_ago: int, value: Any, **fields: Any) -> Measurement:
        by = fields.pop("by", kpi.owner)
        on = world.today - timedelta(days=days_ago)
        return services.record(by=by, kpi=kpi, measured_on=on, value=Decimal(str(value)), now=world.now, **fields)

    return act


@pytest.fixture
def reading(world: World) -> Callable[..., KpiReadingRow]:
    """The stored reading after everything touched was computed."""

    def read(kpi: Kpi, now: datetime | None = None) -> KpiReadingRow:
        services.recompute_touched(now=now or world.now)
        return KpiReadingRow.objects.get(kpi=kpi)

    return read


@pytest.fixture
def monthly(world: World, measure: Callable[..., Measurement]) -> Callable[..., list[Measurement]]:
    """One value per 30 days, the last one today."""

    def act(kpi: Kpi, values: list[Any]) -> list[Measurement]:
        return [measure(kpi, 30 * (len(values) - 1 - i), value) for i, value in enumerate(values)]

    return act


def days_before(day: date, days: int) -> date:
    return day - timedelta(days=days)
