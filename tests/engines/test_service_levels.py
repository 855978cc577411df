"""Working minutes against a promise: golden values on a calendar with a make-up day, and properties."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changemgmt.engines import service_levels as engine
from changemgmt.engines.service_levels import DAY, ServiceClock, Standing
from pmo.engines.stats import Interval, NotAvailable
from pmo.engines.workdays import OutOfRange, build

# National day of 2026 with its make-up days: 20 September and 10 October are worked, 1 to 7 October are not.
NOTICE = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 9, 20): True, date(2026, 10, 10): True}
TABLE = build({2026: NOTICE, 2027: {}})
DESK = ServiceClock(TABLE, 9 * 60, 18 * 60)


def at(month: int, day: int, hour: int, minute: int = 0) -> float:
    return date(2026, month, day).toordinal() * DAY + hour * 60 + minute


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        # Friday 17:30 + 60 minutes: half an hour left today, half an hour on Monday.
        (at(11, 27, 17, 30), 60, at(11, 30, 9, 30)),
        # Before the desk opens, the clock starts when it opens.
        (at(11, 30, 7), 60, at(11, 30, 10)),
        # On Saturday: Monday.
        (at(11, 28, 12), 30, at(11, 30, 9, 30)),
        # A whole day ends in the evening, not the next morning.
        (at(11, 30, 9), 540, at(11, 30, 18)),
        # Across the holiday: 30 September 17:00 + 120 = 8 October 10:00.
        (at(9, 30, 17), 120, at(10, 8, 10)),
        # The worked Saturday of 10 October counts.
        (at(10, 9, 17), 120, at(10, 10, 10)),
    ],
)
def test_due_times(start: float, target: float, expected: float) -> None:
    assert engine.due(DESK, start, target) == expected


def test_a_pause_moves_what_is_due_by_its_working_minutes() -> None:
    """Friday 17:30 + 60, paused Monday 09:10 to 11:10 → 11:30."""
    pauses = [(at(11, 30, 9, 10), at(11, 30, 11, 10))]
    assert engine.due(DESK, at(11, 27, 17, 30), 60, pauses) == at(11, 30, 11, 30)
    # A night's pause costs nothing.
    assert engine.due(DESK, at(11, 27, 17, 30), 60, [(at(11, 27, 18), at(11, 30, 9))]) == at(11, 30, 9, 30)
    # After it was due, it changes nothing.
    assert engine.due(DESK, at(11, 27, 17), 30, [(at(11, 30, 9), at(11, 30, 12))]) == at(11, 27, 17, 30)


def test_while_it_is_paused_nobody_knows_when_it_is_due() -> None:
    assert engine.due(DESK, at(11, 30, 9), 60, (), at(11, 30, 9, 30)) == NotAvailable(engine.PAUSED)
    # Unless it was due before.
    assert engine.due(DESK, at(11, 30, 9), 60, (), at(11, 30, 12)) == at(11, 30, 10)


def test_elapsed_leaves_pauses_out_and_counts_overlaps_once() -> None:
    whole = engine.elapsed(DESK, at(11, 27, 16), at(11, 30, 11))
    assert whole == 240
    pauses = [(at(11, 27, 17), at(11, 30, 9, 30)), (at(11, 30, 9), at(11, 30, 10))]
    assert engine.elapsed(DESK, at(11, 27, 16), at(11, 30, 11), pauses) == 120
    assert engine.elapsed(DESK, at(11, 30, 11), at(11, 27, 16)) == 0
    with pytest.raises(ValueError, match="pause"):
        engine.elapsed(DESK, at(11, 27, 16), at(11, 30, 11), [(at(11, 27, 17), at(11, 27, 16))])


def test_a_promise_is_at_risk_from_three_quarters_on() -> None:
    assert not Standing(240, 179).at_risk
    assert Standing(240, 180).at_risk
    assert Standing(240, 240).at_risk
    late = Standing(240, 241)
    assert (late.breached, late.at_risk, late.remaining) == (True, False, -1)


def test_share_met_has_wilsons_interval() -> None:
    """17 of 20: 85 %, Wilson 64.0 to 94.8 %."""
    found = engine.share_met([True] * 17 + [False] * 3)
    assert isinstance(found, Interval)
    assert (found.value, round(found.low, 3), round(found.high, 3)) == (0.85, 0.640, 0.948)
    assert isinstance(engine.share_met([]), NotAvailable)


def test_contacts_per_hundred_and_weeks_in_a_row() -> None:
    assert engine.per_hundred(6, 40) == 15.0
    assert engine.per_hundred(3, 0) == NotAvailable(engine.NO_PEOPLE)
    assert engine.weeks_in_a_row([9, 4, 3], 4) == 2
    assert engine.weeks_in_a_row([3, 3, 5], 4) == 0
    assert engine.weeks_in_a_row([], 4) == 0


def test_the_matrix_grows_with_impact_and_urgency() -> None:
    assert engine.priority(2, 2) == 1
    assert engine.priority(0, 0) == 4
    for low in range(2):
        for other in range(3):
            assert engine.priority(low + 1, other) <= engine.priority(low, other)
            assert engine.priority(other, low + 1) <= engine.priority(other, low)
    with pytest.raises(ValueError, match="0 to 2"):
        engine.priority(3, 0)


def test_outside_of_the_calendar_nothing_is_guessed() -> None:
    with pytest.raises(OutOfRange):
        engine.due(DESK, date(2028, 1, 3).toordinal() * DAY, 60)
    with pytest.raises(OutOfRange):
        engine.due(DESK, at(11, 30, 9), 540 * 400)
    with pytest.raises(ValueError, match="open"):
        ServiceClock(TABLE, 600, 600)


MOMENTS = st.floats(min_value=at(1, 2, 0), max_value=at(10, 30, 0), allow_nan=False)
TARGETS = st.floats(min_value=1, max_value=6000)
PAUSES = st.lists(st.tuples(MOMENTS, st.floats(min_value=0, max_value=5000)), max_size=4).map(
    lambda rows: [(since, since + length) for since, length in rows]
)


@given(MOMENTS, TARGETS, PAUSES)
def test_at_its_due_moment_exactly_the_target_is_used(start: float, target: float, pauses: list[engine.Span]) -> None:
    found = engine.due(DESK, start, target, pauses)
    assert isinstance(found, float)
    assert engine.elapsed(DESK, start, found, pauses) == pytest.approx(target, abs=1e-4)


@given(MOMENTS, TARGETS, PAUSES)
def test_a_pause_never_makes_it_earlier(start: float, target: float, pauses: list[engine.Span]) -> None:
    plain, paused = engine.due(DESK, start, target), engine.due(DESK, start, target, pauses)
    assert isinstance(plain, float)
    assert isinstance(paused, float)
    assert paused >= plain - 1e-6


@given(MOMENTS, MOMENTS, MOMENTS)
def test_elapsed_adds_up(a: float, b: float, c: float) -> None:
    first, middle, last = sorted((a, b, c))
    parts = engine.elapsed(DESK, first, middle) + engine.elapsed(DESK, middle, last)
    assert parts == pytest.approx(engine.elapsed(DESK, first, last), abs=1e-6)


def test_every_minute_of_a_week_as_by_hand() -> None:
    """Against counting minutes one by one."""
    start = datetime(2026, 9, 28, 8, 0)  # noqa: DTZ001 - local by definition
    worked = 0
    for step in range(0, 14 * 1440, 7):
        moment = start + timedelta(minutes=step)
        base = at(9, 28, 8)
        assert engine.elapsed(DESK, base, base + step) == pytest.approx(worked)
        for minute in range(7):
            one = moment + timedelta(minutes=minute)
            worked += TABLE.is_working(one.date()) and 540 <= one.hour * 60 + one.minute < 1080
