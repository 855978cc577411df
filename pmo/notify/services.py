"""Promise messages, take promises back, and what a person does with an inbox."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import models, transaction

from pmo import audit
from pmo.accounts.models import User
from pmo.texts import Sentence

from . import groups, selectors
from .choices import Channel, Kind, SkipReason, State
from .models import Message, MessageQuerySet, Preference
from .selectors import Wish
from .wake import wake

DELIVER_TASK = "pmo.deliver_messages"
BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One message to one person.

    `period` tells the times round apart ("2026-Q4", "2026-11-23"); rule + subject + period must not depend on when the
    promise is made. `at` is when the message becomes due; a later `at` keeps it out of the inbox until then.
    """

    rule: str
    subject: models.Model
    period: str
    to: User
    text: Sentence
    url: str
    at: datetime
    kind: str = Kind.REMINDER

    def rows(self) -> list[Message]:
        return [self._row(Channel.INBOX), self._row(Channel.MAIL)]

    def _row(self, channel: Channel) -> Message:
        row = Message(
            rule=self.rule,
            subject_kind=self.subject._meta.label_lower,
            subject_id=str(self.subject.pk),
            period=self.period,
            recipient_id=self.to.pk,
            channel=channel,
            kind=self.kind,
            text=self.text.to_json(),
            url=self.url,
            due_at=self.at,
            next_try_at=self.at,
        )
        if channel == Channel.MAIL:
            row.message_id = message_id(row)
        return row


def message_id(row: Message) -> str:
    """The one Message-ID of this mail: made from its occasion, so even a restored backup would repeat it."""
    occasion = "\x1f".join([*row.occasion, str(row.recipient_id)])
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(occasion.encode()).hexdigest()[:40]}@{domain}>"


def promise(
    *,
    rule: str,
    subject: models.Model,
    period: str,
    to: User,
    text: Sentence,
    url: str,
    at: datetime,
    kind: str = Kind.REMINDER,
) -> bool:
    """Promise one message, in the transaction of its cause; True if the occasion is new.

    Promising the same occasion again changes nothing once it was delivered; while it waits, the newest words and time
    count; a withdrawn promise comes back.
    """
    one = Promise(rule=rule, subject=subject, period=period, to=to, text=text, url=url, at=at, kind=kind)
    return promise_many([one]) == 1


def promise_many(promises: Iterable[Promise]) -> int:
    """Promise many messages with a fixed number of queries per 500; returns how many occasions are new."""
    wanted = [row for item in promises for row in item.rows()]
    fresh = 0
    with transaction.atomic():
        for start in range(0, len(wanted), BATCH):
            fresh += _write(wanted[start : start + BATCH])
        if wanted:
            wake(DELIVER_TASK)
    return fresh


_Key = tuple[str, str, str, str, int, str]


def _key(row: Message) -> _Key:
    return (*row.occasion, row.recipient_id, row.channel)


def _write(rows: list[Message]) -> int:
    # Sorted, so that two transactions promising the same messages wait for each other instead of deadlocking.
    wanted = dict(sorted((_key(row), row) for row in rows)) if len(rows) > 1 else {_key(row): row for row in rows}
    known = {_key(row): row for row in _similar(wanted.values()) if _key(row) in wanted}
    missing = [row for key, row in wanted.items() if key not in known]
    wishes = selectors.wishes(row.recipient_id for row in missing) if missing else None
    for row in missing:
        if wishes and row.channel == Channel.INBOX and not wishes.of_rule(row.recipient_id, row.rule).inbox:
            row.state, row.skip_reason = State.SKIPPED, SkipReason.MUTED
    # The unique occasion decides between two who promise at the same moment.
    Message.objects.bulk_create(missing, ignore_conflicts=True)
    for key, old in known.items():
        _renew(old, wanted[key])
    return sum(1 for row in missing if row.channel == Channel.INBOX)


def _similar(rows: Iterable[Message]) -> MessageQuerySet:
    """A superset of the rows already there for these occasions, in one query."""
    listed = list(rows)
    return Message.objects.filter(
        rule__in={r.rule for r in listed},
        subject_kind__in={r.subject_kind for r in listed},
        subject_id__in={r.subject_id for r in listed},
        period__in={r.period for r in listed},
        recipient_id__in={r.recipient_id for r in listed},
    )


