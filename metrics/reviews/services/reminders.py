"""Reminders of reviews: each participant 7, 3 and 1 days before, the organiser of what is missing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from metrics.reviews import schedule
from metrics.reviews.choices import Attendance, ReviewStatus
from metrics.reviews.models import Review
from metrics.reviews.pack import compose, missing_inputs
from metrics.reviews.services.reviews import said
from pmo import notify
from pmo.texts import Sentence, days, nested

HORIZON = timedelta(days=max(schedule.REMIND_BEFORE) + 2)
NAMED = 3


def remind(*, now: datetime) -> int:
    """Promise what is due for every planned review; each person and occasion once. Returns how many were new.

    The occasion is (review, its date, step), never the time of running: two schedulers or a late one change nothing.
    """
    made = 0
    rows = Review.objects.filter(status=ReviewStatus.PLANNED, starts_at__gt=now, starts_at__lte=now + HORIZON)
    for review in rows.select_related("project", "portfolio", "organiser").prefetch_related("participants__user"):
        for seat in review.participants.all():
            if seat.attendance == Attendance.DECLINED:
                continue
            zone = ZoneInfo(seat.user.time_zone)
            step = schedule.reminder_due(review.starts_at, zone, now)
            if step is None:
                continue
            made += notify.promise(
                rule="review.reminder",
                subject=review,
                period=f"{review.starts_at.date()}:{step}d",
                to=seat.user,
                text=_reminder(said(review, seat.user), schedule.days_left(review.starts_at, zone, now)),
                url=review.url,
                at=now,
            )
        made += _remind_organiser(review, now)
    return made


def _reminder(params: dict[str, Any], left: int) -> Sentence:
    """What is left is counted: a review moved nearer, or a late run, has fewer days than the step it is due for."""
    if left == 0:
        return Sentence("review.reminder_today", params)
    return Sentence("review.reminder", {**params, "days": days(left)})


def _remind_organiser(review: Review, now: datetime) -> bool:
    step = schedule.reminder_due(review.starts_at, ZoneInfo(review.organiser.time_zone), now, schedule.INPUTS_BEFORE)
    if step is None:
        return False
    pack = compose(review, now=now)
    missing = missing_inputs(review, people=len(review.participants.all()), items=review.agenda.count(), pack=pack)
    if not missing:
        return False
    what = [nested(s) for s in missing[:NAMED]]
    params = {
        **said(review, review.organiser),
        "count": len(missing),
        "what": what[0] if len(what) == 1 else {"t": "list", "v": what},
    }
    return notify.promise(
        rule="review.inputs_missing",
        subject=review,
        period=f"{review.starts_at.date()}:{step}d",
        to=review.organiser,
        text=Sentence("review.inputs_missing", params),
        url=review.url,
        at=now,
    )
