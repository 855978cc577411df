"""From a closed round to the KPIs that follow its scores."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from metrics.kpis import services as kpis
from metrics.kpis.choices import Source
from metrics.kpis.services import MeasurementIn
from metrics.surveys.choices import FEED
from metrics.surveys.models import SurveyRound
from pmo.records import DomainError
from projects.goals.models import Kpi


def feed_kpis(*, found: SurveyRound, now: datetime) -> int:
    """Bring the scores of this round to their KPIs; returns how many took one. A KPI that refuses (retired, closed
    project) does not hold up the others.
    """
    rows = Kpi.objects.filter(feed_kind=FEED, feed_id=found.survey_id, retired_at__isnull=True)
    return sum(
        feed_kpi(by=found.survey.owner, kpi=kpi, found=found, now=now)
        for kpi in rows.select_related("goal__project__portfolio")
    )


def feed_kpi(*, by: Any, kpi: Kpi, found: SurveyRound, now: datetime) -> bool:
    """One round to one KPI; False when there is no score, or the KPI refuses it."""
    score = score_of(found, kpi.feed_figure)
    if score is None:
        return False
    row = MeasurementIn(measured_on=known_on(found, now), value=value_of(score), sample_size=score["n"])
    try:
        with transaction.atomic():
            kpis.record_many(by=by, kpi=kpi, rows=[row], source=Source.SURVEY, source_ref=str(found.pk), now=now)
    except DomainError:
        return False
    return True


def score_of(found: SurveyRound, key: str) -> dict[str, Any] | None:
    """The score of a question in the results of a closed round."""
    for question in found.results.get("questions", ()):
        if question["key"] == key:
            score: dict[str, Any] | None = question.get("score")
            return score
    return None


def value_of(score: dict[str, Any]) -> Decimal:
    return Decimal(str(round(score["value"], 2)))


def known_on(found: SurveyRound, now: datetime) -> Any:
    """The day the round was closed; never after today."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return min(timezone.localdate(found.closes_at, zone), timezone.localdate(now, zone))
