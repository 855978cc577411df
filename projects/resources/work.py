"""Levelling as a job: computed outside of any transaction, with progress, cancelled at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from pmo import jobs, texts
from pmo.records import DomainError
from pmo.texts import Sentence
from projects.engines import capacity
from projects.engines.levelling import ProblemError, improve
from projects.resources import fitting
from projects.resources.choices import LevellingState
from projects.resources.models import Assignment, Levelling, Resource
from projects.resources.selectors import load as loads
from projects.resources.services.levelling import KIND, set_delays
from projects.schedule import planning
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task, TaskLink
from projects.schedule.services.board import Board

texts.register("levelling.searching", N_("Best so far: %(days)s; the longest chain alone takes %(bound)s"))
texts.register("levelling.done", N_("A levelled plan of %(project)s waits for your decision"))

MOST_MOVES = 400


@jobs.handler(KIND, label=N_("Levelling"))
def level(run: jobs.JobRun) -> jobs.JobResult:
    """Params: levelling_id."""
    rows = Levelling.objects.select_related("plan__project", "plan__work_calendar", "plan__own_calendar")
    found = rows.filter(pk=run.params["levelling_id"], state=LevellingState.RUNNING).first()
    if found is None:
        return jobs.JobResult()
    try:
        result = proposal(found, run.now, run)
    except (ProblemError, DomainError) as error:
        Levelling.objects.filter(pk=found.pk).update(state=LevellingState.FAILED, result={"error": str(error)})
        raise
    except jobs.Cancelled:
        Levelling.objects.filter(pk=found.pk).update(state=LevellingState.DISCARDED)
        raise
    return run.commit(lambda: _keep(found, result))


def _keep(found: Levelling, result: dict[str, Any]) -> jobs.JobResult:
    waiting = Levelling.objects.filter(pk=found.pk, state=LevellingState.RUNNING)
    if not waiting.update(state=LevellingState.PROPOSED, result=result):
        return jobs.JobResult()
    project = found.plan.project
    url = reverse("resources:levelling", args=[project.key])
    return jobs.JobResult(url=url, text=Sentence("levelling.done", {"project": texts.name(project)}))


def proposal(found: Levelling, now: datetime, run: jobs.JobRun | None = None) -> dict[str, Any]:
    """The comparison: the plan as it is beside the plan with delays. Raises ProblemError."""
    plan, today = found.plan, timezone.localdate(now)
    bare = _board(plan, {})
    links = list(TaskLink.objects.filter(plan=plan))
    case = fitting.case_of(plan, bare.tasks, links, today, others=found.others)
    answer = improve(
        case.problem,
        seconds=found.seconds,
        reference=case.reference,
        progress=_progress(run) if run else None,
        workers=1,
    )
    delays = fitting.delays_of(case, answer.starts, plan)
    levelled = _board(plan, delays)
    current = {task.pk: task for task in Task.objects.filter(plan=plan)}
    before = _Side.of(plan, list(current.values()), found, today)
    after = _Side.of(plan, levelled.tasks, found, today)
    return {
        "status": answer.status,
        "slots": answer.makespan,
        "heuristic": answer.heuristic,
        "bound": answer.bound,
        "finish_before": _iso(before.finish_on),
        "finish_after": _iso(after.finish_on),
        "workdays": before.days_to(after, plan),
        "moves": _moves(plan, current, levelled.tasks),
        "delays": {str(pk): moment for pk, moment in delays.items()},
        "over_before": round(before.over, 1),
        "over_after": round(after.over, 1),
        "weeks_before": before.weeks,
        "weeks_after": after.weeks,
    }


def _progress(run: jobs.JobRun) -> Any:
    def told(share: float, best: int, bound: int) -> None:
        days = {"days": texts.workdays(best), "bound": texts.workdays(bound)}
        run.progress(5 + 90 * share, Sentence("levelling.searching", days))

    return told


def _board(plan: Plan, delays: dict[int, int]) -> Board:
    """A copy of the plan, scheduled with these delays."""
    kept: list[Board] = []

    def change(board: Board) -> None:
        set_delays(board, delays)
        kept.append(board)

    schedule.simulate_change(plan, change)
    return kept[0]


@dataclass(frozen=True)
class _Side:
    """One side of the comparison: finish, hours above capacity of its people, and in how many person-weeks."""

    finish_on: date | None
    over: float
    weeks: int

    @classmethod
    def of(cls, plan: Plan, tasks: list[Task], found: Levelling, today: date) -> _Side:
        ids = Assignment.objects.filter(task__plan=plan).values("resource")
        people = list(Resource.objects.filter(pk__in=ids).select_related("user"))
        axis = loads.axis_from(today, fitting.WEEKS)
        load = loads.load(people, axis, today)
        rows = {row.pk: row for row in Assignment.objects.filter(task__plan=plan)}
        works = [work for work in load.works if work.key not in rows and found.others]
        works += _works(tasks, list(rows.values()), people, axis, today)
        over = capacity.excess(capacity.spread(load.room, works), load.room)
        finishes = [task.finish_on for task in tasks if task.finish_on and task.active]
        return cls(max(finishes, default=None), float(over.sum()), int(np.count_nonzero(over)))

    def days_to(self, other: _Side, plan: Plan) -> int:
        if self.finish_on is None or other.finish_on is None:
            return 0
        return planning.company_table(plan).count(self.finish_on, other.finish_on)


def _works(
    tasks: list[Task], assignments: list[Assignment], people: list[Resource], axis: loads.Axis, today: date
) -> list[capacity.Work]:
    by_id = {task.pk: task for task in tasks}
    index = {person.pk: n for n, person in enumerate(people)}
    found = []
    for row in assignments:
        task = by_id.get(row.task_id)
        if task is None or task.is_summary or not task.active or task.percent >= 100 or task.start_on is None:
            continue
        hours = task.duration / 60 * float(row.percent) / 100 * (100 - float(task.percent)) / 100
        first = max(task.start_on, today)
        last = max(task.finish_on or first, first)
        found.append(capacity.Work(row.pk, index[row.resource_id], axis.index(first), axis.index(last), hours))
    return found


def _moves(plan: Plan, before: dict[int, Task], after: list[Task]) -> list[dict[str, Any]]:
    """Tasks that would start on another day, most moved first."""
    table = planning.company_table(plan)
    found = []
    for task in after:
        old = before.get(task.pk)
        if old is None or task.is_summary or old.start_on is None or task.start_on is None:
            continue
        if old.start_on != task.start_on:
            days = table.count(old.start_on, task.start_on)
            found.append(
                {
                    "task": task.pk,
                    "name": task.name,
                    "name_en": task.name_en,
                    "from_on": _iso(old.start_on),
                    "to_on": _iso(task.start_on),
                    "workdays": days,
                }
            )
    found.sort(key=lambda move: -abs(int(str(move["workdays"]))))
    return found[:MOST_MOVES]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
