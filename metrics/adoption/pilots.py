"""Use, counted for a pilot: the people of its units who were active while it ran."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Max
from django.urls import reverse

from metrics.usage.choices import Dimension
from metrics.usage.models import UsageCount, UsageSystem
from metrics.usage.selectors import counts, systems
from metrics.usage.suppression import FEWEST
from pmo import texts
from pmo.orgs.models import Unit
from pmo.texts import Sentence
from projects.gates.models import Pilot
from projects.gates.sampling import Sample

# Windows use is counted in, the longest that lies within the pilot first.
WINDOWS = (28, 7)


def active(pilot: Pilot, today: date) -> Sample | None:
    """Active of eligible people of the units of the pilot, on the last counted day of it.

    Of several systems the one most of these people should use; None where a unit is too small to be told.
    """
    units = topmost(pilot.units.all())
    found = [one for system in systems.measured(pilot.project) if (one := _of_system(pilot, system, units, today))]
    return max(found, key=lambda one: one.sample or 0, default=None)


def topmost(units: Iterable[Unit]) -> list[Unit]:
    """Without those that are part of another one: nobody is counted twice."""
    rows = sorted(units, key=lambda unit: unit.path)
    found: list[Unit] = []
    for unit in rows:
        if not found or not unit.path.startswith(found[-1].path):
            found.append(unit)
    return found


def _of_system(pilot: Pilot, system: UsageSystem, units: list[Unit], today: date) -> Sample | None:
    until = min(pilot.finish_on, today)
    rows = UsageCount.objects.filter(system=system, dimension=Dimension.ALL, day__lte=until)
    day: date | None = rows.aggregate(newest=Max("day"))["newest"]
    if day is None:
        return None
    window = next((days for days in WINDOWS if day - timedelta(days=days - 1) >= pilot.start_on), None)
    if window is None:
        return None
    known = {group.key: group for group in counts.by_unit(system, day)}
    groups = [known[str(unit.pk)] for unit in units if str(unit.pk) in known]
    eligible = sum(group.count.eligible for group in groups)
    if eligible < FEWEST or any(group.withheld for group in groups):
        return None
    hits = sum(group.active(window) for group in groups)
    params = {
        "active": texts.num(hits),
        "eligible": texts.num(eligible),
        "system": texts.name(system),
        "days": texts.num(window),
        "on": texts.day(day),
    }
    url = reverse("adoption:project", args=[pilot.project.key])
    return Sample(Sentence("pilot.sample.adoption", params), day, hits, eligible, url=url)
