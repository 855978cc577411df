"""Forecast: exact lines, slow re-computation, coverage of the bands, and laws."""

from __future__ import annotations

import dataclasses
import math
from itertools import combinations
from random import Random
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.engines.forecast import MAX_POINTS, Forecast, Outlook, fan, forecast, forecast_one
from metrics.engines.series import LAST_DAY, NO_DAY, series
from metrics.engines.trend import HORIZON_DAYS, Trend, first_day, freedom
from pmo.engines.stats import Line, NotAvailable, student_t_cdf, student_t_quantile, theil_sen

D0 = 740_000


def line(n: int, start: float, slope: float, step: int = 7) -> tuple[list[int], list[float]]:
    days = [D0 + step * i for i in range(n)]
    return days, [start + slope * (day - D0) for day in days]


# exact lines


@pytest.mark.parametrize(("start", "slope", "target"), [(5.0, -0.01, 2.0), (30.0, 0.2, 90.0), (1e12, -0.3, 1e12 - 90)])
def test_an_exact_line_reaches_its_target_on_the_exact_day(start: float, slope: float, target: float) -> None:
    days, values = line(10, start, slope)
    reached = D0 + 300
    sign = 1 if slope > 0 else -1
    result = forecast_one(days, values, D0 + 100, target=target, direction=sign, due_day=reached)
    assert (result.day, result.day_low, result.day_high) == (reached, reached, reached)
    assert (result.outlook, result.probability, result.scale) == (Outlook.DATED, 1.0, 0.0)
    late = forecast_one(days, values, D0 + 100, target=target, direction=sign, due_day=reached - 1)
    assert late.probability == 0.0
    assert result.slope == pytest.approx(slope, rel=1e-4)
    assert result.level == pytest.approx(start + slope * 63)
    assert (result.newest, result.points) == (D0 + 63, 10)


def test_the_wrong_way_and_too_slowly() -> None:
    days, values = line(6, 5.0, 0.01)
    away = forecast_one(days, values, D0 + 50, target=2.0, direction=-1, due_day=D0 + 400)
    assert (away.outlook, away.day, away.day_high, away.probability) == (Outlook.WRONG_WAY, None, None, 0.0)
    flat = forecast_one(days, [5.0] * 6, D0 + 50, target=2.0, direction=-1, due_day=D0 + 400)
    assert (flat.outlook, flat.day) == (Outlook.WRONG_WAY, None)
    days, values = line(6, 5.0, -3 / (HORIZON_DAYS + 36))
    assert forecast_one(days, values, D0 + 50, target=2.0, direction=-1).outlook is Outlook.BEYOND
    days, values = line(6, 5.0, -3 / (HORIZON_DAYS + 35))
    last = forecast_one(days, values, D0 + 50, target=2.0, direction=-1)
    assert (last.outlook, last.day) == (Outlook.DATED, D0 + 35 + HORIZON_DAYS)


def test_at_the_target_already() -> None:
    days, values = line(6, 5.0, -0.1)
    result = forecast_one(days, values, D0 + 50, target=2.0, direction=-1, due_day=D0 + 90)
    assert (result.outlook, result.day, result.day_low, result.probability) == (Outlook.REACHED, D0 + 35, D0 + 35, 1.0)
    # a single good value counts as reached now, but not as certain on the due day
    lucky = forecast_one(days, [5, 5.1, 4.9, 5, 5.1, 2], D0 + 50, target=2.0, direction=-1, due_day=D0 + 90)
    assert (lucky.outlook, lucky.day) == (Outlook.REACHED, D0 + 35)
    assert isinstance(lucky.probability, float)
    assert lucky.probability < 0.2


