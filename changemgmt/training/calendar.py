"""A session as an invitation that calendars of phones and mail programs understand."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import override
from icalendar import Calendar, Event

from changemgmt.training.choices import SeatState
from changemgmt.training.models import SessionSeat


def invitation(seat: SessionSeat, now: datetime, url: str) -> bytes:
    """In the participant's language. A cancelled session, or a seat given up, takes the entry out again."""
    session = seat.session
    gone = not session.is_planned or seat.state == SeatState.GIVEN_UP
    with override(seat.user.language or "zh-hans"):
        calendar = Calendar()
        calendar.add("prodid", "-//Luodi//Training//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "CANCEL" if gone else "PUBLISH")
        event = Event()
        event.add("uid", f"training-session-{session.pk}@luodi")
        event.add("dtstamp", now)
        event.add("dtstart", session.starts_at)
        event.add("dtend", session.ends_at)
        event.add("sequence", session.version)
        event.add("summary", session.course.label)
        event.add("location", session.place or session.online)
        event.add("description", "\n".join(filter(None, [session.course.summary_label, session.online])))
        event.add("url", url)
        event.add("status", "CANCELLED" if gone else "CONFIRMED")
        calendar.add_component(event)
        content: bytes = calendar.to_ical()
        return content
