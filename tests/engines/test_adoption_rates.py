"""Rates, activity, lifecycle, retention and funnels: figures worked by hand, and what must hold for any data."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.engines import adoption_rates as rates
from metrics.engines.adoption_rates import Rate
from pmo.engines.stats import NotAvailable


def matrix(*rows: str) -> npt.NDArray[np.bool_]:
    """Rows of "x" and "." as people × days."""
    return np.array([[mark == "x" for mark in row] for row in rows])


ALL_DAYS = np.ones(7, dtype=np.bool_)


def test_the_rate_carries_its_interval_and_denominator() -> None:
    found = rates.rate(18, 20)
    assert isinstance(found, Rate)
    assert (found.count, found.of, found.value) == (18, 20, 0.9)
    assert (found.low, found.high) == (pytest.approx(0.699, abs=5e-4), pytest.approx(0.972, abs=5e-4))


def test_only_the_eligible_count_above_and_below_the_line() -> None:
    active = matrix("x..", "...", "..x", "xxx")
    found = rates.adoption(active, np.array([True, True, True, False]))
    assert isinstance(found, Rate)
    assert (found.count, found.of) == (2, 3)


def test_groups_without_people_have_no_rate() -> None:
    active = matrix("x", ".", "x")
    found = rates.adoption_by_group(active, np.array([True, True, False]), np.array([0, 0, 2]), 3)
    assert found.of.tolist() == [2, 0, 0]
    assert found.count.tolist() == [1, 0, 0]
    assert found.value[0] == 0.5
    assert np.isnan(found.value[1:]).all()


def test_days_weeks_and_months_of_people() -> None:
    # Monday to Sunday; the third person works on Saturday only
    active = matrix("xxxxx..", "x......", ".....x.")
    working = np.array([True] * 5 + [False] * 2)
    found = rates.active_people(active, working)
    assert found.day.tolist() == [0, 1, 2, 3, 4]
    assert found.dau.tolist() == [2, 1, 1, 1, 1]
    assert found.wau.tolist() == [2, 2, 2, 2, 2]


def test_weekend_work_counts_in_its_week() -> None:
    active = np.zeros((1, 9), dtype=np.bool_)
    active[0, 5] = True
    working = np.array([True] * 5 + [False] * 2 + [True] * 2)
    found = rates.active_people(active, working)
    assert found.dau.tolist() == [0] * 7
    assert found.wau.tolist() == [0, 0, 0, 0, 0, 1, 1]


def test_weekends_do_not_depress_stickiness() -> None:
    active = matrix("xxxxx..", "x......")
    working = np.array([True] * 5 + [False] * 2)
    # (2 + 1 + 1 + 1 + 1) ÷ 5 = 1.2 people a day of 2
    assert rates.stickiness(active, working) == pytest.approx(0.6)
    assert rates.stickiness(active, ~np.ones(7, dtype=np.bool_)) == NotAvailable("no_working_days")
    assert rates.stickiness(active & False, working) == NotAvailable("nobody_active")


def test_log_in_days_per_person_and_week() -> None:
    logins = np.zeros((2, 14), dtype=np.bool_)
    logins[0, :8] = True
    assert rates.login_frequency(logins, np.array([True, True])) == pytest.approx(2.0)
    assert rates.login_frequency(logins, np.array([False, False])) == NotAvailable("nobody_eligible")


def test_a_click_rate_asks_who_could_have_clicked() -> None:
    found = rates.click_rate(np.array([True, True, False, True]), np.array([True, True, True, False]))
    assert isinstance(found, Rate)
    assert (found.count, found.of) == (2, 3)
    nobody = np.zeros(4, dtype=np.bool_)
    assert rates.click_rate(nobody, nobody) == NotAvailable("nobody_had_it")


def test_breadth_depth_and_frequency() -> None:
    used = matrix("xx..", "x..x", "....")
    core = np.array([True, True, False, False])
    breadth = rates.breadth(used)
    assert not isinstance(breadth, NotAvailable)
    assert breadth.tolist() == [1.0, 0.5, 0.0, 0.5]
    assert rates.depth(used, core) == pytest.approx(0.75)
    assert rates.depth(used, core & False) == NotAvailable("no_core_features")
    assert rates.frequency(np.array([[3, 0, 1], [0, 2, 0]])) == pytest.approx(2.0)
    assert rates.frequency(np.zeros((2, 3), dtype=np.int64)) == NotAvailable("nobody_active")


def test_new_returning_resurrecting_dormant() -> None:
    active = matrix("xx.x", ".x.x", "...x", "x...")
    found = rates.lifecycle(active, np.array([False, False, True, False]))
    # The third was there before: back in the last window, not new. The second is back there, too, like the first.
    assert found.new.tolist() == [2, 1, 0, 0]
    assert found.returning.tolist() == [0, 1, 0, 0]
    assert found.resurrecting.tolist() == [0, 0, 0, 3]
    assert found.dormant.tolist() == [0, 1, 2, 0]


def test_cohorts_are_followed_to_the_end_of_what_is_known() -> None:
    found = rates.retention(matrix("xx.", "x.x", ".xx", "..."))
    assert found.size.tolist() == [2, 1, 0]
    assert found.share[0].tolist() == [1.0, 0.5, 0.5]
    assert found.share[1, :2].tolist() == [1.0, 1.0]
    assert np.isnan(found.share[1, 2])
    assert np.isnan(found.share[2]).all()


def test_a_funnel_counts_people_in_order() -> None:
    person = np.array([1, 1, 1, 2, 2, 3, 3, 4])
    step = np.array([0, 1, 2, 0, 1, 1, 0, 1])
    at = np.array([0.0, 2.0, 5.0, 1.0, 5.0, 0.0, 3.0, 1.0])
    found = rates.funnel(person, step, at, 3)
    # the third did the second step before the first, the fourth never began
    assert found.reached.tolist() == [3, 2, 1]
    assert found.lost.tolist() == [1, 1, 0]
    assert found.share.tolist() == [pytest.approx(0.75), pytest.approx(2 / 3), 0.5]
    assert found.median[1:].tolist() == [3.0, 3.0]
    assert np.isnan(found.median[0])


def test_a_funnel_without_events_has_no_shares() -> None:
    none = np.zeros(0, dtype=np.int64)
    found = rates.funnel(none, none, np.zeros(0), 2)
    assert found.reached.tolist() == [0, 0]
    assert np.isnan(found.share).all()


def test_bitmaps_become_days() -> None:
    rows = np.array([[0b10000001, 0b10000000], [0, 0]], dtype=np.uint8)
    found = rates.from_bitmaps(rows, 9)
    assert np.flatnonzero(found[0]).tolist() == [0, 7, 8]
    assert not found[1].any()
    with pytest.raises(ValueError, match="every day"):
        rates.from_bitmaps(rows, 17)


def test_matrices_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="fit"):
        rates.adoption(matrix("x"), np.array([True, True]))


worlds = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed))


@given(worlds)
def test_lifecycle_adds_up_to_the_active(world: np.random.Generator) -> None:
    active = world.random((12, 6)) < 0.4
    earlier = world.random(12) < 0.3
    found = rates.lifecycle(active, earlier)
    assert found.new.sum() == (active.any(axis=1) & ~earlier).sum()
    assert (found.new + found.returning + found.resurrecting == active.sum(axis=0)).all()
    assert (found.returning[1:] + found.dormant[1:] == active[:, :-1].sum(axis=0)).all()


@given(worlds)
def test_a_day_is_within_its_week_and_the_week_within_its_month(world: np.random.Generator) -> None:
    found = rates.active_people(world.random((8, 40)) < 0.2, world.random(40) < 0.7)
    assert (found.dau <= found.wau).all()
    assert (found.wau <= found.mau).all()


@given(worlds)
def test_a_funnel_only_narrows_and_ignores_the_order_of_events(world: np.random.Generator) -> None:
    n = int(world.integers(1, 60))
    person, step, at = world.integers(0, 9, n), world.integers(0, 4, n), world.random(n).round(1)
    found, order = rates.funnel(person, step, at, 4), world.permutation(n)
    again = rates.funnel(person[order], step[order], at[order], 4)
    assert (np.diff(found.reached) <= 0).all()
    assert (found.reached == again.reached).all()
    assert np.array_equal(found.median, again.median, equal_nan=True)


@given(worlds)
def test_everybody_active_is_in_one_cohort(world: np.random.Generator) -> None:
    active = world.random((10, 5)) < 0.3
    found = rates.retention(active)
    assert found.size.sum() == active.any(axis=1).sum()
    assert (found.active[:, 0] == found.size).all()
    assert found.active.sum() == active.sum()
