"""Whom a support desk serves, and who works at it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from changemgmt.feedback.audience import concerned
from changemgmt.support.models import SupportTeam
from pmo.access.roles import GRANTS
from pmo.accounts.models import User
from projects.portfolio.choices import RIGHTS
from projects.portfolio.models import Project, ProjectMember

# Roles on a project that work at its desk.
_WORKING = [team for team, role in RIGHTS.items() if "work" in GRANTS[role].get("support_request", {})]


def served(user: Any) -> QuerySet[Project]:
    """Projects with a support desk that somebody sees or whose units they belong to."""
    return concerned(user).filter(support_setting__isnull=False)


def working(project: Project) -> QuerySet[User]:
    """Active people a request can be given to: of the desk, and whoever leads the project."""
    members = ProjectMember.objects.filter(project=project, role__in=_WORKING).values("user_id")
    rows: QuerySet[User] = User.objects.filter(Q(pk__in=members), is_active=True)
    return rows.order_by("name", "pk")


def leads(project: Project, team: SupportTeam | None = None) -> list[User]:
    """Who is told first when something is late: the lead of the team, of the desk, or the project's manager."""
    setting = getattr(project, "support_setting", None)
    for person in (team.lead if team is not None else None, setting.lead if setting is not None else None,
                   project.manager):  # fmt: skip
        if person is not None and person.is_active:
            return [person]
    return []


def working_any(projects: QuerySet[Project]) -> QuerySet[User]:
    """Active people who work at the desk of one of these projects."""
    members = ProjectMember.objects.filter(project__in=projects.order_by().values("pk"), role__in=_WORKING)
    rows: QuerySet[User] = User.objects.filter(pk__in=members.values("user_id"), is_active=True)
    return rows.order_by("name", "pk")
