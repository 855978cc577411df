"""All plans a person may see as one Gantt: projects, their waves, their milestones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.engines.worktime import DAY, EPOCH
from projects.schedule.models import Plan, Task
from projects.schedule.selectors import gantt
from projects.schedule.selectors.plans import PlanFacts, facts

Json = dict[str, Any]
# Ids of rows that are no tasks are negative: projects, then waves.
_PER_PROJECT = 1000


def document(plans: Sequence[Plan], today: date) -> Json:
    """The same shape as one plan's document, read-only (six queries whatever the number of plans)."""
    found = facts(plans, today)
    rows: list[list[Any]] = []
    for number, plan in enumerate(plans, start=1):
        if plan.task_count:
            rows += _project(plan, found[plan.project_id], number, _waves(plan))
    first = min((row[8] for row in rows), default=(today - EPOCH).days * DAY)
    last = max((row[9] for row in rows), default=(today - EPOCH).days * DAY)
    shown = plans[0] if plans else Plan(start=first)
    return {
        "plan": {
            "id": 0, "version": sum(plan.version for plan in plans), "key": "", "name": _("Schedule"), "start": first,
            "finish": last, "status_at": None, "today": (today - EPOCH).days,
            "can": {"change": False, "report": False}, "day": 480, "week": 2400, "month": 9600, "critical_at": 0,
            "baseline": None,
        },
        "calendar": gantt.calendar(shown, first // DAY, last // DAY),
        "columns": gantt.COLUMNS,
        "rows": rows,
        "links": [],
        "people": gantt.people(row[7] for row in rows),
        "urls": {"task": reverse("schedule:task", args=[0]), "data": reverse("schedule:portfolio_data")},
    }  # fmt: skip


def _waves(plan: Plan) -> dict[int, tuple[int, int, float]]:
    """Span and progress of every wave (rows prefetched on the plan)."""
    spans: dict[int, list[Task]] = {}
    for task in plan.waved:  # type: ignore[attr-defined]
        spans.setdefault(task.wave, []).append(task)
    return {
        wave: (
            min(task.start for task in tasks),
            max(task.finish for task in tasks),
            sum(float(task.percent) for task in tasks) / len(tasks),
        )
        for wave, tasks in sorted(spans.items())
    }


def _project(plan: Plan, found: PlanFacts, number: int, waves: dict[int, tuple[int, int, float]]) -> list[list[Any]]:
    base = -number * _PER_PROJECT
    start, finish = _span(plan, found, waves)
    agreed = found.baseline
    rows = [
        _line(
            base, None, 1, gantt.SUMMARY, f"{plan.project.key} {plan.project.label}", plan.project.manager_id, start,
            finish, round(100 * found.done / found.tasks) if found.tasks else 0, found.slip,
            (agreed.start, agreed.finish) if agreed else (None, None),
        )
    ]  # fmt: skip
    for wave, (begin, end, percent) in waves.items():
        name = _("Wave %(n)s") % {"n": wave}
        rows.append(_line(base - wave, base, 2, gantt.TASK, name, None, begin, end, percent, None, (None, None)))
    for m in found.milestones:
        task = m.task
        rows.append(
            _line(
                task.pk, base, 2, gantt.MILESTONE, task.label, task.owner_id, task.start, task.finish,
                float(task.percent), m.slip, (None, None), critical=task.critical,
            )
        )  # fmt: skip
    return rows


def _span(plan: Plan, found: PlanFacts, waves: dict[int, tuple[int, int, float]]) -> tuple[int, int]:
    starts = [plan.start, *(w[0] for w in waves.values())]
    return min(starts), plan.finish or plan.start


def _line(
    pk: int,
    parent: int | None,
    level: int,
    kind: int,
    name: str,
    owner: int | None,
    start: int,
    finish: int,
    percent: float,
    slip: int | None,
    agreed: tuple[int | None, int | None],
    *,
    critical: bool = False,
) -> list[Any]:
    return [
        pk, 0, parent, level, kind, name, "", owner, start, finish, max(finish - start, 0), "d", percent, int(critical),
        0, 0, start, finish, None, 0, None, *agreed, slip, gantt.FOREIGN, 1, None,
    ]  # fmt: skip


def with_waves(plans: Iterable[Plan]) -> list[Plan]:
    """Plans with `.waved`: their tasks that belong to a wave (one query)."""
    known = {plan.pk: plan for plan in plans}
    for plan in known.values():
        plan.waved = []  # type: ignore[attr-defined]
    rows = Task.objects.filter(plan__in=known, wave__isnull=False, is_milestone=False, active=True)
    for task in rows.only("plan_id", "wave", "start", "finish", "percent"):
        known[task.plan_id].waved.append(task)  # type: ignore[attr-defined]
    return list(known.values())
