"""Change requests, and whose turn it is."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from pmo import access
from pmo.access.roles import Role
from projects.portfolio.choices import State
from projects.portfolio.models import Project
from projects.scope.choices import OPEN, ChangeStatus
from projects.scope.models import ChangeLine, ChangeRequest

OPEN_STATES = (State.ACTIVE, State.ON_HOLD)


def visible(user: Any) -> QuerySet[ChangeRequest]:
    people = ("raised_by", "assessed_by", "decided_by")
    return ChangeRequest.objects.visible_to(user).select_related("project__portfolio", *people)


def with_lines(rows: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    return rows.annotate(line_count=Count("lines"))


def lines(change: ChangeRequest) -> list[ChangeLine]:
    related = ("item__parent", "parent", "goal", "task__plan", "before_task")
    return list(change.lines.select_related(*related).order_by("pk"))


def to_decide(user: Any) -> QuerySet[ChangeRequest]:
    """Assessed ones of projects the person sponsors or owns; never their own."""
    rows = visible(user).filter(status=ChangeStatus.ASSESSED, project__state__in=OPEN_STATES)
    mine = Q(project__sponsor_id=user.pk) | Q(project__business_owner_id=user.pk)
    return rows.filter(mine).exclude(raised_by_id=user.pk)


def to_assess(user: Any) -> QuerySet[ChangeRequest]:
    """Submitted ones of projects the person manages."""
    joined = access.of(user).project_roles
    mine = [project_id for project_id, roles in joined.items() if Role.PROJECT_MANAGER in roles]
    return visible(user).filter(
        status=ChangeStatus.SUBMITTED, project__state__in=OPEN_STATES, project__manager_id=user.pk, project__in=mine
    )


def of_project(user: Any, project: Project) -> QuerySet[ChangeRequest]:
    return visible(user).filter(project=project)


def open_of(user: Any, project: Project) -> list[ChangeRequest]:
    return list(of_project(user, project).filter(status__in=OPEN).order_by("-number"))
