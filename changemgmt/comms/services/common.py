"""What the acts on an announcement share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from changemgmt.comms.choices import State
from changemgmt.comms.models import Announcement
from pmo import audit, notify
from pmo.records import Conflict
from pmo.records.models import save
from pmo.texts import Sentence, name, words
from projects.portfolio.models import Project


def require_open(project: Project) -> None:
    if not project.is_open:
        raise Conflict(_("The project is closed; nothing of it can be changed."), code="closed")


def locked(announcement: Announcement, *states: str) -> Announcement:
    """The row as it is now, held against everybody else who acts on it. Raises Conflict in any other state."""
    rows = Announcement.objects.select_for_update(of=("self",)).select_related("project", "sender", "author")
    found: Announcement = rows.get(pk=announcement.pk)
    if found.state not in states:
        raise Conflict(
            _("This cannot be done now: the announcement is “%(state)s”."),
            code="state",
            params={"state": found.get_state_display()},
        )
    return found


def turn(
    found: Announcement,
    *,
    by: Any,
    act: str,
    state: str,
    fields: tuple[str, ...] = (),
    now: datetime,
    expected: int | None = None,
    reason: str = "",
    after: dict[str, Any] | None = None,
) -> Announcement:
    """Write the new state with `fields`, and the history of it."""
    before = {"state": found.state}
    found.state = state
    save(found, now=now, expected=expected, fields=["state", *fields])
    audit.record(
        by=by,
        act=act,
        obj=found,
        before=before,
        after={"state": state, **(after or {})},
        reason=reason,
        project_id=found.project_id,
        now=now,
    )
    return found


def clear_approval(found: Announcement) -> None:
    found.approved_by = found.approved_at = found.publish_at = None


def is_released(found: Announcement) -> bool:
    return found.state in (State.APPROVED, State.SCHEDULED)


def told(found: Announcement) -> dict[str, Any]:
    """What every message about it says: its title and in whose name it goes out."""
    return {"title": words(found.title, found.title_en), "sender": name(found.sender)}


def tell(rule: str, found: Announcement, to: Any, by: Any, now: datetime, **params: Any) -> None:
    """Tell somebody who had a part in it, unless they did it themselves."""
    if to.pk == by.pk:
        return
    notify.promise(
        rule=rule,
        subject=found,
        period=now.isoformat(),
        to=to,
        text=Sentence(rule, {**told(found), **params}),
        url=found.url,
        at=now,
    )
