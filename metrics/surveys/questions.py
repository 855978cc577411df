"""Questions as data: their texts, what a valid answer is, which questions somebody is asked at all.

A question is stored as JSON: {key, kind, text, text_en, required, options: [[zh, en], …], rows: [[zh, en], …],
show_if: {key, low, high} | null}. Answers: nps 0–10, csat 1–5, sus ten of 1–5, single the number of an option from 1,
multiple a list of those, matrix a list with one of 1–5 (or null) per row, text a string.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.surveys.choices import QuestionKind
from pmo.texts import bilingual, pick

MAX_QUESTIONS, MAX_OPTIONS, MAX_TEXT = 40, 20, 2000
SCALE = range(1, 6)
Words = tuple[str, str]

SUS_ITEMS: tuple[Words, ...] = (
    ("我愿意经常使用这个系统", "I would like to use this system frequently"),
    ("我觉得这个系统过于复杂", "I find this system unnecessarily complex"),
    ("我觉得这个系统容易使用", "I find this system easy to use"),
    ("我需要技术人员的帮助才能使用这个系统", "I would need a technical person to be able to use this system"),
    ("我觉得系统的各项功能结合得很好", "I find the functions of this system well integrated"),
    ("我觉得系统里前后不一致的地方太多", "I find too much inconsistency in this system"),
    ("我相信大多数人能很快学会使用", "Most people would learn to use this system very quickly"),
    ("我觉得这个系统用起来很麻烦", "I find this system very cumbersome to use"),
    ("使用这个系统时我很有把握", "I feel very confident using this system"),
    ("使用之前我需要学习很多东西", "I needed to learn a lot before I could use this system"),
)
"""Brooke 1996; the order counts: odd items are positive, even ones negative."""


@dataclass(frozen=True)
class Condition:
    """Asked only of those whose answer to `key` lies between `low` and `high` (of several: any of them)."""

    key: str
    low: int
    high: int


@dataclass(frozen=True)
class Question:
    key: str
    kind: str
    text: str
    text_en: str = ""
    required: bool = False
    options: tuple[Words, ...] = ()
    rows: tuple[Words, ...] = ()
    show_if: Condition | None = None

    @property
    def label(self) -> str:
        return bilingual(self, "text")

    @property
    def option_labels(self) -> list[tuple[int, str]]:
        return [(number, pick(zh, en)) for number, (zh, en) in enumerate(self.options, 1)]

    @property
    def items(self) -> tuple[Words, ...]:
        """The lines of a scale."""
        return SUS_ITEMS if self.kind == QuestionKind.SUS else self.rows

    @property
    def item_labels(self) -> list[tuple[int, str]]:
        return [(number, pick(zh, en)) for number, (zh, en) in enumerate(self.items)]

    @property
    def kind_label(self) -> str:
        return str(QuestionKind(self.kind).label)

    def to_json(self) -> dict[str, Any]:
        shown = self.show_if
        return {
            "key": self.key,
            "kind": self.kind,
            "text": self.text,
            "text_en": self.text_en,
            "required": self.required,
            "options": [list(words) for words in self.options],
            "rows": [list(words) for words in self.rows],
            "show_if": {"key": shown.key, "low": shown.low, "high": shown.high} if shown else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Question:
        shown = data.get("show_if")
        return cls(
            key=data["key"],
            kind=data["kind"],
            text=data["text"],
            text_en=data.get("text_en", ""),
            required=bool(data.get("required")),
            options=tuple((zh, en) for zh, en in data.get("options", ())),
            rows=tuple((zh, en) for zh, en in data.get("rows", ())),
            show_if=Condition(**shown) if shown else None,
        )


def load(data: Sequence[Mapping[str, Any]]) -> list[Question]:
    return [Question.from_json(item) for item in data]


@dataclass(frozen=True)
class Checked:
    """Valid answers by key, and what is wrong with the others."""

    values: dict[str, Any]
    errors: dict[str, str | Promise] = field(default_factory=dict)


def check(questions: Sequence[Question], given: Mapping[str, Any]) -> Checked:
    """Answers as they may be stored. Answers to questions that are not asked are dropped, empty ones left out."""
    values: dict[str, Any] = {}
    errors: dict[str, str | Promise] = {}
    for question in questions:
        if not asked(question, values):
            continue
        value = given.get(question.key)
        if _empty(value):
            if question.required:
                errors[question.key] = _("This question needs an answer.")
            continue
        problem = _problem(question, value)
        if problem:
            errors[question.key] = problem
        else:
            values[question.key] = value.strip() if isinstance(value, str) else value
    return Checked(values, errors)


def asked(question: Question, values: Mapping[str, Any]) -> bool:
    """Whether somebody with these earlier answers is asked this question."""
    condition = question.show_if
    if condition is None:
        return True
    answer = values.get(condition.key)
    chosen = answer if isinstance(answer, list) else [answer]
    return any(isinstance(one, int) and condition.low <= one <= condition.high for one in chosen)


def minutes(questions: Sequence[Question]) -> int:
    """How long it takes, rounded up: ten seconds a mark, half a minute a text."""
    seconds = sum(
        30 if question.kind == QuestionKind.TEXT else 10 * max(1, len(question.items) * 3 // 5)
        for question in questions
    )
    return max(1, -(-seconds // 60))


def _empty(value: Any) -> bool:
    if isinstance(value, list):
        return all(part is None for part in value)
    return value is None or (isinstance(value, str) and not value.strip())


def _problem(question: Question, value: Any) -> str | Promise:
    """What is wrong with an answer; "" when it is fine."""
    kind = question.kind
    if kind == QuestionKind.TEXT:
        if not isinstance(value, str):
            return _("Write your answer as text.")
        return _("At most 2,000 characters.") if len(value) > MAX_TEXT else ""
    if kind in (QuestionKind.NPS, QuestionKind.CSAT, QuestionKind.SINGLE):
        span = {QuestionKind.NPS: range(11), QuestionKind.CSAT: SCALE}.get(
            QuestionKind(kind), range(1, len(question.options) + 1)
        )
        return "" if _whole(value) and value in span else _("Choose one of the answers.")
    if not isinstance(value, list):
        return _("Choose one of the answers.")
    if kind == QuestionKind.MULTIPLE:
        fine = all(_whole(one) and 1 <= one <= len(question.options) for one in value)
        return "" if fine and len(set(value)) == len(value) else _("Choose one of the answers.")
    if len(value) != len(question.items) or not all(one is None or (_whole(one) and one in SCALE) for one in value):
        return _("Choose one of the answers.")
    whole = kind == QuestionKind.SUS or question.required
    return _("Every line needs an answer.") if whole and any(one is None for one in value) else ""


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
