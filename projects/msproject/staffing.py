"""A file's people become the people of the plan: who is known here works, the rest are roles to be filled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from pmo.access import policy
from pmo.accounts.models import User
from projects.msproject.document import FileResource
from projects.msproject.importing import Imported
from projects.portfolio.models import Project
from projects.resources import services as resources
from projects.resources.choices import WorkRole
from projects.resources.models import Resource
from projects.resources.selectors import resources as team
from projects.schedule.services import Replaced

LONGEST_NAME = 120


def team_of(imported: Imported, *, by: Any, project: Project, now: datetime) -> dict[int, Resource]:
    """Who each of the file's resources is here, by its uid; asked before the old plan goes with its people.

    Somebody unknown takes the place of the same name in the project's team, or a new one; without the right to plan
    people such resources are left out, and the report says so.
    """
    found: dict[int, Resource] = {}
    for user in User.objects.filter(pk__in=set(imported.people.values())):
        person = resources.resource_of(user, now=now)
        found |= {uid: person for uid, pk in imported.people.items() if pk == user.pk}
    if policy.may(by, "add", "resource"):
        places = {place.name.casefold(): place for place in team.of_team(project) if place.is_placeholder}
        for row in imported.resources:
            if row.uid not in found:
                name = _name(row)
                if name.casefold() not in places:
                    places[name.casefold()] = resources.add_resource(by=by, name=name, role=_role(row), now=now)
                found[row.uid] = places[name.casefold()]
    return found


def staff(imported: Imported, made: Replaced, people: dict[int, Resource], *, by: Any, now: datetime) -> None:
    """Put the people on their tasks, with their share of time; their absences then move the dates."""
    shares: dict[tuple[int, int], Decimal] = {}
    by_pk = {resource.pk: resource for resource in people.values()}
    for assignment in imported.assignments:
        resource = people.get(assignment.resource_uid)
        task_id = made.tasks.get(assignment.task_uid)
        if resource is not None and task_id is not None:
            pair = task_id, resource.pk
            shares[pair] = shares.get(pair, Decimal(0)) + assignment.units * 100
    resources.staff_plan(
        by=by, plan=made.plan, now=now, shares=[(task_id, by_pk[pk], share) for (task_id, pk), share in shares.items()]
    )


def _name(row: FileResource) -> str:
    return row.name.strip()[:LONGEST_NAME] or f"UID {row.uid}"


def _role(row: FileResource) -> WorkRole:
    """The role its group names, in any language; else somebody from outside, who completes no team."""
    group = row.group.strip().casefold()
    return next((role for role in WorkRole if group in _words(role)), WorkRole.VENDOR)


def _words(role: WorkRole) -> Iterable[str]:
    for language in ("zh-hans", "en"):
        with override(language):
            yield str(role.label).casefold()
