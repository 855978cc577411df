"""The rule that schedules reviews, and the scheduling itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from metrics.reviews import schedule
from metrics.reviews.models import Review, ReviewRule
from metrics.reviews.services.reviews import invite, seat, shown
from pmo import audit, calendars
from pmo.access import policy
from pmo.records import Conflict
from pmo.records.models import create, save

FIELDS = ("portfolio", "project", "offset_workdays", "at_time", "duration_minutes", "organiser", "active", "agenda")


@transaction.atomic
def save_rule(
    *, by: Any, rule: ReviewRule, now: datetime, participants: Iterable[Any], expected: int | None = None, **values: Any
) -> ReviewRule:
    """Create or change a rule. Raises Forbidden, Conflict (there is one for this already) or StaleWrite.

    Reviews planned already keep their date; people added to the rule are invited to the next one.
    """
    before = audit.snapshot(rule, FIELDS) if rule.pk else {}
    for field, value in values.items():
        setattr(rule, field, value)
    policy.require(by, "change" if rule.pk else "add", rule)
    try:
        with transaction.atomic():
            if rule.pk:
                save(rule, now=now, expected=expected, fields=values)
            else:
                create(rule, now=now)
    except IntegrityError as error:
        raise Conflict(_("There is a rule for this already."), code="taken", field="project") from error
    rule.participants.set(participants)
    after = {**audit.snapshot(rule, FIELDS), "participants": sorted(p.label for p in rule.participants.all())}
    audit.record(
        by=by, act="review.rule_saved", obj=rule, before=before, after=after, project_id=rule.project_id, now=now
    )
    return rule


@transaction.atomic
def delete_rule(*, by: Any, rule: ReviewRule, now: datetime) -> None:
    """Stop scheduling; reviews planned or held stay."""
    policy.require(by, "delete", rule)
    audit.record(
        by=by,
        act="review.rule_deleted",
        obj=rule,
        before=audit.snapshot(rule, FIELDS),
        project_id=rule.project_id,
        now=now,
    )
    rule.delete()


def schedule_reviews(*, now: datetime) -> int:
    """Plan the next review of every active rule; returns how many were new. Safe to run twice at once."""
    zone = ZoneInfo(settings.TIME_ZONE)
    made = 0
    rules = (
        ReviewRule.objects.filter(active=True)
        .select_related("organiser", "project", "portfolio__calendar")
        .prefetch_related("participants")
    )
    for rule in rules:
        if rule.project is not None and not rule.project.is_open:
            continue
        table = calendars.table(rule.portfolio.calendar)
        quarter = schedule.next_quarter(now, rule.offset_workdays, rule.at_time, zone, table)
        if Review.objects.filter(portfolio=rule.portfolio, project=rule.project, quarter=quarter).exists():
            continue
        day = schedule.review_day(quarter, rule.offset_workdays, table)
        made += _plan(rule, quarter, schedule.starts_at(day, rule.at_time, zone), now)
    return made


def _plan(rule: ReviewRule, quarter: str, start: datetime, now: datetime) -> int:
    review = Review(
        rule=rule,
        portfolio=rule.portfolio,
        project=rule.project,
        quarter=quarter,
        starts_at=start,
        duration_minutes=rule.duration_minutes,
        organiser=rule.organiser,
    )
    try:
        with transaction.atomic():
            create(review, now=now)
            people = list({p.pk: p for p in [rule.organiser, *rule.participants.all()]}.values())
            seat(review, people, rule.agenda)
            audit.record(
                by=None,
                act="review.planned",
                obj=review,
                after={"quarter": quarter, "starts_at": shown(start)},
                project_id=rule.project_id,
                now=now,
            )
            invite(review, people, now)
    except IntegrityError:
        # A second scheduler was faster; the constraint keeps the review single.
        return 0
    return 1
