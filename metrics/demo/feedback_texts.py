"""What people of the demo company said, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """A story on the board: said `ago` days ago, answered after `wait` days, decided and done so many days later."""

    project: str
    unit: str
    kind: str
    reason: str
    ago: int
    title: tuple[str, str]
    text: str
    answer: str
    wait: int
    votes: int
    decision: str = ""
    why: tuple[str, str] = ("", "")
    decided: int = 0
    outcome: tuple[str, str] = ("", "")
    done: int = 0
    level: str = "named"
    author: str = ""


BOARD: tuple[Told, ...] = (
    Told("MES-02", "ASM", "stuck", "device", 71, ("夜班扫码枪不够", "Too few scanners on nights"),
         "夜班 3 号线只有两把枪，排队要等十来分钟。", "已和设备科核对，夜班确实缺 14 把。", 1, 17, "will",
         ("分两批补齐 14 把，先保证 3 号线。", "Fourteen more in two batches, line 3 first."), 9,
         ("第一批 8 把 11 月到位，3、4 号线已发。", "The first eight are on lines 3 and 4."), 30),
    Told("MES-02", "ASM", "idea", "fields", 64, ("返修单少填一遍工号", "Enter the worker number once in rework orders"),
         "返修单要填三遍工号，能不能扫一次工牌就行？", "这个提得对，三处工号可以带出来。", 1, 21, "will",
         ("改成扫工牌一次，其余自动带出。", "Scan the badge once, the rest is filled in."), 6,
         ("新版本已上线：扫工牌一次即可。", "Live: one scan of the badge is enough."), 22),
    Told("MES-02", "STP", "stuck", "slow", 58, ("换班前后页面慢", "Slow around shift change"),
         "每天八点前后点一下要转半分钟。", "日志看到了，换班时同时提交的太多。", 2, 13, "will",
         ("提交改为排队处理，并加一台应用服务器。", "Queue what is submitted, and add a server."), 8,
         ("换班高峰平均响应从 9 秒降到 1.2 秒。", "Around shift change 1.2 seconds instead of 9."), 25),
    Told("MES-02", "WLD", "stuck", "scan", 52, ("焊渣盖住二维码扫不出来", "Codes under weld spatter do not scan"),
         "二维码贴在焊点旁边，半天就扫不出来了。", "现场看过，贴的位置不对。", 1, 9, "will",
         ("换到托架侧面，用耐高温标签。", "Moved to the side of the carrier, heat-proof labels."), 5,
         ("全部 46 个托架已换标签。", "All 46 carriers have new labels."), 18),
    Told("MES-02", "PNT", "stuck", "network", 47, ("调漆间没有信号", "No signal in the paint kitchen"),
         "调漆间里平板连不上网，只能出来再填。", "信息部下周去测信号。", 2, 8, "will",
         ("加一个防爆接入点。", "An explosion-proof access point."), 10),
    Told("MES-02", "LOG", "idea", "process", 44, ("领料当场过账", "Post issues on the spot"),
         "领料单攒到下班一起录，谁都对不上账。", "我们和仓库一起试了两天。", 1, 11, "will",
         ("B 区先试行当场扫码过账。", "Area B posts on the spot as a trial."), 4,
         ("全部库区已改为当场过账，账实差异减少六成。", "All areas post on the spot; differences fell by 60 %."), 26),
    Told("FK-01", "FSS", "idea", "fields", 62, ("出租车票自动识别金额", "Read the amount from taxi receipts"),
         "一张一张敲金额，一个月要敲三百多张。", "识别接口已经有了，正在看准确率。", 1, 26, "will",
         ("接入票据识别，人工只复核低置信度的。", "Receipts are read; people check doubtful ones only."), 7,
         ("已上线，九成票据免手工录入。", "Live: nine of ten receipts need no typing."), 28, author="employee"),
    Told("FK-01", "SAL", "stuck", "how", 55, ("不知道选哪个费用科目", "Which cost type to choose"),
         "请客户吃饭该选招待费还是会议费？每次都被退。", "整理了一张对照表，先发给大家。", 2, 19, "partly",
         ("常用场景做成选项，特殊的仍需自选。", "Common cases become choices, special ones remain."), 9,
         ("填单第一步先选场景，自动带出科目。", "The first step asks for the case and fills the type."), 21),
    Told("FK-01", "SAL", "idea", "missing", 40, ("出差途中用手机提交", "Submit from the phone while travelling"),
         "回公司才能报销，发票都丢了。", "手机端排在下一期。", 1, 24, "will",
         ("手机端随第二期上线，先开放拍票。", "The phone comes with phase two, photos first."), 12),
    Told("FK-01", "FIN", "stuck", "data", 36, ("部门预算余额不对", "Department balance is wrong"),
         "系统里市场费余额和我们台账差 12 万。", "在查，是跨月冲销没有带过来。", 1, 6, "will",
         ("补跑 9 月冲销，并每天对一次账。", "September reversals rerun; reconciled every day."), 3,
         ("余额已对上，每日对账结果发部门预算员。", "Balances agree; the result is sent every day."), 9),
    Told("FK-01", "PUR", "good", "faster", 33, ("审批比以前快多了", "Approval is much faster"),
         "以前等一个星期，现在第二天就批了，点赞。", "谢谢，我们继续盯住超时的单子。", 1, 7),
    Told("HR-03", "HRD", "stuck", "data", 49, ("年假余额算错", "Annual leave is miscounted"),
         "入职满十年的人年假还是 5 天。", "规则里漏了司龄分段，正在改。", 1, 15, "will",
         ("按司龄分段重算全员年假。", "Leave recomputed by years of service."), 4,
         ("2,386 人的年假已重算，118 人有更正。", "Recomputed for 2,386 people, 118 corrected."), 11),
    Told("HR-03", "ASM", "idea", "training", 42, ("夜班也要有培训场次", "Training for the night shift too"),
         "培训都排在白天，夜班的人只能放弃休息来。", "夜班培训场次正在排。", 2, 18, "will",
         ("每周三 22 点加一场，计入工时。", "One more on Wednesdays at 22:00, paid."), 7,
         ("已开 4 场，夜班 61 人通过考核。", "Four held; 61 of the night shift passed."), 27, level="anonymous"),
    Told("HR-03", "WLD", "idea", "missing", 28, ("班组长看不到本班排班", "Shift leaders cannot see their roster"),
         "要给人事打电话才知道明天谁来。", "权限方案在评审。", 3, 12, "will",
         ("班组长可看本班组两周排班。", "Leaders see two weeks of their own shift."), 10),
    Told("MES-02", "STP", "idea", "process", 25, ("换模记录直接在报工机上填", "Enter die changes at the terminal"),
         "纸单和系统要填两遍。", "已列入下一个迭代。", 1, 10, "will",
         ("迭代 14 上线后停用纸单。", "Paper stops with iteration 14."), 6),
    Told("MES-02", "ASM", "idea", "missing", 31, ("能不能不用系统报工", "Do without reporting in the system"),
         "活都干不完，还要报工。", "理解大家的压力，报工是算计件工资的依据。", 2, 5, "wont",
         ("报工是计件工资和追溯的依据，不能取消；会继续减少要填的项。",
          "Pay and tracing need it; we go on reducing what has to be filled in."), 9, level="anonymous"),
    Told("FK-01", "LEG", "idea", "missing", 21, ("合同付款一键报销", "Pay contracts with one click"),
         "合同系统里有的数据不想再录一次。", "和合同系统的接口在评估。", 1, 4, "later",
         ("等合同系统上线后再做，预计明年一季度评估。", "Once the contract system is live; judged next quarter."), 12),
    Told("MES-02", "LOG", "stuck", "device", 12, ("手持终端电池撑不到下班", "Handheld batteries do not last a shift"),
         "充满电只能用五个小时。", "在统计有多少台电池衰减。", 1, 14),
    Told("FK-01", "FSS", "stuck", "slow", 9, ("月底单据列表打不开", "Lists do not open at month end"),
         "每到 28 号以后列表要等一分钟。", "先把列表默认改成近三个月，正在验证。", 1, 16, author="employee"),
    Told("HR-03", "LOG", "idea", "process", 8, ("调班申请手机上就能批", "Approve shift swaps on the phone"),
         "班长在现场，电脑在办公室。", "收到，和班组长碰一下流程。", 1, 9, level="confidential"),
)  # fmt: skip

# What was said with words, beside the two taps: project, kind, reason, words.
SAID: tuple[tuple[str, str, str, str], ...] = (
    ("MES-02", "stuck", "scan", "工单条码打印太淡，扫十次成一次。"),
    ("MES-02", "stuck", "device", "报工机的触摸屏戴手套点不了。"),
    ("MES-02", "stuck", "how", "拆单以后不知道该报哪一张。"),
    ("MES-02", "stuck", "slow", "The order list takes twenty seconds to open on the line terminal."),
    ("MES-02", "stuck", "data", "工艺路线和现场不一样，少了一道去毛刺。"),
    ("MES-02", "stuck", "network", "冲压 2 号线尾信号时有时无。"),
    ("MES-02", "idea", "fields", "停线原因能不能只选大类，细的班后再补？"),
    ("MES-02", "idea", "missing", "希望看板上能显示本班还差多少。"),
    ("MES-02", "idea", "training", "新来的人没人带，能不能录个三分钟视频？"),
    ("MES-02", "idea", "process", "首检和报工合成一步吧。"),
    ("MES-02", "good", "clear", "终于能看到自己今天报了多少，心里有数。"),
    ("MES-02", "good", "faster", "交接班不用抄本子了。"),
    ("MES-02", "stuck", "other", "班长说系统是来查我们的，大家不敢用。"),
    ("FK-01", "stuck", "how", "差旅补贴按几天算？页面上看不出来。"),
    ("FK-01", "stuck", "data", "成本中心还是老的，部门上个月就改名了。"),
    ("FK-01", "stuck", "slow", "上传十张发票要等两分钟。"),
    ("FK-01", "stuck", "other", "审批人出差时单子就卡住，没有代理人。"),
    ("FK-01", "idea", "fields", "出差申请里填过的，报销时别再让填一遍。"),
    ("FK-01", "idea", "missing", "Please show me where my claim is waiting and since when."),
    ("FK-01", "idea", "process", "五百元以下的能不能不用总监批？"),
    ("FK-01", "good", "faster", "两天就到账了，比以前强太多。"),
    ("FK-01", "good", "easy", "拍照就能提交，很方便。"),
    ("HR-03", "stuck", "data", "我的工龄少算了一年。"),
    ("HR-03", "stuck", "how", "请假里的“调休”和“补休”有什么区别？"),
    ("HR-03", "stuck", "slow", "考勤页面在手机上打不开。"),
    ("HR-03", "idea", "missing", "希望工资条能看到加班明细。"),
    ("HR-03", "idea", "process", "Could shift swaps be agreed between two people without three approvals?"),
    ("HR-03", "idea", "training", "给班组长单独讲一次排班吧。"),
    ("HR-03", "good", "easy", "请假三步就好了。"),
    ("HR-03", "stuck", "other", "打卡机只有一台，下班排队二十分钟。"),
)

ANSWERS = (
    "收到，我们这周去现场看一下。",
    "谢谢提醒，已经转给系统小组，有结果在这里告诉您。",
    "原因找到了，正在改。",
    "这个问题不止您一个人遇到，我们一起处理。",
    "已和班组长确认，下周安排人来教。",
)
DECISIONS = (
    ("will", "列入下一个版本。", "It goes into the next release."),
    ("partly", "先解决最常用的一种情况。", "The most common case first."),
    ("later", "先保证上线稳定，下季度再看。", "Stability first; looked at again next quarter."),
    ("wont", "和制度不符，原因已当面说明。", "Against the rules; explained in person."),
)

# project, unit, who held it, days ago, title, notes, lines taken (number, kind), told how ("": not closed yet)
MEETINGS: tuple[tuple[str, str, str, int, str, str, tuple[tuple[int, str], ...], str], ...] = (
    ("MES-02", "ASM", "change", 38, "总装车间夜班座谈会",
     "夜班没有人教，出了问题只能等白班\n扫码枪经常没电，充电座不够\n报工界面字太小，老师傅看不清\n希望把本班产量显示在大屏上\n大家觉得交接班快了",
     ((1, "stuck"), (2, "stuck"), (3, "idea"), (5, "good")), "11 月第二次夜班座谈会上逐条答复"),
    ("FK-01", "SAL", "change", 24, "营销中心报销座谈会",
     "出差回来一次报十几张票，太累\n不知道单子卡在谁那里\n客户礼品的标准不清楚\n希望周末也能审批\n电子发票重复提交会被退，提示看不懂",
     ((1, "idea"), (2, "stuck"), (5, "stuck")), ""),
    ("HR-03", "WLD", "change", 11, "焊装车间排班座谈会",
     "排班表周五晚上才出来\n调班要跑三个办公室\n新员工不知道自己在哪个班组\n班组长希望能批量导入排班",
     ((1, "stuck"), (2, "idea"), (4, "idea")), ""),
)  # fmt: skip
