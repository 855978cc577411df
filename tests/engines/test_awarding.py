"""Caps, time between two awards, and a budget that ends."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changemgmt.engines.awarding import PERIODS, Claim, Earned, Terms, bucket, decide

MON = date(2026, 11, 23)


def claims(*days: int, who: int = 1) -> list[Claim]:
    return [Claim(f"{number:03}", who, MON + timedelta(days=day)) for number, day in enumerate(days)]


def points(*args: object, **kwargs: object) -> list[tuple[int, str]]:
    return [(one.points, one.reason) for one in decide(*args, **kwargs)]  # type: ignore[arg-type]


def test_every_thing_earns_its_points_without_limits() -> None:
    assert points(claims(0, 0, 1), [], Terms(10), 1000) == [(10, ""), (10, ""), (10, "")]


def test_the_last_award_below_a_cap_is_cut_and_the_next_refused() -> None:
    terms = Terms(20, cap=50, period="month")
    assert points(claims(0, 1, 2, 3), [], terms, 1000) == [(20, ""), (20, ""), (10, "cap"), (0, "cap")]


def test_a_cap_is_new_with_its_period_and_counts_what_was_earned_before() -> None:
    terms = Terms(20, cap=20, period="week")
    assert points(claims(0, 6, 7), [], terms, 1000) == [(20, ""), (0, "cap"), (20, "")]
    assert points(claims(0), [Earned(1, MON, 20)], terms, 1000) == [(0, "cap")]
    assert points(claims(0), [Earned(2, MON, 20)], terms, 1000) == [(20, "")]


def test_days_between_two_awards_count_both_ways() -> None:
    terms = Terms(5, cool_down=7)
    assert points(claims(0, 6, 7), [], terms, 1000) == [(5, ""), (0, "cool_down"), (5, "")]
    assert points(claims(0), [Earned(1, MON + timedelta(days=3), 5)], terms, 1000) == [(0, "cool_down")]
    assert points(claims(0, 0), [], Terms(5, cool_down=1), 1000) == [(5, ""), (0, "cool_down")]


def test_a_budget_that_cannot_pay_in_full_pays_nothing_and_the_next_smaller_one_may() -> None:
    assert points(claims(0, 1), [], Terms(10), 15) == [(10, ""), (0, "budget")]
    assert points(claims(0), [], Terms(10), None) == [(0, "budget")]


def test_what_a_budget_refused_uses_up_no_cap() -> None:
    terms = Terms(10, cap=10, period="ever")
    assert points(claims(0), [], terms, 0) == [(0, "budget")]
    assert points(claims(0), [], terms, 10) == [(10, "")]


@pytest.mark.parametrize(("period", "same", "other"), [
    ("day", date(2026, 11, 23), date(2026, 11, 24)),
    ("week", date(2026, 11, 29), date(2026, 11, 30)),
    ("month", date(2026, 11, 1), date(2026, 12, 1)),
    ("quarter", date(2026, 10, 1), date(2027, 1, 1)),
    ("year", date(2026, 1, 1), date(2027, 1, 1)),
])  # fmt: skip
def test_periods_follow_the_calendar(period: str, same: date, other: date) -> None:
    assert bucket(MON, period) == bucket(same, period) != bucket(other, period)


def test_ever_is_one_period_and_others_are_unknown() -> None:
    assert bucket(MON, "ever") == bucket(date(1999, 1, 1), "ever")
    with pytest.raises(ValueError, match="fortnight"):
        bucket(MON, "fortnight")


things = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 200)), max_size=40)


@given(things, st.integers(1, 30), st.one_of(st.none(), st.integers(1, 90)), st.sampled_from(PERIODS),
       st.integers(0, 20), st.integers(0, 500))  # fmt: skip
def test_no_cap_no_wait_and_no_budget_is_ever_broken(
    rows: list[tuple[int, int]], each: int, cap: int | None, period: str, wait: int, left: int
) -> None:
    asked = [Claim(f"{n:03}", who, MON + timedelta(days=day)) for n, (who, day) in enumerate(rows)]
    found = decide(asked, [], Terms(each, cap, period, wait), left)
    assert len(found) == len(asked)
    assert sum(one.points for one in found) <= left
    for who in {one.who for one in asked}:
        mine = [one for one in found if one.claim.who == who and one.points]
        days = sorted(one.claim.on for one in mine)
        assert all((b - a).days >= wait for a, b in itertools.pairwise(days)) or not wait
        if cap is not None:
            sums: dict[tuple[int, ...], int] = {}
            for one in mine:
                place = bucket(one.claim.on, period)
                sums[place] = sums.get(place, 0) + one.points
            assert all(n <= cap for n in sums.values())
    assert all(bool(one.reason) == (one.points < each) for one in found)
