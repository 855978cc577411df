"""Progress, pace, status and roll-up: goldens of the definitions, every rule once, and laws."""

from __future__ import annotations

import dataclasses
import math
from bisect import bisect_right
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.engines import progress
from metrics.engines.kpi import Kind, Kpi, Rule, Status, Thresholds, kpi_table
from metrics.engines.progress import KpiProgress, evaluate, evaluate_one
from metrics.engines.rollup import Rollup, roll_up, roll_up_one
from metrics.engines.series import MAX_ABS, NO_DAY, Series, series
from pmo.engines.stats import NotAvailable

START, DUE = 740_000, 740_400
REIMBURSEMENT = Kpi(Kind.REACH, baseline=5, target=2, baseline_day=START, due_day=DUE, cadence_days=30)


def see(kpi: Kpi, points: dict[int, float], as_of: int, **more: object) -> KpiProgress:
    return evaluate_one(kpi, list(points), list(points.values()), as_of, **more)  # type: ignore[arg-type]


def but(kpi: Kpi = REIMBURSEMENT, **changes: object) -> Kpi:
    return dataclasses.replace(kpi, **changes)  # type: ignore[arg-type]


# goldens


def test_five_days_to_two_now_three_point_two() -> None:
    assert progress.progress_of(3.2, 5, 2) == pytest.approx(0.60)
    assert progress.progress_of(66, 30, 90) == pytest.approx(0.60)
    assert progress.progress_of(5.6, 5, 2) == pytest.approx(-0.20)
    assert progress.progress_of(1.4, 5, 2) == pytest.approx(1.20)
    assert progress.progress_of(3, 5, 5) == NotAvailable("baseline_is_target")
    assert progress.relative_target(120, -0.30) == pytest.approx(84)


def test_half_of_the_time_three_fifths_of_the_way() -> None:
    result = see(REIMBURSEMENT, {START + 190: 3.2}, START + 200)
    assert (result.status, result.rule) == (Status.OK, Rule.PACE)
    assert result.progress == pytest.approx(0.60)
    assert result.expected == 0.5
    assert result.pace == pytest.approx(1.2)
    assert (result.current, result.current_day, result.count) == (3.2, START + 190, 1)


def test_weights_two_and_three_give_28_percent() -> None:
    result = roll_up_one([0.40, 0.20], [2, 3], [Status.OK, Status.RISK])
    assert result == Rollup(pytest.approx(0.28), Status.RISK, 1, 2)


# status: each rule once


@pytest.mark.parametrize(
    ("value", "status"),
    [(3.575, Status.OK), (3.58, Status.RISK), (3.875, Status.RISK), (3.88, Status.OFF), (6.0, Status.OFF)],
)
def test_pace_at_the_thresholds(value: float, status: Status) -> None:
    result = see(REIMBURSEMENT, {START + 200: value}, START + 200)
    assert (result.status, result.rule) == (status, Rule.PACE)


def test_thresholds_belong_to_the_portfolio() -> None:
    strict = Thresholds(pace_ok=1.3, pace_risk=1.1)
    assert see(REIMBURSEMENT, {START + 200: 3.2}, START + 200, thresholds=strict).status is Status.RISK
    table = kpi_table([REIMBURSEMENT, REIMBURSEMENT])
    measured = series([0, 1, 2], [START + 200] * 2, [3.2] * 2)
    each = Thresholds(pace_ok=np.array([0.95, 1.3]), pace_risk=np.array([0.75, 1.1]))
    assert evaluate(table, measured, START + 200, thresholds=each).status.tolist() == [Status.OK, Status.RISK]


@pytest.mark.parametrize(
    ("chance", "status", "rule"),
    [
        (0.5, Status.OK, Rule.PACE),
        (0.49, Status.RISK, Rule.FORECAST),
        (0.2, Status.RISK, Rule.FORECAST),
        (0.19, Status.OFF, Rule.FORECAST),
        (math.nan, Status.OK, Rule.PACE),
    ],
)
def test_the_worse_of_pace_and_forecast(chance: float, status: Status, rule: Rule) -> None:
    result = see(REIMBURSEMENT, {START + 200: 3.2}, START + 200, probability=chance)
    assert (result.status, result.rule) == (status, rule)


def test_a_forecast_never_excuses_a_bad_pace() -> None:
    result = see(REIMBURSEMENT, {START + 200: 4.5}, START + 200, probability=0.9)
    assert (result.status, result.rule) == (Status.OFF, Rule.PACE)


