"""Stories: reimbursement, MES, HR, OA."""

from metrics.demo.stories import (
    GoalStory,
    KpiStory,
    Note,
    PainStory,
    ProjectStory,
    RequirementStory,
    RetargetStory,
    RoundStory,
)

REIMBURSEMENT = ProjectStory(
    key="FK-01",
    name="费控报销一体化",
    name_en="Expense control",
    summary="让报销从提交到到账不超过两天，让月报不再靠手工拼表。",
    summary_en="From claim to payment in two days, and no more reports stitched together by hand.",
    sponsor="cfo",
    manager="pm",
    owner="owner",
    units=("FIN", "FSS", "SAL", "PUR", "HRD", "ITD", "MFG"),
    started=17,
    people=4386,
    planned={"proposal": 16, "goals": 14, "planning": 11, "execution": 4, "change": 2, "improvement": -5},
    reached={"proposal": 16, "goals": 13.2, "planning": 10.6, "execution": 3.4, "change": 1.7},
    team=(("it", "it_engineer"), ("change", "change_manager"), ("employee", "business_expert"), ("support", "support")),
    pains=(
        PainStory(
            "报销单一等就是一周", "Claims wait a week", "process_analysis",
            "费控系统日志，去年全年", "Expense system log, all of last year", "owner",
            hours=1140, cases=1206, units=("FSS", "SAL", "PUR"), process="差旅报销审批", process_en="Travel expense approval",
        ),
        PainStory(
            "八分之一的单子被退回重填", "One claim in eight comes back", "interview",
            "11 次访谈，销售与车间文员", "11 interviews, sales and shop-floor clerks", "owner",
            hours=320, cases=413, units=("SAL", "MFG"), process="差旅报销审批", process_en="Travel expense approval",
        ),
        PainStory(
            "月报靠手工拼表", "Reports are stitched together by hand", "questionnaire",
            "63 份问卷，各部门财务接口人", "63 questionnaires, finance contacts of all units", "cfo",
            hours=420, units=("FIN", "FSS"), process="费用月报", process_en="Monthly expense report",
        ),
        PainStory(
            "纸质发票丢失要补开", "Paper receipts get lost", "interview",
            "内审抽查，去年三季度", "Internal audit, third quarter of last year", "owner",
            hours=60, money=62000, units=("FSS",), process="发票管理", process_en="Receipt handling",
        ),
    ),
    goals=(
        GoalStory("报销快一倍，退回少一半", "Twice as fast, half the returns", "cfo", weight=5, pains=(0, 1), kpis=(
            KpiStory(
                "报销审批周期", "Expense approval time", "天", "days", 5.0, "2", 0.645,
                (5.0, 5.2, 4.4, 4.8, 4.0, 4.3, 3.4, 3.8, 3.2), "owner", weight=5,
                notes={
                    3: Note("试点部门先行", "Pilot units only"),
                    5: Note("暑期，终审人休假", "Holidays of the final approvers"),
                    6: Note("全员上线首月", "First month with everybody on it"),
                    8: Note("批量审批上线后第一个完整周期", "First full month with approval in bulk"),
                },
                corrected={3: (4.1, "漏了 41 张跨月单")},
                source=("费控系统接口", "Expense system interface"),
            ),
            KpiStory(
                "一次通过率", "First-pass rate", "%", "%", 87.7, "97.3", 0.65,
                (87.7, 88.6, 89.5, 90.4, 91.2, 92.1, 93.1, 93.9, 94.6), "owner",
            ),
            KpiStory(
                "超过五天的报销单", "Claims older than five days", "张", "claims", 184, "20", 0.7,
                (184, 171, 166, 150, 141, 127, 119, 104, 92, 85, 74, 66), "owner", decimals=0, weight=1,
                cadence="weekly", ends=1, source=("费控系统", "Expense system"),
            ),
        )),
        GoalStory("手工报表减少 30%", "30% less manual reporting", "cfo", pains=(2, 3), kpis=(
            KpiStory(
                "手工报表工时", "Manual reporting hours", "小时/月", "h per month", 420, "−30%", 0.72,
                (420, 412, 401, 388, 371, 360, 344, 331, 318), "cfo", decimals=0,
            ),
            KpiStory(
                "电子发票占比", "E-receipts", "%", "%", 41, "91", 0.85,
                (41, 47, 55, 63, 70, 78, 85, 90, 93), "owner", decimals=0, weight=2,
            ),
            KpiStory(
                "手机审批占比", "Approvals on the phone", "%", "%", 0, "60", 0.7,
                (0, 6, 11, 16, 21, 24, 29, 33, 36, 40, 44), "pm", decimals=0, weight=1,
                cadence="weekly", ends=1, source=("费控系统", "Expense system"),
            ),
        )),
    ),
    requirements=(
        RequirementStory("手机上批量审批", "Approve in bulk on the phone", "employee", "owner", 0, "FSS", 330,
                         "feasible", 18, "low", "", 325, "approved", "首批做", 318),
        RequirementStory("跨法人费用分摊", "Split costs across legal entities", "owner", "owner", 0, "FIN", 300,
                         "conditions", 35, "medium", "主数据先统一成本中心", 290, "approved", "条件满足后开工", 282),
        RequirementStory("超时自动转审", "Hand over automatically when late", "pm", "owner", 0, "FSS", 96,
                         "feasible", 12, "low", "", 90, "approved", "针对终审等待", 86),
        RequirementStory("发票自动验真", "Verify receipts automatically", "employee", "owner", 1, "FSS", 12,
                         "feasible", 20, "medium", "", 4),
        RequirementStory("费用月报自动取数", "The monthly report collects its own figures", "pm", "cfo", 1, "FIN", 15,
                         "conditions", 26, "medium", "总账科目映射由财务部确认", 5),
        RequirementStory("接入旧 OA 的附件", "Attachments from the old OA", "employee", "owner", 0, "ITD", 3),
    ),
    round=RoundStory(("ceo", "cfo", "coo"), 420, {"cfo": 418, "coo": 416, "ceo": 412},
                     {"cfo": (3, 2_900_000), "coo": (2, 800_000), "ceo": (1, 500_000)}, 14),
    retarget=RetargetStory(0, 0, "2.5", 200, "共享中心试点证明两天做得到", {"cfo": 197, "coo": 196, "ceo": 192}),
)  # fmt: skip

