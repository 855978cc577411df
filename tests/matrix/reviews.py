"""Frozen packs of reviews in the zoo, their subjects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from metrics.reviews.models import Review, SectionNote
from pmo.accounts.models import User
from pmo.records.models import create
from pmo.texts import words


def packed(review: Review, writer: User, word: str, now: datetime) -> None:
    """A pack with one section that everybody reads and one about money, and minutes of the first."""
    told = {"key": "plain", "params": {"text": words(f"{word} told")}, "url": "", "project": review.project_id}
    section = {
        "code": "kpis", "title": "KPIs: progress and forecast", "right": "", "say": [told], "figures": [], "tables": [],
        "charts": [], "projects": [review.project_id],
    }  # fmt: skip
    money = {**section, "code": "money", "title": "Money", "right": "budget"}
    review.pack = {
        "taken_at": now.isoformat(), "projects": [], "kpis": [], "actions": [], "sections": [section, money],
        "watermark": "0" * 64, "edition": 2,
    }  # fmt: skip
    review.composed_at = now
    review.save(update_fields=["pack", "composed_at"])
    create(SectionNote(review=review, section="kpis", text=f"{word} minuted", edited_by=writer), now=now)


def subjects(make: Any) -> dict[str, Any]:
    """By the longest fitting beginning of the route's name; `make` is the maker of subjects."""
    people = ("owner", "employee", "pm")
    return {
        "reviews:note": make("review", lambda s: {"pk": s.review.pk, "section": "kpis"}, *people),
        # Not those of a section: of the whole review.
        "reviews:notes": make("review", lambda s: {"pk": s.review.pk}, *people),
        "reviews:export": make("review", lambda s: {"pk": s.review.pk, "kind": "xlsx"}, *people),
    }


# Nobody's signature is asked for in the zoo.
NAMED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "reviews:sign": (frozenset(), frozenset()),
}
