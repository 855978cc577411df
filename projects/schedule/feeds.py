"""Milestones as an iCalendar file."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event

from projects.schedule.models import MilestoneFeed
from projects.schedule.selectors import feeds


def calendar_of(feed: MilestoneFeed, now: datetime, base_url: str) -> bytes:
    """All-day events in the language of the person the link belongs to."""
    with override(feed.user.language or "zh-hans"):
        calendar = Calendar()
        calendar.add("prodid", "-//Luodi//Milestones//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        name = feed.project.label if feed.project else _("Milestones")
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval;value=duration", "PT1H")
        for task in feeds.milestones(feed):
            event = Event()
            event.add("uid", f"milestone-{task.pk}@luodi")
            event.add("dtstamp", now)
            event.add("dtstart", task.finish_on)
            event.add("dtend", task.finish_on + timedelta(days=1) if task.finish_on else None)
            event.add("sequence", task.version)
            event.add("summary", f"{task.plan.project.key} {task.label}")
            event.add("last-modified", task.updated_at)
            event.add("url", base_url.rstrip("/") + reverse("schedule:task", args=[task.pk]))
            if task.acceptance:
                event.add("description", task.acceptance)
            event.add("transp", "TRANSPARENT")
            calendar.add_component(event)
        content: bytes = calendar.to_ical()
        return content
