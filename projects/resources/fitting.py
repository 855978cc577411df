"""A plan and its people as a levelling problem, and the answer as delays of tasks.

Slots are the company's working days from today on. A task takes its people for every slot its dates cover, with
their share of time in percent; what is under way, done by hand or of the highest priority is not moved. Links,
constraints and calendars stay the scheduler's: a delay is proposed only where people, not links, hold a task back.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pmo.engines.workdays import WorkdayTable
from projects.engines import capacity
from projects.engines.levelling import Link, Problem
from projects.engines.levelling.problem import Ints
from projects.engines.worktime import to_date, to_moment
from projects.resources.models import Assignment, Resource
from projects.resources.selectors import load as loads
from projects.schedule import planning
from projects.schedule.choices import LinkKind
from projects.schedule.models import Plan, Task, TaskLink

# Percent of one person's time.
FULL = 100
NEVER_MOVED = 1000
WEEKS = 130
MOST_SLOTS = WEEKS * 5


@dataclass(frozen=True)
class Case:
    """`tasks` by activity, `days` by slot; `people` (resource ids) by resource."""

    problem: Problem
    tasks: list[Task]
    days: list[date]
    people: list[int]

    @property
    def reference(self) -> Ints:
        """Where the tasks would start if people were no matter."""
        return self.problem.release


def case_of(plan: Plan, tasks: Sequence[Task], links: Sequence[TaskLink], today: date, *, others: bool) -> Case:
    """`tasks` scheduled without any delay; summaries included, in outline order."""
    days = _working_days(planning.company_table(plan), today)
    slot_of = {day: slot for slot, day in enumerate(days)}
    work = [task for task in tasks if not task.is_summary and task.active and task.percent < 100]
    index = {task.pk: a for a, task in enumerate(work)}
    people, shares = _people(index)
    demands = np.zeros((len(work), len(people)), np.int64)
    for a, resource, percent in shares:
        demands[a, resource] += percent
    profile = _profile(plan, people, days, today) if others else np.zeros((0, 0), np.int64)
    capacity = np.maximum(demands.max(axis=0, initial=0), FULL)
    starts, durations = _slots(work, slot_of, today)
    problem = Problem(
        durations,
        demands,
        capacity,
        _links(tasks, links, index, durations, float(plan.hours_per_day * 60)),
        starts,
        np.array([_stays(task) for task in work], dtype=np.bool_),
        np.minimum(profile, capacity[:, None]) if profile.size else profile,
    )
    return Case(problem, work, days, people)


def delays_of(case: Case, starts: Ints, plan: Plan) -> dict[int, int]:
    """Moments before which tasks do not start, where neither links nor dates would hold them back that long."""
    bound = case.problem.release.copy()
    for link in case.problem.links:
        bound[link.after] = max(bound[link.after], starts[link.before] + link.lag)
    morning = min((int(shift[0]) for shift in plan.shifts), default=0)
    return {
        case.tasks[a].pk: to_moment(case.days[int(starts[a])]) + morning
        for a in range(len(case.tasks))
        if starts[a] > bound[a] and starts[a] < len(case.days)
    }


def _working_days(table: WorkdayTable, today: date) -> list[date]:
    ordinals = [today.toordinal() + n for n in range(WEEKS * 7)]
    return [date.fromordinal(o) for o, works in zip(ordinals, table.are_working(ordinals), strict=True) if works]


def _slots(work: Sequence[Task], slot_of: Mapping[date, int], today: date) -> tuple[Ints, Ints]:
    """First slot and number of slots of every task by its dates; what is left of it if it is under way."""
    days = sorted(slot_of)
    starts, durations = np.zeros(len(work), np.int64), np.zeros(len(work), np.int64)
    for a, task in enumerate(work):
        first, last = to_date(task.early_start), planning.last_day(task.early_finish)
        starts[a] = _slot(days, max(first, today))
        if task.duration > 0 and not task.is_milestone:
            durations[a] = max(_slot(days, max(last, today) + timedelta(days=1)) - starts[a], 1)
    return starts, durations


def _slot(days: Sequence[date], day: date) -> int:
    return bisect_left(days, day)


def _stays(task: Task) -> bool:
    return task.percent > 0 or task.actual_start is not None or task.manual or task.priority >= NEVER_MOVED


def _people(index: Mapping[int, int]) -> tuple[list[int], list[tuple[int, int, int]]]:
    """Ids of the people on these tasks, and (activity, person, percent)."""
    rows = list(
        Assignment.objects.filter(task__in=index).order_by("pk").values_list("task_id", "resource_id", "percent")
    )
    people = sorted({resource for _task, resource, _percent in rows})
    place = {resource: n for n, resource in enumerate(people)}
    return people, [(index[task], place[resource], round(percent)) for task, resource, percent in rows]


def _profile(plan: Plan, people: Sequence[int], days: Sequence[date], today: date) -> Ints:
    """Percent of their time that other projects leave people, slot by slot."""
    axis = loads.axis_from(today, WEEKS + 1)
    found = {row.pk: row for row in Resource.objects.filter(pk__in=people)}
    rows = [found[pk] for pk in people]
    taken = np.zeros((len(rows), axis.days))
    room = loads.base_hours(rows, axis)
    mine = set(Assignment.objects.filter(task__plan=plan).values_list("pk", flat=True))
    places = {row.pk: n for n, row in enumerate(rows)}
    works = loads.works_of(loads.planned_work(places), places, axis, today)
    for work in works:
        if work.key not in mine:
            capacity.add(taken, room, work)
    at = [axis.index(day) for day in days]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(room > 0, taken / room, 0.0)[:, at]
    return np.maximum(FULL - np.ceil(100 * share - 1e-6), 0).astype(np.int64)


def _links(
    tasks: Sequence[Task], links: Sequence[TaskLink], index: Mapping[int, int], durations: Ints, day: float
) -> list[Link]:
    """Links between tasks as start-to-start lags in slots (`day` minutes); a link of a summary binds all below it."""
    below = _leaves(tasks)
    found = []
    for link in links:
        for before in below.get(link.predecessor_id, [link.predecessor_id]):
            for after in below.get(link.successor_id, [link.successor_id]):
                if before in index and after in index:
                    a, b = index[before], index[after]
                    lag = _slots_of(link, int(durations[a]), day)
                    found.append(Link(a, b, _start_lag(link.kind, lag, int(durations[a]), int(durations[b]))))
    return found


def _slots_of(link: TaskLink, before: int, day: float) -> int:
    """A lag in working days; `day` minutes make one."""
    if link.lag_percent is not None:
        return round(before * float(link.lag_percent) / 100)
    return round(link.lag / (24 * 60) * 5 / 7) if link.lag_elapsed else round(link.lag / day)


def _start_lag(kind: int, lag: int, before: int, after: int) -> int:
    if kind == LinkKind.SS:
        return lag
    if kind == LinkKind.FF:
        return before + lag - after
    if kind == LinkKind.SF:
        return lag - after
    return before + lag


def _leaves(tasks: Sequence[Task]) -> dict[int, list[int]]:
    """Tasks below each summary."""
    found: dict[int, list[int]] = {task.pk: [] for task in tasks if task.is_summary}
    parents = {task.pk: task.parent_id for task in tasks}
    for task in tasks:
        if task.is_summary:
            continue
        parent = parents[task.pk]
        while parent is not None:
            found[parent].append(task.pk)
            parent = parents.get(parent)
    return found
