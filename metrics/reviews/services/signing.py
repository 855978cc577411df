"""Close a review: its minutes freeze, go to everybody, and are signed by the chair and whoever else is named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.reviews.choices import ReviewStatus
from metrics.reviews.models import Review, ReviewSigner
from metrics.reviews.services.reviews import require_status, set_status, tell_all
from metrics.reviews.signatures import digest, minutes_of
from metrics.reviews.words import counted
from pmo import audit, notify
from pmo.access import policy
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import save
from pmo.texts import Sentence, name


@transaction.atomic
def close_review(
    *,
    by: Any,
    review: Review,
    now: datetime,
    chair: Any = None,
    signers: Iterable[Any] = (),
    expected: int | None = None,
) -> Review:
    """Freeze the minutes, tell everybody, ask for signatures. The chair is the organiser unless another is named;
    who closes what they chair has signed it.

    Raises Forbidden, Conflict (not held; nothing decided) or Invalid (a signer who did not take part).
    """
    policy.require(by, "change", review)
    require_status(review, ReviewStatus.HELD)
    decisions, actions = review.decisions.count(), review.actions.count()
    if not decisions and not actions:
        raise Conflict(
            _("A review that decided nothing is not finished: record a decision or an action."), code="empty"
        )
    chair = chair or review.organiser
    people = {chair.pk: chair, **{person.pk: person for person in signers}}
    seated = set(review.participants.values_list("user_id", flat=True)) | {review.organiser_id}
    for person in people.values():
        if person.pk not in seated:
            raise Invalid(
                _("%(name)s did not take part."), params={"name": person.label}, code="foreign", field="signers"
            )
    review.minutes = minutes_of(review)
    save(review, now=now, expected=expected, fields=["minutes"])
    after = {"mark": digest(review)[:12], "signers": sorted(person.name for person in people.values())}
    set_status(by, review, ReviewStatus.CLOSED, "review.closed", now, more=after)
    subject = {"subject": name(review.project or review.portfolio), "quarter": review.quarter}
    words = {"decisions": counted(decisions, "decisions"), "actions": counted(actions, "actions")}
    tell_all(review, "review.held", {**subject, **words}, now)
    review.signers.all().delete()
    for person in people.values():
        row = ReviewSigner.objects.create(review=review, user=person, is_chair=person.pk == chair.pk, asked_at=now)
        if person.pk == by.pk and row.is_chair:
            _sign(row, review, now)
        else:
            notify.promise(
                rule="review.sign", subject=review, period=f"v{review.version}", to=person,
                text=Sentence("review.sign", subject), url=f"{review.url}#h-sign", at=now,
            )  # fmt: skip
    return review


@transaction.atomic
def sign(*, by: Any, review: Review, mark: str, now: datetime) -> ReviewSigner:
    """Put one's name under the minutes one has read; `mark` is the digest that stood on the page.

    Raises Forbidden (not named), Conflict (not closed, signed already, other minutes than those read).
    """
    row = review.signers.select_for_update().filter(user=by).first()
    if row is None:
        raise Forbidden(_("Your signature is not asked for."))
    require_status(review, ReviewStatus.CLOSED)
    if row.signed_at is not None:
        raise Conflict(_("You have signed already."), code="signed")
    if mark != digest(review):
        raise Conflict(_("These are not the minutes you have read; look at them again."), code="other")
    _sign(row, review, now)
    notify.settle(rule="review.sign", subject=review, to=by, now=now)
    audit.record(
        by=by, act="review.signed", obj=review, after={"mark": row.digest[:12]}, project_id=review.project_id, now=now
    )
    return row


@transaction.atomic
def reopen(*, by: Any, review: Review, reason: str, now: datetime, expected: int | None = None) -> Review:
    """Write the minutes again; every signature falls. Not once all have signed.

    Raises Forbidden, Conflict or Invalid (no reason).
    """
    policy.require(by, "change", review)
    require_status(review, ReviewStatus.CLOSED)
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    rows = list(review.signers.select_related("user"))
    if rows and all(row.signed_at for row in rows):
        raise Conflict(_("Everybody has signed: these minutes stay as they are."), code="signed")
    for row in rows:
        notify.settle(rule="review.sign", subject=review, to=row.user, now=now)
    review.signers.all().delete()
    review.minutes = {}
    save(review, now=now, expected=expected, fields=["minutes"])
    set_status(by, review, ReviewStatus.HELD, "review.reopened", now, reason)
    return review


@transaction.atomic
def distribute(*, by: Any, review: Review, people: Iterable[Any], now: datetime) -> int:
    """Send the link to more people; what they may not see of it they do not see. Returns how many were told anew.

    Raises Forbidden, Conflict (nothing to send yet) or Invalid (somebody who may not read this review).
    """
    policy.require(by, "change", review)
    if review.composed_at is None:
        raise Conflict(_("There is nothing to send yet: the pack composes itself on the day."), code="empty")
    chosen = {person.pk: person for person in people}
    if not chosen:
        raise Invalid(_("Choose whom to send it to."), code="required", field="people")
    for person in chosen.values():
        if not Review.objects.visible_to(person).filter(pk=review.pk).exists():
            raise Invalid(
                _("%(name)s may not read this review; invite them instead."), params={"name": person.label},
                code="foreign", field="people",
            )  # fmt: skip
    words = {"subject": name(review.project or review.portfolio), "quarter": review.quarter, "by": name(by)}
    told = 0
    for person in chosen.values():
        told += notify.promise(
            rule="review.sent", subject=review, period=f"v{review.version}:{review.composed_at.isoformat()}",
            to=person, text=Sentence("review.sent", words), url=review.url, at=now, kind="info",
        )  # fmt: skip
    audit.record(
        by=by, act="review.distributed", obj=review, after={"to": sorted(person.name for person in chosen.values())},
        project_id=review.project_id, now=now,
    )  # fmt: skip
    return told


def _sign(row: ReviewSigner, review: Review, now: datetime) -> None:
    row.signed_at, row.digest = now, digest(review)
    row.save(update_fields=["signed_at", "digest"])
