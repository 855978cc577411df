"""Secret addresses of milestone calendars."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Invalid
from pmo.records.models import create
from projects.portfolio.models import Project
from projects.schedule.models import MilestoneFeed
from projects.schedule.tokens import digest

MOST = 20


@transaction.atomic
def open_feed(*, by: Any, now: datetime, project: Project | None = None) -> tuple[MilestoneFeed, str]:
    """A new feed and its secret, which is told once and kept only as a hash. Raises Forbidden or Invalid."""
    policy.require(by, "add", "feed")
    if MilestoneFeed.objects.filter(user=by, revoked_at__isnull=True).count() >= MOST:
        raise Invalid(_("You have %(n)s calendar links. Revoke one first."), code="too_many", params={"n": MOST})
    token = secrets.token_urlsafe(32)
    feed = create(MilestoneFeed(user=by, project=project, token_hash=digest(token)), now=now)
    audit.record(by=by, act="feed.opened", obj=feed, project_id=project.pk if project else None, now=now)
    return feed, token


@transaction.atomic
def revoke_feed(*, by: Any, feed: MilestoneFeed, now: datetime) -> MilestoneFeed:
    """The address stops answering at once. Raises Forbidden."""
    policy.require(by, "delete", feed)
    if feed.revoked_at is None:
        MilestoneFeed.objects.filter(pk=feed.pk).update(revoked_at=now)
        feed.revoked_at = now
        audit.record(by=by, act="feed.revoked", obj=feed, project_id=feed.project_id, now=now)
    return feed
