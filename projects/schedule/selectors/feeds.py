"""Calendar links: whose they are, and what they show."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from projects.schedule.models import MilestoneFeed, Task
from projects.schedule.selectors.plans import visible_tasks
from projects.schedule.tokens import digest

# How often the last use is written down.
USE_EVERY = timedelta(minutes=10)


def own(user: Any) -> list[MilestoneFeed]:
    rows = MilestoneFeed.objects.visible_to(user).filter(user=user, revoked_at__isnull=True)
    return list(rows.select_related("project"))


def by_token(token: str, now: datetime) -> MilestoneFeed | None:
    """A live feed of an active person; its use is noted."""
    found = (
        MilestoneFeed.objects.filter(token_hash=digest(token), revoked_at__isnull=True, user__is_active=True)
        .select_related("user", "project")
        .first()
    )
    if found is not None and (found.last_used_at is None or now - found.last_used_at > USE_EVERY):
        MilestoneFeed.objects.filter(pk=found.pk).update(last_used_at=now)
    return found


def milestones(feed: MilestoneFeed) -> list[Task]:
    """What the person may see today: a right taken away takes the dates along."""
    rows = visible_tasks(feed.user).filter(is_milestone=True, active=True, finish_on__isnull=False)
    if feed.project_id is not None:
        rows = rows.filter(plan__project_id=feed.project_id)
    return list(rows.order_by("finish", "pk")[:5000])
