"""Courses of the demo company with their question banks, in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field

# (kind, Chinese, English, options with their English, numbers of the right ones, explanation in both)
Ask = tuple[str, str, str, tuple[tuple[str, str], ...], tuple[int, ...], tuple[str, str]]


@dataclass(frozen=True)
class CourseStory:
    """`ago`: days since it opened; `units` and `roles` say whom its curriculum means; `due` in days from today.

    passed  share of people who have passed by today; `lagging` the share in some units
    before  mean score before the course, None without such a test; `after` the mean of those who pass
    """

    code: str
    project: str
    by: str
    owner: str
    title: str
    title_en: str
    summary: str
    summary_en: str
    curriculum: tuple[str, str]
    learner_role: str
    ago: int
    due: int
    units: tuple[str, ...]
    passed: float
    texts: tuple[tuple[str, str, str, str], ...]
    bank: tuple[Ask, ...]
    roles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    lagging: dict[str, float] = field(default_factory=dict)
    before: float | None = None
    after: float = 88
    minutes: int = 30
    valid: int | None = None
    attendance: bool = False
    limit: int | None = 20
    drawn: int = 0
    # Days from today, room, seats.
    sessions: tuple[tuple[int, str, int], ...] = ()


def _one(zh: str, en: str, *options: tuple[str, str], why: tuple[str, str] = ("", "")) -> Ask:
    """The first option is right."""
    return ("single", zh, en, options, (0,), why)


def _some(zh: str, en: str, right: tuple[int, ...], *options: tuple[str, str], why: tuple[str, str] = ("", "")) -> Ask:
    return ("multiple", zh, en, options, right, why)


def _order(zh: str, en: str, *options: tuple[str, str]) -> Ask:
    return ("order", zh, en, options, (), ("", ""))


EXPENSE_BANK = (
    _one(
        "差旅结束后应在几天内提交报销？", "Within how many days after a trip is a claim submitted?",
        ("15 天", "15 days"), ("30 天", "30 days"), ("90 天", "90 days"), ("没有期限", "No limit"),
        why=("超过 15 天需部门经理说明原因。", "After 15 days the manager has to say why."),
    ),
    _some(
        "哪些票据可以直接拍照识别？", "Which receipts can be photographed and recognised?", (0, 1, 3),
        ("增值税电子发票", "Electronic VAT invoice"), ("火车票", "Train ticket"), ("手写收据", "Handwritten receipt"),
        ("出租车票", "Taxi receipt"),
        why=("手写收据要附说明，由共享中心审核。", "A handwritten receipt needs a note and is checked by shared services."),
    ),
    _order(
        "一张报销单的顺序", "The way of a claim",
        ("拍票识别", "Photograph the receipts"), ("选择项目和费用类型", "Choose project and category"),
        ("提交审批", "Submit"), ("共享中心付款", "Payment by shared services"),
    ),
    _one(
        "单子被退回后应怎么做？", "What do you do when a claim comes back?",
        ("看退单原因，改后重新提交同一张单", "Read the reason, correct and submit the same claim"),
        ("新建一张单", "Make a new claim"), ("打电话催办", "Call and ask to hurry"),
        why=("新建会造成重复报销，系统会拦截。", "A new one would be a double claim; the system stops it."),
    ),
    _some(
        "超出差旅标准时可以怎么办？", "What is possible when the travel standard is exceeded?", (0, 2),
        ("事前申请例外", "Ask for an exception beforehand"), ("拆成两张单", "Split the claim in two"),
        ("超出部分自付", "Pay the rest oneself"), ("换一个费用类型", "Choose another category"),
    ),
    _one(
        "出差期间审批人不在时，单子会怎样？", "What happens to a claim while the approver is away?",
        ("按授权自动转给代理人", "It goes to the deputy by itself"), ("一直等待", "It waits"), ("自动通过", "It is approved"),
    ),
    _one(
        "一张发票可以报几次？", "How often can one invoice be claimed?",
        ("一次", "Once"), ("两次", "Twice"), ("不同项目各一次", "Once per project"),
    ),
)  # fmt: skip

APPROVER_BANK = (
    _one(
        "审批时首先核对什么？", "What is checked first when approving?",
        ("业务是否真实发生", "Whether the business happened"), ("金额是否为整数", "Whether the amount is round"),
        ("票面是否清晰", "Whether the picture is sharp"),
    ),
    _some(
        "哪些情况应退回而不是通过？", "When is a claim sent back?", (0, 1),
        ("缺少参加人名单的招待费", "Hospitality without names of guests"), ("项目选错", "The wrong project"),
        ("金额较小", "A small amount"),
    ),
    _one(
        "出差前应设置什么？", "What is set before a trip?",
        ("审批代理人", "A deputy"), ("自动通过", "Automatic approval"), ("静音", "Silence"),
    ),
)  # fmt: skip

CONFIGURE_BANK = (
    _order(
        "上线一条新审批流的顺序", "The way of a new approval flow",
        ("在测试环境配置", "Configure it in the test system"), ("业务负责人验证", "The business owner checks it"),
        ("变更评审", "Change review"), ("发布到生产", "Release"),
    ),
    _some(
        "修改差旅标准会影响什么？", "What does a change of the travel standard affect?", (0, 2),
        ("之后提交的单子", "Claims submitted afterwards"), ("已付款的单子", "Claims already paid"),
        ("例外申请的提示", "The hint about exceptions"),
    ),
    _one(
        "谁可以授予财务角色？", "Who may grant finance roles?",
        ("财务共享中心主任", "The head of shared services"), ("任何管理员", "Any administrator"), ("申请人", "The applicant"),
    ),
    (
        "text", "审批流在周一早上卡住，请写出您的排查步骤。",
        "An approval flow is stuck on Monday morning. Write down how you look for the cause.", (), (),
        ("先看代理人设置，再看节点日志，最后联系供应商。", "Deputies first, then the log of the step, then the supplier."),
    ),
)  # fmt: skip

MES_BANK = (
    _one(
        "开工前第一步做什么？", "What comes first at the start of a shift?",
        ("扫工牌登录工位", "Scan the badge at the station"), ("领料", "Fetch material"), ("填纸质日报", "Fill in the paper report"),
        why=("不登录，报工会记到别人名下。", "Without it your work counts for somebody else."),
    ),
    _order(
        "报工的顺序", "The way of a report",
        ("扫工单", "Scan the order"), ("确认数量", "Confirm the count"), ("登记不良", "Enter rejects"), ("提交", "Submit"),
    ),
    _some(
        "发现来料不良时要做什么？", "What do you do about faulty material?", (0, 1, 3),
        ("停用并挂红牌", "Stop and hang a red tag"), ("在 MES 上报异常并拍照", "Report it in MES with a picture"),
        ("放回料架", "Put it back on the shelf"), ("通知班组长", "Tell the shift leader"),
    ),
    _one(
        "扫码枪连不上时怎么办？", "The scanner does not connect. What now?",
        ("用工位屏幕手工输入工单号", "Type the order number at the station"), ("下班再补", "Report it after the shift"),
        ("借别人账号", "Use somebody's account"),
    ),
    _one(
        "报错数量后怎么改？", "How is a wrong count corrected?",
        ("当班内撤回重报", "Withdraw and report again within the shift"), ("下一单少报", "Report less next time"),
        ("找 IT 改数据库", "Ask IT to change the database"),
    ),
    _some(
        "交接班时哪些要在 MES 上确认？", "What is confirmed in MES when the shift changes?", (0, 2),
        ("未完工单", "Open orders"), ("天气", "The weather"), ("设备异常", "Faults of machines"), ("午餐人数", "Lunches"),
    ),
)  # fmt: skip

LEADER_BANK = (
    _one(
        "派工依据什么？", "What is work assigned by?",
        ("MES 的技能与排产", "Skills and plan in MES"), ("先到先得", "Who comes first"), ("抽签", "The lot"),
    ),
    _some(
        "班前会看哪些数据？", "Which figures does the daily meeting look at?", (0, 1, 2),
        ("昨日达成", "Yesterday's output"), ("不良前三", "Top three rejects"), ("今日异常", "Today's faults"), ("股价", "The share price"),
    ),
    _order(
        "异常升级的顺序", "The way of an escalation",
        ("班组长", "Shift leader"), ("车间主任", "Head of the workshop"), ("制造总监", "Head of manufacturing"),
    ),
)  # fmt: skip

OA_BANK = (
    _one(
        "用印申请在哪里提交？", "Where is the use of a seal requested?",
        ("OA 移动端“用印”", "“Seals” in the OA app"), ("行政前台", "The front desk"), ("邮件", "E-mail"),
    ),
    _some(
        "哪些公文必须留痕？", "Which documents need a trace?", (0, 1),
        ("对外合同", "Contracts"), ("人事任免", "Appointments"), ("午餐通知", "Lunch notices"),
    ),
    _one(
        "手机丢失后第一步？", "Your phone is lost. What comes first?",
        ("通知 IT 停用设备", "Tell IT to lock the device"), ("等找到再说", "Wait"), ("改朋友圈密码", "Change another password"),
    ),
    _order(
        "会议室预订的顺序", "The way to a meeting room",
        ("选时间", "Choose the time"), ("选会议室", "Choose the room"), ("邀请参加人", "Invite people"),
    ),
)  # fmt: skip

STORIES = (
    CourseStory(
        "oa", "OA-04", "tangqi", "tangqi", "OA 移动办公", "OA on the phone",
        "公文、用印、会议在手机上办；手机丢了怎么办。", "Documents, seals and meetings on the phone; what to do when it is lost.",
        ("全员 OA 上线", "OA for everybody"), "operate", 176, -150, ("HR00",), 0.985,
        (("三分钟看懂用印", "Seals in three minutes", "在“用印”里选印章和文件，**拍照上传**，领导在手机上批。",
          "Choose seal and document under “Seals”, **upload a picture**, the approval comes by phone."),),
        OA_BANK, after=91, minutes=20, valid=6, limit=None,
    ),
    CourseStory(
        "fk", "FK-01", "change", "employee", "费控报销操作", "Claiming expenses",
        "从拍票到到账：怎么一次填对，退回了怎么办。", "From the receipt to the money: right the first time, and what to do when it comes back.",
        ("全员报销", "Everybody who claims"), "operate", 118, -60, ("FIN", "FSS", "SAL", "PUR", "HRD", "ITD", "MFG"), 0.97,
        (("一张单子的一生", "The life of a claim", "1. 拍票\n2. 选项目\n3. 提交\n\n两天内到账。**退回看原因，改同一张单。**",
          "1. Photograph\n2. Choose the project\n3. Submit\n\nPaid within two days. **If it comes back, read why and correct it.**"),
         ("差旅标准速查", "Travel standards", "一线城市住宿 450 元，其他 350 元；高铁二等座。", "Hotels 450 yuan in large cities, 350 elsewhere; second class by rail."),),
        EXPENSE_BANK, before=58, after=87, minutes=35, valid=24, limit=20, drawn=6,
    ),
    CourseStory(
        "fk_approve", "FK-01", "change", "owner", "报销审批要点", "Approving expenses",
        "审什么、什么时候退回、出差前怎么授权。", "What to look at, when to send back, whom to name as deputy.",
        ("审批人", "Approvers"), "approve", 112, -60, (), 1.0,
        (("代理人怎么设", "How to name a deputy", "我的 → 授权 → 选择代理人和日期。", "Me → Deputies → person and dates."),),
        APPROVER_BANK, roles=("executive", "business_owner"), after=90, minutes=15, valid=24, limit=None,
    ),
    CourseStory(
        "fk_admin", "FK-01", "change", "change", "费控系统配置", "Configuring expense control",
        "审批流、差旅标准、角色：怎么改、谁来验、怎么发布。", "Flows, standards, roles: how to change, who checks, how to release.",
        ("管理员与关键用户", "Administrators and key users"), "configure", 20, 6, (), 0.34,
        (("配置手册第 3 章", "Manual, chapter 3", "先测试环境，后生产；每次变更都要有人验证。", "Test first, then production; somebody else checks every change."),),
        CONFIGURE_BANK, people=("it", "employee", "support", "zhoulan", "owner", "fanlin"), after=86, minutes=90, limit=45,
        sessions=((2, "信息楼 302", 4),),
    ),
    CourseStory(
        "mes", "MES-02", "change", "champion", "MES 报工与异常上报", "Reporting work and faults in MES",
        "扫工牌、报工、报异常，现场做一遍。", "Badge, report, fault: done once on the floor.",
        ("车间操作", "Shop floor"), "operate", 62, -8, ("STP", "WLD", "PNT", "ASM"), 0.965,
        (("工位卡片", "Station card", "扫工牌 → 扫工单 → 数量 → 不良 → 提交。", "Badge → order → count → rejects → submit."),
         ("异常怎么拍照", "Pictures of faults", "拍到工单号和不良处，两张就够。", "Order number and fault in the picture; two are enough."),),
        MES_BANK, lagging={"ASM": 0.72}, before=49, after=84, minutes=60, valid=12, attendance=True, limit=15, drawn=5,
        sessions=((-52, "冲压车间培训角", 40), (-50, "焊装车间培训角", 45), (-47, "涂装车间培训角", 40), (-40, "总装车间培训角", 30), (3, "总装车间培训角", 8), (10, "总装车间培训角", 20)),
    ),
    CourseStory(
        "mes_lead", "MES-02", "change", "yejun", "班组长：派工与班前会", "Shift leaders: assigning work, daily meeting",
        "用数据开班前会，按技能派工。", "Daily meetings by figures, work by skills.",
        ("班组长", "Shift leaders"), "approve", 40, 20, (), 0.6,
        (("班前会五分钟", "A daily meeting in five minutes", "昨日、今日、异常、谁来办。", "Yesterday, today, faults, who does it."),),
        LEADER_BANK, people=("dingqiang", "caoli", "fengbo", "luxia", "champion"), after=89, minutes=25, limit=None,
    ),
)  # fmt: skip
