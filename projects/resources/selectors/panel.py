"""Who works on a task, for the task's page."""

from __future__ import annotations

from datetime import date
from typing import Any

from pmo.access import policy
from projects.resources.selectors import resources
from projects.schedule.models import Task


def of_task(task: Task, user: Any, today: date) -> dict[str, Any] | None:
    """Nothing for summaries and milestones: nobody works on those. `people`: whom the reader may assign."""
    if task.is_summary or task.is_milestone:
        return None
    may = task.plan.project.is_open and policy.may(user, "change", task.plan)
    return {
        "task": task,
        "assignments": resources.assignments_of(task),
        "people": list(resources.choosable(today)) if may else [],
        "see": policy.may(user, "view", "resource"),
    }
