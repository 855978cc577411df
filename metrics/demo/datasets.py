"""Data to be migrated in the demo company: cleaned step by step, moved in trial runs, one that does not reconcile."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from metrics.demo.clock import Timed, moment, workday
from pmo.jobs import runner
from projects.datamig import services
from projects.datamig.models import DataSet
from projects.portfolio.models import Project
from projects.risks.models import Risk
from projects.risks.services import change_risk

if TYPE_CHECKING:
    from metrics.demo.build import Company

# How many of a hundred rows are spoilt, at each extract.
Faults = Sequence[float]
# Days ago, kind, source, arrived, rejected, control sums.
Run = tuple[int, str, int, int, int, Sequence[tuple[str, str, str]]]


@dataclass(frozen=True)
class Story:
    """`extracts`: days ago → share of spoilt rows; `spoilt` is the column whose cells are empty then."""

    name: str
    name_en: str
    source: str
    about: str
    owner: str
    columns: Mapping[str, str]
    rows: int
    rules: Sequence[Mapping[str, Any]]
    spoilt: str
    extracts: Mapping[int, float]
    runs: Sequence[Run] = ()
    critical: bool = True


def _rule(kind: str, column: str, **more: Any) -> Mapping[str, Any]:
    return {"kind": kind, "columns": [column], **more}


STORIES: Mapping[str, Sequence[Story]] = {
    "FK-01": (
        Story(
            "供应商主数据", "Supplier master", "U8 财务系统", "三年内有付款的供应商；停用的不迁。", "owner",
            {"供应商编码": "S{n:05d}", "税号": "9131{n:014d}", "开户行": "工商银行", "启用日期": "2021-03-{d:02d}"}, 480,
            (_rule("unique", "供应商编码"), _rule("complete", "税号", tolerance=Decimal("0.50")),
             _rule("length", "税号", low=Decimal(18), high=Decimal(18)), _rule("date", "启用日期")),
            "税号", {260: 0.082, 230: 0.021, 200: 0.002},
            ((215, "trial", 480, 471, 9, ()), (190, "final", 480, 480, 0, (("应付余额", "3862140.55", "3862140.55"),))),
        ),
        Story(
            "未结借款", "Open advances", "Excel 台账", "上线日未还清的员工借款。", "owner",
            {"单号": "JK{n:05d}", "金额": "{m}.00", "借款日期": "2025-11-{d:02d}"}, 136,
            (_rule("unique", "单号"), _rule("number", "金额", low=Decimal(0))),
            "单号", {205: 0.0}, ((190, "final", 136, 136, 0, (("未还金额", "284600.00", "284600.00"),)),),
        ),
    ),
    "HR-03": (
        Story(
            "员工主数据", "Employee master", "旧人事系统", "在职员工及近两年离职员工。", "linjing",
            {"工号": "H{n:05d}", "部门编码": "D{k:02d}", "入职日期": "2019-05-{d:02d}", "用工类型": "正式"}, 640,
            (_rule("unique", "工号"), _rule("complete", "部门编码", tolerance=Decimal(1)), _rule("date", "入职日期"),
             _rule("option", "用工类型", options="正式\n劳务\n实习")),
            "部门编码", {75: 0.12, 45: 0.047, 20: 0.008}, ((16, "trial", 640, 640, 0, ()),),
        ),
        Story(
            "考勤记录", "Attendance records", "考勤机导出", "近十二个月的打卡与请假，算薪要用。", "linjing",
            {"工号": "H{n:05d}", "日期": "2026-0{k1}-{d:02d}", "班次": "白班", "工时": "{h}"}, 720,
            (_rule("complete", "班次", is_critical=False), _rule("number", "工时", low=Decimal(0), high=Decimal(24)),
             _rule("date", "日期")),
            "班次", {40: 0.06, 12: 0.031},
            ((30, "trial", 181300, 176900, 118, ()), (9, "trial", 183420, 182018, 118, (("工时合计", "1461200", "1450928"),))),
        ),
        Story(
            "历史薪资", "Past payrolls", "旧人事系统", "两年工资条，只供查询。", "linjing",
            {"工号": "H{n:05d}", "月份": "2026-0{k1}-01", "应发": "{m}.00"}, 300,
            (_rule("number", "应发", low=Decimal(0)),), "应发", {12: 0.0}, (), critical=False,
        ),
    ),
}  # fmt: skip


def events(company: Company) -> Iterator[Timed]:
    for key, stories in STORIES.items():
        for story in stories:
            yield from _events(company, key, story)


def _events(company: Company, key: str, story: Story) -> Iterator[Timed]:
    def on(ago: int, hour: int, what: str) -> datetime:
        return moment(company.now, workday(company.today - timedelta(days=ago)), hour, f"{story.name}{what}")

    first = max(story.extracts)
    yield Timed(on(first + 6, 10, "named"), partial(_name, company, key, story))
    for ago, share in story.extracts.items():
        yield Timed(on(ago, 11, str(ago)), partial(_read, company, key, story, share))
    for run in story.runs:
        yield Timed(on(run[0], 16, f"run{run[0]}"), partial(_run, company, key, story, run))


def _name(company: Company, key: str, story: Story, now: datetime) -> None:
    project = Project.objects.select_related("manager").get(key=key)
    made = services.add_data_set(
        by=project.manager, project=project, name=story.name, name_en=story.name_en, source=story.source,
        description=story.about, owner=company.people[story.owner], is_critical=story.critical, now=now,
    )  # fmt: skip
    for rule in story.rules:
        services.add_rule(by=project.manager, data_set=made, now=now, **rule)
    threat = Risk.objects.filter(project=project, category="data").order_by("number").first()
    if threat is not None and story.critical:
        named = [*threat.data_sets.all(), made]
        change_risk(by=project.manager, risk=threat, data_sets=named, now=now)


def _of(key: str, story: Story) -> DataSet:
    rows = DataSet.objects.select_related("project__manager", "project__portfolio", "owner")
    return rows.get(project__key=key, name=story.name)


def _read(company: Company, key: str, story: Story, share: float, now: datetime) -> None:
    found = _of(key, story)
    file = ContentFile(_table(story, share), name=f"{story.name}-{now:%Y%m%d}.csv")
    profile = services.upload(by=found.project.manager, data_set=found, upload=file, now=now)
    runner.run_job(profile.job_id or 0, clock=lambda: now)


def _table(story: Story, share: float) -> bytes:
    """The extract as the old system gives it, every so many rows spoilt."""
    out, dice = io.StringIO(), Random(31)  # noqa: S311 - a story, no secret
    table = csv.writer(out, lineterminator="\n")
    table.writerow(story.columns)
    every = round(1 / share) if share else 0
    for n in range(1, story.rows + 1):
        drawn = {
            "n": n, "d": dice.randint(1, 28), "k": dice.randint(1, 14), "k1": dice.randint(1, 9),
            "h": dice.choice(("8", "8", "8.5", "10")), "m": 100 * dice.randint(5, 90),
        }  # fmt: skip
        gone = story.spoilt if every and n % every == 0 else ""
        table.writerow("" if name == gone else shape.format(**drawn) for name, shape in story.columns.items())
    return out.getvalue().encode("utf-8-sig")


def _run(company: Company, key: str, story: Story, run: Run, now: datetime) -> None:
    found = _of(key, story)
    ago, kind, source, target, rejected, sums = run
    services.record_run(
        by=found.project.manager, data_set=found, kind=kind, ran_on=workday(company.today - timedelta(days=ago)),
        source_rows=source, target_rows=target, rejected_rows=rejected,
        sums=[(name, Decimal(a), Decimal(b)) for name, a, b in sums], now=now,
    )  # fmt: skip
