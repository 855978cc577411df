"""Places of champions: golden values, and what holds for every tree."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from changemgmt.engines.coverage import cover, needed

# FORMULAS.md: 1 per 15 eligible people, at least one per unit.
GOLDEN = [(0, 0), (1, 1), (14, 1), (15, 1), (16, 2), (30, 2), (31, 3), (45, 3), (300, 20), (4386, 293)]


@pytest.mark.parametrize(("people", "places"), GOLDEN)
def test_one_for_every_fifteen_and_at_least_one(people: int, places: int) -> None:
    assert needed(people, 15) == places


@pytest.mark.parametrize(("per", "places"), [(5, 10), (10, 5), (15, 4), (50, 1)])
def test_the_ratio_is_the_project_s(per: int, places: int) -> None:
    assert needed(50, per) == places


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        needed(5, 0)
    with pytest.raises(ValueError, match="positive"):
        needed(-1, 15)
    with pytest.raises(ValueError, match="one length"):
        cover([-1], [1, 2], [0], per=15)
    with pytest.raises(ValueError, match="after the one above"):
        cover([1, -1], [1, 2], [0, 0], per=15)


def test_a_division_with_its_workshops_worked_by_hand() -> None:
    """The head of the division alone; 32, 36 and 48 people below; 3 + 1 + 0 champions."""
    found = cover([-1, 0, 0, 0], [1, 32, 36, 48], [0, 3, 1, 0], per=15, smallest=5)
    assert found.needed.tolist() == [0, 3, 3, 4]
    assert found.filled.tolist() == [0, 3, 1, 0]
    assert found.missing.tolist() == [0, 0, 2, 4]
    assert (found.total_people[0], found.total_needed[0], found.total_filled[0]) == (117, 10, 4)


def test_nobody_stands_in_for_another_unit() -> None:
    found = cover([-1, -1], [15, 15], [4, 0], per=15)
    assert found.filled.tolist() == [1, 0]
    assert found.missing.tolist() == [0, 1]


def test_a_small_unit_counts_with_the_one_above_and_so_does_its_champion() -> None:
    found = cover([-1, 0, 0], [14, 4, 20], [0, 1, 0], per=15, smallest=5)
    assert found.folded_into.tolist() == [-1, 0, -1]
    assert found.people.tolist() == [18, 0, 20]
    assert found.needed.tolist() == [2, 0, 2]
    assert found.filled.tolist() == [1, 0, 0]


def test_a_small_project_still_needs_one() -> None:
    assert cover([-1], [3], [0], per=15, smallest=5).needed.tolist() == [1]
    assert cover([-1, 0], [1, 2], [0, 0], per=15, smallest=5).needed.tolist() == [1, 0]


def test_nothing_at_all() -> None:
    found = cover([], [], [], per=15)
    assert found.needed.size == found.total_people.size == 0


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[int], list[int], list[int]]:
    size = draw(st.integers(1, 20))
    parents = [draw(st.integers(-1, at - 1)) if at else -1 for at in range(size)]
    people = draw(st.lists(st.integers(0, 200), min_size=size, max_size=size))
    champions = draw(st.lists(st.integers(0, 12), min_size=size, max_size=size))
    return parents, people, champions


@given(trees(), st.integers(1, 50), st.integers(1, 30))
def test_nobody_is_lost_or_counted_twice(tree: tuple[list[int], ...], per: int, smallest: int) -> None:
    parents, people, champions = tree
    found = cover(*tree, per=per, smallest=smallest)
    assert int(found.people.sum()) == sum(people)
    assert int(found.champions.sum()) == sum(champions)
    roots = np.asarray(parents) < 0
    assert int(found.total_people[roots].sum()) == sum(people)
    assert int(found.total_needed[roots].sum()) == int(found.needed.sum())
    assert bool((found.filled <= found.needed).all())
    assert bool((found.filled <= found.champions).all())
    assert bool((found.total_filled <= found.total_needed).all())


@given(trees(), st.integers(1, 50), st.integers(1, 30))
def test_every_unit_with_people_has_a_place_in_reach(tree: tuple[list[int], ...], per: int, smallest: int) -> None:
    parents, people, _champions = tree
    found = cover(*tree, per=per, smallest=smallest)
    for at, n in enumerate(people):
        root = at
        while parents[root] >= 0:
            root = parents[root]
        if n:
            assert found.total_needed[root] >= 1
        if found.needed[at]:
            assert found.needed[at] == max(1, math.ceil(found.people[at] / per))


@given(trees(), st.integers(2, 50), st.integers(1, 30))
def test_a_tighter_ratio_never_needs_fewer(tree: tuple[list[int], ...], per: int, smallest: int) -> None:
    wide, tight = (cover(*tree, per=ratio, smallest=smallest) for ratio in (per, per - 1))
    assert bool((tight.needed >= wide.needed).all())
