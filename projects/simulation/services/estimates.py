"""Three points of a task's duration: entered one by one, or many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import lock
from projects.portfolio.models import Project
from projects.schedule import durations
from projects.schedule.models import Task
from projects.simulation.choices import Shape
from projects.simulation.models import TaskEstimate

POINTS = ("low", "likely", "high")
FIELDS = (*POINTS, "shape", "group", "note")


@dataclass(frozen=True)
class Points:
    """What is entered for one task: minutes of work, and how they spread."""

    low: int
    likely: int
    high: int
    shape: str = Shape.TRIANGULAR
    group: str = ""
    note: str = ""


@transaction.atomic
def set_estimate(*, by: Any, task: Task, points: Points, now: datetime, expected: int | None = None) -> TaskEstimate:
    """Enter or replace a task's estimate. Raises Forbidden, Conflict (closed, no duration), Invalid, StaleWrite."""
    project = task.plan.project
    policy.require(by, "change", "simulation", project_id=project.pk)
    lock(project)
    found = TaskEstimate.objects.select_for_update().filter(task=task).first()
    return _set(by, task, found, points, now, expected)


@transaction.atomic
def remove_estimate(*, by: Any, estimate: TaskEstimate, now: datetime, expected: int | None = None) -> None:
    """The task takes the project's band again."""
    project = estimate.task.plan.project
    policy.require(by, "change", "simulation", project_id=project.pk)
    lock(project)
    if expected is not None:
        save(estimate, now=now, expected=expected, fields=())
    _remove(by, estimate, now)


@transaction.atomic
def save_estimates(
    *,
    by: Any,
    project: Project,
    wanted: Mapping[int, Points | None],
    now: datetime,
    versions: Mapping[int, int] | None = None,
) -> int:
    """Many at once, all or none: by task id, None = no estimate of its own. Returns how many changed.

    `versions`: those the person had before their eyes; 0 = there was none. Raises as `set_estimate`.
    """
    policy.require(by, "change", "simulation", project_id=project.pk)
    lock(project)
    tasks = {t.pk: t for t in Task.objects.filter(plan__project=project, pk__in=wanted).select_related("plan__project")}
    rows = TaskEstimate.objects.select_for_update().filter(task__in=tasks).select_related("task__plan__project")
    known = {row.task_id: row for row in rows}
    changed = 0
    for pk, points in wanted.items():
        if pk not in tasks:
            raise Conflict(_("A task of the table is no longer in the plan."), code="gone")
        found = known.get(pk)
        expected = versions.get(pk) if versions is not None else None
        if _same(found, points):
            continue
        if points is None and found is not None:
            if expected:
                save(found, now=now, expected=expected, fields=())
            _remove(by, found, now)
        elif points is not None:
            _set(by, tasks[pk], found, points, now, expected)
        changed += 1
    return changed


def _same(found: TaskEstimate | None, points: Points | None) -> bool:
    if found is None or points is None:
        return found is None and points is None
    return all(getattr(found, name) == getattr(points, name) for name in FIELDS)


def _set(
    by: Any, task: Task, found: TaskEstimate | None, points: Points, now: datetime, expected: int | None
) -> TaskEstimate:
    _check(task, points)
    before = _said(found, task) if found is not None else {}
    row = found or TaskEstimate(task=task)
    row.task = task
    for name in FIELDS:
        setattr(row, name, getattr(points, name))
    row.estimated_by = by
    if found is None:
        create(row, now=now)
    else:
        save(row, now=now, expected=expected or None, fields=(*FIELDS, "estimated_by"))
    _record(by, task, "estimate.entered", before, _said(row, task), now)
    return row


def _remove(by: Any, estimate: TaskEstimate, now: datetime) -> None:
    before, task = _said(estimate, estimate.task), estimate.task
    estimate.delete()
    _record(by, task, "estimate.removed", before, {}, now)


def _check(task: Task, points: Points) -> None:
    if task.is_summary or task.duration == 0:
        raise Conflict(_("“%(task)s” has no duration to estimate.") % {"task": task.label}, code="no_duration")
    for name, other in (("low", "likely"), ("likely", "high")):
        if getattr(points, name) > getattr(points, other):
            raise Invalid(
                _("“%(task)s”: shortest, likely and longest are not in this order.") % {"task": task.label},
                code="points_order",
                field=other,
            )
    if points.low < 0 or points.high <= 0:
        raise Invalid(_("A duration is more than nothing."), code="points_sign", field="low")
    if points.high > durations.MOST_MINUTES:
        raise Invalid(_("That is longer than any plan."), code="too_long", field="high")
    if points.shape not in Shape.values:
        raise Invalid(_("Choose how the estimate spreads."), code="required", field="shape")


def _said(row: TaskEstimate, task: Task) -> dict[str, Any]:
    days = {name: durations.show(getattr(row, name), "d", task.plan) for name in POINTS}
    return {**days, **{name: getattr(row, name) for name in ("shape", "group", "note") if getattr(row, name)}}


def _record(by: Any, task: Task, act: str, before: dict[str, Any], after: dict[str, Any], now: datetime) -> None:
    audit.record(by=by, act=act, obj=task, before=before, after=after, project_id=task.plan.project_id, now=now)
