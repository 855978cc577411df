"""Actions that fall due: their owner hears of it once on the day before, once when it is late."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from changemgmt.readiness.choices import ActionStatus
from changemgmt.readiness.models import StakeholderAction
from pmo.notify.services import Promise, promise_many
from pmo.texts import Sentence, day, name

DUE = "stakeholder.action_due"


def remind_of_actions(*, now: datetime) -> int:
    """Returns how many messages were promised. Running it again promises nothing more."""
    rows = StakeholderAction.objects.filter(
        status=ActionStatus.OPEN, owner__is_active=True, due_on__lte=now.date() + timedelta(days=2)
    )
    return promise_many(
        found for row in rows.select_related("owner", "stakeholder__project") if (found := _promise(row, now))
    )


def _promise(row: StakeholderAction, now: datetime) -> Promise | None:
    today = now.astimezone(ZoneInfo(row.owner.time_zone)).date()
    left = (row.due_on - today).days
    if left > 1 or not row.stakeholder.project.is_open:
        return None
    late = left < 0
    words = {"text": name(row, "text"), "due": day(row.due_on), "project": name(row.stakeholder.project)}
    return Promise(
        rule=DUE,
        subject=row,
        period=f"{row.due_on}{'late' if late else ''}",
        to=row.owner,
        text=Sentence("stakeholder.action_late" if late else DUE, words),
        url=row.url,
        at=now,
    )
