"""Who signs what: rules, and the people who may see the money of a project."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from pmo.access import policy
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User
from projects.budget.approval_models import ApprovalRule, RuleSigner
from projects.budget.choices import Mode, Part
from projects.portfolio.models import Project

FULL = (Role.PMO_LEAD, Role.EXECUTIVE)


def rule_for(project: Project, subject: str, amount: Decimal) -> ApprovalRule | None:
    """The project's own rule with the highest amount reached, else its portfolio's."""
    rows = ApprovalRule.objects.filter(subject=subject, above__lte=amount).order_by("-above")
    own = rows.filter(project=project).first()
    return own or rows.filter(project__isnull=True, portfolio_id=project.portfolio_id).first()


def people(project: Project) -> QuerySet[User]:
    """Everybody who may be asked to sign: those who see the money of the project."""
    named = [pk for pk in (project.sponsor_id, project.manager_id, project.business_owner_id) if pk]
    wide = RoleGrant.objects.filter(role__in=FULL).values("user_id")
    return User.objects.filter(Q(pk__in=named) | Q(pk__in=wide), is_active=True).order_by("name")


def may_sign(project: Project, person: Any) -> bool:
    return bool(person.is_active) and policy.may(person, "view", "budget", project_id=project.pk)


def signers(rule: ApprovalRule | None, project: Project, raised_by: Any) -> tuple[str, list[User]]:
    """How, and who: by the rule, else the sponsor. Never who raised it; then any PMO lead or executive in their place.

    Nobody at all gives an empty list.
    """
    named = list(rule.signers.select_related("person")) if rule else [RuleSigner(position=1, part=Part.SPONSOR)]
    found: dict[int, User] = {}
    for row in named:
        person = _person(row, project, raised_by)
        if person is not None and person.pk != raised_by.pk and may_sign(project, person):
            found.setdefault(person.pk, person)
    if found:
        return (rule.mode if rule else Mode.ALL), list(found.values())
    return Mode.ANY, [person for person in _leads(project) if person.pk != raised_by.pk]


def _person(row: RuleSigner, project: Project, raised_by: Any) -> User | None:
    if row.part == Part.PERSON:
        return row.person
    if row.part == Part.PMO:
        return next((person for person in _leads(project, (Role.PMO_LEAD,)) if person.pk != raised_by.pk), None)
    found: User | None = getattr(project, row.part)
    return found


def _leads(project: Project, roles: tuple[Role, ...] = FULL) -> list[User]:
    wide = RoleGrant.objects.filter(role__in=roles).values("user_id")
    return [p for p in User.objects.filter(pk__in=wide, is_active=True).order_by("pk") if may_sign(project, p)]
