"""What is to be measured, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse

from metrics.kpis.schedule import SOON
from projects.goals.choices import GoalStatus
from projects.goals.models import Kpi
from projects.portfolio.choices import State


@dataclass(frozen=True)
class ToMeasure:
    """A KPI that wants a value. `days_late` is negative while there is still time."""

    kpi: Kpi
    due_on: date
    days_late: int
    last: Decimal | None
    last_on: date | None

    @property
    def url(self) -> str:
        """Where the value is recorded."""
        return reverse("kpis:record", args=[self.kpi.pk])


def wanted(today: date) -> Q:
    """KPIs of running projects whose next value is due, or will be in the next days (a few, by cadence)."""
    running = Q(goal__project__state=State.ACTIVE, retired_at__isnull=True)
    open_ = ~Q(goal__status__in=[GoalStatus.DROPPED, GoalStatus.ACHIEVED])
    soon = Q()
    for cadence, days in SOON.items():
        soon |= Q(cadence=cadence.value, reading__measure_by__lte=today + timedelta(days=days))
    # Asked first, as most rows end there: a day is compared faster than words are.
    at_all = Q(reading__measure_by__lte=today + timedelta(days=max(SOON.values())))
    return at_all & running & open_ & soon


def to_measure(user: Any, today: date) -> list[ToMeasure]:
    """The person's own KPIs that want a value, longest overdue first (one query)."""
    rows = Kpi.objects.visible_to(user).filter(wanted(today), owner_id=user.pk)
    found = (
        rows.select_related("goal__project", "reading").defer("reading__result").order_by("reading__measure_by", "pk")
    )
    return [
        ToMeasure(
            kpi=kpi,
            due_on=due,
            days_late=(today - due).days,
            last=kpi.reading.current,
            last_on=kpi.reading.current_on,
        )
        for kpi in found
        if (due := kpi.reading.measure_by) is not None
    ]
