"""All plans a person may see as one Gantt: projects, their waves, their milestones."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.engines.worktime import DAY, EPOCH
from projects.schedule import planning
from projects.schedule.models import BaselineTask, Plan, Task
from projects.schedule.selectors import gantt
from projects.schedule.selectors.plans import Milestone, PlanFacts, facts

Json = dict[str, Any]
# Ids of rows that are no tasks are negative: projects, then waves.
_PER_PROJECT = 1000


@dataclass
class Wave:
    """One wave of a plan: where its tasks lie now and lay in the baseline, how much of their work is done."""

    number: int
    start: int
    finish: int
    percent: float
    agreed: tuple[int | None, int | None] = (None, None)
    slip: int | None = None
    milestones: list[Milestone] = field(default_factory=list)


def document(plans: Sequence[Plan], today: date, url: str) -> Json:
    """The same shape as one plan's document, read-only (a fixed number of queries). `url`: where it comes from."""
    found = facts(plans, today)
    agreed = _agreed([facts.baseline.pk for facts in found.values() if facts.baseline])
    rows: list[list[Any]] = []
    pages: dict[str, str] = {}
    for number, plan in enumerate(plans, start=1):
        if plan.task_count:
            own = _project(plan, found[plan.project_id], -number * _PER_PROJECT, _waves(plan, agreed))
            pages |= {str(row[0]): plan.url for row in own if row[0] < 0}
            rows += own
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
        "urls": {
            "task": reverse("schedule:task", args=[0]),
            "data": url,
            # Of rows that are no tasks.
            "pages": pages,
        },
    }  # fmt: skip


def _agreed(baselines: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Start and finish in the current baselines, of tasks that belong to a wave (one query)."""
    rows = BaselineTask.objects.filter(baseline__in=baselines, task__wave__isnull=False)
    return {pk: (start, finish) for pk, start, finish in rows.values_list("task_id", "start", "finish")}


def _waves(plan: Plan, agreed: Mapping[int, tuple[int, int]]) -> list[Wave]:
    """Rows prefetched on the plan, by wave."""
    tasks: dict[int, list[Task]] = {}
    for task in plan.waved:  # type: ignore[attr-defined]
        tasks.setdefault(task.wave, []).append(task)
    return [_wave(plan, number, tasks[number], agreed) for number in sorted(tasks)]


def _wave(plan: Plan, number: int, tasks: Sequence[Task], agreed: Mapping[int, tuple[int, int]]) -> Wave:
    work = sum(task.duration for task in tasks)
    done = sum(float(task.percent) * (task.duration if work else 1) for task in tasks) / (work or len(tasks))
    found = Wave(number, min(task.start for task in tasks), max(task.finish for task in tasks), done)
    before = [agreed[task.pk] for task in tasks if task.pk in agreed]
    if before:
        found.agreed = min(start for start, _finish in before), max(finish for _start, finish in before)
        days = planning.last_day(found.agreed[1]), planning.last_day(found.finish)
        found.slip = planning.company_table(plan).count(*days)
    return found


def _project(plan: Plan, found: PlanFacts, base: int, waves: Sequence[Wave]) -> list[list[Any]]:
    """The project, its waves, and below each the milestones it leads to; others directly below the project."""
    start, finish = min([plan.start, *(wave.start for wave in waves)]), plan.finish or plan.start
    agreed = found.baseline
    rows = [
        _line(
            base, None, 1, gantt.SUMMARY, f"{plan.project.key} {plan.project.label}", plan.project.manager_id, start,
            finish, found.percent or 0, found.slip,
            (agreed.start, agreed.finish) if agreed else (None, None),
        )
    ]  # fmt: skip
    alone = _share_out(plan, found.milestones, waves)
    rows += [_milestone(m, base, 2) for m in alone]
    for wave in waves:
        pk = base - wave.number
        name = _("Wave %(n)s") % {"n": wave.number}
        rows.append(
            _line(pk, base, 2, gantt.SUMMARY, name, None, wave.start, wave.finish, wave.percent, wave.slip, wave.agreed)
        )
        rows += [_milestone(m, pk, 3) for m in wave.milestones]
    return rows


def _share_out(plan: Plan, milestones: Iterable[Milestone], waves: Sequence[Wave]) -> list[Milestone]:
    """A milestone without a wave of its own ends what stands above it in the outline. Returns those of no wave."""
    by_number = {wave.number: wave for wave in waves}
    marks = sorted((task.position, task.wave) for task in plan.waved)  # type: ignore[attr-defined]
    alone: list[Milestone] = []
    for m in milestones:
        above = bisect(marks, (m.task.position,))
        number = m.task.wave or (marks[above - 1][1] if above else None)
        (by_number[number].milestones if number in by_number else alone).append(m)
    return alone


def _milestone(m: Milestone, parent: int, level: int) -> list[Any]:
    task = m.task
    moved = m.baseline_on is not None and m.baseline_on != task.finish_on
    agreed = ((m.baseline_on - EPOCH).days + 1) * DAY if moved and m.baseline_on else None
    return _line(
        task.pk, parent, level, gantt.MILESTONE, task.label, task.owner_id, task.start, task.finish,
        float(task.percent), m.slip, (agreed, agreed), critical=task.critical,
    )  # fmt: skip


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
    rows = Task.objects.filter(plan__in=known, wave__isnull=False, is_milestone=False, is_summary=False, active=True)
    for task in rows.only("plan_id", "position", "wave", "start", "finish", "duration", "percent"):
        known[task.plan_id].waved.append(task)  # type: ignore[attr-defined]
    return list(known.values())
