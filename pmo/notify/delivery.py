"""Keep promises: land inbox rows, decide about mails, lease, send, mark, and take back what a dead worker held.

No row is marked before it is sent, and none is sent without a lease; so a killed worker loses nothing, and doubles at
most the one mail it had in hand, under the same Message-ID.
"""

from __future__ import annotations

import random
import smtplib
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.apps import apps
from django.core.mail import get_connection
from django.db import models, transaction

from pmo.accounts.models import User

from . import mails, selectors
from .choices import Channel, Delivery, Kind, SkipReason, State
from .clock import Clock, standing
from .models import Message, MessageQuerySet
from .services import DELIVER_TASK
from .wake import wake

LEASE = timedelta(seconds=30)
# One run gives way to other work after this time, and calls for the next.
RUN = timedelta(seconds=20)
# So many workers send at once; the others stay free for the work people wait for.
SENDERS = 2
MAX_ATTEMPTS = 8
BACKOFF = (60, 300, 900, 3600, 10800, 21600, 21600)
# How many rows one pass decides about; more of them are another pass.
PASS = 1000

log = structlog.get_logger(__name__)


@dataclass
class Delivered:
    """What one run did."""

    landed: int = 0
    sent: int = 0
    held: int = 0
    skipped: int = 0
    failed: int = 0


def deliver_due(*, now: datetime, limit: int = 200, clock: Clock | None = None) -> Delivered:
    """Deliver what is due, at most `limit` mails. `clock` tells how time passes meanwhile (default: not at all)."""
    clock = clock or standing(now)
    sweep(now=now)
    done = Delivered()
    settle_due(now=now, done=done)
    if not _mails(now).exists() or _senders() >= SENDERS:
        return done
    try:
        with get_connection() as connection:
            _send_all(connection, now, limit, clock, done)
    except (OSError, smtplib.SMTPException) as error:
        # The mail server is away, which is no fault of any message: nothing is counted against them.
        log.warning("mail server not reached", error=repr(error)[:200])
    return done


def sweep(*, now: datetime) -> int:
    """Take back the mails whose lease ran out; those that were tried too often are parked. Returns how many."""
    lost = Message.objects.filter(state=State.LEASED, lease_until__lt=now)
    parked = lost.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=State.FAILED, lease_token="", lease_until=None, last_error="worker lost"
    )
    freed = lost.update(state=State.PENDING, lease_token="", lease_until=None, next_try_at=now)
    if parked:
        log.error("messages parked", count=parked)
    return parked + freed


# --- deciding ---------------------------------------------------------------------------------------------------------


def settle_due(*, now: datetime, done: Delivered | None = None) -> Delivered:
    """Decide about everything due, without sending: inbox rows land; mails are held, skipped or left to be sent."""
    done = done or Delivered()
    due = Message.objects.filter(state=State.PENDING, next_try_at__lte=now, attempts=0)
    due = due.exclude(kind=Kind.DIGEST, channel=Channel.MAIL).select_related("recipient__unit").order_by("pk")
    last = 0
    while rows := list(due.filter(pk__gt=last)[:PASS]):
        _settle(rows, now, done)
        last = rows[-1].pk
    return done


def _settle(rows: list[Message], now: datetime, done: Delivered) -> None:
    wishes = selectors.wishes({row.recipient_id for row in rows})
    sight = Sight(rows)
    decided: dict[tuple[State, str], list[int]] = defaultdict(list)
    for row in rows:
        verdict = decide(row, wishes.of_rule(row.recipient_id, row.rule), sight)
        if verdict is not None:
            decided[verdict].append(row.pk)
    for (state, reason), ids in decided.items():
        fields = {"sent_at": now} if state == State.SENT else {"skip_reason": reason}
        count = Message.objects.filter(pk__in=ids, state=State.PENDING).update(state=state, **fields)
        if state == State.SENT:
            done.landed += count
        elif state == State.HELD:
            done.held += count
        else:
            done.skipped += count


def decide(row: Message, wish: selectors.Wish, sight: Sight) -> tuple[State, str] | None:
    """The state a due row goes to, with the reason; None for a mail that is to be sent now."""
    mail = row.channel == Channel.MAIL
    if not row.recipient.is_active:
        return State.SKIPPED, SkipReason.INACTIVE
    if mail and not row.recipient.email:
        return State.SKIPPED, SkipReason.NO_ADDRESS
    if (wish.mail == Delivery.OFF) if mail else not wish.inbox:
        return State.SKIPPED, SkipReason.MUTED
    if not sight.of(row):
        return State.SKIPPED, SkipReason.NO_SIGHT
    if not mail:
        return State.SENT, ""
    return (State.HELD, "") if wish.mail == Delivery.DAILY else None


