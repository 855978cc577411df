"""What if a project began later, paused, stopped, had another team or went first: computed on copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from pmo import calendars
from projects.engines import capacity
from projects.portfolio.models import Project
from projects.resources.choices import WhatIfAct
from projects.resources.models import Assignment, Resource
from projects.resources.selectors import load as loads
from projects.resources.selectors.load import Planned
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from projects.schedule.services.board import Board

# An hour that waits is told from here on.
LEAST_HOURS = 0.5


@dataclass(frozen=True)
class WhatIf:
    """`number`: weeks of LATER (negative: earlier) and PAUSE, people more (negative: fewer) of TEAM, else 0."""

    project: Project
    act: str
    number: int = 0


@dataclass(frozen=True)
class Waiting:
    """Hours of another project that find no room beside the one that goes first. `project` None: others together."""

    project: Project | None
    hours: float


@dataclass(frozen=True)
class Effects:
    """Both sides over the weeks shown. `finish_*` None: there is no plan, or (after) no finish any more.

    `team`, `new_hours`: people who work for the project now, and hours the added ones take over; only of TEAM.
    `impossible`: such a team cannot be computed, because nobody works for the project or nobody would be left.
    `unmet`: hours of the project that find no room although it goes first; with `waiting`, only of FIRST.
    """

    before: loads.Load
    after: loads.Load
    finish_before: date | None
    finish_after: date | None
    team: int = 0
    new_hours: float = 0.0
    impossible: bool = False
    unmet: float = 0.0
    waiting: tuple[Waiting, ...] = ()

    @property
    def over_before(self) -> int:
        """Person-weeks asked for more than there is."""
        return int((self.before.over() > 0).sum())

    @property
    def over_after(self) -> int:
        return int((self.after.over() > 0).sum())

    @property
    def hours_before(self) -> float:
        """Hours asked of the people in the weeks shown, by all projects."""
        return float(self.before.asked.sum())

    @property
    def hours_after(self) -> float:
        return float(self.after.asked.sum())


def effects(
    what_if: WhatIf, people: Sequence[Resource], axis: loads.Axis, today: date, visible: Sequence[Project]
) -> Effects:
    """What it would do to these people and to the plan. Raises DomainError where the plan cannot be computed."""
    before = loads.load(people, axis, today)
    plan = Plan.objects.filter(project=what_if.project).first()
    finish = plan.finish_on if plan else None
    match what_if.act:
        case WhatIfAct.STOP:
            after = _load(people, axis, today, lambda rows: [row for row in rows if row.project != what_if.project.pk])
            return Effects(before, after, finish, None)
        case WhatIfAct.TEAM:
            return _team(what_if, plan, before, today)
        case WhatIfAct.FIRST:
            waiting, unmet = _yielding(before, what_if.project, visible)
            return Effects(before, before, finish, finish, unmet=unmet, waiting=waiting)
    begun = today if what_if.act == WhatIfAct.PAUSE else date.min
    after = _load(people, axis, today, lambda rows: [_moved(row, what_if, begun) for row in rows])
    return Effects(before, after, finish, finish and _working_day(finish + timedelta(weeks=what_if.number)))


def _load(people: Sequence[Resource], axis: loads.Axis, today: date, change: loads.Change) -> loads.Load:
    return loads.load(people, axis, today, change=change)


def _moved(row: Planned, what_if: WhatIf, begun: date) -> Planned:
    """The work later by the weeks asked for; of a pause what is left of it, from `begun` on."""
    if row.project != what_if.project.pk:
        return row
    later = timedelta(weeks=what_if.number)
    first = max(row.first, begun)
    return replace(row, first=first + later, last=max(row.last, first) + later)


def _working_day(day: date) -> date:
    table = calendars.table()
    while not table.is_working(day):
        day += timedelta(days=1)
    return day


def _team(what_if: WhatIf, plan: Plan | None, before: loads.Load, today: date) -> Effects:
    """The open work shared by more or fewer people: the same hours in less or more time; links still hold."""
    rows = Assignment.objects.filter(
        task__plan__project=what_if.project, task__active=True, task__is_summary=False, task__percent__lt=100
    )
    pairs = set(rows.values_list("task_id", "resource_id"))
    team = len({resource for _task, resource in pairs})
    finish = plan.finish_on if plan else None
    members = team + what_if.number
    if plan is None or not team or members < 1:
        return Effects(before, before, finish, finish, team=team, impossible=True)
    board = _board(plan, {task for task, _resource in pairs}, team / members)
    tasks = {task.pk: task for task in board.tasks}
    # Of a larger team everybody does less; of a smaller one, whoever stays, everybody's hours reach over a longer time.
    share = min(team / members, 1.0)

    def change(planned: list[Planned]) -> list[Planned]:
        return [_rescheduled(row, tasks, share) if row.project == what_if.project.pk else row for row in planned]

    after = _load(before.people, before.axis, today, change)
    finishes = [task.finish_on for task in board.tasks if task.finish_on and task.active]
    taken = _hours(before, what_if.project) * (1 - team / members) if members > team else 0.0
    return Effects(before, after, finish, max(finishes, default=None), team=team, new_hours=taken)


def _board(plan: Plan, tasks: set[int], factor: float) -> Board:
    """A copy of the plan in which what is left of these tasks takes `factor` of its time."""
    kept: list[Board] = []

    def change(board: Board) -> None:
        for task in board.tasks:
            if task.pk in tasks and not task.is_milestone:
                done = float(task.percent) / 100
                task.duration = max(round(task.duration * (done + (1 - done) * factor)), 1)
                task.remaining = None if task.remaining is None else max(round(task.remaining * factor), 1)
        kept.append(board)

    schedule.simulate_change(plan, change)
    return kept[0]


def _rescheduled(row: Planned, tasks: dict[int, Task], share: float) -> Planned:
    task = tasks.get(row.task)
    if task is None or task.start_on is None or task.finish_on is None:
        return row
    return replace(row, first=task.start_on, last=task.finish_on, hours=row.hours * share)


def _hours(load: loads.Load, project: Project) -> float:
    """All open hours of a project by the people of `load`."""
    return sum(work.hours for work in load.works if load.projects[work.key] == project.pk)


def _yielding(load: loads.Load, first: Project, visible: Sequence[Project]) -> tuple[tuple[Waiting, ...], float]:
    """Hours of other projects that find no room in the weeks shown when `first` is served before them, and its own."""
    own = np.zeros_like(load.room)
    others: dict[int, capacity.Hours] = {}
    busy = {work.person for work in load.works if load.projects[work.key] == first.pk}
    for work in load.works:
        project = load.projects[work.key]
        if project == first.pk:
            capacity.add(own, load.room, work)
        elif work.person in busy:
            capacity.add(others.setdefault(project, np.zeros_like(load.room)), load.room, work)
    days = load.axis.days
    room, mine = capacity.weekly(load.capacity), capacity.weekly(own[:, :days])
    weekly = {project: capacity.weekly(hours[:, :days]) for project, hours in others.items()}
    asked = sum(weekly.values(), np.zeros_like(mine))
    # Only where the project asks for time does it push anybody aside.
    over = np.where(mine > 0, np.maximum(asked + mine - room, 0.0), 0.0)
    waits = np.minimum(over, asked)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(asked > 0, waits / asked, 0.0)
    named = {project.pk: project for project in visible}
    found: dict[int | None, float] = {}
    for pk, hours in weekly.items():
        key = pk if pk in named else None
        found[key] = found.get(key, 0.0) + float((hours * share).sum())
    told = [Waiting(named.get(pk) if pk else None, hours) for pk, hours in found.items() if hours >= LEAST_HOURS]
    told.sort(key=lambda row: (row.project is None, -row.hours))
    return tuple(told), float(np.maximum(mine - room, 0.0).sum())
