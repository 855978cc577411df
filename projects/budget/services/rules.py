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
from pmo.records.models import create, save
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
    _check_rule(subject, mode, parts)
    if project is not None and project.portfolio_id != portfolio.pk:
        raise Invalid(_("This project belongs to another portfolio."), code="foreign", field="project")
    rule = ApprovalRule(portfolio=portfolio, project=project, subject=subject, above=above, mode=mode)
    try:
        with transaction.atomic():
            create(rule, now=now)
    except IntegrityError as error:
        raise Conflict(_("There is a rule from this amount on already."), code="exists", field="above") from error
    _name(rule, parts)
    after = _told(rule, parts)
    audit.record(
        by=by, act="approval_rule.made", obj=rule, after=after, project_id=project.pk if project else None, now=now
    )
    return rule


@transaction.atomic
def change_rule(
    *,
    by: Any,
    rule: ApprovalRule,
    above: Decimal,
    mode: str,
    parts: Sequence[tuple[str, Any]],
    now: datetime,
    expected: int | None = None,
) -> ApprovalRule:
    """Another amount, another way, other signers, for what is raised from now on: approvals under way keep theirs.

    Raises as `save_rule`, and StaleWrite.
    """
    policy.require(by, "change", "approval")
    _check_rule(rule.subject, mode, parts)
    before = _told(rule, [(row.part, row.person) for row in rule.signers.select_related("person")])
    rule.above, rule.mode = above, mode
    try:
        with transaction.atomic():
            save(rule, now=now, expected=expected, fields=("above", "mode"))
    except IntegrityError as error:
        raise Conflict(_("There is a rule from this amount on already."), code="exists", field="above") from error
    rule.signers.all().delete()
    _name(rule, parts)
    after = _told(rule, parts)
    audit.record(
        by=by, act="approval_rule.changed", obj=rule, before=before, after=after, project_id=rule.project_id, now=now
    )
    return rule


def _check_rule(subject: str, mode: str, parts: Sequence[tuple[str, Any]]) -> None:
    if subject not in Subject.values or mode not in Mode.values:
        raise Invalid(_("Say what is approved, and how."), code="required", field="subject")
    if not parts or any(part == Part.PERSON and person is None for part, person in parts):
        raise Invalid(_("Name at least one signer."), code="required", field="first")


def _name(rule: ApprovalRule, parts: Sequence[tuple[str, Any]]) -> None:
    RuleSigner.objects.bulk_create(
        [
            RuleSigner(rule=rule, position=n, part=part, person=person if part == Part.PERSON else None)
            for n, (part, person) in enumerate(parts, start=1)
        ]
    )


def _told(rule: ApprovalRule, parts: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    signers = [person.name if part == Part.PERSON else part for part, person in parts]
    return {"subject": rule.subject, "above": str(rule.above), "mode": rule.mode, "signers": signers}


@transaction.atomic
def delete_rule(*, by: Any, rule: ApprovalRule, now: datetime, expected: int | None = None) -> None:
    """Approvals under way keep the signers they have. Raises Forbidden, StaleWrite."""
    policy.require(by, "change", "approval")
    if expected is not None:
        save(rule, now=now, expected=expected, fields=())
    before = {"subject": rule.subject, "above": str(rule.above), "mode": rule.mode}
    audit.record(by=by, act="approval_rule.removed", obj=rule, before=before, project_id=rule.project_id, now=now)
    rule.delete()
