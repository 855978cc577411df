"""Frozen packs of reviews in the zoo, their subjects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from metrics.reviews import reading
from metrics.reviews.models import PackFile, Review, SectionNote
from pmo import files
from pmo.accounts.models import User
from pmo.files.models import Attachment
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
    made = PackFile.objects.create(
        review=review, asked_by=writer, kind="pdf", language="en", asked_at=now, made_at=now,
        seen=reading.seen(review.pack, writer, []),
    )  # fmt: skip
    paper = ContentFile(f"%PDF-1.7 {word} paper %%EOF".encode(), name=f"{word}.pdf")
    files.store(by=writer, upload=paper, kind="review_pack", object_id=made.pk, project_id=review.project_id, now=now)
    create(SectionNote(review=review, section="kpis", text=f"{word} minuted", edited_by=writer), now=now)


def subjects(make: Any) -> dict[str, Any]:
    """By the longest fitting beginning of the route's name; `make` is the maker of subjects."""
    people = ("owner", "employee", "pm")
    return {
        "reviews:note": make("review", lambda s: {"pk": s.review.pk, "section": "kpis"}, *people),
        # Not those of a section: of the whole review.
        "reviews:notes": make("review", lambda s: {"pk": s.review.pk}, *people),
        "reviews:ask_file": make("review", lambda s: {"pk": s.review.pk}, *people),
        "reviews:export": make("review", lambda s: {"pk": s.review.pk, "kind": "xlsx"}, *people),
    }


def api_subjects(make: Any, personal: str) -> dict[str, Any]:
    own = make(personal, lambda s: {"pk": s.review.pk, "file": str(s.review.files.get().pk)}, "pm")
    return {
        "api:review-file": own,
        "api:review-files": make("review", lambda s: {"pk": s.review.pk}, "owner", "employee", "pm"),
    }


def download(make: Any, personal: str) -> Any:
    """Files of packs are their reader's alone."""

    def give(side: Any) -> dict[str, int]:
        made = side.review.files.get()
        return {"pk": Attachment.objects.get(kind="review_pack", object_id=made.pk).pk}

    return make(personal, give, "pm")


# Nobody's signature is asked for in the zoo.
NAMED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "reviews:sign": (frozenset(), frozenset()),
    "api:review-sign": (frozenset(), frozenset()),
    "api:review-respond": (frozenset({"owner", "employee", "pm"}), frozenset({"stranger"})),
}

BODIES: dict[str, Any] = {
    "POST api:review-respond": lambda s: {"attendance": "accepted"},
    "POST api:review-compose": lambda s: {"reason": "newer figures"},
    "POST api:review-notes": lambda s: {"section": "usage", "text": "said"},
    "POST api:review-decisions": lambda s: {"text": "New decision", "decided_by": s.user.pk},
    "POST api:review-hold": lambda s: {"notes": "held"},
    "POST api:review-close": lambda s: {},
    "POST api:review-sign": lambda s: {"mark": "0" * 64},
    "POST api:review-reopen": lambda s: {"reason": "an error"},
    "POST api:review-files": lambda s: {"kind": "xlsx"},
}
