"""Add, change, submit, achieve and drop goals. What changes an offered goal goes through `goals_changed`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.goals import readings
from projects.goals.choices import GoalStatus
from projects.goals.completeness import has_complete_kpi
from projects.goals.models import Goal, Kpi, PainPoint
from projects.goals.services.sign_offs import goals_changed
from projects.goals.versions import GOAL_FIELDS
from projects.portfolio.acts import assign, facts, filled, lock, next_number, require_reason
from projects.portfolio.choices import Status
from projects.portfolio.models import Project


@transaction.atomic
def add_goal(*, by: Any, project: Project, now: datetime, pain_points: Iterable[PainPoint] = (), **values: Any) -> Goal:
    """A new goal is a draft: no version contains it until it is submitted.

    Raises Forbidden, Conflict (project closed) or Invalid (a pain point of another project).
    """
    policy.require(by, "add", "goal", project_id=project.pk)
    lock(project)
    values.setdefault("owner", by)
    goal = create(Goal(project=project, number=next_number(Goal, project), **values), now=now)
    _link(goal, pain_points)
    audit.record(by=by, act="goal.added", obj=goal, after=filled(_state(goal)), project_id=project.pk, now=now)
    return goal


@transaction.atomic
def change_goal(
    *,
    by: Any,
    goal: Goal,
    now: datetime,
    expected: int | None = None,
    pain_points: Iterable[PainPoint] | None = None,
    **values: Any,
) -> Goal:
    """Raises Forbidden, Conflict, Invalid or StaleWrite. A signed version is voided and asked for again."""
    policy.require(by, "change", goal)
    project = lock(goal.project)
    _require_not_dropped(goal)
    before = _state(goal)
    assign(goal, values)
    save(goal, now=now, expected=expected, fields=values)
    if pain_points is not None:
        _link(goal, pain_points)
    audit.record(
        by=by, act="goal.changed", obj=goal, before=before, after=_state(goal), project_id=goal.project_id, now=now
    )
    goals_changed(by=by, project=project, now=now)
    goal.refresh_from_db(fields=["status"])
    return goal


@transaction.atomic
def submit_goal(*, by: Any, goal: Goal, now: datetime, expected: int | None = None) -> Goal:
    """Offer a draft for agreement; it becomes part of the version to sign. Raises Invalid while no KPI is complete."""
    policy.require(by, "change", goal)
    project = lock(goal.project)
    if goal.status != GoalStatus.DRAFT:
        raise Conflict(_("Only a draft can be submitted."), code="not_draft")
    if not has_complete_kpi(goal, Kpi.objects.filter(goal=goal)):
        raise Invalid(
            _("A goal needs at least one complete KPI: baseline, target, unit, due date and owner."),
            code="no_complete_kpi",
        )
    _set_status(by, goal, GoalStatus.SUBMITTED, "goal.submitted", now, expected)
    goals_changed(by=by, project=project, now=now)
    return goal


@transaction.atomic
def achieve_goal(*, by: Any, goal: Goal, now: datetime, expected: int | None = None) -> Goal:
    """Declare an agreed goal achieved. Raises Conflict while one of its KPIs has not reached its target."""
    policy.require(by, "change", goal)
    lock(goal.project)
    if goal.status != GoalStatus.AGREED:
        raise Conflict(_("Only an agreed goal can be achieved."), code="not_agreed")
    kpis = list(Kpi.objects.filter(goal=goal, retired_at__isnull=True))
    found = readings.of([kpi.pk for kpi in kpis])
    for kpi in kpis:
        reading = found.get(kpi.pk)
        if reading is None or reading.status != Status.DONE:
            raise Conflict(
                _("“%(kpi)s” has not reached its target."), params={"kpi": kpi.label}, code="target_not_reached"
            )
    return _set_status(by, goal, GoalStatus.ACHIEVED, "goal.achieved", now, expected)


@transaction.atomic
def drop_goal(*, by: Any, goal: Goal, reason: str, now: datetime, expected: int | None = None) -> Goal:
    """Give a goal up, with the reason. It stays readable and leaves the next version."""
    policy.require(by, "change", goal)
    project = lock(goal.project)
    _require_not_dropped(goal)
    require_reason(reason)
    _set_status(by, goal, GoalStatus.DROPPED, "goal.dropped", now, expected, reason)
    goals_changed(by=by, project=project, now=now)
    readings.changed(list(goal.kpis.values_list("pk", flat=True)), now)
    return goal


def _require_not_dropped(goal: Goal) -> None:
    if goal.status == GoalStatus.DROPPED:
        raise Conflict(_("This goal was dropped; it can only be read."), code="dropped")


def _set_status(
    by: Any, goal: Goal, status: str, act: str, now: datetime, expected: int | None, reason: str = ""
) -> Goal:
    before = {"status": goal.status}
    goal.status = status
    save(goal, now=now, expected=expected, fields=["status"])
    after = {"status": status}
    audit.record(
        by=by, act=act, obj=goal, before=before, after=after, reason=reason, project_id=goal.project_id, now=now
    )
    return goal


def _link(goal: Goal, pain_points: Iterable[PainPoint]) -> None:
    chosen = list(pain_points)
    if any(pain.project_id != goal.project_id for pain in chosen):
        raise Invalid(_("This pain point belongs to another project."), code="foreign", field="pain_points")
    goal.pain_points.set(chosen)


def _state(goal: Goal) -> dict[str, Any]:
    fields = [f.removesuffix("_id") for f in GOAL_FIELDS if f != "number"]
    linked = goal.pain_points.order_by("number").values_list("number", flat=True)
    return {**facts(goal, fields), "pain_points": [f"P-{number:02d}" for number in linked]}
