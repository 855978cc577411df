"""Scope creep: golden values by hand, and what must hold for any history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.engines.creep import Step, mean_effort, measure, total_effort

SINCE, UNTIL = date(2026, 1, 15), date(2026, 4, 10)


def test_the_golden_scope() -> None:
    """100 days agreed; +10 decided, +5 slipped in, −8 taken out: 7 % larger, 5 % undecided."""
    steps = [
        Step(date(2026, 1, 20), 10, decided=True),
        Step(date(2026, 3, 2), 5, decided=False),
        Step(date(2026, 3, 30), -8, decided=True),
    ]
    found = measure(100, steps, SINCE, UNTIL)
    assert found is not None
    assert (found.added, found.removed) == (15, 8)
    assert found.index == pytest.approx(0.07)
    assert found.undecided == pytest.approx(0.05)
    assert [round(month.index, 3) for month in found.months] == [0.10, 0.10, 0.07, 0.07]
    assert [month.first.month for month in found.months] == [1, 2, 3, 4]


def test_an_item_nobody_estimated_weighs_as_the_others() -> None:
    assert mean_effort([10, 20, None]) == 15
    assert total_effort([10, 20, None]) == 45
    assert mean_effort([None, None]) == 1.0
    assert total_effort([None, None]) == 2.0


def test_nothing_agreed_nothing_measured() -> None:
    assert measure(0, [Step(SINCE, 3, decided=True)], SINCE, UNTIL) is None


def test_what_comes_later_does_not_count_yet() -> None:
    found = measure(10, [Step(UNTIL + timedelta(days=1), 5, decided=True)], SINCE, UNTIL)
    assert found is not None
    assert found.index == 0


@given(
    st.lists(st.tuples(st.integers(0, 80), st.integers(-50, 50), st.booleans()), max_size=30),
    st.integers(1, 1000),
)
def test_months_add_up_to_the_whole(raw: list[tuple[int, int, bool]], baseline: int) -> None:
    steps = [Step(SINCE + timedelta(days=day), effort, decided) for day, effort, decided in raw]
    found = measure(baseline, steps, SINCE, UNTIL)
    assert found is not None
    assert sum(month.added for month in found.months) == pytest.approx(found.added)
    assert sum(month.removed for month in found.months) == pytest.approx(found.removed)
    assert found.months[-1].index == pytest.approx(found.index)
    assert found.index == pytest.approx(sum(step.effort for step in steps) / baseline)
