"""From draft to readers: submit, approve, send back, schedule, publish, withdraw."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.comms import readers
from changemgmt.comms.choices import CLOSES, OPENS, RELEASED, State
from changemgmt.comms.models import Announcement, PlanEntry, Receipt
from changemgmt.comms.services.common import clear_approval, locked, require_open, tell, told, turn
from pmo import calendars, notify
from pmo.access import policy
from pmo.notify.choices import Kind
from pmo.notify.services import Promise, promise_many
from pmo.records import Conflict, DomainError, Forbidden, Invalid
from pmo.records.models import save
from pmo.texts import Sentence, name
from projects.portfolio import dimensions

TOLD = ("announcement.published", "announcement.confirm", "announcement.reminder")


@transaction.atomic
def submit(*, by: Any, announcement: Announcement, now: datetime, expected: int | None = None) -> Announcement:
    """Put it forward for approval. Raises Forbidden, Conflict, Invalid (no text, nobody to read it) or StaleWrite."""
    policy.require(by, "change", announcement)
    require_open(announcement.project)
    found = locked(announcement, State.DRAFT)
    _require_text(found)
    _require_readers(found)
    found.submitted_at = now
    turn(found, by=by, act="announcement.submitted", state=State.SUBMITTED, fields=("submitted_at",), now=now,
         expected=expected)  # fmt: skip
    for person in _approvers(found):
        tell("announcement.submitted", found, person, by, now, who=name(by))
    return found


def _approvers(found: Announcement) -> list[Any]:
    """The sender and the project's three people, as far as they may approve what others wrote."""
    project = found.project
    people = {p.pk: p for p in (found.sender, project.manager, project.business_owner, project.sponsor) if p}
    wrote = {found.author_id, found.edited_by_id}
    return [p for pk, p in people.items() if pk not in wrote and p.is_active and policy.may(p, "approve", found)]


@transaction.atomic
def approve(*, by: Any, announcement: Announcement, now: datetime, expected: int | None = None) -> Announcement:
    """Release it as it stands. Raises Forbidden (also for whoever wrote it), Conflict or StaleWrite."""
    policy.require(by, "approve", announcement)
    require_open(announcement.project)
    found = locked(announcement, State.SUBMITTED)
    if by.pk in (found.author_id, found.edited_by_id):
        raise Forbidden(_("Whoever wrote an announcement does not approve it: a second person reads it first."))
    found.approved_by, found.approved_at = by, now
    found.voided_by = found.voided_at = None
    fields = ("approved_by", "approved_at", "voided_by", "voided_at")
    turn(found, by=by, act="announcement.approved", state=State.APPROVED, fields=fields, now=now, expected=expected)
    notify.settle(rule="announcement.submitted", subject=found, now=now)
    tell("announcement.approved", found, found.author, by, now, who=name(by))
    return found


@transaction.atomic
def send_back(
    *, by: Any, announcement: Announcement, reason: str, now: datetime, expected: int | None = None
) -> Announcement:
    """Give it back to its author with a reason; an approval given before is taken back.

    Raises Forbidden, Conflict, Invalid or StaleWrite.
    """
    policy.require(by, "approve", announcement)
    found = locked(announcement, State.SUBMITTED, *RELEASED)
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    clear_approval(found)
    turn(found, by=by, act="announcement.sent_back", state=State.DRAFT, reason=reason, now=now, expected=expected,
         fields=("approved_by", "approved_at", "publish_at"))  # fmt: skip
    notify.settle(rule="announcement.submitted", subject=found, now=now)
    tell("announcement.sent_back", found, found.author, by, now, who=name(by), reason=reason.strip()[:300])
    return found


@transaction.atomic
def schedule(
    *, by: Any, announcement: Announcement, at: datetime, now: datetime, expected: int | None = None
) -> Announcement:
    """Let it go out by itself at a working-day time. Raises Forbidden, Conflict, Invalid (when) or StaleWrite."""
    policy.require(by, "publish", announcement)
    require_open(announcement.project)
    found = locked(announcement, *RELEASED)
    if at <= now:
        raise Invalid(_("Choose a time in the future, or publish it now."), code="past", field="publish_at")
    _require_working_time(at)
    found.publish_at = at
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return turn(found, by=by, act="announcement.scheduled", state=State.SCHEDULED, fields=("publish_at",), now=now,
                expected=expected, after={"publish_at": f"{local:%Y-%m-%d %H:%M}"})  # fmt: skip


def _require_working_time(at: datetime) -> None:
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    table = calendars.table()
    if not table.is_working(local.date()):
        following: date = table.next_or_same(local.date())
        raise Invalid(
            _("%(on)s is a day off; the next working day is %(next)s."), code="day_off", field="publish_at",
            params={"on": local.date().isoformat(), "next": following.isoformat()},
        )  # fmt: skip
    if not OPENS <= local.time() <= CLOSES:
        raise Invalid(
            _("Announcements go out between %(from)s and %(to)s."), code="hours", field="publish_at",
            params={"from": f"{OPENS:%H:%M}", "to": f"{CLOSES:%H:%M}"},
        )  # fmt: skip


