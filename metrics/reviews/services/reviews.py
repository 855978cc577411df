"""Plan, change, hold and close reviews."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from metrics.health.services import snapshot as health_snapshot
from metrics.reviews.choices import Attendance, ReviewStatus
from metrics.reviews.composing import frozen
from metrics.reviews.models import AgendaItem, Review, ReviewDecision, ReviewParticipant
from pmo import audit, notify
from pmo.access import policy
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, day, name

# What every review talks about, in this order: title, English title, minutes.
DEFAULT_AGENDA: list[dict[str, Any]] = [
    {"title": "上次行动的完成情况", "title_en": "Actions of last time", "minutes": 10},
    {"title": "指标与目标对照", "title_en": "KPIs against targets", "minutes": 25},
    {"title": "偏离与风险的原因", "title_en": "What is off track, and why", "minutes": 25},
    {"title": "决定与下一阶段", "title_en": "Decisions and the next phase", "minutes": 20},
    {"title": "行动、责任人、日期", "title_en": "Actions, owners, dates", "minutes": 10},
]


def usual_agenda(length: int) -> list[dict[str, Any]]:
    """What every review talks about, in the minutes there are: shares in steps of five, the last takes what is left."""
    whole = sum(item["minutes"] for item in DEFAULT_AGENDA)
    made, left = [], length
    for item in DEFAULT_AGENDA[:-1]:
        minutes = min(max(5 * int(item["minutes"] * length / whole / 5), 1), max(left - 1, 1))
        made.append({**item, "minutes": minutes})
        left -= minutes
    return [*made, {**DEFAULT_AGENDA[-1], "minutes": max(left, 1)}]


@transaction.atomic
def plan_review(
    *,
    by: Any,
    portfolio: Any,
    project: Any,
    quarter: str,
    starts_at: datetime,
    organiser: Any,
    participants: Iterable[Any],
    now: datetime,
    duration_minutes: int = 90,
) -> Review:
    """Plan a review by hand; one that was called off takes place after all, with its history.

    Raises Forbidden, Invalid (in the past) or Conflict (this quarter has one).
    """
    subject = {"portfolio": portfolio, "project": project, "quarter": quarter}
    values = {"starts_at": starts_at, "organiser": organiser, "duration_minutes": duration_minutes}
    review = Review(**subject, **values)
    policy.require(by, "add", review)
    if starts_at <= now:
        raise Invalid(_("A review cannot be planned in the past."), code="in_the_past", field="starts_at")
    called_off = Review.objects.select_for_update().filter(**subject, status=ReviewStatus.CANCELLED).first()
    if called_off is not None:
        review = _take_up(called_off, values, now)
    else:
        try:
            with transaction.atomic():
                create(review, now=now)
        except IntegrityError as error:
            raise Conflict(_("This quarter has its review already."), code="taken", field="quarter") from error
    people = [organiser, *participants]
    seat(review, people, usual_agenda(review.duration_minutes))
    after = {"quarter": quarter, "starts_at": shown(starts_at)}
    audit.record(by=by, act="review.planned", obj=review, after=after, project_id=review.project_id, now=now)
    invite(review, people, now)
    return review


@transaction.atomic
def change_review(
    *,
    by: Any,
    review: Review,
    now: datetime,
    expected: int | None = None,
    participants: Iterable[Any] | None = None,
    agenda: Sequence[dict[str, Any]] | None = None,
    **values: Any,
) -> Review:
    """Move it, change who comes or what is talked about. A moved review invites, asks and reminds anew.

    Raises Forbidden, Conflict (held or cancelled), Invalid or StaleWrite.
    """
    policy.require(by, "change", review)
    require_status(review, ReviewStatus.PLANNED)
    if "starts_at" in values and values["starts_at"] <= now:
        raise Invalid(_("A review cannot be planned in the past."), code="in_the_past", field="starts_at")
    before = _state(review)
    moved = "starts_at" in values and values["starts_at"] != review.starts_at
    for field, value in values.items():
        setattr(review, field, value)
    if moved:
        # The pack of another day is not the pack of this one.
        review.pack, review.composed_at = {}, None
    save(review, now=now, expected=expected, fields=[*values, *(("pack", "composed_at") if moved else ())])
    if participants is None and "organiser" in values:
        participants = [seat_.user for seat_ in review.participants.select_related("user")]
    fresh = [] if participants is None else _reseat(review, [review.organiser, *participants])
    if agenda is not None:
        review.agenda.all().delete()
        _write_agenda(review, agenda)
    if moved:
        for rule in ("review.reminder", "review.inputs_missing", "review.invited"):
            notify.withdraw(rule=rule, subject=review)
        # Who could come then may not be able to now, and the other way round.
        review.participants.update(attendance=Attendance.INVITED)
        fresh = [seat_.user for seat_ in review.participants.select_related("user")]
    invite(review, fresh, now)
    audit.record(
        by=by,
        act="review.changed",
        obj=review,
        before=before,
        after=_state(review),
        project_id=review.project_id,
        now=now,
    )
    return review


@transaction.atomic
def cancel_review(*, by: Any, review: Review, reason: str, now: datetime) -> Review:
    """Call it off, with the reason; whoever was invited is told, whoever was to be reminded is not."""
    policy.require(by, "change", review)
    require_status(review, ReviewStatus.PLANNED)
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    set_status(by, review, ReviewStatus.CANCELLED, "review.cancelled", now, reason)
    for rule in ("review.reminder", "review.inputs_missing", "review.invited"):
        notify.withdraw(rule=rule, subject=review)
    tell_all(
        review,
        "review.cancelled",
        {"subject": name(review.project or review.portfolio), "quarter": review.quarter},
        now,
    )
    return review


@transaction.atomic
def respond(*, by: Any, review: Review, attendance: str, now: datetime) -> ReviewParticipant:
    """Accept or decline one's own invitation."""
    seat_ = review.participants.filter(user=by).first()
    if seat_ is None:
        raise Forbidden(_("You are not invited to this review."))
    require_status(review, ReviewStatus.PLANNED)
    if attendance not in (Attendance.ACCEPTED, Attendance.DECLINED):
        raise Invalid(_("Accept or decline."), code="choice", field="attendance")
    if attendance == seat_.attendance:
        return seat_
    seat_.attendance = attendance
    seat_.save(update_fields=["attendance"])
    audit.record(by=by, act=f"review.{attendance}", obj=review, project_id=review.project_id, now=now)
    return seat_


