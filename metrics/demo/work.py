"""What each log-in has on the desk today: actions outside reviews, and the reminders of the last days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from metrics.demo.clock import ZONE, Timed, moment, workday
from metrics.kpis import services as kpis
from metrics.reviews import services
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

# owner, title, English title, project, who gave it, given so many days ago, due in so many days
GIVEN = (
    ("ceo", "听取人事薪酬项目专题汇报", "Hear the report on HR and payroll", "HR-03", "pmo", 3, 2),
    ("coo", "确定夜班扫码枪的预算科目", "Name the budget line of the night-shift scanners", "MES-02", "pmo", 6, 3),
    ("pmo", "发出季度复盘的材料清单", "Send the list of inputs for the quarterly review", "", "pmo", 4, 0),
    ("pm", "与税务核对电子发票接口参数", "Check the parameters of the e-receipt interface with the tax office", "FK-01", "pm", 9, 1),
    ("pm", "补齐合同项目的试点单位名单", "Complete the list of pilot units for contracts", "CT-06", "pmo", 12, -2),
    ("owner", "给退单最多的五个部门开说明会", "Brief the five units with most returned claims", "FK-01", "pm", 5, 5),
    ("it", "复测总装夜班的无线覆盖", "Test the wireless coverage of final assembly at night again", "MES-02", "xuliang", 7, 0),
    ("it", "给出旧 OA 附件迁移的两种做法", "Two ways to move the attachments of the old OA", "FK-01", "pm", 2, 6),
    ("change", "排定总装夜班的补训名单", "Schedule the catch-up training of the night shift", "MES-02", "xuliang", 6, 1),
    ("champion", "统计夜班缺枪与替班情况", "Count missing scanners and stand-ins on nights", "MES-02", "xuliang", 4, 0),
    ("employee", "整理退单前十的原因", "Sort the ten most frequent reasons for returns", "FK-01", "pm", 3, 3),
    ("support", "月结前检查报销接口", "Check the claims interface before month end", "FK-01", "pm", 2, 6),
    ("linjing", "提交薪资差错率两个月的数据", "Bring the payroll error figures of two months", "HR-03", "gaoxiang", 16, -6),
)  # fmt: skip
REMINDED_DAYS = 7
REMIND_AT = time(8, 31)


def events(company: Company) -> Iterator[Timed]:
    for number, (owner, title, _en, _key, _by, ago, _due) in enumerate(GIVEN):
        on = workday(company.today - timedelta(days=ago))
        yield Timed(moment(company.now, on, 15, f"{owner}{title}"), lambda at, n=number: _give(company, n, at))  # type: ignore[misc]
    for days in range(REMINDED_DAYS, -1, -1):
        at = datetime.combine(company.today - timedelta(days=days), REMIND_AT, tzinfo=ZONE)
        if at < company.now:
            yield Timed(at, _remind)


def _give(company: Company, number: int, now: datetime) -> None:
    owner, title, title_en, key, by, _ago, due = GIVEN[number]
    wanted = company.today + timedelta(days=due)
    services.add_action(
        by=company.people[by],
        project=Project.objects.filter(key=key).first(),
        title=title,
        title_en=title_en,
        owner=company.people[owner],
        due_on=max(wanted, now.astimezone(ZONE).date()),
        now=now,
    )


def _remind(now: datetime) -> None:
    services.remind(now=now)
    services.chase_actions(now=now)
    kpis.remind(now=now)
