"""Levelling: feasible always, never worse than the heuristic, optimal where that is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.engines.levelling import Link, Problem, ProblemError, improve, serial, violations
from projects.engines.levelling.patterson import read


def problem(
    durations: list[int], demands: list[list[int]], capacity: list[int], links: Any = (), **more: Any
) -> Problem:
    return Problem(
        np.array(durations), np.array(demands, dtype=np.int64), np.array(capacity), [Link(*x) for x in links], **more
    )


# Two people's work for one person: 3 + 2 + 4 slots, one after the other.
ONE_PERSON = problem([3, 2, 4], [[100], [100], [100]], [100])


def test_one_person_does_one_thing_at_a_time() -> None:
    starts = serial(ONE_PERSON)
    assert violations(ONE_PERSON, starts) == []
    assert ONE_PERSON.makespan(starts) == 9


def test_halves_go_side_by_side() -> None:
    halves = problem([3, 3, 3], [[50], [50], [50]], [100])
    assert halves.makespan(serial(halves)) == 6


def test_links_are_kept_with_their_lags() -> None:
    chain = problem([2, 2], [[1], [1]], [9], [(0, 1, 5)])
    assert serial(chain).tolist() == [0, 5]


def test_a_negative_lag_lets_the_later_one_begin_first() -> None:
    overlap = problem([4, 1], [[1], [1]], [9], [(0, 1, -3)], release=np.array([5, 0]))
    starts = serial(overlap)
    assert violations(overlap, starts) == []
    assert starts[1] == 2


def test_absences_are_waited_out() -> None:
    away = np.array([[1, 0, 0, 1, 1]])
    starts = serial(problem([2], [[1]], [1], profile=away))
    assert starts.tolist() == [3]


def test_what_is_pinned_stays_and_takes_its_room() -> None:
    pinned = problem([3, 2], [[1], [1]], [1], release=np.array([1, 0]), pinned=np.array([True, False]))
    starts = serial(pinned)
    assert starts.tolist() == [1, 4]
    assert violations(pinned, starts) == []


@pytest.mark.parametrize(
    ("values", "code", "who"),
    [
        ({"links": [(0, 1, 1), (1, 0, 1)]}, "cycle", (0, 1)),
        ({"links": [(0, 7, 1)]}, "link", (7,)),
        ({"demands": [[3], [1]]}, "demand", (0,)),
        ({"demands": [[1, 1], [1, 1]]}, "shape", ()),
    ],
)
def test_what_cannot_be_scheduled_is_named(values: dict[str, Any], code: str, who: tuple[int, ...]) -> None:
    given_values = {"durations": [1, 1], "demands": [[1], [1]], "capacity": [2], **values}
    with pytest.raises(ProblemError) as refused:
        problem(**given_values)
    assert (refused.value.code, refused.value.activities) == (code, who)


def test_the_search_proves_the_best() -> None:
    """Seven jobs for two people: 20 slots of work in 10."""
    packed = problem([5, 5, 3, 3, 2, 1, 1], [[1]] * 7, [2])
    found = improve(packed, seconds=5)
    assert (found.makespan, found.status) == (10, "optimal")
    assert violations(packed, found.starts) == []


def test_of_equally_short_schedules_the_one_that_moves_least() -> None:
    reference = np.array([4, 0])
    found = improve(problem([2, 4], [[1], [1]], [1]), seconds=5, reference=reference)
    assert found.starts.tolist() == [4, 0]


def test_it_can_be_stopped() -> None:
    generator = np.random.default_rng(1)
    hard = Problem(generator.integers(1, 20, 60), generator.integers(0, 60, (60, 4)), np.array([100] * 4), [])
    found = improve(hard, seconds=60, stop=lambda: True)
    assert violations(hard, found.starts) == []
    assert found.makespan <= found.heuristic


def test_it_tells_how_far_it_is() -> None:
    generator = np.random.default_rng(2)
    hard = Problem(generator.integers(1, 20, 60), generator.integers(10, 60, (60, 4)), np.array([100] * 4), [])
    told: list[float] = []
    improve(hard, seconds=1.6, progress=lambda share, best, bound: told.append(share))
    assert told
    assert all(0 <= share <= 1 for share in told)


def test_a_file_of_the_library_is_read() -> None:
    text = "4 1\n2\n0 0 2 2 3\n3 1 1 4\n2 2 1 4\n0 0 0\n"
    found = read(text)
    assert found.makespan(serial(found)) == 5
    with pytest.raises(ProblemError, match="shape"):
        read("4 1\n2\n0 0 2")


def test_compiled_and_interpreted_passes_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    from projects.engines.levelling import heuristic

    generator = np.random.default_rng(3)
    links = [Link(a, a + 7, int(generator.integers(0, 9))) for a in range(33)]
    case = Problem(generator.integers(1, 9, 40), generator.integers(0, 60, (40, 3)), np.array([100] * 3), links)
    plain = serial(case, passes=5)
    monkeypatch.setattr(heuristic, "LARGE", 1)
    assert serial(case, passes=5).tolist() == plain.tolist()


@st.composite
def problems(draw: Any) -> Problem:
    n = draw(st.integers(1, 9))
    resources = draw(st.integers(1, 2))
    integers = st.integers
    durations = draw(st.lists(integers(0, 6), min_size=n, max_size=n))
    demands = draw(st.lists(st.lists(integers(0, 3), min_size=resources, max_size=resources), min_size=n, max_size=n))
    pairs = draw(st.lists(st.tuples(integers(0, n - 1), integers(0, n - 1), integers(-3, 5)), max_size=8))
    links = [Link(min(a, b), max(a, b), lag) for a, b, lag in pairs if a != b]
    slots = draw(integers(0, 6))
    profile = np.array(
        draw(
            st.lists(st.lists(integers(0, 3), min_size=slots, max_size=slots), min_size=resources, max_size=resources)
        ),
        dtype=np.int64,
    ).reshape(resources, slots)
    release = np.array(draw(st.lists(integers(0, 4), min_size=n, max_size=n)))
    return Problem(
        np.array(durations),
        np.array(demands, dtype=np.int64),
        np.array([3] * resources),
        links,
        release,
        profile=profile,
    )


@settings(max_examples=150)
@given(problems())
def test_every_schedule_is_feasible_and_not_shorter_than_its_longest_chain(case: Problem) -> None:
    from projects.engines.levelling.heuristic import lower_bound

    starts = serial(case, passes=4)
    assert violations(case, starts) == []
    assert case.makespan(starts) >= lower_bound(case)


@settings(max_examples=12)
@given(problems())
def test_the_search_is_feasible_and_never_worse(case: Problem) -> None:
    found = improve(case, seconds=2)
    assert violations(case, found.starts) == []
    assert found.makespan <= found.heuristic
    assert found.bound <= found.makespan


@settings(max_examples=10)
@given(problems())
def test_more_people_never_make_it_longer(case: Problem) -> None:
    from dataclasses import replace

    more = replace(case, capacity=case.capacity + 3, profile=case.profile + 3)
    few, many = improve(case, seconds=3), improve(more, seconds=3)
    if few.status == many.status == "optimal":
        assert many.makespan <= few.makespan
