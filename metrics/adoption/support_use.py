"""How much of its systems a project uses, as a criterion of hyper-care."""

from __future__ import annotations

from datetime import date

from changemgmt.support import adoption
from metrics.adoption import counted
from metrics.usage.choices import Dimension
from metrics.usage.selectors import counts, systems
from metrics.usage.suppression import FEWEST
from projects.portfolio.models import Project


def connect() -> None:
    adoption.register(of_project)


def of_project(project: Project, wave: int | None, on: date) -> float | None:
    """Percent of the eligible people on the last counted day; of several systems the one that is used least.

    Of a wave: its people alone. None where nobody is in it, or too few to be told: the whole would say something else.
    """
    if wave is None:
        rows = [row for row in counts.of_systems([project.pk], on) if row.eligible >= FEWEST]
        return min((100 * row.active / row.eligible for row in rows), default=None)
    rates: list[float] = []
    for system in systems.measured(project):
        newest = counts.last_day(system)
        if newest is not None:
            groups = counted.read(system, [min(newest, on)]).parts(Dimension.WAVE, min(newest, on))
            shown = [one for one in groups if one.key == str(wave) and not one.withheld and one.count.eligible]
            rates += [100 * one.active() / one.count.eligible for one in shown]
    return min(rates, default=None)
