"""Escalated risks that wait for their sponsor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pmo.texts import Sentence, words
from projects.portfolio.dimensions import Act, Decision
from projects.risks.choices import IssueKind, IssueStatus
from projects.risks.models import Issue, Risk
from projects.risks.selectors import issues
from projects.risks.selectors import risks as selectors
from projects.risks.selectors.risks import OPEN_STATES


def waiting(user: Any, now: datetime) -> Iterator[Decision]:
    """Escalated risks of the projects the person sponsors, and decisions written down as theirs."""
    yield from (_escalated(row) for row in selectors.escalated_to(user))
    mine = issues.visible(user).filter(
        owner_id=user.pk, kind=IssueKind.DECISION, status=IssueStatus.OPEN, project__state__in=OPEN_STATES
    )
    yield from (_to_take(row) for row in mine)


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
