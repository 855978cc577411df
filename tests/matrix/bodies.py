"""A valid body for every unsafe operation of the interface, so that what is allowed really happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.matrix import (
    champions,
    comms,
    datamig,
    feedback,
    gates,
    incentives,
    readiness,
    reviews,
    risks,
    support,
    training,
    usage,
    worth,
)
from tests.matrix import selection as selecting
from tests.matrix.sides import Side

Body = dict[str, Any]


def _day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _kpi(side: Side) -> Body:
    return {"name": "New KPI", "unit": "天", "baseline": 5, "baseline_on": _day(-30), "target": 2, "due_on": _day(90)}


def _review(side: Side) -> Body:
    return {
        "portfolio": side.portfolio.code,
        "project": side.project.key,
        "quarter": "2027Q1",
        "starts_at": f"{_day(150)}T09:30:00+08:00",
        "organiser": side.user.pk,
    }


def _action(side: Side) -> Body:
    return {"title": "New act", "owner": side.user.pk, "due_on": _day(9), "project": side.project.key}


def _project(side: Side) -> Body:
    return {"key": "NEW-77", "name": "新项目", "portfolio": side.portfolio.code}


def _edge(side: Side) -> Body:
    edge = side.log.analysis.result["edges"][0]
    return {"source": edge["source"], "target": edge["target"], "hours_per_month": 12}


def _follow(side: Side) -> Body:
    return {
        "goal": side.goal.pk,
        "figure": "median",
        "target": "-30%",
        "due_on": _day(200),
        "owner": side.user.pk,
    }


def _promise(side: Side) -> Body:
    return {"resource": side.people.resource.pk, "start_on": _day(1), "finish_on": _day(30), "amount": 10}


def _tranche(side: Side) -> Body:
    return {"phase": side.money.line.phase_id, "amount": "100.00", "planned_on": _day(30)}


def _rule(side: Side) -> Body:
    return {
        "above": "5000.00",
        "mode": "all",
        "signers": [{"part": "sponsor"}, {"part": "person", "person": side.user.pk}],
    }


def _contract(side: Side) -> Body:
    return {"supplier": "New supplier", "amount": "10.00", "on": _day(-1)}


def _process(side: Side) -> Body:
    return {"project": side.project.key, "name": "New flow"}


API: dict[str, Callable[[Side], Body]] = {
    "POST api:simulation": lambda s: {"iterations": 1000, "seed": 3},
    "POST api:portfolio-list": lambda s: {"code": "NEWPF", "name": "新组合"},
    "PUT api:portfolio-detail": lambda s: {"code": s.portfolio.code, "name": "改名"},
    "PATCH api:portfolio-detail": lambda s: {"name": "改名"},
    "POST api:project-list": _project,
    "PUT api:project-detail": lambda s: {**_project(s), "key": s.project.key},
    "PATCH api:project-detail": lambda s: {"summary": "changed"},
    "POST api:project-advance": lambda s: {"stage": "change", "reason": "ready"},
    "POST api:project-state": lambda s: {"state": "on_hold", "reason": "waiting"},
    "POST api:goal-list": lambda s: {"project": s.project.key, "title": "New goal"},
    "PUT api:goal-detail": lambda s: {"title": "Other title"},
    "PATCH api:goal-detail": lambda s: {"title": "Other title"},
    "POST api:goal-drop": lambda s: {"reason": "not needed"},
    "POST api:kpi-list": lambda s: {"goal": s.goal.pk, **_kpi(s)},
    "PUT api:kpi-detail": _kpi,
    "PATCH api:kpi-detail": lambda s: {"name": "Renamed"},
    "POST api:kpi-retire": lambda s: {"reason": "not needed"},
    "POST api:pain-point-list": lambda s: {"project": s.project.key, "title": "New pain", "source": "interview"},
    "PUT api:pain-point-detail": lambda s: {"title": "Renamed", "source": "interview"},
    "PATCH api:pain-point-detail": lambda s: {"title": "Renamed"},
    "POST api:requirement-list": lambda s: {"project": s.project.key, "title": "New wish"},
    "PUT api:requirement-detail": lambda s: {"title": "Renamed"},
    "PATCH api:requirement-detail": lambda s: {"title": "Renamed"},
    "POST api:requirement-assess": lambda s: {"feasibility": "feasible", "effort_days": 3, "risk": "low"},
    "POST api:requirement-decide": lambda s: {"status": "approved", "note": "good"},
    "POST api:schedule-baselines": lambda s: {"name": "New baseline"},
    "POST api:task-list": lambda s: {"project": s.project.key, "name": "New task"},
    "PUT api:task-detail": lambda s: {"name": "Renamed"},
    "PATCH api:task-detail": lambda s: {"name": "Renamed"},
    "POST api:milestone-list": lambda s: {"project": s.project.key, "name": "New gate"},
    "PUT api:milestone-detail": lambda s: {"name": "Renamed"},
    "PATCH api:milestone-detail": lambda s: {"name": "Renamed"},
    "POST api:link-list": lambda s: {
        "predecessor": s.plans.milestone.pk,
        "successor": s.plans.unlinked.pk,
        "kind": "FS",
    },
    "PUT api:link-detail": lambda s: {"kind": "SS"},
    "PATCH api:link-detail": lambda s: {"kind": "SS"},
    "POST api:resource-list": lambda s: {"name": "New role", "role": "tester"},
    "PUT api:resource-detail": lambda s: {"name": "Renamed", "role": "tester"},
    "PATCH api:resource-detail": lambda s: {"name": "Renamed"},
    "POST api:allocation-list": lambda s: {"project": s.project.key, **_promise(s)},
    "PUT api:allocation-detail": lambda s: _promise(s),
    "PATCH api:allocation-detail": lambda s: {"amount": 20},
    "POST api:scope-item-list": lambda s: {"project": s.project.key, "title": "New module", "reason": "wanted"},
    "PUT api:scope-item-detail": lambda s: {"title": "Renamed"},
    "PATCH api:scope-item-detail": lambda s: {"title": "Renamed"},
    "POST api:scope-item-take-out": lambda s: {"reason": "too dear"},
    "POST api:scope-item-bring-back": lambda s: {"reason": "needed"},
    "POST api:change-request-list": lambda s: {"project": s.project.key, "title": "New change", "reason": "wanted"},
    "PUT api:change-request-detail": lambda s: {"title": "Renamed", "reason": "wanted"},
    "PATCH api:change-request-detail": lambda s: {"title": "Renamed"},
    "POST api:change-request-lines": lambda s: {"kind": "add_item", "title": "New part"},
    "POST api:change-request-assess": lambda s: {"assessment": "can be done"},
    "POST api:change-request-decide": lambda s: {"status": "rejected", "note": "no"},
    "POST api:budget-line-list": lambda s: {
        "phase": s.money.line.phase_id,
        "title": "New line",
        "category": "data",
    },
    "PUT api:budget-line-detail": lambda s: {
        "phase": s.money.line.phase_id,
        "title": "Renamed",
        "category": "licences",
    },
    "PATCH api:budget-line-detail": lambda s: {"title": "Renamed"},
    "POST api:budget-line-months": lambda s: {"months": [{"month": "2027-01-01", "plan": "10.00"}]},
    "POST api:budget-phase-list": lambda s: {"project": s.project.key, "name": "New phase"},
    "PUT api:budget-phase-detail": lambda s: {"name": "Renamed"},
    "PATCH api:budget-phase-detail": lambda s: {"name": "Renamed"},
    "POST api:budget-phase-move": lambda s: {"way": "up"},
    "POST api:labour-rate-list": lambda s: {"role": "vendor", "since_on": _day(-1), "amount": "120.00"},
    "POST api:approval-rule-list": lambda s: {**_rule(s), "portfolio": s.portfolio.pk, "subject": "tranche"},
    "PUT api:approval-rule-detail": lambda s: {**_rule(s), "mode": "any"},
    "PATCH api:approval-rule-detail": lambda s: {"above": "77.00"},
    "POST api:tranche-list": _tranche,
    "PUT api:tranche-detail": _tranche,
    "PATCH api:tranche-detail": lambda s: {"condition": "other"},
    "POST api:tranche-freeze": lambda s: {"reason": "stop"},
    "POST api:commitment-list": lambda s: {"line": s.money.line.pk, **_contract(s)},
    "PUT api:commitment-detail": _contract,
    "PATCH api:commitment-detail": lambda s: {"supplier": "Other"},
    "POST api:commitment-end": lambda s: {"reason": "not needed"},
    "POST api:actual-list": lambda s: {
        "line": s.money.line.pk,
        "amount": "5.00",
        "on": _day(-1),
        "reference": "NEW-1",
    },
    "POST api:contingency-draw-list": lambda s: {
        "contingency": s.money.draw.source_id,
        "line": s.money.line.pk,
        "value": "5.00",
        "reason": "needed",
    },
    "POST api:actual-withdraw": lambda s: {"reason": "wrong"},
    "POST api:approval-decline": lambda s: {"reason": "no"},
    "POST api:approval-give-back": lambda s: {"reason": "no"},
    "POST api:approval-delegate": lambda s: {"person": s.user.pk},
    **risks.BODIES,
    **worth.BODIES,
    "POST api:sign-off-list": lambda s: {"project": s.project.key, "executives": [s.signature.executive_id]},
    "POST api:sign-off-sign": lambda s: {"people": 1, "budget": "10.00", "months": 2},
    "POST api:sign-off-decline": lambda s: {"comment": "not yet"},
    "POST api:kpi-measurement-list": lambda s: {"measured_on": _day(-1), "value": 3.5},
    "POST api:kpi-measurement-withdraw": lambda s: {"reason": "wrong"},
    "POST api:process-log-withdraw": lambda s: {"reason": "wrong"},
    "POST api:process-list": _process,
    "PUT api:process-detail": lambda s: {**_process(s), "name": "Renamed"},
    "PATCH api:process-detail": lambda s: {"name": "Renamed"},
    "POST api:process-kpis": _follow,
    "POST api:process-pain-points": _edge,
    "POST api:review-list": _review,
    "PUT api:review-detail": lambda s: {**_review(s), "quarter": s.review.quarter},
    "PATCH api:review-detail": lambda s: {"duration_minutes": 45},
    "POST api:action-list": _action,
    "PUT api:action-detail": _action,
    "PATCH api:action-detail": lambda s: {"title": "Renamed"},
    "POST api:action-finish": lambda s: {"status": "done", "result": "as promised"},
    **comms.BODIES,
    **reviews.BODIES,
    **training.BODIES,
    **datamig.BODIES,
    **gates.BODIES,
    **readiness.BODIES,
    **feedback.BODIES,
    **support.BODIES,
    **incentives.BODIES,
    **usage.BODIES,
    **selecting.BODIES,
    **champions.BODIES,
}

# What is made anew, and on what: the kind whose "add" decides on the project of the body.
MADE: dict[str, str] = {
    "api:goal-list": "goal",
    "api:kpi-list": "kpi",
    "api:pain-point-list": "pain_point",
    "api:requirement-list": "requirement",
    "api:task-list": "plan",
    "api:milestone-list": "plan",
    "api:link-list": "plan",
    "api:allocation-list": "allocation",
    "api:scope-item-list": "scope_item",
    "api:change-request-list": "change_request",
    "api:budget-line-list": "budget",
    "api:budget-phase-list": "budget",
    "api:tranche-list": "budget",
    "api:commitment-list": "budget",
    "api:actual-list": "budget",
    "api:contingency-draw-list": "budget",
    **comms.MADE,
    **risks.MADE,
    **worth.MADE,
    "api:sign-off-list": "sign_off",
    "api:process-list": "process",
    "api:review-list": "review",
    "api:action-list": "action",
    **datamig.MADE,
    **gates.MADE,
    **readiness.MADE,
    **training.MADE,
    **usage.MADE,
    **selecting.MADE,
    **champions.MADE,
}
