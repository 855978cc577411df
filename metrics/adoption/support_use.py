"""How much of its systems a project uses, as a criterion of hyper-care."""

from __future__ import annotations

from datetime import date

from changemgmt.support import adoption
from metrics.adoption import standing
from metrics.usage.selectors import counts, systems
from metrics.usage.suppression import FEWEST
from projects.portfolio.models import Project


def connect() -> None:
    adoption.register(of_project)


def of_project(project: Project, wave: int | None, on: date) -> float | None:
    """Percent of the eligible people on the last counted day; of several systems the one that is used least."""
    if wave is None:
        rows = [row for row in counts.of_systems([project.pk], on) if row.eligible >= FEWEST]
        return min((100 * row.active / row.eligible for row in rows), default=None)
    rates = []
    for system in systems.measured(project):
        found = standing.of(system, until=on, weeks=1)
        line = {one.group.key: one for one in found.parts.get("wave", ())}.get(str(wave), found.whole)
        if line is not None and line.rate is not None:
            rates.append(line.rate.value)
    return min(rates, default=None)
