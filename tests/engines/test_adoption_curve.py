"""Growth curves: published fits, the day of the target, and series that allow no forecast."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.engines import adoption_curve as curve
from metrics.engines.adoption_curve import Fit, Never, Reach
from pmo.engines.stats import NotAvailable

WEEKS = np.arange(13) * 7.0
# The manufacturer: 30 % to about 90 % in thirteen weeks.
STORY = np.array([0.30, 0.31, 0.35, 0.38, 0.44, 0.50, 0.57, 0.63, 0.70, 0.74, 0.79, 0.83, 0.85])


def fitted(found: Fit | NotAvailable) -> Fit:
    assert isinstance(found, Fit)
    return found


def world() -> np.random.Generator:
    return np.random.default_rng(20)


def test_the_published_logistic_fit() -> None:
    found = fitted(curve.fit(range(1, 10), [5, 15, 40, 60, 70, 75, 80, 85, 90], curve.LOGISTIC))
    assert found.ceiling == pytest.approx(84.3515, rel=5e-6)
    assert found.rate == pytest.approx(1.0356, abs=1e-4)
    assert found.middle == pytest.approx(3.2520, abs=5e-5)
    assert (found.spread, found.freedom) == (pytest.approx(4.148, abs=5e-4), 6)


def test_the_published_bass_fit() -> None:
    sales = [840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890]
    found = fitted(curve.fit(range(1, 11), sales, curve.BASS_SALES))
    assert found.ceiling == pytest.approx(6.80e4, rel=5e-4)
    assert found.rate == pytest.approx(6.59e-3, rel=1e-3)
    assert found.middle == pytest.approx(6.38e-1, rel=1e-3)
    assert (found.spread, found.freedom) == (pytest.approx(727, abs=0.5), 7)
    with pytest.raises(ValueError, match="cumulative"):
        found.reaches(1000)


@pytest.mark.parametrize(
    ("model", "value"),
    [
        (curve.LOGISTIC, lambda t: 0.9 / (1 + np.exp(-0.08 * (t - 40)))),
        (curve.GOMPERTZ, lambda t: 0.9 * np.exp(-np.exp(-0.05 * (t - 30)))),
        (curve.BASS, lambda t: 0.9 * (1 - np.exp(-0.07 * t)) / (1 + 6 * np.exp(-0.07 * t))),
    ],
)
def test_the_true_model_is_found_and_wins(model: str, value) -> None:  # type: ignore[no-untyped-def]
    found = fitted(curve.best(WEEKS, value(WEEKS)))
    assert found.model == model
    assert found.ceiling == pytest.approx(0.9, rel=1e-5)
    at = found.reaches(0.8)
    assert at is not None
    assert value(np.array([at]))[0] == pytest.approx(0.8, abs=1e-6)


def test_a_share_has_no_ceiling_above_one() -> None:
    found = fitted(curve.fit(WEEKS, 1.4 / (1 + np.exp(-0.04 * (WEEKS - 80))), curve.LOGISTIC, ceiling=1.0))
    assert found.capped
    assert found.ceiling == pytest.approx(1.0)


def test_the_story_reaches_its_target_soon() -> None:
    found = curve.forecast(WEEKS, STORY, 0.9, world(), ceiling=1.0)
    assert isinstance(found, Reach)
    assert not found.already
    assert 84 < found.at < 125
    assert found.low <= found.at
    assert found.high is None or found.high >= found.at
    assert found.chance > 0.5


def test_the_same_generator_gives_the_same_interval() -> None:
    assert curve.forecast(WEEKS, STORY, 0.9, world()) == curve.forecast(WEEKS, STORY, 0.9, world())


def test_a_target_already_measured_has_its_day() -> None:
    found = curve.forecast(WEEKS, STORY, 0.8, world(), ceiling=1.0)
    assert isinstance(found, Reach)
    assert (found.already, found.at) == (True, 77.0)


def test_a_course_that_levels_off_says_where() -> None:
    stalled = 0.41 / (1 + np.exp(-0.15 * (WEEKS - 20)))
    found = curve.forecast(WEEKS, stalled, 0.9, world(), ceiling=1.0)
    assert isinstance(found, Never)
    assert found.reason == curve.CEILING_BELOW
    assert found.fit is not None
    assert found.fit.ceiling == pytest.approx(0.41, abs=1e-3)


def test_a_target_beyond_the_horizon_is_not_promised() -> None:
    found = curve.forecast(WEEKS, STORY, 0.9, world(), ceiling=1.0, horizon=85)
    assert isinstance(found, Never)
    assert found.reason == curve.TOO_FAR


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([0.4] * 13, curve.CONSTANT),
        (list(STORY[::-1]), curve.FALLING),
        ([0.5, 0.48, 0.52, 0.5, 0.49, 0.51, 0.5, 0.52, 0.49, 0.5, 0.51, 0.49, 0.5], curve.NO_TREND),
        ([0.0] * 13, curve.CONSTANT),
    ],
)
def test_series_without_growth_are_answered_with_the_reason(values: list[float], reason: str) -> None:
    found = curve.forecast(WEEKS, values, 0.9, world(), ceiling=1.0)
    assert isinstance(found, Never)
    assert (found.reason, found.fit) == (reason, None)


def test_two_points_are_no_curve() -> None:
    assert curve.forecast([0, 7], [0.1, 0.2], 0.9, world()) == Never(curve.TOO_FEW)
    assert curve.forecast([], [], 0.9, world()) == Never(curve.TOO_FEW)
    # one day measured six times is one point
    assert curve.best([7] * 6, [0.1, 0.2, 0.3, 0.1, 0.2, 0.3]) == NotAvailable(curve.TOO_FEW)


def test_impossible_series_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        curve.best(WEEKS, STORY - 1)
    with pytest.raises(ValueError, match="finite"):
        curve.best(WEEKS, STORY * np.nan)
    with pytest.raises(ValueError, match="length"):
        curve.best(WEEKS, STORY[1:])


@settings(deadline=None, max_examples=25)
@given(
    ceiling=st.floats(0.3, 1.0),
    rate=st.floats(0.03, 0.15),
    middle=st.floats(10, 70),
    noise=st.floats(0, 0.03),
    seed=st.integers(0, 10_000),
)
def test_whatever_grows_gets_a_day_or_a_reason(
    ceiling: float, rate: float, middle: float, noise: float, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    y = ceiling / (1 + np.exp(-rate * (WEEKS - middle))) + generator.normal(0, noise + 1e-9, WEEKS.size)
    found = curve.forecast(WEEKS, np.clip(y, 0, 1), 0.95, generator, ceiling=1.0, repeats=60)
    if isinstance(found, Never):
        assert found.reason in {
            curve.CEILING_BELOW,
            curve.TOO_FAR,
            curve.FALLING,
            curve.NO_TREND,
            curve.CONSTANT,
            curve.TOO_FEW,
        }
    else:
        assert np.isfinite(found.at)
        assert found.low <= found.at
        assert found.high is None or found.at <= found.high
        assert 0 <= found.chance <= 1


def test_intervals_hold_what_they_promise() -> None:
    """Of 60 simulated roll-outs the 80 % interval holds the true day in most."""
    true = 40 + np.log(0.8 / (0.95 - 0.8)) / 0.08
    held = 0
    for seed in range(60):
        generator = np.random.default_rng(seed)
        y = 0.95 / (1 + np.exp(-0.08 * (WEEKS[:9] - 40))) + generator.normal(0, 0.012, 9)
        found = curve.forecast(WEEKS[:9], np.clip(y, 0, 1), 0.8, generator, ceiling=1.0, repeats=100)
        held += isinstance(found, Reach) and found.low <= true and (found.high is None or true <= found.high)
    assert 36 <= held <= 60
