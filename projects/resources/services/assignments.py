"""Who works on which task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import require_open
from projects.resources.models import Assignment, Resource
from projects.resources.services.recomputing import recompute
from projects.schedule.models import Plan, Task

MOST_PEOPLE = 30
BATCH = 500
MOST_PERCENT = Decimal(1000)


@transaction.atomic
def assign(*, by: Any, task: Task, resource: Resource, now: datetime, percent: Decimal = Decimal(100)) -> Assignment:
    """Put somebody on a task, or change their share of time. Their absences then move its dates.

    Raises Forbidden, Conflict (project closed, a summary) or Invalid (no share of time).
    """
    plan = task.plan
    policy.require(by, "change", plan)
    require_open(plan.project)
    if task.is_summary:
        raise Conflict(_("People work on tasks, not on summaries of them."), code="summary")
    if not 0 < percent <= MOST_PERCENT:
        raise Invalid(_("A share of time from 1 to 1000 percent."), code="out_of_range", field="percent")
    row = Assignment.objects.filter(task=task, resource=resource).first()
    if row is None and task.assignments.count() >= MOST_PEOPLE:
        raise Conflict(_("At most %(n)s people on a task."), code="too_many", params={"n": MOST_PEOPLE})
    before = {} if row is None else {"percent": str(row.percent)}
    if row is None:
        row = create(Assignment(task=task, resource=resource, percent=percent), now=now)
    else:
        row.percent = percent
        save(row, now=now, fields=("percent",))
    after = {"person": resource.label, "percent": str(percent)}
    audit.record(by=by, act="task.assigned", obj=task, before=before, after=after, project_id=plan.project_id, now=now)
    recompute([plan], now)
    return row


@transaction.atomic
def staff_plan(*, by: Any, plan: Plan, shares: Sequence[tuple[int, Resource, Decimal]], now: datetime) -> None:
    """Put many people on the tasks of a plan at once: (id of a task, who, percent of their time).

    Raises Forbidden or Conflict (project closed). The caller has checked the tasks.
    """
    policy.require(by, "change", plan)
    require_open(plan.project)
    rows = [
        Assignment(
            task_id=task_id, resource=resource, percent=min(percent, MOST_PERCENT), created_at=now, updated_at=now
        )
        for task_id, resource, percent in shares
    ]
    if not rows:
        return
    Assignment.objects.bulk_create(rows, batch_size=BATCH)
    people = sorted({row.resource.label for row in rows})
    audit.record(
        by=by,
        act="plan.staffed",
        obj=plan,
        after={"assignments": len(rows), "people": ", ".join(people)[:400]},
        project_id=plan.project_id,
        now=now,
    )
    recompute([plan], now)


@transaction.atomic
def unassign(*, by: Any, assignment: Assignment, now: datetime) -> None:
    task = assignment.task
    policy.require(by, "change", task.plan)
    require_open(task.plan.project)
    audit.record(
        by=by,
        act="task.unassigned",
        obj=task,
        before={"person": assignment.resource.label, "percent": str(assignment.percent)},
        project_id=task.plan.project_id,
        now=now,
    )
    assignment.delete()
    recompute([task.plan], now)
