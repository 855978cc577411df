"""The critical path method, by hand-worked cases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from projects.engines.cpm import Activity, Constraint, LagCalendar, Link, LinkKind, Network, PlanError, compute
from projects.engines.cpm.explain import explain
from tests.engines.networks import DAY, OFFICE, START, day, network, task


def dates(found: Network, key: int) -> tuple[int, int]:
    schedule = compute(found)
    row = schedule.row(key)
    return int(schedule.start[row]), int(schedule.finish[row])


@pytest.mark.parametrize(
    ("kind", "lag", "start", "finish"),
    [
        (LinkKind.FS, 0, day(4), day(5, 18)),
        (LinkKind.FS, DAY, day(5), day(6, 18)),
        (LinkKind.FS, -DAY, day(3), day(4, 18)),
        (LinkKind.SS, 0, day(2), day(3, 18)),
        (LinkKind.SS, 60, day(2, 10), day(4, 10)),
        (LinkKind.FF, 0, day(2), day(3, 18)),
        (LinkKind.FF, DAY, day(3), day(4, 18)),
        (LinkKind.SF, 5 * DAY, day(5), day(6, 18)),
    ],
)
def test_links_and_lags(kind: LinkKind, lag: int, start: int, finish: int) -> None:
    """Two tasks of two days; the first begins on Monday, 2 March."""
    found = network(task(1, 2), task(2, 2), links=[Link(1, 2, kind, lag)])
    assert dates(found, 2) == (start, finish)


def test_elapsed_lag_crosses_the_weekend() -> None:
    """Finished Friday evening; three days of the wall clock later it is Monday evening: the next morning."""
    found = network(task(1, 5), task(2), links=[Link(1, 2, LinkKind.FS, 3 * 1440, elapsed=True)])
    assert dates(found, 2) == (day(10), day(10, 18))


def test_lag_as_a_share_of_the_predecessor() -> None:
    found = network(task(1, 4), task(2), links=[Link(1, 2, LinkKind.SS, lag_percent=50.0)])
    assert dates(found, 2)[0] == day(4)


@pytest.mark.parametrize(
    ("by", "start"),
    [(LagCalendar.SUCCESSOR, day(7, 19)), (LagCalendar.PREDECESSOR, day(11, 13)), (LagCalendar.PROJECT, day(11, 13))],
)
def test_whose_calendar_a_lag_is_counted_on(by: LagCalendar, start: int) -> None:
    """Eight hours from Friday, 18:00: the shop works on until 20:00 and on Saturday, the office on Monday."""
    found = network(task(1, 5), task(2, 0.5, calendar=1), links=[Link(1, 2, LinkKind.FS, DAY)], lag_calendar=by)
    assert dates(found, 2)[0] == start


@pytest.mark.parametrize(
    ("constraint", "moment", "start", "total"),
    [
        (Constraint.ASAP, None, day(4), 3 * DAY),
        (Constraint.SNET, day(5), day(5), 2 * DAY),
        (Constraint.SNET, day(3), day(4), 3 * DAY),
        (Constraint.FNET, day(6, 18), day(6), DAY),
        (Constraint.SNLT, day(3), day(3), -DAY),
        (Constraint.FNLT, day(5, 18), day(4), DAY),
        (Constraint.MSO, day(5), day(5), 0),
        (Constraint.MFO, day(3, 18), day(3), -DAY),
        (Constraint.ALAP, None, day(9), 0),
    ],
)
def test_constraints(constraint: Constraint, moment: int | None, start: int, total: int) -> None:
    """A day that follows two days, beside a path of six days."""
    found = network(task(1, 2), replace(task(2), constraint=constraint, moment=moment), task(3, 6), links=[Link(1, 2)])
    schedule = compute(found)
    assert int(schedule.start[1]) == start
    if constraint in (Constraint.SNLT, Constraint.MFO):
        # The date is kept and the link is broken: its predecessor shows by how much.
        assert int(schedule.total_float[0]) == total
    else:
        assert int(schedule.total_float[1]) == total


def test_late_dates_floats_and_the_critical_path() -> None:
    """1 (2 d) → 3 (3 d) and 2 (4 d) → 3; 1 → 4 (1 d)."""
    schedule = compute(network(task(1, 2), task(2, 4), task(3, 3), task(4), links=[Link(1, 3), Link(2, 3), Link(1, 4)]))
    assert schedule.total_float.tolist() == [2 * DAY, 0, 0, 4 * DAY]
    assert schedule.free_float.tolist() == [0, 0, 0, 4 * DAY]
    assert schedule.critical.tolist() == schedule.longest.tolist() == [False, True, True, False]
    assert schedule.driver.tolist() == [-1, -1, 2, 1]
    assert (schedule.project_start, schedule.project_finish) == (START, day(10, 18))


def test_a_milestone_stands_where_its_predecessor_ends() -> None:
    assert dates(network(task(1, 5), task(2, 0), links=[Link(1, 2)]), 2) == (day(6, 18), day(6, 18))


def test_a_task_ends_on_the_minute_its_finish_is_tied_to() -> None:
    """SF from a start on Tuesday morning: the finish is Tuesday 9:00, not Monday 18:00."""
    found = network(
        replace(task(1), constraint=Constraint.SNET, moment=day(3)), task(2), links=[Link(1, 2, LinkKind.SF)]
    )
    assert dates(found, 2) == (day(2), day(3, 9))


def test_deadlines_and_promised_finishes_make_float_negative() -> None:
    late = compute(network(task(1, 3), replace(task(2, 2), deadline=day(5, 18)), links=[Link(1, 2)]))
    assert late.total_float.tolist() == [-DAY, -DAY]
    promised = compute(network(task(1, 3), finish=day(3, 18)))
    assert promised.total_float.tolist() == [-DAY]
    assert promised.critical.tolist() == [True]


def test_calendars_of_task_and_people() -> None:
    """Work needs the task's calendar and at least one of its people."""
    assert dates(network(task(1, 0.5, calendar=1)), 1) == (day(4, 13), day(4, 17))
    assert dates(network(task(1, 0.5, resources=(1,))), 1) == (day(4, 13), day(4, 17))
    assert dates(network(task(1, 1, calendar=0, resources=(1,))), 1) == (day(4, 13), day(5, 16))
    assert dates(network(task(1, 1, resources=(1,), ignore_resource_calendars=True)), 1) == (day(2), day(2, 18))