def _renew(old: Message, new: Message) -> None:
    """Bring a promise that waits, or was withdrawn, up to its newest words and time."""
    same = (old.text, old.url, old.due_at, old.kind) == (new.text, new.url, new.due_at, new.kind)
    if old.state == State.PENDING and same:
        return
    if old.state not in (State.PENDING, State.WITHDRAWN):
        return
    # Conditional on what was read: a worker may have taken the row since.
    Message.objects.filter(pk=old.pk, state=old.state, attempts=0).update(
        state=State.PENDING,
        text=new.text,
        url=new.url,
        kind=new.kind,
        due_at=new.due_at,
        next_try_at=new.next_try_at,
        read_at=None,
    )


def withdraw(*, rule: str, subject: models.Model, period: str | None = None, to: User | None = None) -> int:
    """Take back what is promised but not delivered, because its cause is gone; returns how many rows.

    What a person has already received stays; without `period`, all periods of the rule.
    """
    rows = _of(rule, subject, period, to).filter(state__in=(State.PENDING, State.HELD))
    return rows.update(state=State.WITHDRAWN, attempts=0)


def forget(*, rule: str, subject: models.Model) -> int:
    """Delete what was said of this occasion, delivered or not: who was told, and when, must not be known any longer.

    Only for causes that promised people so (anonymous surveys); mails that have left cannot be called back.
    """
    return Message.objects.of_occasion(rule, subject, None).delete()[0]


def settle(
    *, rule: str, subject: models.Model, now: datetime, period: str | None = None, to: User | None = None
) -> int:
    """What was asked is done: take back what is not delivered and mark as read what is; returns how many rows."""
    gone = withdraw(rule=rule, subject=subject, period=period, to=to)
    read = _of(rule, subject, period, to).filter(channel=Channel.INBOX, state=State.SENT, read_at__isnull=True)
    return gone + read.update(read_at=now)


def _of(rule: str, subject: models.Model, period: str | None, to: User | None) -> MessageQuerySet:
    rows = Message.objects.of_occasion(rule, subject, period)
    return rows if to is None else rows.filter(recipient=to)


def mark_read(*, by: User, message: Message, now: datetime, read: bool = True) -> None:
    """Mark one message of one's own inbox as read, or as unread again."""
    Message.objects.visible_to(by).filter(pk=message.pk, read_at__isnull=read).update(read_at=now if read else None)
    by.__dict__.pop("_inbox_count", None)


def mark_all_read(*, by: User, now: datetime) -> int:
    """Mark everything that arrived as read; returns how many."""
    by.__dict__.pop("_inbox_count", None)
    return selectors.inbox(by, now, unread=True).update(read_at=now)


@transaction.atomic
def save_preferences(*, by: User, wishes: Mapping[str, Wish], now: datetime) -> None:
    """Keep what a person wants of each group (group code → wish); what waits is decided anew by it."""
    before = {line.group.code: line.wish for line in selectors.preferences(by)}
    changed = {code: wish for code, wish in wishes.items() if code in before and before[code] != wish}
    if not changed:
        return
    for code, wish in changed.items():
        Preference.objects.update_or_create(
            user=by, group=code, defaults={"inbox": wish.inbox, "mail": wish.mail, "updated_at": now}
        )
    _decide_anew(by, set(changed), now)
    audit.record(
        by=by,
        act="user.preferences_changed",
        obj=by,
        before={code: _told(before[code]) for code in changed},
        after={code: _told(wish) for code, wish in changed.items()},
        now=now,
    )


def _told(wish: Wish) -> str:
    return f"{'inbox' if wish.inbox else 'no inbox'}, mail {wish.mail}"


def _decide_anew(by: User, codes: set[str], now: datetime) -> None:
    held = Message.objects.filter(recipient=by, channel=Channel.MAIL, state=State.HELD)
    muted = Message.objects.filter(
        recipient=by, channel=Channel.INBOX, state=State.SKIPPED, skip_reason=SkipReason.MUTED, due_at__gt=now
    )
    for rows in (held, muted):
        ids = [pk for pk, rule in rows.values_list("pk", "rule") if groups.of_rule(rule).code in codes]
        rows.filter(pk__in=ids).update(state=State.PENDING, skip_reason="")
    wake(DELIVER_TASK)
