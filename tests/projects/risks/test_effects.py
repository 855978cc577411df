"""What a risk does when it happens: rows for the simulation; what hangs on tasks comes back with them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pmo.records import Invalid
from projects.budget import services as budget
from projects.budget.models import Budget, BudgetLine
from projects.risks import services
from projects.risks.models import Risk, RiskEffect
from projects.risks.selectors.effects import drivers
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from projects.simulation.choices import Mode
from projects.simulation.sources import DriverEffect
from tests.factories import World

D = Decimal
Find = Callable[[str], Task]


def _line(by: Any, held: Budget, world: World) -> BudgetLine:
    phase = held.phases.get()
    return budget.add_line(by=by, budget=held, phase=phase, title="Licences", category="licences", now=world.now)


@pytest.fixture
def line(world: World) -> BudgetLine:
    held = budget.open_budget(by=world.pm, project=world.mine, phases=[("实施", "Build")], now=world.now)
    return _line(world.pm, held, world)


def test_drivers_carry_the_probability_of_today_or_after_the_responses(world: World, risk: Risk, task: Find) -> None:
    late = {"how": "days", "low": D(3), "likely": D(5), "high": D(15)}
    services.add_effect(by=world.pm, risk=risk, task=task("Migrate"), now=world.now, **late)
    services.add_effect(by=world.pm, risk=risk, how="money", low=D(1), likely=D(2), high=D(3), now=world.now)
    (today,) = drivers(world.mine)
    assert (today.code, today.probability) == ("R-01", D("0.5"))
    assert today.effects == (
        DriverEffect(task("Migrate").pk, "days", D(3), D(5), D(15)),
        DriverEffect(None, "money", D(1), D(2), D(3)),
    )
    assert drivers(world.mine, Mode.AFTER)[0].probability == D("0.3")


def test_an_opportunity_takes_days_and_money_away(world: World, raised: Callable[..., Risk], task: Find) -> None:
    chance = raised(kind="opportunity", residual_probability=5)
    points = {"low": D(1), "likely": D(2), "high": D(4)}
    services.add_effect(by=world.pm, risk=chance, how="days", task=task("Migrate"), now=world.now, **points)
    effect = drivers(world.mine)[0].effects[0]
    assert (effect.low, effect.likely, effect.high) == (-4.0, -2.0, -1.0)


def test_closed_risks_and_risks_without_effects_drive_nothing(world: World, raised: Callable[..., Risk]) -> None:
    raised("no effect")
    closed = raised("closed")
    services.add_effect(by=world.pm, risk=closed, how="money", low=D(1), likely=D(2), high=D(3), now=world.now)
    services.move_risk(by=world.pm, risk=closed, status="closed", reason="over", now=world.now)
    assert drivers(world.mine) == ()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"how": "days"}, "task"),
        ({"how": "money", "low": D(3)}, "likely"),
        ({"how": "factor", "low": D(0)}, "low"),
    ],
)
def test_an_effect_has_an_order_and_a_task(world: World, risk: Risk, values: dict[str, Any], field: str) -> None:
    given = {"low": D(1), "likely": D(2), "high": D(3), **values}
    with pytest.raises(Invalid) as refused:
        services.add_effect(by=world.pm, risk=risk, now=world.now, **given)
    assert refused.value.field == field


def test_the_database_wants_a_task_unless_it_is_money(world: World, risk: Risk) -> None:
    made = services.add_effect(by=world.pm, risk=risk, how="money", low=D(1), likely=D(2), high=D(3), now=world.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskEffect.objects.filter(pk=made.pk).update(how="days")


def test_a_risk_makes_a_line_of_the_budget_dearer(world: World, risk: Risk, line: BudgetLine, task: Find) -> None:
    points = {"low": D(1), "likely": D("1.2"), "high": D("1.5")}
    made = services.add_effect(by=world.pm, risk=risk, how="factor", line=line, now=world.now, **points)
    (today,) = drivers(world.mine)
    assert today.effects == (DriverEffect(None, "factor", D(1), D("1.2"), D("1.5"), line.pk),)
    assert today.currency == "CNY"
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskEffect.objects.filter(pk=made.pk).update(how="days")
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskEffect.objects.filter(pk=made.pk).update(task=task("Migrate"))


def test_what_a_risk_cannot_do_to_a_line(world: World, risk: Risk, line: BudgetLine, task: Find) -> None:
    points = {"low": D(1), "likely": D(2), "high": D(3)}

    def refused(**values: Any) -> tuple[str, str]:
        with pytest.raises(Invalid) as found:
            services.add_effect(by=world.pm, risk=risk, now=world.now, **points, **values)
        return found.value.field or "", found.value.code

    assert refused(how="days", line=line) == ("line", "days")
    assert refused(how="factor", line=line, task=task("Migrate")) == ("line", "both")
    BudgetLine.objects.filter(pk=line.pk).update(category="contingency")
    assert refused(how="factor", line=BudgetLine.objects.get(pk=line.pk)) == ("line", "contingency")
    foreign = budget.open_budget(by=world.pmo, project=world.other, phases=[("实施", "")], now=world.now)
    theirs = _line(world.pmo, foreign, world)
    assert refused(how="factor", line=theirs) == ("line", "foreign")
    assert refused(how="factor") == ("task", "required")


def test_what_hangs_on_a_task_comes_back_when_its_removal_is_undone(
    world: World, risk: Risk, plan: Plan, task: Find
) -> None:
    build = task("Migrate")
    services.change_risk(by=world.pm, risk=risk, tasks=[build], now=world.now)
    points = {"low": D(1), "likely": D(2), "high": D(4)}
    services.add_effect(by=world.pm, risk=risk, how="days", task=build, now=world.now, **points)
    schedule.apply(by=world.pm, plan=plan, ops=[{"op": "delete", "ids": [build.pk]}], now=world.now)
    assert (risk.effects.count(), risk.tasks.count()) == (0, 0)
    plan.refresh_from_db()
    schedule.undo(by=world.pm, plan=plan, now=world.now)
    assert [effect.task_id for effect in risk.effects.all()] == [build.pk]
    assert [row.pk for row in risk.tasks.all()] == [build.pk]
