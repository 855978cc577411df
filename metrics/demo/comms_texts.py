"""The words of what the demo company was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Question:
    """`same`: like the first one under the announcement. Without an answer it is still open."""

    by: str
    text: str
    answer: tuple[str, str] = ("", "")
    hidden: bool = False
    same: bool = False


@dataclass(frozen=True)
class Story:
    """An announcement sent `ago` days before today. `rate`: who reads it in the end; `rates`: units that differ."""

    code: str
    project: str
    topic: str
    ago: int
    sender: str
    title: tuple[str, str]
    body: tuple[str, str]
    rate: float = 0.97
    rates: Mapping[str, float] = field(default_factory=dict)
    units: Sequence[str] = ()
    confirm: bool = False
    questions: Sequence[Question] = ()
    unread: Sequence[str] = ()


STORIES: tuple[Story, ...] = (
    Story(
        "fk-why", "FK-01", "why", 310, "cfo",
        ("为什么报销要换一种做法", "Why we change the way we claim expenses"),
        (
            "各位同事：\n\n一张差旅报销单今天平均走 **5 天**，财务共享中心每月为退单打 1,200 多个电话。这不是谁不努力，是流程本身不合理。\n\n"
            "**我们要做到**\n\n- 审批从 5 天缩短到 **2 天**\n- 手工报表减少 **30%**\n\n"
            "**不会发生的事**\n\n- 不会因此裁人\n- 报销标准不变\n\n有问题请直接在下面提，每个问题都会答复。\n\n沈薇",
            "Dear colleagues,\n\nAn expense claim takes **5 days** today, and our shared services make more than 1,200 "
            "calls a month about claims that came back. Nobody is lazy; the process is wrong.\n\n"
            "**What we want to reach**\n\n- approval in **2 days** instead of 5\n- **30 % fewer** manual reports\n\n"
            "**What will not happen**\n\n- nobody loses a job over it\n- the rates stay as they are\n\n"
            "Ask below; every question is answered.\n\nShen Wei",
        ),
        confirm=True,
        questions=(
            Question("employee", "换系统以后，财务共享中心的岗位会减少吗？",
                     ("不会。省下来的时间用来做费用分析，三个岗位会转做分析。", "No. The time saved goes into analysis: three posts move there.")),
            Question("linjing", "出差在外没有网络怎么办？",
                     ("手机端可以离线填写，联网后自动提交。", "The phone app works offline and submits once there is a network.")),
            Question("sunguilan", "会不会因为这个减人？", hidden=True, same=True),
        ),
    ),
    Story(
        "fk-what", "FK-01", "what", 250, "cfo",
        ("费控：改什么，不改什么", "Expense control: what changes and what stays"),
        (
            "| 现在 | 以后 |\n| --- | --- |\n| 贴票、填纸单 | 手机拍票，自动识别 |\n| 四级签字 | 两级审批，超标才升级 |\n| 月底集中付款 | 每周付款两次 |\n\n"
            "**不变的**：报销标准、审批权限。",
            "| Today | From then on |\n| --- | --- |\n| paper forms with receipts glued on | photos, recognised by the system |\n"
            "| four signatures | two, more only above the limit |\n| paid at the end of the month | paid twice a week |\n\n"
            "**What stays**: rates and limits of approval.",
        ),
        rate=0.95,
    ),
    Story(
        "fk-when", "FK-01", "when", 190, "pm",
        ("费控什么时候到您这里", "When expense control comes to you"),
        (
            "1. 财务共享中心试点：第 1 周\n2. 营销、采购：第 3 周\n3. 其余单位：第 6 周\n\n日期有变，提前一周在这里告诉您。",
            "1. Pilot in finance shared services: week 1\n2. Sales and procurement: week 3\n3. All others: week 6\n\n"
            "If a date moves you read it here a week before.",
        ),
        rate=0.94,
    ),
    Story(
        "fk-benefit", "FK-01", "benefit", 150, "owner",
        ("费控对我们财务共享中心意味着什么", "What expense control means for our shared services"),
        (
            "**少做的事**：每月少打 1,000 个催单电话。\n\n**要学的事**：两次培训，各 90 分钟。\n\n**开头会难的地方**：头两周新旧两套单据并行。",
            "**What falls away**: a thousand calls a month.\n\n**What to learn**: two trainings of 90 minutes.\n\n"
            "**What is hard at first**: for two weeks both kinds of claims side by side.",
        ),
        rate=0.98, units=("FSS",),
    ),
    Story(
        "fk-how", "FK-01", "how", 105, "pm",
        ("费控下周上线：三步上手", "Expense control goes live: three steps"),
        (
            "1. 用工号登录手机端\n2. 拍下发票，核对金额\n3. 提交，审批进度随时可查\n\n遇到问题先找本单位的关键用户。",
            "1. Sign in on your phone with your employee number\n2. Photograph the invoice, check the amount\n"
            "3. Submit, and see where it stands at any time\n\nStuck? Ask the champion of your unit first.",
        ),
        rate=0.96, rates={"SAL": 0.9}, confirm=True,
    ),
    Story(
        "fk-result", "FK-01", "result", 40, "cfo",
        ("费控上线三个月：做到了什么", "Three months of expense control: what came of it"),
        (
            "| 我们说过 | 现在 |\n| --- | --- |\n| 审批 2 天 | 见项目页，每天更新 |\n| 手工报表减少 30% | 已减少 |\n\n"
            "**您提的意见改了什么**\n\n- 退单原因改为逐条写明\n- 领导出差时自动转审\n\n谢谢各位。",
            "| We said | Today |\n| --- | --- |\n| approval in 2 days | see the project, updated daily |\n"
            "| 30 % fewer manual reports | done |\n\n**What your feedback changed**\n\n- reasons for a refusal are listed one by one\n"
            "- approvals move on while a manager travels\n\nThank you.",
        ),
        rate=0.93,
        questions=(
            Question("employee", "发票识别还是经常要手工改，什么时候能好一点？",
                     ("下个月换识别引擎，您单位先试。", "A new recognition engine comes next month; your unit tries it first.")),
        ),
    ),
    Story(
        "fk-year", "FK-01", "how", 2, "owner",
        ("年结前请做完的三件事", "Three things to do before the year closes"),
        (
            "1. 12 月 20 日前提交全部差旅报销\n2. 核对本人名下的借款\n3. 参加年结培训（90 分钟，二选一）\n\n晚交的单据转到明年预算。",
            "1. Submit all travel claims by 20 December\n2. Check the advances in your name\n"
            "3. Take the year-end training (90 minutes, one of two dates)\n\nLate claims go into next year's budget.",
        ),
        rate=0.62, units=("FSS",), confirm=True, unread=("employee",),
        questions=(Question("employee", "借款核对在手机上能做吗？"),),
    ),
    Story(
        "mes-why", "MES-02", "why", 215, "coo",
        ("为什么车间要用 MES", "Why the workshops get an MES"),
        (
            "各位工友：\n\n我们今天靠手抄和电话报产量，出了异常平均 **40 分钟**才有人到场。客户要求当天可追溯，纸做不到。\n\n"
            "**我们要做到**：异常 10 分钟内响应，产量当班可见。\n\n**不会发生的事**：不用它给个人打分。\n\n贺铭",
            "Colleagues,\n\nWe report output by hand and by phone, and it takes **40 minutes** until somebody comes when a line "
            "stops. Customers ask for same-day tracing; paper cannot do that.\n\n"
            "**What we want to reach**: somebody there within 10 minutes, output visible in the shift.\n\n"
            "**What will not happen**: nobody is graded by it.\n\nHe Ming",
        ),
        rate=0.9, rates={"ASM": 0.58, "PNT": 0.78},
        questions=(
            Question("champion", "夜班怎么培训？不能占休息时间。",
                     ("夜班单独排课，在班内进行，按工时计。", "Night shifts have sessions of their own, within the shift and paid.")),
            Question("yejun", "扫码会不会用来考核个人？", ("不会，只看到班组和车间。", "No: it shows teams and workshops only.")),
        ),
    ),
    Story(
        "mes-when", "MES-02", "when", 120, "xuliang",
        ("MES 上线时间：四个车间分三批", "MES dates: four workshops in three waves"),
        ("1. 冲压、焊装\n2. 涂装、仓储\n3. 总装，最后一批", "1. Stamping and welding\n2. Painting and warehousing\n3. Final assembly, last"),
        rate=0.86, rates={"ASM": 0.55},
    ),
    Story(
        "mes-benefit", "MES-02", "benefit", 75, "yejun",
        ("MES 对我们总装意味着什么", "What the MES means for final assembly"),
        (
            "**少做的事**：不用再抄产量、跑办公室。\n\n**开头会难的地方**：夜班扫码枪还不够，已报采购。",
            "**What falls away**: no more copying of output, no more walks to the office.\n\n"
            "**What is hard at first**: scanners are short at night; more are ordered.",
        ),
        rate=0.72, units=("ASM",),
    ),
    Story(
        "mes-how", "MES-02", "how", 13, "coo",
        ("早会和每周评比怎么做", "How the daily meeting and the weekly ranking work"),
        (
            "- 每天班前会 **10 分钟**：昨天用了多少、卡在哪里、谁来解决\n- 每周一公布四个车间的使用率，只排单位，不排个人\n- 第一名讲一条做法，最后一名得到帮助",
            "- **10 minutes** before each shift: how much it was used, where it is stuck, who solves it\n"
            "- every Monday the rates of the four workshops: units only, never persons\n"
            "- the first tells how, the last gets help",
        ),
        rate=0.84, rates={"ASM": 0.41, "PNT": 0.66}, confirm=True,
        questions=(
            Question("champion", "夜班没有班前会，怎么参加？"),
            Question("yejun", "扫码枪不够，使用率低不是我们的原因，怎么算？", hidden=True),
        ),
    ),
    Story(
        "hr-why", "HR-03", "why", 95, "linjing",
        ("为什么人事系统要换", "Why we replace the HR system"),
        (
            "算一次工资要三天，考勤要核对四张表。新系统让每个人随时看到自己的考勤和工资明细。",
            "A payroll run takes three days and four sheets of attendance. With the new system everybody sees their own "
            "attendance and pay at any time.",
        ),
        rate=0.9, rates={"ASM": 0.8},
    ),
    Story(
        "oa-result", "OA-04", "result", 55, "ceo",
        ("用印和公文：一年下来", "Seals and documents: one year on"),
        (
            "用印申请平均从两天半降到四小时以内。谢谢各位。下一步：移动端审批。",
            "A seal takes less than four hours instead of two and a half days. Thank you. Next: approvals on the phone.",
        ),
        rate=0.91,
    ),
    Story(
        "bi-why", "BI-07", "why", 65, "cfo",
        ("为什么要一个经营数据口径", "Why we need one set of figures"),
        (
            "同一个毛利，三个部门三个数。年底前统一口径，会上只讨论事情，不再争数字。",
            "One margin, three departments, three figures. By the end of the year there is one, and meetings are about the "
            "matter, not the number.",
        ),
        rate=0.88,
    ),
)  # fmt: skip

# To be approved, and scheduled.
NEXT: tuple[tuple[Story, bool], ...] = (
    (
        Story(
            "mes-scan", "MES-02", "what", 0, "coo",
            ("夜班扫码枪下周到位", "Scanners for the night shift arrive next week"),
            ("总装夜班缺的 **14 把**扫码枪下周三到货，当晚发到班组。谢谢大家提出来。",
             "The **14** scanners missing at night arrive on Wednesday and are handed out the same evening. Thank you for telling us."),
            units=("ASM",),
        ),
        False,
    ),
    (
        Story(
            "fk-next", "FK-01", "what", 0, "cfo",
            ("发票识别换新引擎", "A new engine for invoice recognition"),
            ("下个月起识别率提高，财务共享中心先试两周。", "From next month recognition gets better; shared services try it for two weeks first."),
        ),
        True,
    ),
)  # fmt: skip

# Lines of the plans that are no announcements: project, topic, title, channel, sender, units, days ago, told.
ENTRIES: tuple[tuple[str, str, tuple[str, str], str, str, Sequence[str], int, bool], ...] = (
    ("FK-01", "why", ("全员会：沈薇当面讲一遍", "Meeting of all: Shen Wei in person"), "meeting", "cfo", (), 305, True),
    ("FK-01", "benefit", ("各单位例会：对我们意味着什么", "Team meetings: what it means for us"), "team", "owner", (), 148, True),
    ("MES-02", "why", ("车间大会：贺铭讲为什么", "Workshop meeting: He Ming says why"), "meeting", "coo", (), 212, True),
    ("MES-02", "benefit", ("夜班班前会：主任当面讲", "Night shift: the head in person"), "team", "yejun", ("ASM",), 6, False),
    ("MES-02", "result", ("达到 90% 时：做到了什么", "At 90%: what came of it"), "announcement", "coo", (), -45, False),
    ("HR-03", "what", ("改什么、不改什么", "What changes, what stays"), "announcement", "linjing", (), 12, False),
    ("HR-03", "when", ("各单位什么时候上线", "When each unit goes live"), "announcement", "gaoxiang", (), -30, False),
    ("HR-03", "benefit", ("工资条以后怎么看", "Where to find your payslip"), "team", "linjing", ("HRD",), -60, False),
    ("BI-07", "what", ("哪些报表停用", "Which reports end"), "announcement", "cfo", (), -20, False),
)  # fmt: skip

OWN = (
    ("停机通知", "Planned downtime"),
    ("{project}停机维护", "{project} is down for maintenance"),
    (
        "（日期）（时间）至（时间）停机。期间请用纸单，恢复后由（谁）补录。",
        "Down on (date) from (time) to (time). Use paper meanwhile; (who) enters it afterwards.",
    ),
)
