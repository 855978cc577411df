"""Count a round when it closes: open the ballots, forget who cast them, work out the results."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from secrets import SystemRandom
from typing import Any

import numpy as np

from metrics.surveys import results, sealing
from metrics.surveys.choices import QuestionKind
from metrics.surveys.models import Answer, SurveyRound
from metrics.surveys.questions import load
from pmo.engines.suppression import suppress
from pmo.orgs.models import Unit

TREE = list[tuple[int, int | None]]
CHUNK = 500


def count(found: SurveyRound) -> None:
    """Fill `answered` and `results` of a round that is being closed; the caller holds its row and saves it."""
    found.answered = found.seats.filter(answered=True).count()
    lost = _open_ballots(found) if found.is_anonymous else 0
    entries, texts = _collected(found)
    tree = unit_tree({unit for rows in entries.values() for unit, _value in rows if unit is not None})
    found.results = {**results.compute(load(found.questions), entries, texts, tree, found.smallest), "lost": lost}


def _open_ballots(found: SurveyRound) -> int:
    """Turn sealed ballots into answers that lead to nobody.

    All at once: an answer that appeared alone would be that of whoever had just answered. Each under the smallest unit
    that at least `smallest` people answered in; question by question, in an order drawn at random. Returns how many
    could not be opened, because the server's secret was changed without keeping the old one.
    """
    ballots, lost = [], 0
    for ballot in found.ballots.all():
        try:
            ballots.append(json.loads(sealing.unseal(bytes(ballot.sealed), context=str(found.pk))))
        except sealing.Unreadable:
            lost += 1
    found.ballots.all().delete()
    found.seats.all().delete()
    if len(ballots) < found.smallest:
        return lost
    group = _groups([ballot["unit"] for ballot in ballots], found.smallest)
    rows = [
        Answer(round=found, question=key, unit_id=group.get(ballot["unit"]), value=value)
        for ballot in ballots
        for key, value in ballot["answers"].items()
    ]
    SystemRandom().shuffle(rows)
    Answer.objects.bulk_create(rows, batch_size=CHUNK)
    return lost


def _groups(units: Sequence[int | None], smallest: int) -> dict[int | None, int | None]:
    """Unit somebody sits in → unit their answer may be stored under."""
    tree = unit_tree({unit for unit in units if unit is not None})
    parent, place = results.arranged(tree)
    own = np.zeros((parent.size, 1), dtype=np.int64)
    for unit in units:
        own[place.get(unit, len(tree)), 0] += 1
    shown = suppress(parent, own, smallest)
    return {
        unit: tree[chosen][0] if (chosen := int(shown.group[number])) >= 0 else None for unit, number in place.items()
    }


def unit_tree(wanted: set[int]) -> TREE:
    """These units and all above them as (id, parent), in the order of the tree (one query)."""
    rows = dict(Unit.objects.values_list("pk", "path"))
    above = {int(part) for pk in wanted if pk in rows for part in rows[pk].split("/") if part}
    found: TREE = []
    for pk in sorted(above, key=lambda pk: rows[pk]):
        chain = [int(part) for part in rows[pk].split("/") if part]
        found.append((pk, chain[-2] if len(chain) > 1 else None))
    return found


Collected = tuple[Mapping[str, list[tuple[int | None, Any]]], Mapping[str, list[tuple[str, str]]]]


def _collected(found: SurveyRound) -> Collected:
    texts_of = {question.key for question in load(found.questions) if question.kind == QuestionKind.TEXT}
    entries: dict[str, list[tuple[int | None, Any]]] = defaultdict(list)
    texts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pk, key, unit, value in found.answers.order_by("pk").values_list("pk", "question", "unit_id", "value"):
        entries[key].append((unit, value))
        if key in texts_of:
            texts[key].append((str(pk), value))
    return entries, texts
