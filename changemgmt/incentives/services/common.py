"""What the acts of this room share."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from changemgmt.incentives.models import PointPolicy
from pmo import audit, notify
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.notify.choices import Kind
from pmo.notify.services import Promise
from pmo.texts import Sentence
from projects.portfolio.choices import TeamRole
from projects.portfolio.models import ProjectMember


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def policy_of() -> PointPolicy:
    """The company's, or the usual without a row."""
    return PointPolicy.objects.first() or PointPolicy()


def record(by: Any, act: str, obj: models.Model | None, now: datetime, **facts: Any) -> None:
    audit.record(by=by, act=act, obj=obj, now=now, **facts)


def tell(
    rule: str, subject: models.Model, to: User | None, text: Sentence, now: datetime, *, url: str, period: str = "once",
    kind: str = Kind.INFO,
) -> bool:  # fmt: skip
    """Promise one message in the transaction of its cause; True if it is new."""
    if to is None or not to.is_active:
        return False
    return notify.promise(rule=rule, subject=subject, period=period, to=to, text=text, url=url, at=now, kind=kind)


def tell_all(
    rule: str, subject: models.Model, people: Iterable[User], text: Sentence, now: datetime, *, url: str, period: str,
) -> int:  # fmt: skip
    return notify.promise_many(
        Promise(rule=rule, subject=subject, period=period, to=person, text=text, url=url, at=now, kind=Kind.INFO)
        for person in people
    )


def keepers(project_id: int | None) -> list[User]:
    """Who leads the change: of the project, or of the company; without anybody the PMO."""
    found: Any = RoleGrant.objects.filter(role=Role.CHANGE_MANAGER, user__is_active=True).values("user_id")
    if project_id is not None:
        team = ProjectMember.objects.filter(
            project_id=project_id, role=TeamRole.CHANGE_MANAGER, user__is_active=True
        ).values("user_id")
        found = team if team.exists() else found
    people = list(User.objects.filter(pk__in=found).order_by("pk"))
    return people or pmo_leads()


def pmo_leads() -> list[User]:
    rows = RoleGrant.objects.filter(role=Role.PMO_LEAD).values("user_id")
    return list(User.objects.filter(pk__in=rows, is_active=True).order_by("pk"))


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return dict(before) != dict(after)
