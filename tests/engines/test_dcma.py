"""The DCMA's fourteen checks on plans counted by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from projects.engines.dcma import Arc, Case, Check, Row, assess

STATUS = 100
FINE = Row(
    key=1,
    days=10,
    total_float=0,
    done=False,
    started=False,
    milestone=False,
    has_predecessor=True,
    has_successor=True,
    hard=False,
    staffed=True,
    start=110,
    finish=120,
)


def rows(*changes: dict[str, Any]) -> list[Row]:
    return [replace(FINE, key=n, **values) for n, values in enumerate(changes, start=1)]


LINKS = (Arc(1, True, 0),)


def checks(found: list[Row], links: Any = LINKS, **more: Any) -> dict[str, Check]:
    return {check.code: check for check in assess(Case(found, links, STATUS, **more))}


def test_there_are_fourteen_in_their_order() -> None:
    assert [check.number for check in assess(Case([FINE], [], STATUS))] == list(range(1, 15))


def test_a_sound_plan_meets_what_can_be_asked() -> None:
    found = checks(rows({}, {}), remaining=20.0, slack=0.0, path_moves=True)
    assert [code for code, check in found.items() if check.passed is False] == []


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("logic", {"has_successor": False}),
        ("hard", {"hard": True}),
        ("high_float", {"total_float": 44.1}),
        ("long", {"days": 45}),
        ("staffed", {"staffed": False}),
    ],
)
def test_shares_of_unfinished_tasks(code: str, values: dict[str, Any]) -> None:
    """One of twenty is 5 %, just allowed (staffed: nobody may be missing); one of ten is not."""
    twenty, ten = [values, *[{}] * 19], [values, *[{}] * 9]
    assert checks(rows(*twenty))[code].value == 5
    assert checks(rows(*twenty))[code].passed is (code != "staffed")
    assert checks(rows(*ten))[code].passed is False
    assert checks(rows(*ten))[code].rows == (1,)
    assert checks(rows({**values, "done": True}, {}))[code].value == 0


def test_milestones_and_what_is_done_are_not_counted() -> None:
    found = checks(rows({"milestone": True, "has_predecessor": False}, {"done": True, "hard": True}))
    assert (found["logic"].value, found["logic"].reason) == (None, "no_tasks")


def test_links() -> None:
    links = [Arc(1, True, 0)] * 17 + [Arc(2, True, 480), Arc(3, False, 0), Arc(4, True, -480)]
    found = checks(rows({}, {}, {}, {}), links)
    assert (found["leads"].value, found["leads"].passed, found["leads"].rows) == (1, False, (4,))
    assert (found["lags"].value, found["lags"].passed) == (5, True)
    assert (found["finish_to_start"].value, found["finish_to_start"].passed) == (95, True)
    assert checks(rows({}), [])["lags"].reason == "no_links"


def test_negative_float() -> None:
    assert checks(rows({"total_float": -0.5}))["negative_float"].passed is False


@pytest.mark.parametrize(
    "values",
    [
        {"start": 90, "finish": 110},
        {"started": True, "start": 80, "finish": 95},
        {"started": True, "actual_start": 101},
        {"done": True, "actual_start": 90, "actual_finish": 101, "finish": 101},
    ],
)
def test_dates_that_cannot_be(values: dict[str, Any]) -> None:
    assert checks(rows(values))["dates"].passed is False
    assert checks(rows({"started": True, "start": 90, "finish": 110}))["dates"].passed is True


def test_missed_tasks_and_the_execution_index() -> None:
    """Three were due: one in time, one late, one open. BEI counts everything done: 3 ÷ 3."""
    found = checks(
        rows(
            {"done": True, "finish": 90, "baseline_finish": 90},
            {"done": True, "finish": 99, "baseline_finish": 95},
            {"baseline_finish": 98},
            {"done": True, "finish": 99, "baseline_finish": 130},
        )
    )
    assert found["missed"].value == pytest.approx(66.67, abs=0.01)
    assert found["missed"].rows == (2, 3)
    assert (found["bei"].value, found["bei"].passed) == (1.0, True)
    assert found["bei"].rows == (3,)


def test_without_a_baseline_or_anything_due() -> None:
    assert checks(rows({}))["bei"].reason == "no_baseline"
    assert checks(rows({"baseline_finish": 150}))["missed"].reason == "nothing_due"


@pytest.mark.parametrize(("slack", "value", "passed"), [(0.0, 1.0, True), (-5.0, 0.95, True), (-6.0, 0.94, False)])
def test_the_critical_path_length_index(slack: float, value: float, passed: bool) -> None:
    """A hundred days to go; five behind is the limit."""
    found = checks(rows({}), remaining=100.0, slack=slack)["cpli"]
    assert (found.value, found.passed) == (pytest.approx(value), passed)


@pytest.mark.parametrize(("moves", "passed"), [(True, True), (False, False), (None, None)])
def test_the_critical_path_test(moves: bool | None, passed: bool | None) -> None:
    assert checks(rows({}), path_moves=moves)["path"].passed is passed
