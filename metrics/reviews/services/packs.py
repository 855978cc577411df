"""The pack composes itself on the day of the review, once; anew only by somebody, with a reason, before it is held."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.reviews.choices import Attendance, ReviewStatus
from metrics.reviews.composing import frozen
from metrics.reviews.models import Review
from metrics.reviews.services.reviews import said
from pmo import audit, notify
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.texts import Sentence


def compose_due(*, now: datetime) -> int:
    """Compose the packs of planned reviews whose day has come; returns how many were new.

    One transaction per review, decided by one conditional update: killed, late or run twice at once it happens once.
    """
    day_end = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
    due = Review.objects.filter(status=ReviewStatus.PLANNED, composed_at__isnull=True, starts_at__lte=day_end)
    made = 0
    for review in due.select_related("project", "portfolio").order_by("starts_at", "pk"):
        with transaction.atomic():
            made += _compose(review, now)
    return made


def _compose(review: Review, now: datetime) -> bool:
    waiting = Review.objects.filter(pk=review.pk, composed_at__isnull=True, status=ReviewStatus.PLANNED)
    made = frozen(review, now=now)
    # Nobody's open form becomes stale by it: the version counts changes people make.
    if not waiting.update(pack=made, composed_at=now):
        return False
    audit.record(
        by=None, act="review.composed", obj=review, after={"mark": made["watermark"][:12]},
        project_id=review.project_id, now=now,
    )  # fmt: skip
    for seat in review.participants.exclude(attendance=Attendance.DECLINED).select_related("user"):
        notify.promise(
            rule="review.pack_ready",
            subject=review,
            period=review.starts_at.isoformat(),
            to=seat.user,
            text=Sentence("review.pack_ready", said(review, seat.user)),
            url=review.url,
            at=now,
        )
    return True


@transaction.atomic
def recompose(*, by: Any, review: Review, reason: str, now: datetime) -> Review:
    """Take today's figures instead of those of the morning, or compose before the day.

    Raises Forbidden, Conflict (held or called off) or Invalid (a pack that was read is replaced without a reason).
    """
    policy.require(by, "change", review)
    found = Review.objects.select_for_update(of=("self",)).select_related("project", "portfolio").get(pk=review.pk)
    if found.status != ReviewStatus.PLANNED:
        raise Conflict(_("The pack of a review that was held does not change any more."), code="status")
    if found.composed_at is not None and not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    made = frozen(found, now=now)
    Review.objects.filter(pk=found.pk).update(pack=made, composed_at=now)
    before = {"mark": found.pack.get("watermark", "")[:12]} if found.composed_at is not None else {}
    audit.record(
        by=by, act="review.recomposed", obj=found, before=before, after={"mark": made["watermark"][:12]},
        reason=reason, project_id=found.project_id, now=now,
    )  # fmt: skip
    found.pack, found.composed_at = made, now
    return found
