"""Small statistics against published tables, hand-worked goldens and slow re-computations."""

from __future__ import annotations

import math
from itertools import combinations
from statistics import median as plain_median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.engines import stats
from pmo.engines.stats import Interval, Line, NotAvailable, Nps

numbers = st.floats(-1e6, 1e6, allow_nan=False)


def test_wilson_18_of_20() -> None:
    result = stats.wilson_interval(18, 20)
    assert isinstance(result, Interval)
    assert (result.value, round(result.low, 3), round(result.high, 3)) == (0.9, 0.699, 0.972)


def test_wilson_at_the_ends() -> None:
    none, all_of = stats.wilson_interval(0, 10), stats.wilson_interval(10, 10)
    assert isinstance(none, Interval)
    assert isinstance(all_of, Interval)
    assert (none.low, round(none.high, 4)) == (0.0, 0.2775)
    assert (round(all_of.low, 4), all_of.high) == (0.7225, 1.0)
    assert stats.wilson_interval(0, 0) == NotAvailable("nobody_eligible")
    low, high = stats.wilson_intervals([18, 0], [20, 0])
    assert np.round(low, 3).tolist()[0] == 0.699
    assert np.isnan([low[1], high[1]]).all()


@pytest.mark.parametrize(("hits", "n"), [(-1, 5), (6, 5), (1, 0)])
def test_wilson_refuses_impossible_counts(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="between 0 and n"):
        stats.wilson_interval(hits, n)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_contains_the_share_and_mirrors(hits: int, n: int) -> None:
    hits = min(hits, n)
    one, other = stats.wilson_interval(hits, n), stats.wilson_interval(n - hits, n)
    assert isinstance(one, Interval)
    assert isinstance(other, Interval)
    assert 0 <= one.low <= one.value <= one.high <= 1
    assert one.low == pytest.approx(1 - other.high, abs=1e-12)


def test_nps_of_200_answers() -> None:
    result = stats.nps_from_counts(90, 70, 40)
    assert isinstance(result, Nps)
    assert result.score == pytest.approx(25)
    assert round(result.high - result.score, 1) == 10.6
    assert result.standard_error == pytest.approx(100 * math.sqrt((0.65 - 0.0625) / 200))
    assert stats.nps([10] * 90 + [8] * 70 + [6] * 40) == result
    assert stats.nps([]) == NotAvailable("no_values")


def test_nps_of_one_mind_has_no_error() -> None:
    result = stats.nps([9, 10, 9])
    assert isinstance(result, Nps)
    assert (result.score, result.standard_error, result.n) == (100.0, 0.0, 3)


def test_csat_is_the_share_of_fours_and_fives() -> None:
    assert stats.csat([5, 4, 3, 1]) == 0.5
    assert stats.csat([]) == NotAvailable("no_values")


def test_sus_golden() -> None:
    answers = [4, 2, 4, 1, 5, 2, 4, 2, 4, 3]
    assert stats.sus(answers) == 77.5
    assert stats.sus_scores([answers, [1, 5] * 5, [5, 1] * 5]).tolist() == [77.5, 0.0, 100.0]
    assert stats.sus([]) == NotAvailable("no_values")
    with pytest.raises(ValueError, match="shape"):
        stats.sus_scores([[1, 2, 3]])


def test_training_gain_golden() -> None:
    assert stats.training_gain(60, 84) == pytest.approx(0.60)
    assert stats.training_gain(100, 100) == NotAvailable("no_room_to_gain")
    with pytest.raises(ValueError, match="between 0 and 100"):
        stats.training_gain(60, 101)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_refused(bad: float) -> None:
    for call in (
        lambda: stats.quantile([1, bad], 0.5),
        lambda: stats.theil_sen([1, 2], [bad, 1]),
        lambda: stats.theil_sen([bad, 2], [1, 1]),
        lambda: stats.nps([bad]),
        lambda: stats.csat([bad]),
        lambda: stats.sus([bad] * 10),
        lambda: stats.training_gain(bad, 5),
    ):
        with pytest.raises(ValueError, match="finite"):
            call()