def test_what_there_is_not_enough_of() -> None:
    days, values = line(3, 5.0, -0.1)
    few = forecast_one(days, values, D0 + 50, target=2.0, direction=-1, due_day=D0 + 90)
    assert (few.outlook, few.points, few.day) == (Outlook.TOO_FEW, 3, None)
    assert few.probability == few.slope == NotAvailable("too_few")
    days, values = line(5, 5.0, -0.1)
    aimless = forecast_one(days, values, D0 + 50, target=math.nan, direction=0, due_day=D0 + 90)
    assert (aimless.outlook, aimless.probability) == (Outlook.NO_TARGET, NotAvailable("no_target"))
    assert aimless.slope == pytest.approx(-0.1)
    assert forecast_one(days, values, D0 + 50, target=2, direction=-1).probability == NotAvailable("no_due_day")
    assert forecast_one([], [], D0, target=2, direction=-1).newest is None
    # four values on three days are three points
    assert forecast_one([D0, D0, D0 + 1, D0 + 2], [1, 2, 3, 4], D0 + 9, target=9, direction=1).points == 3


def test_only_what_was_known_and_belongs_is_used() -> None:
    days, values = line(40, 90.0, -0.1)
    whole = forecast_one(days[:30], values[:30], D0 + 203, target=0.0, direction=-1)
    assert forecast_one(days, values, days[29], target=0.0, direction=-1) == whole
    assert whole.points == MAX_POINTS
    history = [D0 - 7 * i for i in range(1, 20)]
    before = forecast_one(history + days[:8], [90.0] * 19 + values[:8], days[7], target=0, direction=-1)
    since = forecast_one(history + days[:8], [90.0] * 19 + values[:8], days[7], target=0, direction=-1, since=D0)
    assert since == forecast_one(days[:8], values[:8], days[7], target=0, direction=-1)
    assert before.day != since.day


def test_the_calendar_ends() -> None:
    days = [LAST_DAY - 40 + 7 * i for i in range(5)]
    result = forecast_one(days, [5, 4.9, 4.8, 4.7, 4.6], LAST_DAY, target=2, direction=-1)
    assert (result.outlook, result.day) == (Outlook.DATED, None)


@pytest.mark.parametrize("bad", [math.nan, math.inf, 1e101])
def test_what_is_not_a_number_is_refused(bad: float) -> None:
    days, values = line(5, 5.0, -0.1)
    with pytest.raises(ValueError, match="finite"):
        forecast_one(days, [*values[:4], bad], D0 + 50, target=2, direction=-1)
    with pytest.raises(ValueError, match="finite"):
        forecast_one(days, values, D0 + 50, target=bad, direction=-1)
    with pytest.raises(ValueError, match="direction"):
        forecast_one(days, values, D0 + 50, target=2, direction=2)
    with pytest.raises(ValueError, match="one element per row"):
        forecast(series([0, 5], days, values), D0 + 50, [1.0, 2.0], [1], [NO_DAY])


# the definition, slowly

values_of = st.integers(-400, 400).map(lambda n: n / 16)
histories = st.dictionaries(st.integers(D0, D0 + 300), values_of, min_size=4, max_size=30)


