"""One mail a day for those who want one: composed at 08:30 of the reader's clock, on working days."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as N_

from pmo import calendars, texts
from pmo.accounts.models import User
from pmo.engines.workdays import WorkdayTable

from . import services
from .choices import Channel, Kind, State
from .delivery import settle_due
from .mails import zone_of
from .models import Message
from .wake import wake

RULE = "digest.daily"
AT = time(8, 30)

texts.register("notify.digest", N_("%(count)s messages on %(day)s"))
texts.register("notify.digest_one", N_("One message on %(day)s"))


def compose_digests(*, now: datetime) -> int:
    """Fold the held mails of everybody whose digest is due into one mail each; returns how many mails.

    The occasion is (person, their local date): calling it twice, or twice at once, composes nothing twice.
    """
    settle_due(now=now)
    waiting = Message.objects.filter(channel=Channel.MAIL, state=State.HELD, due_at__lte=now)
    people = User.objects.filter(pk__in=waiting.values("recipient_id"))  # everybody: the system writes to them
    workdays = calendars.table()
    done = sum(_compose(person, now, workdays) for person in people.order_by("pk"))
    if done:
        wake(services.DELIVER_TASK)
    return done


def due_on(person: User, now: datetime, workdays: WorkdayTable) -> date | None:
    """The local date whose digest may go out now; None before 08:30 and on days off."""
    local = now.astimezone(ZoneInfo(zone_of(person)))
    if local.time() < AT or not workdays.is_working(local.date()):
        return None
    return local.date()


def _compose(person: User, now: datetime, workdays: WorkdayTable) -> bool:
    today = due_on(person, now, workdays)
    if today is None:
        return False
    try:
        with transaction.atomic():
            return _fold(person, today, now)
    except IntegrityError:
        # Composed before, or by another worker at this very moment. What came later waits for the next one.
        return False


def _fold(person: User, today: date, now: datetime) -> bool:
    if Message.objects.of_occasion(RULE, person, today.isoformat()).exists():
        return False
    digest = _digest(person, today, now)
    digest.save(force_insert=True)
    held = Message.objects.filter(recipient=person, channel=Channel.MAIL, state=State.HELD, due_at__lte=now)
    count = held.update(state=State.FOLDED, digest=digest)
    if not count:
        # Somebody changed their mind in between and there is nothing left to fold.
        transaction.set_rollback(True)
        return False
    digest.text = _headline(count, today).to_json()
    digest.save(update_fields=["text"])
    return True


def _digest(person: User, today: date, now: datetime) -> Message:
    row = Message(
        rule=RULE,
        subject_kind=person._meta.label_lower,
        subject_id=str(person.pk),
        period=today.isoformat(),
        recipient=person,
        channel=Channel.MAIL,
        kind=Kind.DIGEST,
        due_at=now,
        next_try_at=now,
    )
    row.message_id = services.message_id(row)
    return row


def _headline(count: int, today: date) -> texts.Sentence:
    if count == 1:
        return texts.Sentence("notify.digest_one", {"day": texts.day(today)})
    return texts.Sentence("notify.digest", {"count": count, "day": texts.day(today)})
