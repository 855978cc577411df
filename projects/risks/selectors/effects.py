"""Risks as the simulation reads them: each happens or not, and then acts on tasks and money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from projects.portfolio.models import Project
from projects.risks import scales
from projects.risks.choices import LIVE
from projects.risks.models import Risk, RiskEffect
from projects.risks.scales import Scale
from projects.simulation.choices import Mode
from projects.simulation.sources import Driver, DriverEffect


def drivers(project: Project, mode: Mode = Mode.CURRENT) -> tuple[Driver, ...]:
    """The live risks of a project that have effects and a probability, by number (three queries); see `both`."""
    return both(project, (mode,))[0]


def both(project: Project, modes: Sequence[Mode] = (Mode.CURRENT, Mode.AFTER)) -> tuple[tuple[Driver, ...], ...]:
    """The drivers of each mode, from one reading of the risks (three queries).

    Mode.AFTER takes the probability after the responses; where nobody assessed that, the one of today. What an
    opportunity saves are negative days and money.
    """
    scale = scales.of(project.portfolio_id)
    risks = list(Risk.objects.filter(project=project, status__in=LIVE).order_by("number"))
    effects: dict[int, list[DriverEffect]] = defaultdict(list)
    threats = {risk.pk: risk.is_threat for risk in risks}
    for row in RiskEffect.objects.filter(risk__in=risks).order_by("pk"):
        effects[row.risk_id].append(_effect(row, threats[row.risk_id]))
    return tuple(_drivers(risks, effects, scale, mode) for mode in modes)


def _drivers(
    risks: Sequence[Risk], effects: Mapping[int, list[DriverEffect]], scale: Scale, mode: Mode
) -> tuple[Driver, ...]:
    phase = "residual" if mode == Mode.AFTER else "current"
    found = []
    for risk in risks:
        chance = scale.probability(risk.level(phase, "probability") or risk.level("current", "probability"))
        if chance is not None and effects.get(risk.pk):
            own = tuple(effects[risk.pk])
            found.append(
                Driver(
                    risk.pk,
                    risk.code,
                    risk.title,
                    chance,
                    own,
                    title_en=risk.title_en,
                    url=risk.url,
                    currency=risk.currency,
                )
            )
    return tuple(found)


def _effect(row: RiskEffect, threat: bool) -> DriverEffect:
    low, likely, high = row.low, row.likely, row.high
    if row.how != "factor" and not threat:
        # What is saved at best is the least of what is added.
        low, likely, high = -high, -likely, -low
    return DriverEffect(row.task_id, row.how, low, likely, high, row.line_id)  # type: ignore[arg-type]