def test_the_forecast_counts_after_a_quarter_of_the_time() -> None:
    assert see(REIMBURSEMENT, {START + 99: 4}, START + 99, probability=0.0).rule is Rule.PACE
    assert see(REIMBURSEMENT, {START + 99: 4}, START + 100, probability=0.0).rule is Rule.FORECAST


def test_no_data_after_one_and_a_half_cadences() -> None:
    assert see(REIMBURSEMENT, {START + 100: 4}, START + 145).rule is Rule.PACE
    late = see(REIMBURSEMENT, {START + 100: 4}, START + 146)
    assert (late.status, late.rule) == (Status.NONE, Rule.STALE)
    assert late.progress == pytest.approx(1 / 3)  # the old number stays visible


def test_before_the_first_measurement() -> None:
    waiting = see(REIMBURSEMENT, {}, START + 45)
    assert (waiting.status, waiting.rule) == (Status.IDLE, Rule.AWAITING)
    assert waiting.current == NotAvailable("no_measurement")
    assert waiting.progress == NotAvailable("awaiting")
    silent = see(REIMBURSEMENT, {}, START + 46)
    assert (silent.status, silent.rule) == (Status.NONE, Rule.UNMEASURED)


def test_before_the_start_nothing_is_judged() -> None:
    for day in (START - 10, START):
        result = see(REIMBURSEMENT, {START - 20: 5}, day)
        assert (result.status, result.rule, result.expected) == (Status.IDLE, Rule.NOT_STARTED, 0.0)
        assert result.pace == NotAvailable("not_started")


def test_done_needs_the_due_day_and_a_measurement_that_speaks_for_it() -> None:
    assert see(REIMBURSEMENT, {DUE - 10: 1.9}, DUE - 1).rule is Rule.PACE
    done = see(REIMBURSEMENT, {DUE - 10: 2.0}, DUE)
    assert (done.status, done.rule) == (Status.DONE, Rule.REACHED)
    assert see(REIMBURSEMENT, {DUE - 10: 2.0}, DUE + 500).status is Status.DONE
    assert see(REIMBURSEMENT, {DUE - 100: 2.0}, DUE).rule is Rule.STALE


def test_a_missed_due_day_stays_missed_until_reached() -> None:
    missed = {DUE + 1: 2.1}
    for day in (DUE + 1, DUE + 400):
        result = see(REIMBURSEMENT, missed, day)
        assert (result.status, result.rule) == (Status.OFF, Rule.OVERDUE)
    # not measured since: the verdict waits for the measurement of the due period
    assert see(REIMBURSEMENT, {DUE - 5: 2.1}, DUE + 5).rule is Rule.PACE
    assert see(REIMBURSEMENT, missed | {DUE + 30: 2.0}, DUE + 30).status is Status.DONE


@pytest.mark.parametrize(
    ("changes", "status", "rule"),
    [
        ({"target": 5}, Status.NONE, Rule.BASELINE_IS_TARGET),
        ({"due_day": START}, Status.NONE, Rule.DATES_INVALID),
        ({"due_day": START - 1}, Status.NONE, Rule.DATES_INVALID),
        ({"due_day": NO_DAY}, Status.NONE, Rule.DATES_INVALID),
        ({"kind": Kind.MEASURE_BASELINE, "baseline": math.nan}, Status.IDLE, Rule.BASELINE_MISSING),
    ],
)
def test_what_cannot_be_judged_says_why(changes: dict[str, object], status: Status, rule: Rule) -> None:
    result = see(but(**changes), {START + 10: 4}, START + 20)
    assert (result.status, result.rule, result.pace) == (status, rule, NotAvailable(rule.key))
    assert result.current == 4


# expectation


def test_checkpoints_bend_the_expected_line() -> None:
    kpi = but(checkpoints=[(START + 300, 3.5), (START + 100, 5.0)])
    expected = {day: see(kpi, {START + 1: 5}, START + day).expected for day in (50, 100, 200, 300, 350, 400, 500)}
    assert expected == {50: 0, 100: 0, 200: 0.25, 300: 0.5, 350: 0.75, 400: 1, 500: 1}
    idle = see(kpi, {START + 90: 5}, START + 100)
    assert (idle.status, idle.rule) == (Status.IDLE, Rule.NOTHING_EXPECTED)


