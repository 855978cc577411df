"""Lifecycle, cohorts, funnels: golden figures, and that nobody can be told from them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from metrics.adoption import activity
from metrics.adoption.activity import Weeks

MONDAY = date(2026, 9, 7)


def weeks(active: np.ndarray, earlier: np.ndarray | None = None) -> Weeks:  # type: ignore[type-arg]
    ends = [MONDAY + timedelta(days=7 * n + 6) for n in range(active.shape[1])]
    return Weeks(active, ends, np.zeros(active.shape[0], dtype=np.bool_) if earlier is None else earlier)


def people(*groups: tuple[int, str]) -> np.ndarray:  # type: ignore[type-arg]
    """So many people with the same weeks: "110" is active in the first two of three."""
    return np.array([[c == "1" for c in course] for count, course in groups for _ in range(count)])


def test_a_week_tells_who_returns_and_who_goes_quiet() -> None:
    rows = activity.lifecycle(weeks(people((10, "111"), (6, "110"), (7, "001"), (20, "000"))))
    assert rows[-1] == {
        "until": "2026-09-27", "active": 17, "new": 7, "returning": 10, "resurrecting": 0, "dormant": 6,
    }  # fmt: skip


def test_who_was_there_before_these_weeks_is_not_new_and_begins_no_cohort() -> None:
    course = people((10, "101"), (8, "001"))
    known = weeks(course, np.array([True] * 10 + [False] * 8))
    assert (activity.lifecycle(known)[-1]["new"], activity.lifecycle(known)[-1]["resurrecting"]) == (8, 10)
    assert [row["size"] for row in activity.cohorts(known)] == [8]


def test_a_cell_of_three_hides_with_another_one() -> None:
    rows = activity.lifecycle(weeks(people((10, "11"), (3, "01"), (20, "00"))))
    assert rows[-1]["active"] == 13
    assert (rows[-1]["returning"], rows[-1]["new"]) == (None, None)


def test_a_group_of_four_has_no_weeks() -> None:
    assert activity.lifecycle(weeks(people((4, "111")))) == []


@given(hnp.arrays(np.bool_, st.tuples(st.integers(5, 40), st.integers(2, 6))))
def test_no_shown_cell_is_about_one_to_four_people_nor_what_shown_ones_leave_over(active: np.ndarray) -> None:  # type: ignore[type-arg]
    for row in activity.lifecycle(weeks(active)):
        cells = [row[name] for name in ("new", "returning", "resurrecting")]
        for cell in [*cells, row["dormant"], row["active"]]:
            assert cell is None or cell == 0 or cell >= 5
        if row["active"] is not None:
            left = row["active"] - sum(cell or 0 for cell in cells)
            assert left == 0 or left >= 5


def test_cohorts_follow_those_who_began_together() -> None:
    rows = activity.cohorts(weeks(people((10, "111"), (10, "101"), (8, "010"), (2, "001"))))
    assert [row["size"] for row in rows] == [20, None, None]
    assert rows[0]["share"] == [100.0, 50.0, 100.0]
    assert rows[2]["share"] == []


def test_a_funnel_counts_people_in_order_and_the_median_time_between() -> None:
    person = np.array([n for n in range(8) for _ in range(2)] + [8, 9])
    step = np.array([0, 1] * 8 + [0, 1])
    at = np.array([t for n in range(8) for t in (0.0, 3600.0 * (n + 1))] + [0.0, 0.0])
    found = activity.funnel(person, step, at, 2)
    assert found == [
        {"reached": 9, "share": None, "hours": None},
        {"reached": 8, "share": 88.9, "hours": 4.5},
    ]


def test_a_funnel_of_four_people_is_withheld() -> None:
    person = np.arange(4)
    assert activity.funnel(person, np.zeros(4, dtype=np.int64), np.zeros(4), 2) is None


def test_who_never_came_and_who_came_for_nothing_are_told_together_or_not_at_all() -> None:
    parent = np.array([-1, 0, 0])
    unit = np.array([1] * 20 + [2] * 20)
    came = np.array([True] * 12 + [False] * 8 + [True] * 18 + [False] * 2)
    acted = np.array([True] * 6 + [False] * 14 + [True] * 10 + [False] * 10)
    found = activity.followed(parent, unit, came, acted)
    assert found[0].tolist() == [10, 14, 16]
    # Two of the second unit never came; the first would give them away.
    assert (found[1] == -1).all()
    assert (found[2] == -1).all()


def test_stickiness_is_the_mean_of_working_days_by_the_people_of_four_weeks() -> None:
    assert activity.stickiness([10, 20], 30) == 50.0
    assert activity.stickiness([], 30) is None
    assert activity.stickiness([0, 0], 0) is None
