"""What may happen to the projects of the demo company, what did, and what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Levels = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Deed:
    """An action. `due` and `done` are days before today (negative = to come); `done` None = still open."""

    title: str
    title_en: str
    who: str
    due: int
    cost: int | None = None
    done: int | None = None
    result: str = ""


@dataclass(frozen=True)
class Turn:
    """`ago` days before today. what: review (level of the probability), move (state), problem, change, answer."""

    ago: int
    what: str
    text: str
    level: int = 0
    state: str = ""


@dataclass(frozen=True)
class Tale:
    """One risk. Levels: probability, then impact on time, cost, quality, adoption (0 = none)."""

    project: str
    title: str
    title_en: str
    category: str
    cause: str
    event: str
    effect: str
    owner: str
    ago: int
    before: Levels
    after: Levels
    money: int | None = None
    money_after: int | None = None
    days: int | None = None
    strategy: str = "mitigate"
    response: str = ""
    trigger: str = ""
    trigger_in: int | None = None
    proximity: str = "quarter"
    kind: str = "threat"
    review_in: int = 21
    task: str = ""
    # How a task of that name suffers, in working days: at best, most likely, at worst.
    lengthens: tuple[int, int, int] | None = None
    deeds: Sequence[Deed] = ()
    turns: Sequence[Turn] = ()


T, D, S = Tale, Deed, Turn

# What each trigger says in English.
TRIGGERS = {
    "演练差异超过 1%": "A rehearsal differs by more than 1%",
    "抽查线下签批超过 5%": "Spot checks find more than 5% signed on paper",
    "税局公布新报文": "The tax office announces a new message format",
    "扫码枪两周内不到位": "The scanners are not there within two weeks",
    "同一议题第三次上会": "The same question comes to the table a third time",
    "两周内仍未定人": "Nobody is named within two weeks",
    "华东试点签约低于 60%": "Fewer than 60% of the pilot's dealers sign",
}

TALES: tuple[Tale, ...] = (
    T("FK-01", "客户主数据口径不一，迁移对账不平", "Customer master data do not reconcile", "data",
      "三套老系统的客户编码规则不同，没有数据负责人", "迁移演练对账不平，清洗返工",
      "上线推迟一个月结周期", "it", 260, (5, 4, 3, 5, 2), (2, 2, 2, 3, 1), 1_680_000, 900_000, 20,
      response="指定数据负责人；三次演练，逐次收紧差异上限。", trigger="演练差异超过 1%", task="客户主数据清洗",
      lengthens=(3, 8, 20),
      deeds=(D("明确客户主数据负责人", "Name the owner of customer data", "owner", 240, None, 243, "财务共享中心张罗，周岚配合"),
             D("第一次迁移演练", "First rehearsal", "it", 190, 60_000, 186, "差异 6.4%"),
             D("第二次迁移演练", "Second rehearsal", "it", 120, 60_000, 118, "差异 1.9%"),
             D("第三次迁移演练", "Third rehearsal", "it", 60, 60_000, 58, "差异 0.3%")),
      turns=(S(184, "review", "第一次演练差异 6.4%，比预想多", 5), S(116, "review", "第二次演练降到 1.9%", 3),
             S(57, "review", "第三次 0.3%，剩余为已知尾差", 1), S(48, "move", "三次演练通过，差异已全部说明", state="closed"))),
    T("FK-01", "主管绕过系统线下先签", "Heads sign on paper first", "people",
      "主管习惯纸质签字，系统审批要登录内网", "上线后先签纸再补录", "审批周期降不到 2 天，使用率停在 70%", "change",
      150, (4, 2, 1, 2, 5), (2, 1, 1, 1, 3), 360_000, 180_000, None, "mitigate",
      "移动审批先上；每周公布线下签批率；总监带头。", "抽查线下签批超过 5%", 14, deeds=(
          D("移动端审批上线", "Approval on the phone goes live", "it", 80, 48_000, 76, "三周内移动审批占 58%"),
          D("每周公布线下签批率", "Publish the rate of paper signatures weekly", "change", -9, 6_000)),
      turns=(S(74, "review", "移动审批上线，线下签批从 31% 降到 14%", 3), S(24, "review", "降到 9%，销售部仍高", 3))),
    T("FK-01", "税务接口一季度换版", "The tax interface changes in the first quarter", "compliance",
      "税务局预告更换报文", "换版落在月结前后", "开票中断一到三天", "it", 95, (3, 2, 2, 3, 1), (2, 1, 1, 2, 1), 120_000,
      60_000, 3, "accept", "接口层隔离，备手工开票。", "税局公布新报文", 42, "half", review_in=-2,
      turns=(S(60, "move", "影响可承受，备手工方案后观察", state="watching"),)),
    T("FK-01", "关键用户抽不出时间", "Key users have no time", "resources",
      "共享中心年末结账，人手不减负", "验收没人参加", "验收推迟两到三周", "owner", 230, (4, 4, 2, 3, 3), (2, 2, 1, 2, 2),
      420_000, 210_000, 12, response="发起人书面承诺人天，每人配替岗。", deeds=(
          D("书面承诺关键用户人天", "Promise the days of key users in writing", "owner", 205, None, 204, "每周 60 人时"),),
      turns=(S(170, "review", "到岗率 86%", 2), S(90, "move", "验收按期完成", state="closed"))),
    T("FK-01", "子公司提前切换", "Subsidiaries switch early", "process", "两家子公司主动要求提前上线", "首批多带两家上线",
      "年化收益提前一个季度", "pm", 70, (3, 2, 3, 1, 4), (4, 2, 3, 1, 4), 300_000, 300_000, None, "enhance",
      "给两家派驻场支持，公开效果。", kind="opportunity", deeds=(
          D("驻场支持两周", "Two weeks of support on site", "support", -14, 40_000),)),
    T("MES-02", "夜班使用率上不去", "Night shifts do not use it", "people", "夜班缺扫码枪，班长没参加培训", "夜班用纸，次日补录",
      "数据滞后一天，追溯断链", "yejun", 120, (5, 2, 2, 3, 5), (2, 1, 1, 2, 2), 420_000, 120_000, None, "mitigate",
      "补齐扫码枪，夜班单独培训。", "扫码枪两周内不到位", 12, "month", review_in=-4, deeds=(
          D("补购 14 把扫码枪", "Buy 14 scanners", "it", -8, 56_000),
          D("夜班专场培训三次", "Three trainings for night shifts", "change", 20, 12_000, 18, "到课 92%")),
      turns=(S(60, "review", "夜班使用率停在 41%", 5), S(17, "review", "培训后升到 47%，设备仍缺", 4))),
    T("MES-02", "老设备无法联网", "Old machines cannot be connected", "technology", "三车间 14 台设备没有网口", "采集盒到货晚",
      "推广推迟三周", "it", 105, (4, 4, 3, 2, 2), (3, 3, 2, 1, 1), 640_000, 400_000, 15, "transfer",
      "采集盒由设备厂商按期交付，误期赔偿。", task="二、三车间推广", lengthens=(2, 6, 15), deeds=(
          D("与设备厂商签交付协议", "Delivery contract with the maker", "manager", 62, None, 60, "误期每周扣 2%"),
          D("先行加装两台试点", "Fit two machines first", "it", -18, 30_000)),
      turns=(S(58, "review", "协议签订，首批 4 台已发货", 3), S(6, "change", "先手工报工，采集推到第二批"))),
    T("MES-02", "上线撞上年末盘点", "Go-live collides with stocktaking", "schedule", "推广窗口靠近年末盘点", "车间腾不出人",
      "切换顺延一个月", "manager", 90, (3, 4, 2, 2, 2), (1, 3, 1, 1, 1), 260_000, 200_000, 20, "avoid",
      "切换日改到 11 月中旬。", deeds=(D("与生产部敲定切换日", "Agree on the day with production", "manager", 50, None, 52, "定在月中"),),
      turns=(S(50, "review", "切换日避开盘点", 1), S(20, "move", "一车间已切换，二三车间避开盘点", state="closed"))),
    T("MES-02", "现场无线覆盖差", "Weak wireless on the shop floor", "technology", "厂房钢结构遮挡", "终端频繁掉线",
      "报工改回纸质", "it", 115, (4, 3, 2, 3, 4), (2, 1, 2, 2, 2), 180_000, 60_000, 5, response="加装 22 个接入点。", deeds=(
          D("加装接入点并复测", "More access points and a new measurement", "it", 75, 88_000, 70, "覆盖 98%"),),
      turns=(S(88, "problem", "一车间东侧连续两天掉线，报工改纸质"),)),
    T("HR-03", "考勤规则各厂不同", "Attendance rules differ by plant", "scope", "五个厂区各有加班和调休算法", "蓝图反复推翻",
      "薪资试算推迟两个月", "linjing", 140, (5, 5, 3, 4, 2), (3, 3, 2, 2, 1), 520_000, 300_000, 30, "escalate",
      "统一规则，由人力总监签发。", "同一议题第三次上会", task="审批权限表", lengthens=(5, 10, 25), review_in=-9, deeds=(
          D("五厂规则对照表", "Rules of five plants side by side", "zhoulan", 84, None, 80, "差异 23 项"),
          D("统一加班调休规则并签发", "One rule for overtime, signed", "linjing", 15)),
      turns=(S(78, "review", "23 项差异，9 项谈不拢", 5), S(30, "review", "还剩 6 项，没人拍板", 5))),
    T("HR-03", "变革经理迟迟不到岗", "No change manager yet", "resources", "编制没批", "上线前没人做沟通和培训",
      "一线抵触，采用率低", "manager", 60, (4, 2, 1, 2, 4), (2, 1, 1, 1, 2), 240_000, None, None, "escalate",
      "请发起人落实编制或借调。", trigger="两周内仍未定人", trigger_in=16,
      turns=(S(5, "move", "两个月没有人选，请发起人落实借调", state="escalated"),)),
    T("HR-03", "薪资数据泄露", "Pay data leak", "compliance", "试算表用邮件传", "薪资外泄", "信任受损，被要求整改", "zhoulan", 100,
      (3, 2, 3, 4, 5), (1, 1, 2, 3, 3), 800_000, 700_000, 5, "avoid", "试算只在系统内进行，最小权限。", deeds=(
          D("试算环境脱敏", "Mask data in the trial system", "zhoulan", 70, 35_000, 66, "已脱敏"),),
      turns=(S(64, "review", "邮件传表已停", 1),)),
    T("OA-04", "新旧系统长期并行", "Old and new side by side for too long", "people", "没有定下旧系统只读日期", "员工继续用旧系统",
      "数据两套", "qiumei", 220, (4, 1, 2, 3, 5), (1, 1, 1, 1, 2), 280_000, 90_000, None, "avoid", "公布只读日期。", deeds=(
          D("公布旧系统只读日期", "Announce the read-only day", "manager", 160, None, 162, "发起人签发"),),
      turns=(S(120, "review", "旧系统新单据降到 3%", 2), S(70, "move", "旧系统已只读", state="closed"))),
    T("OA-04", "高峰时审批慢", "Approvals are slow at peak", "technology", "月末集中审批", "响应超过 10 秒", "用户抱怨", "it", 130,
      (3, 1, 2, 3, 3), (1, 1, 1, 2, 2), 60_000, 30_000, None, response="扩容并压测。", deeds=(
          D("按 1.5 倍峰值压测", "Load test at 1.5 × peak", "it", 95, 18_000, 93, "P95 1.8 秒"),),
      turns=(S(90, "review", "压测通过", 1),)),
    T("CRM-05", "经销商不愿共享库存", "Dealers do not share their stock", "people", "怕被压货", "华东试点签约低于 60%",
      "预测不准，收益打折", "wusheng", 80, (4, 2, 3, 2, 4), (3, 2, 2, 2, 3), 700_000, 350_000, None, "mitigate",
      "库存可见只用于补货建议，写进协议。", "华东试点签约低于 60%", 35, deeds=(
          D("华东六家试点签约", "Six dealers in the east sign", "manager", -20, 15_000),),
      turns=(S(26, "review", "六家签了三家", 4),)),
    T("CRM-05", "经销商主数据缺失率高", "Dealers' master data are incomplete", "data", "经销商档案十年没清理", "迁移时缺证照和税号",
      "上线推迟", "it", 75, (4, 4, 2, 4, 2), (2, 2, 1, 2, 1), 350_000, 180_000, 12, response="分三批补齐证照。",
      task="客户主数据清洗", lengthens=(2, 7, 18), deeds=(
          D("第一批 400 家补齐", "First 400 completed", "it", 32, 20_000, 30, "缺失率 38% 降到 22%"),
          D("第二批 600 家补齐", "Next 600 completed", "it", -12, 30_000)),
      turns=(S(29, "review", "缺失率 22%", 3),)),
    T("CRM-05", "销售旺季没人参加测试", "Nobody tests in the high season", "resources", "旺季 9 到 12 月", "验收缺人",
      "验收推迟三周", "wusheng", 66, (3, 3, 2, 3, 2), (2, 2, 1, 2, 2), 160_000, 90_000, 15, response="验收改到淡季，远程参加。",
      review_in=6, deeds=(D("把验收挪到一月", "Move acceptance to January", "manager", 22, None, 25, "业务同意"),)),
    T("CT-06", "历史合同扫描件无法识别", "Old contracts cannot be read by machine", "data", "2015 年前为传真件", "识别率低于 60%",
      "期限提醒缺一半", "qiumei", 40, (4, 2, 3, 4, 2), (2, 1, 2, 2, 1), 220_000, 120_000, 10, response="分级录入，只录在履行的。",
      deeds=(D("抽样 200 份测识别率", "Measure on 200 samples", "it", -5, 8_000),)),
    T("CT-06", "法务只有两人能评审", "Only two lawyers can review", "resources", "法务人少", "评审排队", "蓝图推迟", "qiumei", 35,
      (3, 3, 1, 2, 1), (2, 2, 1, 1, 1), None, None, 10, response="外部律所分担标准合同。"),
    T("BI-07", "各部门指标口径打架", "Units define figures differently", "data", "毛利有四种算法", "上线后报表互相矛盾",
      "管理层不信数字", "fanlin", 160, (5, 2, 2, 5, 4), (2, 1, 1, 2, 2), 450_000, 200_000, None, response="指标字典由 CFO 签发。",
      deeds=(D("签发 40 个核心指标口径", "Sign 40 definitions", "fanlin", 100, None, 96, "36 个已签"),
             D("剩余 4 个指标裁决", "Decide on the last four", "fanlin", -16)),
      turns=(S(94, "review", "36 / 40 已签", 3), S(46, "review", "剩 4 个毛利口径待裁决", 3))),
    T("BI-07", "数据工程师被别的项目占用", "Data engineers are needed elsewhere", "resources", "CRM 同期迁移", "排期冲突",
      "看板推迟一个月", "manager", 110, (4, 4, 2, 2, 1), (3, 3, 1, 1, 1), 190_000, 130_000, 20, "escalate",
      "PMO 按月统一排人。", task="报表与看板", lengthens=(3, 8, 20), deeds=(
          D("与 CRM 错峰排期", "Stagger the work with CRM", "manager", -3),), turns=(S(50, "review", "10 月错开两周", 3),)),
    T("SRM-08", "供应商不愿自己维护资质", "Suppliers do not keep their papers", "people", "供应商怕麻烦", "上线后资质仍由采购录",
      "工作量没减", "sunguilan", 12, (3, 1, 2, 2, 4), (2, 1, 1, 1, 2), 150_000, 70_000, None, response="先选 20 家试点。"),
)  # fmt: skip
