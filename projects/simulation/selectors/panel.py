"""The estimate of a task, and how often it decided about the finish, for the task's page."""

from __future__ import annotations

from datetime import date
from typing import Any

from pmo.access import policy
from projects.schedule.models import Task
from projects.simulation.choices import Shape
from projects.simulation.modelling import varies
from projects.simulation.selectors import estimates, runs


def of_task(task: Task, user: Any, today: date) -> dict[str, Any] | None:
    """Nothing for rows whose duration cannot vary, and for readers who may not see simulations."""
    project = task.plan.project
    if not varies(task) or not policy.may(user, "view", "simulation", project_id=project.pk):
        return None
    found = runs.visible(user).filter(project=project, state="done").order_by("-number").first()
    share = runs.shares_of(found, [task.pk]).get(task.pk, 0.0) if found else None
    line = estimates.line_of(task, user)
    typed: dict[str, Any] = {}
    if line.estimate is not None and line.points is not None:
        typed = dict(zip(("low", "likely", "high"), (f"{point:f}" for point in line.points), strict=True))
        typed |= {name: getattr(line.estimate, name) for name in ("shape", "group", "note")}
    return {
        "task": task,
        "project": project,
        "line": line,
        "typed": typed,
        "run": found,
        "share": None if share is None else 100 * share,
        "shapes": Shape.choices,
        "may": project.is_open and policy.may(user, "change", "simulation", project_id=project.pk),
    }
