"""Stories: CRM, contracts, BI, procurement."""

from metrics.demo.stories import (
    DeclaredStory,
    GoalStory,
    KpiStory,
    PainStory,
    ProjectStory,
    RequirementStory,
    RoundStory,
)

CRM = ProjectStory(
    key="CRM-05",
    name="CRM 经销商管理",
    name_en="CRM for dealers",
    summary="经销商订单、库存和返利在一处，报价当天给出。",
    summary_en="Orders, stock and rebates of dealers in one place; a quote the same day.",
    sponsor="wusheng",
    manager="gaoxiang",
    owner="wusheng",
    units=("SAL", "LOG"),
    started=8,
    people=310,
    planned={"proposal": 7.5, "goals": 6, "planning": 3.5, "execution": -2.2, "change": -4, "improvement": -9},
    reached={"proposal": 7.5, "goals": 5.4, "planning": 3.3},
    team=(("it", "it_engineer"), ("change", "change_manager")),
    pains=(
        PainStory(
            "报价来回改，客户先走了", "Quotes bounce until the customer has left", "interview",
            "18 家经销商访谈", "Interviews with 18 dealers", "wusheng",
            money=320000, cases=140, units=("SAL",), process="报价", process_en="Quotation",
        ),
        PainStory(
            "看不见经销商库存", "Dealers' stock is invisible", "questionnaire",
            "经销商问卷 n = 87", "Dealer questionnaire, n = 87", "wusheng",
            money=150000, units=("SAL", "LOG"), process="铺货", process_en="Stocking",
        ),
    ),
    goals=(
        GoalStory("报价当天给出", "A quote the same day", "wusheng", weight=5, pains=(0, 1), kpis=(
            KpiStory(
                "报价周期", "Time to quote", "小时", "hours", 52, "8", 0.36, (52, 49, 45, 42, 38, 34), "wusheng",
                decimals=0, weight=4,
            ),
            KpiStory(
                "库存可见经销商", "Dealers sharing stock", "%", "%", 12, "80", 0.36, (12, 15, 22, 25, 32, 35), "wusheng",
                decimals=0, weight=2,
            ),
            KpiStory(
                "返利差错", "Rebate errors", "%", "%", 2.0, "0", 0.5, (1.4, 1.3, 1.2, 1.1, 0.9), "gaoxiang",
                kind="below", upper=1.5, weight=1,
            ),
        )),
    ),
    requirements=(
        RequirementStory("经销商自助下单", "Dealers order themselves", "wusheng", "wusheng", 0, "SAL", 150,
                         "feasible", 45, "medium", "", 140, "approved", "一期核心", 136),
        RequirementStory("微信端查返利", "Rebates in WeChat", "wusheng", "wusheng", 0, "SAL", 120,
                         "not_feasible", None, "high", "接口年内不开放", 110, "rejected", "等接口开放再议", 105),
        RequirementStory("报价单扫码查真伪", "Verify a quote by its code", "gaoxiang", "wusheng", 0, "SAL", 5),
    ),
    round=RoundStory(("ceo", "cfo"), 176, {"cfo": 173, "ceo": 170},
                     {"cfo": (3, 4_900_000), "ceo": (2, 1_500_000)}, 12),
    declared=DeclaredStory("ok", "两家大经销商下月切换，补上后库存可见率可到 40%", 8, 35),
)  # fmt: skip

CONTRACTS = ProjectStory(
    key="CT-06",
    name="合同全生命周期",
    name_en="Contract life cycle",
    summary="合同从起草到归档在线，审批不超过三天。",
    summary_en="Contracts online from draft to archive; approval within three days.",
    sponsor="ceo",
    manager="pm",
    owner="qiumei",
    units=("LEG", "PUR", "SAL"),
    started=3,
    people=520,
    planned={"proposal": 2.4, "goals": -0.6, "planning": -3, "execution": -8, "change": -9, "improvement": -14},
    reached={"proposal": 2.3},
    team=(("it", "it_engineer"), ("change", "change_manager")),
    pains=(
        PainStory(
            "合同审批平均九天", "Approving a contract takes nine days", "process_analysis",
            "近一年 1,480 份合同", "1,480 contracts of the last year", "qiumei",
            hours=380, cases=123, units=("LEG", "PUR"), process="合同审批", process_en="Contract approval",
        ),
        PainStory(
            "到期合同没人管", "Nobody watches contracts that end", "interview",
            "采购与销售访谈", "Interviews with procurement and sales", "qiumei",
            money=90000, units=("PUR", "SAL"), process="合同履行", process_en="Contract performance",
        ),
    ),
    goals=(
        GoalStory("合同三天批完", "Contracts approved in three days", "qiumei", weight=5, pains=(0,), kpis=(
            KpiStory(
                "合同审批周期", "Contract approval time", "天", "days", 9.1, "3", 0.1, (9.1, 9.0), "qiumei", weight=4,
                due_in=12, quiet_until=6,
            ),
        )),
        GoalStory("到期前三十天都有人提醒", "Somebody is reminded 30 days before the end", "qiumei", weight=2, pains=(1,), kpis=(
            KpiStory(
                "提前提醒率", "Reminded in time", "%", "%", 20, "95", 0.1, (20, 21), "qiumei", decimals=0,
                due_in=12, quiet_until=6,
            ),
        )),
    ),
    requirements=(
        RequirementStory(
            "合同台账一本账", "One register of contracts", "qiumei", "qiumei", 0, "LEG", 52,
            "feasible", 10, "low", "", 38, "approved", "先行", 24,
        ),
        RequirementStory("电子签章", "Electronic signature", "qiumei", "qiumei", 0, "LEG", 18,
                         "feasible", 25, "medium", "", 10),
        RequirementStory("合同模板库", "Library of templates", "qiumei", "qiumei", 0, "LEG", 8),
        RequirementStory("与采购订单关联", "Link to purchase orders", "sunguilan", None, None, "PUR", 5),
    ),
    round=RoundStory(("ceo", "cfo", "coo"), 5, {"cfo": 3, "coo": 1},
                     {"cfo": (2, 1_900_000), "coo": (1, 400_000)}, 11, due_in=7),
)  # fmt: skip

