"""What the register of risks proves at a gate."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from projects.gates import evidence
from projects.gates.choices import Met
from projects.gates.evidence import Evidence
from projects.risks import services
from projects.risks.models import Risk
from tests.factories import World


def read(world: World, code: str, threshold: Decimal | None = None, days: int = 0) -> Evidence:
    return evidence.read(code, world.mine, world.today + timedelta(days=days), threshold)


def raised(world: World, **values: Any) -> Risk:
    return services.raise_risk(by=world.pm, project=world.mine, now=world.now, **{"title": "Old data", **values})


HIGH = {"inherent_probability": 5, "inherent_cost": 5}
LOW = {"inherent_probability": 1, "inherent_cost": 1}


def test_without_a_register_nothing_is_proved(world: World) -> None:
    for code in ("risks_answered", "risks_reviewed"):
        found = read(world, code)
        assert (found.status, "nobody wrote" in str(found.sentence)) == (Met.NOT_AVAILABLE, True)


def test_what_is_beyond_the_tolerance_needs_a_response(world: World) -> None:
    raised(world, **LOW)
    assert read(world, "risks_answered").status == Met.MET
    bare = raised(world, title="No people", **HIGH)
    found = read(world, "risks_answered")
    assert (found.status, found.value_text.plain()) == (Met.MISSED, "1")  # type: ignore[union-attr]
    assert "R-02 No people" in found.sentence.plain()
    services.add_action(
        by=world.pm, about=bare, title="Hire", owner=world.pm, due_on=world.today + timedelta(days=9), now=world.now
    )
    assert read(world, "risks_answered").status == Met.MET
    other = raised(world, title="No money", **HIGH)
    assert read(world, "risks_answered").status == Met.MISSED
    services.move_risk(by=world.pm, risk=other, status="watching", reason="We take it", now=world.now)
    found = read(world, "risks_answered")
    assert (found.status, "2 risks" in found.sentence.plain()) == (Met.MET, True)


def test_a_risk_nobody_assessed_proves_nothing(world: World) -> None:
    raised(world)
    found = read(world, "risks_answered")
    assert (found.status, "not assessed" in found.sentence.plain()) == (Met.NOT_AVAILABLE, True)


def test_the_worst_are_looked_at_in_time(world: World) -> None:
    risk = raised(world, **HIGH)
    assert read(world, "risks_reviewed", days=30).status == Met.MET
    late = read(world, "risks_reviewed", days=31)
    assert (late.status, "R-01 Old data" in late.sentence.plain()) == (Met.MISSED, True)
    assert read(world, "risks_reviewed", Decimal(31), days=31).status == Met.MET
    services.review_risk(
        by=world.pm, risk=risk, note="Looked", levels={}, review_on=None, now=world.now + timedelta(days=20)
    )
    assert read(world, "risks_reviewed", days=40).status == Met.MET
