"""People and placeholders, what is promised of them, who a team lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Value

from pmo.jobs.models import Job
from projects.portfolio.models import Project, ProjectMember
from projects.resources.choices import CROSS_FUNCTIONAL, TEAM_ROLES, LevellingState, WorkRole
from projects.resources.models import Absence, Allocation, Assignment, Levelling, Resource
from projects.schedule.models import Plan, Task


def visible(user: Any) -> QuerySet[Resource]:
    return Resource.objects.visible_to(user).select_related("user", "unit")


def still_here(today: date) -> Q:
    """Those who have not left before today."""
    return Q(left_on=None) | Q(left_on__gte=today)


def choosable(today: date, beside: int | None = None) -> QuerySet[Resource]:
    """Whom a plan may ask: everybody who has not left, and `beside`. Names are no secret inside the company."""
    return (
        Resource.objects.filter(still_here(today) | Q(pk=beside))
        .select_related("user", "unit")
        .order_by("user__name", "name")
    )


def allocations(user: Any) -> QuerySet[Allocation]:
    return Allocation.objects.visible_to(user).select_related("project", "resource__user", "resource__unit")


def of_project(user: Any, project: Project) -> list[Allocation]:
    return list(allocations(user).filter(project=project).order_by("resource__role", "start_on"))


def assignments_of(task: Task) -> list[Assignment]:
    return list(Assignment.objects.filter(task=task).select_related("resource__user", "resource__unit"))


def staff_of(plan: Plan) -> list[Assignment]:
    """Who works on which task of the plan (one query)."""
    rows = Assignment.objects.filter(task__plan=plan).select_related("resource__user", "resource__unit")
    return list(rows.order_by("task__position", "pk"))


def assignment_of(task: Task, pk: int) -> Assignment | None:
    """One assignment of a task the reader may see."""
    rows = Assignment.objects.filter(task=task, pk=pk)
    return rows.select_related("task__plan__project", "task__plan__work_calendar", "resource__user").first()


def absence_of(resource: Resource, pk: int) -> Absence | None:
    return Absence.objects.filter(resource=resource, pk=pk).select_related("resource").first()


def of_team(project: Project) -> list[Resource]:
    """Everybody who works on a task of the project, or was promised to it: the team of a project the reader sees."""
    working = Assignment.objects.filter(task__plan__project=project).values("resource")
    found = Resource.objects.filter(pk__in=working) | Resource.objects.filter(allocations__project=project)
    return list(found.select_related("user", "unit").distinct())


def people() -> QuerySet[Resource]:
    """Everybody who is a person and not a role: a form must not offer somebody twice."""
    return Resource.objects.filter(user__isnull=False)


def missing_roles(projects: Sequence[Project]) -> dict[int, list[WorkRole]]:
    """Which of the three functions each team lacks (one query)."""
    ids = [project.pk for project in projects]
    found: dict[int, set[str]] = {pk: set() for pk in ids}
    members = ProjectMember.objects.filter(project__in=ids)
    promised = Allocation.objects.filter(project__in=ids, resource__user__isnull=False)
    held = members.order_by().values_list("project_id", "role", Value("team"))
    works = promised.order_by().values_list("project_id", "resource__role", Value("time"))
    for project_id, role, of in held.union(works):
        if of == "time" or role in TEAM_ROLES:
            found[project_id].add(role if of == "time" else TEAM_ROLES[role])
    return {pk: [role for role in CROSS_FUNCTIONAL if role not in roles] for pk, roles in found.items()}


def newest_levelling(plan: Plan) -> Levelling | None:
    """The last attempt; one whose job ended without an answer has failed, whatever it managed to write down."""
    found: Levelling | None = plan.levellings.select_related("asked_by").first()
    if found is not None and found.state == LevellingState.RUNNING and not _computing(found):
        found.state = LevellingState.FAILED
    return found


def is_levelling(plan: Plan) -> bool:
    """Whether a worker is, or soon will be, looking for a levelled plan."""
    return any(_computing(row) for row in plan.levellings.filter(state=LevellingState.RUNNING))


def _computing(found: Levelling) -> bool:
    return Job.objects.unfinished().filter(pk=found.job_id or 0).exists()


def staffed_tasks(plan: Plan) -> set[int]:
    """Tasks of a plan that somebody works on."""
    return set(Assignment.objects.filter(task__plan=plan).values_list("task_id", flat=True))


def unassigned(plan: Plan) -> int:
    """Unfinished tasks that nobody is assigned to."""
    rows = Task.objects.filter(plan=plan, is_summary=False, is_milestone=False, active=True)
    return rows.exclude(percent=100).filter(assignments=None).count()
