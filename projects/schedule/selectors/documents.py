"""The rows of a plan for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from projects.engines.worktime import to_datetime
from projects.schedule import planning
from projects.schedule.models import Baseline, BaselineTask, Plan, Task

MOMENTS = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")


def rows(plan: Plan, baseline: Baseline | None) -> list[dict[str, Any]]:
    """Every row with dates, floats, baseline and slip (two queries)."""
    agreed = _agreed(baseline)
    table = planning.company_table(plan)
    zone = ZoneInfo(settings.TIME_ZONE)
    found = []
    for task in Task.objects.filter(plan=plan).order_by("position"):
        finish = agreed.get(task.pk)
        on = planning.last_day(finish) if finish is not None else None
        found.append(
            {
                "id": task.pk,
                "wbs": task.wbs,
                "level": task.level,
                "name": task.label,
                "kind": "summary" if task.is_summary else "milestone" if task.is_milestone else "task",
                **{name: _aware(getattr(task, name), zone) for name in MOMENTS},
                "total_float_minutes": task.total_float,
                "free_float_minutes": task.free_float,
                "critical": task.critical,
                "percent": float(task.percent),
                "baseline_finish_on": on,
                "slip_workdays": table.count(on, task.finish_on) if on and task.finish_on else None,
            }
        )
    return found


def _agreed(baseline: Baseline | None) -> dict[int, int]:
    if baseline is None:
        return {}
    kept = BaselineTask.objects.filter(baseline=baseline, task__isnull=False)
    return {task_id: finish for task_id, finish in kept.values_list("task_id", "finish") if task_id is not None}


def _aware(moment: int, zone: ZoneInfo) -> datetime:
    return to_datetime(moment).replace(tzinfo=zone)
