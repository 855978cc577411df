"""What champions see of the use of their unit on their desk."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from changemgmt.champions import unit_use
from changemgmt.champions.unit_use import UnitUse
from metrics.adoption import standing, wording
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import systems
from pmo import texts
from pmo.orgs.models import Unit
from pmo.texts import Sentence
from projects.portfolio.models import Project

texts.register("champion.use.withheld", N_("Not shown: fewer than five people, or such a group could be worked out"))
texts.register("champion.use.none", N_("Nothing is counted for this unit yet"))
texts.register("champion.use.rate", N_("**%(rate)s** of %(people)s people use it"))
texts.register(
    "champion.use.behind",
    N_("**%(rate)s** of %(people)s people use it, %(gap)s points short of the target of today"),
)
texts.register("champion.use.reached", N_("**%(rate)s** of %(people)s people use it; the target of today is reached"))


def connect() -> None:
    unit_use.register(of_unit)


def of_unit(project: Project, unit: Unit, today: date) -> list[UnitUse]:
    """The rate of each system in the unit, under the rules of the adoption page."""
    return [_of_system(project, system, unit, today) for system in systems.measured(project)]


def _of_system(project: Project, system: UsageSystem, unit: Unit, today: date) -> UnitUse:
    line = standing.of(system, until=today).unit(str(unit.pk))
    url = reverse("adoption:project", args=[project.key])
    if line is None:
        return UnitUse(system.label, Sentence("champion.use.none"), url=url)
    if line.withheld or line.rate is None:
        return UnitUse(system.label, Sentence("champion.use.withheld"), url=url)
    words: dict[str, object] = {
        "rate": texts.pct(round(line.rate.value)),
        "people": texts.num(line.group.count.eligible),
    }
    code = "rate" if line.gap is None else "behind" if line.gap < 0 else "reached"
    if code == "behind":
        words["gap"] = wording.points(abs(line.gap or 0.0))
    wanted = None if line.wanted is None else float(line.wanted)
    return UnitUse(system.label, Sentence(f"champion.use.{code}", words), line.rate.value, wanted, url)
