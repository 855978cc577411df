"""Problems and decisions: written down, owned, settled with what came out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts, lock, next_number, require_reason
from projects.portfolio.models import Project
from projects.risks.choices import ActionStatus, IssueKind, IssueStatus
from projects.risks.models import Issue
from projects.risks.services.common import record, tell

FIELDS = ("title", "title_en", "kind", "description", "severity", "owner", "due_on", "status", "outcome")


@transaction.atomic
def add_issue(*, by: Any, project: Project, now: datetime, **values: Any) -> Issue:
    """Write down a problem that happened, or a decision that is needed."""
    policy.require(by, "add", "issue", project_id=project.pk)
    lock(project)
    issue = Issue(project=project, number=next_number(Issue, project), raised_by=by, **values)
    _check(issue)
    create(issue, now=now)
    record(by, issue, "issue.added", FIELDS, now)
    if issue.owner is not None and issue.owner.pk != by.pk:
        tell(issue.owner, issue, "issue.assigned", now)
    return issue


@transaction.atomic
def change_issue(*, by: Any, issue: Issue, now: datetime, expected: int | None = None, **values: Any) -> Issue:
    policy.require(by, "change", issue)
    lock(issue.project)
    _require_open(issue)
    before, owner_id = facts(issue, FIELDS), issue.owner_id
    assign(issue, values)
    _check(issue)
    save(issue, now=now, expected=expected, fields=values)
    record(by, issue, "issue.changed", FIELDS, now, before)
    if issue.owner is not None and issue.owner.pk not in (owner_id, by.pk):
        tell(issue.owner, issue, "issue.assigned", now)
    return issue


@transaction.atomic
def settle_issue(*, by: Any, issue: Issue, outcome: str, now: datetime, expected: int | None = None) -> Issue:
    """The problem is solved, or the decision is taken: says how. A problem with open actions is not solved."""
    policy.require(by, "change", issue)
    lock(issue.project)
    _require_open(issue)
    require_reason(outcome, "outcome")
    if issue.kind == IssueKind.PROBLEM and issue.actions.filter(status=ActionStatus.OPEN).exists():
        raise Conflict(_("Actions are still open: finish or drop them first."), code="open_actions")
    before = facts(issue, FIELDS)
    values = {"status": IssueStatus.SETTLED, "outcome": outcome, "settled_by": by, "settled_at": now}
    assign(issue, values)
    save(issue, now=now, expected=expected, fields=values)
    record(by, issue, "issue.settled", FIELDS, now, before)
    if issue.raised_by_id != by.pk:
        tell(issue.raised_by, issue, "issue.settled", now)
    return issue


@transaction.atomic
def reopen_issue(*, by: Any, issue: Issue, reason: str, now: datetime, expected: int | None = None) -> Issue:
    """It came back, or the decision is open again."""
    policy.require(by, "change", issue)
    lock(issue.project)
    if issue.is_open:
        raise Conflict(_("It is open."), code="open")
    require_reason(reason)
    before = facts(issue, FIELDS)
    values = {"status": IssueStatus.OPEN, "settled_by": None, "settled_at": None}
    assign(issue, values)
    save(issue, now=now, expected=expected, fields=values)
    record(by, issue, "issue.reopened", FIELDS, now, before, reason=reason)
    return issue


def _check(issue: Issue) -> None:
    if not issue.title.strip():
        raise Invalid(_("This is needed."), code="required", field="title")
    if issue.kind not in IssueKind.values:
        raise Invalid(_("A problem or a decision?"), code="required", field="kind")


def _require_open(issue: Issue) -> None:
    if not issue.is_open:
        raise Conflict(_("It is settled; open it again first."), code="settled")
