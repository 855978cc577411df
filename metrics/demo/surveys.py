"""Surveys of the demo company: satisfaction with two systems in two rounds, one asked right now, one about pain points."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import ZONE, Timed, moment, workday
from metrics.surveys import sealing, services
from metrics.surveys.choices import RoundStatus
from metrics.surveys.models import Ballot, Seat, SurveyRound
from metrics.surveys.questions import check, load
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

ANSWERED_AFTER = timedelta(days=4)
# From this day on the surveys are looked after every morning.
LOOKED_AFTER = 26


@dataclass(frozen=True)
class SurveyStory:
    """`moods`: mean of the NPS per round; `units`: codes asked, with how far their mood is from the mean."""

    project: str
    by: str
    sample: str
    title: str
    title_en: str
    opened: int  # days ago
    days: int
    units: dict[str, float]
    rate: float
    moods: Sequence[float]
    texts: Sequence[str]
    # Somebody who has not answered yet.
    spared: str = ""


EXPENSES = (
    "手机上拍发票识别经常出错，要手工改",
    "发票识别不准，金额要核对两遍",
    "领导出差时审批就卡住，能不能自动转审",
    "审批催一次动一次",
    "审批流程清楚多了，比以前快",
    "退单原因写得太简单，不知道改哪里",
    "退单原因看不懂，要打电话问",
    "差旅标准提示得很及时",
    "手机上填报销单字太小",
    "月底系统慢，提交要等",
    "Invoice recognition is wrong half the time",
)
WORKSHOPS = (
    "夜班扫码枪不够，要排队等",
    "扫码枪没电没地方充",
    "扫码枪经常连不上网",
    "报工界面步骤太多，戴手套不好点",
    "报工要点六下，能不能一键报工",
    "物料信息不准，系统有货现场没有",
    "物料不准，还是要打电话问仓库",
    "看板很直观，班前会用得上",
    "不用再手抄产量了，省事",
    "质量问题拍照上传很方便",
)
PURCHASING = (
    "供应商报价靠微信和邮件，比价要自己做表",
    "每次比价都要重新做一遍表格",
    "合同条款要在三个系统里找",
    "审批要跑四个部门签字，纸质单子常丢",
    "审批签字等一周是常事",
    "对账靠手工，月底加班三天",
    "对账差异找不到原因",
    "供应商资质过期没有提醒",
    "供应商资质要自己翻文件夹",
    "同一份数据要录入两个系统",
)
TRAINING = ("年结部分讲得太快", "希望多给几个练习", "讲得清楚", "练习环境登录不上", "年结步骤要一份清单")
STORIES = (
    SurveyStory(
        "FK-01", "pm", "after_go_live", "费控报销满意度", "Satisfaction with expense control",
        112, 11, {"FIN": 0.4, "FSS": 0.3, "PUR": -0.2, "SAL": -0.5}, 0.68, (7.5, 8.1), EXPENSES,
    ),
    SurveyStory(
        "MES-02", "change", "after_go_live", "MES 使用满意度", "Satisfaction with MES",
        110, 10, {"STP": 0.6, "WLD": 0.3, "PNT": 0.0, "ASM": -1.1}, 0.55, (6.7, 7.5), WORKSHOPS,
    ),
    SurveyStory(
        "SRM-08", "xuliang", "pain_points", "采购业务痛点调查", "Pain points in procurement",
        24, 9, {"PUR": 0.0, "LOG": 0.0}, 0.6, (0.0,), PURCHASING,
    ),
    SurveyStory(
        "FK-01", "change", "after_training", "年结培训满意度", "Satisfaction with the year-end training",
        3, 9, {"FSS": 0.0}, 0.35, (0.0,), TRAINING, "employee",
    ),
)  # fmt: skip


def events(company: Company) -> Iterator[Timed]:
    for story in STORIES:
        on = workday(company.today - timedelta(days=story.opened))
        yield Timed(moment(company.now, on, 9, story.title), lambda at, s=story: _ask(company, s, at))  # type: ignore[misc]
        for days in range(1, story.days + 4):
            yield from _morning(company, story.opened - days)
    for ago in range(LOOKED_AFTER, -1, -1):
        yield from _morning(company, ago)


def _morning(company: Company, ago: int) -> Iterator[Timed]:
    at = datetime.combine(company.today - timedelta(days=ago), time(9, 55), tzinfo=ZONE)
    if at < company.now:
        yield Timed(at, lambda now: _look_after(company, now))


def _ask(company: Company, story: SurveyStory, now: datetime) -> None:
    by = company.people[story.by]
    survey = services.create_survey(
        by=by,
        project=Project.objects.get(key=story.project),
        sample=story.sample,
        title=story.title,
        title_en=story.title_en,
        open_days=story.days,
        units=[company.units[code] for code in story.units],
        now=now,
    )
    services.plan_round(by=by, survey=survey, opens_at=now, closes_at=now + timedelta(days=story.days), now=now)


def _look_after(company: Company, now: datetime) -> None:
    """What the scheduler does, and people answering in the days after they were asked."""
    stories = {story.title: story for story in STORIES}
    rows = SurveyRound.objects.filter(status=RoundStatus.OPEN).select_related("survey")
    for found in rows:
        story = stories[found.survey.title]
        early = story.spared and now - found.opens_at > timedelta(days=1)
        if (early or now - found.opens_at >= ANSWERED_AFTER) and not found.seats.filter(answered=True).exists():
            _answer(company, found, story)
    services.work_off(now=now)


def _answer(company: Company, found: SurveyRound, story: SurveyStory) -> None:
    """As many as the story says. The rows `services.submit` writes, for all at once: people answer in thousands."""
    random = Random(f"{story.title}{found.number}")  # noqa: S311 - the same company every time
    questions = load(found.questions)
    spared = company.people[story.spared].pk if story.spared else 0
    moods = {company.units[code].pk: shift for code, shift in story.units.items()}
    mean = story.moods[min(found.number, len(story.moods)) - 1]
    seats = [seat for seat in found.seats.order_by("pk") if seat.user_id != spared and random.random() < story.rate]
    ballots = []
    for seat in seats:
        mood = mean + moods.get(seat.unit_id or 0, 0.0)
        values = check(questions, _given(random, mood, story)).values
        words = json.dumps({"unit": seat.unit_id, "answers": values}, ensure_ascii=False)
        ballots.append(Ballot(round=found, sealed=sealing.seal(words.encode(), context=str(found.pk))))
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(answered=True)
    Ballot.objects.bulk_create(ballots)


def _given(random: Random, mood: float, story: SurveyStory) -> dict[str, Any]:
    """Everything somebody could be asked; what is not asked of them is dropped."""
    nps = _within(random.gauss(mood, 2.1), 0, 10)
    satisfied = _within(random.gauss(1.4 + nps * 0.32, 0.7), 1, 5)
    text = random.choice(story.texts) if random.random() < 0.6 or story.sample == "pain_points" else ""
    return {
        "nps": nps,
        "why": text,
        "csat": satisfied,
        "often": random.choices((1, 2, 3, 4), (55, 30, 10, 5))[0],
        "hinder": sorted(random.sample(range(1, 6), random.choice((1, 2)))),
        "parts": [_within(random.gauss(1.2 + nps * 0.33 + shift, 0.8), 1, 5) for shift in (0.2, 0.5, -0.6, -0.1)],
        "missing": text,
        "where": sorted(random.sample(range(1, 6), random.choice((1, 2, 2, 3)))),
        "hours": random.choices((1, 2, 3, 4), (10, 35, 40, 15))[0],
        "worst": text,
        "wish": random.choice(story.texts) if random.random() < 0.4 else "",
    }


def _within(value: float, low: int, high: int) -> int:
    return min(high, max(low, round(value)))
