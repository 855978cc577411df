"""Give and take company-wide roles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy, scopes
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.records.errors import Conflict, Forbidden

# Nobody hands out more than they hold; the one exception is that administrators, who run the system without
# business content, may appoint the first PMO lead.
APPOINTED_BY: dict[Role, frozenset[Role]] = {
    Role.SYSTEM_ADMIN: frozenset({Role.SYSTEM_ADMIN}),
    Role.PMO_LEAD: frozenset({Role.PMO_LEAD, Role.SYSTEM_ADMIN}),
}
_OTHERS = frozenset({Role.PMO_LEAD})


@transaction.atomic
def grant_role(*, by: Any, to: Any, role: Role, now: datetime) -> RoleGrant:
    """Give `to` a company-wide role. Raises Forbidden, or Conflict when they hold it already."""
    _require_appointer(by, to, role)
    grant, made = RoleGrant.objects.get_or_create(user=to, role=role, defaults={"granted_by": by, "granted_at": now})
    if not made:
        raise Conflict(_("This person already holds the role."), code="already_held", field="role")
    scopes.forget(to)
    audit.record(by=by, act="user.role_granted", obj=to, after={"role": role.value}, now=now)
    return grant


@transaction.atomic
def revoke_role(*, by: Any, to: Any, role: Role, now: datetime) -> None:
    """Take a company-wide role back. Raises Forbidden, or Conflict when it is not held or would lock everybody out."""
    _require_appointer(by, to, role)
    if role is Role.SYSTEM_ADMIN and RoleGrant.objects.filter(role=role, user__is_active=True).count() <= 1:
        raise Conflict(_("The last system administrator cannot be removed."), code="last_admin", field="role")
    gone, _rows = RoleGrant.objects.filter(user=to, role=role).delete()
    if not gone:
        raise Conflict(_("This person does not hold the role."), code="not_held", field="role")
    scopes.forget(to)
    audit.record(by=by, act="user.role_revoked", obj=to, before={"role": role.value}, now=now)


def grantable(by: Any) -> list[Role]:
    """The roles `by` may hand out."""
    held = scopes.of(by).roles
    return [role for role in Role if held & APPOINTED_BY.get(role, _OTHERS)]


def _require_appointer(by: Any, to: Any, role: Role) -> None:
    policy.require(by, "grant", "user")
    if role not in grantable(by):
        raise Forbidden(_("Only someone who holds this role can hand it out."))
    if by.pk == to.pk:
        raise Forbidden(_("You cannot change your own roles."))
