"""Places of units: worked by hand, and fair to small ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.engines import ranking
from metrics.engines.ranking import Place, Prior


def whole(*numbers: int) -> npt.NDArray[np.int64]:
    return np.array(numbers)


def targets(*numbers: float) -> npt.NDArray[np.float64]:
    return np.array(numbers)


def test_worked_by_hand() -> None:
    # 8 and 4 of 10: mean .6, Σn(p − .6)² = .8, by chance .24; overdispersion .56 ÷ (.24 · 9) = .2593; weight 2.857
    given_ = ranking.prior(whole(8, 4), whole(10, 10))
    assert given_ is not None
    assert (given_.mean, given_.strength) == (pytest.approx(0.6), pytest.approx(20 / 7))
    first, second = ranking.rank(whole(8, 4), whole(10, 10), targets(0.8, 0.8))
    assert (first.rank, first.share) == (1, 0.8)
    assert first.shrunk == pytest.approx(34 / 45)
    assert second.shrunk == pytest.approx(4 / 9)
    assert (first.points, second.points) == (pytest.approx(94.444, abs=1e-3), pytest.approx(55.556, abs=1e-3))


def test_improvement_is_a_share_of_what_was_missing() -> None:
    # a week before 6 and 4 of 10: no more apart than chance, both stood at .5
    first, second = ranking.rank(whole(8, 4), whole(10, 10), targets(0.8, 0.8), whole(6, 4), whole(10, 10))
    assert (first.improvement, second.improvement) == (pytest.approx(23 / 45), pytest.approx(-1 / 9))
    assert (first.points, second.points) == (pytest.approx(72.778, abs=1e-3), pytest.approx(22.222, abs=1e-3))


def test_six_people_do_not_beat_two_hundred_by_luck() -> None:
    places = ranking.rank(whole(6, 190, 176, 160), whole(6, 200, 200, 200), targets(1, 1, 1, 1))
    assert places[0].share == 1.0
    assert [place.rank for place in places] == [2, 1, 3, 4]


def test_equal_points_share_a_place() -> None:
    places = ranking.rank(whole(9, 5, 5, 1), whole(10, 10, 10, 10), targets(1, 1, 1, 1))
    assert [place.rank for place in places] == [1, 2, 2, 4]


def test_what_cannot_be_ranked_says_why() -> None:
    places = ranking.rank(whole(0, 2, 8, 7), whole(0, 4, 10, 10), targets(0.5, 0.5, np.nan, 0.5))
    assert [place.reason for place in places] == [ranking.NOBODY, ranking.TOO_SMALL, ranking.NO_TARGET, ""]
    assert [place.rank for place in places] == [None, None, None, 1]
    assert ranking.rank(whole(0), whole(0), targets(0.5)) == [Place(None, None, None, None, None, None, ranking.NOBODY)]


def test_a_unit_that_had_nobody_counts_by_its_level() -> None:
    new = ranking.rank(whole(8, 4), whole(10, 10), targets(0.8, 0.8), whole(0, 4), whole(0, 10))[0]
    assert new.improvement is None
    assert new.points == pytest.approx(94.444, abs=1e-3)


def test_all_at_the_top_stay_equal() -> None:
    places = ranking.rank(whole(10, 20), whole(10, 20), targets(0.9, 0.9), whole(10, 20), whole(10, 20))
    assert [place.rank for place in places] == [1, 1]
    assert [place.improvement for place in places] == [0.0, 0.0]


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="between"):
        ranking.rank(whole(11), whole(10), targets(0.5))


counts = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=12)


@given(counts)
def test_shrinking_never_leaves_the_span_between_share_and_mean(pairs: list[tuple[int, int]]) -> None:
    active = np.array([min(a, b) for a, b in pairs])
    eligible = np.array([max(a, b) for a, b in pairs])
    found: Prior | None = ranking.prior(active, eligible)
    if found is None:
        assert not eligible.any()
        return
    moved = ranking.shrunk(active, eligible, found)
    for share, here in zip(active / np.maximum(eligible, 1), moved, strict=True):
        if not np.isnan(here):
            assert min(share, found.mean) - 1e-9 <= here <= max(share, found.mean) + 1e-9


@given(counts, st.integers(0, 2**32 - 1))
def test_places_do_not_depend_on_the_order_of_units(pairs: list[tuple[int, int]], seed: int) -> None:
    active = np.array([min(a, b) for a, b in pairs])
    eligible = np.array([max(a, b) for a, b in pairs])
    goal = np.full(len(pairs), 0.9)
    order = np.random.default_rng(seed).permutation(len(pairs))
    here = ranking.rank(active, eligible, goal)
    there = ranking.rank(active[order], eligible[order], goal)
    assert [here[i].rank for i in order] == [place.rank for place in there]
