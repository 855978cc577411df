"""The scales of a portfolio: five levels in words and numbers, bands, tolerance. Defaults after the PMBOK Guide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from pmo.texts import pick
from projects.engines import risk as engine
from projects.risks.choices import Objective
from projects.risks.models import RiskScale


@dataclass(frozen=True)
class Level:
    """One of five. `number` is 1–5, `value` what it counts."""

    number: int
    value: Decimal
    zh: str
    en: str

    @property
    def label(self) -> str:
        return pick(self.zh, self.en)

    def to_json(self) -> dict[str, str]:
        return {"value": str(self.value), "zh": self.zh, "en": self.en}


def _levels(rows: Iterable[Any]) -> tuple[Level, ...]:
    return tuple(Level(number, Decimal(row["value"]), row["zh"], row["en"]) for number, row in enumerate(rows, start=1))


def _given(*rows: tuple[str, str, str]) -> tuple[Level, ...]:
    return _levels([{"value": value, "zh": zh, "en": en} for value, zh, en in rows])


PROBABILITIES = _given(
    ("0.1", "几乎不会", "Rare"),
    ("0.3", "不太可能", "Unlikely"),
    ("0.5", "可能", "Possible"),
    ("0.7", "很可能", "Likely"),
    ("0.9", "几乎必然", "Almost certain"),
)
IMPACTS = _given(
    ("0.05", "很小", "Very low"),
    ("0.1", "小", "Low"),
    ("0.2", "中等", "Moderate"),
    ("0.4", "大", "High"),
    ("0.8", "很大", "Very high"),
)
MEANINGS: dict[str, tuple[str, ...]] = {
    Objective.TIME: (
        N_("within the float"),
        N_("up to one week"),
        N_("one to three weeks"),
        N_("three to eight weeks, or one month-end close"),
        N_("more than eight weeks"),
    ),
    Objective.COST: (
        N_("below 1% of the budget"),
        N_("1–5% of the budget"),
        N_("5–10% of the budget"),
        N_("10–20% of the budget"),
        N_("more than 20% of the budget"),
    ),
    Objective.QUALITY: (
        N_("hardly noticed"),
        N_("a workaround for few people"),
        N_("a core process needs a workaround"),
        N_("wrong figures or a process that stands still for a day"),
        N_("the result cannot be used"),
    ),
    Objective.ADOPTION: (
        N_("hardly noticed"),
        N_("one team starts late"),
        N_("a unit stays 10 points below its target"),
        N_("a unit goes on working beside the system"),
        N_("most people go on as before"),
    ),
}
MEDIUM_FROM, HIGH_FROM, TOLERANCE = Decimal("0.06"), Decimal("0.18"), Decimal("0.28")


@dataclass(frozen=True)
class Scale:
    """What the levels 1–5 mean here."""

    probabilities: tuple[Level, ...] = PROBABILITIES
    impacts: tuple[Level, ...] = IMPACTS
    own_meanings: dict[str, list[str]] = field(default_factory=dict)
    medium_from: Decimal = MEDIUM_FROM
    high_from: Decimal = HIGH_FROM
    tolerance: Decimal = TOLERANCE

    def probability(self, level: int | None) -> Decimal | None:
        return None if level is None else self.probabilities[level - 1].value

    def impact(self, level: int | None) -> Decimal | None:
        return None if level is None else self.impacts[level - 1].value

    def score(self, probability: int | None, impacts: Iterable[int | None]) -> Decimal | None:
        return engine.score(self.probability(probability), [self.impact(level) for level in impacts])

    def band(self, score: Decimal) -> engine.Band:
        return engine.band(score, self.medium_from, self.high_from)

    def beyond(self, score: Decimal | None) -> bool:
        """Whether a score is more than the portfolio tolerates."""
        return score is not None and score >= self.tolerance

    def meaning(self, objective: str, level: int) -> str:
        own = self.own_meanings.get(objective)
        return own[level - 1] if own else _(MEANINGS[objective][level - 1])


DEFAULT = Scale()


def of(portfolio_id: int) -> Scale:
    return of_many([portfolio_id])[portfolio_id]


def of_many(portfolio_ids: Iterable[int]) -> dict[int, Scale]:
    """The scale of each portfolio (one query)."""
    wanted = set(portfolio_ids)
    rows = {row.portfolio_id: _read(row) for row in RiskScale.objects.filter(portfolio_id__in=wanted)}
    return {pk: rows.get(pk, DEFAULT) for pk in wanted}


def _read(row: RiskScale) -> Scale:
    return Scale(
        _levels(row.probabilities), _levels(row.impacts), row.meanings, row.medium_from, row.high_from, row.tolerance
    )
