"""The chart of a KPI: measured, expected, target, forecast, corrections, and what happened meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from metrics.engines.kpi import Kind
from metrics.kpis import inputs
from metrics.kpis.readouts import STAYING
from metrics.kpis.selectors import Standing
from metrics.kpis.wording import shown_chance
from pmo.web import formats
from projects.goals.models import Kpi, SignOff
from projects.portfolio.choices import FIVE
from projects.portfolio.models import StagePlan

# Ten years of weekly values; what is older stands in the list of values.
MOST_POINTS = 520
MOST_NOTES = 6
BANDS = {"p10": "low80", "p25": "low50", "p50": "middle", "p75": "high50", "p90": "high80"}


@dataclass(frozen=True)
class Picture:
    """Data of the chart, its one-sentence summary, what the lines are, and the same as a table."""

    data: dict[str, Any]
    title: str
    label: str
    caption: str
    rows: list[tuple[date, Decimal, Decimal | None]]


def picture(
    kpi: Kpi,
    standing: Standing,
    values: Sequence[tuple[date, Decimal]],
    expected: Sequence[Decimal | None],
    corrections: Sequence[tuple[date, Decimal]],
    signed: Sequence[SignOff],
) -> Picture | None:
    """None when there is nothing to draw yet. `expected` belongs to the days of `values`."""
    shown = list(values)[-MOST_POINTS:]
    line = expected_line(kpi)
    if not shown and not line:
        return None
    fan = _fan(kpi, standing)
    start = shown[0][0] if shown else line[0][0]
    data = {
        "unit": kpi.unit_label,
        "digits": kpi.decimals,
        "measured": [[on.isoformat(), float(value)] for on, value in shown],
        "expected": [[on.isoformat(), value] for on, value in line],
        "target": _target(kpi),
        "levels": _levels(kpi),
        "due": _due(kpi, standing),
        "forecast": {"dates": fan["days"], **{k: fan[v] for k, v in BANDS.items()}} if fan else None,
        "corrections": [[on.isoformat(), float(value)] for on, value in corrections if on >= start],
        "annotations": what_happened(kpi, signed, start, standing.on),
    }
    rows = list(zip([on for on, _v in shown], [v for _on, v in shown], list(expected)[-MOST_POINTS:], strict=True))
    title = _("Measured and forecast") if fan else pgettext("chart", "Measured")
    return Picture(data, title, summary(kpi, standing, shown), caption(kpi, bool(fan), bool(data["corrections"])), rows)


def expected_line(kpi: Kpi) -> list[tuple[date, float]]:
    """Corner points: baseline, checkpoints, target. Empty where nothing is expected of a course."""
    if inputs.kind_of(kpi) is not Kind.REACH or kpi.due_on is None or kpi.baseline is None or kpi.target is None:
        return []
    start = inputs.start_of(kpi)
    if kpi.due_on <= start:
        return []
    between = [(on, value) for on, value in inputs.marks(kpi) if start < on < kpi.due_on]
    return [(start, float(kpi.baseline)), *between, (kpi.due_on, float(kpi.target))]


def bound_words(kpi: Kpi) -> str:
    """What a KPI asks for, in words: "2.0 days", "at least 95%", "2.0 to 4.0 days"."""
    kind = inputs.kind_of(kpi)

    def quantity(value: Decimal | None) -> str:
        return formats.quantity(value, kpi.decimals, kpi.unit_label)

    if kind is Kind.REACH:
        return quantity(kpi.target)
    if kind is Kind.STAY_ABOVE:
        return _("at least %(value)s") % {"value": quantity(kpi.lower)}
    if kind is Kind.STAY_BELOW:
        return _("at most %(value)s") % {"value": quantity(kpi.upper)}
    if kind is Kind.STAY_WITHIN:
        low = formats.number(kpi.lower, kpi.decimals)
        return _("%(low)s to %(high)s") % {"low": low, "high": quantity(kpi.upper)}
    return _("not set yet")


def _target(kpi: Kpi) -> dict[str, Any] | None:
    """The level line: the target, or the bound to keep."""
    kind = inputs.kind_of(kpi)
    if kind is Kind.REACH and kpi.target is not None:
        return {"value": float(kpi.target), "label": _("Target %(value)s") % {"value": bound_words(kpi)}}
    if kind is Kind.STAY_ABOVE and kpi.lower is not None:
        return {"value": float(kpi.lower), "label": bound_words(kpi)}
    if kind in (Kind.STAY_BELOW, Kind.STAY_WITHIN) and kpi.upper is not None:
        words = _("at most %(value)s") % {"value": formats.quantity(kpi.upper, kpi.decimals, kpi.unit_label)}
        return {"value": float(kpi.upper), "label": words}
    return None


def _levels(kpi: Kpi) -> list[dict[str, Any]]:
    """The other bound of a range."""
    if inputs.kind_of(kpi) is not Kind.STAY_WITHIN or kpi.lower is None:
        return []
    words = _("at least %(value)s") % {"value": formats.quantity(kpi.lower, kpi.decimals, kpi.unit_label)}
    return [{"value": float(kpi.lower), "label": words}]


def _fan(kpi: Kpi, standing: Standing) -> Mapping[str, list[Any]] | None:
    """Where it is going; only while there is something to reach."""
    if inputs.kind_of(kpi) is not Kind.REACH or standing.readout.status == "done":
        return None
    fan: Mapping[str, list[Any]] | None = standing.readout.result.get("fan")
    return fan


def _due(kpi: Kpi, standing: Standing) -> dict[str, str] | None:
    if kpi.due_on is None or inputs.kind_of(kpi) is not Kind.REACH:
        return None
    on = formats.day(kpi.due_on)
    chance = standing.readout.probability
    if chance is None or standing.readout.status == "done" or kpi.due_on <= standing.on:
        return {"on": kpi.due_on.isoformat(), "text": _("Due %(on)s") % {"on": on}}
    text = _("Due %(on)s, %(chance)s likely") % {"on": on, "chance": formats.pct(shown_chance(chance))}
    return {"on": kpi.due_on.isoformat(), "text": text}


def what_happened(kpi: Kpi, signed: Sequence[SignOff], start: date, until: date) -> list[dict[str, str]]:
    """Signatures under the goals, then stages that began: six at most, the newest first (one query)."""
    notes = [
        (timezone.localdate(found.closed_at), _("Goals v%(n)s signed") % {"n": found.goals_version})
        for found in signed[:MOST_NOTES]
        if found.closed_at is not None
    ]
    stages = StagePlan.objects.filter(project_id=kpi.goal.project_id, stage__in=FIVE, started_on__isnull=False)
    notes += [
        (plan.started_on, str(plan.get_stage_display()))
        for plan in stages.order_by("-started_on")[:MOST_NOTES]
        if plan.started_on
    ]
    inside = [{"on": on.isoformat(), "text": text} for on, text in notes if start <= on <= until]
    return inside[:MOST_NOTES]


def caption(kpi: Kpi, forecast: bool, corrected: bool) -> str:
    """What the lines mean, in place of a legend."""
    parts = [_("rings measured")]
    if expected_line(kpi):
        parts.append(_("dashed expected"))
    if inputs.kind_of(kpi) in STAYING:
        parts.append(_("level line to be kept"))
    if forecast:
        parts.append(_("bands 50% and 80% of the forecast"))
    if corrected:
        parts.append(_("red crosses corrected values"))
    return _(", ").join(parts)


def summary(kpi: Kpi, standing: Standing, values: Sequence[tuple[date, Decimal]]) -> str:
    """The chart in one sentence, for those who do not see it."""
    if not values:
        return _("%(name)s: not measured yet; target %(target)s") % {"name": kpi.label, "target": bound_words(kpi)}
    (first_on, first), (last_on, last) = values[0], values[-1]
    text = _("%(name)s from %(first)s on %(first_on)s to %(last)s on %(last_on)s; target %(target)s") % {
        "name": kpi.label,
        "first": formats.number(first, kpi.decimals),
        "first_on": formats.day(first_on),
        "last": formats.quantity(last, kpi.decimals, kpi.unit_label),
        "last_on": formats.day(last_on),
        "target": bound_words(kpi),
    }
    reaches = standing.readout.reaches_on
    if reaches is None or reaches <= last_on:
        return text
    return _("%(text)s, expected on %(on)s") % {"text": text, "on": formats.day(reaches)}
