"""What the projects of the demo company cost: phases, lines, what is released, how dear it became."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cost:
    """A line. `total` in ten thousands of `currency`, evenly from month `first` to `last`, counted from this month
    (0 is this month, negative gone by); `dear`: what is spent for every 1 planned; `supplier`: empty = nobody is
    promised anything."""

    title: str
    title_en: str
    category: str
    phase: int
    total: float
    first: int
    last: int
    supplier: str = ""
    dear: float = 1.0
    currency: str = "CNY"
    spending: str = "capital"


@dataclass(frozen=True)
class Phase:
    """`released`: months ago, None = not yet; `frozen`: days ago; `asked`: days ago, and nobody has signed yet."""

    name: str
    name_en: str
    released: int | None = None
    frozen: int | None = None
    asked: int | None = None
    condition: str = ""


@dataclass(frozen=True)
class MoneyStory:
    """`opened`: months ago; `approved`: False = the budget still waits for its signatures, None = never asked."""

    key: str
    opened: float
    phases: Sequence[Phase]
    lines: Sequence[Cost]
    approved: bool | None = True
    draws: Sequence[tuple[float, str, str, str, int]] = ()
    # Days since anybody did anything here.
    silent: int = 0
    # (line number, months ahead, forecast in ten thousands): what is now expected instead of the plan.
    forecasts: Sequence[tuple[int, int, float]] = field(default_factory=tuple)


STORIES = (
    MoneyStory(
        "FK-01",
        12.5,
        (
            Phase("试点", "Pilot", 11, condition="目标签署"),
            Phase("全员推广", "Company-wide", 6, condition="试点验收"),
            Phase("优化", "Improvement", 1, condition="使用率 90%"),
        ),
        (
            Cost("费控平台许可", "Expense platform licences", "licences", 0, 96, -11, -9, "云简科技", 0.98),
            Cost("试点实施", "Pilot implementation", "implementation", 0, 72, -10, -6, "汉得信息", 1.04),
            Cost("推广实施", "Roll-out implementation", "implementation", 1, 88, -6, 0, "汉得信息", 1.01),
            Cost("发票扫描设备", "Receipt scanners", "hardware", 1, 18, -5, -4, "京东企业购", 0.93),
            Cost("关键用户与全员培训", "Training", "training", 1, 24, -4, 0, "", 0.9, spending="operating"),
            Cost("主数据清洗", "Master data cleaning", "data", 0, 22, -9, -5, "赛意咨询", 1.12, spending="operating"),
            Cost("内部人力", "Own people", "internal", 1, 36, -8, 2, "", 1.0, spending="operating"),
            Cost("优化与自动审核", "Automatic checks", "implementation", 2, 30, 0, 4, "云简科技"),
            Cost("应急储备", "Contingency", "contingency", 0, 28, -6, 0),
        ),
        draws=((4, "客户主数据口径不一，迁移对账不平", "客户主数据重复率高于预估", "客户主数据", 6),),
    ),
    MoneyStory(
        "MES-02",
        9.6,
        (
            Phase("一车间试点", "Pilot, workshop 1", 7, condition="产线网络改造完成"),
            Phase("二、三车间推广", "Roll-out, workshops 2 and 3", 2, condition="一车间连续 4 周报工率 95%"),
        ),
        (
            Cost("MES 平台许可", "MES platform licences", "licences", 0, 260, -7, -5, "西门子工业软件"),
            Cost("试点实施", "Pilot implementation", "implementation", 0, 210, -7, -2, "摩尔元数", 1.19),
            Cost("采集网关", "Machine gateways", "hardware", 0, 12.6, -6, -3, "Siemens AG", 1.06, "EUR"),
            Cost("推广实施", "Roll-out implementation", "implementation", 1, 280, -2, 5, "摩尔元数", 1.22),
            Cost("扫码终端", "Handheld terminals", "hardware", 1, 96, -1, 2, "斑马技术", 1.05),
            Cost("班组培训", "Training on the shop floor", "training", 1, 42, -1, 4, "", 1.0, spending="operating"),
            Cost("工艺数据整理", "Routing data", "data", 0, 54, -6, -2, "", 1.3, spending="operating"),
            Cost("应急储备", "Contingency", "contingency", 0, 72, -3, 3),
        ),
        draws=(
            (38, "老设备无法联网", "老设备协议需要定制网关", "采集网关", 40),
            (20, "", "工艺数据缺失，风险登记册里事先没有想到", "工艺数据", 25),
        ),
        forecasts=((4, 1, 49), (4, 2, 49), (4, 3, 46), (5, 1, 33), (5, 2, 30)),
    ),
    MoneyStory(
        "HR-03",
        4.6,
        (
            Phase("考勤与入转调离", "Attendance and core HR", 4, frozen=13, condition="权限表定稿"),
            Phase("薪酬", "Payroll", condition="考勤连续两月零差错"),
        ),
        (
            Cost("人事系统许可", "HR system licences", "licences", 0, 68, -4, -3, "北森云计算"),
            Cost("实施服务", "Implementation", "implementation", 0, 92, -4, 2, "北森云计算", 0.9),
            Cost("薪酬实施", "Payroll implementation", "implementation", 1, 54, 2, 7, "北森云计算"),
            Cost("考勤机更换", "Time clocks", "hardware", 0, 21, -2, 0, "中控智慧", 1.02),
            Cost("培训", "Training", "training", 1, 12, 3, 6, spending="operating"),
            Cost("应急储备", "Contingency", "contingency", 0, 18, 0, 3),
        ),
    ),
    MoneyStory(
        "OA-04",
        14.0,
        (Phase("建设", "Build", 13), Phase("推广与优化", "Roll-out and improvement", 6)),
        (
            Cost("OA 平台许可", "Office platform licences", "licences", 0, 42, -13, -12, "泛微网络", 0.97),
            Cost("流程实施", "Process implementation", "implementation", 0, 58, -12, -6, "泛微网络", 0.95),
            Cost("推广与培训", "Roll-out and training", "training", 1, 22, -6, -1, "", 0.88, spending="operating"),
            Cost("移动端优化", "Mobile app", "implementation", 1, 14, -3, 0, "泛微网络", 0.92),
            Cost("应急储备", "Contingency", "contingency", 0, 9, -6, -3),
        ),
    ),
    MoneyStory(
        "CRM-05",
        5.0,
        (Phase("销售线索与商机", "Leads and deals", 4), Phase("渠道与服务", "Channels and service", asked=4)),
        (
            Cost("CRM 许可", "CRM licences", "licences", 0, 14.5, -3, -3, "Salesforce", 1.0, "USD"),
            Cost("实施服务", "Implementation", "implementation", 0, 118, -4, 1, "德勤咨询", 1.03),
            Cost("客户数据迁移", "Customer data migration", "data", 0, 26, -2, 0, "赛意咨询", 1.08),
            Cost("渠道门户", "Partner portal", "implementation", 1, 74, 1, 6, "德勤咨询"),
            Cost("培训", "Training", "training", 1, 15, 1, 4, spending="operating"),
            Cost("应急储备", "Contingency", "contingency", 0, 24, 0, 4),
        ),
    ),
    MoneyStory(
        "CT-06",
        0.7,
        (Phase("起草与审批", "Drafting and approval"), Phase("履约与归档", "Performance and archive")),
        (
            Cost("合同系统许可", "Contract system licences", "licences", 0, 34, 2, 3),
            Cost("实施服务", "Implementation", "implementation", 0, 46, 2, 7),
            Cost("历史合同数字化", "Digitising old contracts", "data", 1, 19, 4, 8, spending="operating"),
            Cost("应急储备", "Contingency", "contingency", 0, 9, 5, 8),
        ),
        approved=False,
    ),
    MoneyStory(
        "BI-07",
        6.8,
        (Phase("财务与销售看板", "Finance and sales", 5), Phase("生产与供应链", "Production and supply", asked=45)),
        (
            Cost("数据平台许可", "Data platform licences", "licences", 0, 58, -5, -4, "帆软软件"),
            Cost("数仓建设", "Data warehouse", "implementation", 0, 76, -5, 1, "数澜科技", 1.0),
            Cost("服务器", "Servers", "hardware", 0, 31, -4, -4, "浪潮信息", 0.97),
            Cost("生产主题建设", "Production subject", "implementation", 1, 44, 1, 6, "数澜科技"),
            Cost("内部人力", "Own people", "internal", 0, 28, -5, 4, spending="operating"),
            Cost("应急储备", "Contingency", "contingency", 0, 14, 0, 3),
        ),
        silent=43,
    ),
    MoneyStory(
        "SRM-08",
        0.3,
        (Phase("寻源", "Sourcing"), Phase("供应商门户", "Supplier portal")),
        (
            Cost("SRM 许可", "SRM licences", "licences", 0, 65, 5, 6),
            Cost("实施服务", "Implementation", "implementation", 1, 90, 6, 14),
        ),
        approved=None,
    ),
)
