"""A project with a budget, a plan with a milestone, and three benefits: computed, booked, and one that costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from metrics.kpis.models import Measurement
from projects.benefits import services
from projects.benefits.models import Benefit
from projects.benefits.selectors.months import first_day, last_day, month_of
from projects.budget.models import Budget
from projects.goals.models import Kpi
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from tests import factories
from tests.factories import World
from tests.projects.budget.conftest import plan_money

COMPLETE: dict[str, Any] = {
    "description": "Less work by hand",
    "outcome": "The report is there on the third day",
    "attribution": "Nothing else changes the report",
    "measurement": "Counted by the shared service centre",
}


def month(world: World, ahead: int) -> date:
    """First day of the month so many months after this one."""
    return first_day(month_of(world.today) + ahead)


@dataclass
class Worth:
    """All in FIN-01, counted from the milestone `live`, which stands three months back."""

    budget: Budget
    live: Task
    kpi: Kpi
    computed: Benefit
    booked: Benefit
    cost: Benefit


def fresh(benefit: Benefit) -> Benefit:
    return Benefit.objects.select_related("project__portfolio", "owner", "validator", "kpi", "task").get(pk=benefit.pk)


def agree(world: World, benefit: Benefit) -> Benefit:
    services.propose(by=world.pm, benefit=benefit, now=world.now)
    services.confirm(by=world.owner, benefit=benefit, now=world.now)
    return services.confirm(by=world.cfo, benefit=benefit, now=world.now)


def measure(world: World, kpi: Kpi, on: date, value: str) -> None:
    Measurement.objects.create(
        kpi=kpi, measured_on=on, value=Decimal(value), entered_by=world.owner, entered_at=world.now
    )


def plan_worth(world: World) -> Worth:
    money = plan_money(world)
    live_on = month(world, -3) + timedelta(days=9)
    plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=live_on, now=world.now)
    schedule.apply(
        by=world.pm,
        plan=plan,
        ops=[{"op": "add", "key": "live", "fields": {"name": "上线", "name_en": "Go-live", "duration": "0d"}}],
        now=world.now,
    )
    live = Task.objects.get(plan=plan, name="上线")
    kpi = factories.make_kpi(
        world.now,
        world.goal,
        name="手工工时",
        name_en="Manual hours",
        baseline=Decimal(420),
        target=Decimal(294),
        unit="小时",
        unit_en="h",
    )
    given: dict[str, Any] = {
        "by": world.pm,
        "project": world.mine,
        "owner": world.owner,
        "validator": world.cfo,
        "anchor": "task",
        "task": live,
        "offset_months": 1,
        "duration_months": 12,
        "now": world.now,
        **COMPLETE,
    }
    computed = services.add_benefit(
        name="报表工时减少",
        name_en="Fewer hours",
        kpi=kpi,
        way="kpi",
        unit_value=Decimal(95),
        volume=Decimal(1),
        **given,
    )
    booked = services.add_benefit(
        name="外包费减少", name_en="Less outsourcing", no_kpi_reason="An account", amount=Decimal(120_000), per="year",
        ramp_months=4, **given,
    )  # fmt: skip
    cost = services.add_benefit(
        name="许可费增加", name_en="More licences", no_kpi_reason="A contract", amount=Decimal(1000), per="month",
        adverse=True, **given,
    )  # fmt: skip
    return Worth(money.budget, live, kpi, computed, booked, cost)


@pytest.fixture
def worth(world: World) -> Worth:
    return plan_worth(world)


@pytest.fixture
def agreed(world: World, worth: Worth) -> Worth:
    for benefit in (worth.computed, worth.booked, worth.cost):
        agree(world, benefit)
    return worth


@pytest.fixture
def slip(world: World) -> Callable[[Worth, int], None]:
    """Moves the milestone so many months to later."""

    def move(worth: Worth, months: int) -> None:
        on = first_day(month_of(worth.live.finish_on) + months) + timedelta(days=9)  # type: ignore[arg-type]
        plan = Plan.objects.get(project=world.mine)
        change = {"start": on.isoformat()}
        schedule.apply(
            by=world.pm, plan=plan, ops=[{"op": "set", "id": worth.live.pk, "fields": change}], now=world.now
        )

    return move


__all__ = ["COMPLETE", "Worth", "agree", "fresh", "last_day", "measure", "month", "plan_worth"]