MES = ProjectStory(
    key="MES-02",
    name="MES 车间推广",
    name_en="MES roll-out",
    summary="四个车间用上 MES，每周评比，使用率从三成到九成。",
    summary_en="MES in four workshops, ranked every week: from 30% to 90% use.",
    sponsor="coo",
    manager="xuliang",
    owner="yejun",
    units=("STP", "WLD", "PNT", "ASM", "LOG"),
    started=13,
    people=980,
    planned={"proposal": 12.5, "goals": 11, "planning": 8, "execution": 3, "change": -1.9, "improvement": -6},
    reached={"proposal": 12.4, "goals": 10.4, "planning": 7.5, "execution": 2.8},
    team=(("it", "it_engineer"), ("change", "change_manager"), ("champion", "champion"), ("support", "support")),
    pains=(
        PainStory(
            "工单靠纸传，丢一张查半天", "Work orders travel on paper and get lost", "interview",
            "四个车间班组长访谈", "Interviews with shift leaders of four workshops", "yejun",
            hours=860, units=("STP", "WLD", "PNT", "ASM"), process="生产报工", process_en="Production reporting",
        ),
        PainStory(
            "停线原因第二天才知道", "Why the line stopped is known a day later", "process_analysis",
            "停线记录对照", "Comparison of stoppage records", "coo",
            money=185000, units=("ASM",), process="异常处理", process_en="Exception handling",
        ),
    ),
    goals=(
        GoalStory("九成员工用 MES 报工", "Nine in ten report through MES", "coo", weight=5, pains=(0,), kpis=(
            KpiStory(
                "MES 使用率", "MES adoption", "%", "%", 30, "90", 0.66,
                (30, 35, 36, 42, 43, 49, 50, 57, 56, 62, 62, 67, 66), "yejun", decimals=0, weight=5, cadence="weekly",
                notes={
                    9: Note("开始每周评比", "The weekly ranking begins"),
                    12: Note("总装夜班缺 14 把扫码枪", "Final assembly: 14 scanners short on nights"),
                },
                source=("MES 登录与报工记录", "MES sign-ins and reports"),
            ),
            KpiStory(
                "报工及时率", "Reports in time", "%", "%", 55, "95", 0.7,
                (55, 58, 63, 67, 72, 77, 80, 83), "xuliang", decimals=0, weight=2,
            ),
            KpiStory(
                "夜班补训通过率", "Night shift trained", "%", "%", 35, "100", 0.62,
                (35, 41, 48, 55, 60, 66, 71, 77), "change", decimals=0, weight=1, cadence="weekly", ends=1,
            ),
        )),
        GoalStory("停线响应更快", "Faster answer to stoppages", "coo", pains=(1,), kpis=(
            KpiStory(
                "异常响应时间", "Response to exceptions", "分钟", "min", 45, "15", 0.68,
                (45, 43, 40, 36, 33, 29, 27, 24), "yejun", decimals=0,
            ),
            KpiStory(
                "接口成功率", "Interface calls that succeed", "%", "%", 98, "0", 0.5,
                (99.2, 99.6, 99.7, 99.5, 99.8, 99.7), "it", kind="above", lower=99.0, weight=1, cadence="weekly", ends=1,
            ),
        )),
    ),
    requirements=(
        RequirementStory("夜班扫码枪补足", "Scanners for the night shift", "champion", "yejun", 0, "ASM", 24,
                         "feasible", 3, "low", "", 22, "approved", "本周到货", 20),
        RequirementStory("班组看板大屏", "Wall screen per team", "yejun", "yejun", 0, "ASM", 20,
                         "feasible", 15, "low", "", 9),
        RequirementStory("停线原因现场选录", "Record the cause of a stop on the spot", "champion", "coo", 1, "ASM", 11,
                         "feasible", 10, "low", "", 6),
        RequirementStory("离线报工，网络恢复后补传", "Report offline, send when the network is back", "champion", "yejun", 0, "WLD", 2),
    ),
    round=RoundStory(("ceo", "coo"), 330, {"coo": 328, "ceo": 325},
                     {"coo": (7, 7_600_000), "ceo": (1, 2_200_000)}, 15),
    retarget=RetargetStory(1, 0, "20", 6, "冲压车间已稳定在 18 分钟，目标可以再紧", {"coo": 4}),
)  # fmt: skip

