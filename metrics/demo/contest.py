"""The MES workshops compete week by week, and meet every day: three of them at least.

The contest and its meetings happen when they happened; places are told for every week by the service, with the clock of
that Monday, once all events have been delivered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zlib import crc32

from metrics.contest import schedule, services
from metrics.contest.models import Contest, ContestUnit, MeetingDecision
from metrics.contest.selectors import contests
from metrics.contest.services.weeks import rank_week
from metrics.demo.clock import ZONE, Timed
from metrics.demo.usage import DAYS
from metrics.usage.models import UsageSystem
from pmo import calendars

if TYPE_CHECKING:
    from metrics.demo.build import Company

KEY, TITLE = "mes", "MES 90"
# Workshop: share of working days on which its meeting was held.
KEPT = {"STP": 0.99, "WLD": 0.94, "LOG": 0.85, "PNT": 0.3, "ASM": 0.16}

# unit, text, English, owner ("" = the head), decided so many working days ago, due after so many, finished after so many
# (None: open), dropped because
DECIDED: tuple[tuple[str, str, str, str, int, int, int | None, str], ...] = (
    ("STP", "两台报工机搬到 3 号线尾", "Move two terminals to the end of line 3", "", 19, 3, 2, ""),
    ("STP", "换班前十分钟由班长核对未报工单", "Shift leaders check open orders ten minutes before handover", "", 14, 1, 1, ""),
    ("STP", "把“停线上报”按钮放到看板首页", "Put “report a stop” on the first page of the board", "it", 9, 4, 4, ""),
    ("STP", "新来的四名操作工今天完成账号开通", "Open accounts for the four new operators today", "support", 3, 0, 0, ""),
    ("STP", "换模记录改在报工机上填，纸单停用", "Enter die changes at the terminal, stop the paper form", "", 1, 3, None, ""),
    ("WLD", "焊接机器人段的扫码枪换新电池", "New batteries for the scanners at the robots", "support", 17, 2, 3, ""),
    ("WLD", "二班由老员工一带一教报工", "Second shift: each experienced worker teaches one", "", 11, 5, 5, ""),
    ("WLD", "核对 7 张报错工序号的工单", "Correct seven orders with the wrong operation number", "", 4, 1, 1, ""),
    ("WLD", "未报工超过 2 小时的工单在看板上标红", "Show orders unreported for two hours in red", "it", 2, 4, None, ""),
    ("LOG", "领料单扫码后当场过账，不再攒到下班", "Post issues when scanned, not at the end of the shift", "", 16, 2, 2, ""),
    ("LOG", "B 区货架补贴 60 个库位码", "Stick sixty missing bin codes in area B", "", 8, 3, 4, ""),
    ("LOG", "夜班加一台手持终端", "One more handheld for the night shift", "support", 6, 5, None, ""),
    ("LOG", "和总装对一次欠料清单的口径", "Agree with assembly on what counts as short", "champion", 1, 2, None, ""),
    ("PNT", "喷房里不能带枪，改在出口集中报工", "No scanners in the booth: report together at the exit", "", 15, 4, None, ""),
    ("PNT", "调漆间的无线信号补一个接入点", "An access point for the paint kitchen", "it", 12, 7, 9, ""),
    ("PNT", "纸质交接本停用", "Stop the paper handover book", "", 10, 5, None, "夜班没有终端，先保留纸本"),
    ("ASM", "夜班补齐 14 把扫码枪", "Fourteen scanners for the night shift", "", 13, 10, None, ""),
    ("ASM", "装配线线长每天 16:40 站会过一遍未报工单", "Line leaders go through unreported orders at 16:40", "champion", 5, 2, None, ""),
)  # fmt: skip
GIVEN_UP_AFTER = 6
# Weeks whose announcement is still in the inbox.
TOLD = 2


def events(company: Company) -> Iterator[Timed]:
    table = calendars.table(company.portfolio.calendar)
    start = company.today - timedelta(days=DAYS)
    # A week that begins on a Friday would be ranked by one day.
    start = start if start.weekday() < 4 else schedule.monday_of(start) + schedule.WEEK
    places = Places()
    yield Timed(_at(start, 8, 40), partial(_start, company, start))
    worked = [day for day in schedule.working_days(start, company.today, table) if _at(day, 17, 0) < company.now]
    for day in worked:
        yield Timed(_at(day, 16, 45), partial(_meet, places, day))
    for number, line in enumerate(DECIDED):
        if line[4] < len(worked):
            yield from _decision(company, places, number, worked)
    yield Timed(company.now - timedelta(seconds=30), partial(_tell, company))


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


def _start(company: Company, first: date, now: datetime) -> None:
    system = UsageSystem.objects.select_related("project").get(code=KEY)
    services.start_contest(
        by=system.project.manager,
        system=system,
        units=[company.units[code] for code in KEPT],
        title=TITLE,
        first_week_on=first,
        now=now,
    )


class Places:
    """The workshops taking part, read once."""

    def __init__(self) -> None:
        self._known: dict[str, ContestUnit] = {}

    def of(self, code: str) -> ContestUnit:
        if code not in self._known:
            rows = ContestUnit.objects.select_related("unit__head", "contest__system__project__portfolio__calendar")
            self._known[code] = rows.get(contest__system__code=KEY, unit__code=code)
        return self._known[code]


def _meet(places: Places, day: date, now: datetime) -> None:
    for code, share in KEPT.items():
        if crc32(f"{code}|{day}".encode()) / 2**32 < share:
            place = places.of(code)
            services.note_meeting(by=place.unit.head, place=place, day=day, now=now)


def _decision(company: Company, places: Places, number: int, worked: list[date]) -> Iterator[Timed]:
    code, text, text_en, owner, ago, until, finished, why = DECIDED[number]
    day = worked[-1 - ago]
    table = calendars.table(company.portfolio.calendar)
    made: list[int] = []

    def decide(now: datetime) -> None:
        place = places.of(code)
        person = company.people[owner] if owner else place.unit.head
        decision = services.decide(
            by=place.unit.head,
            place=place,
            day=day,
            text=text,
            text_en=text_en,
            owner=person,
            due_on=table.add(day, until) if until else day,
            now=now,
        )
        made.append(decision.pk)

    def close(now: datetime) -> None:
        rows = MeetingDecision.objects.select_related(
            "meeting__place__contest__system__project", "meeting__place__unit"
        )
        decision = rows.get(pk=made[0])
        by = places.of(code).unit.head
        if why:
            services.drop_decision(by=by, decision=decision, reason=why, now=now)
        else:
            services.finish_decision(by=by, decision=decision, now=now)

    yield Timed(_at(day, 16, 50), decide)
    after = GIVEN_UP_AFTER if why else finished
    if after is not None and after <= ago:
        yield Timed(_at(worked[-1 - ago + after], 17, 5), close)


def _tell(company: Company, now: datetime) -> None:
    """Every week by the clock of its Monday."""
    contest = Contest.objects.select_related("system__project__portfolio__calendar").get(system__code=KEY)
    table = contests.table_of(contest)
    due = list(schedule.due_weeks(contest, now, ZONE, table))
    for week_on in due:
        # The news of months ago are in nobody's inbox any more.
        tell = week_on in due[-TOLD:]
        rank_week(contest=contest, week_on=week_on, now=schedule.told_at(contest, week_on, ZONE, table), tell=tell)
    services.remind(now=now)
