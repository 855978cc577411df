"""Load of units over all projects, blackouts from the calendar, collisions with the plan, and what others ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from changemgmt.readiness import proof, services, wording
from changemgmt.readiness.selectors import affected, blackouts, collisions, load
from pmo.engines.stats import NotAvailable
from projects.gates.choices import Met
from projects.portfolio import dimensions
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from tests.factories import World, make_project

from .conftest import Plant

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
HELD, READY = (5, 5, 2, 2, 2), (4, 4, 4, 4, 4)


def test_the_size_counts_each_person_once(world: World, plant: Plant, group: Make, hit: Make) -> None:
    first, second = group("All"), group("Early", units=[plant.early])
    assert affected.affected(world.mine).size == NotAvailable("no_impacts")
    hit(first)
    hit(second, level=1)
    found = affected.affected(world.mine)
    assert found.people == 17
    assert not isinstance(found.size, NotAvailable)
    # Process: (17·10 + 8·1)/25 = 7.12 → 3.85 → 4; sixty-one days → the shortest step.
    assert found.size.items[3] == 4
    assert found.size.items[-1] == 5
    assert found.size.score == sum(found.size.items)


def test_the_map_rolls_up_and_other_projects_count(world: World, plant: Plant, group: Make, hit: Make) -> None:
    hit(group("Early", units=[plant.early]))
    make_project(world.now, world.portfolio, manager=world.stranger, units=(plant.late,))
    other = services.add_stakeholder(
        by=world.stranger, project=world.other, name="Late", units=[plant.late], now=world.now
    )
    services.add_impact(
        by=world.stranger, group=other, aspect="role", level=2, after="x", starts_on=world.today,
        ends_on=world.today + timedelta(days=5), now=world.now,
    )  # fmt: skip
    found = load.heat(world.today)
    by_unit = {line.unit.pk: line for line in found.lines}
    assert by_unit[plant.early.pk].cells[0].carried == 10
    assert by_unit[plant.late.pk].cells[0].carried == 5
    assert by_unit[plant.plant.pk].cells[0].carried == pytest.approx((80 + 30) / 17)
    parts = load.parts(found, by_unit[plant.plant.pk], found.months[0], {world.mine.pk})
    assert [(part.group.name if part.group else None, round(part.points, 2)) for part in parts] == [
        ("Early", 4.71),
        (None, 1.76),
    ]


def test_a_project_on_hold_asks_for_nothing(world: World, plant: Plant, group: Make, hit: Make) -> None:
    hit(group())
    world.mine.state = "on_hold"
    world.mine.save()
    assert not any(line.is_touched for line in load.heat(world.today).lines)


def test_the_capacity_of_a_unit_holds_below_it_and_an_excess_is_carried(
    world: World, plant: Plant, group: Make, hit: Make
) -> None:
    services.set_capacity(by=world.pmo, unit=plant.plant, points=Decimal(6), now=world.now)
    hit(group(), ends_on=world.today)
    line = load.heat(world.today).of_unit(plant.early.pk)
    assert line is not None
    assert line.capacity == 6
    assert [cell.carried for cell in line.cells[:3]] == [10, 2, 0]
    assert [cell.over for cell in line.cells[:2]] == [True, False]
    assert "carries in **1 month**" in wording.unit(line).render()


def test_blackouts_follow_the_working_calendar(world: World, plant: Plant) -> None:
    for kind, before, after in (("month_end", 2, 3), ("year_end", 3, 2), ("spring_festival", 2, 1)):
        services.add_blackout(by=world.pmo, kind=kind, days_before=before, days_after=after, now=world.now)
    found = {
        (span.blackout.kind, span.first): span.last
        for span in blackouts.times(date(2026, 1, 1), date(2026, 2, 28)).spans
    }
    # 2026: the Spring Festival is from 15 to 23 February, 14 and 28 February are worked.
    assert found["spring_festival", date(2026, 2, 13)] == date(2026, 2, 24)
    # Wednesday 31 December 2025 is the last working day of the year; 1 to 3 January are off, 4 January is worked.
    assert found["year_end", date(2025, 12, 29)] == date(2026, 1, 5)
    # January ends on a Saturday: 29 and 30 January, then 2 to 4 February.
    assert found["month_end", date(2026, 1, 29)] == date(2026, 2, 4)


def test_a_year_whose_festival_is_unknown_is_said_so(world: World) -> None:
    assert list(blackouts.times(date(2031, 1, 1), date(2031, 12, 31)).unknown) == []
    services.add_blackout(by=world.pmo, kind="spring_festival", days_before=2, days_after=1, now=world.now)
    assert list(blackouts.times(date(2026, 1, 1), date(2026, 12, 31)).unknown) == []
    assert list(blackouts.times(date(2031, 1, 1), date(2031, 12, 31)).unknown) == [2031]
    assert list(blackouts.times(date(2031, 4, 1), date(2031, 12, 31)).unknown) == []


@pytest.fixture
def plan(world: World) -> Plan:
    plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=world.today, now=world.now)
    rows = [
        {"op": "add", "key": "a", "level": 1, "fields": {"name": "Build", "duration": "5d"}},
        {"op": "add", "key": "b", "level": 1, "fields": {"name": "Go-live", "duration": "0d", "predecessors": "1"}},
        {"op": "add", "key": "c", "level": 1, "fields": {"name": "Second", "duration": "9d", "wave": 2}},
    ]
    schedule.apply(by=world.pm, plan=plan, ops=rows, now=world.now)
    plan.refresh_from_db()
    return plan


def test_milestones_and_ends_of_waves_collide_with_blackouts_of_their_units(
    world: World, plant: Plant, plan: Plan, group: Make, hit: Make
) -> None:
    hit(group("Early", units=[plant.early]))
    task = Task.objects.get(plan=plan, name="Go-live")
    assert collisions.of_projects([world.mine.pk], world.today) == []
    assert collisions.of_task(task, world.today) is None
    own = {"kind": "own", "starts_on": world.today, "ends_on": world.today + timedelta(days=60), "now": world.now}
    services.add_blackout(by=world.pmo, name="Elsewhere", unit=plant.late, **own)
    assert collisions.of_projects([world.mine.pk], world.today) == []
    services.add_blackout(by=world.pmo, name="Stock count", unit=plant.plant, **own)
    found = collisions.of_projects([world.mine.pk], world.today)
    assert [(one.task.name, one.wave) for one in found] == [("Go-live", None), ("Second", 2)]
    assert "Stock count" in wording.collision(found[0])[0].plain()
    assert collisions.of_task(task, world.today) is not None


def test_a_month_that_is_too_much_collides_too(world: World, plant: Plant, plan: Plan, group: Make, hit: Make) -> None:
    hit(group("Early", units=[plant.early]))
    services.set_capacity(by=world.pmo, unit=plant.early, points=Decimal(9), now=world.now)
    found = collisions.of_projects([world.mine.pk], world.today)
    assert found
    assert found[0].over[0][0].unit == plant.early


def test_before_anything_is_felt_a_milestone_is_nobodys_burden(
    world: World, plant: Plant, plan: Plan, group: Make, hit: Make
) -> None:
    hit(group(), starts_on=world.today + timedelta(days=90), ends_on=world.today + timedelta(days=120))
    services.add_blackout(
        by=world.pmo, kind="own", name="Count", starts_on=world.today, ends_on=world.today + timedelta(days=60),
        now=world.now,
    )  # fmt: skip
    assert [one.task.name for one in collisions.of_projects([world.mine.pk], world.today)] == ["Second"]


# ---- what others ask ------------------------------------------------------------------------------------------------


def _closed(world: World, plant: Plant, group: Make, asked: Make, answer: Make, held: int) -> None:
    found = asked(group())
    people = [*plant.people["early"], *plant.people["late"]]
    answer(found, people[:held], HELD)
    answer(found, people[held:], READY)
    services.close_round(by=world.pm, found=found, now=world.now + timedelta(hours=2))


@pytest.mark.parametrize(
    ("held", "status", "met"), [(4, "ok", Met.MET), (8, "risk", Met.MISSED), (12, "off", Met.MISSED)]
)
def test_health_and_gates_read_the_newest_pulse(
    world: World, plant: Plant, group: Make, asked: Make, answer: Make, held: int, status: str, met: Met
) -> None:
    day = world.today + timedelta(days=1)
    assert proof.read([world.mine], day) == {}
    assert proof.ready(world.mine, day, None).status == Met.NOT_AVAILABLE
    _closed(world, plant, group, asked, answer, held)
    assert proof.read([world.mine], day)[world.mine.pk].status == status
    evidence = proof.ready(world.mine, day, Decimal(60))
    assert evidence.status == met
    assert "know how" in evidence.sentence.plain()


def test_a_pulse_and_due_actions_wait_for_people(world: World, plant: Plant, group: Make, asked: Make) -> None:
    row = group()
    asked(row)
    person = plant.people["early"][0]
    services.add_action(
        by=world.pm, stakeholder=row, text="Teach", owner=person, due_on=world.today + timedelta(days=2), now=world.now
    )
    services.add_action(
        by=world.pm, stakeholder=row, text="Later", owner=person, due_on=world.today + timedelta(days=40), now=world.now
    )
    found = {decision.title: decision for decision in dimensions.decisions_of(person, world.now)}
    assert set(found) == {world.mine.label, "Teach"}
    # Whoever may not see the stakeholder is not told about whom it is.
    assert row.name not in found["Teach"].why.plain()
    services.submit(by=person, found=row.project.pulse_rounds.get(), given=READY, now=world.now)
    person.__dict__.pop("_decisions")
    assert [decision.title for decision in dimensions.decisions_of(person, world.now)] == ["Teach"]
