"""Whom the eight projects reach, who stands how, what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from changemgmt.readiness.choices import Engagement

U, R, N, S, L = Engagement


@dataclass(frozen=True)
class Hit:
    """An aspect, its level, from → to in both languages; felt from and until, in days from the end of the year."""

    aspect: str
    level: int
    before: str
    before_en: str
    after: str
    after_en: str
    start: int
    end: int


@dataclass(frozen=True)
class Deed:
    """What is done, by whom, due so many days from today; what came of it ("" = still open)."""

    text: str
    text_en: str
    owner: str
    due: int
    outcome: str = ""


@dataclass(frozen=True)
class Who:
    """A group (with units or roles) or a person of the cast."""

    name: str
    name_en: str
    power: int
    interest: int
    current: Engagement
    desired: Engagement
    units: Sequence[str] = ()
    roles: Sequence[str] = ()
    person: str = ""
    note: str = ""
    hits: Sequence[Hit] = ()
    deeds: Sequence[Deed] = field(default_factory=tuple)


# Project, who writes it down ("" = its manager), how many days ago.
WRITTEN: dict[str, tuple[str, int]] = {
    "FK-01": ("change", 60), "MES-02": ("change", 110), "HR-03": ("", 40), "OA-04": ("", 60), "CRM-05": ("", 34),
    "CT-06": ("", 12), "BI-07": ("", 55), "SRM-08": ("", 5),
}  # fmt: skip

PEOPLE: dict[str, tuple[Who, ...]] = {
    "MES-02": (
        Who("车间操作工", "Shop-floor operators", 2, 5, N, S, units=("STP", "WLD", "PNT", "ASM"),
            note="怕扫码拖慢节拍、影响计件；信班长胜过信通知。",
            hits=(
                Hit("process", 3, "纸质工单，下班补填", "Paper orders, filled in after the shift", "每道工序开工、完工各扫一次码", "Scan at the start and end of every operation", -90, 45),
                Hit("technology", 3, "没有终端", "No terminal", "报工机和扫码枪", "Terminals and scanners", -90, 45),
                Hit("measures", 2, "按班组长记的数计件", "Piece work as the crew leader notes it", "按系统报工计件", "Piece work as reported", -30, 60),
                Hit("behaviour", 2, "异常口头说", "Stops told by word of mouth", "异常当场在安灯上报", "Stops reported on the spot", -60, 45),
            ),
            deeds=(
                Deed("每班选两名会用的人带新手一周", "Two who can do it teach the others for a week", "champion", 4),
                Deed("计件口径和工会一起讲一次", "Explain the piece-work rules together with the union", "yejun", -6, "四个车间都讲了，收回 31 条疑问并公布答复"),
            )),
        Who("班组长", "Crew leaders", 4, 5, S, L, units=("STP", "WLD", "PNT", "ASM"), roles=("champion", "business_owner"),
            note="愿意用，但早会时间不够。",
            hits=(Hit("role", 3, "收集、誊抄产量", "Collect and copy output figures", "每天 16:40 看板前带会", "Lead the meeting at the board at 16:40", -60, 45),),
            deeds=(Deed("早会模板减到一页", "Cut the meeting sheet to one page", "change", 9),)),
        Who("仓储物流人员", "Warehouse staff", 2, 4, S, S, units=("LOG",),
            hits=(
                Hit("process", 2, "凭单发料", "Issue by paper slip", "按看板拉动、扫码过账", "Pull by board, post by scan", -60, 30),
                Hit("technology", 2, "台账", "Ledgers", "手持终端", "Handhelds", -60, 30),
            )),
        Who("涂装车间主任 冯波", "Feng Bo, head of painting", 4, 4, R, S, person="fengbo",
            note="上一套系统上线时停过三天线，他担了责任。要先看到喷房出口集中报工不拖节拍。",
            deeds=(
                Deed("请他到冲压车间看一个早班", "Take him to stamping for one early shift", "dingqiang", -20, "看了，认可看板，不认可喷房里扫码"),
                Deed("在喷房出口试一周集中报工，给他看节拍数据", "Try joint reporting at the booth exit for a week; show him the cycle times", "it", 5),
                Deed("由贺铭与他单独谈一次：停线不追责", "He Ming talks to him alone: nobody is blamed for a stop", "coo", -3),
            )),
        Who("总装车间主任 叶军", "Ye Jun, head of final assembly", 4, 5, L, L, person="yejun", note="业务负责人，敢说问题。"),
        Who("首席运营官 贺铭", "He Ming, COO", 5, 4, L, L, person="coo"),
        Who("工会主席 老杨", "Old Yang of the union", 4, 3, N, S, note="计件口径没写清之前不表态。"),
        Who("采购员", "Buyers", 2, 2, U, N, units=("PUR",), note="还没有人告诉他们物料编码会变。"),
    ),
    "FK-01": (
        Who("共享会计", "Shared-service accountants", 3, 5, S, L, units=("FSS",),
            hits=(
                Hit("process", 3, "逐张核对发票", "Check every receipt", "系统验真，只看异常", "The system verifies, people look at exceptions", -240, -20),
                Hit("role", 2, "审核岗", "Checking", "分析与稽核", "Analysis and audit", -120, 20),
            )),
        Who("全员报销人", "Everybody who claims expenses", 2, 3, S, S, units=("FIN", "SAL", "PUR", "HRD", "ITD", "MFG"),
            hits=(Hit("process", 1, "贴票、找人签字", "Glue receipts, look for signatures", "手机拍照提交", "Photograph and submit on the phone", -200, 20),)),
        Who("终审领导", "Final approvers", 5, 2, N, S, units=("HR00",), roles=("executive",),
            note="出差多，审批常等他们。", deeds=(Deed("给每位终审人设一名代理", "A deputy for every final approver", "pm", 8),),
            hits=(Hit("behaviour", 1, "积攒到周五一起批", "Approve in bulk on Fridays", "当天在手机上批", "Approve on the phone the same day", -200, 10),)),
    ),
    "HR-03": (
        Who("制造事业部全体", "Everybody in manufacturing", 2, 4, U, S, units=("MFG",),
            note="只知道“要换打卡”，不知道计薪口径会变。",
            hits=(
                Hit("process", 3, "纸质考勤、月底补签", "Paper time sheets, signed at month-end", "刷脸打卡、当日确认", "Face terminals, confirmed the same day", -10, 25),
                Hit("measures", 2, "班组长报工时", "Hours as the crew leader reports", "按打卡计薪", "Pay by the clock", -10, 25),
            ),
            deeds=(Deed("在班前会讲清计薪口径", "Explain the pay rules at the shift meetings", "linjing", 10),)),
        Who("人事专员", "HR officers", 3, 5, S, L, units=("HRD",),
            hits=(
                Hit("process", 3, "Excel 算薪三天", "Three days of payroll in Excel", "系统半天出结果", "Half a day in the system", -10, 25),
                Hit("technology", 3, "Excel", "Excel", "人力系统", "HR system", -10, 25),
                Hit("role", 2, "算账", "Calculating", "答疑与核查", "Answering and checking", 0, 60),
            )),
        Who("人力资源总监 林静", "Lin Jing, HR director", 5, 5, L, L, person="linjing"),
    ),
    "OA-04": (
        Who("全体员工", "All staff", 2, 2, S, S, units=("HR00",),
            hits=(Hit("process", 1, "纸质申请", "Paper forms", "手机上办", "On the phone", -300, -120),)),
        Who("用印管理员", "Keepers of seals", 3, 4, S, S, units=("LEG",),
            hits=(Hit("process", 2, "登记本", "Ledger", "电子用印", "Electronic seals", -300, -60),)),
    ),
    "CRM-05": (
        Who("客户经理", "Account managers", 4, 5, R, S, units=("SAL",),
            note="担心客户被公司拿走；提成看谁录的单。",
            hits=(
                Hit("process", 3, "客户在个人通讯录里", "Customers live in private address books", "客户、报价都在系统里", "Customers and quotes in the system", 20, 130),
                Hit("behaviour", 3, "单打独斗", "Each for themselves", "线索共享、按规则分配", "Leads shared by rule", 20, 130),
                Hit("measures", 2, "只看签单额", "Only signed value", "签单额加客户资料完整度", "Signed value and complete records", 50, 130),
            ),
            deeds=(Deed("提成规则先定稿再上线", "Settle the commission rules before go-live", "wusheng", 14),)),
        Who("营销总监 吴晟", "Wu Sheng, sales director", 5, 5, S, L, person="wusheng"),
        Who("仓储物流人员", "Warehouse staff", 2, 2, N, S, units=("LOG",),
            hits=(Hit("process", 1, "电话问库存", "Stock asked by phone", "按预测备货", "Stock by forecast", 60, 130),)),
    ),
    "CT-06": (
        Who("法务人员", "Legal officers", 4, 5, S, S, units=("LEG",),
            hits=(Hit("process", 2, "邮件来回改", "Versions by mail", "模板与在线会审", "Templates and joint review", 120, 220),)),
        Who("采购员", "Buyers", 3, 4, N, S, units=("PUR",),
            hits=(Hit("process", 2, "合同自己起草", "Write contracts themselves", "从模板生成", "Generate from templates", 120, 220),)),
    ),
    "BI-07": (
        Who("经营分析与财务", "Analysts and finance", 3, 5, S, L, units=("FIN",),
            hits=(Hit("process", 2, "手工拼表", "Reports by hand", "自助看板", "Self-service boards", 10, 90),
                  Hit("technology", 2, "Excel", "Excel", "分析平台", "Analytics", 10, 90))),
        Who("制造班组与主任", "Crews and heads in manufacturing", 3, 3, N, S, units=("MFG",),
            hits=(Hit("measures", 2, "月底看报表", "Figures at month-end", "每天看产量与合格率", "Output and yield every day", -15, 30),)),
    ),
    "SRM-08": (
        Who("采购员", "Buyers", 4, 5, N, S, units=("PUR",), note="还在立项，先听他们的痛点。"),
        Who("采购总监 孙桂兰", "Sun Guilan, procurement director", 5, 5, L, L, person="sunguilan"),
    ),
}  # fmt: skip

# Rounds of MES-02: opened so many days ago, share who answer, and per element the mean of what they say.
ROUNDS: tuple[tuple[int, float, tuple[float, ...]], ...] = (
    (84, 0.62, (4.6, 4.2, 3.1, 3.2, 3.0)),
    (48, 0.58, (4.7, 4.4, 4.2, 3.3, 3.3)),
    (13, 0.64, (4.8, 4.5, 4.5, 3.9, 3.9)),
)
OPEN_DAYS = 6
# How a unit differs from the mean.
MOODS = {"STP": 0.5, "WLD": 0.2, "PNT": -0.7, "ASM": -0.35, "LOG": 0.25}
