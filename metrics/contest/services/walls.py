"""Links to a wall: made, shown once, used, revoked. They open one wall and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.contest.choices import WallLanguage
from metrics.contest.models import Contest, WallLink
from metrics.contest.selectors.walls import PREFIX
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.tokens.secret import fresh
from projects.portfolio.acts import require_open

DEFAULT_DAYS, MAX_DAYS, MAX_USABLE = 180, 365, 20


@dataclass(frozen=True)
class NewWall:
    """`token` is kept nowhere."""

    link: WallLink
    token: str


@transaction.atomic
def add_wall(
    *,
    by: Any,
    contest: Contest,
    name: str,
    now: datetime,
    language: str = WallLanguage.ZH,
    days: int = DEFAULT_DAYS,
) -> NewWall:
    """Raises Forbidden, Conflict (closed, too many) or Invalid (name, term)."""
    policy.require(by, "change", contest)
    require_open(contest.system.project)
    if not name.strip():
        raise Invalid(_("Say where it hangs."), code="required", field="name")
    if not 1 <= days <= MAX_DAYS:
        raise Invalid(_("A link lives 1 to %(max)d days."), code="out_of_range", field="days", params={"max": MAX_DAYS})
    if contest.walls.filter(revoked_at=None, expires_at__gt=now).count() >= MAX_USABLE:
        raise Conflict(
            _("There are %(max)d usable links already; revoke one first."),
            code="too_many_tokens",
            params={"max": MAX_USABLE},
        )
    made = fresh(PREFIX)
    link = create(
        WallLink(
            contest=contest,
            name=name.strip()[:80],
            language=language,
            digest=made.digest,
            hint=made.hint,
            created_by=by,
            expires_at=now + timedelta(days=days),
        ),
        now=now,
    )
    _record(by, link, "contest.wall_added", now, after=_facts(link))
    return NewWall(link, made.plain)


@transaction.atomic
def revoke_wall(*, by: Any, link: WallLink, now: datetime, expected: int | None = None) -> WallLink:
    """From now on it shows nothing. Raises Forbidden, Conflict (revoked already) or StaleWrite."""
    policy.require(by, "change", link)
    if link.revoked_at is not None:
        raise Conflict(_("This link is revoked already."), code="already_revoked")
    link.revoked_at = now
    save(link, now=now, expected=expected, fields=["revoked_at"])
    _record(by, link, "contest.wall_revoked", now, before=_facts(link))
    return link


def _facts(link: WallLink) -> dict[str, Any]:
    return {"name": link.name, "hint": link.hint, "expires_on": link.expires_at.date()}


def _record(by: Any, link: WallLink, act: str, now: datetime, **more: Any) -> None:
    audit.record(by=by, act=act, obj=link.contest, project_id=link.contest.system.project_id, now=now, **more)
