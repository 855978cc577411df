"""What a pilot's sample proves for each of its criteria, in words."""

from __future__ import annotations

from collections.abc import Sequence
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
from projects.goals.readings import KpiReading, Measured

PERCENT = ("%", "％")
MARKS = {
    engine.MET: "ok",
    engine.MET_UNSURE: "risk",
    engine.MISSED_UNSURE: "risk",
    engine.MISSED: "off",
    "": "none",
}


@dataclass(frozen=True)
class Judged:
    """A criterion held against its sample. `value`, `low`, `high` in the unit of the target (shares in percent).

    `basis` says what a figure of a KPI was made of.
    """

    criterion: PilotCriterion
    verdict: str
    sentence: Sentence
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    n: float = 0
    counted_on: date | None = None
    basis: Sentence | None = None

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


def judge(criterion: PilotCriterion, reading: KpiReading | None, rows: Sequence[Measured] = ()) -> Judged:
    """`reading` and `rows` (measured while the pilot ran, oldest first) matter to criteria that follow a KPI."""
    if criterion.measure == Measure.KPI:
        return _judge_kpi(criterion, reading, rows)
    found = estimate(criterion)
    if isinstance(found, NotAvailable):
        return Judged(criterion, "", Sentence("pilot.none"))
    target, share = float(criterion.target), criterion.measure == Measure.SHARE
    if share:
        judged = engine.judge_share(found, target / 100, at_least=criterion.at_least)
    else:
        judged = engine.judge(found, target, at_least=criterion.at_least)
    return _shown(criterion, found, judged, 100 if share else 1, criterion.measured_on)


def _shown(
    criterion: PilotCriterion,
    found: engine.Estimate,
    judged: engine.Judgement,
    times: int,
    on: date | None,
    basis: Sentence | None = None,
) -> Judged:
    sentence = Sentence(f"pilot.{judged.verdict}")
    if judged.needed is not None:
        sentence = Sentence(f"pilot.{judged.verdict}_needed", {"n": texts.num(judged.needed)})
    return Judged(
        criterion,
        judged.verdict,
        sentence,
        _rounded(found.value * times),
        None if found.low is None else _rounded(found.low * times),
        None if found.high is None else _rounded(found.high * times),
        found.n,
        on,
        basis,
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


def _judge_kpi(criterion: PilotCriterion, reading: KpiReading | None, rows: Sequence[Measured]) -> Judged:
    """By what was measured while the pilot ran; without any of it by the last value, and the reason is said."""
    if not rows:
        if reading is None or reading.current is None:
            return Judged(criterion, "", Sentence("pilot.kpi.none"))
        return _by_one(criterion, reading.current, reading.current_on, reading.count, "before")
    found, share = _sampled(criterion, rows)
    if found is None or found.low is None:
        return _by_one(criterion, rows[-1].value, rows[-1].on, 1, "value")
    target = float(criterion.target)
    if share:
        judged = engine.judge_share(found, target / 100, at_least=criterion.at_least)
        basis = Sentence("pilot.kpi.cases", {"cases": texts.num(int(found.n)), "n": texts.num(len(rows))})
    else:
        judged = engine.judge(found, target, at_least=criterion.at_least)
        basis = Sentence("pilot.kpi.mean", {"n": texts.num(len(rows))})
    return _shown(criterion, found, judged, 100 if share else 1, rows[-1].on, basis)


def _sampled(criterion: PilotCriterion, rows: Sequence[Measured]) -> tuple[engine.Estimate | None, bool]:
    """A percentage whose cases are known is a share of all of them; anything else the mean of its values."""
    unit = criterion.kpi.unit.strip() if criterion.kpi is not None else ""
    cases = [row.cases or 0 for row in rows]
    if unit in PERCENT and all(cases) and all(0 <= row.value <= 100 for row in rows):
        hits = sum((row.value * (row.cases or 0) for row in rows), Decimal(0)) / 100
        found = engine.share(round(hits), sum(cases))
        return (None if isinstance(found, NotAvailable) else found), True
    mean = engine.mean([float(row.value) for row in rows])
    return (None if isinstance(mean, NotAvailable) else mean), False


def _by_one(criterion: PilotCriterion, value: Decimal, on: date | None, n: int, why: str) -> Judged:
    """A verdict by one value, which has no interval. `why`: value = one in the pilot, before = none of them in it."""
    met = value >= criterion.target if criterion.at_least else value <= criterion.target
    verdict = engine.MET_UNSURE if met else engine.MISSED_UNSURE
    sentence = Sentence(f"pilot.{'met' if met else 'missed'}_{why}")
    return Judged(criterion, verdict, sentence, value, None, None, n, on)


def _rounded(value: float) -> Decimal:
    return Decimal(str(round(value, 2)))