@pytest.mark.parametrize(("call", "answers"), [(stats.nps, [11]), (stats.nps, [7.5]), (stats.csat, [0])])
def test_answers_off_the_scale_are_refused(call: object, answers: list[float]) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match="whole numbers"):
        call(answers)


def test_quantile_interpolates_linearly() -> None:
    assert stats.quantile([1, 2, 3, 4], 0.25) == 1.75
    assert stats.quantile([1, 2, 3, 4], 0.9) == pytest.approx(3.7)
    assert stats.median([3, 1, 2, 10]) == 2.5
    assert stats.quantile([], 0.5) == NotAvailable("no_values")
    with pytest.raises(ValueError, match="between 0 and 1"):
        stats.quantile([1], 1.1)


def test_theil_sen_ignores_an_outlier() -> None:
    # hand-worked: of the ten slopes six are 2; the outlier moves four
    assert stats.theil_sen([0, 1, 2, 3, 4], [1, 3, 5, 7, 100]) == Line(2.0, 1.0)
    assert stats.theil_sen([1], [1]) == NotAvailable("too_few_points")
    assert stats.theil_sen([2, 2], [1, 5]) == NotAvailable("all_on_one_day")
    with pytest.raises(ValueError, match="same length"):
        stats.theil_sen([1, 2], [1])


points = st.lists(st.tuples(st.integers(0, 40), st.integers(-50, 50)), min_size=2, max_size=25)


@given(points, st.randoms())
def test_theil_sen_is_the_median_of_all_slopes_in_any_order(pairs: list[tuple[int, int]], random: object) -> None:
    if len({x for x, _ in pairs}) < 2:
        return
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(pairs, 2) if a[0] != b[0]]
    x, y = zip(*pairs, strict=True)
    line = stats.theil_sen(x, y)
    assert isinstance(line, Line)
    assert line.slope == pytest.approx(plain_median(slopes), abs=1e-12)
    assert line.intercept == pytest.approx(plain_median([b - line.slope * a for a, b in pairs]), abs=1e-9)
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stats.theil_sen(*zip(*shuffled, strict=True)) == line


def test_theil_sen_of_very_many_points_is_thinned_and_still_right() -> None:
    x = np.arange(100_000.0)  # every pair would need 40 GB
    line = stats.theil_sen(x, 3 - 0.25 * x)
    assert isinstance(line, Line)
    assert (line.slope, line.intercept) == (-0.25, 3.0)


# Student's t, upper 10 % and 25 % points (any printed table)
@pytest.mark.parametrize(
    ("df", "t75", "t90", "t975"),
    [(1, 1.000, 3.078, 12.706), (2, 0.816, 1.886, 4.303), (5, 0.727, 1.476, 2.571), (10, 0.700, 1.372, 2.228),
     (30, 0.683, 1.310, 2.042)],
)  # fmt: skip
def test_student_t_table(df: int, t75: float, t90: float, t975: float) -> None:
    found = [round(stats.student_t_quantile(p, df), 3) for p in (0.75, 0.9, 0.975)]
    assert found == [t75, t90, t975]


@given(st.floats(-50, 50), st.integers(1, 40))
def test_student_t_is_symmetric_and_inverts(t: float, df: int) -> None:
    p = float(stats.student_t_cdf(t, df))
    assert p == pytest.approx(1 - float(stats.student_t_cdf(-t, df)), abs=1e-12)
    if 1e-6 < p < 1 - 1e-6:
        assert float(stats.student_t_cdf(stats.student_t_quantile(p, df), df)) == pytest.approx(p, abs=1e-12)


@given(st.lists(st.floats(-30, 30), min_size=2, max_size=20), st.integers(1, 30))
def test_student_t_rises(ts: list[float], df: int) -> None:
    assert np.all(np.diff(stats.student_t_cdf(np.sort(ts), df)) >= -1e-15)


def test_student_t_far_out() -> None:
    assert stats.student_t_cdf([-np.inf, 0, np.inf], 4).tolist() == [0.0, 0.5, 1.0]
    assert np.isnan(stats.student_t_cdf(np.nan, 3))
    for call in (lambda: stats.student_t_cdf(0.0, 0), lambda: stats.student_t_quantile(1.0, 3)):
        with pytest.raises(ValueError, match="must"):
            call()
