"""The target of a day, and whose target holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.adoption import curve


@dataclass
class Course:
    start_on: date
    start_share: Decimal
    due_on: date
    target_share: Decimal


# 30 % to 90 % in thirteen weeks.
START = date(2026, 9, 1)
NINETY = Course(START, Decimal(30), START + timedelta(weeks=13), Decimal(90))


@pytest.mark.parametrize(
    ("days", "share"),
    [(-1, None), (0, "30.00"), (13, "33.32"), (78, "86.68"), (91, "90"), (400, "90")],
)
def test_the_target_follows_an_s_from_start_to_due_day(days: int, share: str | None) -> None:
    found = curve.target_on(NINETY, START + timedelta(days=days))
    assert found == (None if share is None else Decimal(share))


def test_half_of_the_time_is_half_of_the_way() -> None:
    course = Course(START, Decimal(20), START + timedelta(days=100), Decimal(80))
    assert curve.target_on(course, START + timedelta(days=50)) == Decimal(50)
    assert curve.target_on(course, START + timedelta(days=25)) == Decimal("29.38")


shares = st.decimals(0, 100, places=2)


@given(shares, shares, st.integers(1, 1000), st.integers(0, 1200), st.integers(0, 1200))
def test_the_target_never_falls_and_stays_between_its_ends(
    one: Decimal, other: Decimal, length: int, early: int, late: int
) -> None:
    low, high = sorted((one, other))
    course = Course(START, low, START + timedelta(days=length), high)
    first, second = (curve.target_on(course, START + timedelta(days=n)) for n in sorted((early, late)))
    assert first is not None
    assert second is not None
    assert low <= first <= second <= high


def test_a_unit_inherits_from_the_nearest_unit_above_it_and_last_from_the_system() -> None:
    system, plant, line = (Course(START, Decimal(n), NINETY.due_on, Decimal(90)) for n in (10, 20, 30))
    targets = {"": system, "1": plant, "4": line}
    assert curve.nearest(targets, ["4", "2", "1"]) is line
    assert curve.nearest(targets, ["3", "2", "1"]) is plant
    assert curve.nearest(targets, ["9"]) is system
    assert curve.nearest(targets, []) is system
    assert curve.nearest({"1": plant}, ["9"]) is None
