"""The arithmetic of a risk register: hand-worked values, closed forms, and what holds of all numbers."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.engines.risk import (
    Band,
    Figure,
    Missing,
    Spread,
    band,
    carried,
    emv,
    event,
    leverage,
    score,
    total,
    triangular,
)

D = Decimal
MONEY = st.decimals(min_value=0, max_value=10**9, places=2)
CHANCE = st.sampled_from([D("0.1"), D("0.3"), D("0.5"), D("0.7"), D("0.9")])
IMPACT = st.sampled_from([D("0.05"), D("0.1"), D("0.2"), D("0.4"), D("0.8")])


def test_a_score_is_the_probability_times_the_largest_impact() -> None:
    assert score(D("0.7"), [D("0.8"), D("0.2"), None]) == D("0.56")
    assert score(D("0.9"), [D("0.05")]) == D("0.045")


def test_without_a_probability_or_an_impact_there_is_no_score() -> None:
    assert score(None, [D("0.8")]) is None
    assert score(D("0.7"), [None, None]) is None


def test_bands_begin_at_their_limits() -> None:
    limits = (D("0.06"), D("0.18"))
    found = [band(D(value), *limits) for value in ("0.05", "0.06", "0.14", "0.18", "0.72")]
    assert found == [Band.LOW, Band.MEDIUM, Band.MEDIUM, Band.HIGH, Band.HIGH]


def test_expected_money_and_days() -> None:
    assert emv(D("0.7"), D(600_000)).value == D("420000.00")
    assert emv(D("0.3"), D("12.5")).value == D("3.75")


def test_a_response_that_saves_three_times_its_cost_has_a_leverage_of_two() -> None:
    # 420,000 before, 120,000 after, 100,000 spent: (420 − 120 − 100) ÷ 100.
    assert leverage(Figure(D(420_000)), Figure(D(120_000)), D(100_000)).value == D("2.0000")
    assert leverage(Figure(D(100)), Figure(D(90)), D(20)).value == D("-0.5000")


@pytest.mark.parametrize(
    ("before", "after", "cost", "missing"),
    [
        (emv(None, D(1)), Figure(D(0)), D(1), Missing.PROBABILITY),
        (emv(D("0.5"), None), Figure(D(0)), D(1), Missing.AMOUNT),
        (Figure(D(9)), emv(None, D(1)), D(1), Missing.PROBABILITY_AFTER),
        (Figure(D(9)), emv(D("0.5"), None), D(1), Missing.AMOUNT_AFTER),
        (Figure(D(9)), Figure(D(1)), None, Missing.COST),
        (Figure(D(9)), Figure(D(1)), D(0), Missing.COST),
    ],
)
def test_what_cannot_be_computed_says_why(before: Figure, after: Figure, cost: Decimal | None, missing: str) -> None:
    found = leverage(before, after, cost)
    assert (found.value, found.missing) == (None, missing)


def test_a_serial_sum_of_five_parts() -> None:
    """Case risk-1 of paulgovan/PRA: exact mean 32.0, variance 7.835."""
    parts = [
        triangular(2, 3, 5),
        Spread(8, 1.5**2),
        triangular(10, 14, 20),
        Spread(4, 0.8**2),
        Spread(2, (3 - 1) ** 2 / 12),
    ]
    found = total(parts)
    assert found.mean == pytest.approx(32.0)
    assert found.variance == pytest.approx(7.835, abs=0.001)


def test_a_correlated_sum() -> None:
    """Case risk-2: means 10, 15, 20; variances 4, 9, 16; correlations .5, .3, .4."""
    correlation = np.array([[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]])
    found = total([Spread(10, 4), Spread(15, 9), Spread(20, 16)], correlation)
    assert found.mean == pytest.approx(45)
    assert found.variance == pytest.approx(49.4)
    assert found.deviation == pytest.approx(7.03, abs=0.005)


def test_a_serial_sum_of_three_parts() -> None:
    """Case risk-3: exact mean 30, variance 9.5."""
    found = total([Spread(10, 4), triangular(5, 10, 15), Spread(10, 16 / 12)])
    assert (found.mean, found.variance) == (pytest.approx(30), pytest.approx(9.5))


def test_a_triangular_of_4_6_14() -> None:
    found = triangular(4, 6, 14)
    assert (found.mean, found.deviation) == (pytest.approx(8.0), pytest.approx(2.160, abs=0.001))


def test_an_event_on_a_fixed_base() -> None:
    """Case risk-5: p = 0.3, impact exactly 10 on 20 fixed: mean 23; variance 0.3 × 0.7 × 100."""
    found = total([Spread(20, 0), event(0.3, Spread(10, 0))])
    assert (found.mean, found.variance) == (pytest.approx(23), pytest.approx(21))


def test_the_last_value_marked_counts_until_the_next() -> None:
    marks = np.array([100.0, 50.0, 60.0, 0.0])
    at, risk = np.array([10, 12, 15, 20]), np.array([0, 1, 0, 1])
    days = np.array([9, 10, 12, 15, 19, 20, 99])
    assert carried(marks, at, risk, days).tolist() == [0, 100, 150, 110, 110, 60, 60]


def test_two_marks_of_one_day_leave_the_later_one() -> None:
    found = carried(np.array([5.0, 7.0]), np.array([3, 3]), np.array([0, 0]), np.array([3]))
    assert found.tolist() == [7.0]


@given(chance=CHANCE, impacts=st.lists(IMPACT, min_size=1, max_size=4), more=IMPACT)
def test_a_further_impact_never_lowers_the_score(chance: Decimal, impacts: list[Decimal], more: Decimal) -> None:
    before, after = score(chance, impacts), score(chance, [*impacts, more])
    assert before is not None
    assert after is not None
    assert Decimal(0) < before <= after < 1


@given(chance=CHANCE, amount=MONEY)
def test_an_expected_value_lies_between_nothing_and_the_amount(chance: Decimal, amount: Decimal) -> None:
    found = emv(chance, amount).value
    assert found is not None
    assert 0 <= found <= amount + Decimal("0.01")


@given(before=MONEY, after=MONEY, cost=st.decimals(min_value=1, max_value=10**6, places=2), more=MONEY)
def test_a_dearer_response_never_has_more_leverage(
    before: Decimal, after: Decimal, cost: Decimal, more: Decimal
) -> None:
    if after > before:
        before, after = after, before
    cheap, dear = leverage(Figure(before), Figure(after), cost), leverage(Figure(before), Figure(after), cost + more)
    assert cheap.value is not None
    assert dear.value is not None
    assert dear.value <= cheap.value


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=12))
def test_a_sum_never_spreads_less_than_its_widest_part(points: list[tuple[float, float, float]]) -> None:
    parts = [triangular(*sorted(three)) for three in points]
    found = total(parts)
    assert found.deviation >= max(part.deviation for part in parts) * (1 - 1e-9)
    assert found.mean == pytest.approx(sum(part.mean for part in parts))


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 3), st.integers(0, 1000)), min_size=1, max_size=30),
    st.lists(st.integers(-5, 60), min_size=1, max_size=10),
)
def test_carrying_forward_agrees_with_the_long_way(rows: list[tuple[int, int, int]], days: list[int]) -> None:
    ordered = sorted(rows, key=lambda row: row[0])
    at, risk, marks = (np.array(column) for column in zip(*ordered, strict=True))
    wanted = sorted(days)

    def slowly(day: int) -> float:
        return float(sum({number: value for on, number, value in ordered if on <= day}.values()))

    assert carried(marks.astype(float), at, risk, np.array(wanted)).tolist() == [slowly(day) for day in wanted]
