"""Questionnaires to begin with, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.surveys.choices import Confidentiality, Purpose, QuestionKind, Repeat
from metrics.surveys.questions import Condition, Question


@dataclass(frozen=True)
class Sample:
    code: str
    title: str
    title_en: str
    intro: str
    intro_en: str
    purpose: str
    questions: tuple[Question, ...]
    confidentiality: str = Confidentiality.ANONYMOUS
    repeat: str = Repeat.ONCE


_WHY = Question(
    "why",
    QuestionKind.TEXT,
    "最想改进的一件事是什么？",
    "What is the one thing to improve?",
    show_if=Condition("nps", 0, 8),
)

AFTER_GO_LIVE = Sample(
    "after_go_live",
    "上线后满意度",
    "Satisfaction after go-live",
    "系统上线后，我们每季度问一次：用得怎么样，哪里要改。",
    "After go-live we ask once a quarter how the system works for you and what to change.",
    Purpose.SATISFACTION,
    (
        Question(
            "nps",
            QuestionKind.NPS,
            "您有多大可能向同事推荐这个系统？",
            "How likely are you to recommend this system to a colleague?",
            True,
        ),
        _WHY,
        Question(
            "csat",
            QuestionKind.CSAT,
            "总体上，您对这个系统满意吗？",
            "Overall, how satisfied are you with this system?",
            True,
        ),
        Question(
            "often",
            QuestionKind.SINGLE,
            "您多久用一次？",
            "How often do you use it?",
            options=(
                ("每天", "Every day"),
                ("每周", "Every week"),
                ("每月", "Every month"),
                ("几乎不用", "Hardly ever"),
            ),
        ),
        Question(
            "hinder",
            QuestionKind.MULTIPLE,
            "是什么让您用得少？",
            "What keeps you from using it?",
            options=(
                ("没有培训到", "I was not trained"),
                ("设备不够或不好用", "Devices are missing or do not work"),
                ("比以前更费时间", "It takes longer than before"),
                ("不知道找谁问", "I do not know whom to ask"),
                ("领导没有要求", "Nobody expects it"),
            ),
            show_if=Condition("often", 3, 4),
        ),
        Question(
            "parts",
            QuestionKind.MATRIX,
            "这些方面您怎么看？1 很差，5 很好",
            "How do you find these? 1 very poor, 5 very good",
            rows=(
                ("速度", "Speed"),
                ("好不好学", "Easy to learn"),
                ("数据准不准", "Data you can trust"),
                ("有问题有人管", "Help when stuck"),
            ),
        ),
    ),
    repeat=Repeat.QUARTERLY,
)
PAIN_POINTS = Sample(
    "pain_points",
    "业务痛点调查",
    "Finding pain points",
    "改系统之前，先听听每天做事的人：时间花在哪里，什么最让人头疼。",
    "Before anything is built, we ask those who do the work: where does the time go, and what hurts most?",
    Purpose.PAIN_POINTS,
    (
        Question(
            "where",
            QuestionKind.MULTIPLE,
            "时间主要花在哪里？",
            "Where does most of the time go?",
            True,
            options=(
                ("重复录入", "Typing things twice"),
                ("等审批", "Waiting for approval"),
                ("找数据、对数据", "Finding and reconciling data"),
                ("返工", "Doing things again"),
                ("跑线下流程", "Paper and errands"),
            ),
        ),
        Question(
            "hours",
            QuestionKind.SINGLE,
            "每周大约多少小时？",
            "About how many hours a week?",
            options=(
                ("不到 1 小时", "Less than 1"),
                ("1–3 小时", "1 to 3"),
                ("3–8 小时", "3 to 8"),
                ("8 小时以上", "More than 8"),
            ),
        ),
        Question(
            "worst", QuestionKind.TEXT, "最让您头疼的一件事，请具体说说", "What hurts most? Say it as it happened", True
        ),
        Question("wish", QuestionKind.TEXT, "如果只能改一处，改哪里？", "If only one thing could change, which?"),
    ),
)
AFTER_TRAINING = Sample(
    "after_training",
    "培训满意度",
    "Satisfaction with training",
    "培训刚结束，三个问题，帮我们改好下一场。",
    "Three questions right after the training, to make the next one better.",
    Purpose.TRAINING,
    (
        Question("csat", QuestionKind.CSAT, "您对这次培训满意吗？", "How satisfied are you with this training?", True),
        Question(
            "parts",
            QuestionKind.MATRIX,
            "请评价，1 很差，5 很好",
            "Rate, 1 very poor, 5 very good",
            rows=(
                ("内容对工作有用", "Useful for my work"),
                ("讲得清楚", "Explained clearly"),
                ("练习够不够", "Enough practice"),
                ("时间安排", "Timing"),
            ),
        ),
        Question("missing", QuestionKind.TEXT, "还有什么没讲清楚？", "What is still unclear?"),
    ),
)
USABILITY = Sample(
    "usability",
    "系统可用性",
    "System usability",
    "十句话，凭感觉选。",
    "Ten statements; go with your first impression.",
    Purpose.SATISFACTION,
    (
        Question(
            "sus",
            QuestionKind.SUS,
            "您在多大程度上同意？1 完全不同意，5 完全同意",
            "How far do you agree? 1 not at all, 5 fully",
            True,
        ),
    ),
)
SAMPLES: dict[str, Sample] = {s.code: s for s in (AFTER_GO_LIVE, PAIN_POINTS, AFTER_TRAINING, USABILITY)}
