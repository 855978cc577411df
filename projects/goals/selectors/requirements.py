"""Requirements, and whose turn it is."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import QuerySet

from pmo import access
from pmo.access.roles import Role
from projects.goals.choices import Feasibility, RequirementStatus
from projects.goals.models import Requirement
from projects.portfolio.choices import State
from projects.portfolio.models import Project

OPEN_STATES = (State.ACTIVE, State.ON_HOLD)


def visible(user: Any) -> QuerySet[Requirement]:
    people = ("business_owner", "raised_by", "assessed_by", "decided_by")
    return Requirement.objects.visible_to(user).select_related("project", "goal", "unit", *people)


def to_assess(user: Any) -> QuerySet[Requirement]:
    """Raised ones of projects where the person is on the team as an engineer; the PMO may assess but is not asked."""
    joined = access.of(user).project_roles
    mine = [project_id for project_id, roles in joined.items() if Role.IT_ENGINEER in roles]
    rows = visible(user).filter(status=RequirementStatus.RAISED, project__state__in=OPEN_STATES)
    return rows.filter(project_id__in=mine)


def to_decide(user: Any) -> QuerySet[Requirement]:
    """Assessed ones the person is the business owner of."""
    rows = visible(user).filter(status=RequirementStatus.ASSESSED, project__state__in=OPEN_STATES)
    return rows.filter(business_owner_id=user.pk)


def summary(project: Project, user: Any) -> dict[str, int]:
    """How many there are in each status, how many serve no goal, how many wait for IT."""
    rows = Requirement.objects.visible_to(user).filter(project=project)
    lines = list(rows.values_list("status", "goal_id", "feasibility"))
    counts = Counter(status for status, _goal, _feasibility in lines)
    return {
        "total": len(lines),
        "no_goal": sum(1 for _status, goal, _feasibility in lines if goal is None),
        "unassessed": sum(1 for _s, _g, feasibility in lines if feasibility == Feasibility.PENDING),
        **{status: counts[status] for status in RequirementStatus.values},
    }
