"""Approvals that wait for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.access import policy
from pmo.texts import Sentence, name
from projects.budget.approval_models import Approval
from projects.budget.choices import ApprovalState
from projects.budget.selectors import approvals
from projects.portfolio.dimensions import Act, Decision


def rows(user: Any, now: datetime) -> QuerySet[Approval] | None:
    """To sign; to put right."""
    return approvals.waiting_for(user) if policy.may(user, "view", "approval") else None


def read(row: Approval) -> Decision:
    return _to_mend(row) if row.state == ApprovalState.RETURNED else _to_sign(row)


def _title(row: Approval) -> str:
    return f"{row.budget.project.key} · {row.label}"


def _to_sign(row: Approval) -> Decision:
    params = {"amount": texts.money(row.amount, row.budget.currency), "who": name(row.raised_by)}
    fields = {"act": "sign", "version": str(row.version)}
    return Decision(
        key=f"approval:{row.pk}",
        kind=row.get_subject_display(),
        title=_title(row),
        why=Sentence("approval.why.plain", params),
        acts=[
            Act(_("Open"), row.url, primary=True),
            Act(_("Approve"), reverse("budget:approval_decide", args=[row.pk]), method="post", fields=fields),
        ],
        url=row.url,
        waiting_since=row.raised_at,
        project_id=row.budget.project_id,
        evidence_url=row.url,
    )


def _to_mend(row: Approval) -> Decision:
    return Decision(
        key=f"approval.returned:{row.pk}",
        kind=_("Returned"),
        title=_title(row),
        why=Sentence("approval.why.returned"),
        acts=[Act(_("Put right"), row.url, primary=True)],
        url=row.url,
        waiting_since=row.updated_at,
        project_id=row.budget.project_id,
    )
