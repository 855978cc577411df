"""Reviews of the demo company: two quarters were looked back on, the next one is coming."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import ZONE, Timed, moment, workday
from metrics.health.quarters import first_day, last_quarter_end, quarter_of
from metrics.reviews import schedule, services
from metrics.reviews.models import Action, Review, ReviewRule
from metrics.reviews.signatures import digest
from pmo import calendars
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

RULES_SET = timedelta(days=300)
INVITED_BEFORE = timedelta(days=20)
# The coming reviews were planned last week; some have answered.
COMING_PLANNED = timedelta(days=6)
ACCEPTED = ("cfo", "pm", "wusheng")


@dataclass(frozen=True)
class ActionStory:
    """`due` in days from the day it was given; `result`: it was done three days before."""

    title: str
    title_en: str
    owner: str
    due: int
    project: str = ""
    result: str = ""


@dataclass(frozen=True)
class Minutes:
    notes: str
    decisions: Sequence[tuple[str, str, str]]  # text, English text, who decided
    actions: Sequence[ActionStory]


# Newest first.
PORTFOLIO: tuple[Minutes, ...] = (
    Minutes(
        "三个项目需要高层跟进，其余按计划。MES 使用率上升变慢，原因在总装夜班。",
        (
            (
                "总装夜班的扫码枪由制造事业部预算补足",
                "Scanners for the night shift come out of the division's budget",
                "coo",
            ),
            (
                "人事薪酬项目两个月内任命变革经理，否则暂停",
                "HR and payroll gets a change manager within two months or pauses",
                "ceo",
            ),
            (
                "经营分析平台恢复月报，由首席财务官督办",
                "The analysis platform reports monthly again; the CFO sees to it",
                "ceo",
            ),
        ),
        (
            ActionStory(
                "补足总装夜班 14 把扫码枪", "14 scanners for the night shift of final assembly", "yejun", 45, "MES-02"
            ),
            ActionStory(
                "任命人事薪酬项目的变革经理", "Appoint a change manager for HR and payroll", "linjing", 21, "HR-03"
            ),
            ActionStory("终审超时自动转审上线", "Release the automatic hand-over of late approvals", "it", 60, "FK-01"),
            # Not given on the project itself: there, silence stays silence.
            ActionStory("经营分析平台交一次完整进展报告", "A full progress report of the analysis platform", "cfo", 14),
            ActionStory(
                "统一成本中心编码", "One set of cost centre codes", "owner", 20, "FK-01", "已统一 312 个编码，旧码停用"
            ),
        ),
    ),
    Minutes(
        "费控报销进入全员使用，MES 开始推广第二个车间。",
        (
            ("费控报销的目标收紧到两天", "The target of expense control is tightened to two days", "cfo"),
            ("CRM 经销商管理立项通过", "CRM for dealers may begin", "ceo"),
        ),
        (
            ActionStory(
                "组织终审人批量审批培训",
                "Train the final approvers in bulk approval",
                "change",
                25,
                "FK-01",
                "41 位终审人已全部通过",
            ),
            ActionStory(
                "盘点四个车间的网络盲区",
                "Map the dead spots of the network in four workshops",
                "it",
                30,
                "MES-02",
                "补装 6 个接入点",
            ),
            ActionStory(
                "给出旧 OA 下线日期",
                "Name the day the old OA is switched off",
                "tangqi",
                28,
                "OA-04",
                "已下线，只读保留一年",
            ),
        ),
    ),
)
PROJECT = Minutes(
    "审批周期继续下降，剩下的等待集中在主管终审之后。",
    (("终审超过一天自动转给代理人", "After one day a final approval goes to the deputy", "cfo"),),
    (
        ActionStory("列出终审等待最长的十个部门", "List the ten units where final approval waits longest", "employee", 10, "FK-01", "前三名是营销、采购、总装"),
        ActionStory("电子发票直连税务接口联调", "Test the direct link to the tax interface", "it", 50, "FK-01"),
    ),
)  # fmt: skip


# Put off until the night shift had its scanners, and held today: composed, minuted and waiting for a signature.
WORKSHOPS = Minutes(
    "按计划推迟到夜班数据完整之后召开。先看数字，再谈总装夜班。",
    (
        ("夜班缺的扫码枪本周内从一车间调剂", "The night shift borrows scanners from workshop one this week", "coo"),
        ("三车间推广不提前，先把总装稳住", "Workshop three is not brought forward; final assembly first", "coo"),
    ),
    (
        ActionStory("从一车间调 6 把扫码枪到总装夜班", "Move 6 scanners to the night shift of final assembly", "yejun", 4, "MES-02"),
        ActionStory("夜班每周公布一次车间使用率", "Show the night shift its usage every week", "champion", 9, "MES-02"),
    ),
)  # fmt: skip
SPOKEN = {
    "usage": "总装夜班是唯一低于六成的班次；白班已稳定。缺的是设备，不是意愿。",
    "satisfaction": "分数转正。抱怨集中在扫码枪和手套，与现场看到的一致。",
    "milestones": "全部车间上线后移，不影响年度目标；新的日期要能守住。",
    "risks": "夜班设备风险由叶军负责，两周后再看。",
}
NEXT_PHASE = (
    ("报工界面支持戴手套操作", "Reporting work with gloves on", "夜班反复提到，现场看过。"),
    ("库位直接显示在工单上", "The bin location on the work order", "现在要打电话问仓库。"),
)
PUT_OFF = timedelta(minutes=50)


def events(company: Company) -> Iterator[Timed]:
    """Rules, the reviews that were held with their minutes, and the ones to come."""
    now = company.now
    yield Timed(now - RULES_SET, lambda at: _rules(company, at))
    for minutes, quarter in zip(PORTFOLIO, _past_quarters(company, 9), strict=False):
        yield from _held(company, quarter, minutes, "")
    yield from _held(company, next(_past_quarters(company, 4)), PROJECT, "FK-01")
    yield Timed(now - COMING_PLANNED, lambda at: services.schedule_reviews(now=at))
    # When last quarter's review was held since then, this one plans the next.
    yield Timed(now - timedelta(days=3), lambda at: services.schedule_reviews(now=at))
    yield from _today(company)
    yesterday = workday(company.today - timedelta(days=1))
    yield Timed(moment(now, yesterday, 16, "accept"), lambda at: _accept(company, at))


def _today(company: Company) -> Iterator[Timed]:
    """The review of the workshops: planned a fortnight ago for today, held, minuted; the chair has not signed yet."""
    quarter, begin = quarter_of(last_quarter_end(company.today)), company.now - PUT_OFF
    given: dict[int, Action] = {}
    yield Timed(company.now - timedelta(days=14), lambda at: _plan(company, "MES-02", quarter, begin, at))
    # Once the usage of yesterday is counted: see `usage`.
    last = company.now - timedelta(seconds=50)
    yield Timed(last, lambda at: services.compose_due(now=at))
    yield Timed(last + timedelta(seconds=10), lambda at: _speak(company, quarter, at))
    yield Timed(last + timedelta(seconds=20), lambda at: _hold(company, "MES-02", quarter, WORKSHOPS, at))
    yield Timed(last + timedelta(seconds=30), lambda at: _minute(company, "MES-02", quarter, WORKSHOPS, given, at))
    yield Timed(last + timedelta(seconds=40), lambda at: _close(company, "MES-02", quarter, at))


def _speak(company: Company, quarter: str, now: datetime) -> None:
    review, project = _review("MES-02", quarter), Project.objects.get(key="MES-02")
    for section, text in SPOKEN.items():
        services.write_note(by=review.organiser, review=review, section=section, text=text, expected=0, now=now)
    for title, title_en, why in NEXT_PHASE:
        services.propose_item(
            by=review.organiser, review=review, project=project, title=title, title_en=title_en, why=why, now=now
        )  # fmt: skip


def _past_quarters(company: Company, offset: int) -> Iterator[str]:
    """Quarters whose review day has passed, newest first."""
    table = calendars.table()
    end = last_quarter_end(company.today)
    while True:
        quarter = quarter_of(end)
        if schedule.review_day(quarter, offset, table) < company.today - timedelta(days=1):
            yield quarter
        end = first_day(quarter) - timedelta(days=1)


def _rules(company: Company, now: datetime) -> None:
    who, projects = company.people, {p.key: p for p in Project.objects.all()}
    wanted = (
        ("", "pmo", 9, time(9, 30), 90, ("ceo", "cfo", "coo", "pm", "owner", "linjing", "wusheng", "xuliang")),
        ("FK-01", "pm", 4, time(14, 0), 60, ("cfo", "owner", "it", "change", "employee", "support")),
        ("MES-02", "xuliang", 5, time(15, 30), 60, ("coo", "yejun", "it", "change", "champion")),
    )
    for key, organiser, offset, at_time, minutes, people in wanted:
        services.save_rule(
            by=who[organiser],
            rule=ReviewRule(portfolio=company.portfolio, project=projects.get(key)),
            now=now,
            participants=[who[u] for u in people],
            offset_workdays=offset,
            at_time=at_time,
            duration_minutes=minutes,
            organiser=who[organiser],
            active=True,
        )


def _held(company: Company, quarter: str, minutes: Minutes, key: str) -> Iterator[Timed]:
    """Planned, held, minuted and closed; actions finished when they were."""
    offset, at_time = (4, time(14, 0)) if key else (9, time(9, 30))
    day = schedule.review_day(quarter, offset, calendars.table())
    begin = datetime.combine(day, at_time, tzinfo=ZONE)
    end = begin + timedelta(minutes=90)
    given: dict[int, Action] = {}
    yield Timed(begin - INVITED_BEFORE, lambda at: _plan(company, key, quarter, begin, at))
    yield Timed(end, lambda at: _hold(company, key, quarter, minutes, at))
    yield Timed(end + timedelta(minutes=20), lambda at: _minute(company, key, quarter, minutes, given, at))
    yield Timed(end + timedelta(hours=3), lambda at: _close(company, key, quarter, at))
    for number, story in enumerate(minutes.actions):
        if story.result:
            on = workday((end + timedelta(days=story.due - 3)).date())
            yield Timed(moment(company.now, on, 16, story.title), _finish(company, given, number, story))


def _review(key: str, quarter: str) -> Review:
    found = Review.objects.filter(project__key=key) if key else Review.objects.filter(project__isnull=True)
    return found.get(quarter=quarter)


def _plan(company: Company, key: str, quarter: str, begin: datetime, now: datetime) -> None:
    rules = ReviewRule.objects.filter(project__key=key) if key else ReviewRule.objects.filter(project__isnull=True)
    rule = rules.get()
    services.plan_review(
        by=rule.organiser,
        portfolio=company.portfolio,
        project=rule.project,
        quarter=quarter,
        starts_at=begin,
        duration_minutes=rule.duration_minutes,
        organiser=rule.organiser,
        participants=rule.participants.all(),
        now=now,
    )


def _hold(company: Company, key: str, quarter: str, minutes: Minutes, now: datetime) -> None:
    review = _review(key, quarter)
    people = [seat.user for seat in review.participants.select_related("user").order_by("pk")]
    services.hold_review(by=review.organiser, review=review, now=now, notes=minutes.notes, present=people[:-1])


def _minute(
    company: Company, key: str, quarter: str, minutes: Minutes, given: dict[int, Action], now: datetime
) -> None:
    who, review = company.people, _review(key, quarter)
    projects = {p.key: p for p in Project.objects.all()}
    for text, text_en, by in minutes.decisions:
        services.add_decision(
            by=review.organiser, review=review, text=text, text_en=text_en, decided_by=who[by], now=now
        )
    for number, story in enumerate(minutes.actions):
        given[number] = services.add_action(
            by=review.organiser,
            review=review,
            project=projects.get(story.project),
            title=story.title,
            title_en=story.title_en,
            owner=who[story.owner],
            due_on=workday(now.astimezone(ZONE).date() + timedelta(days=story.due)),
            now=now,
        )


def _finish(company: Company, given: dict[int, Action], number: int, story: ActionStory) -> Callable[[datetime], Any]:
    def act(now: datetime) -> None:
        services.finish_action(
            by=company.people[story.owner], action=given[number], status="done", result=story.result, now=now
        )

    return act


# Who chairs the reviews of what, and who signs beside them.
CHAIRS = {"": ("ceo", ("cfo",)), "MES-02": ("coo", ()), "FK-01": ("cfo", ())}


def _close(company: Company, key: str, quarter: str, now: datetime) -> None:
    review, who = _review(key, quarter), company.people
    chair, signers = CHAIRS[key]
    services.close_review(
        by=review.organiser, review=review, chair=who[chair], signers=[who[name] for name in signers], now=now
    )
    if now > company.now - PUT_OFF:
        return
    for number, name in enumerate((chair, *signers), start=1):
        services.sign(by=who[name], review=review, mark=digest(review), now=now + timedelta(hours=number))


def _accept(company: Company, now: datetime) -> None:
    for review in Review.objects.filter(status="planned", starts_at__gt=now):
        for seat in review.participants.filter(user__username__in=ACCEPTED).select_related("user"):
            services.respond(by=seat.user, review=review, attendance="accepted", now=now)
