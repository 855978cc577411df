"""What a week says in one sentence: who leads, who gained most, who is furthest behind. Units, never people."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from metrics.contest.models import ContestResult, ContestWeek
from pmo import texts
from pmo.texts import Sentence

NAMED = 3


def announcement(rule: str, week: ContestWeek, rows: Sequence[ContestResult]) -> Sentence:
    """`rows`: results with their units."""
    params = {"title": week.contest.title, "week": week.number, "what": texts.nested(news(rows))}
    return Sentence(rule, params)


def news(rows: Sequence[ContestResult]) -> Sentence:
    ranked = sorted((row for row in rows if row.rank is not None), key=lambda row: row.rank or 0)
    if not ranked:
        return Sentence("contest.nobody")
    first, gainer = [row for row in ranked if row.rank == 1], most_gained(ranked)
    parts = [_leaders(first, gainer)]
    if gainer is not None and first != [gainer]:
        parts.append(Sentence("contest.gained", {"unit": texts.name(gainer.unit), "gain": _signed(gainer.change)}))
    last = furthest(ranked)
    if last is None:
        parts.append(Sentence("contest.all_there"))
    else:
        parts.append(Sentence("contest.far", {"unit": texts.name(last.unit), "gap": _tenth(last.gap)}))
    said = parts[0]
    for part in parts[1:]:
        said = Sentence("contest.and", {"one": texts.nested(said), "other": texts.nested(part)})
    return said


def most_gained(rows: Sequence[ContestResult]) -> ContestResult | None:
    """The unit that gained the most percentage points, if any gained."""
    up = [row for row in rows if row.rank is not None and row.change is not None and row.change > 0]
    return max(up, key=lambda row: row.change or 0, default=None)


def furthest(rows: Sequence[ContestResult]) -> ContestResult | None:
    """The unit that misses the most percentage points of its target, if any does."""
    below = [row for row in rows if row.rank is not None and row.gap is not None and row.gap > 0]
    return max(below, key=lambda row: row.gap or 0, default=None)


def _leaders(first: Sequence[ContestResult], gainer: ContestResult | None) -> Sentence:
    points = _tenth(first[0].points)
    if first == [gainer]:
        words = {"unit": texts.name(first[0].unit), "points": points, "gain": _signed(first[0].change)}
        return Sentence("contest.leads_gaining", words)
    if len(first) == 1:
        return Sentence("contest.leads", {"unit": texts.name(first[0].unit), "points": points})
    named = {"t": "list", "v": [texts.name(row.unit) for row in first[:NAMED]]}
    return Sentence("contest.share_lead", {"units": named, "points": points})


def _tenth(value: float | None) -> dict[str, object]:
    return texts.num(round(Decimal(value or 0), 1), digits=1)


def _signed(value: float | None) -> str:
    return f"{value or 0:+.1f}"
