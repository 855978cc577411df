"""Marking, drawing, gain and coverage: worked by hand, and properties that hold for anything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from changemgmt.engines import training
from changemgmt.engines.training import Key
from pmo.engines.stats import NotAvailable


def test_gain_of_a_class_from_60_to_84_is_sixty_percent_of_what_was_possible() -> None:
    assert training.mean_gain([50, 70], [80, 88]) == pytest.approx(0.60)


def test_there_is_no_gain_where_everybody_knew_everything() -> None:
    assert training.mean_gain([100, 100], [100, 90]) == NotAvailable("no_room_to_gain")
    assert training.mean_gain([], []) == NotAvailable("no_values")


def test_gain_can_be_negative() -> None:
    assert training.mean_gain([60], [50]) == pytest.approx(-0.25)


@pytest.mark.parametrize(
    ("answer", "points"),
    [([0], 4.0), ([1], 0.0), ([], 0.0), (None, 0.0), ([0, 1], 0.0)],
)
def test_one_of_several_is_right_or_not(answer: list[int] | None, points: float) -> None:
    assert training.mark(Key("single", (0,), 4), answer) == points


@pytest.mark.parametrize(
    ("answer", "points"),
    # Right are 0, 2 and 3 of five, six points: two each, a wrong tick takes one away.
    [
        ([0, 2, 3], 6.0),
        ([0, 2], 4.0),
        ([0], 2.0),
        ([0, 1], 0.0),
        ([0, 2, 1], 2.0),
        ([0, 1, 2, 3, 4], 2.0),
        ([1, 4], 0.0),
    ],
)
def test_wrong_ticks_take_right_ones_away(answer: list[int], points: float) -> None:
    assert training.mark(Key("multiple", (0, 2, 3), 6), answer) == points


def test_an_order_counts_whole() -> None:
    key = Key("order", (2, 0, 1), 3)
    assert training.mark(key, [2, 0, 1]) == 3
    assert training.mark(key, [2, 1, 0]) == 0


def test_a_text_is_read_by_a_person() -> None:
    assert training.mark(Key("text", (), 5), [0]) is None


def test_a_score_waits_until_everything_is_marked() -> None:
    waiting = training.outcome([1, None, 2], [1, 5, 2])
    assert (waiting.waiting, waiting.score) == (1, NotAvailable("not_marked"))
    assert training.outcome([1, 3.5, 2], [1, 5, 2]).score == pytest.approx(81.25)
    assert training.outcome([], []).score == NotAvailable("no_values")


def test_coverage_counts_by_unit_and_role() -> None:
    found = training.coverage([0, 0, 1, 1, 1], [0, 1, 0, 0, 0], [True, False, True, True, False], (2, 2))
    assert found.tolist() == [[[1, 1], [0, 1]], [[2, 3], [0, 0]]]
    assert training.share(3, 5).percent == pytest.approx(60.0)
    assert training.share(0, 0).percent == NotAvailable("nothing_required")


@pytest.mark.parametrize("wrong", [(-1, 2), (3, 2)])
def test_more_cannot_pass_than_must(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="passed"):
        training.share(*wrong)


def test_counts_outside_of_the_shape_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="shape"):
        training.coverage([2], [0], [True], (2, 2))


@given(
    st.sampled_from(["single", "multiple", "order"]),
    st.integers(2, 8),
    st.integers(1, 20),
    st.integers(0, 2**32),
    st.data(),
)
def test_points_lie_between_nothing_and_what_the_question_is_worth(
    kind: str, options: int, points: int, seed: int, data: st.DataObject
) -> None:
    rng = np.random.default_rng(seed)
    right = tuple(int(n) for n in rng.permutation(options)[: 1 if kind == "single" else options])
    if kind == "multiple":
        right = right[: data.draw(st.integers(1, options))]
    answer = data.draw(st.lists(st.integers(0, options - 1), unique=True, max_size=options))
    got = training.mark(Key(kind, right, points), answer)
    assert got is not None
    assert 0 <= got <= points
    assert training.mark(Key(kind, right, points), list(right)) == points


@given(st.integers(0, 60), st.integers(0, 80), st.integers(0, 2**32))
def test_a_draw_takes_no_question_twice_and_the_same_seed_draws_the_same(
    available: int, wanted: int, seed: int
) -> None:
    first = training.draw(available, wanted, np.random.default_rng(seed)).tolist()
    assert first == training.draw(available, wanted, np.random.default_rng(seed)).tolist()
    assert len(set(first)) == len(first) == (available if wanted == 0 else min(wanted, available))
    assert all(0 <= n < available for n in first)


@given(st.integers(2, 10), st.integers(0, 2**32))
def test_options_are_never_shown_in_the_order_that_would_be_right(options: int, seed: int) -> None:
    order = training.shuffle(options, np.random.default_rng(seed)).tolist()
    assert sorted(order) == list(range(options))
    assert order != list(range(options))


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.booleans()), max_size=60),
)
def test_every_requirement_is_counted_once(rows: list[tuple[int, int, bool]]) -> None:
    found = training.coverage([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows], (5, 4))
    assert int(found[..., 1].sum()) == len(rows)
    assert int(found[..., 0].sum()) == sum(r[2] for r in rows)
    assert bool((found[..., 0] <= found[..., 1]).all())
