"""Progress, expectation, pace and status of KPIs (FORMULAS.md, "KPI, goal, project").

progress = (current − baseline) / (target − baseline), one formula for rising and falling KPIs, never clipped here;
current  = latest measurement at or before the day asked for; pace = progress ÷ expected.

Everything is computed for N KPIs at once; ``evaluate_one`` is a batch of one, so both give the same bytes. Numbers
that do not exist are NaN in arrays and ``NotAvailable(reason)`` in scalars; the ``Rule`` names what decided the status.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.engines.kpi import CodeArray, Kind, Kpi, KpiTable, Rule, Status, Thresholds, kpi_table
from metrics.engines.series import NO_DAY, FloatArray, IntArray, Series, check_finite, series
from pmo.engines.stats import NotAvailable

BoolArray = npt.NDArray[np.bool_]

STALE_AFTER: Final = 1.5
"""A KPI has "no data" when its newest measurement is older than this many cadences."""


@dataclass(frozen=True, eq=False)
class ProgressTable:
    """Results of N KPIs, arrays of N.

    status, rule        codes of ``Status`` and ``Rule`` (int8)
    progress, expected  fractions; pace = progress / expected; NaN where not available
    current             value of the latest measurement at or before the day asked for; NaN when there is none
    current_day         its day, ``NO_DAY`` when there is none
    count               measurements (days) at or before the day asked for
    """

    status: CodeArray
    rule: CodeArray
    progress: FloatArray
    expected: FloatArray
    pace: FloatArray
    current: FloatArray
    current_day: IntArray
    count: IntArray

    def row(self, index: int) -> KpiProgress:
        """Result of one KPI as a plain record."""
        rule, count = Rule(int(self.rule[index])), int(self.count[index])

        def number(array: FloatArray) -> float | NotAvailable:
            return float(array[index]) if np.isfinite(array[index]) else NotAvailable(rule.key)

        return KpiProgress(
            status=Status(int(self.status[index])),
            rule=rule,
            progress=number(self.progress),
            expected=number(self.expected),
            pace=number(self.pace),
            current=float(self.current[index]) if count else NotAvailable("no_measurement"),
            current_day=int(self.current_day[index]) if count else None,
            count=count,
        )


@dataclass(frozen=True)
class KpiProgress:
    """Result of one KPI; see ``ProgressTable``."""

    status: Status
    rule: Rule
    progress: float | NotAvailable
    expected: float | NotAvailable
    pace: float | NotAvailable
    current: float | NotAvailable
    current_day: int | None
    count: int


def progress_of(current: float, baseline: float, target: float) -> float | NotAvailable:
    """(current − baseline) / (target − baseline), unclipped: 5 d → 2 d, now 3.2 gives 0.60. ValueError for NaN, ∞."""
    check_finite(np.array([current, baseline, target], dtype=np.float64), "current, baseline, target")
    if target == baseline:
        return NotAvailable(Rule.BASELINE_IS_TARGET.key)
    share = float(_share(np.array([current]), np.array([baseline]), np.array([target]))[0])
    return share if np.isfinite(share) else NotAvailable(Rule.BASELINE_IS_TARGET.key)


def relative_target(baseline: float, change: float) -> float:
    """Target stored for words such as "−30 %": baseline · (1 + change), change = −0.30."""
    check_finite(np.array([baseline, change], dtype=np.float64), "baseline, change")
    return baseline * (1 + change)


def evaluate(
    kpis: KpiTable,
    measured: Series,
    as_of: npt.ArrayLike,
    *,
    probability: npt.ArrayLike | None = None,
    checkpoints: Series | None = None,
    thresholds: Thresholds | None = None,
) -> ProgressTable:
    """Progress and status of N KPIs on a day.

    measured     N rows of measurements; later ones than ``as_of`` are not seen
    as_of        ordinal, scalar or int[N]
    probability  float[N], P(target reached by the due day) of ``forecast``; NaN where there is no forecast
    checkpoints  N rows of (day, expected value in the KPI's unit) for reach-KPIs; those not strictly between baseline
                 and due day are ignored, because both ends are fixed: 0 at the baseline day, 1 at the due day
    """
    if len(measured) != len(kpis) or (checkpoints is not None and len(checkpoints) != len(kpis)):
        raise ValueError("measurements and checkpoints need one row per KPI")
    today = np.broadcast_to(np.asarray(as_of, dtype=np.int64), (len(kpis),))
    count = measured.count_until(today)
    current, current_day = _latest(measured, count)
    reach = kpis.kind == Kind.REACH
    progress = np.full(len(kpis), np.nan)
    if np.any(reach):
        progress[reach] = _share(current[reach], kpis.baseline[reach], kpis.target[reach])
    stay = np.flatnonzero((kpis.kind >= Kind.STAY_ABOVE) & (kpis.kind <= Kind.STAY_WITHIN))
    if stay.size:
        progress[stay] = _inside_share(kpis, measured, today, stay)
    progress[~np.isfinite(progress)] = np.nan  # a gap so small that the division overflowed is no progress either
    expected = _expected(kpis, checkpoints, today)
    pace = np.full(len(kpis), np.nan)
    np.divide(progress, expected, out=pace, where=expected > 0)
    chance = np.full(len(kpis), np.nan) if probability is None else np.asarray(probability, dtype=np.float64)
    if chance.shape != (len(kpis),) or np.any((chance < 0) | (chance > 1)):
        raise ValueError("probability must hold one number from 0 to 1 (or NaN) per KPI")
    result = ProgressTable(
        np.zeros(len(kpis), np.int8),
        np.zeros(len(kpis), np.int8),
        progress,
        expected,
        pace,
        current,
        current_day,
        count,
    )
    _judge(kpis, result, today, chance, thresholds or Thresholds())
    return result


def evaluate_one(
    kpi: Kpi,
    days: npt.ArrayLike,
    values: npt.ArrayLike,
    as_of: int,
    *,
    probability: float | None = None,
    thresholds: Thresholds | None = None,
) -> KpiProgress:
    """``evaluate`` for one KPI and its measurements, in any order."""
    table = kpi_table([kpi])
    measured = series([0, np.size(days)], days, values)
    marks = sorted(kpi.checkpoints)
    points = series([0, len(marks)], [day for day, _ in marks], [value for _, value in marks]) if marks else None
    chance = None if probability is None else np.array([probability])
    return evaluate(table, measured, as_of, probability=chance, checkpoints=points, thresholds=thresholds).row(0)


def _latest(measured: Series, count: IntArray) -> tuple[FloatArray, IntArray]:
    """Value and day of the last counted measurement of each row; NaN and ``NO_DAY`` where none is counted."""
    current = np.full(count.size, np.nan)
    day = np.full(count.size, NO_DAY, dtype=np.int64)
    some = count > 0
    last = measured.offsets[:-1][some] + count[some] - 1
    current[some] = measured.values[last]
    day[some] = measured.days[last]
    return current, day


def _share(value: FloatArray, baseline: FloatArray, target: FloatArray) -> FloatArray:
    """The progress formula; ±inf or NaN where baseline = target."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share: FloatArray = (value - baseline) / (target - baseline)
    return share


def _inside_share(kpis: KpiTable, measured: Series, today: IntArray, rows: IntArray) -> FloatArray:
    """Share of the measurements from baseline day to the day asked for (at most the due day) that kept the bound."""
    first = measured.count_until(kpis.baseline_day - 1)[rows]
    seen = measured.count_until(np.minimum(today, kpis.due_day))[rows]
    number = np.maximum(seen - first, 0)
    row = np.repeat(np.arange(rows.size), number)
    begin = np.repeat(measured.offsets[:-1][rows] + first - (np.cumsum(number) - number), number)
    value = measured.values[begin + np.arange(row.size)]
    kind, low, high = (array[rows][row] for array in (kpis.kind, kpis.target, kpis.upper))
    inside = np.where(kind == Kind.STAY_BELOW, value <= low, value >= low)
    inside &= (kind != Kind.STAY_WITHIN) | (value <= high)
    kept = np.bincount(row, weights=inside, minlength=rows.size)
    with np.errstate(invalid="ignore"):
        share: FloatArray = kept / np.where(number > 0, number, np.nan)
    return share


def _expected(kpis: KpiTable, checkpoints: Series | None, today: IntArray) -> FloatArray:
    """Expected progress: piecewise linear through (baseline day, 0), checkpoints, (due day, 1), within [0, 1].

    Stay-KPIs are expected to be inside always: 1 from the baseline day on. NaN where there is nothing to expect.
    """
    start, due = kpis.baseline_day, kpis.due_day
    reach = (kpis.kind == Kind.REACH) & (due > start) & (due != NO_DAY)
    left, left_share = start.copy(), np.zeros(len(kpis))
    right, right_share = due.copy(), np.ones(len(kpis))
    if checkpoints is not None and checkpoints.days.size:
        low = checkpoints.count_until(start)
        seen = checkpoints.count_until(today)
        end = checkpoints.count_until(due - 1)
        for has, at, day, level in ((seen > low, seen - 1, left, left_share), (end > seen, seen, right, right_share)):
            rows = np.flatnonzero(reach & has)
            position = checkpoints.offsets[:-1][rows] + at[rows]
            share = _share(checkpoints.values[position], kpis.baseline[rows], kpis.target[rows])
            usable = np.isfinite(share)
            day[rows[usable]] = checkpoints.days[position[usable]]
            level[rows[usable]] = share[usable]
    with np.errstate(divide="ignore", invalid="ignore"):
        line = left_share + (right_share - left_share) * ((today - left) / (right - left))
    line = np.clip(np.where(today >= due, 1.0, np.where(today <= start, 0.0, line)), 0.0, 1.0)
    stay = (kpis.kind >= Kind.STAY_ABOVE) & (kpis.kind <= Kind.STAY_WITHIN)
    return np.where(reach, line, np.where(stay & (today >= start), 1.0, np.nan))


def _judge(kpis: KpiTable, result: ProgressTable, today: IntArray, chance: FloatArray, limits: Thresholds) -> None:
    """Writes status and rule. Later assignments overrule earlier ones: from the ordinary to the exceptional."""
    status, rule = result.status, result.rule
    start, due = kpis.baseline_day, kpis.due_day
    reach = kpis.kind == Kind.REACH
    stay = (kpis.kind >= Kind.STAY_ABOVE) & (kpis.kind <= Kind.STAY_WITHIN)
    patience = STALE_AFTER * kpis.cadence_days
    measured = result.count > 0
    grade = _grade(result.pace, limits.pace_ok, limits.pace_risk)
    outlook = _grade(chance, limits.chance_ok, limits.chance_risk)
    # due and today are ordinals below 2^31, so the product of the share and the span is exact enough in float64
    counts = reach & np.isfinite(chance) & (today - start >= limits.forecast_after * (due - start)) & (outlook > grade)
    status[:] = np.where(counts, outlook, grade)
    rule[:] = np.where(counts, Rule.FORECAST, Rule.PACE)

    def overrule(where: BoolArray, to: Status, because: Rule) -> None:
        status[where], rule[where] = to, because

    unmeasured = ~np.isfinite(result.progress)
    overrule(result.expected == 0, Status.IDLE, Rule.NOTHING_EXPECTED)
    overrule(measured & (today - result.current_day > patience), Status.NONE, Rule.STALE)
    overrule(unmeasured, Status.IDLE, Rule.AWAITING)
    overrule(unmeasured & (today - start > patience), Status.NONE, Rule.UNMEASURED)
    at_due = measured & (today >= due) & (due != NO_DAY)
    overrule(at_due & reach & (result.current_day >= due) & (result.progress < 1), Status.OFF, Rule.OVERDUE)
    # "done" needs a measurement that still speaks for the due day
    goal = np.where(stay, np.asarray(limits.pace_ok), 1.0)
    overrule(at_due & (due - result.current_day <= patience) & (result.progress >= goal), Status.DONE, Rule.REACHED)
    overrule((today < start) | (reach & (today <= start)), Status.IDLE, Rule.NOT_STARTED)
    overrule(reach & ((due <= start) | (due == NO_DAY)), Status.NONE, Rule.DATES_INVALID)
    overrule(reach & (kpis.baseline == kpis.target), Status.NONE, Rule.BASELINE_IS_TARGET)
    overrule(kpis.kind == Kind.MEASURE_BASELINE, Status.IDLE, Rule.BASELINE_MISSING)


def _grade(value: FloatArray, ok: float | FloatArray, risk: float | FloatArray) -> CodeArray:
    """On track, at risk or off track by two thresholds; NaN is replaced by the caller's exceptions."""
    # 0.57 ÷ 0.6 is 0.95 to a reader, and 0.9499999999999999 in binary
    level = value + 1e-9
    return np.where(level >= ok, Status.OK, np.where(level >= risk, Status.RISK, Status.OFF)).astype(np.int8)
