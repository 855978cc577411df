"""Milestones that come due, and those that passed: told to whoever owns them, once each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_noop as N_

from pmo import notify, texts
from pmo.notify.services import Promise
from pmo.texts import Sentence
from projects.portfolio.choices import State
from projects.schedule.models import Task

DUE, OVERDUE = "milestone_due", "milestone_overdue"
# Working out of the way takes days: told a week before.
AHEAD = timedelta(days=7)
# Milestones that passed long ago are history, not news.
BEHIND = timedelta(days=30)

texts.register("schedule.remind.due", N_("Milestone %(task)s is due on %(on)s"))
texts.register("schedule.remind.overdue", N_("Milestone %(task)s was due on %(on)s; report it or move it"))


def remind(*, now: datetime) -> int:
    """Promise the reminders that are due; returns how many are new. Safe to run twice at once and to miss a day."""
    return notify.promise_many(_promises(now))


def _promises(now: datetime) -> Iterator[Promise]:
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    rows = (
        Task.objects.filter(
            is_milestone=True,
            active=True,
            finish_on__range=(today - BEHIND, today + AHEAD),
            plan__project__state=State.ACTIVE,
        )
        .exclude(percent=100)
        .select_related("owner", "plan__project__manager")
        .order_by("pk")
    )
    for task in rows:
        to = task.owner or task.plan.project.manager
        if to is None or not to.is_active or task.finish_on is None:
            continue
        late = task.finish_on < today
        params = {"task": texts.name(task), "on": texts.day(task.finish_on)}
        yield Promise(
            rule=OVERDUE if late else DUE,
            subject=task,
            # Moved to another day, it is another occasion.
            period=task.finish_on.isoformat(),
            to=to,
            text=Sentence("schedule.remind.overdue" if late else "schedule.remind.due", params),
            url=task.url,
            at=now,
        )