BI = ProjectStory(
    key="BI-07",
    name="经营分析平台",
    name_en="Business analysis platform",
    summary="经营数据一天一更新，口径只有一个。",
    summary_en="Business figures updated daily, with one definition each.",
    sponsor="cfo",
    manager="tangqi",
    owner="fanlin",
    units=("FIN", "SAL", "MFG"),
    started=10,
    people=160,
    planned={"proposal": 9.5, "goals": 8, "planning": 5.5, "execution": -1.5, "change": -3, "improvement": -7},
    reached={"proposal": 9.4, "goals": 7.4, "planning": 5.4},
    team=(("zhoulan", "it_engineer"), ("change", "change_manager")),
    pains=(
        PainStory(
            "同一个指标三个数", "Three numbers for one figure", "interview",
            "经营会访谈", "Interviews around the business meeting", "fanlin",
            hours=160, units=("FIN", "SAL"), process="经营分析", process_en="Business analysis",
        ),
    ),
    goals=(
        GoalStory("月结后两天出经营报告", "Report two days after closing", "cfo", weight=4, pains=(0,), kpis=(
            KpiStory(
                "经营报告用时", "Time to report", "天", "days", 8, "2", 0.55, (8, 7.4, 6.8, 6.2, 5.6), "fanlin",
                ends=2, weight=4,
            ),
            KpiStory(
                "口径统一指标", "Figures with one definition", "项", "figures", 12, "120", 0.55, (12, 29, 45, 58, 66), "fanlin",
                decimals=0, ends=2,
            ),
        )),
    ),
    requirements=(
        RequirementStory("移动端驾驶舱", "Cockpit on the phone", "fanlin", "fanlin", 0, "FIN", 75,
                         "feasible", 30, "medium", "", 64, "deferred", "放到二期", 41),
    ),
    round=RoundStory(("ceo", "cfo"), 236, {"cfo": 233, "ceo": 229},
                     {"cfo": (3, 2_700_000), "ceo": (1, 800_000)}, 12),
    quiet_for=41,
)  # fmt: skip

PROCUREMENT = ProjectStory(
    key="SRM-08",
    name="采购供应商协同",
    name_en="Supplier portal",
    summary="询价、订单、对账在线，供应商自己维护资质。",
    summary_en="Enquiries, orders and statements online; suppliers keep their own papers.",
    sponsor="coo",
    manager="xuliang",
    owner="sunguilan",
    units=("PUR", "LOG", "FIN"),
    started=1,
    people=240,
    planned={"proposal": -0.5, "goals": -2, "planning": -5, "execution": -10, "change": -11, "improvement": -16},
    reached={},
    team=(("it", "it_engineer"),),
    pains=(
        PainStory(
            "供应商资质过期才发现", "Expired papers of suppliers are found too late", "interview",
            "采购部访谈", "Interviews with procurement", "sunguilan",
            money=70000, units=("PUR",), process="供应商管理", process_en="Supplier management",
        ),
        PainStory(
            "对账靠邮件来回", "Statements go back and forth by mail", "questionnaire",
            "56 家供应商问卷", "Questionnaire among 56 suppliers", "sunguilan",
            hours=260, units=("PUR", "FIN"), process="对账", process_en="Reconciliation",
        ),
    ),
    requirements=(
        RequirementStory("供应商自助门户", "Self-service portal for suppliers", "sunguilan", "sunguilan", None, "PUR", 4),
    ),
)  # fmt: skip
