"""Size, load and readiness: worked figures, and what holds for every change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from changemgmt.engines import readiness as engine
from pmo.engines.stats import NotAvailable


def _levels(*rows: tuple[int, ...]) -> np.ndarray:
    return np.array(rows, dtype=np.int64).reshape(len(rows), 7)


def test_the_size_of_a_roll_out_by_hand() -> None:
    # Two groups of 60 and 20: process high for both, tools high for the first and medium for the second, role medium
    # for the first. Means: process 10 → 5; tools (60·10 + 20·5)/80 = 8.75 → 4.5 → 5; role 60·5/80 = 3.75 → 2.5 → 3.
    levels = _levels((3, 3, 2, 0, 0, 0, 0), (3, 2, 0, 0, 0, 0, 0))
    found = engine.size(levels, np.array([60, 20]), affected=80, company=300, units=4, months=7.0)
    assert not isinstance(found, NotAvailable)
    # 27 % of the company 3, two groups 2, four units 3; three heavy aspects 4; seven months 3.
    assert found.items == (3, 2, 3, 5, 5, 3, 1, 1, 1, 1, 4, 3)
    assert found.score == 32
    assert found.band == "middle"


def test_the_largest_change_there_is() -> None:
    levels = np.full((7, 7), 3)
    found = engine.size(levels, np.full(7, 50), affected=350, company=350, units=12, months=2.0)
    assert not isinstance(found, NotAvailable)
    assert found.score == 60
    assert found.band == "large"


@pytest.mark.parametrize(("score", "band"), [(23, "small"), (24, "middle"), (34, "middle"), (35, "large")])
def test_bands(score: int, band: str) -> None:
    assert engine.Size((), score).band == band


def test_no_size_without_impacts_or_people() -> None:
    nothing = engine.size(np.zeros((1, 7), dtype=np.int64), np.array([5]), affected=5, company=9, units=1, months=1)
    assert nothing == NotAvailable("no_impacts")
    nobody = engine.size(np.full((1, 7), 1), np.array([0]), affected=0, company=9, units=0, months=1)
    assert nobody == NotAvailable("no_people")


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=7, max_size=7), min_size=1, max_size=6),
    st.integers(1, 400),
    st.floats(0.1, 40),
)
def test_sizes_lie_between_12_and_60_and_grow_with_every_level(
    rows: list[list[int]], heads: int, months: float
) -> None:
    levels = np.array(rows, dtype=np.int64)
    people = np.full(len(rows), heads)
    given = {"affected": heads, "company": 400, "units": 3, "months": months}
    found = engine.size(levels, people, **given)  # type: ignore[arg-type]
    if isinstance(found, NotAvailable):
        assert not levels.any()
        return
    assert 12 <= found.score <= 60
    assert all(1 <= item <= 5 for item in found.items)
    more = engine.size(np.minimum(levels + 1, 3), people, **given)  # type: ignore[arg-type]
    assert not isinstance(more, NotAvailable)
    assert more.score >= found.score


# ---- load ---------------------------------------------------------------------------------------------------------

# A division (2 people) with two workshops of 8 and 10.
PARENT = np.array([-1, 0, 0])
OWN = np.array([2, 8, 10])


def _load(hit: list[list[int]], points: list[list[float]], capacity: float = 15.0) -> engine.Load:
    return engine.load(PARENT, OWN, np.array(hit), np.array(points), np.full(3, capacity))


def test_a_unit_carries_the_mean_over_its_people() -> None:
    # Everybody of the first workshop, high; half of the second, medium.
    found = _load([[0, 8, 0], [0, 0, 5]], [[10.0], [5.0]])
    assert found.people.tolist() == [20, 8, 10]
    assert found.fresh[:, 0].tolist() == [(80 + 25) / 20, 10.0, 2.5]


def test_half_of_an_excess_is_carried_into_the_next_month() -> None:
    # 20 + 10 = 30 against 15 in the first month, 10 in the second, nothing afterwards.
    found = _load([[0, 8, 0]] * 3, [[10, 10, 0, 0], [10, 0, 0, 0], [10, 0, 0, 0]], capacity=12.0)
    # 30 → excess 18, 9 of it carried: 19 → excess 7, 3.5 carried → below the capacity, nothing more.
    assert found.carried[1].tolist() == [30.0, 19.0, 3.5, 0.0]
    assert found.over[1].tolist() == [True, True, False, False]


def test_the_capacity_itself_is_not_too_much() -> None:
    found = _load([[0, 8, 0]], [[10.0]], capacity=10.0)
    assert not found.over.any()


def test_a_unit_without_people_carries_nothing() -> None:
    found = engine.load(np.array([-1]), np.array([0]), np.zeros((1, 1)), np.array([[10.0]]), np.array([15.0]))  # type: ignore[arg-type]
    assert found.carried.tolist() == [[0.0]]


def test_more_people_than_there_are_are_refused() -> None:
    with pytest.raises(ValueError, match="more people"):
        _load([[0, 9, 0]], [[1.0]])
    with pytest.raises(ValueError, match="cycle"):
        engine.order(np.array([1, 0]))


@given(st.lists(st.integers(0, 8), min_size=1, max_size=4), st.floats(1, 40))
def test_the_division_lies_between_its_workshops_and_load_never_falls_with_more_people_hit(
    hit: list[int], capacity: float
) -> None:
    points = [[10.0, 5.0, 0.0]] * len(hit)
    rows = [[0, n, 0] for n in hit]
    found = _load(rows, points, capacity)
    assert np.all(found.fresh[0] <= found.fresh[1] + 1e-9)
    assert np.all(found.carried >= found.fresh - 1e-9)
    more = _load([[0, min(8, n + 1), 0] for n in hit], points, capacity)
    assert np.all(more.carried >= found.carried - 1e-9)


# ---- readiness ----------------------------------------------------------------------------------------------------


def test_the_barrier_is_the_first_element_of_at_most_three() -> None:
    answers = np.array([[4, 4, 3, 1, 5], [5, 5, 5, 5, 5], [3, 5, 5, 5, 5], [4, 4, 4, 4, 2], [5, 3, 1, 1, 1]])
    assert engine.barriers(answers).tolist() == [2, 5, 0, 4, 1]


def test_readiness_of_a_group_by_hand() -> None:
    answers = np.array([[5, 5, 3, 2, 2], [4, 4, 2, 2, 1], [5, 5, 5, 3, 3], [4, 4, 4, 4, 4], [5, 4, 4, 5, 4]])
    found = engine.readiness(answers)
    assert not isinstance(found, NotAvailable)
    assert found.counts == (0, 0, 2, 1, 0, 2)
    assert found.ready == 40.0
    assert found.barrier == 2
    assert found.means == (4.6, 4.4, 3.6, 3.2, 2.8)


def test_of_equal_barriers_the_earlier_counts() -> None:
    found = engine.readiness(np.array([[5, 5, 5, 1, 5], [5, 1, 5, 5, 5]]))
    assert not isinstance(found, NotAvailable)
    assert found.barrier == 1


def test_nobody_held_up_has_no_barrier_and_no_answers_no_figure() -> None:
    found = engine.readiness(np.full((6, 5), 4))
    assert not isinstance(found, NotAvailable)
    assert (found.barrier, found.ready) == (engine.NONE, 100.0)
    assert engine.readiness(np.zeros((0, 5), dtype=np.int64)) == NotAvailable("no_answers")


def test_answers_off_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="between 1 and 5"):
        engine.barriers(np.array([[0, 5, 5, 5, 5]]))


@given(st.lists(st.lists(st.integers(1, 5), min_size=5, max_size=5), min_size=1, max_size=40))
def test_everybody_stands_at_one_barrier_and_better_answers_never_lower_readiness(rows: list[list[int]]) -> None:
    answers = np.array(rows, dtype=np.int64)
    found = engine.readiness(answers)
    assert not isinstance(found, NotAvailable)
    assert sum(found.counts) == found.n == len(rows)
    better = engine.readiness(np.minimum(answers + 1, 5))
    assert not isinstance(better, NotAvailable)
    assert better.ready >= found.ready