class Sight:
    """Whether recipients may still see what the messages are about: rights are asked again when a message goes out.

    One query per recipient and kind of subject.
    """

    def __init__(self, rows: list[Message]) -> None:
        wanted: dict[tuple[User, str], set[str]] = defaultdict(set)
        people: dict[int, User] = {}
        for row in rows:
            # One instance per person, so that their access is read once.
            person = people.setdefault(row.recipient_id, row.recipient)
            wanted[person, row.subject_kind].add(row.subject_id)
        self._seen = {(person.pk, kind): _visible(person, kind, ids) for (person, kind), ids in wanted.items()}

    def of(self, row: Message) -> bool:
        seen = self._seen[row.recipient_id, row.subject_kind]
        return seen is None or row.subject_id in seen


def _visible(person: User, kind: str, ids: set[str]) -> set[str] | None:
    """Which of these subjects the person may see; None for kinds that have no visibility of their own."""
    try:
        model = apps.get_model(kind)
    except LookupError:
        return set()
    manager: models.Manager[models.Model] = model._default_manager
    if not hasattr(manager, "visible_to"):
        return None
    rows = manager.visible_to(person).filter(pk__in=ids)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


# --- sending ----------------------------------------------------------------------------------------------------------


def _mails(now: datetime) -> MessageQuerySet:
    return Message.objects.filter(channel=Channel.MAIL, state=State.PENDING, next_try_at__lte=now)


def _senders() -> int:
    return Message.objects.filter(state=State.LEASED).count()


def _send_all(connection: mails.Connection, now: datetime, limit: int, clock: Clock, done: Delivered) -> None:
    started = clock()
    for _turn in range(limit):
        moment = clock()
        if moment - started > RUN:
            break
        row = lease(now=moment)
        if row is None:
            return
        _send(connection, row, clock, done)
    if _mails(clock()).exists():
        wake(DELIVER_TASK)


@transaction.atomic
def lease(*, now: datetime) -> Message | None:
    """Take the oldest due mail for LEASE; None when there is none. Two workers never get the same one.

    PostgreSQL passes over rows others are taking; SQLite lets one transaction write at a time.
    """
    row = (
        _mails(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient__unit")
        .order_by("next_try_at", "pk")
        .first()
    )
    if row is None:
        return None
    row.state = State.LEASED
    row.attempts += 1
    row.lease_token = uuid.uuid4().hex
    row.lease_until = now + LEASE
    row.save(update_fields=["state", "attempts", "lease_token", "lease_until"])
    return row


def _send(connection: mails.Connection, row: Message, clock: Clock, done: Delivered) -> None:
    try:
        refused = decide(row, _wish(row), Sight([row])) if row.kind != Kind.DIGEST else _refused_digest(row)
        if refused is not None:
            state, reason = refused
            _mark(row, state=state, skip_reason=reason)
            done.held += state == State.HELD
            done.skipped += state == State.SKIPPED
            return
        mails.compose(row, connection).send()
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, ConnectionError, TimeoutError) as error:
        _retry(row, error, clock(), done)
        raise
    except Exception as error:  # one bad message must not stop the others
        log.warning("mail not sent", message=row.pk, rule=row.rule, attempt=row.attempts, error=repr(error)[:200])
        _retry(row, error, clock(), done)
    else:
        if _mark(row, state=State.SENT, sent_at=clock(), last_error=""):
            done.sent += 1
        else:
            log.warning("mail sent after its lease had run out", message=row.pk, message_id=row.message_id)


def _wish(row: Message) -> selectors.Wish:
    return selectors.wishes([row.recipient_id]).of_rule(row.recipient_id, row.rule)


def _refused_digest(row: Message) -> tuple[State, str] | None:
    """A digest was asked for when it was composed; what remains is whether anybody is there to read it."""
    if not row.recipient.is_active:
        return State.SKIPPED, SkipReason.INACTIVE
    return None if row.recipient.email else (State.SKIPPED, SkipReason.NO_ADDRESS)


def _retry(row: Message, error: Exception, now: datetime, done: Delivered) -> None:
    if row.attempts >= MAX_ATTEMPTS:
        log.error("message parked", message=row.pk, rule=row.rule, error=repr(error)[:200])
        _mark(row, state=State.FAILED, last_error=repr(error)[:300])
        done.failed += 1
        return
    # Spread out, so that what failed together does not come back together.
    pause = BACKOFF[min(row.attempts, len(BACKOFF)) - 1] * random.uniform(0.9, 1.1)  # noqa: S311 - no secret
    _mark(row, state=State.PENDING, next_try_at=now + timedelta(seconds=pause), last_error=repr(error)[:300])


def _mark(row: Message, **fields: object) -> bool:
    """Write the outcome if the lease is still ours, and give the lease back."""
    held = Message.objects.filter(pk=row.pk, state=State.LEASED, lease_token=row.lease_token)
    return held.update(**fields, lease_token="", lease_until=None) == 1
