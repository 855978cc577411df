"""What the projects of the demo company are worth: from KPIs, booked and validated, slipped, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import Timed, moment, workday
from metrics.demo.money import month_after
from metrics.demo.stories import ProjectStory
from pmo.access import scopes as access
from projects.benefits import services
from projects.benefits.models import Benefit, Realisation
from projects.goals.models import Kpi
from projects.portfolio.models import Portfolio, Project

if TYPE_CHECKING:
    from metrics.demo.build import Company


@dataclass(frozen=True)
class BenefitStory:
    """`kpi`: name of the KPI it hangs on, else `no_kpi` says why; `value`: money for one unit of it, `times` a month.

    `drafted`, `agreed`: days ago (None: not yet; proposed where `proposed`). `booked`: shares of the full month that
    were booked, oldest first, the last of them for the month `to` months ago; `waiting`: the newest so many wait.
    """

    key: str
    name: str
    name_en: str
    why: tuple[str, str, str]
    drafted: int
    kpi: str = ""
    no_kpi: str = ""
    value: str = ""
    times: int = 1
    amount: int = 0
    per: str = "year"
    kind: str = "saving"
    nature: str = "hard"
    adverse: bool = False
    anchor: str = "start"
    offset: int = 1
    lasts: int = 36
    ramp: int = 0
    shares: Sequence[int] = ()
    assumes: int | None = None
    use: str = ""
    proposed: bool = True
    agreed: int | None = None
    booked: Sequence[float] = field(default_factory=tuple)
    to: int = 1
    waiting: int = 0


STORIES = (
    BenefitStory(
        "FK-01", "报销处理成本下降", "Cheaper handling of claims",
        ("每张报销单少等一天，共享中心就少一次催办、退单和加班", "单据平均处理成本，按共享中心成本核算表", "同期没有其他报销流程改造"),
        380, kpi="报销审批周期", value="28.00", times=1206, offset=6, ramp=10, lasts=48, assumes=60, use="手机审批占比", agreed=370,
    ),
    BenefitStory(
        "FK-01", "手工报表工时减少 30%", "30% less manual reporting",
        ("各部门财务接口人不再手工拼表", "月报工时统计", "取数口径由本项目统一"),
        380, kpi="手工报表工时", value="95.00", nature="soft", offset=6, ramp=10, agreed=370,
    ),
    BenefitStory(
        "FK-01", "退单外包人员减少两名", "Two outsourced clerks fewer",
        ("退单少一半，外包复核岗位从五人减到三人", "外包合同人数", "合同按一次通过率分档结算"),
        340, kpi="一次通过率", amount=216_000, offset=7, ramp=3, agreed=330,
        booked=(0.3, 0.6, 0.95, 1, 1, 1), waiting=1,
    ),
    BenefitStory(
        "FK-01", "纸质发票补开与仓储费避免", "No more lost receipts and archives",
        ("纸质发票不再丢失补开，租用的档案库不再续租", "档案库租约与补开费用科目", "电子发票由本项目推行"),
        340, kpi="电子发票占比", amount=380_000, kind="avoidance", offset=7, shares=(30, 60, 90), agreed=330,
        booked=(0.3, 0.55, 0.8, 0.9, 0.95, 0.9),
    ),
    BenefitStory(
        "FK-01", "识别与短信服务费增加", "Fees for text recognition and messages",
        ("云识别按张计费，短信按条计费，上线后每月多付", "供应商账单", "旧流程没有这项费用"),
        330, no_kpi="只看供应商账单", amount=4_500, per="month", adverse=True, offset=7, agreed=316,
        booked=(0.8, 0.9, 1, 1.1, 1.1, 1.05),
    ),
    BenefitStory(
        "MES-02", "报废损失减少", "Less scrap",
        ("异常响应快了，整批报废少了", "质量损失科目，按车间", "工艺与设备同期没有改造"),
        260, kpi="异常响应时间", amount=4_200_000, offset=5, ramp=4, lasts=48, assumes=90, use="MES 使用率", agreed=250,
        booked=(0.15, 0.3, 0.42, 0.5), waiting=1,
    ),
    BenefitStory(
        "MES-02", "班组统计工时减少", "Less counting on the shop floor",
        ("班长不再抄工单、数数量", "抽样写实，每季度一次", "报工由系统自动汇总"),
        255, kpi="报工及时率", value="1500.00", nature="soft", offset=6, assumes=90, use="MES 使用率", agreed=245,
    ),
    BenefitStory(
        "MES-02", "在制品资金释放", "Less work in progress",
        ("工单透明后在制品库存降低", "在制品余额，季度平均", "产量与产品结构按同口径还原"),
        200, no_kpi="看资产负债表余额", amount=2_400_000, per="once", kind="capital", anchor="finish", lasts=3, agreed=190,
    ),
    BenefitStory(
        "HR-03", "薪资核算外包费减少", "Less outsourced payroll",
        ("差错少了，不再请外包公司复核", "外包合同金额", "合同以系统上线为终止条件"),
        115, kpi="薪资差错率", amount=1_080_000, anchor="finish", ramp=2, lasts=48, agreed=100,
    ),
    BenefitStory(
        "HR-03", "核算人员加班减少", "Less overtime in payroll",
        ("每月发薪前不再通宵", "考勤加班小时", "人数不变"),
        20, kpi="核算用时", value="18500.00", nature="soft", anchor="finish",
    ),
    BenefitStory(
        "OA-04", "用印快递与纸张费用减少", "Less paper and courier",
        ("电子用印后不再寄送纸质文件", "办公费科目", "其他办公费用按同口径剔除"),
        400, kpi="用印周期", amount=480_000, offset=8, ramp=2, lasts=48, agreed=390,
        booked=(0.8, 1, 1.05, 1.1, 1.15, 1.15),
    ),
    BenefitStory(
        "OA-04", "员工满意度提高", "Happier staff",
        ("办公流程不再是吐槽第一名", "员工满意度调查", "调查问卷单列 OA 一项"),
        400, kpi="员工满意度", kind="no_money", nature="soft", offset=8, agreed=390,
    ),
    BenefitStory(
        "CRM-05", "经销商订单毛利增加", "More margin from dealers",
        ("报价快一天，成单率提高", "经销商订单毛利，同店同比", "扣除价格与新品影响"),
        30, kpi="报价周期", value="3200.00", kind="revenue", anchor="finish", ramp=6, assumes=80, use="库存可见经销商",
    ),
    BenefitStory(
        "BI-07", "报告外包费减少", "Less outsourced reporting",
        ("经营分析报告不再外包编制", "咨询费科目", "报告由平台自动生成"),
        150, kpi="经营报告用时", amount=960_000, offset=4, ramp=2, agreed=140, booked=(0.4,), to=3,
    ),
)  # fmt: skip


def events(company: Company, stories: Sequence[ProjectStory]) -> Iterator[Timed]:
    known = {story.key: story for story in stories}
    start = moment(company.now, workday(company.today - timedelta(days=425)), 9, "rate")
    yield Timed(start, lambda now: _rate(company, now))
    for story in STORIES:
        yield from _Play(company, known[story.key], story).events()


def _rate(company: Company, now: datetime) -> None:
    portfolio = Portfolio.objects.get(pk=company.portfolio.pk)
    on = now.astimezone(company.now.tzinfo).date()
    services.set_rate(
        by=_fresh(company.people["pmo"]), portfolio=portfolio, since_on=on, rate=Decimal(8), note="财务部年度投资评价口径", now=now
    )  # fmt: skip


def _fresh(user: Any) -> Any:
    # As the next request would load them: with the rights of today.
    access.forget(user)
    return user


class _Play:
    def __init__(self, company: Company, story: ProjectStory, benefit: BenefitStory) -> None:
        self.c, self.s, self.b = company, story, benefit

    def _at(self, ago: int, hour: int, of: str) -> datetime:
        # Nobody has done anything here for a while: neither has this.
        ago = max(ago, self.s.quiet_for)
        return moment(self.c.now, workday(self.c.today - timedelta(days=ago)), hour, f"{self.b.key}{self.b.name}{of}")

    def _who(self, username: str) -> Any:
        return _fresh(self.c.people[username])

    @property
    def benefit(self) -> Benefit:
        rows = Benefit.objects.select_related("project__portfolio", "kpi", "owner", "validator")
        return rows.get(project__key=self.b.key, name=self.b.name)

    @property
    def _finance(self) -> Any:
        """The CFO; the CEO where the CFO owns it."""
        return self._who("ceo" if self._owner_name == "cfo" else "cfo")

    @property
    def _owner_name(self) -> str:
        return self.s.owner

    def events(self) -> Iterator[Timed]:
        b = self.b
        yield Timed(self._at(b.drafted, 10, "draft"), self.draft)
        if not b.proposed:
            return
        yield Timed(self._at(b.drafted - 3, 14, "propose"), self.propose)
        if b.agreed is None:
            return
        yield Timed(self._at(b.agreed + 1, 11, "own"), self.own)
        yield Timed(self._at(b.agreed, 15, "finance"), self.agree)
        for place, share in enumerate(b.booked):
            back = b.to + len(b.booked) - 1 - place
            month = month_after(self.c.today, -back)
            at = self._booked_at(month)
            yield Timed(at, lambda now, m=month, f=share: self.book(m, f, now))  # type: ignore[misc]
            if place < len(b.booked) - b.waiting:
                later = min(at + timedelta(days=1, hours=2), self.c.now - timedelta(minutes=6))
                yield Timed(max(later, at), lambda now, m=month: self.validate(m, now))  # type: ignore[misc]

    def _booked_at(self, month: date) -> datetime:
        """On the fourth working day of the month after."""
        on = min(month_after(month, 1) + timedelta(days=5), self.c.today - timedelta(days=1))
        return moment(self.c.now, max(workday(on), month_after(month, 1)), 9, f"{self.b.key}{self.b.name}{month}")

    def draft(self, now: datetime) -> None:
        b = self.b
        project = Project.objects.select_related("portfolio").get(key=b.key)
        kpis = {kpi.name: kpi for kpi in Kpi.objects.filter(goal__project=project).select_related("goal")}
        description, outcome, attribution = b.why
        values: dict[str, Any] = {
            "name": b.name,
            "name_en": b.name_en,
            "description": description,
            "outcome": outcome,
            "attribution": attribution,
            "measurement": outcome,
            "kind": b.kind,
            "nature": b.nature,
            "adverse": b.adverse,
            "owner": self.c.people[self._owner_name],
            "validator": self.c.people["cfo" if self._owner_name != "cfo" else "ceo"],
            "kpi": kpis[b.kpi] if b.kpi else None,
            "no_kpi_reason": b.no_kpi,
            "anchor": b.anchor,
            "offset_months": b.offset,
            "duration_months": b.lasts,
            "ramp_months": b.ramp,
            "ramp_shares": list(b.shares),
            "adoption_planned": Decimal(b.assumes) if b.assumes else None,
            "adoption_kpi": kpis[b.use] if b.use else None,
        }
        if b.value:
            values |= {"way": "kpi", "unit_value": Decimal(b.value), "volume": Decimal(b.times)}
        elif b.amount:
            values |= {"amount": Decimal(b.amount), "per": b.per}
        services.add_benefit(by=self._who(self.s.manager), project=project, now=now, **values)

    def propose(self, now: datetime) -> None:
        services.propose(by=self._who(self.s.manager), benefit=self.benefit, now=now)

    def own(self, now: datetime) -> None:
        services.confirm(by=self._who(self._owner_name), benefit=self.benefit, now=now)

    def agree(self, now: datetime) -> None:
        services.confirm(by=self._finance, benefit=self.benefit, now=now)

    def book(self, month: date, share: float, now: datetime) -> None:
        monthly = Decimal(self.b.amount) / (12 if self.b.per == "year" else 1)
        services.book(
            by=self._who(self._owner_name),
            benefit=self.benefit,
            month=month,
            amount=(monthly * Decimal(str(share))).quantize(Decimal("0.01")),
            reference=f"GL-{month:%Y%m}-{self.benefit.number:02d}",
            evidence=self.b.why[1],
            now=now,
        )

    def validate(self, month: date, now: datetime) -> None:
        row = Realisation.objects.select_related("benefit__project").get(benefit=self.benefit, month=month)
        services.validate(by=self._finance, realisation=row, note="与总账核对一致", now=now)
