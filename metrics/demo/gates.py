"""The gates and pilots of the demo company: passed, held, sent back, waiting; one roll-out without a pilot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import ZONE, Timed, moment, months_before, workday
from metrics.demo.stories import ProjectStory
from pmo.access import scopes as access
from projects.budget import services as budget
from projects.budget.models import Tranche
from projects.gates import services
from projects.gates.models import Gate, GateCondition, Pilot, PilotCriterion
from projects.gates.selectors import gates as selectors
from projects.gates.services import Asked
from projects.gates.services import pilots as pilot_services
from projects.goals.models import Kpi
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company


@dataclass(frozen=True)
class Sitting:
    """A gate was decided so many days ago by these people. `text`: what a go with conditions asked for, of whom."""

    number: int
    ago: int
    by: Sequence[str]
    minutes: str
    outcome: str = "go"
    text: str = ""
    owner: str = ""
    # Days after the sitting: the condition is due, or the gate comes again.
    after: int = 30
    done: str = ""


@dataclass(frozen=True)
class Count:
    """A success criterion with what was counted; `counted` is (hits, sample), the values, or (events, periods)."""

    name: str
    name_en: str
    about: str
    measure: str
    target: str
    counted: tuple[float, ...]
    at_least: bool = True
    unit: str = ""
    unit_en: str = ""


@dataclass(frozen=True)
class PilotStory:
    """From `start` to `finish` days ago (negative: to come). `verdict` was given by the sponsor a few days later."""

    name: str
    name_en: str
    scope: str
    start: int
    finish: int
    criteria: Sequence[Count]
    feedback: Sequence[tuple[str, str, str, str]] = ()
    findings: str = ""
    verdict: str = ""
    why: str = ""


@dataclass(frozen=True)
class GatesStory:
    """`begun`: days ago the chain was set up; `coming`: gate number → days from today."""

    key: str
    keepers: Sequence[str]
    begun: int
    sittings: Sequence[Sitting] = ()
    coming: Sequence[tuple[int, int]] = ()
    pilots: Sequence[PilotStory] = ()
    exception: tuple[int, str, str] | None = None
    kill: tuple[str, int, str] | None = None
    # Tranche → the gate whose go releases it, and whether it is money of the roll-out.
    funds: Sequence[tuple[int, int, bool]] = ()


GATES = (
    GatesStory(
        "FK-01", ("ceo", "coo", "pmo"), 480,
        (
            Sitting(1, 400, ("ceo",), "价值清楚，财务共享中心愿意投入三人。", text="业务骨干名单报 PMO", owner="owner", done="名单已报"),
            Sitting(2, 318, ("ceo",), "计划可行，先上报销和发票。", text="补签目标第二版", owner="pm", done="已签署"),
            Sitting(
                3, 98, ("ceo", "pmo"), "试点说得通；夜班没有参加试点，推广时补训。", "conditional",
                "夜班报销人员补训完成并考核", "change", 45, "四期补训，考核通过率 96%",
            ),
        ),
        ((4, 12),),
        (
            PilotStory(
                "财务共享中心试点", "Pilot in finance shared services",
                "只做差旅和日常费用报销；不做借款、不接预算控制。FSS 一个部门，四周。", 150, 122,
                (
                    Count("一次通过率", "Passed first time", "kpi", "share", "80", (231, 264)),
                    Count("试点人员周活跃", "Active every week", "adoption", "share", "80", (18, 20)),
                    Count("每周缺陷", "Defects a week", "defects", "rate", "3", (5, 4), False, "个", "a week"),
                    Count(
                        "满意度", "Satisfaction", "satisfaction", "mean", "4",
                        (5, 4, 4, 5, 4, 3, 5, 4, 4, 5, 4, 5, 4, 4, 5, 4, 4, 5, 3, 5), True, "分", "of 5",
                    ),
                ),
                (
                    ("employee", "good", "手机拍票就能报，不用再贴纸了。", ""),
                    ("employee", "problem", "附件超过十张就卡。", "已改为分批上传，第三周发布"),
                ),
                "拍票报销一次通过率明显高于纸质；超过十张附件会卡，已修复。夜班没有参加，推广前要补。",
                "roll_out", "四项标准都达到，采纳率样本虽小，方向清楚。",
            ),
        ),
    ),
    GatesStory(
        "MES-02", ("ceo", "cfo", "pmo"), 380,
        (
            Sitting(1, 316, ("cfo",), "现场数据靠手抄，值得做。", text="明确设备联网范围", owner="yejun", done="范围已明确"),
            Sitting(2, 226, ("cfo",), "同意先在总装车间试点。", text="补签目标第二版", owner="xuliang", done="已签署"),
            Sitting(
                3, 80, ("ceo",), "总装试点可行，扫码枪不足是硬约束。", "conditional",
                "夜班扫码枪配齐后再上第三车间", "yejun", 95,
            ),
        ),
        ((4, 75),),
        (
            PilotStory(
                "总装一线试点", "Pilot on final assembly line 1", "一条线、两个班组，只做工单下达和首检。", 130, 96,
                (
                    Count("当班报工率", "Reported within the shift", "adoption", "share", "90", (412, 446)),
                    Count("每周停线", "Line stops a week", "defects", "rate", "1", (3, 5), False, "次", "a week"),
                ),
                (("champion", "problem", "夜班两个人共用一把扫码枪。", "已申请 14 把"),),
                "报工率达到；停线五周三次，样本还小。夜班设备不足。",
                "changed", "可以推广，但要先配齐设备。",
            ),
        ),
    ),
    GatesStory(
        "OA-04", ("cfo", "coo", "pmo"), 500,
        (
            Sitting(1, 458, ("cfo",), "流程统一，收益明确。", text="流程清单由各部门确认", owner="qiumei", done="已确认"),
            Sitting(2, 388, ("cfo",), "同意计划。", text="供应商合同签订", owner="tangqi", done="已签订"),
            Sitting(
                3, 178, ("coo",), "没有试点，以发起人签署的例外推广；要求并行两周。", "conditional",
                "新旧系统并行两周，差异清零", "tangqi", 20, "并行结束，无差异",
            ),
            Sitting(4, 14, ("cfo",), "指标全部达成，运维已接手。", text="运维手册移交", owner="tangqi", done="已移交"),
        ),
        exception=(181, "旧系统许可在月底到期，没有时间先做试点", "新旧系统并行两周，每天核对待办差异"),
    ),
    GatesStory(
        "CRM-05", ("ceo", "cfo", "pmo"), 220,
        (
            Sitting(1, 162, ("ceo",), "经销商管理先做，直销后做。", text="客户主数据负责人到位", owner="wusheng", done="周岚负责"),
            Sitting(2, 98, ("ceo",), "同意计划，客户主数据是关键路径。", text="补交数据清洗方案", owner="gaoxiang", done="方案已交"),
        ),
        ((3, 66), (4, 120)),
        (
            PilotStory(
                "华东大区试点", "Pilot in the eastern region", "华东 20 个经销商，只做线索和拜访，不做报价。", 24, -11,
                (
                    Count("经销商周活跃", "Dealers active every week", "adoption", "share", "80", (18, 20)),
                    Count("每周缺陷", "Defects a week", "defects", "rate", "2", (9, 3), False, "个", "a week"),
                    Count("满意度", "Satisfaction", "satisfaction", "mean", "4", (4, 3, 5, 4, 4, 3, 4), True, "分", "of 5"),
                ),
                (("change", "defect", "拜访记录在弱网下会丢。", ""), ("change", "idea", "希望能语音录入。", "")),
            ),
        ),
        kill=("finish_slip", 45, "比基线晚 45 个工作日以上，就赶不上下一个销售旺季"),
    ),
    GatesStory(
        "HR-03", ("ceo", "cfo", "pmo"), 200,
        (
            Sitting(1, 152, ("ceo",), "薪资差错必须解决。", text="指定变革经理", owner="gaoxiang"),
            Sitting(2, 9, ("cfo",), "计划已晚一个月，审批权限表还没有定稿。", "recycle", after=30),
        ),
        kill=("finish_slip", 60, "晚于 60 个工作日，年终奖就只能继续手工算"),
        funds=((2, 3, True),),
    ),
    GatesStory(
        "BI-07", ("ceo", "coo", "pmo"), 270,
        (
            Sitting(1, 224, ("ceo",), "口径先统一，再做看板。", text="口径委员会成立", owner="fanlin", done="已成立"),
            Sitting(2, 163, ("ceo",), "同意计划。", text="数据源清单确认", owner="fanlin", done="已确认"),
        ),
        ((3, 50),),
    ),
    GatesStory("CT-06", ("cfo", "coo", "pmo"), 55, coming=((1, 9), (2, 96)), funds=((1, 2, False), (2, 3, True))),
    GatesStory(
        "SRM-08", ("ceo", "cfo", "pmo"), 20,
        (Sitting(1, 6, ("ceo",), "采购与费控同时上，财务主数据的人不够；等费控进入运行再议。", "hold", after=75),),
    ),
)  # fmt: skip


def events(company: Company, stories: Sequence[ProjectStory]) -> Iterator[Timed]:
    known = {story.key: story for story in stories}
    for gates in GATES:
        yield from _Play(company, known[gates.key], gates).events()


class _Play:
    def __init__(self, company: Company, story: ProjectStory, gates: GatesStory) -> None:
        self.c, self.s, self.g = company, story, gates

    @property
    def project(self) -> Project:
        rows = Project.objects.select_related("portfolio", "sponsor", "manager", "business_owner")
        return rows.get(key=self.g.key)

    def person(self, username: str) -> Any:
        # As the next request would load them: with the rights of today.
        user = self.c.people[username]
        access.forget(user)
        return user

    def _at(self, ago: float, hour: int, of: str) -> datetime:
        on = workday(self.c.today - timedelta(days=round(ago)))
        return moment(self.c.now, on, hour, f"gates{self.g.key}{of}")

    def _gate(self, number: int) -> Gate:
        rows = Gate.objects.select_related("project__portfolio", "project__sponsor", "project__manager")
        return rows.get(project__key=self.g.key, number=number)

    def events(self) -> Iterator[Timed]:
        began = months_before(self.c.today, self.s.started)
        begun = min(self.g.begun, (self.c.today - began).days - 3)
        yield Timed(self._at(begun, 10, "set up"), self.set_up)
        for sitting in self.g.sittings:
            # After the project moved on: on the day itself, the sitting only confirms it.
            at = self._at(self._moved(sitting), 15, f"sit{sitting.number}")
            yield Timed(at, lambda now, s=sitting: self.sit(s, now))  # type: ignore[misc]
            if sitting.done:
                at = self._at(self._moved(sitting) - 12, 16, f"done{sitting.number}")
                yield Timed(at, lambda now, s=sitting: self.close(s, now))  # type: ignore[misc]
        for number, story in enumerate(self.g.pilots, start=1):
            yield from self._pilot(number, story)
        if self.g.funds:
            yield Timed(self._at(3, 11, "funds"), self.fund)
        if self.g.exception is not None:
            yield Timed(self._at(self.g.exception[0], 11, "exception"), self.except_)
        if self.g.kill is not None:
            yield Timed(self._at(max(begun - 20, 44), 11, "kill"), self.kill)

    def _moved(self, sitting: Sitting) -> float:
        """Days ago of the sitting: never before the project had left the stage the gate ends."""
        stage = {1: "goals", 2: "planning", 3: "execution", 4: "improvement"}[sitting.number]
        left = self.s.reached.get(stage)
        if left is None or sitting.outcome in ("hold", "recycle"):
            return sitting.ago
        return min(sitting.ago, (self.c.today - months_before(self.c.today, left)).days)

    def set_up(self, now: datetime) -> None:
        services.plan_gates(by=self.person(self.s.manager), project=self.project, now=now)
        days = {
            **{s.number: self._at(self._moved(s), 15, "").date() for s in self.g.sittings},
            **{number: workday(self.c.today + timedelta(days=ahead)) for number, ahead in self.g.coming},
        }
        pmo = self.person("pmo")
        for gate in Gate.objects.select_related("project").filter(project__key=self.g.key).order_by("number"):
            services.change_gate(
                by=pmo,
                gate=gate,
                keepers=[self.c.people[username] for username in self.g.keepers],
                rule="majority" if gate.number in dict(self.g.coming) or self._voices(gate.number) > 1 else "one",
                planned_on=days.get(gate.number, gate.planned_on),
                now=now,
            )

    def _voices(self, number: int) -> int:
        return max((len(s.by) for s in self.g.sittings if s.number == number), default=0)

    def sit(self, sitting: Sitting, now: datetime) -> None:
        """As told; a go that lacks evidence becomes one with the condition the story has for it."""
        on = now.astimezone(ZONE).date()
        for username in sitting.by:
            gate = self._gate(sitting.number)
            board = selectors.board(gate, on)
            lacking = board.open_musts or any(line.scored == 0 for line in board.shoulds)
            outcome = "conditional" if sitting.outcome == "go" and lacking else sitting.outcome
            due = on + timedelta(days=sitting.after)
            asked = [Asked(sitting.text, self.c.people[sitting.owner], due)] if outcome == "conditional" else []
            services.decide(
                by=self.person(username),
                gate=gate,
                outcome=outcome,
                watermark=board.watermark,
                points={line.criterion.pk: 10 if line.must else 8 for line in board.lines if line.criterion.by_people},
                minutes=sitting.minutes if username == sitting.by[0] else "同意。",
                conditions=asked,
                next_on=workday(due) if outcome in ("hold", "recycle") else None,
                now=now,
            )

    def close(self, sitting: Sitting, now: datetime) -> None:
        rows = GateCondition.objects.select_related("gate__project", "owner")
        condition = rows.filter(
            gate__project__key=self.g.key, gate__number=sitting.number, decision__isnull=False, done_at__isnull=True
        ).first()
        if condition is not None:
            by = self.person(condition.owner.username)
            services.close_condition(by=by, condition=condition, note=sitting.done, now=now)

    def fund(self, now: datetime) -> None:
        rows = Tranche.objects.select_related("budget__project", "phase", "gate").filter(
            budget__project__key=self.g.key
        )
        for number, gate, rollout in self.g.funds:
            budget.change_tranche(
                by=self.person(self.s.manager),
                tranche=rows.get(number=number),
                gate=self._gate(gate),
                rollout=rollout,
                now=now,
            )

    def except_(self, now: datetime) -> None:
        if self.g.exception is None:
            return
        _ago, reason, instead = self.g.exception
        pilot_services.sign_exception(
            by=self.person(self.s.sponsor), project=self.project, reason=reason, instead=instead, now=now
        )

    def kill(self, now: datetime) -> None:
        if self.g.kill is None:
            return
        kind, threshold, why = self.g.kill
        services.add_kill_criterion(
            by=self.person("pmo"), project=self.project, kind=kind, threshold=Decimal(threshold), why=why, now=now
        )

    # ---- pilots
    def _find(self, number: int) -> Pilot:
        return Pilot.objects.select_related("project__portfolio").get(project__key=self.g.key, number=number)

    def _pilot(self, number: int, story: PilotStory) -> Iterator[Timed]:
        yield Timed(self._at(story.start + 10, 10, f"p{number}"), lambda now: self.plan(story, now))
        yield Timed(self._at(story.start, 9, f"p{number}b"), lambda now: self.begin(number, now))
        counted = max(story.finish, 1)
        yield Timed(self._at(counted, 16, f"p{number}c"), lambda now: self.count(number, story, now))
        for place, row in enumerate(story.feedback):
            at = self._at(counted + 8 - place * 3, 14, f"p{number}f{place}")
            yield Timed(at, lambda now, r=row: self.hear(number, r, now))  # type: ignore[misc]
        if story.verdict:
            yield Timed(self._at(story.finish - 5, 17, f"p{number}v"), lambda now: self.judge(number, story, now))

    def plan(self, story: PilotStory, now: datetime) -> None:
        manager, project = self.person(self.s.manager), self.project
        pilot = pilot_services.plan_pilot(
            by=manager,
            project=project,
            name=story.name,
            name_en=story.name_en,
            scope=story.scope,
            start_on=workday(self.c.today - timedelta(days=story.start)),
            finish_on=workday(self.c.today - timedelta(days=story.finish)),
            units=[link.unit for link in project.unit_links.select_related("unit")[:1]],
            people=[row.user for row in project.members.select_related("user")[:6]],
            now=now,
        )
        kpis = {kpi.name: kpi for kpi in Kpi.objects.filter(goal__project=project).select_related("goal")}
        for row in story.criteria:
            pilot_services.save_criterion(
                by=manager,
                pilot=self._find(pilot.number),
                name=row.name,
                name_en=row.name_en,
                about=row.about,
                kpi=kpis.get(row.name) if row.about == "kpi" else None,
                measure=row.measure,
                target=Decimal(row.target),
                at_least=row.at_least,
                unit=row.unit,
                unit_en=row.unit_en,
                now=now,
            )

    def begin(self, number: int, now: datetime) -> None:
        pilot_services.set_running(by=self.person(self.s.manager), pilot=self._find(number), now=now)

    def count(self, number: int, story: PilotStory, now: datetime) -> None:
        rows = PilotCriterion.objects.select_related("pilot__project__portfolio")
        for row, criterion in zip(story.criteria, rows.filter(pilot=self._find(number)), strict=True):
            given: dict[str, Any] = {"values": [Decimal(str(value)) for value in row.counted]}
            if row.measure == "share":
                given = {"hits": int(row.counted[0]), "sample": int(row.counted[1])}
            elif row.measure == "rate":
                given = {"hits": int(row.counted[0]), "periods": Decimal(str(row.counted[1]))}
            manager = self.person(self.s.manager)
            on = now.astimezone(ZONE).date()
            pilot_services.count(by=manager, criterion=criterion, measured_on=on, now=now, **given)

    def hear(self, number: int, row: tuple[str, str, str, str], now: datetime) -> None:
        who, kind, text, answer = row
        made = pilot_services.give_feedback(
            by=self.person(who), pilot=self._find(number), kind=kind, text=text, now=now
        )
        if answer:
            manager = self.person(self.s.manager)
            pilot_services.answer_feedback(by=manager, feedback=made, answer=answer, now=now + timedelta(minutes=1))

    def judge(self, number: int, story: PilotStory, now: datetime) -> None:
        manager = self.person(self.s.manager)
        pilot_services.write_findings(by=manager, pilot=self._find(number), findings=story.findings, now=now)
        pilot_services.judge(
            by=self.person(self.s.sponsor), pilot=self._find(number), verdict=story.verdict, note=story.why, now=now
        )
