"""People and placeholders: added, changed, absent, and a placeholder that becomes a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.accounts.models import User
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign as set_values
from projects.portfolio.acts import facts, filled
from projects.portfolio.models import ProjectMember
from projects.resources import booking
from projects.resources.choices import TEAM_ROLES, AbsenceKind, WorkRole
from projects.resources.models import Absence, Resource
from projects.resources.services.recomputing import recompute_for

FIELDS = ("user", "name", "name_en", "role", "unit", "skills", "hours_per_day", "week", "left_on")
MOST_DAYS = 366 * 2


@transaction.atomic
def add_resource(*, by: Any, now: datetime, **values: Any) -> Resource:
    """A person, or a role somebody will fill. Raises Forbidden, Invalid or Conflict (this person is there already)."""
    policy.require(by, "add", "resource")
    resource = Resource(**values)
    _check(resource)
    create(resource, now=now)
    audit.record(by=by, act="resource.added", obj=resource, after=filled(facts(resource, FIELDS)), now=now)
    return resource


@transaction.atomic
def change_resource(
    *, by: Any, resource: Resource, now: datetime, expected: int | None = None, **values: Any
) -> Resource:
    """Other hours or another week move the plans the person works in."""
    policy.require(by, "change", resource)
    before = facts(resource, FIELDS)
    timing = any(getattr(resource, f) != values[f] for f in ("hours_per_day", "week") if f in values)
    set_values(resource, values)
    _check(resource)
    save(resource, now=now, expected=expected, fields=values)
    audit.record(by=by, act="resource.changed", obj=resource, before=before, after=facts(resource, FIELDS), now=now)
    if timing:
        recompute_for(resource, now)
    elif before != facts(resource, FIELDS):
        booking.changed_for(resource, now)
    return resource


def resource_of(user: User, *, now: datetime) -> Resource:
    """The person as somebody who can be assigned; made on first use, with the role they mostly have in teams."""
    found = Resource.objects.filter(user=user).first()
    if found is not None:
        return found
    held = ProjectMember.objects.filter(user=user).values_list("role", flat=True)
    role = next((TEAM_ROLES[role] for role in held if role in TEAM_ROLES), WorkRole.BUSINESS_EXPERT)
    return create(Resource(user=user, role=role, unit_id=user.unit_id), now=now)


@transaction.atomic
def staff(*, by: Any, placeholder: Resource, user: User, now: datetime) -> Resource:
    """Somebody takes the place: what was planned for the placeholder is now theirs.

    Raises Conflict when the person already works on one of its tasks.
    """
    policy.require(by, "change", placeholder)
    if not placeholder.is_placeholder:
        raise Conflict(_("This is a person already."), code="person")
    person = resource_of(user, now=now)
    if person.assignments.filter(task__in=placeholder.assignments.values("task")).exists():
        raise Conflict(_("%(name)s already works on one of these tasks."), code="twice", params={"name": user.label})
    moved = placeholder.assignments.update(resource=person) + placeholder.allocations.update(resource=person)
    audit.record(
        by=by,
        act="resource.staffed",
        obj=person,
        before={"name": placeholder.name},
        after={"name": user.name, "moved": moved},
        now=now,
    )
    placeholder.delete()
    recompute_for(person, now)
    return person


@transaction.atomic
def remove_placeholder(*, by: Any, placeholder: Resource, now: datetime) -> None:
    """A role nobody asks for any more (a file of another tool brought it, the need went) leaves the list.

    Raises Conflict for a person, who leaves instead, and while tasks or promised time hang on the role.
    """
    policy.require(by, "change", placeholder)
    if not placeholder.is_placeholder:
        raise Conflict(_("This is a person: note the day they leave instead."), code="person")
    if is_asked_for(placeholder):
        raise Conflict(_("Tasks or promised time still hang on this role."), code="in_use")
    before = filled(facts(placeholder, FIELDS))
    audit.record(by=by, act="resource.removed", obj=placeholder, before=before, now=now)
    placeholder.delete()


def is_asked_for(placeholder: Resource) -> bool:
    """Whether a task or a project counts on this role."""
    return placeholder.assignments.exists() or placeholder.allocations.exists()


@transaction.atomic
def add_absence(
    *,
    by: Any,
    resource: Resource,
    start_on: date,
    finish_on: date,
    now: datetime,
    kind: str = AbsenceKind.LEAVE,
) -> Absence:
    """By whoever keeps people's data, or the person themself. The plans they work in move.

    Raises Forbidden, or Invalid when it ends before it begins, is too long or overlaps another one.
    """
    require_absences(by, resource)
    if finish_on < start_on:
        raise Invalid(_("It would end before it begins."), code="finish_before_start", field="finish_on")
    if (finish_on - start_on).days > MOST_DAYS:
        raise Invalid(_("At most two years at once."), code="too_long", field="finish_on")
    if resource.absences.filter(start_on__lte=finish_on, finish_on__gte=start_on).exists():
        raise Invalid(_("There is an absence in these days already."), code="overlap", field="start_on")
    absence = create(Absence(resource=resource, start_on=start_on, finish_on=finish_on, kind=kind), now=now)
    # Why somebody is absent is not everybody's business: the history keeps the days.
    audit.record(by=by, act="resource.absent", obj=resource, after={"days": str(absence)}, now=now)
    recompute_for(resource, now)
    return absence


@transaction.atomic
def remove_absence(*, by: Any, absence: Absence, now: datetime) -> None:
    resource = absence.resource
    require_absences(by, resource)
    audit.record(by=by, act="resource.present", obj=resource, before={"days": str(absence)}, now=now)
    absence.delete()
    recompute_for(resource, now)


def require_absences(by: Any, resource: Resource) -> None:
    """Raise Forbidden for those who may not say when this person is away."""
    if resource.user_id != by.pk:
        policy.require(by, "change", resource)


def _check(resource: Resource) -> None:
    if resource.user_id is None and not resource.name.strip():
        raise Invalid(_("Name the person, or the role to be filled."), code="required", field="name")
    others = Resource.objects.exclude(pk=resource.pk)
    if resource.user_id is not None and others.filter(user_id=resource.user_id).exists():
        raise Conflict(_("This person is there already."), code="taken", field="user")
    if resource.role not in WorkRole.values:
        raise Invalid(_("Choose a role."), code="required", field="role")
    resource.week = _week(resource.week)
    resource.skills = _skills(resource.skills)
    if not 0 < resource.hours_per_day <= 24:
        raise Invalid(_("A day has 24 hours."), code="out_of_range", field="hours_per_day")


def _week(week: Any) -> list[bool]:
    if not isinstance(week, Sequence) or len(week) != 7 or not any(week):
        raise Invalid(_("A week has seven days, and at least one of them is worked."), code="bad_week", field="week")
    return [bool(day) for day in week]


def _skills(skills: Any) -> list[str]:
    words = [str(skill).strip()[:40] for skill in skills or [] if str(skill).strip()]
    return list(dict.fromkeys(words))[:30]
