"""Levelling: a job looks for a plan its people can carry out, proposes it, and a person confirms it or not.

`Levelling.result`: status, finish_before, finish_after, workdays, moves [{task, name, from_on, to_on, workdays}],
delays {task id: moment before which it does not start}, over_before, over_after (hours above capacity), slots,
heuristic, bound, unstaffed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit, jobs
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create
from pmo.texts import Sentence
from projects.resources.choices import LevellingState
from projects.resources.models import Assignment, Levelling
from projects.resources.selectors import resources as selectors
from projects.schedule.choices import EditKind
from projects.schedule.models import Plan
from projects.schedule.services import editing
from projects.schedule.services.board import Board

KIND = "resources.level"
SECONDS = (5, 10, 30, 60)


@transaction.atomic
def start_levelling(*, by: Any, plan: Plan, now: datetime, seconds: int = 10, others: bool = True) -> Levelling:
    """Begin to look. Raises Forbidden, Conflict (project closed, nobody assigned, one is running) or Invalid."""
    policy.require(by, "change", plan)
    # Of two that begin in the same instant one waits here, and then finds the other.
    locked = editing.lock(plan)
    if seconds not in SECONDS:
        raise Invalid(_("Choose how long it may take."), code="required", field="seconds")
    if not Assignment.objects.filter(task__plan=plan).exists():
        raise Conflict(_("Nobody is assigned to any task yet: there is nothing to level."), code="nobody")
    if selectors.is_levelling(plan):
        raise Conflict(_("One is running already."), code="running")
    plan.levellings.filter(state=LevellingState.PROPOSED).update(state=LevellingState.DISCARDED)
    plan.levellings.filter(state=LevellingState.RUNNING).update(state=LevellingState.FAILED)
    made = create(
        Levelling(plan=plan, asked_by=by, seconds=seconds, others=others, plan_version=locked.version), now=now
    )
    job = jobs.start(by=by, kind=KIND, params={"levelling_id": made.pk}, now=now, unique_key=f"{KIND}:{made.pk}")
    Levelling.objects.filter(pk=made.pk).update(job_id=job.pk)
    made.job_id = job.pk
    return made


@transaction.atomic
def apply_levelling(*, by: Any, levelling: Levelling, now: datetime) -> Levelling:
    """Make the proposal the plan. Raises Conflict when the plan changed meanwhile."""
    plan = levelling.plan
    policy.require(by, "change", plan)
    row = Levelling.objects.select_for_update().get(pk=levelling.pk)
    if row.state != LevellingState.PROPOSED:
        raise Conflict(_("There is no proposal to confirm."), code="not_proposed")
    delays = {int(pk): moment for pk, moment in row.result.get("delays", {}).items()}
    editing.edit(
        by=by,
        plan=plan,
        change=lambda board: set_delays(board, delays),
        now=now,
        kind=EditKind.LEVELLING,
        summary=Sentence("schedule.edit.levelling"),
        expected=row.plan_version,
    )
    row.state = LevellingState.APPLIED
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def discard_levelling(*, by: Any, levelling: Levelling, now: datetime) -> None:
    policy.require(by, "change", levelling.plan)
    open_ = (LevellingState.PROPOSED, LevellingState.RUNNING)
    changed = Levelling.objects.filter(pk=levelling.pk, state__in=open_).update(state=LevellingState.DISCARDED)
    if not changed:
        raise Conflict(_("There is no proposal to confirm."), code="not_proposed")
    audit.record(
        by=by,
        act="plan.levelling_discarded",
        obj=levelling.plan,
        project_id=levelling.plan.project_id,
        now=now,
    )


def set_delays(board: Board, delays: dict[int, int]) -> None:
    """Every unfinished task begins no earlier than its delay says, or as early as it can."""
    for task in board.tasks:
        if task.percent < 100:
            task.not_before = delays.get(task.pk)
