"""How good forecasts were: against figures worked by hand, and what must hold for any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.engines import calibration
from pmo.engines.stats import NotAvailable


def test_the_brier_score_of_four_forecasts_by_hand():
    """(0.9−1)² + (0.2−0)² + (0.6−1)² + (0.5−0)² = 0.01 + 0.04 + 0.16 + 0.25 = 0.46; a quarter of it is 0.115."""
    found = calibration.brier([0.9, 0.2, 0.6, 0.5], [True, False, True, False])
    assert found.score == pytest.approx(0.115)
    assert found.reference == pytest.approx(0.25)
    assert found.skill == pytest.approx(0.54)


def test_one_half_for_everything_scores_a_quarter_and_certainty_nothing():
    assert calibration.brier([0.5, 0.5], [True, False]).score == 0.25
    assert calibration.brier([1.0, 0.0], [True, False]).score == 0.0


def test_without_cases_or_with_one_outcome_there_is_a_reason_and_no_number():
    assert calibration.brier([], []) == NotAvailable("no_cases")
    assert calibration.brier([0.7], [True]).skill == NotAvailable("one_outcome")
    assert isinstance(calibration.inside([], [], []), NotAvailable)


def test_what_is_no_probability_or_no_pair_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        calibration.brier([1.2], [True])
    with pytest.raises(ValueError, match="one length"):
        calibration.brier([0.2, 0.3], [True])
    with pytest.raises(ValueError, match="one length"):
        calibration.inside([1.0], [2.0], [1.0, 2.0])


def test_edges_of_a_band_are_inside():
    found = calibration.inside([1, 1, 1, 1], [2, 2, 2, 2], [1, 2, 0.99, 1.5])
    assert (found.n, found.inside, found.share.value) == (4, 3, 0.75)


def test_a_band_is_read_on_a_straight_line_and_not_beyond_its_ends():
    assert calibration.at([10, 20], [1.0, 3.0], 15) == 2.0
    assert calibration.at([10, 20], [1.0, 3.0], 9) is None
    assert calibration.at([], [], 9) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_the_score_lies_between_nothing_and_one_and_no_constant_beats_the_share(pairs):
    p, o = zip(*pairs, strict=True)
    found = calibration.brier(p, o)
    assert 0 <= found.score <= 1
    constant = calibration.brier([float(np.mean(o))] * len(o), o)
    assert constant.score == pytest.approx(found.reference, abs=1e-12)
