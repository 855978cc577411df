"""The benefit dimension of health: what was due against what came."""

from __future__ import annotations

from decimal import Decimal

import pytest

from projects.benefits import health, services
from projects.benefits.services import standing
from projects.portfolio import dimensions
from projects.portfolio.models import Project
from tests.factories import World
from tests.projects.benefits.conftest import Worth, measure, month

pytestmark = pytest.mark.django_db


def reading(world: World) -> dimensions.DimensionReading | None:
    return health.read([Project.objects.get(pk=world.mine.pk)], world.today).get(world.mine.pk)


def come(world: World, worth: Worth, amount: str) -> None:
    """Booked for last month, and validated."""
    row = services.book(
        by=world.owner, benefit=worth.booked, month=month(world, -1), amount=Decimal(amount),
        reference="FP-2", evidence="Account", now=world.now,
    )  # fmt: skip
    services.validate(by=world.cfo, realisation=row, now=world.now)


def test_drafts_say_nothing(world: World, worth: Worth) -> None:
    assert reading(world) is None


def test_what_is_due_and_has_not_come_is_off_track_once_improvement_has_begun(world: World, agreed: Worth) -> None:
    come(world, agreed, "1000")
    Project.objects.filter(pk=world.mine.pk).update(stage="change")
    found = reading(world)
    assert found is not None
    assert found.status == "risk"
    Project.objects.filter(pk=world.mine.pk).update(stage="improvement")
    found = reading(world)
    assert found is not None
    assert (found.status, found.owner_id) == ("off", world.owner.pk)
    assert found.evidence_url == f"/projects/{world.mine.key}/benefits/case/"
    assert found.fact is not None
    assert found.fact.plain().endswith("% of what was due")


def test_a_booked_and_validated_amount_betters_it(world: World, agreed: Worth) -> None:
    measure(world, agreed.kpi, month(world, -1), "294")
    come(world, agreed, "90000")
    found = reading(world)
    assert found is not None
    assert found.status == "ok"


def test_money_of_a_project_is_told_to_those_who_may_see_it() -> None:
    found = dimensions.dimension("benefits")
    assert found is not None
    assert found.right == ("benefit", "view")


def test_health_is_told_when_the_sums_are_other_ones(world: World, agreed: Worth) -> None:
    told: list[int] = []
    listener = lambda ids, _now: told.extend(ids)  # noqa: E731
    dimensions.on_changed(listener)
    try:
        standing.refresh_all(now=world.now)
        assert told == [world.mine.pk]
        told.clear()
        standing.moved([world.mine.pk])
        standing.refresh_all(now=world.now)
        assert told == []
    finally:
        dimensions._listeners.remove(listener)
