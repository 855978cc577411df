"""One thing becomes another, and both remember it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict
from projects.portfolio.acts import lock, require_reason
from projects.risks.choices import FROM_ISSUE, FROM_RISK, Becomes, IssueKind, RiskStatus, Severity
from projects.risks.models import Issue, ResponseAction, Risk, ThreadStep
from projects.risks.services.actions import add_action
from projects.risks.services.issues import add_issue
from projects.risks.services.risks import raise_risk
from projects.risks.services.statuses import step
from projects.scope import services as scope
from projects.scope.models import ChangeRequest

Thing = Risk | Issue | ResponseAction | ChangeRequest
SIDE = {Risk: "risk", Issue: "issue", ResponseAction: "action", ChangeRequest: "change"}
COPIED = ("title", "title_en")


@transaction.atomic
def turn(*, by: Any, source: Risk | Issue, into: str, reason: str, now: datetime, **values: Any) -> Thing:
    """Make a problem, decision, action, change request or risk out of a risk or an issue; keeps the thread.

    A risk that became a problem has occurred. `values` go to what is made: title, owner, due_on, …; what is not given
    is taken over. Raises Forbidden where the person may not make such a thing, Conflict where there is no such way.
    """
    policy.require(by, "change", source)
    lock(source.project)
    require_reason(reason)
    if into not in ways(source):
        raise Conflict(_("This cannot become that."), code="no_way")
    given = {**{name: getattr(source, name) for name in COPIED}, "owner": source.owner, **values}
    made = _MAKERS[Becomes(into)](by, source, reason, now, given)
    ThreadStep.objects.create(
        project=source.project,
        stepped_at=now,
        stepped_by=by,
        reason=reason,
        **{f"from_{SIDE[type(source)]}": source, f"to_{SIDE[type(made)]}": made},
    )
    audit.record(
        by=by,
        act="thread.turned",
        obj=source,
        after={"into": f"{made.code} {made.title}"},
        project_id=source.project_id,
        now=now,
        reason=reason,
    )
    return made


def ways(source: Risk | Issue) -> tuple[Becomes, ...]:
    """What this can turn into now."""
    if isinstance(source, Risk):
        return FROM_RISK if source.is_live else ()
    found = FROM_ISSUE[source.kind]
    return found if source.is_open else tuple(way for way in found if way != Becomes.PROBLEM)


def _problem(by: Any, source: Risk | Issue, reason: str, now: datetime, given: dict[str, Any]) -> Issue:
    made = add_issue(
        by=by,
        project=source.project,
        now=now,
        kind=IssueKind.PROBLEM,
        description=reason,
        severity=given.pop("severity", Severity.HIGH),
        **_only(given, (*COPIED, "owner", "due_on")),
    )
    if isinstance(source, Risk):
        step(source, RiskStatus.OCCURRED, reason, by, now)
    return made


def _decision(by: Any, source: Risk | Issue, reason: str, now: datetime, given: dict[str, Any]) -> Issue:
    return add_issue(
        by=by,
        project=source.project,
        now=now,
        kind=IssueKind.DECISION,
        description=reason,
        **_only(given, (*COPIED, "owner", "due_on", "severity")),
    )


def _action(by: Any, source: Risk | Issue, reason: str, now: datetime, given: dict[str, Any]) -> ResponseAction:
    return add_action(by=by, about=source, now=now, **_only(given, (*COPIED, "owner", "due_on", "cost")))


def _change(by: Any, source: Risk | Issue, reason: str, now: datetime, given: dict[str, Any]) -> ChangeRequest:
    why = f"{source.code} {source.title}\n\n{reason}"
    return scope.raise_change(by=by, project=source.project, now=now, reason=why, **_only(given, COPIED))


def _risk(by: Any, source: Risk | Issue, reason: str, now: datetime, given: dict[str, Any]) -> Risk:
    return raise_risk(by=by, project=source.project, now=now, cause=reason, **_only(given, (*COPIED, "owner")))


def _only(given: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}


_MAKERS: dict[Becomes, Callable[[Any, Risk | Issue, str, datetime, dict[str, Any]], Thing]] = {
    Becomes.PROBLEM: _problem,
    Becomes.DECISION: _decision,
    Becomes.ACTION: _action,
    Becomes.CHANGE: _change,
    Becomes.RISK: _risk,
}
