"""The way of a risk through its states, each step with its reason; escalation and the sponsor's answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.notify.choices import Kind
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import save
from projects.goals.sentences import said
from projects.portfolio.acts import assign, facts, lock, require_reason
from projects.risks.choices import FLOW, ActionStatus, Answer, MarkKind, RiskStatus, Strategy
from projects.risks.models import Risk
from projects.risks.services.common import mark, record, tell

FIELDS = ("status", "status_reason")


@transaction.atomic
def move_risk(*, by: Any, risk: Risk, status: str, reason: str, now: datetime, expected: int | None = None) -> Risk:
    """Take the risk to another state, with the reason. An escalated one waits for the sponsor's answer.

    Raises Conflict when the way does not exist, when actions are still open on closing, or when nobody sponsors.
    """
    policy.require(by, "change", risk)
    lock(risk.project)
    require_reason(reason)
    if status not in FLOW[risk.status]:
        raise Conflict(
            _("From “%(here)s” there is no way to “%(there)s”."),
            code="no_way",
            field="status",
            params={"here": risk.get_status_display(), "there": _word(status)},
        )
    if risk.status == RiskStatus.ESCALATED and status != RiskStatus.CLOSED and not _answers(by, risk):
        raise Conflict(_("It waits for the sponsor's answer."), code="escalated", field="status")
    if status == RiskStatus.CLOSED and risk.actions.filter(status=ActionStatus.OPEN).exists():
        raise Conflict(_("Actions are still open: finish or drop them first."), code="open_actions", field="status")
    if status == RiskStatus.ESCALATED and risk.project.sponsor is None:
        raise Conflict(_("The project has no sponsor to escalate to."), code="no_sponsor", field="status")
    step(risk, status, reason, by, now, expected)
    if status == RiskStatus.ESCALATED and risk.project.sponsor_id != by.pk:
        tell(risk.project.sponsor, risk, "risk.escalated", now, Kind.DECISION)
    return risk


@transaction.atomic
def answer_escalation(
    *, by: Any, risk: Risk, status: str, reason: str, now: datetime, expected: int | None = None
) -> Risk:
    """The sponsor's answer: treat, accept or give back. Tells the owner of the risk and the project manager."""
    require_sponsor(by, risk)
    lock(risk.project)
    if risk.status != RiskStatus.ESCALATED:
        raise Conflict(_("It is not escalated."), code="not_escalated")
    if status not in Answer.values:
        raise Invalid(_("Choose an answer."), code="required", field="status")
    require_reason(reason)
    step(risk, status, reason, by, now, expected)
    for person in {risk.owner, risk.project.manager} - {None}:
        if person.pk != by.pk:
            tell(person, risk, "risk.answered", now, answer=said(Answer(status).label))
    return risk


def require_sponsor(user: Any, risk: Risk) -> None:
    """Only the sponsor answers, whoever else may decide on risks. Raises Forbidden."""
    policy.require(user, "decide", risk)
    if not _answers(user, risk):
        raise Forbidden(_("Only the sponsor answers an escalated risk."), code="not_sponsor")


def step(risk: Risk, status: str, reason: str, by: Any, now: datetime, expected: int | None = None) -> None:
    """Write the new state with its point in the history and its entry in the audit."""
    before = facts(risk, FIELDS)
    values: dict[str, Any] = {"status": status, "status_reason": reason, "status_at": now}
    if status == RiskStatus.ESCALATED and not risk.strategy:
        values["strategy"] = Strategy.ESCALATE
    assign(risk, values)
    save(risk, now=now, expected=expected, fields=values)
    mark(risk, MarkKind.MOVED, by, now, reason)
    record(by, risk, "risk.moved", FIELDS, now, before, reason=reason)


def _answers(user: Any, risk: Risk) -> bool:
    return risk.project.sponsor_id is not None and risk.project.sponsor_id == user.pk


def _word(status: str) -> Any:
    return RiskStatus(status).label if status in RiskStatus.values else status
