"""The working time of people for the scheduler: the plan's hours, less the days they are absent or do not work."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from projects.engines.worktime import WorkTime, build
from projects.resources.models import WORKWEEK, Absence, Assignment
from projects.schedule import planning
from projects.schedule.models import Plan
from projects.schedule.planning import ResourceCalendars


def of_plan(plan: Plan) -> ResourceCalendars:
    """Calendars of the people of a plan whose time differs from the plan's own (two queries, one when nobody's)."""
    pairs = list(
        Assignment.objects.filter(task__plan=plan)
        .values_list("task_id", "resource_id", "resource__week")
        .order_by("pk")
    )
    if not pairs:
        return ResourceCalendars((), {})
    away: dict[int, list[tuple[date, date]]] = {}
    absences = Absence.objects.filter(resource__in={resource for _task, resource, _week in pairs})
    for resource_id, start, finish in absences.values_list("resource_id", "start_on", "finish_on"):
        away.setdefault(resource_id, []).append((start, finish))
    usual = {resource for _task, resource, week in pairs if resource not in away and list(week) == WORKWEEK}
    # Work goes on while at least one of a task's people is there: one with the plan's own hours is enough.
    free = {task_id for task_id, resource, _week in pairs if resource in usual}
    calendars: list[WorkTime] = []
    index: dict[int, int] = {}
    by_task: dict[int, tuple[int, ...]] = {}
    for task_id, resource_id, week in pairs:
        if task_id in free:
            continue
        if resource_id not in index:
            index[resource_id] = len(calendars)
            calendars.append(_calendar(plan, tuple(map(bool, week)), tuple(sorted(away.get(resource_id, ())))))
        by_task[task_id] = (*by_task.get(task_id, ()), index[resource_id])
    return ResourceCalendars(calendars, by_task)


def _calendar(plan: Plan, week: tuple[bool, ...], away: tuple[tuple[date, date], ...]) -> WorkTime:
    first, last = planning.span(plan.start)
    shifts = tuple((int(start), int(finish)) for start, finish in plan.shifts)
    days = planning.company_days(plan)
    return _built(shifts, week, away, tuple(sorted(days.items())), first, last)


@lru_cache(maxsize=64)
def _built(
    shifts: tuple[tuple[int, int], ...],
    week: tuple[bool, ...],
    away: tuple[tuple[date, date], ...],
    company: tuple[tuple[date, tuple[tuple[int, int], ...]], ...],
    first: date,
    last: date,
) -> WorkTime:
    days = dict(company)
    for start, finish in away:
        days |= {start + timedelta(days=n): () for n in range((finish - start).days + 1)}
    return build(tuple(shifts if works else () for works in week), days, first, last)
