"""The questions of a form as its template draws them: names, choices, what is ticked, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.surveys.choices import QuestionKind
from metrics.surveys.questions import SCALE, Question

# Ends of the scales, as people read them.
ENDS = {
    QuestionKind.NPS: (gettext_lazy("not at all likely"), gettext_lazy("very likely")),
    QuestionKind.CSAT: (gettext_lazy("very dissatisfied"), gettext_lazy("very satisfied")),
}


@dataclass
class Choice:
    value: int
    label: str
    ticked: bool
    # What a screen reader says: the step with the meaning of its end.
    spoken: str = ""


@dataclass
class Row:
    """A line of a scale."""

    name: str
    label: str
    choices: list[Choice]


@dataclass
class Item:
    """One question on the form."""

    number: int
    question: Question
    error: Any = ""
    text: str = ""
    choices: list[Choice] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    low: Any = ""
    high: Any = ""
    condition: str = ""

    @property
    def is_scale(self) -> bool:
        return self.question.kind in (QuestionKind.NPS, QuestionKind.CSAT)


def items(questions: Sequence[Question], given: Mapping[str, Any], errors: Mapping[str, Any]) -> list[Item]:
    known = {question.key: (number, question) for number, question in enumerate(questions, 1)}
    return [
        _item(number, question, given.get(question.key), errors.get(question.key, ""), known)
        for number, question in enumerate(questions, 1)
    ]


def _item(number: int, question: Question, value: Any, error: Any, known: Mapping[str, tuple[int, Question]]) -> Item:
    made = Item(number, question, error, condition=_condition(question, known))
    kind = QuestionKind(question.kind)
    if kind == QuestionKind.TEXT:
        made.text = value or ""
    elif kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        chosen = value if isinstance(value, list) else [value]
        made.choices = [Choice(step, label, step in chosen) for step, label in question.option_labels]
    elif kind in ENDS:
        steps = range(11) if kind == QuestionKind.NPS else SCALE
        made.low, made.high = ENDS[kind]
        made.choices = [Choice(step, str(step), value == step) for step in steps]
        made.choices[0].spoken, made.choices[-1].spoken = str(made.low), str(made.high)
    else:
        values = value if isinstance(value, list) else []
        made.rows = [
            Row(f"{question.key}.{line}", label, [Choice(step, str(step), step == _at(values, line)) for step in SCALE])
            for line, label in question.item_labels
        ]
    return made


def _at(values: Sequence[Any], line: int) -> Any:
    return values[line] if line < len(values) else None


def _condition(question: Question, known: Mapping[str, tuple[int, Question]]) -> str:
    """Said where no script hides what is not asked."""
    shown = question.show_if
    if shown is None or shown.key not in known:
        return ""
    number, asks = known[shown.key]
    if asks.options:
        labels = [label for step, label in asks.option_labels if shown.low <= step <= shown.high]
        return _("Only if you answered question %(n)s with: %(answers)s") % {"n": number, "answers": " / ".join(labels)}
    words = {"n": number, "low": shown.low, "high": shown.high}
    return _("Only if you answered question %(n)s with %(low)s to %(high)s") % words
