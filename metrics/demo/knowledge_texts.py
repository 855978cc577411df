"""What stands in the knowledge base of the demo company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """`ago`: days since it was published (negative: still a draft, begun so many days ago). Pairs are (Chinese,
    English); `votes` (yes, no)."""

    code: str
    kind: str
    shelf: str
    owner: str
    title: tuple[str, str]
    summary: tuple[str, str]
    body: tuple[str, str]
    tags: Sequence[str]
    ago: int = 30
    votes: tuple[int, int] = (0, 0)
    project: str = ""
    units: Sequence[str] = ()
    roles: Sequence[str] = ()


SHELVES = (
    ("生产与 MES", "Production and MES", ("报工与工单", "Work reporting"), ("异常与停线", "Stops and exceptions")),
    ("财务与报销", "Finance and expenses", ("差旅报销", "Travel expenses"), ("月末结账", "Month-end close")),
    ("办公与人事", "Office and HR"),
    ("采购与供应商", "Procurement and suppliers"),
    ("客户与经销商", "Customers and dealers"),
    ("落地经验", "Landing software"),
)
TAGS_EN = {
    "报工": "work reporting", "扫码枪": "scanner", "停线": "line stop", "班长": "team leader", "报销": "expenses",
    "发票": "invoice", "结账": "closing", "审批": "approval", "密码": "password", "考勤": "attendance",
    "采购": "procurement", "供应商": "supplier", "经销商": "dealer", "商机": "opportunity", "关键用户": "champion",
    "培训": "training", "推广": "roll-out", "权限": "rights",
}  # fmt: skip

STORIES = (
    Story("report", "how_to", "报工与工单", "champion", ("手机报工三步走", "Report work in three steps"),
          ("扫工单、填数量、提交，一分钟完成。", "Scan the order, enter the quantity, submit: one minute."),
          ("# 开始之前\n\n确认工牌在身上、工单已下发到本工位。\n\n# 三步报工\n\n1. 打开手机上的 **MES**，点“报工”。\n2. 扫工单上的二维码；屏幕出现物料和应做数量。\n3. 填 **合格数** 和 **不合格数**，点“提交”。\n\n> 当班报工当班完成。跨班补报要班长确认。\n\n# 常见提示\n\n| 提示 | 怎么办 |\n| --- | --- |\n| 工单未开工 | 请班长先开工 |\n| 数量超出计划 | 核对上道工序转入数 |\n| 网络不通 | 数据已存在手机里，有网后自动补传 |",
           "# Before you begin\n\nHave your badge with you; the order must be released to your station.\n\n# Three steps\n\n1. Open **MES** on the phone and tap Report work.\n2. Scan the code on the order: part and quantity appear.\n3. Enter **good** and **rejected** pieces and submit.\n\n> Report within your shift. A late report needs the team leader.\n\n# What the app may say\n\n| Message | What to do |\n| --- | --- |\n| Order not started | Ask the team leader to start it |\n| More than planned | Check what the step before handed over |\n| No network | It is kept on the phone and sent later |"),
          ("报工", "MES", "扫码枪"), 62, (23, 2)),
    Story("scanner", "faq", "报工与工单", "support", ("扫码枪扫不出来怎么办？", "The scanner does not read. What now?"),
          ("先擦镜头，再换码，再重启。", "Clean, try another code, restart."),
          ("1. 用软布擦镜头和标签。\n2. 换一张工单试：能扫，说明是标签坏了，找班长补打。\n3. 长按电源键 10 秒重启。\n4. 仍不行，报运维并写明枪号（枪柄上 **WX-** 开头）。",
           "1. Wipe the lens and the label with a soft cloth.\n2. Try another order: if it reads, the label is bad; have it printed again.\n3. Hold the power key for 10 seconds.\n4. Still nothing? Tell support the number on the handle (**WX-**)."),
          ("扫码枪", "报工", "MES"), 41, (17, 1)),
    Story("late", "faq", "报工与工单", "champion", ("忘了报工，第二天还能补吗？", "I forgot to report. Can I do it the next day?"),
          ("两天内可以，要班长确认。", "Within two days, with the team leader's consent."),
          ("可以。在“我的报工”里点“补报”，选日期和工单；班长在手机上确认后生效。**超过两天** 的由车间统计员处理，会计入班组及时率。",
           "Yes: My reports, Late report, choose day and order. It counts once the team leader confirms. **After two days** the workshop clerk enters it, and the team's timeliness shows it."),
          ("报工", "班长", "MES"), 38, (9, 1)),
    Story("stop", "how_to", "异常与停线", "champion", ("停线上报：谁报、报什么、多久有人来", "Reporting a stop: who, what, how fast help comes"),
          ("停超过 3 分钟就报，10 分钟内有人到。", "Report after 3 minutes; help within 10."),
          ("# 什么时候报\n\n停线超过 **3 分钟**，由发现人报，不等班长。\n\n# 怎么报\n\n点“停线上报”→ 选原因（设备、物料、质量、人员）→ 拍一张照片 → 提交。\n\n# 之后\n\n- 设备类：维修 10 分钟内到位\n- 物料类：仓库 15 分钟内答复\n- 恢复后点“恢复生产”，系统自动算停线时长",
           "# When\n\nAfter **3 minutes** of standstill, by whoever sees it.\n\n# How\n\nReport a stop, choose the cause (machine, material, quality, people), take a picture, submit.\n\n# Then\n\n- Machine: maintenance within 10 minutes\n- Material: an answer from the store within 15\n- Tap Resume when it runs; the length is computed"),
          ("停线", "MES", "班长"), 25, (11, 0)),
    Story("handover", "best_practice", "报工与工单", "champion", ("焊装车间：交接班会只开五分钟", "Welding: a shift handover of five minutes"),
          ("对着看板讲三个数，第二天报工及时率从 72% 到 91%。", "Three figures at the board took timely reports from 72 % to 91 %."),
          ("# 我们怎么做\n\n1. 站在班组看板前，不进会议室。\n2. 只讲三个数：计划完成率、未报工单数、停线分钟。\n3. 未报的工单当场指定人，下班前清零。\n\n# 为什么有用\n\n数字是系统算的，没人争论；谁没报一目了然，但**不点名排名**，只看班组。",
           "# What we do\n\n1. We stand at the team board, not in a meeting room.\n2. Three figures only: plan met, orders not reported, minutes stopped.\n3. Each open order gets a name and is closed before the shift ends.\n\n# Why it works\n\nThe figures are computed, so nobody argues. Teams are compared, **never persons**."),
          ("报工", "班长", "推广"), 18, (14, 0), "MES-02"),
    Story("board", "article", "报工与工单", "it", ("班组看板上的数字从哪里来", "Where the figures on the team board come from"),
          ("每个数字的口径、更新时间和例外。", "How each figure is computed, when, and what is left out."),
          ("- **计划完成率** = 合格数 ÷ 计划数，每 5 分钟更新\n- **报工及时率** = 当班报工的工单 ÷ 当班完工的工单\n- **停线分钟** = 上报到恢复之间的时间，班前会和用餐不计\n\n人少于五个的班组不单独显示。",
           "- **Plan met** = good pieces ÷ planned, every 5 minutes\n- **Timely reports** = orders reported in the shift ÷ orders finished in it\n- **Minutes stopped** = from report to resume, without breaks\n\nTeams of fewer than five are not shown alone."),
          ("报工", "MES"), 33, (6, 1)),
    Story("trip", "how_to", "差旅报销", "employee", ("差旅报销怎么提交", "How to hand in travel expenses"),
          ("出差回来五天内，发票拍照上传，系统自动验真。", "Within five days of the trip; photograph the invoices."),
          ("# 准备\n\n电子发票直接转发到报销邮箱；纸质发票拍平整。\n\n# 提交\n\n1. 新建报销单，选对应的出差申请。\n2. 逐张确认识别结果：金额、税号、日期。\n3. 超标准的写一句原因，否则会被退回。\n4. 提交后看“我的单据”：**平均 2 天到账**。",
           "# Prepare\n\nForward e-invoices to the expense mailbox; photograph paper ones flat.\n\n# Hand in\n\n1. New claim, choose the trip.\n2. Check what was read: amount, tax number, date.\n3. Above the limit? One sentence why, or it comes back.\n4. Follow it under My claims: **two days on average**."),
          ("报销", "发票", "审批"), 75, (31, 3)),
    Story("rejected", "faq", "差旅报销", "employee", ("报销单为什么被退回？", "Why did my claim come back?"),
          ("十次退回里八次是这四个原因。", "Four reasons make up eight in ten."),
          ("1. **抬头或税号不对**：必须是公司全称。\n2. **发票重复**：同一张发票报过。\n3. **超标准没写原因**。\n4. **缺出差申请**：补一张申请再提交。\n\n退回的单据改好后直接重新提交，不用新建。",
           "1. **Wrong name or tax number** on the invoice.\n2. **The same invoice twice**.\n3. **Above the limit without a reason**.\n4. **No trip request**: add one and hand in again.\n\nCorrect the claim and hand it in again; no new one is needed."),
          ("报销", "发票"), 52, (19, 2)),
    Story("invoice", "faq", "差旅报销", "employee", ("电子发票和纸质发票有什么区别？", ""),
          ("", ""),
          ("报销时效力相同。电子发票**不要打印**，上传原文件（PDF 或 OFD）即可；纸质发票要拍照上传，并在月底前交原件。", ""),
          ("发票", "报销"), 47, (8, 0)),
    Story("close", "how_to", "月末结账", "owner", ("月末结账检查清单", "Month-end close check-list"),
          ("T-2 到 T+3，每天做什么、谁来做。", "Day by day from T-2 to T+3."),
          ("# T-2\n\n- 催未报销的在途单据\n- 采购暂估清单发各车间核对\n\n# T-0\n\n- 关闭当月报工与入库\n- 往来对账差异为零才继续\n\n# T+1 到 T+3\n\n- 成本计算、结转、出三张表\n- 财务负责人签字后锁账\n\n> 锁账以后的更正走**下月调整**，不解锁。",
           "# T-2\n\n- Chase open expense claims\n- Send the list of accruals to the workshops\n\n# T-0\n\n- Close work reports and receipts of the month\n- Go on only when intercompany balances agree\n\n# T+1 to T+3\n\n- Cost, carry over, three statements\n- Locked when the head of finance has signed\n\n> What is found after the lock is corrected **next month**."),
          ("结账", "ERP"), 210, (12, 1), "", ("FIN", "FSS")),
    Story("accrual", "best_practice", "月末结账", "owner", ("暂估提前两天，结账少加一天班", "Accruals two days earlier save a day of overtime"),
          ("把暂估从 T-0 提到 T-2。", "From T-0 to T-2."),
          ("以前结账日当天才收暂估，晚上十点还在等车间。现在 T-2 发清单、T-1 中午截止，逾期按系统建议值入账。三个月里结账从 5 天降到 3 天。",
           "Accruals used to come in on the closing day itself. Now the list goes out on T-2, the door closes at noon of T-1, and what is missing is booked as proposed. Closing went from five days to three."),
          ("结账", "ERP"), 88, (7, 0), "FK-01"),
    Story("password", "faq", "办公与人事", "support", ("忘记密码或账号被锁怎么办？", "Forgotten password, locked account"),
          ("自己重置，两分钟；不用打电话。", "Reset it yourself in two minutes."),
          ("在登录页点“忘记密码”，按短信验证码重置。连续输错 5 次锁 15 分钟，自动解锁。**任何人都不会向你要密码**，包括运维。",
           "Forgotten password on the sign-in page, then the code from the text message. Five wrong tries lock it for 15 minutes. **Nobody will ever ask for your password**, support included."),
          ("密码", "OA"), 120, (26, 1)),
    Story("approve", "how_to", "办公与人事", "change", ("出差期间如何在手机上审批", "Approving on the phone while travelling"),
          ("开代理，或在手机上三步批完。", "Name a deputy, or three taps."),
          ("# 手机审批\n\n1. 打开 OA，点“待办”。\n2. 看摘要和附件；左滑批准，右滑退回。\n3. 退回必须写一句原因。\n\n# 设代理\n\n“我的”→“代理”→ 选人和日期。代理期间的审批记录写明**谁代谁批**。",
           "# On the phone\n\n1. Open OA, To do.\n2. Read summary and files; swipe left to approve, right to send back.\n3. Sending back needs one sentence why.\n\n# A deputy\n\nMe, Deputy, choose person and days. The record says **who approved for whom**."),
          ("审批", "OA"), 29, (10, 2)),
    Story("leave", "faq", "办公与人事", "change", ("年假余额不对找谁？", "My leave balance is wrong. Whom do I ask?"),
          ("先看口径，再找本部门人事专员。", "Check the rule, then your HR officer."),
          ("余额 = 当年额度 + 结转 − 已休 − **审批中**。审批中的也扣，所以常看着少。仍不对，请把截图发给本部门人事专员，两个工作日内更正。",
           "Balance = this year's days + carried over − taken − **in approval**. What waits for approval counts as taken. Still wrong? Send a screenshot to your HR officer; corrected within two working days."),
          ("考勤", "HR"), 64, (5, 4)),
    Story("clock", "how_to", "办公与人事", "change", ("漏打卡怎么补", "Missed the time clock?"),
          ("每月三次，当月补完。", "Three times a month, within the month."),
          ("“考勤”→“补卡”→ 选日期、写原因 → 主管确认。每月最多三次，次月 1 日关账后不能再补。",
           "Attendance, Correct, day and reason; your manager confirms. Three a month; closed on the first of the next."),
          ("考勤", "HR"), 97, (1, 6)),
    Story("request", "how_to", "采购与供应商", "owner", ("采购申请怎么写不被退回", "Purchase requests that do not come back"),
          ("写清用途、型号、到货日三件事。", "Purpose, model, day: these three."),
          ("1. **用途**：哪个项目、哪条线，不写“生产用”。\n2. **型号**：从物料库选，不手填。\n3. **到货日**：留足供应商交期，系统会提示。\n\n金额超 5 万要附三家比价。",
           "1. **Purpose**: which project or line, not “production”.\n2. **Model**: from the catalogue, not typed.\n3. **Day**: leave the supplier's lead time; the form tells you.\n\nAbove 50,000 attach three offers."),
          ("采购", "审批", "ERP"), 44, (13, 1)),
    Story("supplier", "faq", "采购与供应商", "owner", ("新供应商多久能建好？", "How long until a new supplier is set up?"),
          ("资料齐全三天。", "Three days when papers are complete."),
          ("营业执照、开户许可、质量协议三件齐全，三个工作日。最常缺的是**盖章的质量协议**。",
           "Three working days with licence, bank confirmation and quality agreement. The **stamped quality agreement** is what is usually missing."),
          ("供应商", "采购"), 36, (4, 0)),
    Story("deal", "how_to", "客户与经销商", "support", ("经销商商机怎么登记", "Registering an opportunity with a dealer"),
          ("谁先登记谁保护，90 天。", "First come, protected for 90 days."),
          ("登记客户全称、预计数量、预计月份。系统查重，冲突的由区域经理裁定。**90 天没有跟进记录自动释放**。",
           "Full name of the customer, quantity, month. Duplicates are found; the regional manager decides. **Released after 90 days without an entry**."),
          ("经销商", "商机", "CRM"), 58, (6, 2)),
    Story("visit", "best_practice", "客户与经销商", "support", ("拜访记录三句话就够", "Three sentences make a visit report"),
          ("谁、说了什么、下一步。", "Who, what, next."),
          ("写长了没人看，也没人写。三句话：**见了谁、对方最关心什么、下一步谁在哪天做什么**。用语音录入，车上两分钟写完。",
           "Long reports are neither written nor read. Three sentences: **whom, what they care about, who does what next and when**. Dictate it in the car."),
          ("CRM", "商机"), 21, (9, 1)),
    Story("champion", "best_practice", "落地经验", "change", ("关键用户第一个月做什么", "A champion's first month"),
          ("每天十五分钟，四周四件事。", "Fifteen minutes a day, four weeks, four things."),
          ("# 第一周：自己会\n\n把本岗位最常用的三个操作做到不看手册。\n\n# 第二周：陪两个人\n\n选最积极和最抵触的各一个，站在旁边看他们操作，不抢鼠标。\n\n# 第三周：收问题\n\n每个问题记到知识库的提问里，别记在微信里。\n\n# 第四周：讲数字\n\n班前会讲本班组的使用率，只讲班组，**不点个人**。",
           "# Week one: know it\n\nThe three commonest acts of your job without the manual.\n\n# Week two: stand beside two people\n\nThe keenest and the most reluctant. Watch; do not take the mouse.\n\n# Week three: collect questions\n\nAsk them here under the article, not in a chat.\n\n# Week four: say the figure\n\nThe team's usage in the morning meeting; the team's, **never a person's**."),
          ("关键用户", "推广", "培训"), 49, (21, 0), "", (), ("champion", "change_manager", "project_manager")),
    Story("ranking", "article", "落地经验", "change", ("车间周排名怎么用才不伤人", "Ranking workshops without hurting people"),
          ("排车间，不排人；比进步，不只比高低。", "Workshops, not persons; progress, not only level."),
          ("1. 只排 **五人以上** 的车间和班组。\n2. 名次旁边放上周的变化，让后进的也有机会被表扬。\n3. 末位车间先得到帮助，再谈考核：缺枪补枪，缺人补人。",
           "1. Only groups of **five or more**.\n2. Show the change beside the rank, so those behind can be praised too.\n3. Who is last gets help first: scanners, people, time."),
          ("推广", "关键用户"), 27, (16, 1)),
    Story("lesson", "lesson", "落地经验", "pm", ("费控上线：先清主数据，再谈流程", "Expense project: clean the master data first"),
          ("三周返工换来的教训。", "A lesson that cost three weeks."),
          ("# 发生了什么\n\n上线前一周发现成本中心有 14% 是旧编码，自动验真大面积失败。\n\n# 下次\n\n- 把主数据清理列为**门禁条件**\n- 由业务而不是 IT 确认每一条\n- 上线前两周做一次全量试跑",
           "# What happened\n\nA week before go-live 14 % of the cost centres turned out to be old; checks failed everywhere.\n\n# Next time\n\n- Clean master data is a **gate criterion**\n- The business confirms it line by line, not IT\n- A full trial two weeks before"),
          ("推广", "ERP"), 70, (8, 0), "FK-01"),
    Story("train", "how_to", "落地经验", "change", ("一次 30 分钟的岗前培训怎么安排", "A training of thirty minutes before the shift"),
          ("讲 5 分钟、做 20 分钟、问 5 分钟。", "Tell 5, do 20, ask 5."),
          ("只教本岗位的三个操作，用**真实工单**练。每人做完一遍再散场；没做完的第二天由关键用户陪做。",
           "Three acts of the job, on **real orders**. Everybody does it once before they leave; whoever did not is accompanied the next day."),
          ("培训", "关键用户"), 15, (7, 0)),
    Story("rights", "faq", "办公与人事", "it", ("调岗以后权限什么时候变？", "I changed jobs. When do my rights change?"),
          ("", ""),
          ("", "The night after HR has entered the move. Old rights end the same night; a project's rights stay until the project manager takes you off."),
          ("权限", "HR"), 12, (3, 1)),
    Story("trace", "how_to", "报工与工单", "it", ("批次追溯：从成品查到原料", "Tracing a batch back to its material"),
          ("草稿：等质量部补截图。", "Draft: quality adds the pictures."),
          ("# 入口\n\nMES → 质量 → 批次追溯，输入成品条码。\n\n# 结果怎么看\n\n待补。", ""), ("MES", "扫码枪"), -3, (0, 0), "MES-02"),
    Story("seal", "faq", "采购与供应商", "support", ("合同用印要走哪条流程？", "Which process for stamping a contract?"),
          ("", ""), ("合同审批通过后自动生成用印单，打印后到法务部盖章。", "The stamping order is made when the contract is approved."),
          ("审批", "采购"), -2),
    Story("andon", "article", "异常与停线", "champion", ("安灯响了先看这三项", "When the andon rings, look at three things first"),
          ("", ""), ("1. 灯的颜色：红停、黄缺料、蓝质量。\n2. 工位屏上的代码。\n3. 上一次同样代码的处理办法，就在本知识库里搜代码。", ""),
          ("停线", "MES"), -1),
)  # fmt: skip

# Put forward to the editors.
SUBMITTED = ("seal",)
# Should have been looked at again before today.
OVERDUE = {"close": 20, "clock": 8}
NOTES = {
    "clock": ((False, "补卡次数已经改成五次了，这里还写三次。"), (False, "The menu has moved to the front page.")),
    "leave": ((False, "没说结转几天会过期。"),),
    "report": ((True, "新来的同事照着做一次就会了。"), (False, "超计划那一行再写细一点。")),
}
# Article, who asks, question, answer ("" is still open), whether it became an FAQ.
QUESTIONS = (
    ("report", "employee", "返工件要不要另外报工？", "要。选工序里的“返工”，数量报合格数，不会重复计产量。", True),
    ("report", "owner", "两个人合做一张工单，怎么报？", "", False),
    ("trip", "champion", "高铁票丢了还能报吗？", "可以，用 12306 的行程信息提示单代替。", False),
    ("champion", "support", "Do champions get time for this from their team leaders?", "Yes: fifteen minutes a day are agreed with every workshop.", False),
    ("request", "it", "急件能不能先下单后补申请？", "", False),
)  # fmt: skip
MISSED = (("电子签章", 7), ("vpn", 5), ("食堂充值", 4), ("班车时刻", 2), ("hardware token", 1))
