"""From definitions and measurements to readings: what the engines answer, as rows and sentences.

No writes here: `services.recompute` stores what this computes, and as-of pages show it without storing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from metrics.engines import forecast as forecasting
from metrics.engines import progress as progressing
from metrics.engines.kpi import Kind, KpiTable, Rule, Status, Thresholds
from metrics.engines.series import LAST_DAY, NO_DAY, IntArray, series
from metrics.kpis import inputs
from metrics.kpis.inputs import SIX, Rows
from metrics.kpis.schedule import due_after
from metrics.kpis.wording import sentence_of
from pmo.texts import Sentence
from projects.goals.models import Kpi
from projects.portfolio.models import default_thresholds

# Grows when a formula or a sentence changes: readings stored before are then computed anew.
EDITION = 1

FAN_POINTS = 9
LIMITS = ("pace_ok", "pace_risk", "chance_ok", "chance_risk")
STAYING = (Kind.STAY_ABOVE, Kind.STAY_BELOW, Kind.STAY_WITHIN)


@dataclass(frozen=True)
class Readout:
    """One computed reading; percentages in percent. `result` is what charts and popovers read."""

    kpi_id: int
    status: str
    rule: str
    current: Decimal | None
    current_on: date | None
    previous: Decimal | None
    progress: float | None
    expected: float | None
    expected_value: Decimal | None
    pace: float | None
    reaches_on: date | None
    low_on: date | None
    high_on: date | None
    probability: float | None
    sentence: Sentence
    result: dict[str, Any]
    count: int
    measure_by: date | None
    watermark: str


@dataclass(frozen=True)
class _Batch:
    """Everything computed for N KPIs at once."""

    as_of: date
    rows: Rows
    table: KpiTable
    limits: list[dict[str, float]]
    result: progressing.ProgressTable
    outlook: forecasting.ForecastTable
    fan: dict[str, list[list[float]]]
    fan_days: IntArray


def compute(
    kpis: Sequence[Kpi], as_of: date, thresholds: Mapping[int, Mapping[str, float]] | None = None
) -> list[Readout]:
    """Readings of `kpis` on a day, in two queries whatever their number.

    `thresholds` maps a KPI id to its portfolio's limits (default: those of FORMULAS).
    """
    if not kpis:
        return []
    rows = inputs.measured([k.pk for k in kpis], as_of)
    table = inputs.table(kpis)
    today = as_of.toordinal()
    limits = [{**default_thresholds(), **((thresholds or {}).get(k.pk) or {})} for k in kpis]
    outlook = forecasting.forecast(
        rows.series, today, table.target, table.direction, table.due_day, since=np.minimum(table.baseline_day, today)
    )
    result = progressing.evaluate(
        table,
        rows.series,
        today,
        probability=outlook.probability,
        checkpoints=inputs.checkpoints(kpis),
        thresholds=Thresholds(**{name: np.array([lim[name] for lim in limits]) for name in LIMITS}),
    )
    fan_days = _fan_days(table, outlook, today)
    fan = _rounded(forecasting.fan(outlook, fan_days))
    batch = _Batch(as_of, rows, table, limits, result, outlook, fan, fan_days)
    return [_readout(kpi, i, batch) for i, kpi in enumerate(kpis)]


def expected_values(kpi: Kpi, days: Sequence[date]) -> list[Decimal | None]:
    """What was expected of one KPI on each of `days`, in its unit; None where nothing is."""
    if not days:
        return []
    many = [kpi] * len(days)
    table = inputs.table(many)
    nothing = series(np.zeros(len(days) + 1, dtype=np.int64), np.array([], dtype=np.int64), inputs.array([]))
    when = np.array([day.toordinal() for day in days], dtype=np.int64)
    result = progressing.evaluate(table, nothing, when, checkpoints=inputs.checkpoints(many))
    return [_expected_value(kpi, Kind(int(table.kind[0])), share) for share in result.expected]


def _fan_days(table: KpiTable, outlook: forecasting.ForecastTable, today: int) -> IntArray:
    """Days of the forecast fan: from the newest measurement to a little beyond the due day or the day of arrival."""
    start = np.where(outlook.newest == NO_DAY, today, outlook.newest)
    has_due = table.due_day != NO_DAY
    end = np.maximum(start + 90, np.where(has_due, table.due_day + 30, start))
    end = np.maximum(end, np.where(outlook.day == NO_DAY, start, np.minimum(outlook.day + 30, start + 730)))
    end = np.minimum(end, LAST_DAY)
    steps = np.arange(FAN_POINTS) / (FAN_POINTS - 1)
    days = start[:, None] + ((end - start)[:, None] * steps).astype(np.int64)
    # The due day itself is a point of the fan, so that what is said about it is exact.
    due = np.where(has_due, np.clip(table.due_day, start, end), start)
    return np.sort(np.column_stack([days, due]), axis=1)


def _readout(kpi: Kpi, i: int, batch: _Batch) -> Readout:
    result, outlook = batch.result, batch.outlook
    kind, status, rule = (
        Kind(int(batch.table.kind[i])),
        Status(int(result.status[i])),
        Rule(int(result.rule[i])),
    )
    current, previous = batch.rows.last[i]
    current_on = _day(result.current_day[i])
    progress = _percent(result.progress[i])
    expected_value = _expected_value(kpi, kind, result.expected[i])
    fan = _fan_json(batch, i) if outlook.points[i] >= forecasting.MIN_POINTS else None
    at_due = _value_at(fan, kpi.due_on)
    # Once the due day is measured, whether it was in time is a fact and no longer likely.
    settled = status is Status.DONE or rule is Rule.OVERDUE
    probability = None if settled else _percent(outlook.probability[i])
    facts = {
        "current": current,
        "current_on": current_on,
        "expected_value": expected_value,
        "probability": probability,
        "at_due": at_due,
        "as_of": batch.as_of,
        "share": progress if kind in STAYING else None,
        "status_ok": status is Status.OK,
    }
    return Readout(
        kpi_id=kpi.pk,
        status=status.key,
        rule=rule.key,
        current=current,
        current_on=current_on,
        previous=previous,
        progress=progress,
        expected=_percent(result.expected[i]),
        expected_value=expected_value,
        pace=_number(result.pace[i]),
        reaches_on=_day(outlook.day[i]),
        low_on=_day(outlook.day_low[i]),
        high_on=_day(outlook.day_high[i]),
        probability=probability,
        sentence=sentence_of(kpi, rule, facts),
        result={
            "rule": rule.key,
            "outlook": forecasting.Outlook(int(outlook.outlook[i])).key,
            "slope_per_day": _number(outlook.slope[i], 9),
            "points": int(outlook.points[i]),
            "fan": fan,
            "at_due": at_due,
            "thresholds": {name: batch.limits[i][name] for name in LIMITS},
        },
        count=int(result.count[i]),
        measure_by=_measure_by(kpi, status, current_on),
        watermark=_watermark(kpi, batch, i),
    )


def _measure_by(kpi: Kpi, status: Status, newest: date | None) -> date | None:
    if kpi.retired_at is not None or status is Status.DONE:
        return None
    return due_after(newest or inputs.start_of(kpi), kpi.cadence, kpi.due_on)


def _watermark(kpi: Kpi, batch: _Batch, i: int) -> str:
    """What the reading was computed from; equal marks mean equal readings."""
    given = (
        EDITION, kpi.kind, kpi.baseline, inputs.start_of(kpi), kpi.target, kpi.lower, kpi.upper, kpi.due_on,
        kpi.cadence, kpi.unit, kpi.unit_en, kpi.decimals, kpi.checkpoints, kpi.retired_at is None,
        [batch.limits[i][name] for name in LIMITS], batch.as_of,
    )  # fmt: skip
    return hashlib.sha256(repr(given).encode() + batch.rows.marks[i]).hexdigest()


def _expected_value(kpi: Kpi, kind: Kind, share: float) -> Decimal | None:
    if kind is not Kind.REACH or kpi.baseline is None or kpi.target is None or not np.isfinite(share):
        return None
    return (kpi.baseline + (kpi.target - kpi.baseline) * Decimal(repr(float(share)))).quantize(SIX)


def _rounded(fan: forecasting.Fan) -> dict[str, list[list[float]]]:
    """The bands of all KPIs as plain numbers, in one go."""
    names = ("middle", "low50", "high50", "low80", "high80")
    return {name: np.round(getattr(fan, name), 6).tolist() for name in names}


def _fan_json(batch: _Batch, i: int) -> dict[str, list[Any]]:
    """The fan of one KPI. A day that stands twice is kept once."""
    days = batch.fan_days[i].tolist()
    keep = [n for n, day in enumerate(days) if n == 0 or day != days[n - 1]]
    return {
        "days": [date.fromordinal(days[n]).isoformat() for n in keep],
        **{name: [bands[i][n] for n in keep] for name, bands in batch.fan.items()},
    }


def _value_at(fan: Mapping[str, list[Any]] | None, on: date | None) -> float | None:
    """The middle of the forecast on a day the fan has."""
    if fan is None or on is None or on.isoformat() not in fan["days"]:
        return None
    return float(fan["middle"][fan["days"].index(on.isoformat())])


def _number(value: Any, digits: int = 6) -> float | None:
    return round(float(value), digits) if np.isfinite(value) else None


def _percent(value: Any) -> float | None:
    return round(float(value) * 100, 4) if np.isfinite(value) else None


def _day(ordinal: Any) -> date | None:
    return None if int(ordinal) == NO_DAY else date.fromordinal(int(ordinal))
