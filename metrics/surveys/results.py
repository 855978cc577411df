"""What the answers of a round come to. Pure: answers in, a JSON document out, stored once when the round closes.

Nothing about fewer than `smallest` people is in the document, neither directly nor as a difference: suppression is
applied question by question over the tree of units before anything is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from metrics.engines import survey_scores as scores
from metrics.engines.survey_scores import Score
from metrics.engines.themes import themes
from metrics.surveys.choices import QuestionKind
from metrics.surveys.questions import Question
from pmo.engines.stats import NotAvailable
from pmo.engines.suppression import suppress

# (id of the unit or None, value) per answer, and (id of the answer, text).
Entries = Sequence[tuple[int | None, Any]]
Texts = Sequence[tuple[str, str]]
Tree = Sequence[tuple[int, int | None]]
"""Units as (id, id of the parent), every parent among them."""

TOO_FEW = "too_few"


def compute(
    questions: Sequence[Question],
    entries: Mapping[str, Entries],
    texts: Mapping[str, Texts],
    tree: Tree,
    smallest: int,
) -> dict[str, Any]:
    """Per question: n, figures with intervals, units that may be shown, themes."""
    return {
        "questions": [
            _question(question, entries.get(question.key, ()), texts.get(question.key, ()), tree, smallest)
            for question in questions
        ]
    }


def _question(question: Question, entries: Entries, texts: Texts, tree: Tree, smallest: int) -> dict[str, Any]:
    found: dict[str, Any] = {"key": question.key, "kind": question.kind}
    if len(entries) < smallest:
        return {**found, "n": None, "why": TOO_FEW}
    found["n"] = len(entries)
    values = [value for _unit, value in entries]
    if question.kind == QuestionKind.TEXT:
        return {**found, "themes": _themes(texts)}
    if question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        return {**found, "options": _options(values, len(question.options))}
    if question.kind == QuestionKind.MATRIX:
        return {**found, "rows": _rows(values, len(question.rows), smallest)}
    found["score"] = scored(question.kind, values)
    found["spread"] = _spread(question.kind, values)
    found["units"] = _by_unit(question.kind, entries, tree, smallest)
    return found


def scored(kind: str, values: Sequence[Any]) -> dict[str, Any] | None:
    """The one figure of a scored question, with its interval; NPS says how it comes about."""
    if kind == QuestionKind.NPS:
        made = scores.nps(values)
        if isinstance(made, NotAvailable):
            return None
        parts = {"promoters": made.promoters, "passives": made.passives, "detractors": made.detractors}
        return {**_score(made.score), **parts}
    found = scores.csat(values) if kind == QuestionKind.CSAT else scores.sus(values)
    return None if isinstance(found, NotAvailable) else _score(found)


def _score(score: Score) -> dict[str, Any]:
    return {
        "value": round(score.value, 4),
        "low": None if score.low is None else round(score.low, 4),
        "high": None if score.high is None else round(score.high, 4),
        "error": None if score.error is None else round(score.error, 4),
        "n": score.n,
        "why": score.why,
    }


def _spread(kind: str, values: Sequence[Any]) -> list[list[int]]:
    """How many chose which step of the scale; SUS has none, its steps are ten different questions."""
    if kind == QuestionKind.SUS:
        return []
    steps = range(11) if kind == QuestionKind.NPS else range(1, 6)
    return [[step, sum(value == step for value in values)] for step in steps]


def _options(values: Sequence[Any], count: int) -> list[dict[str, Any]]:
    chosen = [value if isinstance(value, list) else [value] for value in values]
    counts = [sum(number in one for one in chosen) for number in range(1, count + 1)]
    shares = scores.shares(counts, len(values))
    return [
        {"number": number, "count": hits, **({} if isinstance(share, NotAvailable) else _score(share))}
        for number, (hits, share) in enumerate(zip(counts, shares, strict=True), 1)
    ]


def _rows(values: Sequence[Any], count: int, smallest: int) -> list[dict[str, Any]]:
    """Mean of each line of a matrix. A line that too few people answered is left out, with the reason."""
    table = np.array([[np.nan if one is None else float(one) for one in row] for row in values]).reshape(-1, count)
    found: list[dict[str, Any]] = []
    for number, score in enumerate(scores.matrix(table, 1, 5)):
        few = isinstance(score, NotAvailable) or score.n < smallest
        found.append({"row": number, "why": TOO_FEW} if few else {"row": number, **_score(score)})  # type: ignore[arg-type]
    return found


def _themes(texts: Texts) -> list[dict[str, Any]]:
    ids, words = [pk for pk, _text in texts], [text for _pk, text in texts]
    return [
        {
            "words": list(theme.words),
            "count": theme.count,
            "answers": [ids[i] for i in theme.answers],
            "examples": [ids[i] for i in theme.examples],
        }
        for theme in themes(words)
    ]


def _by_unit(kind: str, entries: Entries, tree: Tree, smallest: int) -> list[dict[str, Any]]:
    """Scores of the units that may be shown, in the order of the tree. Answers without a unit count at the top only."""
    parent, place = arranged(tree)
    own = np.zeros((parent.size, 1), dtype=np.int64)
    below: list[list[Any]] = [[] for _ in range(parent.size)]
    for unit, value in entries:
        number = place.get(unit, len(tree))
        own[number, 0] += 1
        while number >= 0:
            below[number].append(value)
            number = int(parent[number])
    shown = suppress(parent, own, smallest)
    rows = []
    for number, (unit_id, _above) in enumerate(tree):
        score = scored(kind, below[number]) if shown.whole[number] else None
        if score is not None:
            rows.append({"unit": unit_id, **score})
    return rows


def arranged(tree: Tree) -> tuple[Any, dict[int | None, int]]:
    """Parents as places in the tree, int64[len(tree) + 1], and unit → place. The last place is for people without a
    unit: a group beside the top units, which must not be the only small one left over either.
    """
    place: dict[int | None, int] = {unit: number for number, (unit, _above) in enumerate(tree)}
    parents = [-1 if above is None else place[above] for _unit, above in tree]
    return np.array([*parents, -1], dtype=np.int64), place
