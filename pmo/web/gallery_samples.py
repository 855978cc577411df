"""Sample rows of the gallery, in both languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from pmo.texts import pick as t
from pmo.web import formats
from pmo.web.svg import Event

TODAY = date(2026, 11, 23)


def project() -> dict[str, Any]:
    return {
        "name": t("费控报销一体化", "Expense control"),
        "code": "FK-2026-03",
        "sentence": t(
            "审批周期 3.2 天，**按期应为 3.05 天**，差在主管终审后的等待；其余七项正常。",
            "Approval takes 3.2 days, **3.05 expected by now**; the wait after final approval is the cause.",
        ),
        "facts": [
            (t("阶段", "Stage"), t("持续优化，第 12 周", "Improvement, week 12")),
            (t("发起人", "Sponsor"), t("沈薇，首席财务官", "Shen Wei, CFO")),
            (t("项目经理", "Project manager"), t("顾思远", "Gu Siyuan")),
            (t("业务负责人", "Business owner"), t("财务共享中心 方敏", "Fang Min, finance shared services")),
            (t("覆盖", "Reach"), t("9 个单位，4,386 人", "9 units, 4,386 people")),
        ],
    }


def decisions(today: date) -> list[dict[str, Any]]:
    return [
        {
            "kind": t("门审", "Gate"),
            "title": t("CRM 经销商管理 · G2 放款 320 万元", "CRM for dealers · G2, release CNY 3.20 m"),
            "why": t(
                "试点结论：有条件通过。7 项证据齐了 6 项，缺华东区培训记录。",
                "Pilot verdict: pass with conditions. 6 of 7 pieces of evidence are in.",
            ),
            "evidence_url": "#h-icons",
            "evidence": t("看证据", "Evidence"),
            "actions": [
                (t("有条件放款", "Release with conditions"), "#h-icons", "pri", "get"),
                (t("全额放款", "Release"), "#h-icons", "", "get"),
                (t("退回", "Send back"), "#h-icons", "", "get"),
            ],
            "due_on": today + timedelta(days=2),
        },
        {
            "kind": t("变更", "Change"),
            "title": t("ERP 财务核心替换 · 提前做固定资产模块", "ERP finance core · bring fixed assets forward"),
            "why": t(
                "多花 180 万元，晚 35 个工作日；月结指标达成概率 6% → 4%。PMO 建议否决。",
                "Adds CNY 1.80 m and 35 working days; probability 6% → 4%. The PMO advises against.",
            ),
            "actions": [
                (t("否决", "Reject"), "#h-icons", "", "get"),
                (t("批准", "Approve"), "#h-icons", "", "get"),
            ],
            "waiting_since": today - timedelta(days=6),
        },
    ]


def reasons(today: date) -> list[dict[str, Any]]:
    return [
        {
            "status": "off",
            "title": t("ERP 财务核心替换", "ERP finance core"),
            "url": "#h-spine",
            "sentence": t(
                "客户主数据第 3 次迁移演练**对账差 1,284 条、37.6 万元**，数据闸口不放行，上线滑到 5 月 14 日。",
                "Customer data, third rehearsal: **1,284 records and CNY 376 k do not reconcile**; live on 14 May.",
            ),
            "evidence_url": "#h-table",
            "evidence": t("演练 3 对账单", "Reconciliation, rehearsal 3"),
            "owner": t("周岚 · 数据负责人", "Zhou Lan, data owner"),
            "since": today - timedelta(days=11),
        },
        {
            "status": "risk",
            "title": t("MES 车间推广", "MES roll-out"),
            "url": "#h-spine",
            "sentence": t(
                "总装车间使用率 **4 周停在 41%**：夜班扫码枪缺 14 把，本周日会缺席 3 次。",
                "Final assembly **stuck at 41% for 4 weeks**: 14 scanners short on nights.",
            ),
            "evidence_url": "#h-table",
            "evidence": t("第 47 周排名", "Ranking, week 47"),
            "owner": t("贺铭 · COO", "He Ming, COO"),
            "since": today - timedelta(days=28),
        },
    ]


def _kpi_rows() -> list[Any]:
    falling = [5.0, 5.0, 4.6, 4.6, 4.0, 4.1, 3.6, 3.6, 3.2]
    return [
        (t("报销审批周期", "Expense approval time"), 3.2, 1, t("天", "days"), "risk", falling, 2.0, "2.0", 10, 12),
        (
            t("手工报表减 30%", "Manual reporting −30%"),
            318,
            0,
            t("小时/月", "h/mo"),
            "ok",
            [420, 401, 388, 352, 330, 318],
            294,
            "294",
            93,
            8,
        ),
        (t("MES 使用率", "MES adoption"), 66, 0, "%", "risk", [12, 21, 29, 38, 46, 55, 61, 66], 90, "90%", 12, 12),
        (
            t("月结天数", "Month-end close"),
            7.4,
            1,
            t("天", "days"),
            "off",
            [8.0, 8.1, 7.9, 7.8, 7.6, 7.4],
            5.0,
            "5.0",
            6,
            11,
        ),
        (
            t("库存准确率", "Stock accuracy"),
            95.6,
            1,
            "%",
            "ok",
            [91.2, 92.4, 93.1, 94.0, 94.9, 95.6],
            98,
            "98.0%",
            81,
            9,
        ),
    ]


def kpis() -> list[dict[str, Any]]:
    rows = _kpi_rows()
    result: list[dict[str, Any]] = [
        {
            "name": name,
            "project": t("费控报销一体化", "Expense control"),
            "url": "#h-kpis",
            "value": value,
            "digits": digits,
            "unit": unit,
            "status": status,
            "measured": list(enumerate(measured)),
            "expected": [(0, measured[0]), (length, target)],
            "target": target,
            "target_text": text,
            "due_on": date(2027, 3, 31),
            "chance": chance,
        }
        for name, value, digits, unit, status, measured, target, text, chance, length in rows
    ]
    result.append(
        {
            "name": t("薪资差错率", "Payroll errors"),
            "project": t("人事薪酬一体化", "HR and payroll"),
            "url": "#h-kpis",
            "value": None,
            "digits": 1,
            "unit": "%",
            "status": "none",
            "measured": [],
            "expected": [(0, 1.8), (10, 0.5)],
            "target": 0.5,
            "target_text": "0.5%",
            "due_on": date(2027, 9, 30),
            "note": t("测量已逾期 24 天", "measurement overdue for 24 days"),
        }
    )
    return result


def stages() -> list[dict[str, Any]]:
    rows = (
        (t("目标", "Goals"), "done", "past", t("第 2 版，三方已签", "Version 2, signed by three")),
        (t("规划", "Planning"), "done", "past", t("试点 6 周，结论通过", "6-week pilot, passed")),
        (t("执行", "Execution"), "done", "past", t("9 月 1 日上线，晚 3 天", "Live 1 Sep, 3 days late")),
        (t("变革", "Change"), "ok", "past", t("培训 94%，触达 98%", "Training 94%, reach 98%")),
        (t("优化", "Improvement"), "risk", "now", t("使用率 83%", "Adoption 83%")),
    )
    second = t("4 个痛点，2 个目标", "4 pain points, 2 goals")
    return [
        {"number": index, "name": name, "status": status, "when": when, "facts": [fact, second], "url": "#h-spine"}
        for index, (name, status, when, fact) in enumerate(rows, start=1)
    ]


def grid() -> list[dict[str, Any]]:
    title = t("执行 · 偏离，自 11 月 12 日", "Execution · off track since 12 Nov")
    why = [
        (
            t("数据", "Data"),
            t("客户主数据对账差 **1,284 条**，阻断上线。", "**1,284 customer records** do not reconcile."),
        ),
        (t("进度", "Schedule"), t("比基线晚 28 个工作日。", "28 working days behind baseline.")),
    ]
    plain = (
        ("done", "done", "off", "risk", "idle"),
        ("done", "off", "idle", "risk", "idle"),
        ("done", "done", "ok", "ok", "none"),
    )
    names = (
        (
            t("ERP 财务核心替换", "ERP finance core"),
            t("沈薇", "Shen Wei"),
            "down2",
            t("转差，原为有风险", "worse, was at risk"),
        ),
        (
            t("人事薪酬一体化", "HR and payroll"),
            t("林静", "Lin Jing"),
            "down2",
            t("转差，原为正常", "worse, was on track"),
        ),
        (t("主数据治理", "Master data"), t("沈薇", "Shen Wei"), "up2", t("转好，原为有风险", "better, was at risk")),
    )
    fact = t("对账差 1,284 条", "1,284 rows differ")
    return [
        {
            "name": name,
            "owner": owner,
            "arrow": arrow,
            "change": change,
            "money": money,
            "cells": [
                {
                    "id": f"g-{row}-{column}",
                    "status": status,
                    "fact": "" if status == "idle" else fact,
                    "title": title,
                    "reasons": why,
                    "url": "#h-spine",
                }
                for column, status in enumerate(plain[row])
            ],
        }
        for row, ((name, owner, arrow, change), money) in enumerate(
            zip(
                names,
                ((26e6, 15e6, 13.88e6, 29.1e6), (7.6e6, 3e6, 2.12e6, 7.6e6), (3.5e6, 2.5e6, 1.88e6, 3.62e6)),
                strict=True,
            )
        )
    ]


def thread() -> list[dict[str, Any]]:
    return [
        {
            "pain": t("报销要等一周", "Claims wait a week"),
            "cost": t("1,140 小时 · 流程分析", "1,140 h · process analysis"),
            "name": t("报销审批周期", "Approval time"),
            "bar": (5.0, 2.0, 3.2, 64.9, 1, t("天", "days")),
            "progress": 60,
            "status": "risk",
        },
        {
            "pain": t("手工做报表", "Reports by hand"),
            "cost": t("420 小时 · 问卷 n = 63", "420 h · survey n = 63"),
            "name": t("报表工时减 30%", "Reporting hours −30%"),
            "bar": (420, 294, 318, 78, 0, ""),
            "progress": 81,
            "status": "ok",
        },
        {
            "pain": t("薪资算错", "Payroll errors"),
            "cost": t("12 小时 · 访谈", "12 h · interview"),
            "name": t("薪资差错率", "Payroll error rate"),
            "bar": (1.8, 0.5, None, 20, 1, "%"),
            "progress": None,
            "status": "none",
        },
    ]


def figures() -> list[dict[str, Any]]:
    return [
        {"label": t("现值", "Current"), "value": 3.2, "digits": 1, "unit": t("天", "days")},
        {"label": t("预计达到 2.0 天", "Reaches 2.0 days"), "value": formats.day(date(2027, 5, 7), today=TODAY)},
        {"label": t("节奏", "Pace"), "value": 0.92, "digits": 2},
        {"label": t("按期达成概率", "Likely in time"), "value": 10, "digits": 0, "unit": "%"},
        {"label": t("满意度", "Satisfaction"), "value": None},
    ]


def lanes() -> list[tuple[str, str]]:
    return [
        ("decide", t("决策", "Decisions")),
        ("live", t("上线与试点", "Go-live, pilot")),
        ("due", t("期限与复盘", "Due, review")),
    ]


def events() -> list[Event]:
    return [
        Event(
            date(2026, 11, 25),
            t("CRM G2 放款", "CRM gate G2"),
            "decide",
            t("11-25 待您决定", "25 Nov, yours"),
            "mine",
            "#h-timeline",
        ),
        Event(
            date(2027, 1, 20),
            t("人事薪酬 G1", "HR gate G1"),
            "decide",
            t("01-20，原 12-18", "20 Jan, was 18 Dec"),
            "off",
            "",
            date(2026, 12, 18),
            t("晚 22 个工作日", "22 working days late"),
        ),
        Event(date(2026, 12, 4), t("ERP 迁移演练 4", "ERP rehearsal 4"), "live", "12-04"),
        Event(date(2026, 12, 9), t("MES 总装夜班上线", "MES night shift live"), "live", "12-09"),
        Event(date(2027, 2, 19), t("CRM 华东试点", "CRM pilot, East China"), "live", "02-19"),
        Event(
            date(2026, 12, 31),
            t("MES 使用率 90% 到期", "MES 90% due"),
            "due",
            t("12-31，预测 02-02", "31 Dec, forecast 2 Feb"),
            "risk",
        ),
        Event(date(2027, 1, 15), t("四季度复盘", "Q4 review"), "due", t("01-15，7 位参会", "15 Jan, 7 people")),
    ]


def risks() -> list[dict[str, Any]]:
    rows = (
        ("R-0147", t("客户主数据口径不一，迁移对账不平", "Customer data does not reconcile"), 0.56, "high", 1_680_000),
        ("R-0152", t("夜班使用率上不去", "Night shift does not use it"), 0.36, "medium", 420_000),
        ("R-0139", t("变革经理迟迟不到岗", "No change manager"), 0.12, "low", 310_000),
    )
    return [
        {
            "code": code,
            "name": name,
            "score": score,
            "level": level,
            "money": money,
            "on": TODAY + timedelta(days=11 * i),
        }
        for i, (code, name, score, level, money) in enumerate(rows, start=1)
    ]


def tabs() -> list[dict[str, Any]]:
    return [
        {"label": t("全部", "All"), "url": "?", "count": 64, "current": False},
        {"label": t("高分且无进展", "High and stuck"), "url": "?view=high", "count": 9, "current": True},
        {"label": t("我负责的", "Mine"), "url": "?view=mine", "count": 3, "current": False},
    ]


def log(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "at": now - timedelta(minutes=40),
            "text": t("系统重算：审批周期 **3.6 → 3.2 天**", "Recomputed: approval time **3.6 → 3.2 days**"),
        },
        {"at": now - timedelta(days=1), "text": t("方敏答复 3 条反馈", "Fang Min answered 3 items")},
        {
            "at": now - timedelta(days=4),
            "text": t(
                "赵航把“电子发票直连”推迟到 **12 月 18 日**", "Zhao Hang moved the e-invoice link to **18 December**"
            ),
        },
    ]


def history(now: datetime) -> list[AuditEntry]:
    """The history tab of a goal: entries as they are stored, made for looking at only."""
    who = User(pk=0, name="顾思远", name_en="Gu Siyuan")
    first = {"title": "报销快一倍"}
    rows: list[tuple[int, str, dict[str, str], dict[str, str]]] = [
        (2, "goal.changed", first, {"title": "报销快一倍，退回少一半"}),
        (27, "goal.added", {}, first),
    ]
    return [
        AuditEntry(at=now - timedelta(hours=hours), actor=who, kind="goal", act=act, before=before, after=after)
        for hours, act, before, after in rows
    ]


def jobs() -> list[dict[str, Any]]:
    label = t("分析流程日志 DomesticDeclarations.xes.gz", "Process analysis of DomesticDeclarations.xes.gz")
    return [
        {
            "label": label,
            "state": "running",
            "percent": 62,
            "text": t("34,500 / 56,437 个事件，每秒 12,000", "34,500 of 56,437 events, 12,000 a second"),
        },
        {"label": label, "state": "done", "url": "#h-jobs"},
        {
            "label": label,
            "state": "failed",
            "error": t(
                "第 41,208 行不是合法的 XML；文件可能没有传完",
                "Line 41,208 is not valid XML; the file may be incomplete",
            ),
        },
    ]