@transaction.atomic
def hold_review(
    *, by: Any, review: Review, now: datetime, notes: str = "", present: Iterable[Any] = (), expected: int | None = None
) -> Review:
    """Minute that it took place: freeze the figures it looked at, note who was there."""
    policy.require(by, "change", review)
    require_status(review, ReviewStatus.PLANNED)
    people = list(present)
    here = {p.pk for p in people}
    # The pack of the day stays what everybody has read; only a review held before its day composes it now.
    kept = Review.objects.select_for_update().values("pack", "composed_at").get(pk=review.pk)
    review.pack, review.composed_at = kept["pack"], kept["composed_at"]
    if review.composed_at is None:
        review.pack, review.composed_at = frozen(review, now=now), now
    review.notes, review.status = notes or review.notes, ReviewStatus.HELD
    planned_at = review.starts_at
    # Held before its hour: it is written down when it was, not when it would have been.
    review.starts_at = min(planned_at, now.replace(second=0, microsecond=0))
    save(review, now=now, expected=expected, fields=["notes", "pack", "composed_at", "status", "starts_at"])
    review.participants.filter(user_id__in=here).update(attendance=Attendance.ATTENDED)
    for rule in ("review.reminder", "review.inputs_missing"):
        notify.withdraw(rule=rule, subject=review)
    health_snapshot(now=now)
    after = {"status": ReviewStatus.HELD, "present": sorted(p.name for p in people)}
    moved = review.starts_at != planned_at
    before = {"starts_at": shown(planned_at)} if moved else {}
    after |= {"starts_at": shown(review.starts_at)} if moved else {}
    audit.record(
        by=by, act="review.held", obj=review, before=before, after=after, project_id=review.project_id, now=now
    )
    return review


@transaction.atomic
def change_notes(*, by: Any, review: Review, notes: str, now: datetime, expected: int | None = None) -> Review:
    policy.require(by, "change", review)
    require_status(review, ReviewStatus.PLANNED, ReviewStatus.HELD)
    before = {"notes": review.notes}
    review.notes = notes
    save(review, now=now, expected=expected, fields=["notes"])
    audit.record(
        by=by,
        act="review.changed",
        obj=review,
        before=before,
        after={"notes": notes},
        project_id=review.project_id,
        now=now,
    )
    return review


@transaction.atomic
def add_decision(
    *, by: Any, review: Review, text: str, now: datetime, text_en: str = "", decided_by: Any = None
) -> ReviewDecision:
    policy.require(by, "change", review)
    require_status(review, ReviewStatus.PLANNED, ReviewStatus.HELD)
    if not text.strip():
        raise Invalid(_("Say what was decided."), code="required", field="text")
    made = create(ReviewDecision(review=review, text=text, text_en=text_en, decided_by=decided_by or by), now=now)
    audit.record(
        by=by, act="review.decided", obj=review, after={"decision": text}, project_id=review.project_id, now=now
    )
    return made


