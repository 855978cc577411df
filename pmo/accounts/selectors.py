"""Reads about people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from pmo.access import policy
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.access.services import grantable
from pmo.accounts.models import User, UserQuerySet
from pmo.audit import selectors as audit
from pmo.audit.models import AuditEntry


def directory(user: Any) -> UserQuerySet:
    """People `user` may see, with unit and company-wide roles (three queries however many rows)."""
    grants = Prefetch("role_grants", RoleGrant.objects.order_by("role"))
    rows: UserQuerySet = User.objects.visible_to(user)
    return rows.select_related("unit").prefetch_related(grants)


def find_login(text: str) -> User | None:
    """The person who signs in with `text` (user name or e-mail), active or not; one query."""
    typed = text.strip()
    if not typed or "\x00" in typed:
        return None
    rows = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
    found: User | None = rows.order_by("id").first()
    return found


def by_username(username: str) -> User | None:
    found: User | None = User.objects.filter(username__iexact=username).first()
    return found


def is_taken(field: str, value: str, *, except_id: int | None) -> bool:
    """Whether someone else has this user name, e-mail address (in any case) or employee number."""
    lookup = field if field == "employee_no" else f"{field}__iexact"
    rows = User.objects.filter(**{lookup: value})
    return bool(rows.exclude(pk=except_id).exists() if except_id else rows.exists())


def units(user: Any) -> Any:
    """Open units in tree order, to choose from. Reached through the field: the room of units is built on this one."""
    model: Any = User._meta.get_field("unit").related_model
    return model._default_manager.visible_to(user).open().order_by("path")


def unit(pk: int | None) -> Any:
    """The unit with this id, or None."""
    model: Any = User._meta.get_field("unit").related_model
    return model._default_manager.filter(pk=pk).first() if pk is not None else None


def units_by_id(ids: set[int]) -> dict[int, Any]:
    model: Any = User._meta.get_field("unit").related_model
    return dict(model._default_manager.in_bulk(ids))


def role_labels(person: User) -> list[str]:
    """Labels of the company-wide roles, from prefetched grants."""
    return [str(Role(grant.role).label) for grant in person.role_grants.all()]


@dataclass(frozen=True)
class HeldRole:
    role: Role
    granted_by: str
    granted_at: Any
    revocable: bool

    @property
    def label(self) -> str:
        return str(self.role.label)


@dataclass(frozen=True)
class PersonPage:
    """What the page of one person shows to one reader. `roles` and `history` are None when not theirs to see."""

    person: User
    roles: list[HeldRole] | None
    grantable: list[Role]
    heads: list[Any]
    history: list[AuditEntry] | None
    may_change: bool
    is_self: bool


def person_page(person: User, reader: Any) -> PersonPage:
    is_self = person.pk == reader.pk
    may_change = policy.may(reader, "change", person)
    may_grant = policy.may(reader, "grant", person) and not is_self
    mine = grantable(reader) if may_grant else []
    roles = None
    if may_change or is_self or policy.may(reader, "grant", person):
        grants = person.role_grants.select_related("granted_by").order_by("role")
        roles = [
            HeldRole(Role(g.role), g.granted_by.label if g.granted_by else "", g.granted_at, Role(g.role) in mine)
            for g in grants
        ]
    held = {r.role for r in roles or ()}
    return PersonPage(
        person=person,
        roles=roles,
        grantable=[role for role in mine if role not in held and role is not Role.EMPLOYEE],
        heads=list(person.headed_units.visible_to(reader).filter(closed_on__isnull=True)),
        history=audit.history(person) if may_change or is_self else None,
        may_change=may_change,
        is_self=is_self,
    )
