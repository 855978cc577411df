"""After counting: forecasts, activity and funnels of a system. Equal input costs a few reads."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from metrics.adoption.models import AdoptionForecast
from metrics.adoption.services import activities, causes, forecasts
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import counts
from metrics.usage.services.rollups import today_of
from projects.portfolio import dimensions
from projects.portfolio.choices import State


def refresh_all(*, now: datetime) -> int:
    """Every system of a living project; returns how many things were made anew."""
    rows = UsageSystem.objects.filter(project__state__in=(State.ACTIVE, State.ON_HOLD))
    return sum(refresh(system, now=now) for system in rows.order_by("pk"))


@transaction.atomic
def refresh(system: UsageSystem, *, now: datetime) -> int:
    """One system; returns how many of its figures were made anew."""
    UsageSystem.objects.select_for_update(no_key=True).get(pk=system.pk)
    last = counts.last_day(system)
    if last is None:
        return AdoptionForecast.objects.filter(system=system).delete()[0]
    # The day that is not over is still being counted.
    over = min(last, today_of(system, now) - timedelta(days=1))
    made = forecasts.foretell(system, last, now=now)
    made += activities.observe(system, over, now=now)
    made += activities.run_funnels(system, over, now=now)
    causes.look(system, now=now)
    if made:
        dimensions.changed([system.project_id], now)
    return made
