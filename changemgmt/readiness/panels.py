"""What the page of a task says of people: that its day is a bad one for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from changemgmt.readiness import wording
from changemgmt.readiness.selectors import collisions
from pmo.access import policy
from projects.schedule.models import Task


def of_task(task: Task, user: Any, today: date) -> dict[str, Any] | None:
    """For who may see what changes; None where the day is as good as any."""
    if not policy.may(user, "view", "impact", project_id=task.plan.project_id):
        return None
    found = collisions.of_task(task, today)
    return None if found is None else {"collision": found, "reasons": wording.collision(found)}
