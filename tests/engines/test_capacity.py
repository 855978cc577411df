"""Demand against capacity: by hand, and what must hold for any work."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.engines.capacity import Work, excess, spread, utilisation, weekly

WEEK = [8.0] * 5 + [0.0] * 2


def room(weeks: int = 2, people: int = 1) -> np.ndarray:
    return np.array([WEEK * weeks] * people)


def test_work_lies_evenly_on_the_working_days_of_its_span() -> None:
    demand = spread(room(), [Work(1, 0, 3, 8, 16.0)])
    assert demand[0].tolist() == [0, 0, 0, 4, 4, 0, 0, 4, 4, 0, 0, 0, 0, 0]


def test_work_of_which_only_a_part_lies_on_the_axis_counts_with_that_part() -> None:
    demand = spread(room(1), [Work(1, 0, -7, 6, 20.0)])
    assert demand.sum() == pytest.approx(10)


def test_two_halves_fill_a_week_and_a_third_is_too_much() -> None:
    capacity = room(1)
    works = [Work(n, 0, 0, 4, 20.0) for n in range(3)]
    assert excess(spread(capacity, works[:2]), capacity)[0, 0] == 0
    assert excess(spread(capacity, works), capacity)[0, 0] == pytest.approx(20)
    assert utilisation(spread(capacity, works), capacity)[0, 0] == pytest.approx(1.5)


def test_work_on_days_nobody_works_shows_as_overload() -> None:
    capacity = room(1)
    demand = spread(capacity, [Work(1, 0, 5, 6, 8.0)])
    assert weekly(demand)[0, 0] == 8
    assert np.isinf(utilisation(demand[:, :], np.zeros_like(capacity))[0, 0])


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 13), st.integers(0, 13), st.floats(0, 200)), max_size=12))
def test_no_hour_is_lost(raw: list[tuple[int, int, int, float]]) -> None:
    works = [Work(n, person, min(a, b), max(a, b), hours) for n, (person, a, b, hours) in enumerate(raw)]
    demand = spread(room(2, 2), works)
    assert demand.sum() == pytest.approx(sum(work.hours for work in works))
    assert (demand >= 0).all()
