"""What a plan and the page of a task say of people: that a day is a bad one for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from changemgmt.readiness import wording
from changemgmt.readiness.selectors import collisions
from pmo.access import policy
from projects.portfolio.models import Project
from projects.schedule.models import Task


def of_task(task: Task, user: Any, today: date) -> dict[str, Any] | None:
    """For who may see what changes; None where the day is as good as any."""
    if not policy.may(user, "view", "impact", project_id=task.plan.project_id):
        return None
    found = collisions.of_task(task, today)
    return None if found is None else {"collision": found, "reasons": wording.collision(found)}


def of_plan(project: Project, user: Any) -> str:
    """Where all of them are told, for who may see what changes."""
    may = policy.may(user, "view", "impact", project_id=project.pk)
    return reverse("readiness:collisions", args=[project.key]) if may else ""
