from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid
from projects.goals import readings, services
from projects.goals.completeness import is_complete, missing
from projects.goals.models import Kpi, SignOff
from tests import factories
from tests.factories import World
from tests.projects.goals.conftest import reload


def test_a_relative_target_is_stored_as_number_and_words(world: World, add_kpi: Callable[..., Kpi]) -> None:
    kpi = reload(add_kpi(target_text="−30 %"))
    assert (kpi.target, kpi.target_words, kpi.direction) == (Decimal(294), "−30%", "down")


def test_a_relative_target_follows_its_baseline(world: World, add_kpi: Callable[..., Kpi]) -> None:
    kpi = add_kpi(target_text="-30%")
    services.change_kpi(by=world.pm, kpi=kpi, now=world.now, baseline=Decimal(400))
    assert (reload(kpi).target, reload(kpi).target_words) == (Decimal(280), "−30%")


def test_a_plain_number_takes_the_words_away(world: World, add_kpi: Callable[..., Kpi]) -> None:
    kpi = add_kpi(target_text="-30%")
    services.change_kpi(by=world.pm, kpi=kpi, now=world.now, target=Decimal(250))
    assert (reload(kpi).target, reload(kpi).target_words) == (Decimal(250), "")
    services.change_kpi(by=world.pm, kpi=kpi, now=world.now, target_text="")
    assert (reload(kpi).target, reload(kpi).target_words) == (None, "")


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"target": Decimal(420)}, "target", "target_is_baseline"),
        ({"target_text": "420.0"}, "target", "target_is_baseline"),
        ({"target_text": "+0%"}, "target", "target_is_baseline"),
        ({"target_text": "twice as fast"}, "target", "not_a_number"),
        ({"target_text": "1e400"}, "target", "too_large"),
        ({"baseline": Decimal("Infinity")}, "baseline", "too_large"),
        ({"baseline": Decimal("NaN")}, "baseline", "too_large"),
        ({"baseline": Decimal(10) ** 18}, "baseline", "too_large"),
        ({"due_on": date(2026, 11, 23)}, "due_on", "due_before_baseline"),
        ({"due_on": date(2020, 1, 1)}, "due_on", "due_before_baseline"),
        ({"due_on": date(9999, 1, 1)}, "due_on", "date_out_of_range"),
        ({"baseline_on": date(1, 1, 1)}, "baseline_on", "date_out_of_range"),
        ({"kind": "within", "lower": Decimal(4), "upper": Decimal(4)}, "upper", "bounds_crossed"),
        ({"kind": "within", "lower": Decimal(5), "upper": Decimal(4)}, "upper", "bounds_crossed"),
        ({"checkpoints": [{"on": "2026-12-31", "value": "x"}]}, "checkpoints", "not_a_number"),
        ({"checkpoints": [{"on": "2026-02-30", "value": "1"}]}, "checkpoints", "checkpoint_shape"),
        ({"checkpoints": [{"value": "1"}]}, "checkpoints", "checkpoint_shape"),
        ({"checkpoints": [{"on": "2026-12-31"}]}, "checkpoints", "checkpoint_shape"),
        ({"checkpoints": "soon"}, "checkpoints", "checkpoint_shape"),
        ({"checkpoints": [{"on": "2027-05-01", "value": "300"}]}, "checkpoints", "checkpoint_order"),
        ({"checkpoints": [{"on": "2026-11-23", "value": "300"}]}, "checkpoints", "checkpoint_order"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    world: World, add_kpi: Callable[..., Kpi], values: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add_kpi(**values)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert not Kpi.objects.filter(name="报表工时").exists()


def test_the_refusal_names_value_and_unit(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        services.change_kpi(by=world.pm, kpi=world.kpi, now=world.now, target_text="5")
    assert refused.value.message == "Target and baseline are both 5 days; enter a different target."


def test_checkpoints_out_of_order_are_refused(world: World, add_kpi: Callable[..., Kpi]) -> None:
    points = [{"on": "2027-01-15", "value": "350"}, {"on": "2026-12-31", "value": "300"}]
    with pytest.raises(Invalid) as refused:
        add_kpi(checkpoints=points)
    assert "2026-12-31" in refused.value.message
    assert add_kpi(checkpoints=points[::-1]).checkpoints == points[::-1]


@pytest.mark.parametrize(
    ("values", "complete"),
    [
        ({}, True),
        ({"unit": ""}, False),
        ({"owner": None}, False),
        ({"due_on": None}, False),
        ({"baseline_on": None}, False),
        ({"target": None}, False),
        ({"kind": "above", "lower": Decimal(95), "baseline": None, "baseline_on": None}, True),
        ({"kind": "above"}, False),
        ({"kind": "below", "upper": Decimal(3)}, True),
        ({"kind": "below", "lower": Decimal(3)}, False),
        ({"kind": "within", "lower": Decimal(2), "upper": Decimal(4)}, True),
        ({"kind": "within", "lower": Decimal(2)}, False),
        ({"kind": "baseline"}, False),
    ],
)
def test_completeness_by_kind(add_kpi: Callable[..., Kpi], values: dict[str, Any], complete: bool) -> None:
    kpi = add_kpi(**values)
    assert is_complete(kpi) is complete
    assert bool(missing(kpi)) is (not complete and kpi.kind != "baseline")


def test_a_change_of_a_signed_target_voids_and_asks_the_same_executives_again(world: World, signed: SignOff) -> None:
    services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, target=Decimal("2.5"), reason="接口推迟")
    assert reload(signed).status == "void"
    again = SignOff.objects.get(project=world.mine, goals_version=2)
    assert again.status == "open"
    assert {s.executive for s in again.signatures.all()} == {world.ceo, world.cfo}
    assert {s.decision for s in again.signatures.all()} == {"waiting"}
    assert reload(world.goal).status == "submitted"
    assert AuditEntry.objects.get(act="kpi.changed").reason == "接口推迟"


def test_a_promise_others_rely_on_never_becomes_incomplete(
    world: World, signed: SignOff, add_kpi: Callable[..., Kpi]
) -> None:
    for act in (
        lambda: services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, due_on=None),
        lambda: services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, kind="baseline"),
        lambda: services.retire_kpi(by=world.pm, kpi=reload(world.kpi), reason="x", now=world.now),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "no_complete_kpi"
    assert (reload(signed).status, reload(world.kpi).retired_at) == ("signed", None)
    add_kpi()
    services.retire_kpi(by=world.pm, kpi=reload(world.kpi), reason="换了口径", now=world.now)
    assert reload(world.kpi).retired_at == world.now


