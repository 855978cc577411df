"""Escalated risks that wait for their sponsor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pmo.texts import Sentence, words
from projects.portfolio import dimensions
from projects.portfolio.dimensions import Act, Consequence, Decision
from projects.risks.choices import IssueKind, IssueStatus
from projects.risks.models import Issue, Risk
from projects.risks.selectors import issues
from projects.risks.selectors import risks as selectors
from projects.risks.selectors.risks import OPEN_STATES


def connect() -> None:
    """Escalated risks of the projects the person sponsors, and decisions written down as theirs."""
    dimensions.register_waiting("risks", lambda user, now: selectors.escalated_to(user), _escalated, Consequence.STEERS)
    dimensions.register_waiting("risks.decide", _written_down, _to_take, Consequence.STEERS)


def _written_down(user: Any, now: datetime) -> QuerySet[Issue]:
    return issues.visible(user).filter(
        owner_id=user.pk, kind=IssueKind.DECISION, status=IssueStatus.OPEN, project__state__in=OPEN_STATES
    )


def _escalated(risk: Risk) -> Decision:
    return Decision(
        key=f"risk.escalated:{risk.pk}",
        kind=_("Escalated risk"),
        title=f"{risk.code} {risk.label}",
        why=Sentence(
            "risk.why.escalated",
            {"who": risk.owner.label if risk.owner else risk.raised_by.label, "reason": words(risk.status_reason)},
        ),
        acts=[Act(_("Answer"), f"{risk.url}#answer", primary=True)],
        url=risk.url,
        waiting_since=risk.status_at,
        project_id=risk.project_id,
        evidence_url=risk.url,
    )


def _to_take(issue: Issue) -> Decision:
    return Decision(
        key=f"issue.decide:{issue.pk}",
        kind=_("Decision"),
        title=f"{issue.code} {issue.label}",
        why=Sentence("plain", {"text": words(issue.description[:200] or issue.title)}),
        acts=[Act(_("Decide"), f"{issue.url}#settle", primary=True)],
        url=issue.url,
        waiting_since=issue.created_at,
        due_on=issue.due_on,
        project_id=issue.project_id,
        evidence_url=issue.url,
    )
