"""Show one project to one person who has no role on it, and end that again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from guardian.shortcuts import assign_perm, remove_perm

from pmo import audit
from pmo.access import policy


def share(*, by: Any, project: Any, to: Any, reason: str, now: datetime) -> None:
    """Let `to` read `project` although they have no role on it. Raises Forbidden."""
    policy.require(by, "share", project)
    assign_perm("view_project", to, project)
    _audit(by, "project.shared", project, {"user": to.username, "reason": reason}, now)


def unshare(*, by: Any, project: Any, to: Any, now: datetime) -> None:
    """Take a single grant back. Raises Forbidden."""
    policy.require(by, "share", project)
    remove_perm("view_project", to, project)
    _audit(by, "project.unshared", project, {"user": to.username}, now)


def _audit(by: Any, act: str, project: Any, after: dict[str, Any], now: datetime) -> None:
    audit.record(by=by, act=act, obj=project, after=after, now=now, project_id=project.pk)