def test_a_retired_kpi_can_only_be_read(world: World) -> None:
    with pytest.raises(Invalid):
        services.retire_kpi(by=world.pm, kpi=world.kpi, reason="", now=world.now)
    services.retire_kpi(by=world.pm, kpi=world.kpi, reason="停用", now=world.now)
    for act in (
        lambda: services.retire_kpi(by=world.pm, kpi=reload(world.kpi), reason="x", now=world.now),
        lambda: services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, name="x"),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "retired"


def test_whoever_measures_is_told_of_every_change(
    world: World, monkeypatch: pytest.MonkeyPatch, add_kpi: Callable[..., Kpi]
) -> None:
    heard: list[Any] = []
    monkeypatch.setattr(readings, "_listeners", [lambda ids, now: heard.append((list(ids), now))])
    kpi = add_kpi()
    services.change_kpi(by=world.pm, kpi=kpi, now=world.now, target=Decimal(300))
    services.retire_kpi(by=world.pm, kpi=kpi, reason="x", now=world.now)
    assert heard == [([kpi.pk], world.now)] * 3


def test_a_kpi_moves_to_a_goal_of_its_project_only(world: World) -> None:
    second = factories.make_goal(world.now, world.mine, world.owner)
    services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, goal=second)
    assert reload(world.kpi).goal == second
    with pytest.raises(Invalid) as refused:
        services.change_kpi(by=world.pmo, kpi=reload(world.kpi), now=world.now, goal=world.other_goal)
    assert (refused.value.field, refused.value.code) == ("goal", "foreign")


@pytest.mark.parametrize("name", ["ceo", "owner", "it", "champion", "employee", "stranger", "admin"])
def test_only_manager_and_pmo_change_kpis(world: World, name: str) -> None:
    person = getattr(world, name)
    with pytest.raises(Forbidden):
        services.add_kpi(by=person, goal=world.goal, now=world.now, name="x")
    with pytest.raises(Forbidden):
        services.change_kpi(by=person, kpi=world.kpi, now=world.now, name="x")
    with pytest.raises(Forbidden):
        services.retire_kpi(by=person, kpi=world.kpi, reason="x", now=world.now)


def test_dates_on_the_edge_are_accepted(add_kpi: Callable[..., Kpi], world: World) -> None:
    kpi = add_kpi(due_on=date(2200, 12, 31), baseline_on=date(1990, 1, 1))
    assert kpi.due_on - kpi.baseline_on > timedelta(days=70000)
