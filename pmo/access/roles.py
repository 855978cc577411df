"""Who may do what, as data: role → kind of object → verb → how far.

A person's right is the union over their roles. Company-wide roles come from RoleGrant; roles on a project come
from that project's membership. `JOINED` reaches the projects a person is a member of, `UNIT` the projects that
concern the person's unit (and the units below it), `OWN` what the person owns.
"""

from __future__ import annotations

from collections.abc import Mapping

from pmo.access.rights import around, business, leading, working
from pmo.access.rights.terms import Rights, Role, Scope

__all__ = ["GRANTS", "TAKING_PART", "Role", "Scope", "reach"]

GRANTS: Mapping[Role, Rights] = {
    Role.PMO_LEAD: leading.PMO_LEAD,
    Role.EXECUTIVE: leading.EXECUTIVE,
    Role.PROJECT_MANAGER: leading.PROJECT_MANAGER,
    Role.BUSINESS_OWNER: business.BUSINESS_OWNER,
    Role.BUSINESS_EXPERT: business.BUSINESS_EXPERT,
    Role.IT_ENGINEER: working.IT_ENGINEER,
    Role.CHANGE_MANAGER: working.CHANGE_MANAGER,
    Role.CHAMPION: business.CHAMPION,
    Role.SUPPORT: working.SUPPORT,
    Role.EMPLOYEE: business.EMPLOYEE,
    Role.CLIENT: around.CLIENT,
    Role.SYSTEM_ADMIN: around.SYSTEM_ADMIN,
}

# By what they are in projects, whom a survey, a course or a message can be meant for.
TAKING_PART = (
    Role.EXECUTIVE,
    Role.PROJECT_MANAGER,
    Role.BUSINESS_OWNER,
    Role.BUSINESS_EXPERT,
    Role.IT_ENGINEER,
    Role.CHANGE_MANAGER,
    Role.CHAMPION,
    Role.SUPPORT,
)


def reach(role: Role | str, kind: str, verb: str) -> Scope:
    """How far `role` may `verb` objects of `kind`."""
    return GRANTS[Role(role)].get(kind, {}).get(verb, Scope.NONE)
