"""Points add up whatever is written, and are used up first in, first out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from changemgmt.engines.ledger import Lot, balances, differing, lapsed, open_lots, take

JAN, FEB, MAR = date(2027, 1, 10), date(2027, 2, 10), date(2027, 3, 10)
LOTS = [Lot(1, 30, FEB), Lot(2, 20, JAN), Lot(3, 50, MAR)]


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_balances_of_a_budget_a_wallet_and_a_gift() -> None:
    # 0 source, 1 budget, 2 wallet, 3 held: granted 100, earned 40, held 25, given back 5.
    found = balances(ints(0, 1, 2, 3), ints(1, 2, 3, 2), ints(100, 40, 25, 5), 4)
    assert found.tolist() == [-100, 60, 20, 20]


@pytest.mark.parametrize("entry", [(0, 1, 0), (0, 1, -5), (1, 1, 5)])
def test_an_entry_of_nothing_or_into_itself_is_none(entry: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="an entry moves"):
        balances(ints(entry[0]), ints(entry[1]), ints(entry[2]), 2)


entries = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5), st.integers(1, 10**6)), max_size=60)


@given(entries)
def test_the_sum_over_all_accounts_is_zero_whatever_is_written(rows: list[tuple[int, int, int]]) -> None:
    debit = ints(*(row[0] for row in rows))
    credit = ints(*((row[0] + row[1]) % 6 for row in rows))
    assert int(balances(debit, credit, ints(*(row[2] for row in rows)), 6).sum()) == 0


def test_a_stored_balance_that_is_not_computed_is_named() -> None:
    assert differing({1: 10, 2: 5, 3: 0}, {1: 10, 2: 7}) == {2: (5, 7)}


def test_what_lapses_first_is_used_first() -> None:
    assert take(LOTS, 60) == [(2, 20), (1, 30), (3, 10)]
    assert take(LOTS, 20) == [(2, 20)]


def test_a_counter_entry_takes_its_own_lot_before_the_others() -> None:
    assert take(LOTS, 55, first=3) == [(3, 50), (2, 5)]


def test_more_than_there_is_cannot_be_taken() -> None:
    with pytest.raises(ValueError, match="1 points are missing"):
        take(LOTS, 101)
    with pytest.raises(ValueError, match="at least one"):
        take(LOTS, 0)


def test_open_lots_are_what_is_left() -> None:
    assert open_lots(LOTS, {1: 10, 2: 20}) == [Lot(1, 20, FEB), Lot(3, 50, MAR)]
    with pytest.raises(ValueError, match="lot 2 gave more"):
        open_lots(LOTS, {2: 21})


def test_a_lot_is_over_on_its_day_and_one_without_a_day_never() -> None:
    assert lapsed([*LOTS, Lot(4, 5, None)], JAN) == [LOTS[1]]
    assert lapsed([Lot(4, 5, None)], date(9999, 1, 1)) == []


days = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2028, 12, 31)))
acts = st.lists(st.one_of(st.tuples(st.just("in"), st.integers(1, 50), days),
                          st.tuples(st.just("out"), st.integers(1, 80), st.none())), max_size=40)  # fmt: skip


@given(acts)
def test_no_lot_falls_below_zero_and_nothing_gets_lost(history: list[tuple[str, int, date | None]]) -> None:
    arrived: list[Lot] = []
    gone: dict[int, int] = {}
    balance = 0
    for number, (what, points, expires_on) in enumerate(history):
        if what == "in":
            arrived.append(Lot(number, points, expires_on))
            balance += points
            continue
        left = open_lots(arrived, gone)
        if points > balance:
            with pytest.raises(ValueError, match="missing"):
                take(left, points)
            continue
        parts = take(left, points)
        assert sum(part for _lot, part in parts) == points
        # Nothing that lapses later is touched while something that lapses earlier is left.
        used = [lot.expires_on or date.max for lot in left if lot.id in dict(parts)]
        rest = [lot for lot in left if lot.points > dict(parts).get(lot.id, 0)]
        assert all(lot.expires_on is None or lot.expires_on >= max(used) for lot in rest)
        for lot, part in parts:
            gone[lot] = gone.get(lot, 0) + part
        balance -= points
    assert sum(lot.points for lot in open_lots(arrived, gone)) == balance >= 0
