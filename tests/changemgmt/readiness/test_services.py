"""Rules of stakeholders, impacts, actions, capacity and blackouts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from changemgmt.readiness import services
from changemgmt.readiness.models import Impact, PulseRound, Stakeholder, StakeholderAction, UnitCapacity
from changemgmt.readiness.selectors import affected, members
from pmo.access.roles import Role
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.portfolio import audience
from projects.portfolio.choices import TeamRole
from tests.factories import World, add_member, make_user

from .conftest import Plant

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


def test_a_group_counts_the_people_of_its_units_and_everything_below(world: World, plant: Plant, group: Make) -> None:
    row = group()
    assert row.code == "H-01"
    assert affected.headcount(row) == 17
    night = plant.people["night"][0]
    night.is_active = False
    night.save()
    assert affected.headcount(row) == 16


def test_a_group_means_the_same_people_as_every_other_audience(world: World, plant: Plant, group: Make) -> None:
    champion = plant.people["early"][0]
    add_member(world.now, world.mine, champion, TeamRole.CHAMPION)
    elsewhere = make_user(world.now, "", Role.CHAMPION, unit=world.finance)
    plain, narrowed = group("All"), group("Champions", roles=["champion"])
    everywhere = group("Every champion", units=[], roles=["champion"])
    inside = members.of([plain, narrowed, everywhere])
    for row in (plain, narrowed, everywhere):
        named = audience.people(
            paths=[unit.path for unit in row.units.all()], roles=row.roles, project_id=world.mine.pk
        )
        assert inside.people[row.pk] == set(named.values_list("pk", flat=True))
    assert inside.people[narrowed.pk] == {champion.pk}
    assert elsewhere.pk in inside.people[everywhere.pk]


def test_a_group_of_nobody_in_particular_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="nobody"):
        services.add_stakeholder(by=world.pm, project=world.mine, name="Somebody", now=world.now)


def test_a_person_has_no_units(world: World, plant: Plant) -> None:
    with pytest.raises(Invalid, match="person"):
        services.add_stakeholder(
            by=world.pm, project=world.mine, kind="person", name="Head", units=[plant.early], now=world.now
        )


def test_only_who_leads_the_change_writes_stakeholders(world: World, plant: Plant) -> None:
    for who in (world.owner, world.champion, world.employee, world.stranger, world.ceo):
        with pytest.raises(Forbidden):
            services.add_stakeholder(by=who, project=world.mine, name="X", units=[plant.early], now=world.now)
    assert not Stakeholder.objects.exists()


def test_the_unit_does_not_see_who_is_against_it(world: World, group: Make) -> None:
    row = group()
    for who in (world.owner, world.champion, world.employee, world.it):
        assert not Stakeholder.objects.visible_to(who).filter(pk=row.pk).exists()
    for who in (world.pm, world.change, world.pmo, world.ceo):
        assert Stakeholder.objects.visible_to(who).filter(pk=row.pk).exists()


def test_a_change_leaves_both_values_in_the_history_and_refuses_a_stale_one(world: World, group: Make) -> None:
    row = group()
    services.change_stakeholder(by=world.pm, stakeholder=row, current=2, now=world.now, expected=row.version)
    entry = AuditEntry.objects.filter(act="stakeholder.changed").get()
    assert (entry.before, entry.after) == ({"current": 3}, {"current": 2})
    stale = Stakeholder.objects.get(pk=row.pk)
    with pytest.raises(StaleWrite):
        services.change_stakeholder(by=world.pm, stakeholder=stale, current=4, now=world.now, expected=1)


def test_a_group_something_changes_for_stays_a_group(world: World, group: Make, hit: Make) -> None:
    row = group()
    hit(row)
    with pytest.raises(Conflict, match="stays_group"):
        services.change_stakeholder(by=world.pm, stakeholder=row, kind="person", units=[], now=world.now)


def test_a_group_that_was_asked_is_not_removed(world: World, group: Make, asked: Make) -> None:
    row = group()
    asked(row)
    with pytest.raises(Conflict, match="asked"):
        services.remove_stakeholder(by=world.pm, stakeholder=row, now=world.now)
    other = group("Others")
    services.remove_stakeholder(by=world.pm, stakeholder=other, now=world.now)
    assert list(Stakeholder.objects.all()) == [row]


def test_an_impact_says_what_it_becomes_and_when(world: World, group: Make, hit: Make) -> None:
    row = group()
    with pytest.raises(Invalid, match="required"):
        hit(row, after=" ")
    with pytest.raises(Invalid, match="required"):
        hit(row, ends_on=None)
    with pytest.raises(Invalid, match="period"):
        hit(row, ends_on=world.today - timedelta(days=1))
    hit(row, level=0, after="", starts_on=None, ends_on=None)
    assert Impact.objects.get().level == 0


def test_an_aspect_is_described_once(world: World, group: Make, hit: Make) -> None:
    row = group()
    hit(row)
    with pytest.raises(Conflict, match="taken"):
        hit(row)
    second = hit(row, aspect="role")
    with pytest.raises(Conflict, match="taken"):
        services.change_impact(by=world.pm, impact=second, aspect="process", now=world.now)


def test_nothing_changes_for_single_people(world: World, hit: Make) -> None:
    head = services.add_stakeholder(by=world.pm, project=world.mine, kind="person", name="Head", now=world.now)
    with pytest.raises(Invalid, match="person"):
        hit(head)


def test_nothing_is_written_in_a_closed_project(world: World, group: Make, hit: Make) -> None:
    row = group()
    world.mine.state = "closed"
    world.mine.save()
    row.refresh_from_db()
    with pytest.raises(Conflict, match="closed"):
        hit(row)


# ---- actions ------------------------------------------------------------------------------------------------------


@pytest.fixture
def action(world: World, group: Make) -> StakeholderAction:
    return services.add_action(
        by=world.pm, stakeholder=group(), text="Talk to the shift leaders", owner=world.employee,
        due_on=world.today + timedelta(days=3), now=world.now,
    )  # fmt: skip


def test_whoever_gets_an_action_hears_of_it_and_may_finish_it_but_not_rewrite_it(
    world: World, action: StakeholderAction
) -> None:
    assert Message.objects.filter(rule="stakeholder.action", recipient=world.employee, channel="inbox").count() == 1
    with pytest.raises(Forbidden):
        services.change_action(by=world.employee, action=action, due_on=date(2030, 1, 1), now=world.now)
    services.finish_action(by=world.employee, action=action, outcome="They come along", now=world.now)
    action.refresh_from_db()
    assert (action.status, action.outcome) == ("done", "They come along")
    with pytest.raises(Conflict, match="finished"):
        services.drop_action(by=world.employee, action=action, reason="late", now=world.now)


def test_dropping_needs_a_reason_and_others_may_not(world: World, action: StakeholderAction) -> None:
    with pytest.raises(Invalid, match="required"):
        services.drop_action(by=world.employee, action=action, reason=" ", now=world.now)
    with pytest.raises(Forbidden):
        services.finish_action(by=world.champion, action=action, now=world.now)


def test_owners_are_reminded_once_before_and_once_when_late(world: World, action: StakeholderAction) -> None:
    assert services.remind_of_actions(now=world.now) == 0
    eve = world.now + timedelta(days=2)
    assert services.remind_of_actions(now=eve) > 0
    assert services.remind_of_actions(now=eve + timedelta(hours=3)) == 0
    late = world.now + timedelta(days=4)
    assert services.remind_of_actions(now=late) > 0
    assert services.remind_of_actions(now=late + timedelta(days=5)) == 0
    rows = Message.objects.filter(rule="stakeholder.action_due", channel="inbox")
    assert sorted(row.text["key"] for row in rows) == ["stakeholder.action_due", "stakeholder.action_late"]


# ---- capacity and blackouts ---------------------------------------------------------------------------------------


def test_a_capacity_is_set_changed_and_given_back(world: World, plant: Plant) -> None:
    services.set_capacity(by=world.pmo, unit=plant.plant, points=Decimal(12), reason="new line", now=world.now)
    row = UnitCapacity.objects.get()
    with pytest.raises(Invalid, match="range"):
        services.set_capacity(by=world.pmo, unit=plant.plant, points=Decimal("0.5"), now=world.now)
    services.set_capacity(by=world.pmo, unit=plant.plant, points=Decimal(8), now=world.now, expected=row.version)
    with pytest.raises(StaleWrite):
        services.set_capacity(by=world.pmo, unit=plant.plant, points=Decimal(9), now=world.now, expected=row.version)
    services.set_capacity(by=world.pmo, unit=plant.plant, points=None, now=world.now)
    assert not UnitCapacity.objects.exists()
    assert AuditEntry.objects.filter(act="change_load.capacity_set").count() == 3


def test_capacity_and_blackouts_belong_to_the_company(world: World, plant: Plant) -> None:
    for who in (world.pm, world.owner, world.ceo, world.employee):
        with pytest.raises(Forbidden):
            services.set_capacity(by=who, unit=plant.plant, points=Decimal(9), now=world.now)
        with pytest.raises(Forbidden):
            services.add_blackout(by=who, kind="year_end", now=world.now)


def test_own_blackouts_have_a_name_and_dates_and_computed_ones_have_none(world: World) -> None:
    with pytest.raises(Invalid, match="required"):
        services.add_blackout(by=world.pmo, kind="own", starts_on=world.today, ends_on=world.today, now=world.now)
    with pytest.raises(Invalid, match="required"):
        services.add_blackout(by=world.pmo, kind="own", name="Audit", now=world.now)
    row = services.add_blackout(
        by=world.pmo, kind="year_end", starts_on=world.today, ends_on=world.today, now=world.now
    )
    assert (row.starts_on, row.ends_on) == (None, None)
    services.remove_blackout(by=world.pmo, blackout=row, now=world.now)


def test_rounds_of_other_projects_are_not_started(world: World, group: Make) -> None:
    with pytest.raises(Forbidden):
        services.start_round(
            by=world.stranger,
            project=world.mine,
            groups=[group()],
            closes_at=world.now + timedelta(days=3),
            now=world.now,
        )
    assert not PulseRound.objects.exists()
