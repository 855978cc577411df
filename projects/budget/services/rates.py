"""Rates of currencies: dated, the same for the whole company. What was booked keeps the rate of its day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create
from projects.budget.models import CurrencyRate
from projects.budget.selectors.rates import HOME
from projects.budget.services.standing import moved


@transaction.atomic
def add_rate(*, by: Any, currency: str, since_on: date, rate: Decimal, now: datetime, note: str = "") -> CurrencyRate:
    """Raises Forbidden, Invalid (CNY itself) or Conflict (that day has one; take it back first)."""
    policy.require(by, "add", "rate")
    if currency == HOME:
        raise Invalid(_("Rates say what other currencies are worth in CNY."), code="home", field="currency")
    if rate <= 0:
        raise Invalid(_("A rate is above zero."), code="rate", field="rate")
    if CurrencyRate.objects.filter(currency=currency, since_on=since_on).exists():
        raise Conflict(_("There is a rate from this day on already."), code="exists", field="since_on")
    row = create(CurrencyRate(currency=currency, since_on=since_on, rate=rate, note=note), now=now)
    after = {"currency": currency, "since_on": since_on.isoformat(), "rate": str(rate)}
    moved()
    audit.record(by=by, act="rate.added", obj=row, after=after, now=now)
    return row


@transaction.atomic
def remove_rate(*, by: Any, rate: CurrencyRate, now: datetime) -> None:
    """A rate entered by mistake. What was booked with it stays as it is."""
    policy.require(by, "delete", rate)
    before = {"currency": rate.currency, "since_on": rate.since_on.isoformat(), "rate": str(rate.rate)}
    moved()
    audit.record(by=by, act="rate.removed", obj=rate, before=before, now=now)
    rate.delete()
