"""What pages say of a standing and of a forecast, as sentences."""

from __future__ import annotations

from metrics.adoption.choices import REASONS, Outcome
from metrics.adoption.models import AdoptionForecast
from metrics.adoption.standing import Line, Standing
from pmo import texts
from pmo.texts import Sentence


def lead(found: Standing) -> Sentence | None:
    """What somebody in a hurry should know; None where nothing may be shown."""
    whole = found.whole
    if whole is None or whole.rate is None:
        return None
    params = {
        "rate": texts.pct(round(whole.rate.value)),
        "eligible": texts.num(whole.group.count.eligible),
        "system": texts.name(found.system),
    }
    if whole.target is None:
        said = Sentence("adoption.lead.plain", params)
    elif whole.wanted is None or whole.gap is None:
        said = Sentence("adoption.lead.before", {**params, "on": texts.day(whole.target.start_on)})
    elif whole.gap < 0:
        said = Sentence("adoption.lead.behind", {**params, "gap": points(whole.gap)})
    else:
        said = Sentence("adoption.lead.fine", {**params, "wanted": texts.pct(round(float(whole.wanted)))})
    worst = _worst(found)
    if worst is None:
        return said
    more = {"lead": texts.nested(said), "unit": texts.name(worst[1]), "gap": points(worst[0])}
    return Sentence("adoption.lead.worst", more)


def _worst(found: Standing) -> tuple[float, object] | None:
    """The unit furthest behind, if it is further behind than the whole: else it says nothing new."""
    whole = found.whole.gap if found.whole is not None and found.whole.gap is not None else 0.0
    ranked = found.ranked()
    if len(ranked) < 2 or (ranked[0].gap or 0.0) >= min(whole, 0.0) - 1:
        return None
    return ranked[0].gap or 0.0, ranked[0].unit


def points(gap: float) -> dict[str, object]:
    return texts.num(abs(gap), digits=0 if abs(gap) >= 1 else 1)


def outlook(line: Line) -> Sentence:
    """When the target is reached, or why not."""
    if line.target is None:
        return Sentence("adoption.forecast.none")
    if line.forecast is None or line.stale:
        return Sentence("adoption.forecast.waiting")
    return of_forecast(line.forecast)


def of_forecast(found: AdoptionForecast) -> Sentence:
    params: dict[str, object] = {"target": texts.pct(float(found.target_share))}
    if found.outcome == Outcome.REACHED and found.reaches_on:
        return Sentence("adoption.forecast.reached", {**params, "on": texts.day(found.reaches_on)})
    if found.outcome == Outcome.COMING and found.reaches_on and found.low_on:
        params |= {"on": texts.day(found.reaches_on), "low": texts.day(found.low_on)}
        if found.high_on is None:
            return Sentence("adoption.forecast.open", params)
        return Sentence("adoption.forecast.coming", {**params, "high": texts.day(found.high_on)})
    if found.reason == "levels_off_below_target" and found.curve:
        ceiling = texts.pct(round(100 * found.curve["ceiling"]))
        return Sentence("adoption.forecast.levels", {**params, "ceiling": ceiling})
    reason = texts.text(reason_id(found.reason))
    if found.outcome == Outcome.UNKNOWN:
        return Sentence("adoption.forecast.unknown", {"reason": reason, "points": texts.num(found.points)})
    return Sentence("adoption.forecast.never", {**params, "reason": reason})


def reason_id(code: str) -> str:
    """The untranslated wording of a reason."""
    return REASONS[code]