def test_elapsed_durations() -> None:
    assert dates(network(Activity(1, "T", 3 * 1440, elapsed=True)), 1) == (START, START + 3 * 1440)


class TestSummaries:
    ROWS = (task(1, 0), task(2, 2, parent=1), task(3, 3, parent=1), task(4, 1))

    def test_roll_up(self) -> None:
        rows = (self.ROWS[0], replace(self.ROWS[1], percent=50, actual_start=START), *self.ROWS[2:])
        schedule = compute(network(*rows, links=[Link(2, 3)]))
        assert (int(schedule.start[0]), int(schedule.finish[0])) == (day(2), day(6, 18))
        assert int(schedule.duration[0]) == 5 * DAY
        assert schedule.percent[0] == pytest.approx(20)
        assert schedule.summary.tolist() == [True, False, False, False]

    def test_others_wait_for_all_of_it(self) -> None:
        assert dates(network(*self.ROWS, links=[Link(1, 4)]), 4) == (day(5), day(5, 18))

    def test_all_of_it_waits_for_others(self) -> None:
        schedule = compute(network(*self.ROWS, links=[Link(4, 1)]))
        assert [int(s) for s in schedule.start] == [day(3), day(3), day(3), day(2)]
        assert schedule.total_float.tolist() == [0, DAY, 0, 0]

    def test_its_start_drives(self) -> None:
        rows = (*self.ROWS[:1], *(replace(a, constraint=Constraint.SNET, moment=day(4)) for a in self.ROWS[1:3]))
        assert dates(network(*rows, self.ROWS[3], links=[Link(1, 4, LinkKind.SS)]), 4)[0] == day(4)


class TestProgress:
    def test_begun_and_done(self) -> None:
        begun = replace(task(1, 4), actual_start=day(3), percent=25.0)
        done = replace(task(2, 1), actual_start=day(2), actual_finish=day(3, 12), percent=100.0)
        schedule = compute(network(begun, done, task(3), links=[Link(1, 3), Link(2, 3)]))
        assert (int(schedule.start[0]), int(schedule.finish[0])) == (day(3), day(6, 18))
        assert (int(schedule.start[1]), int(schedule.finish[1])) == (day(2), day(3, 12))
        assert not schedule.critical[1]
        assert int(schedule.start[2]) == day(9)

    def test_remaining_work_does_not_lie_in_the_past(self) -> None:
        begun = replace(task(1, 4), actual_start=day(2), percent=25.0)
        schedule = compute(network(begun, task(2), status=day(10)))
        assert int(schedule.finish[0]) == day(12, 18)
        assert int(schedule.start[1]) == day(10)

    def test_remaining_overrules_the_percentage(self) -> None:
        begun = replace(task(1, 4), actual_start=day(2), percent=50.0, remaining=5 * DAY)
        assert dates(network(begun), 1)[1] == day(10, 18)


