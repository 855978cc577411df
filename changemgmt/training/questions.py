"""Questions from the bank to the screen: checked, drawn, frozen, read, marked.

A frozen question keeps its options in the order shown and, for the marking alone, which of them are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from changemgmt.engines import training as engine
from changemgmt.training.choices import QuestionKind
from changemgmt.training.models import BankQuestion
from pmo.records import Invalid
from pmo.texts import pick

MOST_OPTIONS = 10
LONGEST_TEXT = 4000
Words = tuple[str, str]


@dataclass(frozen=True)
class Shown:
    """A question as a person sees it while answering: nothing in here tells what is right."""

    id: int
    number: int
    kind: str
    label: str
    points: int
    options: list[tuple[int, str]] = field(default_factory=list)
    value: Any = None
    turn: int = 0

    @property
    def answered(self) -> bool:
        return is_answered(self.kind, self.value)

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else ""

    @property
    def places(self) -> list[tuple[int, str, int | None]]:
        """Of an order: number of the option, its words, the place it was given."""
        given = self.value if isinstance(self.value, list) else []
        return [(n, label, given[n] if n < len(given) else None) for n, label in self.options]


def check_bank(kind: str, options: Sequence[Words], right: Sequence[int]) -> None:
    """Raise Invalid when a question could not be answered or marked."""
    if kind == QuestionKind.TEXT:
        if options:
            raise Invalid(_("A free text has no options."), code="options", field="options")
        return
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise Invalid(_("Give two to ten options."), code="options", field="options")
    if kind == QuestionKind.ORDER:
        return
    if not set(right) <= set(range(len(options))) or not right:
        raise Invalid(_("Mark which options are right with a *."), code="right", field="options")
    if kind == QuestionKind.SINGLE and len(set(right)) != 1:
        raise Invalid(_("Exactly one option is right here."), code="right", field="options")


def freeze(row: BankQuestion, rng: np.random.Generator) -> dict[str, Any]:
    """A question of an attempt, its options in an order of their own."""
    order = [int(n) for n in engine.shuffle(len(row.options), rng)]
    place = {original: shown for shown, original in enumerate(order)}
    wanted = range(len(row.options)) if row.kind == QuestionKind.ORDER else row.right
    right = [place[n] for n in wanted]
    return {
        "id": row.pk,
        "kind": row.kind,
        "text": row.text,
        "text_en": row.text_en,
        "options": [row.options[n] for n in order],
        "right": right if row.kind == QuestionKind.ORDER else sorted(right),
        "points": row.points,
        "note": row.note,
        "note_en": row.note_en,
    }


def shown(questions: Sequence[Mapping[str, Any]], answers: Mapping[int, tuple[Any, int]]) -> list[Shown]:
    """Frozen questions for the person who answers. `answers`: value and turn by question."""
    return [
        Shown(
            id=one["id"],
            number=number,
            kind=one["kind"],
            label=pick(one["text"], one["text_en"]),
            points=one["points"],
            options=[(n, pick(*words)) for n, words in enumerate(one["options"])],
            value=answers.get(one["id"], (None, 0))[0],
            turn=answers.get(one["id"], (None, 0))[1],
        )
        for number, one in enumerate(questions, 1)
    ]


def read(question: Mapping[str, Any], data: Any) -> Any:
    """What a form sent for this question; None when it was not part of it."""
    key = f"q{question['id']}"
    if question["kind"] == QuestionKind.TEXT:
        return data.get(key)
    if question["kind"] == QuestionKind.ORDER:
        names = [f"{key}.{n}" for n in range(len(question["options"]))]
        return [_number(data.get(name)) for name in names] if any(name in data for name in names) else None
    if question["kind"] == QuestionKind.MULTIPLE:
        return [_number(value) for value in data.getlist(key)] if key in data or f"{key}.sent" in data else None
    return [_number(data.get(key))] if data.get(key) else None


def _number(value: Any) -> int | None:
    """A choice as its number; what is no number of ours is an impossible one."""
    if not value:
        return None
    return int(value) if str(value).isascii() and str(value).isdigit() and len(str(value)) <= 3 else -1


def clean(question: Mapping[str, Any], value: Any) -> Any:
    """The value as it is kept. Raises Invalid for what nobody could have chosen."""
    kind, count = question["kind"], len(question["options"])
    if kind == QuestionKind.TEXT:
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise Invalid(_("A text has at most %(n)s characters."), code="answer", params={"n": LONGEST_TEXT})
        return value
    if not isinstance(value, list):
        raise Invalid(_("This is no answer to this question."), code="answer")
    if kind == QuestionKind.ORDER:
        fits = len(value) == count and all(one is None or _within(one, 1, count) for one in value)
    elif kind == QuestionKind.SINGLE:
        fits = len(value) == 1 and _within(value[0], 0, count - 1)
    else:
        fits = len(set(map(str, value))) == len(value) and all(_within(one, 0, count - 1) for one in value)
    if not fits:
        raise Invalid(_("This is no answer to this question."), code="answer")
    return sorted(value) if kind == QuestionKind.MULTIPLE else value


def _within(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def is_answered(kind: str, value: Any) -> bool:
    if kind == QuestionKind.TEXT:
        return bool(value and value.strip())
    if kind == QuestionKind.ORDER:
        return _sequence(value) is not None
    return bool(value)


def _sequence(value: Any) -> list[int] | None:
    """Places given to options → options in their order; None while it is not complete."""
    if not isinstance(value, list) or sorted(p or 0 for p in value) != list(range(1, len(value) + 1)):
        return None
    return [option for _place, option in sorted((place, option) for option, place in enumerate(value))]


def points_of(question: Mapping[str, Any], value: Any) -> float | None:
    """What the machine gives; None for a text that somebody has to read. An empty text earns nothing."""
    kind = question["kind"]
    if kind == QuestionKind.TEXT:
        return None if is_answered(kind, value) else 0.0
    answer = _sequence(value) if kind == QuestionKind.ORDER else value
    key = engine.Key(kind, tuple(question["right"]), float(question["points"]))
    return engine.mark(key, answer)


def spoken(question: Mapping[str, Any], value: Any) -> str:
    """An answer in words."""
    if question["kind"] == QuestionKind.TEXT:
        return value or ""
    chosen = _sequence(value) if question["kind"] == QuestionKind.ORDER else value
    return _named(question, chosen or ())


def right_words(question: Mapping[str, Any]) -> str:
    """What would have been right, for afterwards."""
    return _named(question, question["right"])


def _named(question: Mapping[str, Any], chosen: Iterable[int]) -> str:
    sign = " → " if question["kind"] == QuestionKind.ORDER else " / "
    return sign.join(pick(*question["options"][n]) for n in chosen)
