"""Requirements: raised by the business, assessed by IT, decided by the business owner."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit, notify
from pmo.access import policy, scopes
from pmo.notify.choices import Kind
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name
from projects.goals.choices import DECIDED, Feasibility, GoalStatus, RequirementStatus
from projects.goals.models import Goal, Requirement
from projects.goals.sentences import said
from projects.portfolio.acts import assign, facts, filled, lock, next_number, require_open, require_reason
from projects.portfolio.models import Project

FIELDS = ("title", "title_en", "description", "goal", "business_owner", "unit", "status", "feasibility")
ASSESSMENT = ("feasibility", "effort_days", "risk", "conditions", "status")
DECISION = ("status", "decision_note")
ASSESSED = "requirement.assessed"


@transaction.atomic
def raise_requirement(*, by: Any, project: Project, now: datetime, **values: Any) -> Requirement:
    """Raises Forbidden, Conflict or Invalid (a goal of another project, an owner who could not decide)."""
    policy.require(by, "add", "requirement", project_id=project.pk)
    lock(project)
    _check_goal(values.get("goal"), project)
    _check_owner(values.get("business_owner"))
    row = Requirement(project=project, number=next_number(Requirement, project), raised_by=by, **values)
    create(row, now=now)
    after = filled(facts(row, FIELDS))
    audit.record(by=by, act="requirement.raised", obj=row, after=after, project_id=project.pk, now=now)
    return row


@transaction.atomic
def change_requirement(
    *, by: Any, requirement: Requirement, now: datetime, expected: int | None = None, **values: Any
) -> Requirement:
    """One that changes in substance after its assessment must be assessed and decided anew.

    Whoever becomes its business owner while the decision is due is told so; who was it has nothing left to do.
    """
    policy.require(by, "change", requirement)
    require_open(requirement.project)
    if values.get("goal") != requirement.goal:
        _check_goal(values.get("goal"), requirement.project)
    if values.get("business_owner") != requirement.business_owner:
        _check_owner(values.get("business_owner"))
    before, decider = facts(requirement, FIELDS), requirement.business_owner_id
    substance = any(getattr(requirement, f) != values[f] for f in ("title", "description") if f in values)
    assign(requirement, values)
    fields = set(values)
    if substance and requirement.status != RequirementStatus.RAISED:
        requirement.status, requirement.feasibility = RequirementStatus.RAISED, Feasibility.PENDING
        fields |= {"status", "feasibility"}
    if requirement.status == RequirementStatus.APPROVED:
        _require_goal_and_owner(requirement)
    save(requirement, now=now, expected=expected, fields=fields)
    _record(by, requirement, "requirement.changed", before, FIELDS, now)
    if requirement.status != RequirementStatus.ASSESSED or requirement.business_owner_id != decider:
        notify.settle(rule=ASSESSED, subject=requirement, now=now)
    if requirement.status == RequirementStatus.ASSESSED and requirement.business_owner_id != decider:
        _ask_owner(by, requirement, now)
    return requirement


@transaction.atomic
def assess_requirement(
    *,
    by: Any,
    requirement: Requirement,
    feasibility: str,
    now: datetime,
    expected: int | None = None,
    effort_days: Decimal | None = None,
    risk: str = "",
    conditions: str = "",
) -> Requirement:
    """IT's verdict; a decision taken before it has to be taken again. Tells the business owner.

    "With conditions" needs the conditions, "not feasible" the reason, both others an effort.
    """
    policy.require(by, "assess", requirement)
    require_open(requirement.project)
    if feasibility not in Feasibility.values or feasibility == Feasibility.PENDING:
        raise Invalid(_("Choose a verdict."), code="required", field="feasibility")
    if feasibility == Feasibility.CONDITIONS and not conditions.strip():
        raise Invalid(_("Name the conditions."), code="required", field="conditions")
    if feasibility == Feasibility.NOT_FEASIBLE:
        require_reason(conditions, "conditions")
    elif effort_days is None:
        raise Invalid(_("Estimate the effort."), code="required", field="effort_days")
    before = facts(requirement, ASSESSMENT)
    values = {
        "feasibility": feasibility,
        "effort_days": effort_days,
        "risk": risk,
        "conditions": conditions,
        "assessed_by": by,
        "assessed_at": now,
        "status": RequirementStatus.ASSESSED,
    }
    assign(requirement, values)
    save(requirement, now=now, expected=expected, fields=values)
    _record(by, requirement, "requirement.assessed", before, ASSESSMENT, now)
    _ask_owner(by, requirement, now)
    return requirement


@transaction.atomic
def decide_requirement(
    *, by: Any, requirement: Requirement, status: str, note: str = "", now: datetime, expected: int | None = None
) -> Requirement:
    """The business owner approves, rejects or defers. Approval needs an assessment, a goal and a business owner."""
    policy.require(by, "decide", requirement)
    if requirement.business_owner_id != by.pk:
        raise Forbidden(_("Only its business owner decides a requirement."))
    require_open(requirement.project)
    if status not in DECIDED:
        raise Invalid(_("Choose a decision."), code="required", field="status")
    if status == requirement.status:
        raise Conflict(_("This is decided so already."), code="decided", field="status")
    if status == RequirementStatus.APPROVED:
        _require_goal_and_owner(requirement)
        if requirement.feasibility in (Feasibility.PENDING, Feasibility.NOT_FEASIBLE):
            raise Conflict(_("IT has not found this requirement feasible."), code="not_feasible", field="status")
    else:
        require_reason(note, "note")
    before = facts(requirement, DECISION)
    values = {"status": status, "decision_note": note, "decided_by": by, "decided_at": now}
    assign(requirement, values)
    save(requirement, now=now, expected=expected, fields=values)
    _record(by, requirement, "requirement.decided", before, DECISION, now)
    notify.settle(rule=ASSESSED, subject=requirement, now=now)
    if requirement.raised_by_id != by.pk:
        decision = said(RequirementStatus(status).label)
        _tell(requirement, requirement.raised_by, "requirement.decided", now, Kind.INFO, decision=decision)
    return requirement


def _require_goal_and_owner(requirement: Requirement) -> None:
    if requirement.goal_id is None:
        raise Conflict(_("A requirement without a goal cannot be approved."), code="no_goal", field="goal")
    if requirement.business_owner_id is None:
        raise Conflict(
            _("A requirement without a business owner cannot be approved."), code="no_owner", field="business_owner"
        )


def _check_goal(goal: Goal | None, project: Project) -> None:
    if goal is None:
        return
    if goal.project_id != project.pk:
        raise Invalid(_("This goal belongs to another project."), code="foreign", field="goal")
    if goal.status == GoalStatus.DROPPED:
        raise Invalid(_("This goal was dropped; choose another one."), code="dropped", field="goal")


def _check_owner(owner: Any) -> None:
    if owner is not None and not scopes.of(owner).may_ever("requirement", "decide"):
        raise Invalid(
            _("%(name)s holds no role that decides requirements; name a business owner or an executive."),
            params={"name": owner.label},
            code="cannot_decide",
            field="business_owner",
        )


def _record(
    by: Any, requirement: Requirement, act: str, before: dict[str, Any], fields: tuple[str, ...], now: datetime
) -> None:
    after = facts(requirement, fields)
    audit.record(
        by=by, act=act, obj=requirement, before=before, after=after, project_id=requirement.project_id, now=now
    )


def _ask_owner(by: Any, requirement: Requirement, now: datetime) -> None:
    owner = requirement.business_owner
    if owner is not None and owner.pk != by.pk:
        verdict = said(Feasibility(requirement.feasibility).label)
        _tell(requirement, owner, ASSESSED, now, Kind.DECISION, verdict=verdict)


def _tell(requirement: Requirement, to: Any, rule: str, now: datetime, kind: Kind, **more: Any) -> None:
    params = {"title": name(requirement, "title"), "code": requirement.code, **more}
    notify.promise(
        rule=rule,
        subject=requirement,
        period=f"v{requirement.version}",
        to=to,
        text=Sentence(rule, params),
        url=requirement.url,
        at=now,
        kind=kind,
    )