@transaction.atomic
def unschedule(*, by: Any, announcement: Announcement, now: datetime, expected: int | None = None) -> Announcement:
    """Do not send it by itself after all; its approval stays. Raises Forbidden, Conflict or StaleWrite."""
    policy.require(by, "publish", announcement)
    found = locked(announcement, State.SCHEDULED)
    found.publish_at = None
    return turn(found, by=by, act="announcement.unscheduled", state=State.APPROVED, fields=("publish_at",), now=now,
                expected=expected)  # fmt: skip


@transaction.atomic
def publish(*, by: Any, announcement: Announcement, now: datetime, expected: int | None = None) -> Announcement:
    """Send it to its readers now: their receipts are written once, and everybody is told.

    Of two who do it at once, the second gets Conflict. Raises Forbidden, Conflict or StaleWrite.
    """
    policy.require(by, "publish", announcement)
    require_open(announcement.project)
    return _send(locked(announcement, *RELEASED), by=by, now=now, expected=expected)


def _send(found: Announcement, *, by: Any, now: datetime, expected: int | None = None) -> Announcement:
    people = list(readers.of(found).select_related("unit"))
    if not people:
        raise Conflict(_("Nobody would read it: its readers are no active people."), code="nobody")
    Receipt.objects.bulk_create(
        [Receipt(announcement=found, user=person, unit_id=person.unit_id) for person in people], batch_size=2000
    )
    found.published_at, found.addressed = now, len(people)
    turn(found, by=by, act="announcement.published", state=State.PUBLISHED, fields=("published_at", "addressed"),
         now=now, expected=expected, after={"addressed": len(people)})  # fmt: skip
    rule = "announcement.confirm" if found.confirm else "announcement.published"
    text = Sentence(rule, told(found))
    promise_many(
        Promise(rule=rule, subject=found, period="out", to=person, text=text, url=found.url, at=now,
                kind=Kind.REMINDER if found.confirm else Kind.INFO)
        for person in people
    )  # fmt: skip
    _tick_off(found, now)
    dimensions.changed([found.project_id], now)
    return found


def _tick_off(found: Announcement, now: datetime) -> None:
    """The line of the plan it carries out is done."""
    entry: PlanEntry | None = found.entry
    if entry is not None and entry.done_on is None:
        entry.done_on = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
        save(entry, now=now, fields=["done_on"])


def publish_due(*, now: datetime) -> int:
    """Send what is scheduled up to now, each in a transaction of its own. Safe to run twice and to run late."""
    done = 0
    due = Announcement.objects.filter(state=State.SCHEDULED, publish_at__lte=now).order_by("publish_at", "pk")
    for found in due:
        try:
            done += _send_due(found, now)
        except DomainError:
            # Sent by somebody else meanwhile, or the project was closed: it stays as it is.
            continue
    return done


@transaction.atomic
def _send_due(announcement: Announcement, now: datetime) -> int:
    found = locked(announcement, State.SCHEDULED)
    require_open(found.project)
    if found.publish_at is None or found.publish_at > now:
        return 0
    if not readers.of(found).exists():
        # Nobody is left to read it: whoever wrote it decides what becomes of it.
        found.publish_at = None
        turn(found, by=None, act="announcement.unscheduled", state=State.APPROVED, fields=("publish_at",), now=now)
        return 0
    _send(found, by=None, now=now)
    return 1


@transaction.atomic
def withdraw(
    *, by: Any, announcement: Announcement, reason: str, now: datetime, expected: int | None = None
) -> Announcement:
    """Take back what has gone out: its readers see that and why, and nobody is reminded any more.

    Raises Forbidden, Conflict, Invalid or StaleWrite.
    """
    policy.require(by, "publish", announcement)
    found = locked(announcement, State.PUBLISHED)
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    found.withdrawn_why = reason.strip()[:300]
    turn(found, by=by, act="announcement.withdrawn", state=State.WITHDRAWN, fields=("withdrawn_why",), reason=reason,
         now=now, expected=expected)  # fmt: skip
    for rule in TOLD:
        notify.settle(rule=rule, subject=found, now=now)
    dimensions.changed([found.project_id], now)
    return found


def _require_text(found: Announcement) -> None:
    for title, body, field in ((found.title, found.body, "body"), (found.title_en, found.body_en, "body_en")):
        if bool(title) != bool(body):
            raise Invalid(
                _("One language has a title without a text, or a text without a title: complete it or leave it out."),
                code="half",
                field=field,
            )


def _require_readers(found: Announcement) -> None:
    if not readers.of(found).exists():
        raise Invalid(_("Nobody would read it: its readers are no active people."), code="nobody", field="audience")


def next_time(now: datetime) -> datetime:
    """The next full hour at which announcements go out."""
    zone = ZoneInfo(settings.TIME_ZONE)
    local = (now.astimezone(zone) + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    on = calendars.table().next_or_same(local.date())
    if on == local.date() and OPENS <= local.time() <= CLOSES:
        return local
    if on == local.date() and local.time() > CLOSES:
        on = calendars.add_workdays(on, 1)
    return datetime.combine(on, OPENS, tzinfo=zone).replace(hour=OPENS.hour + 1)
