"""Where a plan asks people to change at a bad time: milestones and ends of waves in a blackout or an overloaded month.

A milestone counts from the first day on which anything of the project is felt; before that nobody's work changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from changemgmt.readiness.models import Impact
from changemgmt.readiness.selectors import load, members
from changemgmt.readiness.selectors.blackouts import Span
from changemgmt.readiness.selectors.load import Cell, Heat, Line
from projects.schedule.models import Task

# Of projects: known ones, or a query for them.
Ids = Sequence[int] | QuerySet[Any, Any]


@dataclass(frozen=True)
class Collision:
    """A task and why its day is a bad one: blackouts it lies in, units that carry too much in its month, the worst
    first."""

    task: Task
    on: date
    wave: int | None
    spans: tuple[Span, ...]
    over: tuple[tuple[Line, Cell], ...]


def of_projects(
    project_ids: Ids, today: date, found: Heat | None = None, known: members.Directory | None = None
) -> list[Collision]:
    """Of several projects, by day (two queries, and those of the map when it is not given)."""
    first_felt, paths = _felt(project_ids)
    if not first_felt:
        return []
    candidates = _candidates(list(first_felt), today, first_felt)
    if not candidates:
        return []
    map_ = load.heat(today, known=known) if found is None else found
    made = [_collision(task, wave, map_, paths.get(task.plan.project_id, ())) for task, wave in candidates]
    return sorted((one for one in made if one.spans or one.over), key=lambda one: (one.on, one.task.pk))


def of_task(task: Task, today: date) -> Collision | None:
    """Of what is no milestone and ends no wave: None, without a query."""
    if task.is_summary or task.finish_on is None or not (task.is_milestone or task.wave):
        return None
    return next((one for one in of_projects([task.plan.project_id], today) if one.task.pk == task.pk), None)


def _felt(project_ids: Ids) -> tuple[dict[int, date], dict[int, tuple[str, ...]]]:
    """First day anything is felt, and the paths of the units of affected groups, by project."""
    first: dict[int, date] = {}
    paths: dict[int, set[str]] = {}
    rows = Impact.objects.filter(group__project__in=project_ids, level__gt=0).values_list(
        "group__project_id", "starts_on", "group__units__path"
    )
    for project_id, starts_on, path in rows:
        if starts_on is not None:
            first[project_id] = min(first.get(project_id, starts_on), starts_on)
        if path:
            paths.setdefault(project_id, set()).add(path)
    return first, {pk: tuple(sorted(some)) for pk, some in paths.items()}


def _candidates(project_ids: Sequence[int], today: date, first_felt: dict[int, date]) -> list[tuple[Task, int | None]]:
    """Milestones ahead, and of every wave the task that ends last."""
    rows = Task.objects.filter(
        plan__project__in=project_ids, active=True, is_summary=False, percent__lt=100, finish_on__gte=today
    )
    last: dict[tuple[int, int], Task] = {}
    chosen: list[tuple[Task, int | None]] = []
    for task in rows.select_related("plan__project").order_by("finish", "pk"):
        if task.is_milestone and task.finish_on is not None and task.finish_on >= first_felt[task.plan.project_id]:
            chosen.append((task, None))
        elif task.wave:
            last[task.plan.project_id, task.wave] = task
    return chosen + [(task, wave) for (_project, wave), task in last.items()]


def _collision(task: Task, wave: int | None, found: Heat, paths: Sequence[str]) -> Collision:
    on = task.finish_on
    if on is None:
        raise ValueError("a task of a plan has a finish")
    spans = tuple(
        span
        for span in found.spans
        if span.first <= on <= span.last and any(_related(span.path, path) for path in paths)
    )
    month = on.replace(day=1)
    over: list[tuple[Line, Cell]] = []
    if month in found.months:
        column = found.months.index(month)
        over = [
            (line, line.cells[column])
            for line in found.lines
            if line.cells[column].over and any(line.unit.path.startswith(path) for path in paths)
        ]
    over.sort(key=lambda pair: -pair[1].carried / pair[1].capacity)
    return Collision(task, on, wave, spans, tuple(over))


def _related(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
