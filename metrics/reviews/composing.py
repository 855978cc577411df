"""The frozen pack of a review: its figures, its sections, and the forecasts the next one will be held against."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.utils import timezone

import metrics.reviews.sections.delivery
import metrics.reviews.sections.followup
import metrics.reviews.sections.money
import metrics.reviews.sections.results  # noqa: F401 - they register their sections
from metrics.health.quarters import first_day, last_day
from metrics.reviews import calibration, pack, sections
from metrics.reviews.models import Review
from metrics.reviews.sections.blocks import Asked
from metrics.reviews.sections.delivery import milestones_of
from metrics.reviews.sections.results import readings

EDITION = 2
COMPARED = 12


def asked_of(review: Review, *, now: datetime) -> Asked:
    """What every section is composed for, with the packs of earlier reviews (two queries)."""
    rows = Review.objects.filter(
        portfolio_id=review.portfolio_id, project=review.project_id, status__in=pack.TAKEN_PLACE,
        starts_at__lt=review.starts_at,
    )  # fmt: skip
    return Asked(
        review=review,
        projects=pack.projects_of(review),
        first=first_day(review.quarter),
        last=last_day(review.quarter),
        now=now,
        today=timezone.localdate(now),
        earlier=list(rows.order_by("-starts_at")[:COMPARED]),
    )


def frozen(review: Review, *, now: datetime) -> dict[str, Any]:
    """Everything a review looks at as JSON; computed once and never again (a fixed number of queries)."""
    asked = asked_of(review, now=now)
    made = pack.compose(review, now=now)
    found, facts = [], {}
    for section, kept in sections.composed(asked):
        found.append(section.to_json())
        if kept:
            facts[section.code] = kept
    forecasts = calibration.kept(
        readings(asked.ids), [m for many in milestones_of(asked).values() for m in many], asked.today
    )
    made |= {"edition": EDITION, "quarter": review.quarter, "sections": found, "facts": facts, "forecasts": forecasts}
    return {**made, "watermark": watermark(made)}


def watermark(made: dict[str, Any]) -> str:
    """The mark of the figures of a pack: equal packs have equal marks, whenever they were composed."""
    told = {name: value for name, value in made.items() if name not in ("taken_at", "watermark")}
    data = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()
