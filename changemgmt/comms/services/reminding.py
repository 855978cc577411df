"""Whoever has not read is reminded: at most so often, on working days, in the hours of their own clock, each once."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from changemgmt.comms.choices import CLOSES, OPENS, REMIND_EVERY, State
from changemgmt.comms.models import Announcement, Receipt
from changemgmt.comms.services.common import told
from pmo import calendars
from pmo.notify.services import Promise, promise_many
from pmo.texts import Sentence

RULE = "announcement.reminder"


def remind(*, now: datetime) -> int:
    """Promise the reminders that are due. After an outage only the newest. Returns how many were new."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    if not calendars.is_workday(today):
        return 0
    made = 0
    for found in Announcement.objects.filter(state=State.PUBLISHED, reminders__gt=0).select_related("sender"):
        if found.published_at is None:
            continue
        out = found.published_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
        step = min(calendars.workdays_between(out, today) // REMIND_EVERY, found.reminders)
        if step > 0:
            made += _remind(found, step, now)
    return made


@transaction.atomic
def _remind(found: Announcement, step: int, now: datetime) -> int:
    rows = Receipt.objects.filter(
        ~Q(user__is_active=False), announcement=found, read_at__isnull=True, reminded__lt=step
    )
    due = [row for row in rows.select_related("user") if _awake(row.user.time_zone, now)]
    text = Sentence(RULE, told(found))
    made = promise_many(
        Promise(rule=RULE, subject=found, period=f"r{step}", to=row.user, text=text, url=found.url, at=now)
        for row in due
    )
    Receipt.objects.filter(pk__in=[row.pk for row in due]).update(reminded=step)
    return made


def _awake(zone: str, now: datetime) -> bool:
    return OPENS <= now.astimezone(ZoneInfo(zone)).time() <= CLOSES
