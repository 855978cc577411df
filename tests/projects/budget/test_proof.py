"""What money proves at a gate: whether, never how much."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from projects.budget import services
from projects.budget.selectors import earned
from projects.engines.earned_value import Missing
from projects.gates import evidence
from projects.gates.choices import Met
from tests.factories import World
from tests.projects.budget.conftest import Money


def test_only_released_money_is_promised_or_spent(world: World, money: Money, commit: Callable[..., Any]) -> None:
    commit("120000")
    found = evidence.read("money_released", world.mine, world.today, None)
    assert (found.status, found.value_text.plain()) == (Met.MET, "0")  # type: ignore[union-attr]
    services.record_actual(
        by=world.pm, line=money.build, amount=Decimal(90_000), on=world.today, reference="FP-1", now=world.now
    )
    over = evidence.read("money_released", world.mine, world.today, None)
    assert over.status == Met.MISSED
    assert money.pilot.label in over.sentence.plain()
    assert not any(sign.isdigit() and sign != "1" for sign in f"{over.sentence.plain()}{over.value_text.plain()}")  # type: ignore[union-attr]


def test_without_a_budget_nothing_is_proved(world: World) -> None:
    for code in ("money_released", "cost_performance"):
        assert evidence.read(code, world.mine, world.today, None).status == Met.NOT_AVAILABLE


def test_cost_performance_against_its_threshold(world: World, money: Money, monkeypatch: pytest.MonkeyPatch) -> None:
    class Measures:
        cpi: Any = Decimal("0.84")

    def known(projects: Any, as_of: Any, today: Any, **more: Any) -> Any:
        found = earned.Earned(as_of)
        found.measures = Measures()  # type: ignore[assignment]
        return {project.pk: found for project in projects}

    monkeypatch.setattr(earned, "of", known)
    missed = evidence.read("cost_performance", world.mine, world.today, None)
    assert missed.status == Met.MISSED
    assert "0.84" not in str(missed.to_json())
    assert "0.9" in missed.threshold_text.plain()  # type: ignore[union-attr]
    assert evidence.read("cost_performance", world.mine, world.today, Decimal("0.84")).status == Met.MET
    Measures.cpi = Missing("no_cost")
    assert evidence.read("cost_performance", world.mine, world.today, None).status == Met.NOT_AVAILABLE
