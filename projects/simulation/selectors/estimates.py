"""Tasks that can be estimated, with what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.engines.montecarlo.threepoint import deviation, expected
from projects.schedule.models import Plan, Task
from projects.simulation.choices import Shape
from projects.simulation.modelling import SHAPES, band_of, settings_of, varies
from projects.simulation.models import SimulationSettings, TaskEstimate


def days(minutes: float, task: Task) -> Decimal:
    """Working days of the plan, at most two decimals; days of the clock for a task that runs around it."""
    day = Decimal(1440) if task.elapsed else task.plan.hours_per_day * 60
    found = (Decimal(minutes) / day).quantize(Decimal("0.01"))
    return found.quantize(Decimal(1)) if found == found.to_integral() else found.normalize()


@dataclass(frozen=True)
class Line:
    """A task with its estimate or the project's band; points in working days. None: it does not vary."""

    task: Task
    estimate: TaskEstimate | None
    points: tuple[Decimal, Decimal, Decimal] | None
    planned: Decimal
    mean: float | None
    sigma: float | None
    summary: str = ""

    @property
    def version(self) -> int:
        return self.estimate.version if self.estimate else 0


def lines_of(plan: Plan) -> tuple[SimulationSettings, list[Line]]:
    """Every task whose duration can still vary, in outline order (three queries)."""
    own = settings_of(plan.project)
    estimates = {
        row.task_id: row for row in TaskEstimate.objects.filter(task__plan=plan).select_related("estimated_by")
    }
    tasks = list(Task.objects.filter(plan=plan).order_by("position"))
    above = {task.pk: task.label for task in tasks}
    found = []
    for task in tasks:
        task.plan = plan
        if varies(task):
            found.append(_line(task, estimates.get(task.pk), own, above.get(task.parent_id or 0, "")))
    return own, found


def line_of(task: Task, user: Any) -> Line:
    """The same for one task."""
    own = settings_of(task.plan.project)
    estimate = TaskEstimate.objects.visible_to(user).filter(task=task).select_related("estimated_by").first()
    return _line(task, estimate, own, "")


def _line(task: Task, estimate: TaskEstimate | None, own: SimulationSettings, summary: str) -> Line:
    planned = days(task.duration, task)
    if estimate is not None:
        minutes: tuple[int, int, int] | None = (estimate.low, estimate.likely, estimate.high)
        shape = SHAPES[Shape(estimate.shape)]
    else:
        minutes, shape = (band_of(task, own) if own.band else None), SHAPES[Shape(own.shape)]
    if minutes is None:
        return Line(task, estimate, None, planned, None, None, summary)
    low, likely, high = (days(value, task) for value in minutes)
    points = (float(low), float(likely), float(high))
    return Line(
        task, estimate, (low, likely, high), planned, expected(*points, shape), deviation(*points, shape), summary
    )
