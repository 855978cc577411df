"""What a pilot's sample proves for each of its criteria, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pmo import texts
from pmo.engines.stats import NotAvailable
from pmo.texts import Sentence
from projects.engines import pilot as engine
from projects.gates.choices import Measure
from projects.gates.models import PilotCriterion
from projects.gates.sentences import at_least, at_most
from projects.goals.readings import KpiReading

MARKS = {
    engine.MET: "ok",
    engine.MET_UNSURE: "risk",
    engine.MISSED_UNSURE: "risk",
    engine.MISSED: "off",
    "": "none",
}


@dataclass(frozen=True)
class Judged:
    """A criterion held against its sample. `value`, `low`, `high` in the unit of the target (shares in percent)."""

    criterion: PilotCriterion
    verdict: str
    sentence: Sentence
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    n: float = 0
    counted_on: date | None = None

    @property
    def mark(self) -> str:
        return MARKS[self.verdict]

    @property
    def is_met(self) -> bool:
        return self.verdict in (engine.MET, engine.MET_UNSURE)

    @property
    def target(self) -> Sentence:
        amount = quantity(self.criterion, self.criterion.target)
        return at_least(amount) if self.criterion.at_least else at_most(amount)

    @property
    def seen(self) -> Sentence | None:
        return None if self.value is None else Sentence("gate.value", {"value": quantity(self.criterion, self.value)})

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.criterion.number,
            "name": self.criterion.name,
            "name_en": self.criterion.name_en,
            "about": self.criterion.about,
            "verdict": self.verdict,
            "sentence": self.sentence.to_json(),
            "target": self.target.to_json(),
            "seen": self.seen.to_json() if self.seen else None,
            "low": None if self.low is None else str(self.low),
            "high": None if self.high is None else str(self.high),
            "n": self.n,
        }


def judge(criterion: PilotCriterion, reading: KpiReading | None) -> Judged:
    if criterion.measure == Measure.KPI:
        return _judge_kpi(criterion, reading)
    found = estimate(criterion)
    if isinstance(found, NotAvailable):
        return Judged(criterion, "", Sentence("pilot.none"))
    target, share = float(criterion.target), criterion.measure == Measure.SHARE
    if share:
        judged = engine.judge_share(found, target / 100, at_least=criterion.at_least)
    else:
        judged = engine.judge(found, target, at_least=criterion.at_least)
    sentence = Sentence(f"pilot.{judged.verdict}")
    if judged.needed is not None:
        sentence = Sentence(f"pilot.{judged.verdict}_needed", {"n": texts.num(judged.needed)})
    times = 100 if share else 1
    return Judged(
        criterion,
        judged.verdict,
        sentence,
        _rounded(found.value * times),
        None if found.low is None else _rounded(found.low * times),
        None if found.high is None else _rounded(found.high * times),
        found.n,
        criterion.measured_on,
    )


def estimate(criterion: PilotCriterion) -> engine.Estimate | NotAvailable:
    """The sample as the engine sees it."""
    if criterion.measure == Measure.SHARE:
        return engine.share(criterion.hits or 0, criterion.sample or 0)
    if criterion.measure == Measure.MEAN:
        return engine.mean([float(value) for value in criterion.values])
    return engine.rate(criterion.hits or 0, float(criterion.periods or 0))


def quantity(criterion: PilotCriterion, value: Decimal) -> dict[str, Any]:
    """A value with its unit, as a parameter of a sentence."""
    if criterion.measure == Measure.SHARE:
        return texts.pct(float(value))
    if criterion.measure == Measure.KPI and criterion.kpi is not None:
        return texts.num(value.normalize(), criterion.kpi.unit, criterion.kpi.unit_en)
    return texts.num(value.normalize(), criterion.unit, criterion.unit_en)


def _judge_kpi(criterion: PilotCriterion, reading: KpiReading | None) -> Judged:
    if reading is None or reading.current is None:
        return Judged(criterion, "", Sentence("pilot.kpi.none"))
    met = reading.current >= criterion.target if criterion.at_least else reading.current <= criterion.target
    verdict = engine.MET_UNSURE if met else engine.MISSED_UNSURE
    sentence = Sentence("pilot.met_value" if met else "pilot.missed_value")
    return Judged(criterion, verdict, sentence, reading.current, None, None, reading.count, reading.current_on)


def _rounded(value: float) -> Decimal:
    return Decimal(str(round(value, 2)))