@transaction.atomic
def remove_decision(*, by: Any, decision: ReviewDecision, now: datetime) -> None:
    review = decision.review
    policy.require(by, "change", review)
    require_status(review, ReviewStatus.PLANNED, ReviewStatus.HELD)
    audit.record(
        by=by,
        act="review.decision_removed",
        obj=review,
        before={"decision": decision.text},
        project_id=review.project_id,
        now=now,
    )
    decision.delete()


def _take_up(review: Review, values: dict[str, Any], now: datetime) -> Review:
    """Make a planned review of one that was called off, without people and agenda."""
    fresh = {**values, "status": ReviewStatus.PLANNED, "pack": {}, "composed_at": None}
    for field, value in fresh.items():
        setattr(review, field, value)
    save(review, now=now, fields=fresh)
    review.participants.all().delete()
    review.agenda.all().delete()
    return review


def invite(review: Review, people: Iterable[Any], now: datetime) -> None:
    """Tell these participants when it is. A date that comes back after another one is news again."""
    for user in people:
        notify.promise(
            rule="review.invited",
            subject=review,
            period=f"{review.starts_at.isoformat()}:v{review.version}",
            to=user,
            text=Sentence("review.invited", said(review, user)),
            url=review.url,
            at=now,
            kind="info",
        )


def said(review: Review, user: Any) -> dict[str, Any]:
    """What invitations and reminders say, in the reader's time zone."""
    local = review.starts_at.astimezone(ZoneInfo(user.time_zone))
    return {
        "subject": name(review.project or review.portfolio),
        "quarter": review.quarter,
        "on": day(local.date()),
        "at": local.strftime("%H:%M"),
    }


def seat(review: Review, people: Iterable[Any], agenda: Sequence[dict[str, Any]]) -> None:
    unique = {p.pk: p for p in people}
    ReviewParticipant.objects.bulk_create([ReviewParticipant(review=review, user=p) for p in unique.values()])
    _write_agenda(review, agenda or usual_agenda(review.duration_minutes))


def _reseat(review: Review, people: Iterable[Any]) -> list[Any]:
    """Seat exactly these people; returns who is new."""
    wanted = {p.pk: p for p in people}
    gone = review.participants.exclude(user_id__in=wanted)
    for seat_ in gone.select_related("user"):
        for rule in ("review.reminder", "review.invited"):
            notify.withdraw(rule=rule, subject=review, to=seat_.user)
    gone.delete()
    have = set(review.participants.values_list("user_id", flat=True))
    fresh = [p for pk, p in wanted.items() if pk not in have]
    ReviewParticipant.objects.bulk_create([ReviewParticipant(review=review, user=p) for p in fresh])
    return fresh


def _write_agenda(review: Review, agenda: Sequence[dict[str, Any]]) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(
            review=review,
            position=i,
            title=item["title"][:200],
            title_en=item.get("title_en", "")[:200],
            minutes=item.get("minutes", 10),
            presenter=item.get("presenter"),
            notes=item.get("notes", ""),
        )
        for i, item in enumerate(agenda)
    )


def require_status(review: Review, *statuses: str) -> None:
    if review.status not in statuses:
        raise Conflict(
            _("The review is %(status)s; this is not possible now."),
            params={"status": review.get_status_display()},
            code="status",
        )


def set_status(
    by: Any,
    review: Review,
    status: str,
    act: str,
    now: datetime,
    reason: str = "",
    more: dict[str, Any] | None = None,
) -> None:
    before = {"status": review.status}
    review.status = status
    save(review, now=now, fields=["status"])
    audit.record(
        by=by,
        act=act,
        obj=review,
        before=before,
        after={"status": status, **(more or {})},
        reason=reason,
        project_id=review.project_id,
        now=now,
    )


def tell_all(review: Review, rule: str, params: dict[str, Any], now: datetime) -> None:
    for seat_ in review.participants.select_related("user"):
        notify.promise(
            rule=rule,
            subject=review,
            period=f"v{review.version}",
            to=seat_.user,
            text=Sentence(rule, params),
            url=review.url,
            at=now,
            kind="info",
        )


def shown(at: datetime) -> str:
    """A moment as the history keeps it: in the company's time, readable in any language."""
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"


def _state(review: Review) -> dict[str, Any]:
    return {
        "starts_at": shown(review.starts_at),
        **audit.snapshot(review, ("duration_minutes", "organiser")),
        "participants": sorted(p.user.name for p in review.participants.select_related("user")),
        "agenda": [
            f"{item.title} ({item.presenter.name})" if item.presenter else item.title
            for item in review.agenda.select_related("presenter")
        ],
    }
