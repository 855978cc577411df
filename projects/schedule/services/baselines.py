"""Baselines: the plan as it was agreed, kept row by row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create
from projects.schedule.models import Baseline, BaselineTask, Plan, Task
from projects.schedule.services.editing import lock

MOST = 50


@transaction.atomic
def take_baseline(*, by: Any, plan: Plan, now: datetime, name: str = "", note: str = "") -> Baseline:
    """Keep the plan as it stands, and count slips against it from now on. Raises Forbidden, Conflict or Invalid."""
    policy.require(by, "change", plan)
    locked = lock(plan)
    tasks = list(Task.objects.filter(plan=locked, active=True).order_by("position"))
    if not tasks:
        raise Conflict(_("The plan has no tasks yet."), code="empty_plan")
    known = Baseline.objects.filter(plan=locked)
    if known.count() >= MOST:
        raise Invalid(_("A plan keeps at most %(n)s baselines."), code="too_many", params={"n": MOST})
    number = (known.aggregate(highest=Max("number"))["highest"] or 0) + 1
    known.filter(is_current=True).update(is_current=False)
    baseline = create(
        Baseline(
            plan=locked,
            number=number,
            name=name.strip()[:120],
            note=note.strip(),
            taken_at=now,
            taken_by=by,
            is_current=True,
            start=min(task.start for task in tasks),
            finish=locked.finish,
            finish_on=locked.finish_on,
        ),
        now=now,
    )
    BaselineTask.objects.bulk_create([_row(baseline, task) for task in tasks], batch_size=1000)
    audit.record(
        by=by,
        act="plan.baseline_taken",
        obj=locked,
        project_id=locked.project_id,
        now=now,
        after={"baseline": number, "name": baseline.name, "finish": locked.finish_on},
        reason=baseline.note,
    )
    return baseline


def _row(baseline: Baseline, task: Task) -> BaselineTask:
    return BaselineTask(
        baseline=baseline,
        task=task,
        uid=task.uid,
        name=task.name,
        start=task.start,
        finish=task.finish,
        duration=task.duration,
        is_milestone=task.is_milestone,
        is_summary=task.is_summary,
    )


@transaction.atomic
def make_baseline_current(*, by: Any, baseline: Baseline, now: datetime) -> Baseline:
    """Count slips against this one. Raises Forbidden or Conflict."""
    policy.require(by, "change", baseline)
    plan = lock(baseline.plan)
    Baseline.objects.filter(plan=plan, is_current=True).update(is_current=False)
    Baseline.objects.filter(pk=baseline.pk).update(is_current=True, updated_at=now)
    baseline.is_current = True
    _record(by, plan, "plan.baseline_chosen", baseline, now)
    return baseline


@transaction.atomic
def delete_baseline(*, by: Any, baseline: Baseline, now: datetime) -> None:
    """Forget a baseline; the newest one left becomes the one that counts. Raises Forbidden or Conflict."""
    policy.require(by, "delete", baseline)
    plan = lock(baseline.plan)
    _record(by, plan, "plan.baseline_deleted", baseline, now)
    was_current = baseline.is_current
    Baseline.objects.filter(pk=baseline.pk).delete()
    newest = Baseline.objects.filter(plan=plan).order_by("-number").first()
    if was_current and newest is not None:
        Baseline.objects.filter(pk=newest.pk).update(is_current=True)


def _record(by: Any, plan: Plan, act: str, baseline: Baseline, now: datetime) -> None:
    audit.record(
        by=by,
        act=act,
        obj=plan,
        project_id=plan.project_id,
        now=now,
        after={"baseline": baseline.number, "name": baseline.name},
    )