def test_by_hand_and_inactive() -> None:
    by_hand = replace(task(2), manual=True, manual_start=day(2), manual_finish=day(4, 18))
    off = replace(task(3, 30), active=False)
    schedule = compute(network(task(1, 5), by_hand, off, task(4), links=[Link(1, 2), Link(2, 4), Link(3, 4)]))
    assert (int(schedule.start[1]), int(schedule.finish[1])) == (day(2), day(4, 18))
    assert int(schedule.start[3]) == day(5)
    assert schedule.project_finish == day(6, 18)


TIED = Link(3, 1, LinkKind.FF)


class TestRefused:
    @pytest.mark.parametrize(
        ("found", "code", "keys"),
        [
            (network(task(1), task(2), task(3), links=[Link(1, 2), Link(2, 3), Link(3, 1)]), "cycle", (1, 2, 3, 1)),
            (network(task(1), links=[Link(1, 1)]), "self_link", (1, 1)),
            (network(task(1), links=[Link(1, 9)]), "unknown_task", (1, 9)),
            (network(task(1), task(2), links=[Link(1, 2), Link(1, 2)]), "duplicate_link", (1, 2)),
            (network(task(1), task(1)), "duplicate_key", (1,)),
            (network(task(1, parent=7)), "unknown_parent", (1, 7)),
            (network(task(1, parent=2), task(2, parent=1)), "parent_cycle", (1, 2, 1)),
            (network(task(1), task(2, parent=1), links=[Link(1, 2)]), "summary_link_to_own_child", (1, 2)),
            (
                network(task(1), task(2, parent=1), task(3), links=[Link(3, 1, LinkKind.FF)]),
                "summary_finish_link",
                (3, 1),
            ),
            (network(task(1), task(2), links=[Link(1, 2, lag=10**9)]), "bad_lag", (1, 2)),
            (network(Activity(1, "T", 10**9)), "bad_duration", (1,)),
            (network(Activity(1, "T", -1)), "bad_duration", (1,)),
            (network(task(1, percent=101)), "bad_percent", (1,)),
            (network(task(1, actual_start=day(5), actual_finish=day(4))), "finish_before_start", (1,)),
            (network(task(1, manual=True, manual_start=day(5), manual_finish=day(4))), "finish_before_start", (1,)),
            (network(task(1, constraint=Constraint.MSO)), "impossible_constraint", (1,)),
            (network(task(1, calendar=7)), "unknown_calendar", (1,)),
            (network(task(1, 100_000)), "out_of_range", (1,)),
        ],
    )
    def test_with_the_chain(self, found: Network, code: str, keys: tuple[int, ...]) -> None:
        with pytest.raises(PlanError) as caught:
            compute(found)
        assert (caught.value.code, caught.value.keys) == (code, keys)

    def test_a_cycle_through_a_summary_names_it(self) -> None:
        rows = (task(1, 0), task(2, parent=1), task(3))
        with pytest.raises(PlanError) as caught:
            compute(network(*rows, links=[Link(1, 3), Link(3, 2)]))
        assert caught.value.code == "cycle"
        assert set(caught.value.keys) == {1, 2, 3}

    def test_a_calendar_without_work(self) -> None:
        from projects.engines.worktime import build
        from tests.engines.networks import FIRST, LAST

        with pytest.raises(PlanError, match="no_worktime"):
            compute(network(task(1), calendar=build(((),) * 7, {}, FIRST, LAST)))


class TestExplain:
    def test_what_sets_the_start(self) -> None:
        found = network(task(1, 2), task(2), task(3), links=[Link(1, 2)], status=None)
        schedule = compute(found)
        assert explain(schedule, found, 2)[0] == ("driven_by", (1,), 0)
        assert explain(schedule, found, 3)[0] == ("project_start", (), 0)

    def test_constraint_and_hand(self) -> None:
        found = network(
            replace(task(1), constraint=Constraint.SNET, moment=day(5)),
            replace(task(2), manual=True, manual_start=day(4), manual_finish=day(4, 18)),
            replace(task(3), actual_start=day(2), percent=10),
        )
        schedule = compute(found)
        assert [explain(schedule, found, key)[0][0] for key in (1, 2, 3)] == ["constraint", "manual", "started"]

    def test_negative_float_names_the_chain_to_its_cause(self) -> None:
        found = network(task(1, 3), task(2, 2), replace(task(3), deadline=day(6, 18)), links=[Link(1, 2), Link(2, 3)])
        schedule = compute(found)
        assert ("late_for_deadline", (1, 2, 3), DAY) in explain(schedule, found, 1)
        assert OFFICE.between(day(6, 18), int(schedule.finish[2])) == DAY
