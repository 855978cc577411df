"""The sentence that says what a KPI's numbers mean."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as N_

from metrics.engines.kpi import Rule
from pmo.texts import Sentence, day, days, num, pct, register
from projects.goals.models import Kpi

TEMPLATES = {
    "kpi.pace": N_("Now **%(current)s**, %(expected)s expected by now"),
    "kpi.pace_at_due": N_("Now **%(current)s**, %(expected)s expected by now; at this pace %(at_due)s on the due date"),
    "kpi.forecast": N_(
        "Now %(current)s, %(expected)s expected by now; at this pace %(at_due)s on %(due)s, "
        "**%(chance)s likely** to be in time"
    ),
    "kpi.forecast_ok": N_(
        "Now **%(current)s**, %(expected)s expected by now; %(chance)s likely to reach the target by %(due)s"
    ),
    "kpi.stay": N_("Now **%(current)s**; inside the bounds in %(share)s of the periods"),
    "kpi.reached": N_("Target reached: **%(current)s**"),
    "kpi.kept": N_("Kept until the end: inside the bounds in **%(share)s** of the periods"),
    "kpi.overdue": N_("Due on %(due)s with **%(current)s**; the target was %(target)s"),
    "kpi.stale": N_("No value for **%(age)s**; the last was %(current)s on %(on)s"),
    "kpi.unmeasured": N_("Never measured, although the first value is overdue"),
    "kpi.awaiting": N_("Waiting for the first value"),
    "kpi.not_started": N_("Starts after the day of the baseline"),
    "kpi.nothing_expected": N_("Now %(current)s; the checkpoints expect no progress yet"),
    "kpi.baseline_missing": N_("The baseline is not measured yet"),
    "kpi.baseline_measuring": N_("The baseline is being measured: the newest value is **%(current)s**"),
    "kpi.invalid": N_("The definition does not hold: check baseline, target and dates"),
    # "Approval time 3.2, target 2.0 days": two to five words for small cells.
    "kpi.fact": N_("%(kpi)s %(current)s, target %(target)s"),
    "kpi.fact_plain": N_("%(kpi)s %(current)s"),
    "kpi.due": N_("%(kpi)s due"),
    "kpi.measure_due": N_("Record a value of **%(kpi)s** (%(project)s); it was due on %(on)s"),
}
for _key, _template in TEMPLATES.items():
    register(_key, _template)

_SIMPLE = {
    Rule.UNMEASURED: "kpi.unmeasured",
    Rule.AWAITING: "kpi.awaiting",
    Rule.NOT_STARTED: "kpi.not_started",
    Rule.BASELINE_IS_TARGET: "kpi.invalid",
    Rule.DATES_INVALID: "kpi.invalid",
}


def value(kpi: Kpi, amount: Decimal | float, digits: int | None = None) -> dict[str, Any]:
    """A value of this KPI with its unit and decimals, for a sentence."""
    return num(Decimal(str(amount)), kpi.unit, kpi.unit_en, kpi.decimals if digits is None else digits)


def shown_chance(percent: float) -> int:
    """A probability in whole percent; what is still to come is neither impossible nor certain."""
    return min(99, max(1, round(percent)))


def fine_digits(kpi: Kpi) -> int:
    """Decimals of computed values: one more than measured ones where the way from baseline to target is short."""
    if kpi.baseline is None or kpi.target is None:
        return int(kpi.decimals)
    steps = abs(kpi.target - kpi.baseline).scaleb(kpi.decimals)
    return int(kpi.decimals) + (1 if steps < 100 and kpi.decimals < 6 else 0)


def sentence_of(kpi: Kpi, rule: Rule, facts: Mapping[str, Any]) -> Sentence:
    """The sentence for what decided the status; `facts` as collected by `readouts`."""
    if rule in _SIMPLE:
        return Sentence(_SIMPLE[rule])
    if rule is Rule.BASELINE_MISSING:
        if facts["current"] is None:
            return Sentence("kpi.baseline_missing")
        return Sentence("kpi.baseline_measuring", {"current": value(kpi, facts["current"])})
    current = value(kpi, facts["current"])
    if rule is Rule.REACHED:
        if facts["share"] is not None:
            return Sentence("kpi.kept", {"share": pct(facts["share"])})
        return Sentence("kpi.reached", {"current": current})
    if rule is Rule.OVERDUE and kpi.due_on is not None and kpi.target is not None:
        params = {"current": current, "due": day(kpi.due_on), "target": value(kpi, kpi.target)}
        return Sentence("kpi.overdue", params)
    if rule is Rule.STALE:
        age = (facts["as_of"] - facts["current_on"]).days
        return Sentence("kpi.stale", {"age": days(age), "current": current, "on": day(facts["current_on"])})
    if rule is Rule.NOTHING_EXPECTED:
        return Sentence("kpi.nothing_expected", {"current": current})
    return _running(kpi, rule, facts, current)


def _running(kpi: Kpi, rule: Rule, facts: Mapping[str, Any], current: dict[str, Any]) -> Sentence:
    if facts["share"] is not None:
        return Sentence("kpi.stay", {"current": current, "share": pct(facts["share"])})
    params = {"current": current, "expected": value(kpi, facts["expected_value"], fine_digits(kpi))}
    chance, at_due = facts["probability"], facts["at_due"]
    if rule is Rule.FORECAST and chance is not None and at_due is not None and kpi.due_on is not None:
        more = {"at_due": value(kpi, at_due), "chance": pct(shown_chance(chance)), "due": day(kpi.due_on)}
        return Sentence("kpi.forecast", {**params, **more})
    if facts["status_ok"] and chance is not None and kpi.due_on is not None:
        return Sentence("kpi.forecast_ok", {**params, "chance": pct(shown_chance(chance)), "due": day(kpi.due_on)})
    if at_due is not None:
        return Sentence("kpi.pace_at_due", {**params, "at_due": value(kpi, at_due)})
    return Sentence("kpi.pace", params)
