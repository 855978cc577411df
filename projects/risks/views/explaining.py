"""Levels of a risk in the words of its portfolio's scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from projects.risks.choices import Objective, Phase
from projects.risks.models import Risk
from projects.risks.scales import Scale


@dataclass(frozen=True)
class Said:
    """A level with its word, and what it means for the objective."""

    number: int | None
    word: str
    meaning: str


def described(risk: Risk, scale: Scale) -> list[tuple[Any, list[Said]]]:
    """Rows of the table of assessments: label, then inherent, current, residual."""
    rows: list[tuple[Any, list[Said]]] = [
        (_("Probability"), [_probability(risk.level(phase, "probability"), scale) for phase in Phase.values])
    ]
    for part in Objective:
        said = [_impact(risk.level(phase, part), scale, part) for phase in Phase.values]
        if any(one.number for one in said):
            rows.append((_("Impact on %(objective)s") % {"objective": part.label}, said))
    return rows


def _probability(level: int | None, scale: Scale) -> Said:
    if level is None:
        return Said(None, "", "")
    found = scale.probabilities[level - 1]
    return Said(level, found.label, f"{found.value}")


def _impact(level: int | None, scale: Scale, objective: str) -> Said:
    if level is None:
        return Said(None, "", "")
    return Said(level, scale.impacts[level - 1].label, scale.meaning(objective, level))
