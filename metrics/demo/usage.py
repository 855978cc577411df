"""Who uses the systems of the demo company: the MES on its way from three in ten to nine, and a CRM that got stuck.

Thirteen weeks of events, taken evening by evening through the store, as the systems would send them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from zlib import crc32

from metrics.demo.clock import ZONE, Timed, moment
from metrics.usage import services
from metrics.usage.models import UsageSource, UsageSystem
from metrics.usage.services import ingest
from pmo import calendars
from pmo.accounts.models import User
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

DAYS = 89
SET_UP = 91
AWAY = 0.09


@dataclass(frozen=True)
class UnitStory:
    """Share of people who do the core action in a week: at the beginning, and what it came to in how many weeks."""

    code: str
    wave: int
    role: int
    first: float
    last: float
    weeks: float = 13


@dataclass(frozen=True)
class UsageStory:
    key: str
    code: str
    name: str
    name_en: str
    # (code, name, English name, module, core, share of the days on which an active person uses it)
    features: Sequence[tuple[str, str, str, str, bool, float]]
    # (name, English name, cadence, days a week on which an active person acts)
    roles: Sequence[tuple[str, str, str, int]]
    units: Sequence[UnitStory]
    # Names in the events that no directory knows, and a feature nobody has added yet.
    strangers: Sequence[str] = ()
    unknown_feature: str = ""


STORIES = (
    UsageStory(
        "MES-02", "mes", "MES 制造执行", "MES",
        (
            ("report", "报工", "Report work", "生产", True, 1.0),
            ("stop", "停线上报", "Report a stop", "异常", True, 0.18),
            ("order", "工单查询", "Look up orders", "生产", False, 0.55),
            ("handover", "交接班记录", "Shift handover", "生产", False, 0.3),
            ("board", "班组看板", "Team board", "看板", False, 0.12),
            ("trace", "批次追溯", "Trace a batch", "质量", False, 0.04),
        ),
        (("操作工", "Operator", "daily", 5), ("仓管员", "Storekeeper", "daily", 5)),
        (
            UnitStory("STP", 1, 0, 0.42, 0.9, 9),
            UnitStory("WLD", 2, 0, 0.32, 0.92, 12),
            UnitStory("LOG", 2, 1, 0.30, 0.86, 12),
            UnitStory("PNT", 3, 0, 0.25, 0.52, 10),
            UnitStory("ASM", 3, 0, 0.24, 0.41, 8),
        ),
        ("WX-0107", "WX-0112", "WX-0115", "WX-0121"),
        "andon",
    ),
    UsageStory(
        "CRM-05", "crm", "经销商 CRM", "Dealer CRM",
        (
            ("quote", "当天报价", "Quote the same day", "报价", True, 0.9),
            ("order", "经销商订单", "Dealer orders", "订单", True, 0.4),
            ("stock", "库存查询", "Look up stock", "库存", False, 0.6),
            ("rebate", "返利核对", "Check rebates", "返利", False, 0.08),
        ),
        (("客户经理", "Account manager", "weekly", 2),),
        (UnitStory("SAL", 1, 0, 0.18, 0.36, 5),),
    ),
)  # fmt: skip


def events(company: Company) -> list[Timed]:
    """Set-up, and deliveries week by week: what a system sends is no act of anybody."""
    made: dict[str, UsageSystem] = {}
    found = []
    for story in STORIES:
        at = moment(company.now, company.today - timedelta(days=SET_UP), 10, story.code)
        found.append(Timed(at, partial(_set_up, company, story, made)))
    for first in range(DAYS, -1, -7):
        last = max(first - 6, 0)
        at = datetime.combine(company.today - timedelta(days=last), time(20, 30), tzinfo=ZONE)
        found.append(Timed(min(at, company.now - timedelta(minutes=1)), partial(_deliver, company, made, first, last)))
    return found


def _set_up(company: Company, story: UsageStory, made: dict[str, UsageSystem], now: datetime) -> None:
    project = Project.objects.select_related("manager", "portfolio").get(key=story.key)
    by = project.manager
    system = services.add_system(
        by=by, project=project, code=story.code, name=story.name, name_en=story.name_en, now=now
    )
    for code, name, name_en, module, core, _share in story.features:
        services.add_feature(
            by=by, system=system, code=code, name=name, name_en=name_en, module=module, is_core=core, now=now
        )
    roles = [
        services.add_role(by=by, system=system, name=name, name_en=name_en, cadence=cadence, now=now)
        for name, name_en, cadence, _days in story.roles
    ]
    first = company.today - timedelta(days=DAYS)
    for position, unit in enumerate(story.units, start=1):
        services.add_rule(
            by=by, system=system, position=position, unit=company.units[unit.code], role=roles[unit.role],
            wave=unit.wave, from_on=first, now=now,
        )  # fmt: skip
    services.add_source(by=by, system=system, name=story.name_en, days=365, now=now)
    made[story.code] = system


def _deliver(company: Company, made: Mapping[str, UsageSystem], first: int, last: int, now: datetime) -> None:
    """What happened from `first` to `last` days ago."""
    people: dict[str, list[str]] = {}
    for code, number in User.objects.active().filter(unit__isnull=False).values_list("unit__code", "employee_no"):
        people.setdefault(code, []).append(number)
    for story in STORIES:
        system = made[story.code]
        for ago in range(first, last - 1, -1):
            day = company.today - timedelta(days=ago)
            evening = min(datetime.combine(day, time(20), tzinfo=ZONE), now)
            entries = [e for e in _day(story, people, day, ago) if e["occurred_at"] <= evening]
            if not entries:
                continue
            said = [{**entry, "occurred_at": entry["occurred_at"].isoformat()} for entry in entries]
            # The end of a delivery is sent again when the line was cut: nothing is counted twice.
            again = said[-12:] if _chance(f"{day}", story.code) < 0.1 else []
            services.take(system=system, entries=[*said, *again], now=evening, reader=ingest.known(system, evening))
        UsageSource.objects.filter(system=system).update(last_used_at=now)
    services.resolve_all(now=now)
    services.roll_up(now=now)


def _day(story: UsageStory, people: Mapping[str, list[str]], day: date, ago: int) -> Iterator[dict[str, Any]]:
    if not calendars.is_workday(day):
        return
    week = (DAYS - ago) / 7
    for unit in story.units:
        share = unit.first + (unit.last - unit.first) * min(1.0, week / unit.weeks)
        # A workshop that stays behind wavers from week to week.
        share += 0.03 * (_chance(unit.code, f"{int(week)}") - 0.5)
        weekly = story.roles[unit.role][3]
        for number in people.get(unit.code, ()):
            turn = (crc32(number.encode()) + day.toordinal()) % 5
            # Now and then somebody is away for a week, or falls back to paper.
            if _chance(number, f"week {int(week)}") < AWAY:
                continue
            if _chance(number, story.code) < share and turn < weekly and _chance(number, f"{day}") < 0.92:
                yield from _person(story, number, day)
    for stranger in story.strangers:
        if _chance(stranger, f"{day}") < 0.4:
            yield _event(story, stranger, day, story.features[0][0], 9)
    if story.unknown_feature and ago < 9:
        for n in range(3):
            yield _event(story, people[story.units[0].code][n], day, story.unknown_feature, 10 + n)


def _person(story: UsageStory, number: str, day: date) -> Iterator[dict[str, Any]]:
    yield {**_event(story, number, day, "", 7), "kind": "login", "feature": None}
    for place, (code, _name, _en, _module, _core, share) in enumerate(story.features):
        if _chance(f"{number}{code}", f"{day}") < share:
            yield _event(story, number, day, code, 8 + place)


def _event(story: UsageStory, number: str, day: date, code: str, hour: int) -> dict[str, Any]:
    minute = crc32(f"{number}{code}{day}".encode()) % 3_600
    at = datetime.combine(day, time(hour, minute // 60, minute % 60), tzinfo=ZONE)
    event_id = f"{story.code}-{day:%m%d}-{number}-{code or 'in'}"
    return {"event_id": event_id, "person": number, "feature": code, "kind": "action", "occurred_at": at}


def _chance(*of: str) -> float:
    """A number in [0, 1) that is the same every time."""
    return crc32("|".join(of).encode()) / 2**32
