"""A budget of two phases and three lines, approved; the first tranche released; a plan beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from projects.budget import services
from projects.budget.approval_models import Approval
from projects.budget.models import Budget, BudgetLine, BudgetPhase, Commitment, Tranche
from tests.factories import World


@dataclass
class Money:
    """100,000 of licences and 200,000 of implementation in the pilot, 60,000 contingency; 150,000 released of it."""

    budget: Budget
    pilot: BudgetPhase
    rollout: BudgetPhase
    licences: BudgetLine
    build: BudgetLine
    reserve: BudgetLine
    first: Tranche
    second: Tranche


def plan_money(world: World) -> Money:
    pm, now = world.pm, world.now
    budget = services.open_budget(by=pm, project=world.mine, phases=[("试点", "Pilot"), ("推广", "Roll-out")], now=now)
    pilot, rollout = budget.phases.order_by("number")

    def line(title: str, category: str, phase: BudgetPhase, months: dict[date, int]) -> BudgetLine:
        amounts = {month: Decimal(amount) for month, amount in months.items()}
        return services.add_line(
            by=pm, budget=budget, title=title, category=category, phase=phase, months=amounts, now=now
        )

    licences = line("Licences", "licences", pilot, {date(2026, 11, 1): 100_000})
    build = line("Implementation", "implementation", pilot, {date(2026, 11, 1): 50_000, date(2026, 12, 1): 150_000})
    reserve = line("Reserve", "contingency", pilot, {date(2026, 12, 1): 60_000})
    first = services.plan_tranche(
        by=pm, budget=budget, phase=pilot, amount=Decimal(150_000), planned_on=date(2026, 11, 2), now=now
    )
    second = services.plan_tranche(
        by=pm, budget=budget, phase=pilot, amount=Decimal(150_000), planned_on=date(2027, 1, 4), now=now
    )
    return Money(Budget.objects.get(pk=budget.pk), pilot, rollout, licences, build, reserve, first, second)


@pytest.fixture
def planned(world: World) -> Money:
    return plan_money(world)


@pytest.fixture
def money(world: World, planned: Money) -> Money:
    approval = services.ask_budget(by=world.pm, budget=planned.budget, now=world.now)
    services.sign(by=world.cfo, approval=approval, now=world.now)
    services.release(by=world.cfo, tranche=planned.first, now=world.now, reason="Gate 1 passed")
    return planned


@pytest.fixture
def commit(world: World, money: Money) -> Callable[..., Commitment]:
    def run(amount: int | str, **values: Any) -> Commitment:
        given = {"line": money.build, "supplier": "Acme", "on": world.today, **values}
        return services.commit(by=world.pm, amount=Decimal(amount), now=world.now, **given)

    return run


@pytest.fixture
def rule(world: World) -> Callable[..., None]:
    """From an amount on, these parts sign commitments."""

    def make(mode: str, *parts: Any, above: int = 0, subject: str = "commitment") -> None:
        signers = [(part, None) if isinstance(part, str) else ("person", part) for part in parts]
        services.save_rule(
            by=world.pmo,
            portfolio=world.portfolio,
            subject=subject,
            above=Decimal(above),
            mode=mode,
            parts=signers,
            now=world.now,
        )

    return make


def approval_of(commitment: Commitment) -> Approval:
    return Approval.objects.get(commitment=commitment)
