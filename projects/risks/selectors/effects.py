"""Risks as the simulation reads them: each happens or not, and then acts on tasks and money."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from projects.portfolio.models import Project
from projects.risks import scales
from projects.risks.choices import LIVE
from projects.risks.models import Risk, RiskEffect

Mode = Literal["current", "residual"]


@dataclass(frozen=True)
class DriverEffect:
    """Three points of what happens: a factor on the duration, working days, or money. No task: money alone."""

    task_id: int | None
    how: str
    low: float
    likely: float
    high: float


@dataclass(frozen=True)
class RiskDriver:
    """`probability` that it happens, 0–1. Effects of opportunities are negative days and money."""

    risk_id: int
    code: str
    title: str
    probability: float
    effects: tuple[DriverEffect, ...]


def drivers(project: Project, mode: Mode = "current") -> tuple[RiskDriver, ...]:
    """The live risks of a project that have effects and a probability, by number (three queries).

    `mode` "residual" takes the probability after the responses; where nobody assessed that, the one of today.
    """
    scale = scales.of(project.portfolio_id)
    risks = list(Risk.objects.filter(project=project, status__in=LIVE).order_by("number"))
    effects: dict[int, list[DriverEffect]] = defaultdict(list)
    signs = {risk.pk: 1 if risk.is_threat else -1 for risk in risks}
    for row in RiskEffect.objects.filter(risk__in=risks).order_by("pk"):
        effects[row.risk_id].append(_effect(row, signs[row.risk_id]))
    found = []
    for risk in risks:
        level = risk.level(mode, "probability") or risk.level("current", "probability")
        chance = scale.probability(level)
        if chance is not None and effects[risk.pk]:
            found.append(RiskDriver(risk.pk, risk.code, risk.label, float(chance), tuple(effects[risk.pk])))
    return tuple(found)


def _effect(row: RiskEffect, sign: int) -> DriverEffect:
    points = (float(row.low), float(row.likely), float(row.high))
    if row.how != "factor" and sign < 0:
        # What is saved at best is the least of what is added.
        low, likely, high = (-value for value in reversed(points))
        points = (low, likely, high)
    return DriverEffect(row.task_id, row.how, *points)