HR = ProjectStory(
    key="HR-03",
    name="人事薪酬一体化",
    name_en="HR and payroll",
    summary="一套系统管人、考勤和薪酬，差错率降到千分之五。",
    summary_en="One system for people, attendance and pay; errors down to half a percent.",
    sponsor="linjing",
    manager="gaoxiang",
    owner="linjing",
    units=("HRD", "FIN", "MFG"),
    started=9,
    people=4200,
    planned={"proposal": 8.5, "goals": 6, "planning": 1.5, "execution": -6, "change": -8, "improvement": -12},
    reached={"proposal": 8.2, "goals": 5.1},
    team=(("zhoulan", "it_engineer"),),
    pains=(
        PainStory(
            "薪资每月手工核对三天", "Payroll is checked by hand for three days a month", "interview",
            "薪酬组访谈", "Interviews with the payroll team", "linjing",
            hours=540, units=("HRD",), process="薪资核算", process_en="Payroll run",
        ),
        PainStory(
            "考勤与薪资两套数", "Attendance and payroll disagree", "questionnaire",
            "员工问卷 n = 212", "Employee questionnaire, n = 212", "linjing",
            money=48000, units=("HRD", "MFG"), process="考勤", process_en="Attendance",
        ),
    ),
    goals=(
        GoalStory("薪资不出错", "Pay without errors", "linjing", weight=5, pains=(0, 1), kpis=(
            KpiStory(
                "薪资差错率", "Payroll errors", "%", "%", 1.8, "0.5", 0.3, (1.8, 1.8, 1.7), "linjing", weight=4,
                ends=3, due_in=11, quiet_until=4,
            ),
            KpiStory(
                "核算用时", "Payroll run", "天", "days", 3.0, "1", 0.3, (3.0, 3.0, 3.1, 3.0, 3.0), "linjing",
                ends=1, due_in=11, quiet_until=4,
            ),
        )),
    ),
    requirements=(
        RequirementStory("排班与考勤联动", "Shifts feed attendance", "linjing", "linjing", 0, "HRD", 70,
                         "conditions", 40, "high", "车间先统一班次编码", 48),
        RequirementStory("电子工资条", "Electronic payslip", "gaoxiang", "linjing", 0, "HRD", 26),
    ),
    round=RoundStory(("ceo", "cfo"), 172, {"cfo": 169, "ceo": 164},
                     {"cfo": (3, 6_000_000), "ceo": (2, 1_600_000)}, 18),
)  # fmt: skip

OA = ProjectStory(
    key="OA-04",
    name="OA 协同升级",
    name_en="OA upgrade",
    summary="公文、会议、用印在线办，旧 OA 下线。",
    summary_en="Documents, meetings and seals online; the old OA switched off.",
    sponsor="ceo",
    manager="tangqi",
    owner="qiumei",
    units=("HR00",),
    started=18,
    people=4386,
    planned={"proposal": 17, "goals": 15.5, "planning": 13, "execution": 6, "change": 4, "improvement": 0.5},
    reached={"proposal": 17, "goals": 15.1, "planning": 12.8, "execution": 5.9, "change": 4, "improvement": 0.5},
    team=(("it", "it_engineer"), ("change", "change_manager"), ("support", "support")),
    pains=(
        PainStory(
            "用印跑三个楼层", "A seal takes three floors", "interview", "行政访谈", "Interviews with administration", "qiumei",
            hours=210, units=("LEG",), process="用印", process_en="Use of seals",
        ),
    ),
    goals=(
        GoalStory("用印当天办完", "Seals the same day", "qiumei", weight=4, pains=(0,), kpis=(
            KpiStory(
                "用印周期", "Time to seal", "天", "days", 3.2, "1", 1.1,
                (3.2, 2.9, 2.4, 2.0, 1.7, 1.4, 1.2, 1.0, 1.0, 0.9), "qiumei", weight=4,
            ),
            KpiStory(
                "员工满意度", "Employee satisfaction", "%", "%", 61, "85", 1.1,
                (61, 64, 70, 75, 79, 82, 84, 86), "qiumei", decimals=0,
            ),
        )),
    ),
    requirements=(
        RequirementStory("会议室冲突自动改签", "Move clashing meetings by itself", "qiumei", "qiumei", 0, "HR00", 190,
                         "feasible", 8, "low", "", 185, "approved", "", 184),
    ),
    round=RoundStory(("ceo",), 464, {"ceo": 461}, {"ceo": (4, 3_050_000)}, 14),
)  # fmt: skip
