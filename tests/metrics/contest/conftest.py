"""Four workshops of one company compete; what is counted of them is written down Sunday by Sunday."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from metrics.adoption.models import AdoptionTarget
from metrics.contest import services
from metrics.contest.models import Contest, ContestUnit, ContestWeek
from metrics.usage import services as usage
from metrics.usage.choices import Dimension
from metrics.usage.models import UsageCount, UsageSystem
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.records.models import create
from tests import factories
from tests.factories import World

# The world's clock stands on Monday, 23 November 2026, 17:00 in Shanghai: week 47 ended yesterday.
SUNDAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 16)
WEEK = timedelta(days=7)


@dataclass
class Race:
    """`units` by their short names; `heads` and one `worker` of each."""

    world: World
    system: UsageSystem
    contest: Contest
    units: dict[str, Unit]
    heads: dict[str, User]
    workers: dict[str, User]
    told: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.told = self.world.now

    def count(self, sunday: date, people: Mapping[str, tuple[int, int]]) -> None:
        """(active in seven days, eligible) by unit; the company and everybody are their sums."""
        rows = {(Dimension.UNIT, str(self.units[name].pk)): pair for name, pair in people.items()}
        total = (sum(active for active, _ in people.values()), sum(eligible for _, eligible in people.values()))
        rows |= {(Dimension.UNIT, str(self.world.company.pk)): total, (Dimension.ALL, ""): total}
        UsageCount.objects.filter(system=self.system, day=sunday).delete()
        UsageCount.objects.bulk_create(
            UsageCount(
                system=self.system, dimension=dimension, day=sunday, key=key, eligible=eligible, active_1=0,
                active_7=active, active_28=active, on_cadence=0, login_days_7=0, login_days_28=0,
            )
            for (dimension, key), (active, eligible) in rows.items()
        )  # fmt: skip

    def aim(self, unit: Unit | None = None, share: int = 90) -> AdoptionTarget:
        """From a tenth to `share` percent in twenty weeks around now."""
        return create(
            AdoptionTarget(
                system=self.system,
                unit=unit,
                start_on=MONDAY - 10 * WEEK,
                start_share=Decimal(10),
                due_on=MONDAY + 10 * WEEK,
                target_share=Decimal(share),
            ),
            now=self.world.now,
        )

    def place(self, name: str) -> ContestUnit:
        found: ContestUnit = ContestUnit.objects.select_related(
            "unit__head", "contest__system__project__portfolio__calendar"
        ).get(contest=self.contest, unit=self.units[name])
        return found

    def week(self) -> ContestWeek:
        assert services.work_off(now=self.told) == 1
        found: ContestWeek = self.contest.weeks.select_related("contest__system__project").get(week_on=MONDAY)
        return found

    def ranks(self, week: ContestWeek) -> dict[str, int | None]:
        names = {unit.pk: name for name, unit in self.units.items()}
        return {names[row.unit_id]: row.rank for row in week.results.filter(unit__isnull=False)}


@pytest.fixture
def race(world: World) -> Race:
    return make_race(world)


def make_race(world: World) -> Race:
    now = world.now
    system = usage.add_system(by=world.pm, project=world.mine, code="mes", name="制造执行", name_en="MES", now=now)
    units, heads, workers = {}, {}, {}
    for name in ("press", "weld", "paint", "store"):
        unit = factories.make_unit(now, f"{name}车间", parent=world.company, kind="workshop")
        heads[name] = factories.make_user(now, f"head-{name}", unit=unit)
        workers[name] = factories.make_user(now, f"worker-{name}", unit=unit)
        unit.head, unit.name_en = heads[name], f"{name} shop"
        unit.save()
        units[name] = unit
    contest = services.start_contest(
        by=world.pm, system=system, units=list(units.values()), title="MES 90", first_week_on=MONDAY, now=now
    )
    return Race(world, system, contest, units, heads, workers)


USUAL = {"press": (18, 20), "weld": (10, 20), "paint": (6, 20), "store": (4, 20)}
BEFORE = {"press": (18, 20), "weld": (9, 20), "paint": (6, 20), "store": (5, 20)}


@pytest.fixture
def counted(race: Race) -> Race:
    """Two Sundays counted, one target for everybody; weld alone gained."""
    race.aim()
    race.count(SUNDAY - WEEK, BEFORE)
    race.count(SUNDAY, USUAL)
    return race
