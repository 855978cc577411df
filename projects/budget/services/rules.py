"""Rules of approval: from which amount on, who signs, and in which way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create
from projects.budget.approval_models import ApprovalRule, RuleSigner
from projects.budget.choices import Mode, Part, Subject
from projects.portfolio.models import Portfolio, Project


@transaction.atomic
def save_rule(
    *,
    by: Any,
    portfolio: Portfolio,
    subject: str,
    above: Decimal,
    mode: str,
    parts: Sequence[tuple[str, Any]],
    now: datetime,
    project: Project | None = None,
) -> ApprovalRule:
    """A rule with its signers in order: (part, person), the person only for a person by name.

    Raises Forbidden, Invalid (nobody signs, a foreign project) or Conflict (there is one from this amount on).
    """
    policy.require(by, "change", "approval")
    if subject not in Subject.values or mode not in Mode.values:
        raise Invalid(_("Say what is approved, and how."), code="required", field="subject")
    if not parts or any(part == Part.PERSON and person is None for part, person in parts):
        raise Invalid(_("Name at least one signer."), code="required", field="first")
    if project is not None and project.portfolio_id != portfolio.pk:
        raise Invalid(_("This project belongs to another portfolio."), code="foreign", field="project")
    rule = ApprovalRule(portfolio=portfolio, project=project, subject=subject, above=above, mode=mode)
    try:
        with transaction.atomic():
            create(rule, now=now)
    except IntegrityError as error:
        raise Conflict(_("There is a rule from this amount on already."), code="exists", field="above") from error
    RuleSigner.objects.bulk_create(
        [
            RuleSigner(rule=rule, position=n, part=part, person=person if part == Part.PERSON else None)
            for n, (part, person) in enumerate(parts, start=1)
        ]
    )
    after = {"subject": subject, "above": str(above), "mode": mode, "signers": [part for part, _p in parts]}
    audit.record(
        by=by, act="approval_rule.made", obj=rule, after=after, project_id=project.pk if project else None, now=now
    )
    return rule


@transaction.atomic
def delete_rule(*, by: Any, rule: ApprovalRule, now: datetime) -> None:
    """Approvals under way keep the signers they have."""
    policy.require(by, "change", "approval")
    before = {"subject": rule.subject, "above": str(rule.above), "mode": rule.mode}
    audit.record(by=by, act="approval_rule.removed", obj=rule, before=before, project_id=rule.project_id, now=now)
    rule.delete()
