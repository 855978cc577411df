"""No group under n can be seen or worked out: worked trees, and every table that would look the same enumerated."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.engines.suppression import Shown, suppress

Ints = npt.NDArray[np.int64]


def shown(parent: list[int], own: list[int], n: int = 5) -> tuple[Shown, list[bool]]:
    found = suppress(np.array(parent), np.array(own).reshape(-1, 1), n)
    return found, found.whole.tolist()


def test_a_small_team_takes_its_smallest_neighbour_with_it() -> None:
    # plant of 30: 12, 8, 7 and 3; hiding the 3 alone would leave "30 − 12 − 8 − 7"
    found, whole = shown([-1, 0, 0, 0, 0], [0, 12, 8, 7, 3])
    assert whole == [True, True, True, False, False]
    assert found.total[:, 0].tolist() == [30, 12, 8, 7, 3]
    assert found.group.tolist() == [0, 1, 2, 0, 0]


def test_two_small_teams_of_five_together_hide_each_other() -> None:
    assert shown([-1, 0, 0, 0], [0, 12, 3, 2])[1] == [True, True, False, False]


def test_two_small_teams_of_four_together_need_a_third() -> None:
    assert shown([-1, 0, 0, 0], [0, 12, 2, 2])[1] == [True, False, False, False]


def test_people_directly_in_the_department_are_a_team_too() -> None:
    # the head and two assistants: "department − teams" would be the three of them
    assert shown([-1, 0, 0], [3, 20, 30])[1] == [True, False, True]


def test_nobody_left_over_hides_nothing() -> None:
    assert shown([-1, 0, 0], [0, 20, 30])[1] == [True, True, True]


def test_below_what_is_hidden_all_is_hidden() -> None:
    # the 7 is hidden for the sake of the 3, so its teams of 5 and 2 must not give it away
    assert shown([-1, 0, 0, 0, 2, 2], [0, 12, 0, 3, 5, 2])[1] == [True, True, False, False, False, False]


def test_under_five_in_all_nothing_is_shown() -> None:
    found, whole = shown([-1, 0], [2, 2])
    assert whole == [False, False]
    assert found.group.tolist() == [-1, -1]


def test_top_units_protect_each_other() -> None:
    assert shown([-1, -1, -1], [4, 9, 20])[1] == [False, False, True]


def test_a_thin_column_hides_the_columns_and_not_the_whole() -> None:
    found = suppress(np.array([-1, 0, 0]), np.array([[0, 0], [10, 2], [10, 20]]))
    assert found.whole.tolist() == [True, True, True]
    assert found.columns.tolist() == [True, False, False]


def test_columns_stay_where_what_is_left_is_large_enough() -> None:
    found = suppress(np.array([-1, 0, 0, 0]), np.array([[0, 0], [9, 2], [9, 4], [10, 20]]))
    assert found.columns.tolist() == [True, False, False, True]


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="cycle"):
        suppress(np.array([1, 0]), np.array([[1], [1]]))
    with pytest.raises(ValueError, match="negative"):
        suppress(np.array([-1]), np.array([[-1]]))
    with pytest.raises(ValueError, match="shape"):
        suppress(np.array([-1]), np.array([1]))


@st.composite
def trees(draw: st.DrawFn, units: int, columns: int, most: int) -> tuple[Ints, Ints]:
    size = draw(st.integers(2, units))
    parent = [-1, *(draw(st.integers(0, unit - 1)) for unit in range(1, size))]
    own = draw(st.lists(st.integers(0, most), min_size=size * columns, max_size=size * columns))
    return np.array(parent), np.array(own).reshape(size, columns)


def published(found: Shown, total: Ints) -> tuple[int, ...]:
    """Everything a reader of the page could add up."""
    rows = [int(total[u].sum()) for u in np.flatnonzero(found.whole)]
    return (*rows, *(int(x) for u in np.flatnonzero(found.columns) for x in total[u]))


def totals(parent: Ints, own: Ints) -> Ints:
    total = own.copy()
    for unit in range(len(parent) - 1, 0, -1):
        total[parent[unit]] += total[unit]
    return total


@settings(deadline=None, max_examples=60)
@given(trees(units=4, columns=1, most=6))
def test_no_hidden_group_is_fixed_by_what_is_published(tree: tuple[Ints, Ints]) -> None:
    _enumerate(*tree, n=3, most=10)


@settings(deadline=None, max_examples=40)
@given(trees(units=3, columns=2, most=4))
def test_no_hidden_cell_is_fixed_by_what_is_published(tree: tuple[Ints, Ints]) -> None:
    _enumerate(*tree, n=2, most=6)


def _enumerate(parent: Ints, own: Ints, n: int, most: int) -> None:
    """Walk through all tables of 0…most that publish the same; every hidden small cell must differ between two."""
    found = suppress(parent, own, n)
    mine = totals(parent, own)
    if not found.whole.any() or mine[0].sum() > most:
        return
    same = published(found, mine)
    seen = []
    for cells in product(range(most + 1), repeat=own.size):
        if sum(cells) != mine[0].sum():
            continue
        other = totals(parent, np.array(cells).reshape(own.shape))
        if published(found, other) == same:
            seen.append(other)
    tables = np.array(seen)
    for unit in range(len(parent)):
        whole = int(mine[unit].sum())
        if not found.whole[unit] and 0 < whole < n:
            assert len(set(tables[:, unit].sum(axis=1).tolist())) > 1
        for column in range(own.shape[1]):
            if not found.columns[unit] and 0 < mine[unit, column] < n:
                assert len(set(tables[:, unit, column].tolist())) > 1


@settings(deadline=None)
@given(trees(units=14, columns=3, most=12))
def test_the_linear_system_of_large_trees_fixes_no_small_cell(tree: tuple[Ints, Ints]) -> None:
    """A cell is fixed when its unit vector lies in the row space of all that is published."""
    parent, own = tree
    found = suppress(parent, own)
    mine = totals(parent, own)
    units, columns = own.shape
    member = np.eye(units)
    for unit in range(units - 1, 0, -1):
        member[parent[unit]] += member[unit]
    rows = [np.kron(member[u], np.ones(columns)) for u in np.flatnonzero(found.whole)]
    rows += [np.kron(member[u], np.eye(columns)[c]) for u in np.flatnonzero(found.columns) for c in range(columns)]
    if not rows:
        return
    system = np.array(rows)
    rank = np.linalg.matrix_rank(system)
    for unit in range(units):
        asked = [] if found.whole[unit] else [(np.kron(member[unit], np.ones(columns)), int(mine[unit].sum()))]
        if not found.columns[unit]:
            asked += [(np.kron(member[unit], np.eye(columns)[c]), int(mine[unit, c])) for c in range(columns)]
        for vector, people in asked:
            fixed = np.linalg.matrix_rank(np.vstack([system, vector])) == rank
            assert not fixed or people == 0 or people >= 5


@given(trees(units=14, columns=2, most=12))
def test_the_smallest_group_that_differences_isolate_has_five(tree: tuple[Ints, Ints]) -> None:
    parent, own = tree
    found = suppress(parent, own)
    mine = totals(parent, own)
    for flags, table in ((found.whole, mine.sum(axis=1, keepdims=True)), (found.columns, mine)):
        for unit in np.flatnonzero(flags):
            below = [c for c in range(len(parent)) if parent[c] == unit and flags[c]]
            left = table[unit] - table[below].sum(axis=0)
            assert ((left == 0) | (left >= 5)).all()


@given(trees(units=10, columns=1, most=9))
def test_people_are_reported_under_groups_of_five(tree: tuple[Ints, Ints]) -> None:
    parent, own = tree
    found = suppress(parent, own)
    sizes = np.bincount(found.group[found.group >= 0], weights=own[found.group >= 0, 0], minlength=len(parent))
    assert ((sizes == 0) | (sizes >= 5)).all()
