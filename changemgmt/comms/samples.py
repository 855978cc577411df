"""Words that come with the product, in both languages: templates of announcements, and the lines of a first plan.

Both follow the order in which people need to hear things. What stands in {braces} is filled in from the project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from changemgmt.comms.choices import Channel, Topic
from pmo.texts import pick
from projects.portfolio.models import Project


@dataclass(frozen=True)
class Sample:
    """A template: (Chinese, English) each. `confirm`: readers should say that they have read it."""

    code: str
    topic: Topic
    name: tuple[str, str]
    title: tuple[str, str]
    body: tuple[str, str]
    confirm: bool = False

    @property
    def label(self) -> str:
        return pick(*self.name)


SAMPLES: tuple[Sample, ...] = (
    Sample(
        "why",
        Topic.WHY,
        ("为什么做：第一封信", "Why: the first letter"),
        ("为什么我们要做{project}", "Why we do {project}"),
        (
            "各位同事：\n\n我们决定启动**{project}**。\n\n"
            "**现在的问题**\n\n- （写一两个大家每天遇到的痛点，带数字）\n- （再写一个）\n\n"
            "**不做会怎样**\n\n（一句话）\n\n"
            "**我们要达到什么**\n\n- （目标：从多少到多少，到什么时候）\n\n"
            "**接下来**\n\n两周内您会听到：改什么、什么时候、对您意味着什么。"
            "有问题请直接在下面提，可以不写名字；每个问题都会公开答复。\n\n{sponsor}",
            "Dear colleagues,\n\nWe have decided to start **{project}**.\n\n"
            "**What is wrong today**\n\n- (a pain everybody meets every day, with figures)\n- (another one)\n\n"
            "**What happens if we do nothing**\n\n(one sentence)\n\n"
            "**What we want to reach**\n\n- (goal: from how much to how much, by when)\n\n"
            "**What comes next**\n\nWithin two weeks you will hear what changes, when, and what it means for you. "
            "Ask your questions below, without your name if you like; every one of them is answered in public.\n\n"
            "{sponsor}",
        ),
        True,
    ),
    Sample(
        "what",
        Topic.WHAT,
        ("改什么、不改什么", "What changes, what stays"),
        ("{project}：改什么，不改什么", "{project}: what changes and what stays"),
        (
            "| 现在 | 以后 |\n| --- | --- |\n| （现在怎么做） | （以后怎么做） |\n"
            "| （现在怎么做） | （以后怎么做） |\n\n"
            "**不变的**\n\n- （例如：岗位、考核、审批权限）\n\n"
            "**还没定的**\n\n- （哪件事、什么时候定、由谁定）\n\n{sponsor}",
            "| Today | From then on |\n| --- | --- |\n| (how it is done) | (how it will be done) |\n"
            "| (how it is done) | (how it will be done) |\n\n"
            "**What stays**\n\n- (for example: posts, appraisal, limits of approval)\n\n"
            "**What is not decided yet**\n\n- (what, until when, by whom)\n\n{sponsor}",
        ),
    ),
    Sample(
        "when",
        Topic.WHEN,
        ("时间安排", "Dates"),
        ("{project}什么时候到您这里", "When {project} comes to you"),
        (
            "计划上线：**{finish}**。\n\n"
            "1. （培训：哪些单位、哪一周）\n2. （试运行：哪些单位、哪一周）\n"
            "3. （正式上线：哪一天）\n4. （旧方式停用：哪一天）\n\n"
            "日期如有变动，最迟提前一周在这里告诉您。\n\n{manager}",
            "Planned to go live: **{finish}**.\n\n"
            "1. (training: which units, which week)\n2. (trial run: which units, which week)\n"
            "3. (go-live: which day)\n4. (the old way ends: which day)\n\n"
            "If a date moves you will read it here at least a week before.\n\n{manager}",
        ),
    ),
    Sample(
        "benefit",
        Topic.BENEFIT,
        ("对您意味着什么（直属主管）", "What is in it for you (line manager)"),
        ("{project}对我们意味着什么", "What {project} means for us"),
        (
            "各位：\n\n公司讲过为什么要做{project}。我讲讲对**我们这个单位**意味着什么。\n\n"
            "**少做的事**\n\n- （每周少填几张表、少跑几趟）\n\n"
            "**要学的事**\n\n- （多少小时的培训，什么时候）\n\n"
            "**开头会难的地方**\n\n- （实话实说，以及谁来帮）\n\n"
            "我们单位的关键用户是（姓名），班前会、微信、当面都可以问。",
            "Everybody,\n\nYou have heard why the company does {project}. Here is what it means for **our unit**.\n\n"
            "**What you will no longer do**\n\n- (forms per week, ways to walk)\n\n"
            "**What you have to learn**\n\n- (hours of training, when)\n\n"
            "**What will be hard at first**\n\n- (say it as it is, and who helps)\n\n"
            "Our champion is (name): ask in the shift meeting, in the chat, or in person.",
        ),
    ),
    Sample(
        "how",
        Topic.HOW,
        ("怎么用：上线前一周", "How: the week before go-live"),
        ("{project}下周上线：三步上手", "{project} goes live next week: three steps"),
        (
            "1. 登录：（地址或扫码），用工号和统一密码\n2. 做第一件事：（例如提一张报销单），照着做 3 分钟\n"
            "3. 遇到问题：先找关键用户（姓名），再打（电话）\n\n**旧方式**用到（日期）为止。",
            "1. Sign in: (address or code), with your employee number and usual password\n"
            "2. Do the first thing: (for example one expense claim), it takes 3 minutes\n"
            "3. Stuck? Ask your champion (name) first, then call (number)\n\nThe **old way** ends on (date).",
        ),
        True,
    ),
    Sample(
        "result",
        Topic.RESULT,
        ("结果：做到了什么", "Results: what came of it"),
        ("{project}上线一个月：做到了什么", "One month of {project}: what came of it"),
        (
            "| 我们说过 | 现在 |\n| --- | --- |\n| （目标） | （实际数字） |\n\n"
            "**您提的意见改了什么**\n\n- （意见 → 改动）\n\n**还没做到的**\n\n- （哪件事、什么时候）\n\n"
            "谢谢各位。\n\n{sponsor}",
            "| We said | Today |\n| --- | --- |\n| (goal) | (the figure) |\n\n"
            "**What your feedback changed**\n\n- (remark → change)\n\n**What is still missing**\n\n- (what, until when)"
            "\n\nThank you.\n\n{sponsor}",
        ),
    ),
    Sample(
        "delay",
        Topic.WHEN,
        ("推迟：讲清楚原因和新日期", "A delay: the reason and the new date"),
        ("{project}的上线推迟", "{project} goes live later"),
        (
            "原定（日期），现改为**（日期）**。\n\n**原因**\n\n（一句话，不绕弯）\n\n"
            "**对您的影响**\n\n- 旧方式继续用到（日期）\n- 已报名的培训（照常 / 改期）\n\n{manager}",
            "It was to be (date); now it is **(date)**.\n\n**Why**\n\n(one plain sentence)\n\n"
            "**What it means for you**\n\n- the old way goes on until (date)\n"
            "- training you are enrolled in (takes place / moves)\n\n{manager}",
        ),
    ),
)


def sample(code: str) -> Sample | None:
    return next((one for one in SAMPLES if one.code == code), None)


def filled(words: tuple[str, str], project: Project) -> tuple[str, str]:
    """(Chinese, English) with what is known of the project in place of the braces."""
    return _fill(words[0], _facts(project, 0)), _fill(words[1], _facts(project, 1))


def _fill(text: str, facts: Mapping[str, str]) -> str:
    for key, value in facts.items():
        text = text.replace("{" + key + "}", value)
    return text


def _facts(project: Project, language: int) -> dict[str, str]:
    def named(obj: object) -> str:
        if obj is None:
            return ("（姓名）", "(name)")[language]
        zh, en = getattr(obj, "name", ""), getattr(obj, "name_en", "")
        return (zh or en, en or zh)[language]

    finish = project.target_finish_on
    on = ("（日期）", "(date)")[language]
    if finish is not None:
        on = (f"{finish.year} 年 {finish.month} 月 {finish.day} 日", f"{finish.day} {finish:%B} {finish.year}")[
            language
        ]
    return {
        "project": named(project),
        "sponsor": named(project.sponsor),
        "manager": named(project.manager),
        "finish": on,
    }


@dataclass(frozen=True)
class Line:
    """A line of the first plan. `at`: when, as a share of the way from the first message to the day it goes live."""

    topic: Topic
    title: tuple[str, str]
    channel: Channel
    sender: str
    at: float


PLAN: tuple[Line, ...] = (
    Line(
        Topic.WHY,
        ("为什么做，不做会怎样", "Why we do it, and what if we did not"),
        Channel.ANNOUNCEMENT,
        "executive",
        0.0,
    ),
    Line(Topic.WHY, ("全员会上当面讲一遍", "The same in person, before everybody"), Channel.MEETING, "executive", 0.05),
    Line(Topic.WHAT, ("改什么、不改什么", "What changes, what stays"), Channel.ANNOUNCEMENT, "executive", 0.25),
    Line(
        Topic.WHEN,
        ("什么时候到我这里", "When it comes to me"),
        Channel.ANNOUNCEMENT,
        "project",
        0.4,
    ),
    Line(Topic.BENEFIT, ("对我们单位意味着什么", "What it means for our unit"), Channel.TEAM, "line", 0.6),
    Line(Topic.BENEFIT, ("少做什么、要学什么", "What falls away, what to learn"), Channel.ANNOUNCEMENT, "line", 0.7),
    Line(Topic.HOW, ("上线前一周：三步上手", "The week before: three steps"), Channel.ANNOUNCEMENT, "line", 0.95),
    Line(
        Topic.RESULT,
        ("上线一个月：做到了什么", "A month later: what came of it"),
        Channel.ANNOUNCEMENT,
        "executive",
        1.15,
    ),
)
