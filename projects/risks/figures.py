"""What the register computes of one risk: scores, expected values, leverage; and why a number is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pmo.texts import Sentence
from projects.engines import risk as engine
from projects.engines.risk import Band, Figure
from projects.risks.choices import Objective, Phase
from projects.risks.models import Risk
from projects.risks.scales import Scale


@dataclass(frozen=True)
class Cell:
    """One assessment of a risk as the matrix and its page show it."""

    phase: str
    probability: int | None
    impact: int | None
    score: Decimal | None
    band: Band | None
    beyond: bool


@dataclass(frozen=True)
class Sums:
    """Expected money and working days before, now and after the responses, and what the responses bring."""

    money_before: Figure
    money_now: Figure
    money_after: Figure
    days_before: Figure
    days_now: Figure
    days_after: Figure
    cost: Decimal | None
    leverage: Figure


def cell(risk: Risk, phase: str, scale: Scale) -> Cell:
    score: Decimal | None = getattr(risk, f"{phase}_score")
    return Cell(
        phase,
        risk.level(phase, "probability"),
        risk.worst(phase),
        score,
        None if score is None else scale.band(score),
        risk.is_threat and scale.beyond(score),
    )


def sums(risk: Risk, scale: Scale, cost: Decimal | None) -> Sums:
    """`cost` is the sum of the actions that were not dropped; None when none of them says what it costs."""
    chance = {phase: scale.probability(risk.level(phase, "probability")) for phase in Phase.values}
    money_after = risk.money if risk.money_after is None else risk.money_after
    days_after = risk.days if risk.days_after is None else risk.days_after
    before, after = engine.emv(chance["inherent"], risk.money), engine.emv(chance["residual"], money_after)
    if not risk.is_threat:
        # A response to an opportunity brings what it adds: losses turned round.
        gained = engine.leverage(_negative(before), _negative(after), cost)
    else:
        gained = engine.leverage(before, after, cost)
    return Sums(
        before,
        engine.emv(chance["current"], risk.money),
        after,
        engine.emv(chance["inherent"], risk.days),
        engine.emv(chance["current"], risk.days),
        engine.emv(chance["residual"], days_after),
        cost,
        gained,
    )


def _negative(figure: Figure) -> Figure:
    return figure if figure.value is None else Figure(-figure.value)


def refresh(risk: Risk, scale: Scale) -> tuple[str, ...]:
    """Write the computed columns of a risk; names them."""
    for phase in Phase.values:
        impacts = [risk.level(phase, part) for part in Objective.values]
        setattr(risk, f"{phase}_score", scale.score(risk.level(phase, "probability"), impacts))
    found = sums(risk, scale, None)
    risk.current_money, risk.residual_money = found.money_now.value, found.money_after.value
    return COMPUTED


COMPUTED = ("inherent_score", "current_score", "residual_score", "current_money", "residual_money")


def why_missing(figure: Figure) -> Sentence | None:
    """The reason in words, where there is no number."""
    return None if figure.missing is None else Sentence(f"risk.missing.{figure.missing}")
