"""Scores of questionnaires: the golden figures, their intervals, and what has none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.engines import survey_scores as scores
from metrics.engines.survey_scores import Nps, Score
from pmo.engines.stats import NotAvailable


def test_nps_of_200_answers() -> None:
    found = scores.nps([10] * 50 + [9] * 40 + [8] * 70 + [4] * 40)
    assert isinstance(found, Nps)
    assert (found.promoters, found.passives, found.detractors) == (90, 70, 40)
    assert found.score.value == pytest.approx(25)
    assert found.score.low == pytest.approx(25 - 10.6, abs=0.05)
    assert found.score.high == pytest.approx(25 + 10.6, abs=0.05)


def test_when_all_agree_there_is_no_interval_to_show() -> None:
    found = scores.nps([10] * 8)
    assert isinstance(found, Nps)
    assert (found.score.value, found.score.low, found.score.why) == (100, None, scores.ALL_EQUAL)


def test_csat_is_the_share_of_fours_and_fives() -> None:
    found = scores.csat([5] * 10 + [4] * 8 + [2] * 2)
    assert isinstance(found, Score)
    assert found.value == pytest.approx(90)
    assert (found.low, found.high) == (pytest.approx(69.9, abs=0.05), pytest.approx(97.2, abs=0.05))


def test_sus_of_one_and_of_several() -> None:
    one = scores.sus([[4, 2, 4, 1, 5, 2, 4, 2, 4, 3]])
    assert isinstance(one, Score)
    assert (one.value, one.low, one.why) == (77.5, None, scores.ONE_VALUE)
    two = scores.sus([[4, 2, 4, 1, 5, 2, 4, 2, 4, 3], [3] * 10])
    assert isinstance(two, Score)
    assert two.value == pytest.approx((77.5 + 50) / 2)
    # s = 19.45, ± 12.706 · 13.75: wider than the scale, so cut at its end
    assert (two.low, two.high) == (0, 100)


def test_the_mean_has_students_interval() -> None:
    found = scores.mean([1, 2, 3, 4, 5], 1, 5)
    assert isinstance(found, Score)
    assert (found.value, found.n) == (3, 5)
    assert (found.low, found.high) == (pytest.approx(1.037, abs=5e-4), pytest.approx(4.963, abs=5e-4))


def test_a_matrix_leaves_out_what_was_left_out() -> None:
    first, second, third = scores.matrix(np.array([[5, 1, np.nan], [3, 2, np.nan]]), 1, 5)
    assert isinstance(first, Score)
    assert isinstance(second, Score)
    assert (first.value, second.value) == (4, 1.5)
    assert third == NotAvailable("no_values")


def test_response_rate_is_a_count_of_all() -> None:
    found = scores.response_rate(30, 40)
    assert isinstance(found, Score)
    assert (found.value, found.low, found.n) == (75, None, 40)
    assert scores.response_rate(0, 0) == NotAvailable("nobody_eligible")


def test_shares_of_options() -> None:
    yes, no = scores.shares([18, 2], 20)
    assert isinstance(yes, Score)
    assert isinstance(no, Score)
    assert (yes.value, no.value) == (pytest.approx(90), pytest.approx(10))
    assert scores.shares([0], 0) == [NotAvailable("nobody_eligible")]


def test_without_answers_there_is_no_score() -> None:
    assert scores.nps([]) == NotAvailable("no_values")
    assert scores.csat([]) == NotAvailable("no_values")
    assert scores.sus(np.zeros((0, 10))) == NotAvailable("no_values")
    assert scores.mean([], 1, 5) == NotAvailable("no_values")


def test_answers_off_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="scale"):
        scores.mean([6], 1, 5)
    with pytest.raises(ValueError, match="whole"):
        scores.nps([11])


def test_a_change_counts_when_it_is_larger_than_its_error() -> None:
    before, now = Score(20, 10, 30, 100, 5.0), Score(40, 30, 50, 100, 5.0)
    assert scores.changed(now, before) == pytest.approx(20 / np.sqrt(50))
    assert scores.changed(now, Score(100, None, None, 3)) is None


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_nps_stays_on_its_scale_inside_its_interval(answers: list[int]) -> None:
    found = scores.nps(answers)
    assert isinstance(found, Nps)
    assert -100 <= found.score.value <= 100
    assert found.promoters + found.passives + found.detractors == len(answers)
    if found.score.low is not None and found.score.high is not None:
        assert -100 <= found.score.low <= found.score.value <= found.score.high <= 100
