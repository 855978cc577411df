"""What currencies are worth, by day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pmo.records import Invalid
from projects.budget.models import CurrencyRate
from projects.engines.earned_value import money

HOME = "CNY"


def visible(user: Any) -> QuerySet[CurrencyRate]:
    return CurrencyRate.objects.visible_to(user)


@dataclass(frozen=True)
class Rates:
    """Rates by currency, each with the days from which they hold."""

    days: dict[str, list[date]]
    rates: dict[str, list[Decimal]]

    def of(self, currency: str, on: date) -> Decimal | None:
        """CNY for one unit on a day: the newest rate until then. None where none was entered."""
        if currency == HOME:
            return Decimal(1)
        place = bisect_right(self.days.get(currency, []), on)
        return self.rates[currency][place - 1] if place else None

    def convert(self, amount: Decimal, currency: str, to: str, on: date) -> Decimal | None:
        """To the cent, half up; None without a rate."""
        if currency == to:
            return money(amount)
        own, other = self.of(currency, on), self.of(to, on)
        return None if own is None or other is None else money(amount * own / other)

    def value(self, amount: Decimal, currency: str, to: str, on: date) -> Decimal:
        """As `convert`. Raises Invalid where a rate is missing, with the currency and the day."""
        found = self.convert(amount, currency, to, on)
        if found is None:
            lacking = currency if self.of(currency, on) is None else to
            raise Invalid(
                _("There is no rate of %(currency)s on %(on)s; the PMO enters it on the page of rates."),
                code="no_rate",
                field="currency",
                params={"currency": lacking, "on": on.isoformat()},
            )
        return found


def load(currencies: Iterable[str] | None = None) -> Rates:
    """All rates, or those of some currencies (one query, none when all is CNY)."""
    wanted = None if currencies is None else {currency for currency in currencies if currency != HOME}
    if wanted is not None and not wanted:
        return Rates({}, {})
    rows = CurrencyRate.objects.order_by("currency", "since_on")
    if wanted is not None:
        rows = rows.filter(currency__in=wanted)
    days: dict[str, list[date]] = {}
    rates: dict[str, list[Decimal]] = {}
    for row in rows:
        days.setdefault(row.currency, []).append(row.since_on)
        rates.setdefault(row.currency, []).append(row.rate)
    return Rates(days, rates)
