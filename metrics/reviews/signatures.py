"""Frozen minutes, and the mark of exactly what is signed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from metrics.reviews.models import Review


def minutes_of(review: Review) -> dict[str, Any]:
    """What was said, decided and promised, as it stands now."""
    decisions = review.decisions.select_related("decided_by")
    actions = review.actions.select_related("owner", "project").order_by("pk")
    return {
        "notes": review.notes,
        "sections": {row.section: row.text for row in review.section_notes.all() if row.text.strip()},
        "decisions": [{"text": d.text, "text_en": d.text_en, "by": d.decided_by.name} for d in decisions],
        "actions": [
            {"title": a.title, "title_en": a.title_en, "owner": a.owner.name, "due_on": a.due_on.isoformat()}
            for a in actions
        ],
        "backlog": [link.item.code for link in review.backlog.select_related("item")],
        "present": sorted(
            seat.user.name for seat in review.participants.filter(attendance="attended").select_related("user")
        ),
    }


def digest(review: Review) -> str:
    """The mark of frozen minutes and of the pack they are about."""
    told = {"minutes": review.minutes, "pack": review.pack.get("watermark", ""), "review": review.pk}
    data = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()
