"""Whose feedback somebody may see: their own, what they handle, what the people of their unit say."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from changemgmt.feedback.choices import FEWEST, Level
from pmo.access import scopes
from pmo.access.roles import Role, Scope, reach
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from projects.portfolio.choices import State as ProjectState
from projects.portfolio.models import Project

# They speak and answer for the people of their unit, and of nobody else's.
VOICES = (Role.BUSINESS_OWNER, Role.CHAMPION)
READING = ("view", "export")
UNIT_VERBS = ("view", "answer")


def condition(model: Any, user: Any, verb: str) -> Q | None:
    """The rows `user` may `verb`; None means no filter. What is anonymous is never read where fewer than five are."""
    access = scopes.of(user)
    kind = model.access_kind
    if not access.active or (access.read_only and verb not in READING):
        return Q(pk__in=[])
    everything = access.global_reach(kind, verb) is Scope.ALL
    where = Q() if everything else handled(access, kind, verb) | _own(access, kind, verb)
    where &= ~Q(level=Level.ANONYMOUS) | Q(admitted=True, unit_id__in=large_units())
    if access.token_projects is not None:
        where &= Q(project_id__in=access.token_projects)
    return where


def handled(access: scopes.Access, kind: str, verb: str) -> Q:
    """By a role on the project, or as voice of the unit."""
    where = Q(project_id__in=access.joined_projects(kind, verb))
    if verb in UNIT_VERBS and access.unit_path:
        within = Q(unit__path__startswith=access.unit_path)
        if any(role in VOICES for role in access.roles):
            where |= within
        voiced = [pk for pk, roles in access.project_roles.items() if any(role in VOICES for role in roles)]
        if voiced:
            where |= within & Q(project_id__in=voiced)
    return where


def _own(access: scopes.Access, kind: str, verb: str) -> Q:
    held = access.roles | {role for roles in access.project_roles.values() for role in roles}
    if not any(reach(role, kind, verb) >= Scope.OWN for role in held):
        return Q(pk__in=[])
    own = Q(owner_id=access.user_id)
    return own | Q(author_id=access.user_id) if verb == "view" else own


def large_units() -> QuerySet[Any]:
    """Ids of units with at least five active people, everything below counted."""
    people = User.objects.filter(is_active=True, unit__path__startswith=OuterRef("path")).order_by("pk")
    return Unit.objects.filter(Exists(people[FEWEST - 1 : FEWEST])).values("pk")


def concerned(user: Any) -> QuerySet[Project]:
    """Projects a person may say something about: those they see, and those that concern their unit."""
    access = scopes.of(user)
    units = [int(part) for part in access.unit_path.split("/") if part]
    seen = Project.objects.visible_to(user).order_by().values("pk")
    meant = Project.objects.filter(unit_links__unit_id__in=units).values("pk") if access.active else seen.none()
    where = Q(pk__in=seen) | Q(pk__in=meant)
    if access.token_projects is not None:
        where &= Q(pk__in=access.token_projects)
    rows: QuerySet[Project] = Project.objects.filter(where).order_by("key")
    return rows


def vouched_project(pk: int | None) -> Project | None:
    """What a signed sheet names, whoever scans it."""
    return Project.objects.filter(pk=pk, state=ProjectState.ACTIVE).first() if pk else None


def vouched_unit(pk: int | None) -> Unit | None:
    found: Unit | None = Unit.objects.filter(pk=pk, closed_on__isnull=True).first() if pk else None
    return found
