"""What the projects of the demo company deliver, what they leave out, and how that grew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import Timed, moment, months_before, workday
from metrics.demo.stories import ProjectStory
from pmo.access import scopes as access
from projects.goals.models import Goal
from projects.portfolio.models import Project
from projects.schedule.models import Task
from projects.scope import services
from projects.scope.models import ChangeRequest, ScopeItem

if TYPE_CHECKING:
    from metrics.demo.build import Company


@dataclass(frozen=True)
class Part:
    """`goal`: number of the goal it serves, 0 = none; `effort` in person-days, None = not estimated."""

    title: str
    title_en: str
    priority: str
    wave: int | None
    effort: float | None
    goal: int = 1


@dataclass(frozen=True)
class Module:
    title: str
    title_en: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Change:
    """Raised `ago` days before today by `by` (owner or manager). `task`: beginning of the
    name of the task its work follows, empty = the last one."""

    title: str
    title_en: str
    reason: str
    by: str
    ago: int
    part: Part
    module: int
    task: str
    days: int
    cost: int | None = None
    assessment: str = ""
    decision: str = ""
    note: str = ""


@dataclass(frozen=True)
class ScopeStory:
    key: str
    modules: Sequence[Module]
    out: Sequence[tuple[str, str, str]]
    changes: Sequence[Change] = ()
    # (module, part, days before today, why): slipped in without a decision.
    crept: Sequence[tuple[int, Part, int, str]] = ()
    exception: str = "底座，没有它其他模块无法上线"


FINANCE = (
    Module("报销", "Claims", (
        Part("差旅报销", "Travel claims", "must", 1, 18),
        Part("日常费用报销", "Everyday claims", "must", 1, 14),
        Part("借款与核销", "Advances", "should", 2, 9),
        Part("移动端审批", "Approval on the phone", "must", 1, 8),
        Part("批量审批", "Approval in bulk", "should", 2, 6),
    )),
    Module("发票", "Receipts", (
        Part("发票查验与去重", "Checking receipts once", "must", 1, 12, 2),
        Part("电子档案归档", "Electronic archive", "should", 3, 15, 2),
        Part("发票夹小程序", "Receipt wallet", "could", 3, 10, 2),
    )),
    Module("预算控制", "Budget control", (
        Part("部门预算占用", "Budget of a unit", "must", 2, 20),
        Part("超预算特批", "Exceptions", "should", 2, 7),
        Part("预算滚动预测", "Rolling forecast", "could", 3, 16, 2),
    )),
    Module("核算与报表", "Books and reports", (
        Part("凭证自动生成", "Automatic vouchers", "must", 2, 17, 2),
        Part("月度费用报表", "Monthly expense report", "must", 2, 11, 2),
        Part("自助分析", "Self-service analysis", "could", 3, 12, 2),
    )),
    Module("主数据与集成", "Master data", (
        Part("组织与权限同步", "Organisation and rights", "must", 1, 10, 0),
        Part("银企直联付款", "Payment by bank link", "should", 3, 14),
    )),
)  # fmt: skip
SHOP_FLOOR = (
    Module("工单与派工", "Orders", (
        Part("工单下达", "Releasing orders", "must", 1, 22),
        Part("派工看板", "Dispatch board", "must", 1, 16),
        Part("返工处理", "Rework", "should", 2, 12),
    )),
    Module("质量", "Quality", (
        Part("首检与巡检", "First and patrol inspection", "must", 1, 18),
        Part("不合格品评审", "Review of defects", "must", 2, 14),
        Part("SPC 控制图", "Control charts", "could", 3, 20),
    )),
    Module("设备", "Machines", (
        Part("点检与保养", "Checks and care", "should", 2, 15),
        Part("设备联网采集", "Machine data", "must", 2, 34),
        Part("OEE 看板", "OEE board", "should", 3, 12),
    )),
    Module("追溯", "Tracing", (
        Part("批次追溯", "Tracing by batch", "must", 1, 19),
        Part("一物一码", "One code per part", "could", 3, None),
    )),
)  # fmt: skip
PEOPLE = (
    Module("组织与人事", "People", (
        Part("员工档案", "Employee files", "must", 1, 16),
        Part("入转调离", "Joining, moving, leaving", "must", 1, 20),
        Part("合同管理", "Contracts", "must", 1, 9),
        Part("编制管控", "Head-count", "should", 2, 11),
    )),
    Module("考勤", "Attendance", (
        Part("排班与打卡", "Shifts and clocking", "must", 1, 24),
        Part("加班与调休", "Overtime", "must", 1, 12),
        Part("外勤考勤", "Field attendance", "could", 2, 8),
    )),
    Module("薪酬", "Pay", (
        Part("薪资核算", "Payroll", "must", 1, 26),
        Part("个税与社保", "Tax and insurance", "must", 1, 14),
        Part("薪酬分析", "Pay analysis", "could", 2, None),
    )),
    Module("绩效", "Performance", (
        Part("目标与考核", "Goals and appraisal", "should", 2, 18),
    )),
)  # fmt: skip

SCOPES = (
    ScopeStory(
        "FK-01",
        FINANCE,
        (
            ("商旅预订平台", "Travel booking", "已与现有供应商签约到后年，本期只做接口"),
            ("历史单据全量迁移", "Migrating every old claim", "只迁近两年，其余留在老系统只读查询"),
        ),
        (
            Change(
                "销售部要求增加客户招待预申请",
                "Sales asks for advance approval of entertaining",
                "去年招待费超支 38%，事后审批拦不住；不做的话，招待费继续在事后才看见。",
                "owner",
                96,
                Part("招待预申请", "Advance approval of entertaining", "should", 3, 9),
                0,
                "用户验收",
                4,
                46000,
                "与批量审批共用表单引擎，4 个工作日可完成；不影响首批上线。",
                "approved",
                "有预算，排进第 3 批。",
            ),
            Change(
                "报表增加子公司合并口径",
                "Reports consolidated over subsidiaries",
                "集团要求明年一季度起按合并口径出费用月报。",
                "owner",
                6,
                Part("合并口径报表", "Consolidated report", "should", 3, 12, 2),
                3,
                "",
                8,
                88000,
                "需要子公司科目映射，财务要出一名专人两周。",
            ),
        ),
    ),
    ScopeStory(
        "MES-02",
        SHOP_FLOOR,
        (("APS 高级排程", "Advanced scheduling", "等 MES 跑稳一年后再立项"),),
        (
            Change(
                "三车间要求接入老设备",
                "Workshop 3 wants its old machines connected",
                "三车间 14 台老设备没有网口，不接入就只能手工报工，数据不完整。",
                "owner",
                4,
                Part("老设备加装采集盒", "Boxes for old machines", "should", 2, 28),
                2,
                "",
                15,
                214000,
                "硬件交期 5 周，推广要推迟三周；也可先手工报工。",
            ),
        ),
        ((2, Part("能耗采集", "Energy data", "could", 2, 14, 0), 37, "供应商演示时现场答应的"),),
    ),
    ScopeStory(
        "HR-03",
        PEOPLE,
        (("招聘门户", "Recruiting portal", "用现有招聘平台"),),
        (
            Change(
                "增加实习生管理",
                "Managing trainees",
                "每年 300 名实习生，现在全靠表格。",
                "manager",
                41,
                Part("实习生管理", "Trainees", "could", 2, 8),
                0,
                "审批权限表",
                5,
                None,
                "可以做，但考勤还没稳定。",
                "deferred",
                "等考勤稳定后再议。",
            ),
        ),
        (
            (1, Part("门禁联动", "Door access", "could", 1, 15, 0), 52, "行政部口头要求"),
            (2, Part("年终奖测算", "Bonus simulation", "should", 1, 12), 24, "领导会上提出，先做了"),
        ),
    ),
)


def events(company: Company, stories: Sequence[ProjectStory]) -> Iterator[Timed]:
    known = {story.key: story for story in stories}
    for scope in SCOPES:
        yield from _Play(company, known[scope.key], scope).events()


class _Play:
    def __init__(self, company: Company, story: ProjectStory, scope: ScopeStory) -> None:
        self.c, self.s, self.p = company, story, scope
        self.start = workday(months_before(company.today, story.reached["goals"]) + timedelta(days=2))

    @property
    def project(self) -> Project:
        return Project.objects.select_related("portfolio", "sponsor", "business_owner").get(key=self.p.key)

    def person(self, username: str) -> Any:
        # As the next request would load them: with the rights of today.
        user = self.c.people[username]
        access.forget(user)
        return user

    def _at(self, ago: int, hour: int, of: str) -> datetime:
        on = workday(self.c.today - timedelta(days=ago))
        return moment(self.c.now, on, hour, f"{self.p.key}{of}")

    def events(self) -> Iterator[Timed]:
        yield Timed(moment(self.c.now, self.start, 14, f"scope{self.p.key}"), self.write)
        yield Timed(moment(self.c.now, self.start, 17, f"scopebase{self.p.key}"), self.agree)
        for number, (module, part, ago, why) in enumerate(self.p.crept):
            at = self._at(ago, 15, f"crept{number}")
            yield Timed(at, lambda now, m=module, p=part, w=why: self._add(m, p, now, w))  # type: ignore[misc]
        for number, change in enumerate(self.p.changes):
            yield Timed(self._at(change.ago, 10, f"c{number}"), lambda now, c=change: self.raise_(c, now))  # type: ignore[misc]
            if change.assessment:
                at = self._at(max(change.ago - 2, 0), 11, f"a{number}")
                yield Timed(at, lambda now, c=change: self.assess(c, now))  # type: ignore[misc]
            if change.decision:
                at = self._at(max(change.ago - 5, 0), 16, f"d{number}")
                yield Timed(at, lambda now, c=change: self.decide(c, now))  # type: ignore[misc]

    def write(self, now: datetime) -> None:
        manager = self.person(self.s.manager)
        for number, module in enumerate(self.p.modules):
            services.add_item(
                by=manager,
                project=self.project,
                title=module.title,
                title_en=module.title_en,
                priority="must",
                goals=self._goals(module.parts[0].goal),
                now=now,
            )
            for part in module.parts:
                self._add(number, part, now, "")
        for title, title_en, why in self.p.out:
            item = services.add_item(
                by=manager, project=self.project, title=title, title_en=title_en, priority="wont", now=now
            )
            services.take_out(by=manager, item=item, reason=why, now=now)

    def _goals(self, number: int) -> list[Goal]:
        goals = list(Goal.objects.filter(project=self.project).order_by("number"))
        return [goals[min(number, len(goals)) - 1]] if number and goals else []

    def _module(self, number: int) -> ScopeItem:
        title = self.p.modules[number].title
        return ScopeItem.objects.select_related("project").get(project=self.project, parent=None, title=title)

    def _add(self, module: int, part: Part, now: datetime, why: str) -> None:
        services.add_item(
            by=self.person(self.s.manager),
            project=self.project,
            parent=self._module(module),
            title=part.title,
            title_en=part.title_en,
            priority=part.priority,
            wave=part.wave,
            effort_days=_days(part.effort),
            owner=self.c.people[self.s.owner],
            goals=self._goals(part.goal),
            exception_reason="" if part.goal else self.p.exception,
            reason=why,
            now=now,
        )

    def agree(self, now: datetime) -> None:
        services.take_baseline(by=self.person(self.s.manager), project=self.project, note="随计划一并批准", now=now)

    def raise_(self, change: Change, now: datetime) -> None:
        by = self.person({"owner": self.s.owner, "manager": self.s.manager}[change.by])
        made = services.raise_change(
            by=by, project=self.project, title=change.title, title_en=change.title_en, reason=change.reason, now=now
        )
        part = change.part
        services.add_line(
            by=by,
            change=made,
            kind="add_item",
            title=part.title,
            title_en=part.title_en,
            parent=self._module(change.module),
            priority=part.priority,
            wave=part.wave,
            effort_days=_days(part.effort),
            goal=next(iter(self._goals(part.goal)), None),
            task=self._task(change.task),
            days=Decimal(change.days),
            now=now,
        )

    def _task(self, name: str) -> Task | None:
        """What is finished takes no longer: then the last open one that decides the date."""
        rows = Task.objects.select_related("plan__project").filter(plan__project=self.project, is_summary=False)
        still = rows.filter(percent__lt=100, is_milestone=False).order_by("-finish")
        named = still.filter(name__startswith=name).first() if name else None
        return named or still.filter(critical=True).first() or still.first() or rows.order_by("-finish").first()

    def _change(self, change: Change) -> ChangeRequest:
        rows = ChangeRequest.objects.select_related("project__portfolio", "project__sponsor", "project__business_owner")
        return rows.get(project=self.project, title=change.title)

    def assess(self, change: Change, now: datetime) -> None:
        services.assess_change(
            by=self.person(self.s.manager),
            change=self._change(change),
            assessment=change.assessment,
            cost=None if change.cost is None else Decimal(change.cost),
            now=now,
        )

    def decide(self, change: Change, now: datetime) -> None:
        services.decide_change(
            by=self.person(self.s.sponsor),
            change=self._change(change),
            status=change.decision,
            note=change.note,
            now=now,
        )


def _days(effort: float | None) -> Decimal | None:
    return None if effort is None else Decimal(str(effort))
