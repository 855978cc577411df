"""What the people promised to a project cost month by month: hours × the rate of their role on that day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from projects.budget.labour_models import LabourRate
from projects.budget.selectors import rates
from projects.engines.earned_value import money
from projects.portfolio.models import Project
from projects.resources.selectors import booked

HUNDREDTH = Decimal("0.01")
# Role → the days from which its rates hold, and the rates.
Known = Mapping[str, tuple[list[date], list[LabourRate]]]


@dataclass(frozen=True)
class Labour:
    """`months`: what is planned by month, to the cent; hours to a hundredth. `lacking`: roles and currencies without a
    rate, whose hours are not in it."""

    months: dict[date, Decimal] = field(default_factory=dict)
    hours: Decimal = Decimal(0)
    lacking: list[str] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum(self.months.values(), Decimal(0))


def visible(user: Any) -> QuerySet[LabourRate]:
    return LabourRate.objects.visible_to(user)


def of_project(project: Project, currency: str, today: date) -> Labour | None:
    """In `currency`, other ones at today's rate (five queries). None when nobody is promised to the project."""
    found = booked.of_project(project)
    if found is None:
        return None
    known = _known()
    # Hours by month and rate (None: none holds on that day), so that each is multiplied once.
    hours: dict[tuple[date, str, LabourRate | None], float] = {}
    for person, days in zip(found.people, found.hours, strict=True):
        for place in days.nonzero()[0].tolist():
            day = found.day(place)
            key = (day.replace(day=1), person.role, _of(known, person.role, day))
            hours[key] = hours.get(key, 0.0) + float(days[place])
    exchange = rates.load({currency, *(rate.currency for _month, _role, rate in hours if rate is not None)})
    months: dict[date, Decimal] = {}
    lacking: set[str] = set()
    total = Decimal(0)
    for (month, role, rate), spent in sorted(hours.items(), key=lambda item: (item[0][0], item[0][1])):
        counted = Decimal(spent).quantize(HUNDREDTH)
        total += counted
        value = None
        if rate is None:
            lacking.add(role)
        else:
            value = exchange.convert(money(counted * rate.amount), rate.currency, currency, today)
            if value is None:
                lacking.add(rate.currency)
        months[month] = months.get(month, Decimal(0)) + (value or Decimal(0))
    return Labour(months, total, sorted(lacking))


def _known() -> Known:
    found: dict[str, tuple[list[date], list[LabourRate]]] = {}
    for rate in LabourRate.objects.order_by("role", "since_on"):
        days, rows = found.setdefault(rate.role, ([], []))
        days.append(rate.since_on)
        rows.append(rate)
    return found


def _of(known: Known, role: str, day: date) -> LabourRate | None:
    days, rows = known.get(role, ([], []))
    place = bisect_right(days, day)
    return rows[place - 1] if place else None
