"""Response times: by hand, against the usual median, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from changemgmt.engines.response import HALF_UNANSWERED, NOTHING_RECEIVED, median_wait, response
from pmo.engines.stats import Interval, NotAvailable

ITEMS = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=60)


def test_twenty_items_eighteen_in_time() -> None:
    """Wilson 18 of 20 is .699 to .972; those still within their time are not judged."""
    waits = [1] * 18 + [5, 9] + [0, 2]
    answered = [True] * 19 + [False] + [False, False]
    found = response(waits, answered, 2)
    assert (found.received, found.answered, found.waiting, found.overdue, found.judged) == (22, 19, 3, 1, 20)
    assert isinstance(found.within, Interval)
    assert found.within.value == pytest.approx(0.9)
    assert (found.within.low, found.within.high) == pytest.approx((0.699, 0.972), abs=5e-4)
    assert found.percent == pytest.approx((90.0, 69.9, 97.2), abs=0.05)
    assert found.median == 1.0


def test_waiting_items_count_with_their_wait() -> None:
    """By hand: waits 1, 2, 3+, 4, 5 with 3 still waiting; S = .8, .6, .6, .3 → the median is 4. Without the one that
    waits it would be 3."""
    assert median_wait([1, 2, 3, 4, 5], [True, True, False, True, True]) == 4.0
    assert median_wait([1, 2, 4, 5], [True] * 4) == 3.0


def test_what_cannot_be_told_is_not_told() -> None:
    assert median_wait([], []) == NotAvailable(NOTHING_RECEIVED)
    assert median_wait([1, 9, 9], [True, False, False]) == NotAvailable(HALF_UNANSWERED)
    found = response([1, 0], [False, False], 2)
    assert isinstance(found.within, NotAvailable)
    assert found.percent is None
    assert found.median is None


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        response([-1], [True], 2)
    with pytest.raises(ValueError, match="same length"):
        response([1, 2], [True], 2)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=80))
def test_without_waiting_items_it_is_the_usual_median(waits: list[int]) -> None:
    assert median_wait(waits, [True] * len(waits)) == pytest.approx(float(np.median(waits)))


@given(ITEMS, st.integers(0, 10))
def test_counts_add_up_and_the_share_is_one(items: list[tuple[int, bool]], target: int) -> None:
    waits, answered = [w for w, _a in items], [a for _w, a in items]
    found = response(waits, answered, target)
    assert found.received == found.answered + found.waiting
    assert found.overdue <= found.waiting
    assert found.judged == found.answered + found.overdue
    if isinstance(found.within, Interval):
        assert 0 <= found.within.low <= found.within.value <= found.within.high <= 1


def test_half_answered_and_half_waiting_is_between_the_two() -> None:
    assert median_wait([0, 1], [True, False]) == 0.5


@given(ITEMS)
def test_answering_something_never_makes_it_slower(items: list[tuple[int, bool]]) -> None:
    """Leaving things unanswered does not flatter: the same items all answered have no larger median."""
    waits = [w for w, _a in items]
    some = median_wait(waits, [a for _w, a in items])
    everything = median_wait(waits, [True] * len(waits))
    assert not isinstance(everything, NotAvailable)
    if not isinstance(some, NotAvailable):
        assert everything <= some
