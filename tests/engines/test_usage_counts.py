"""Counting by bitmaps against counting day by day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.engines import usage_counts as engine
from metrics.engines.usage_counts import Sizes, Spans

FIRST, BITS = 740_000, 59
PARENTS = np.array([-1, 0, 0, 1])


def ints(values: Any) -> Any:
    return np.array(values, dtype=np.int64)


def spans_of(rows: list[tuple[int, int, int, int, int]], subjects: int) -> Spans:
    """(subject, unit, cadence, first bit, last bit)"""
    columns = [ints([row[n] for row in rows]) for n in range(5)]
    none = np.full(len(rows), -1, dtype=np.int64)
    return Spans(subjects, columns[0], columns[1], none, none, none, columns[2], columns[3] + FIRST, columns[4] + FIRST)


def test_one_person_day_by_day() -> None:
    """Active on the bits 30 and 33; signed in on 33 and 34."""
    spans = spans_of([(0, 3, 7, 0, BITS)], 1)
    subject, feature = ints([0, 0]), ints([0, -1])
    days = ints([(1 << 30) | (1 << 33), (1 << 33) | (1 << 34)])
    found = engine.deeds(subject, feature, days, np.array([True, False]), np.array([True, False]), (1, 1))
    sizes = Sizes(PARENTS, 0, 0, 0, 1)
    asked = [29, 30, 31, 40, 58]
    counted = engine.count_days(spans, found, sizes, [(FIRST + bit, bit) for bit in asked])
    lines = [tuple(int(n) for n in day.everybody[:5]) for day in counted]
    assert lines == [(1, 0, 0, 0, 0), (1, 1, 1, 1, 1), (1, 0, 1, 1, 1), (1, 0, 0, 1, 0), (1, 0, 0, 1, 0)]
    assert [int(day.units[0, engine.LOGIN_DAYS_7]) for day in counted] == [0, 0, 0, 1, 0]
    assert [int(day.features[0, 0, 2]) for day in counted] == [0, 1, 1, 1, 1]
    # Unit 2 is a sister of unit 1, below which the person works.
    assert [int(day.units[2, engine.ELIGIBLE]) for day in counted] == [0] * 5


def test_a_day_without_its_window_is_refused() -> None:
    found = engine.deeds(ints([]), ints([]), ints([]), np.array([], bool), np.array([], bool), (1, 1))
    with pytest.raises(ValueError, match="27 days"):
        engine.count_days(spans_of([], 1), found, Sizes(PARENTS, 0, 0, 0, 1), [(FIRST, 26)])


@given(st.data())
def test_bitmaps_count_as_a_loop_does(data: st.DataObject) -> None:
    subjects, features = 6, 3
    units = data.draw(st.lists(st.integers(0, 3), min_size=subjects, max_size=subjects))
    until = data.draw(st.lists(st.integers(20, BITS), min_size=subjects, max_size=subjects))
    cadences = data.draw(st.lists(st.sampled_from([1, 7, 28]), min_size=subjects, max_size=subjects))
    acts = data.draw(
        st.lists(
            st.tuples(st.integers(0, subjects - 1), st.integers(0, features - 1), st.integers(0, BITS - 1)), max_size=40
        )
    )
    core = {0, 1}
    found = engine.deeds(
        ints([a[0] for a in acts]),
        ints([a[1] for a in acts]),
        ints([1 << a[2] for a in acts]),
        np.ones(len(acts), bool),
        np.array([a[1] in core for a in acts], bool),
        (subjects, features),
    )
    rows = [(n, units[n], cadences[n], 0, until[n]) for n in range(subjects)]
    bit = data.draw(st.integers(27, BITS - 1))
    sizes = Sizes(PARENTS, 0, 0, 0, features)
    [counted] = engine.count_days(spans_of(rows, subjects), found, sizes, [(FIRST + bit, bit)])
    below = {0: {0, 1, 2, 3}, 1: {1, 3}, 2: {2}, 3: {3}}
    for unit, inside in below.items():
        there = [n for n in range(subjects) if units[n] in inside and bit <= until[n]]

        def active(n: int, window: int, wanted: set[int]) -> bool:
            return any(a[0] == n and a[1] in wanted and bit - window < a[2] <= bit for a in acts)

        assert counted.units[unit, engine.ELIGIBLE] == len(there)
        for column, window in ((engine.ACTIVE_1, 1), (engine.ACTIVE_7, 7), (engine.ACTIVE_28, 28)):
            assert counted.units[unit, column] == sum(active(n, window, core) for n in there)
        assert counted.units[unit, engine.ON_CADENCE] == sum(active(n, cadences[n], core) for n in there)
        for feature in range(features):
            for place, window in enumerate(engine.WINDOWS):
                assert counted.features[unit, feature, place] == sum(active(n, window, {feature}) for n in there)
