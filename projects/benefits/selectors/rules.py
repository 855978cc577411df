"""At what rate a portfolio discounts, and whether soft money counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from projects.benefits.models import ValueRule

# Percent a year, where the PMO has not entered one.
DEFAULT_RATE = Decimal(8)


@dataclass(frozen=True)
class Rule:
    """`rate` in percent a year. `since_on` None: nobody has decided, the default holds."""

    rate: Decimal = DEFAULT_RATE
    count_soft: bool = False
    since_on: date | None = None


def of_many(portfolio_ids: Iterable[int], on: date) -> dict[int, Rule]:
    """The rule of each portfolio on a day (one query)."""
    wanted = set(portfolio_ids)
    found = {pk: Rule() for pk in wanted}
    for row in ValueRule.objects.filter(portfolio_id__in=wanted, since_on__lte=on).order_by("since_on"):
        found[row.portfolio_id] = Rule(row.rate, row.count_soft, row.since_on)
    return found


def visible(user: Any) -> QuerySet[ValueRule]:
    return ValueRule.objects.visible_to(user).select_related("portfolio").distinct()
