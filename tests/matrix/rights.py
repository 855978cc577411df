"""What each actor may do, worked out a second time from the table of roles: not by the code under test."""

from __future__ import annotations

from dataclasses import dataclass

from pmo.access.roles import GRANTS, Role, Scope

R = Role


@dataclass(frozen=True)
class Actor:
    """Company-wide roles, the role on our project, whether our project concerns the person's unit, grants."""

    roles: tuple[Role, ...] = ()
    on_mine: tuple[Role, ...] = ()
    on_other: tuple[Role, ...] = ()
    elsewhere: tuple[Role, ...] = ()
    unit_of_mine: bool = False
    unit_of_other: bool = False
    shown: str = ""
    read_only: bool = False
    only_mine: bool = False
    """A token that reaches our project alone."""


ACTORS: dict[str, Actor] = {
    "anonymous": Actor(),
    "deactivated": Actor(),
    "admin": Actor((R.SYSTEM_ADMIN,)),
    "pmo": Actor((R.PMO_LEAD,)),
    "ceo": Actor((R.EXECUTIVE,), on_other=(R.BUSINESS_EXPERT,)),
    "cfo": Actor((R.EXECUTIVE,), on_mine=(R.EXECUTIVE, R.BUSINESS_EXPERT)),
    "pm": Actor((R.PROJECT_MANAGER,), on_mine=(R.PROJECT_MANAGER,), unit_of_mine=True),
    "owner": Actor((R.BUSINESS_OWNER,), on_mine=(R.BUSINESS_OWNER,), unit_of_mine=True),
    "expert": Actor(on_mine=(R.BUSINESS_EXPERT,)),
    "it": Actor((R.IT_ENGINEER,), on_mine=(R.IT_ENGINEER,)),
    "change": Actor((R.CHANGE_MANAGER,), on_mine=(R.CHANGE_MANAGER,)),
    "champion": Actor((R.CHAMPION,), on_mine=(R.CHAMPION,), unit_of_mine=True),
    "support": Actor((R.SUPPORT,), on_mine=(R.SUPPORT,)),
    "client": Actor((R.CLIENT,), on_mine=(R.CLIENT,)),
    "employee": Actor(unit_of_mine=True),
    "stranger": Actor((R.PROJECT_MANAGER,), on_other=(R.PROJECT_MANAGER,), unit_of_other=True),
    "mixed": Actor(on_mine=(R.CHAMPION,), elsewhere=(R.PROJECT_MANAGER,), unit_of_other=True),
    "guest": Actor(shown="mine"),
    "outsider": Actor(shown="other"),
    # Known to the API only.
    "ro": Actor((R.PROJECT_MANAGER,), on_mine=(R.PROJECT_MANAGER,), unit_of_mine=True, read_only=True),
    "scoped": Actor((R.EXECUTIVE,), on_other=(R.BUSINESS_EXPERT,), only_mine=True),
}
# Kinds no project has: showing somebody a project says nothing about them.
COMPANY_WIDE = ("plan_template", "gate_template")
# Showing somebody a project shows nothing of these.
UNSHARED = (
    "budget", "approval", "rate", "benefit", "assessment", "scenario", "usage_system", "usage_data",
    "stakeholder", "stakeholder_action", "feedback", "champion_question", "support_request", "support_mail",
    "point_budget",
)  # fmt: skip
# Opened by company-wide roles alone, and by no token for some projects.
OF_ALL_PROJECTS = (
    "scenario", "knowledge", "comm_template", "change_load", "rate", "support_mail",
    "incentives", "points", "gift", "redemption", "recognition",
)  # fmt: skip
NOBODY = ("anonymous", "deactivated")
ONLY_TOKENS = ("ro", "scoped")
# Whose person a token-only actor is.
SAME_PERSON = {"ro": "pm", "scoped": "ceo"}


def _reach(role: Role, kind: str, verb: str) -> Scope:
    return GRANTS[role].get(kind, {}).get(verb, Scope.NONE)


def ever(name: str, kind: str, verb: str) -> bool:
    """Whether some object of `kind` could allow the verb."""
    if name in NOBODY:
        return False
    actor = ACTORS[name]
    if actor.read_only and verb not in ("view", "export"):
        return False
    if kind in OF_ALL_PROJECTS:
        return not actor.only_mine and any(_reach(role, kind, verb) for role in (R.EMPLOYEE, *actor.roles))
    roles = (R.EMPLOYEE, *actor.roles, *actor.on_mine, *actor.on_other, *actor.elsewhere)
    shown = verb == "view" and bool(actor.shown) and kind not in UNSHARED
    return any(_reach(role, kind, verb) for role in roles) or shown


def allows(name: str, kind: str, verb: str, side: str, *, owns: bool = False) -> bool:
    """Whether `name` may `verb` the object of `kind` that hangs on the project `side` ("mine" or "other")."""
    if name in NOBODY:
        return False
    actor = ACTORS[name]
    if actor.read_only and verb not in ("view", "export"):
        return False
    if kind in OF_ALL_PROJECTS:
        return ever(name, kind, verb)
    if actor.only_mine and side != "mine":
        return False
    wide = (R.EMPLOYEE, *actor.roles)
    here = actor.on_mine if side == "mine" else actor.on_other
    reaches = {_reach(role, kind, verb) for role in wide}
    if Scope.ALL in reaches:
        return True
    if here and (Scope.JOINED in reaches or any(_reach(role, kind, verb) >= Scope.UNIT for role in here)):
        return True
    # A right on joined projects is no right on the projects of one's unit: that takes a role that says UNIT.
    concerned = actor.unit_of_mine if side == "mine" else actor.unit_of_other
    if concerned and Scope.UNIT in reaches:
        return True
    if actor.shown == side and kind not in (*COMPANY_WIDE, *UNSHARED) and verb in ("view", "export"):
        return True
    everywhere = (*wide, *actor.on_mine, *actor.on_other, *actor.elsewhere)
    return owns and any(_reach(role, kind, verb) >= Scope.OWN for role in everywhere)


def sees_other(name: str) -> bool:
    """Whether anything of the foreign project may reach this actor."""
    return allows(name, "project", "view", "other")