def test_checkpoints_outside_the_period_are_ignored_and_the_line_stays_within_its_ends() -> None:
    kpi = but(checkpoints=[(START - 5, 3), (START, 3), (DUE, 4), (DUE + 9, 4)])
    assert see(kpi, {START + 200: 4}, START + 200).expected == 0.5
    wild = but(checkpoints=[(START + 100, 8.0), (START + 300, 0.0)])
    assert see(wild, {START + 100: 4}, START + 100).expected == 0
    assert see(wild, {START + 300: 4}, START + 300).expected == 1


# stay-kinds

UPTIME = Kpi(Kind.STAY_ABOVE, math.nan, 99.0, START, NO_DAY, 30)


def test_staying_is_the_share_of_periods_inside() -> None:
    points = {START - 5: 0.0, START: 99.0, START + 30: 98.9, START + 60: 99.9, START + 90: 99.5, START + 120: 0.0}
    result = see(UPTIME, points, START + 100)
    assert (result.progress, result.expected, result.count) == (0.75, 1.0, 5)
    assert (result.status, result.rule) == (Status.RISK, Rule.PACE)
    assert see(but(UPTIME, kind=Kind.STAY_BELOW), points, START + 100).progress == 0.5
    within = but(UPTIME, kind=Kind.STAY_WITHIN, target=98.9, upper=99.5)
    assert see(within, points, START + 100).progress == 0.75


def test_staying_ends_on_the_due_day() -> None:
    kpi = but(UPTIME, due_day=DUE)
    assert see(kpi, {DUE: 99.5, DUE + 1: 0.0}, DUE + 2).rule is Rule.REACHED
    assert see(kpi, {DUE: 98.0}, DUE + 2).status is Status.OFF
    assert see(kpi, {START - 1: 99.5}, START + 10).rule is Rule.AWAITING
    assert see(kpi, {START - 9: 99.5}, START - 1).rule is Rule.NOT_STARTED
    assert see(kpi, {START + 1: 99.5}, START + 1, probability=0.0).status is Status.OK  # no forecast for staying


# refusals


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e101])
def test_what_is_not_a_number_is_refused(bad: float) -> None:
    for call in (
        lambda: see(REIMBURSEMENT, {START + 1: bad}, START + 2),
        lambda: see(but(target=bad), {}, START),
        lambda: see(but(baseline=bad), {}, START),
        lambda: see(but(UPTIME, kind=Kind.STAY_WITHIN, upper=bad), {}, START),
        lambda: see(but(checkpoints=[(START + 1, bad)]), {}, START),
        lambda: progress.progress_of(bad, 1, 2),
        lambda: progress.relative_target(5, bad),
    ):
        with pytest.raises(ValueError, match="finite"):
            call()


