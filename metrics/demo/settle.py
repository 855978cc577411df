"""The past is past: nobody gets mail today about what happened last year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from pmo.notify.choices import Channel, State
from pmo.notify.models import Message

UNREAD = timedelta(days=2)


def settle_messages(now: datetime) -> None:
    """Mark old promises as kept and read; what is of the last two days stays unread in the inbox."""
    old = Message.objects.filter(due_at__lt=now, state=State.PENDING)
    old.filter(channel=Channel.MAIL).update(state=State.SENT, sent_at=F("due_at"))
    inbox = old.filter(channel=Channel.INBOX)
    inbox.filter(due_at__lt=now - UNREAD).update(state=State.SENT, sent_at=F("due_at"), read_at=F("due_at"))
    inbox.update(state=State.SENT, sent_at=F("due_at"))
