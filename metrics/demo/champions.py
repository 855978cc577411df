"""Champions of two projects: MES workshops with gaps where it also hurts elsewhere, and the expense system.

Nominated by the heads, accepted in person; a log and questions of thirteen weeks; one said no, one has gone quiet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from changemgmt.champions import services
from changemgmt.champions.models import Champion, ChampionEntry, ChampionQuestion, CriticalProcess
from metrics.demo.clock import Timed, moment, workday
from pmo.accounts.models import User
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

WEEKS = 13


@dataclass(frozen=True)
class Story:
    """`who`: a user name, or how many-th of the unit's staff. `pace`: acts a week; `quiet`: weeks ago of the last one.

    `left`: days until the term ends; `answer`: what becomes of the nomination.
    """

    unit: str
    who: str | int
    pace: float = 1.5
    share: int = 10
    left: int = 120
    processes: tuple[int, ...] = ()
    system: tuple[str, ...] = ()
    shift: tuple[str, ...] = ()
    note: str = ""
    answer: str = "accept"
    asked: int = 92
    quiet: int = 0
    go_on: bool = False


@dataclass(frozen=True)
class Asked:
    """unit, topic, words, days ago, answered after so many days (None: open), the answer, shown to the unit."""

    unit: str
    topic: str
    text: str
    ago: int
    after: int | None = None
    answer: str = ""
    public: bool = False


@dataclass(frozen=True)
class Network:
    key: str
    manager: str
    ratio: int
    processes: tuple[tuple[str, str], ...]
    champions: tuple[Story, ...]
    questions: tuple[Asked, ...]
    materials: tuple[tuple[str, str, str], ...] = field(default=())


DAY_SHIFT, NIGHT = "白班", "夜班"
MES = Network(
    "MES-02", "xuliang", 15,
    (("生产报工", "Production reporting"), ("异常与停线", "Exceptions and stoppages"), ("质量追溯", "Quality tracing")),
    (
        Story("STP", 0, 2.4, 15, 150, (0, 1), ("报工", "换模记录"), (DAY_SHIFT,), "冲压最早用熟的人"),
        Story("STP", 1, 1.6, 10, 150, (0,), ("报工",), (NIGHT,)),
        Story("STP", 2, 1.2, 10, 18, (1,), ("看板",), (DAY_SHIFT,), go_on=True),
        Story("WLD", 0, 2.0, 10, 150, (0,), ("报工", "扫码枪"), (DAY_SHIFT,)),
        Story("WLD", 1, 1.4, 10, 150, (1,), ("安灯",), (NIGHT,)),
        Story("WLD", 2, 1.0, 10, 150, (), ("报工",), (DAY_SHIFT,), quiet=5),
        Story("PNT", 0, 1.0, 10, 150, (0,), ("调漆", "报工"), (DAY_SHIFT,), "班组都找她问"),
        Story("PNT", 1, note="夜班经验多", answer="下个月调去新产线，顾不过来。I move to the new line next month.", asked=40),
        Story("ASM", "champion", 2.6, 20, 150, (0, 1), ("报工", "停线上报"), (DAY_SHIFT, NIGHT), "夜班的声音"),
        Story("LOG", 0, 1.8, 10, 150, (0,), ("领料", "手持终端"), (DAY_SHIFT,)),
        Story("LOG", 1, 1.3, 10, 150, (), ("库位",), (NIGHT,)),
        Story("LOG", 2, note="盘点高手，大家都服", answer="", asked=5),
    ),
    (
        Asked("ASM", "how", "夜班换人后，上一个人没报的工怎么补？", 61, 1, "用“代报”，选原来的人和班次，备注写清楚就行。", True),
        Asked("ASM", "broken", "3 号线尾的扫码枪扫不上，灯是红的", 33, 0, "底座没电，先用 2 号线的备枪，我下午带电池过去。"),
        Asked("ASM", "how", "返工的单子要不要重新开？", 12, 1, "不用，在原单上点“返工”，数量填返工数。", True),
        Asked("ASM", "visit", "", 1),
        Asked("STP", "how", "换模时间算停线吗？", 47, 1, "计划内换模不算，超过 30 分钟的部分算。", True),
        Asked("STP", "access", "新来的小杨还没有账号", 20, 0, "已经找运维开好了，初始密码在班长那里。"),
        Asked("WLD", "how", "同一道工序两个人做，各报各的还是一起报？", 26, 2, "各报各的，系统会自动合并到工序上。", True),
        Asked("WLD", "broken", "报工后看板半小时没变", 8),
        Asked("LOG", "how", "退料走哪个单？", 17, 1, "走“退料单”，扫原领料单号会自动带出物料。", True),
        Asked("PNT", "how", "喷房里不能带枪，怎么报？", 9, 1, "出口那台集中报工机上报，班长可以代报整班。", True),
    ),
    (("报工三步走（一页纸）", "Reporting in three steps (one page)", "https://intranet.huarui.example/mes/steps"),
     ("夜班常见问题", "Common questions of the night shift", "https://intranet.huarui.example/mes/night")),
)  # fmt: skip
EXPENSES = Network(
    "FK-01", "pm", 25,
    (("差旅报销审批", "Travel expense approval"), ("费用月报", "Monthly expense report")),
    (
        Story("FSS", 0, 2.2, 15, 100, (0, 1), ("报销", "发票"), note="退单原因讲得最清楚"),
        Story("FIN", 0, 1.2, 10, 100, (1,), ("费用月报",)),
        Story("SAL", 0, 1.8, 10, 100, (0,), ("差旅标准", "报销")),
        Story("SAL", 1, 1.0, 10, 100, (), ("报销",)),
        Story("PUR", 0, 0.9, 10, 100, (0,), ("报销",)),
        Story("HRD", 0, 0.8, 10, 100, (), ("借款",)),
        Story("ITD", 0, 1.1, 10, 100, (), ("接口", "登录")),
        Story("STP", 3, 0.7, 5, 100, (), ("报销",)),
        Story("STP", 4, 0.5, 5, 100, (), ("报销",)),
        Story("WLD", 3, 0.6, 5, 100, (), ("报销",)),
        Story("WLD", 4, 0.6, 5, 100, (), ("报销",)),
        Story("LOG", 3, 0.7, 5, 100, (), ("报销",)),
        Story("LOG", 4, 0.5, 5, 100, (), ("报销",)),
        Story("ASM", 3, 0.8, 5, 100, (), ("报销",)),
    ),
    (
        Asked("FSS", "how", "跨月的发票还能并到一张报销单里吗？", 54, 1, "可以，系统按发票日期自动分摊到两个月。", True),
        Asked("FSS", "broken", "验真一直转圈", 15, 0, "税务接口上午维护，下午两点后再试。"),
        Asked("FSS", "how", "领导出差时可以转审吗？", 6, 1, "可以，在待办里点“转审”，留痕给审计看得到。", True),
        Asked("SAL", "how", "客户请吃饭的发票归哪一类？", 22, 1, "归“业务招待”，要填客户和人数。", True),
    ),
    (("报销常见退单原因", "Why claims come back", "https://intranet.huarui.example/expense/returns"),),
)  # fmt: skip
NETWORKS = (MES, EXPENSES)
KINDS = ("answer", "answer", "session", "feedback", "answer", "other")
NOTES = {
    "answer": ("手把手带了一遍报工", "查清了一张报错的单", ""),
    "session": ("班前会讲了五分钟新按钮", "带新来的同事走了一遍", ""),
    "feedback": ("夜班希望字体再大一点", "大家想要离线报工", ""),
    "other": ("整理了一页常见问题", ""),
}


def events(company: Company) -> Iterator[Timed]:
    for network in NETWORKS:
        yield from _of(company, network)


def _of(company: Company, network: Network) -> Iterator[Timed]:
    stage = Stage(company, network)
    begun = company.today - timedelta(days=96)
    yield Timed(moment(company.now, workday(begun), 9, network.key), stage.begin)
    for number, story in enumerate(network.champions):
        yield from stage.champion(number, story)
    for number, asked in enumerate(network.questions):
        yield from stage.question(number, asked)
    yield Timed(company.now - timedelta(minutes=4), stage.chase)


class Stage:
    """One network as it is told; who is who is read once."""

    def __init__(self, company: Company, network: Network) -> None:
        self.company, self.network = company, network
        self.made: dict[int, Champion] = {}
        self.asked: dict[int, ChampionQuestion] = {}
        self.processes: list[CriticalProcess] = []

    @property
    def project(self) -> Project:
        return Project.objects.select_related("portfolio__calendar", "manager").get(key=self.network.key)

    def _at(self, ago: int, hour: int, of: str) -> datetime:
        return moment(self.company.now, workday(self.company.today - timedelta(days=ago)), hour, of)

    def person(self, story: Story) -> User:
        if isinstance(story.who, str):
            return User.objects.select_related("unit").get(username=story.who)
        return self._staff(story.unit, story.who)

    def _staff(self, unit: str, nth: int) -> User:
        rows = User.objects.filter(unit__code=unit, username__startswith="e0", is_active=True).select_related("unit")
        return rows.order_by("username")[nth]

    def begin(self, now: datetime) -> None:
        by, project = self.company.people[self.network.manager], self.project
        services.save_setting(by=by, project=project, people_per_champion=self.network.ratio, now=now)
        for name, name_en in self.network.processes:
            self.processes.append(services.add_process(by=by, project=project, name=name, name_en=name_en, now=now))
        for title, title_en, link in self.network.materials:
            services.add_material(by=by, project=project, title=title, title_en=title_en, link=link, now=now)

    def champion(self, number: int, story: Story) -> Iterator[Timed]:
        of = f"{self.network.key}{number}"

        def nominate(now: datetime) -> None:
            unit = self.company.units[story.unit]
            by = unit.head if unit.head is not None else self.company.people[self.network.manager]
            self.made[number] = services.nominate(
                by=by, project=self.project, unit=unit, user=self.person(story), now=now, note=story.note,
                until_on=self.company.today + timedelta(days=story.left), time_share=story.share,
                processes=[self.processes[at] for at in story.processes],
                skills={"system": story.system, "shift": story.shift, "language": ("中文",)},
            )  # fmt: skip

        def answer(now: datetime) -> None:
            made = self.made[number]
            if story.answer == "accept":
                self.made[number] = services.accept(by=made.user, champion=made, now=now)
            else:
                services.refuse(by=made.user, champion=made, reason=story.answer, now=now)

        def go_on(now: datetime) -> None:
            made = self.made[number]
            services.offer_renewal(by=made.user, champion=made, go_on=True, now=now)

        yield Timed(self._at(story.asked, 10, of), nominate)
        if story.answer:
            yield Timed(self._at(story.asked - 3, 14, of), answer)
        if story.answer == "accept":
            yield Timed(self._at(0, 8, of) - timedelta(days=1), lambda now: self._log(number, story, now))
        if story.go_on:
            yield Timed(self._at(4, 15, of), go_on)

    def _log(self, number: int, story: Story, now: datetime) -> None:
        """Thirteen weeks at once: what was noted every few days is no story of its own."""
        rows = []
        for week in range(WEEKS, story.quiet, -1):
            for act in range(_times(story.pace, f"{self.network.key}{number}{week}")):
                draw = crc32(f"{number}:{week}:{act}:{story.unit}".encode())
                on = workday(self.company.today - timedelta(days=7 * week - 1 - draw % 5))
                kind = KINDS[draw % len(KINDS)]
                people = 1 if kind == "answer" else 2 + draw % 11
                note = NOTES[kind][draw // 7 % len(NOTES[kind])]
                rows.append(_entry(self.made[number], kind, on, people, note, now))
        ChampionEntry.objects.bulk_create(rows)

    def question(self, number: int, asked: Asked) -> Iterator[Timed]:
        of = f"{self.network.key}?{number}"

        def ask(now: datetime) -> None:
            by = self._staff(asked.unit, 9 + number % 5)
            self.asked[number] = services.ask(
                by=by, project=self.project, topic=asked.topic, words_=asked.text, now=now
            )

        def answer(now: datetime) -> None:
            found = next(one for one in self.made.values() if one.unit.code == asked.unit and one.is_active)
            services.answer(
                by=User.objects.get(pk=found.user_id), question=self.asked[number], answer=asked.answer,
                public=asked.public, now=now,
            )  # fmt: skip

        yield Timed(self._at(asked.ago, 11, of), ask)
        if asked.after is not None:
            yield Timed(self._at(asked.ago - asked.after, 16, of), answer)

    def chase(self, now: datetime) -> None:
        services.escalate(now=now)
        services.remind(now=now)


def _times(pace: float, of: str) -> int:
    """How often in a week: the pace, rounded up or down by a draw."""
    return int(pace + crc32(of.encode()) / 2**32)


def _entry(champion: Champion, kind: str, on: date, people: int, note: str, now: datetime) -> ChampionEntry:
    return ChampionEntry(champion=champion, kind=kind, on=on, people=people, note=note, created_at=now, updated_at=now)
