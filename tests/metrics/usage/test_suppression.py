"""Nothing shown may tell of fewer than five people, directly or by subtraction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from metrics.usage.suppression import FEWEST, hidden, hidden_parts


def test_small_groups_are_withheld_and_the_one_they_could_be_told_from() -> None:
    assert hidden_parts(30, [("a", 3), ("b", 12), ("c", 15)]) == {"a", "b"}
    assert hidden_parts(30, [("a", 3), ("b", 4), ("c", 23)]) == {"a", "b"}
    assert hidden_parts(30, [("a", 10), ("b", 20)]) == set()
    assert hidden_parts(30, [("a", 8), ("b", 20)]) == {"a"}
    assert hidden_parts(4, [("a", 4)]) == {"a"}


def test_what_is_below_a_withheld_unit_is_withheld_too() -> None:
    sizes = {"top": 40, "a": 3, "b": 7, "b1": 7, "c": 30}
    parents = {"a": "top", "b": "top", "b1": "b", "c": "top"}
    assert hidden(sizes, parents) == {"a", "b", "b1"}


def test_parts_that_are_more_than_the_whole_are_judged_by_themselves() -> None:
    assert hidden({"top": 10, "a": 3, "b": 12}, {"a": "top", "b": "top"}) >= {"a"}
    assert hidden({}, {}) == set()


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, str]]:
    """Units with people of their own; each stands below an earlier one."""
    own = draw(st.lists(st.integers(0, 12), min_size=1, max_size=12))
    parents = {str(n): str(draw(st.integers(0, n - 1))) for n in range(1, len(own))}
    sizes = {str(n): people for n, people in enumerate(own)}
    for n in range(len(own) - 1, 0, -1):
        sizes[parents[str(n)]] += sizes[str(n)]
    return sizes, parents


@given(trees())
def test_no_subtraction_isolates_a_small_group(tree: tuple[dict[str, int], dict[str, str]]) -> None:
    sizes, parents = tree
    away = hidden(sizes, parents)
    for key, size in sizes.items():
        if key in away:
            continue
        assert size >= FEWEST
        assert parents.get(key) not in away
        rest = size - sum(sizes[part] for part in sizes if parents.get(part) == key and part not in away)
        assert rest == 0 or rest >= FEWEST
