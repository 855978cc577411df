"""What people reach of rules, budgets and the ledger: the company's by one right, a project's by their part in it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q

from pmo.access import policy
from pmo.access.models import ScopedQuerySet
from pmo.access.scopes import condition, of

M = TypeVar("M", bound=models.Model)
# The kind that stands for rules and budgets of the whole company.
COMPANY = "incentives"


class CompanyQuerySet(ScopedQuerySet[M]):
    """Rows of a project, or of the company where they have none."""

    def for_verb(self, user: Any, verb: str) -> CompanyQuerySet[M]:
        where = condition(self.model, user, verb)
        if where is None:
            return self
        if policy.may(user, verb, COMPANY):
            where |= Q(project__isnull=True)
        return self.filter(where)


class LedgerQuerySet(ScopedQuerySet[M]):
    """One's own, and everything in budgets whose ledger one keeps. `budget_path` leads to the budget."""

    def for_verb(self, user: Any, verb: str) -> LedgerQuerySet[M]:
        where = condition(self.model, user, verb)
        if where is None or not of(user).active:
            return self if where is None else self.filter(where)
        kept = apps.get_model("changemgmt", "PointBudget").objects.for_verb(user, "export")
        path: str = self.model.budget_path  # type: ignore[attr-defined]
        return self.filter(where | Q(**{f"{path}__in": kept.order_by().values("pk")}))
