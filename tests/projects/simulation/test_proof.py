"""P80 as evidence at a gate."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from projects.gates.choices import Met
from projects.schedule.models import Plan
from projects.simulation.proof import p80
from tests.factories import World
from tests.projects.simulation.conftest import compute


def promise(world: World, plan: Plan, days: int) -> None:
    """Nothing is baselined: the target of the project counts."""
    world.mine.target_finish_on = plan.finish_on + timedelta(days=days)
    world.mine.save(update_fields=["target_finish_on"])


def test_without_a_simulation_it_is_not_available(world: World, plan: Plan) -> None:
    found = p80(world.mine, world.today, Decimal(5))
    assert found.status == Met.NOT_AVAILABLE
    assert "nobody has simulated" in found.sentence.plain()


def test_a_promise_with_room_is_kept(world: World, plan: Plan) -> None:
    promise(world, plan, 60)
    compute(world)
    found = p80(world.mine, world.today, Decimal(0))
    assert found.status == Met.MET
    assert "kept" in found.sentence.plain()


def test_a_promise_too_early_is_missed_and_a_tolerance_forgives_it(world: World, plan: Plan) -> None:
    promise(world, plan, -5)
    compute(world)
    assert p80(world.mine, world.today, Decimal(0)).status == Met.MISSED
    assert p80(world.mine, world.today, Decimal(40)).status == Met.MET


def test_a_simulation_of_another_plan_proves_nothing(world: World, plan: Plan) -> None:
    promise(world, plan, 60)
    compute(world)
    Plan.objects.filter(pk=plan.pk).update(version=plan.version + 1)
    found = p80(world.mine, world.today, Decimal(0))
    assert found.status == Met.NOT_AVAILABLE
    assert "changed after the last simulation" in found.sentence.plain()