def slowly(points: dict[int, float], target: float, sign: int, due: int) -> tuple[float, float, float, float]:
    """Level, slope, scale and probability by the book."""
    kept = sorted(points.items())[-MAX_POINTS:]
    newest, n = kept[-1][0], len(kept)
    slope = median((b - a) / (e - d) for (d, a), (e, b) in combinations(kept, 2))
    level = median(value - slope * (day - newest) for day, value in kept)
    rest = sorted(abs(value - level - slope * (day - newest)) for day, value in kept)
    typical = median(rest)
    scale = 1.4826 * typical if typical > 1e-7 else math.sqrt(math.pi / 2) * sum(rest) / n
    scale *= math.sqrt(n / (n - 2))
    mean = sum(day - newest for day, _ in kept) / n
    spread = sum((day - newest - mean) ** 2 for day, _ in kept)
    gap = sign * (level + slope * (due - newest) - target)
    if scale < 1e-7:
        return level, slope, 0.0, float(gap >= -1e-7)
    width = scale * math.sqrt(1 + 1 / n + (due - newest - mean) ** 2 / spread)
    return level, slope, scale, float(student_t_cdf(gap / width, max(1, (n - 1) // 3)))


@given(histories, values_of, st.sampled_from([-1, 1]), st.integers(D0 - 20, D0 + 900))
def test_trend_scale_and_probability_by_the_book(points: dict[int, float], target: float, sign: int, due: int) -> None:
    level, slope, scale, chance = slowly(points, target, sign, due)
    result = forecast_one(list(points), list(points.values()), D0 + 300, target=target, direction=sign, due_day=due)
    assert result.level == pytest.approx(level, abs=1e-9)
    assert result.slope == pytest.approx(slope, abs=1e-12)
    assert result.scale == pytest.approx(scale, abs=1e-6)
    if scale:
        assert result.probability == pytest.approx(chance, abs=1e-6)


@given(histories, values_of, st.sampled_from([-1, 1]))
def test_days_are_the_first_on_which_the_bands_meet_the_target(
    points: dict[int, float], target: float, sign: int
) -> None:
    measured = series([0, len(points)], list(points), list(points.values()))
    table = forecast(measured, D0 + 300, [target], [sign], [NO_DAY])
    result, newest = table.row(0), int(table.newest[0])
    bands = fan(table, np.arange(newest, newest + HORIZON_DAYS + 1))
    optimist, pessimist = (bands.high80, bands.low80) if sign > 0 else (bands.low80, bands.high80)

    def first(band: np.ndarray, slack: float) -> int | None:
        there = np.flatnonzero(sign * (band[0] - target) >= slack)
        return newest + int(there[0]) if there.size else None

    def latest(day: int | None) -> float:
        return math.inf if day is None else day

    # a hair either way: the engine forgives rounding
    measured_there = sign * (points[max(points)] - target) >= 0
    for found, band in ((result.day_low, optimist), (result.day, bands.middle), (result.day_high, pessimist)):
        if not measured_there:
            assert latest(first(band, -1e-5)) <= latest(found) <= latest(first(band, 1e-5))
    assert latest(result.day_low) <= latest(result.day) <= latest(result.day_high)


def test_theil_sen_is_the_one_of_the_platform() -> None:
    rng = np.random.default_rng(3)
    days = np.sort(rng.choice(400, 20, replace=False)) + D0
    values = rng.normal(size=20)
    mine = forecast_one(days, values, D0 + 400, target=9, direction=1)
    theirs = theil_sen(days - days[-1], values)
    assert isinstance(theirs, Line)
    assert (mine.slope, mine.level) == (pytest.approx(theirs.slope), pytest.approx(theirs.intercept))


def test_values_that_mostly_agree_still_have_a_scale() -> None:
    days, _ = line(6, 0, 0)
    result = forecast_one(days, [5, 5, 5, 5, 4, 5], D0 + 50, target=2, direction=-1)
    # the median residual is 0: 1.2533 · mean|residual| · √(n / (n − 2))
    assert result.scale == pytest.approx(math.sqrt(math.pi / 2) / 6 * math.sqrt(6 / 4))


def test_a_large_offset_costs_no_digits() -> None:
    days, _ = line(8, 0, 0)
    wave = [1.0, -1.0] * 4
    near = forecast_one(days, wave, D0 + 50, target=0, direction=0)
    far = forecast_one(days, [1e12 + value for value in wave], D0 + 50, target=0, direction=0)
    assert (far.scale, far.slope) == (near.scale, near.slope)


@given(
    st.floats(-5, 5), st.floats(-0.05, 0.05), st.sampled_from([0.0, 0.01, 0.2, 1.0, 3.0]), st.floats(-300, 0),
    st.floats(20, 40_000), st.integers(4, 24), st.sampled_from([-1.9, -1.4, 1.4]),
)  # fmt: skip
def test_the_first_day_of_a_band_is_found_though_it_may_fall_back(
    level: float, slope: float, scale: float, mean_day: float, spread: float, n: int, t: float
) -> None:
    numbers = (level, slope, scale, 0.0, mean_day, spread, level)
    trend = Trend(n, *(np.array([number]) for number in numbers))
    wide = Trend(n, *(np.full(HORIZON_DAYS + 1, number) for number in numbers))
    edge = wide.edge(np.arange(HORIZON_DAYS + 1.0), t)
    there = np.flatnonzero(edge >= 0)
    # a hump that only just clears the target between two days may be missed by its rounded summit
    if np.any(np.abs(edge) < 1e-4):
        return
    assert int(first_day(trend, t)[0]) == (int(there[0]) if there.size else HORIZON_DAYS + 1)


def test_a_band_that_only_peeps_over_the_target_is_found() -> None:
    # worked: edge(h) = 1.49 + 0.003 h − 1.4 √(1 + 1/24 + (h + 80.5)² / 56,350); −0.016 at 0, summit 0.018 near day 62,
    # below again long before the end of the horizon
    numbers = (1.49, 0.003, 1.0, 0.0, -80.5, 56_350.0, 1.49)
    wide = Trend(24, *(np.full(400, number) for number in numbers))
    edge = wide.edge(np.arange(400.0), -1.4)
    assert edge[0] < 0 < edge[62]
    assert edge[399] < 0
    assert first_day(wide.take(np.array([0])), -1.4).tolist() == [int(np.argmax(edge >= 0))]


# bands


@pytest.mark.parametrize("n", [4, 5, 6, 8, 10, 13, 18, 24])
def test_bands_hold_what_they_promise(n: int) -> None:
    """Independent normal noise: an 80 % band holds 78–86 % of new values, a 50 % band 47–57 %, near and far."""
    rng = np.random.default_rng(n)
    size, days = 6000, D0 + 7 * np.arange(n)
    trend = 100 - 0.05 * (days - D0)
    measured = series(np.arange(size + 1) * n, np.tile(days, size), (trend + rng.normal(size=(size, n))).ravel())
    table = forecast(measured, days[-1], np.zeros(size), np.zeros(size, np.int8), np.full(size, NO_DAY))
    ahead = days[-1] + np.array([7, 7 * n])
    bands = fan(table, ahead)
    new = 100 - 0.05 * (ahead - D0) + rng.normal(size=(size, 2))
    most = ((bands.low80 <= new) & (new <= bands.high80)).mean(axis=0)
    half = ((bands.low50 <= new) & (new <= bands.high50)).mean(axis=0)
    assert np.all((most >= 0.77) & (most <= 0.87)), most
    assert np.all((half >= 0.46) & (half <= 0.58)), half


def test_a_fan_opens_and_hugs_the_trend() -> None:
    days, values = line(12, 5.0, -0.01)
    noisy = [value + 0.1 * (-1) ** i for i, value in enumerate(values)]
    offsets = [0, 12, 14]
    measured = series(offsets, [*days, D0, D0 + 9], [*noisy, 1, 2])
    table = forecast(measured, D0 + 100, [2.0, 2.0], [-1, -1], [D0 + 300] * 2)
    bands = fan(table, [D0 + 80, D0 + 160, D0 + 320])
    assert np.all(np.diff(bands.high80[0] - bands.low80[0]) > 0)
    assert np.all(bands.low80[0] < bands.low50[0])
    assert np.all(bands.low50[0] < bands.middle[0])
    assert bands.middle[0] == pytest.approx((bands.low80[0] + bands.high80[0]) / 2)
    ratio = (bands.high80[0] - bands.middle[0]) / (bands.high50[0] - bands.middle[0])
    assert ratio == pytest.approx(student_t_quantile(0.9, freedom(12)) / student_t_quantile(0.75, freedom(12)))
    assert np.isnan(bands.middle[1]).all()
    each = fan(table, [[D0 + 80], [D0 + 160]])
    assert each.middle[0, 0] == bands.middle[0, 0]


def test_one_outlier_does_not_turn_the_forecast() -> None:
    days, values = line(12, 5.0, -0.01)
    noisy = [value + 0.02 * (-1) ** i for i, value in enumerate(values)]
    clean = forecast_one(days, noisy, D0 + 100, target=2.0, direction=-1)
    dirty = forecast_one(days, [*noisy[:6], 40.0, *noisy[7:]], D0 + 100, target=2.0, direction=-1)
    assert clean.day is not None
    assert dirty.day is not None
    assert abs(clean.day - dirty.day) < 20


# laws


def ask(points: dict[int, float], target: float, sign: int, due: int = D0 + 500) -> Forecast:
    return forecast_one(list(points), list(points.values()), D0 + 300, target=target, direction=sign, due_day=due)


@given(histories, values_of, st.randoms())
def test_order_of_input_does_not_matter(points: dict[int, float], target: float, random: Random) -> None:
    shuffled = list(points.items())
    random.shuffle(shuffled)
    assert ask(dict(shuffled), target, -1) == ask(points, target, -1)


@given(histories, values_of)
def test_up_and_down_are_mirror_images(points: dict[int, float], target: float) -> None:
    one, other = ask(points, target, -1), ask({day: -value for day, value in points.items()}, -target, 1)
    if isinstance(one.level, float) and isinstance(one.slope, float):
        one = dataclasses.replace(one, level=-one.level, slope=-one.slope)
    assert other == one


@given(histories, values_of, st.sampled_from([0.25, 1024.0]), st.integers(-10, 10).map(float))
def test_a_change_of_unit_changes_nothing(points: dict[int, float], target: float, factor: float, shift: float) -> None:
    one = ask(points, target, -1)
    other = ask({day: value * factor + shift for day, value in points.items()}, target * factor + shift, -1)
    assert (other.outlook, other.day, other.day_low, other.day_high) == (
        one.outlook,
        one.day,
        one.day_low,
        one.day_high,
    )
    assert other.probability == pytest.approx(one.probability, abs=1e-6)


@given(histories, values_of, st.integers(D0, D0 + 900), st.integers(0, 60).map(lambda n: n / 16))
def test_an_easier_target_is_never_less_likely(points: dict[int, float], target: float, due: int, ease: float) -> None:
    hard, easy = ask(points, target, 1, due), ask(points, target - ease, 1, due)
    assert isinstance(hard.probability, float)
    assert isinstance(easy.probability, float)
    assert easy.probability >= hard.probability - 1e-12
    assert (easy.day or LAST_DAY) <= (hard.day or LAST_DAY)


def test_neighbours_and_repetition_change_no_byte() -> None:
    rng = np.random.default_rng(11)
    rows = 3000
    sizes = rng.integers(0, 40, rows)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    days = np.concatenate([np.sort(rng.choice(900, size, replace=False)) for size in sizes]) + D0
    values = rng.normal(size=days.size) * rng.choice([1e-6, 1.0, 1e6]) + 3
    target, sign = rng.normal(size=rows), rng.integers(-1, 2, rows)
    due = np.where(rng.random(rows) < 0.2, NO_DAY, D0 + rng.integers(300, 1500, rows))
    as_of = D0 + rng.integers(200, 900, rows)
    measured = series(offsets, days, values)
    whole = forecast(measured, as_of, target, sign, due)
    again = forecast(series(offsets, days, values), as_of, target, sign, due)
    names = [field.name for field in dataclasses.fields(whole)]
    assert all(getattr(whole, name).tobytes() == getattr(again, name).tobytes() for name in names)
    for row in range(0, rows, 17):
        own = slice(offsets[row], offsets[row + 1])
        mixed = rng.permutation(np.arange(own.start, own.stop))
        alone = forecast(
            series([0, sizes[row]], days[mixed], values[mixed]), as_of[row], target[[row]], sign[[row]], due[[row]]
        )
        for name in names:
            assert getattr(whole, name)[[row]].tobytes() == getattr(alone, name).tobytes(), name
    # every size of batch goes through other lanes of the processor
    for count in (2, 3, 5, 8, 31):
        first = forecast(
            series(offsets[: count + 1], days[: offsets[count]], values[: offsets[count]]),
            as_of[:count], target[:count], sign[:count], due[:count],
        )  # fmt: skip
        assert all(getattr(whole, name)[:count].tobytes() == getattr(first, name).tobytes() for name in names)