def test_arrays_that_do_not_fit_are_refused() -> None:
    one, rows = kpi_table([REIMBURSEMENT]), series([0, 1], [START + 1], [4.0])
    for call in (
        lambda: evaluate(one, series([0], [], []), START),
        lambda: evaluate(one, rows, START, probability=[1.5]),
        lambda: evaluate(one, rows, START, probability=[0.5, 0.5]),
        lambda: series([0, 2], [START], [1.0]),
        lambda: series([0, 1, 0, 1], [START], [1.0]),
        lambda: series([0, 1], [0], [1.0]),
        lambda: series([0, 1], [NO_DAY], [1.0]),
        lambda: series([0, 1], [1.5], [1.0]),
        lambda: kpi_table([but(cadence_days=0)]),
        lambda: dataclasses.replace(one, kind=np.array([9])),
        lambda: dataclasses.replace(one, due_day=np.array([1, 2])),
        lambda: dataclasses.replace(one, due_day=np.array([1.5])),
        lambda: roll_up([0, 2], [0.5], [1.0], [0]),
        lambda: roll_up([0, 1], [math.inf], [1.0], [0]),
        lambda: roll_up([0, 1], [0.5], [-1.0], [0]),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            call()


def test_a_gap_that_overflows_is_no_progress() -> None:
    kpi = but(baseline=0.0, target=5e-324)
    assert isinstance(see(kpi, {START + 200: MAX_ABS}, START + 200).progress, NotAvailable)
    assert progress.progress_of(MAX_ABS, 0.0, 5e-324) == NotAvailable("baseline_is_target")


# laws

levels = st.integers(-1000, 1000).map(lambda n: n / 8)
measurements = st.dictionaries(st.integers(START - 50, DUE + 100), levels, max_size=12)
days = st.integers(START - 60, DUE + 110)


@st.composite
def reach_kpis(draw: st.DrawFn) -> Kpi:
    baseline = draw(levels)
    target = draw(levels.filter(lambda value: value != baseline))
    marks = draw(st.dictionaries(st.integers(START - 5, DUE + 5), levels, max_size=3))
    return Kpi(Kind.REACH, baseline, target, START, DUE, draw(st.integers(1, 90)), checkpoints=list(marks.items()))


@st.composite
def any_kpis(draw: st.DrawFn) -> Kpi:
    kind = draw(st.sampled_from(Kind))
    return dataclasses.replace(draw(reach_kpis()), kind=kind, upper=draw(levels))


def slowly(kpi: Kpi, points: dict[int, float], as_of: int) -> tuple[float | None, float | None]:
    """Progress and expected of a reach-KPI, by the book."""
    seen = [day for day in sorted(points) if day <= as_of]
    done = (points[seen[-1]] - kpi.baseline) / (kpi.target - kpi.baseline) if seen else None
    inner = sorted((d, (v - kpi.baseline) / (kpi.target - kpi.baseline)) for d, v in kpi.checkpoints if START < d < DUE)
    nodes = [(START, 0.0), *inner, (DUE, 1.0)]
    if as_of <= START or as_of >= DUE:
        return done, float(as_of >= DUE)
    after = bisect_right([day for day, _ in nodes], as_of)
    (d0, s0), (d1, s1) = nodes[after - 1], nodes[after]
    return done, min(1.0, max(0.0, s0 + (s1 - s0) * (as_of - d0) / (d1 - d0)))


@given(reach_kpis(), measurements, days)
def test_progress_and_expectation_by_the_book(kpi: Kpi, points: dict[int, float], as_of: int) -> None:
    done, expected = slowly(kpi, points, as_of)
    result = see(kpi, points, as_of)
    assert result.expected == pytest.approx(expected, abs=1e-12)
    assert (result.progress == pytest.approx(done, abs=1e-12)) if done is not None else result.count == 0


@given(any_kpis(), measurements, days, st.randoms())
def test_order_of_input_does_not_matter(kpi: Kpi, points: dict[int, float], as_of: int, random: Random) -> None:
    shuffled, marks = list(points.items()), list(kpi.checkpoints)
    random.shuffle(shuffled)
    random.shuffle(marks)
    assert see(but(kpi, checkpoints=marks), dict(shuffled), as_of) == see(kpi, points, as_of)


@given(reach_kpis(), measurements, days, st.none() | st.floats(0, 1))
def test_up_and_down_are_mirror_images(kpi: Kpi, points: dict[int, float], as_of: int, chance: float | None) -> None:
    marks = [(day, -value) for day, value in kpi.checkpoints]
    mirror = but(kpi, baseline=-kpi.baseline, target=-kpi.target, checkpoints=marks)
    one = see(kpi, points, as_of, probability=chance)
    other = see(mirror, {day: -value for day, value in points.items()}, as_of, probability=chance)
    assert dataclasses.replace(other, current=one.current) == one


@given(reach_kpis(), measurements, days, st.sampled_from([0.001, 0.5, 60.0, 1440.0]), st.sampled_from([0.0, 32.0]))
def test_a_change_of_unit_changes_nothing(
    kpi: Kpi, points: dict[int, float], as_of: int, factor: float, shift: float
) -> None:
    def turned(value: float) -> float:
        return value * factor + shift

    marks = [(day, turned(value)) for day, value in kpi.checkpoints]
    other = but(kpi, baseline=turned(kpi.baseline), target=turned(kpi.target), checkpoints=marks)
    one, two = see(kpi, points, as_of), see(other, {day: turned(value) for day, value in points.items()}, as_of)
    if one.count:
        assert two.progress == pytest.approx(one.progress, rel=1e-6, abs=1e-6)
    assert two.expected == pytest.approx(one.expected, abs=1e-6)


@given(reach_kpis(), measurements, st.integers(START + 1, DUE), levels.map(abs))
def test_a_better_measurement_never_lowers_progress(
    kpi: Kpi, points: dict[int, float], as_of: int, step: float
) -> None:
    before = see(kpi, points, as_of)
    if not before.count:
        return
    assert isinstance(before.current, float)
    better = before.current + math.copysign(step, kpi.target - kpi.baseline)
    after = see(kpi, points | {as_of: better}, as_of)
    assert isinstance(before.progress, float)
    assert isinstance(after.progress, float)
    assert after.progress >= before.progress
    # and not the status either, silence aside
    if before.rule in (Rule.PACE, Rule.REACHED):
        assert after.status <= before.status or after.rule is Rule.OVERDUE


@given(st.lists(st.tuples(any_kpis(), measurements, days, st.none() | st.floats(0, 1)), min_size=1, max_size=8))
def test_a_batch_gives_the_same_bytes_as_one_by_one(
    cases: list[tuple[Kpi, dict[int, float], int, float | None]],
) -> None:
    sizes, marks = [len(points) for _, points, _, _ in cases], [len(kpi.checkpoints) for kpi, _, _, _ in cases]
    measured = series(
        np.cumsum([0, *sizes]),
        [day for _, points, _, _ in cases for day in points],
        [value for _, points, _, _ in cases for value in points.values()],
    )
    checkpoints = series(
        np.cumsum([0, *marks]),
        [day for kpi, _, _, _ in cases for day, _ in kpi.checkpoints],
        [value for kpi, _, _, _ in cases for _, value in kpi.checkpoints],
    )
    table = evaluate(
        kpi_table([kpi for kpi, _, _, _ in cases]),
        measured,
        [as_of for _, _, as_of, _ in cases],
        probability=[math.nan if chance is None else chance for _, _, _, chance in cases],
        checkpoints=checkpoints,
    )
    for index, (kpi, points, as_of, chance) in enumerate(cases):
        assert table.row(index) == see(kpi, points, as_of, probability=chance)


@given(st.lists(measurements, min_size=1, max_size=8), days)
def test_counting_until_a_day(rows: list[dict[int, float]], limit: int) -> None:
    measured: Series = series(
        np.cumsum([0, *map(len, rows)]), [d for row in rows for d in row], [v for row in rows for v in row.values()]
    )
    assert measured.count_until(limit).tolist() == [sum(day <= limit for day in row) for row in rows]


def test_several_values_on_one_day_count_as_their_mean_in_any_order() -> None:
    one = series([0, 0, 3, 5], [START, START, START - 1, START, START], [3.0, 1.0, 7.0, 4.0, 4.0])
    assert one.offsets.tolist() == [0, 0, 2, 3]
    assert one.values.tolist() == [7.0, 2.0, 4.0]


# roll-up


def test_roll_up_clips_leaves_out_and_names_the_reason() -> None:
    table = roll_up(
        [0, 3, 3, 5, 7],
        [1.4, -0.3, math.nan, math.nan, 0.5, 0.2, 0.1],
        [1, 1, 2, 1, 0, 1, 3],
        [Status.OK, Status.RISK, Status.NONE, Status.IDLE, Status.OFF, Status.OFF, Status.OFF],
    )
    assert table.progress[[0, 3]].tolist() == [0.5, pytest.approx(0.125)]
    assert np.isnan(table.progress[[1, 2]]).all()
    assert table.status.tolist() == [Status.RISK, Status.IDLE, Status.IDLE, Status.OFF]
    assert table.reason.tolist() == [1, -1, 3, 6]
    assert table.counted.tolist() == [2, 0, 0, 2]
    assert roll_up_one([], [], []) == Rollup(NotAvailable("nothing_counts"), Status.IDLE, None, 0)
    assert roll_up_one([None, 0.5], [1, 1], [Status.NONE, Status.OK]).status is Status.NONE


@given(st.lists(st.tuples(st.floats(-2, 3), st.integers(0, 5), st.sampled_from(Status)), min_size=1, max_size=9))
def test_roll_up_lies_between_its_members(members: list[tuple[float, int, Status]]) -> None:
    p, w, s = (list(column) for column in zip(*members, strict=True))
    result = roll_up_one(p, w, s)
    counted = [(min(1.0, max(0.0, x)), y, z) for x, y, z in members if y]
    if not counted:
        assert isinstance(result.progress, NotAvailable)
        return
    assert result.progress == pytest.approx(sum(x * y for x, y, _ in counted) / sum(y for _, y, _ in counted))
    assert result.status == max(z for _, _, z in counted)
    assert result.reason is not None
    assert s[result.reason] == result.status
