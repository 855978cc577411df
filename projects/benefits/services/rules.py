"""The rate a portfolio discounts at: entered by the PMO with the day it holds from; what held before stays."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create
from projects.benefits.models import ValueRule
from projects.benefits.services.standing import moved
from projects.portfolio.models import Portfolio, Project


@transaction.atomic
def set_rate(
    *,
    by: Any,
    portfolio: Portfolio,
    since_on: date,
    rate: Decimal,
    now: datetime,
    count_soft: bool = False,
    note: str = "",
) -> ValueRule:
    """From a day on: percent a year, and whether soft money counts. Every sum of the portfolio is computed anew."""
    policy.require(by, "change", portfolio)
    if not 0 <= rate <= 100:
        raise Invalid(_("A rate between 0 and 100 percent a year."), code="range", field="rate")
    row = ValueRule(portfolio=portfolio, since_on=since_on, rate=rate, count_soft=count_soft, note=note)
    try:
        with transaction.atomic():
            create(row, now=now)
    except IntegrityError as error:
        raise Conflict(_("There is a rate from this day on already."), code="exists", field="since_on") from error
    after = {"since_on": since_on.isoformat(), "rate": str(rate), "count_soft": count_soft, "note": note}
    audit.record(by=by, act="value_rule.set", obj=portfolio, after=after, now=now)
    _moved(portfolio)
    return row


@transaction.atomic
def remove_rate(*, by: Any, rule: ValueRule, now: datetime) -> None:
    """Take back what was entered by mistake; the one before it holds again."""
    policy.require(by, "change", rule.portfolio)
    before = {"since_on": rule.since_on.isoformat(), "rate": str(rule.rate), "count_soft": rule.count_soft}
    audit.record(by=by, act="value_rule.removed", obj=rule.portfolio, before=before, now=now)
    portfolio = rule.portfolio
    rule.delete()
    _moved(portfolio)


def _moved(portfolio: Portfolio) -> None:
    moved(Project.objects.filter(portfolio=portfolio).values_list("pk", flat=True))
