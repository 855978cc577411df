"""The picture of places: from the first week that had any."""

from __future__ import annotations

from metrics.contest.drawing import LEFT, STEP_X, bump
from metrics.contest.selectors.weeks import Course
from pmo.orgs.models import Unit


def course(name: str, *ranks: int | None) -> Course:
    return Course(Unit(name=name), list(ranks), [None if rank is None else 50.0 for rank in ranks])


def test_weeks_before_the_first_place_are_left_out() -> None:
    found = bump([course("A", None, None, 1, 2), course("B", None, None, 2, 1)], [36, 37, 38, 39])
    assert found is not None
    assert found.weeks == [(LEFT, 38), (LEFT + STEP_X, 39)]
    assert [dot.rank for dot in found.strands[-1].dots] == [2, 1]


def test_without_two_weeks_of_places_there_is_no_picture() -> None:
    assert bump([], [36, 37]) is None
    assert bump([course("A", 1)], [36]) is None
    assert bump([course("A", None, None)], [36, 37]) is None
    assert bump([course("A", None, 1)], [36, 37]) is None


def test_a_week_without_a_place_breaks_the_line() -> None:
    found = bump([course("A", 1, None, 1, 1)], [1, 2, 3, 4])
    assert found is not None
    assert len(found.strands[0].dots) == 3
    assert len(found.weeks) == 4
