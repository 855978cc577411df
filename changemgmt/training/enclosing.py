"""The calendar entry that goes with mails about a seat: into the calendar, moved, or out of it again."""

from __future__ import annotations

from changemgmt.training import calendar
from changemgmt.training.models import SessionSeat
from pmo.notify import attachments
from pmo.notify.mails import absolute
from pmo.notify.models import Message

RULES = ("training.seat", "training.moved", "training.cancelled")


def connect() -> None:
    for rule in RULES:
        attachments.register(rule, invitation)


def invitation(row: Message) -> attachments.Enclosed | None:
    seats = SessionSeat.objects.filter(session=int(row.subject_id), user=row.recipient_id)
    seat = seats.select_related("session__course", "user").first()
    if seat is None:
        return None
    # Stamped with the moment of the message: sent again it is the same entry.
    content = calendar.invitation(seat, row.due_at, absolute(seat.session.course.learn_url))
    return attachments.Enclosed(f"training-{seat.session_id}.ics", content, "text/calendar")
