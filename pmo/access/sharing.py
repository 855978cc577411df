"""Show one project to one person who has no role on it, and end that again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm, get_user_perms, remove_perm

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict


def share(*, by: Any, project: Any, to: Any, reason: str, now: datetime) -> None:
    """Let `to` read `project` although they have no role on it. Raises Forbidden."""
    policy.require(by, "share", project)
    assign_perm("view_project", to, project)
    _audit(by, "project.shared", project, {"user": to.username, "reason": reason}, now)


def unshare(*, by: Any, project: Any, to: Any, now: datetime) -> None:
    """Take a single grant back. Raises Forbidden, or Conflict when there is none."""
    policy.require(by, "share", project)
    if "view_project" not in get_user_perms(to, project):
        raise Conflict(_("The project is not shared with this person."), code="not_shared")
    remove_perm("view_project", to, project)
    _audit(by, "project.unshared", project, {"user": to.username}, now)


def _audit(by: Any, act: str, project: Any, after: dict[str, Any], now: datetime) -> None:
    audit.record(by=by, act=act, obj=project, after=after, now=now, project_id=project.pk)
