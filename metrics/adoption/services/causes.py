"""Why units do not use a system: looked for with every refresh, kept with the activity."""

from __future__ import annotations

from datetime import datetime

from metrics.adoption import lens, standing
from metrics.adoption.models import AdoptionActivity
from metrics.usage.models import UsageSystem
from metrics.usage.services.rollups import today_of


def look(system: UsageSystem, *, now: datetime) -> None:
    """Ask every cause about every unit that may be shown. The caller holds the system."""
    kept = AdoptionActivity.objects.filter(system=system).first()
    if kept is None:
        return
    asked = lens.Asked(system, standing.of(system), today_of(system, now))
    figures = {**kept.figures, lens.KEPT: lens.to_json(lens.of_units(asked, asked.found.units), now)}
    AdoptionActivity.objects.filter(pk=kept.pk).update(figures=figures)
