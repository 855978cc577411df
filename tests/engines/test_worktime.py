"""Working minutes of a calendar."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.engines import worktime
from projects.engines.worktime import OutOfRange, WorkTime, build, to_date, to_datetime, to_moment

SHIFTS = ((540, 720), (780, 1080))
WEEK = (SHIFTS,) * 5 + ((), ())
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
# Make-up Saturday before the Spring Festival, and its first two weekdays off (notice of 2025-11-04).
FESTIVAL = {date(2026, 2, 14): SHIFTS, date(2026, 2, 16): (), date(2026, 2, 17): ()}
CALENDAR = build(WEEK, FESTIVAL, FIRST, LAST)


def at(month: int, day: int, hour: int, minute: int = 0) -> int:
    return to_moment(date(2026, month, day)) + hour * 60 + minute


def test_moments_and_back() -> None:
    assert to_moment(date(2000, 1, 2)) == 1440
    moment = at(11, 26, 17, 55)
    assert to_datetime(moment).isoformat() == "2026-11-26T17:55:00"
    assert to_date(moment) == date(2026, 11, 26)
    assert to_moment(datetime.fromisoformat("2026-11-26T17:55:00")) == moment


def test_a_finish_ends_a_stretch_and_a_start_begins_one() -> None:
    friday_evening, saturday = at(2, 13, 18), at(2, 14, 9)
    assert CALENDAR.next_work(friday_evening) == saturday
    assert CALENDAR.previous_work(saturday) == friday_evening
    assert CALENDAR.add(friday_evening, 480) == at(2, 14, 18)
    assert CALENDAR.add(friday_evening, -480) == at(2, 13, 9)
    assert CALENDAR.add(at(2, 14, 18), 1) == at(2, 18, 9, 1)


def test_holidays_and_make_up_days() -> None:
    """8 to 22 February: five, six and three worked days of eight hours."""
    assert CALENDAR.between(at(2, 8, 0), at(2, 15, 0)) == 6 * 480
    assert CALENDAR.between(at(2, 15, 0), at(2, 22, 0)) == 3 * 480
    assert CALENDAR.between(at(2, 22, 0), at(2, 15, 0)) == -3 * 480


def test_touching() -> None:
    assert CALENDAR.touches(at(2, 13, 18))
    assert CALENDAR.touches(at(2, 13, 12))
    assert not CALENDAR.touches(at(2, 13, 12, 30))
    assert not CALENDAR.touches(at(2, 16, 10))


def test_no_guess_beyond_the_table() -> None:
    for ask in (
        lambda: CALENDAR.worked(at(1, 1, 0) - 1),
        lambda: CALENDAR.add(at(12, 31, 17), 1000),
        lambda: CALENDAR.add(at(1, 1, 10), -1000),
        lambda: CALENDAR.next_work(at(12, 31, 19)),
    ):
        with pytest.raises(OutOfRange):
            ask()


@pytest.mark.parametrize("shifts", [((600, 540),), ((540, 720), (700, 900)), ((540, 1500),), ((-1, 5),), ((540, 540),)])
def test_impossible_shifts(shifts: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        build((shifts,) * 7, {}, FIRST, LAST)


def test_both_and_either() -> None:
    late = build((((720, 1200),),) * 7, {}, FIRST, LAST)
    monday = at(3, 2, 0)
    both, either = worktime.intersect(CALENDAR, late), worktime.union([CALENDAR, late])
    assert both.between(monday, monday + 1440) == 300
    assert either.between(monday, monday + 1440) == 180 + 480
    assert worktime.union([CALENDAR]).between(monday, monday + 1440) == 480


def test_around_the_clock() -> None:
    assert worktime.always(FIRST, LAST).between(at(1, 1, 0), at(1, 3, 0)) == 2880


DAYS = st.integers(to_moment(date(2026, 2, 1)), to_moment(date(2026, 11, 1)))
calendars = st.lists(
    st.sampled_from([(), SHIFTS, ((0, 1440),), ((1320, 1440),), ((0, 60), (60, 120)), ((480, 481),)]),
    min_size=7,
    max_size=7,
).filter(any)


@given(calendars, DAYS, st.integers(1, 2000))
def test_adding_and_counting_agree(week: list[tuple[tuple[int, int], ...]], moment: int, minutes: int) -> None:
    calendar = build(week, {}, date(2020, 1, 1), date(2035, 1, 1))
    assert calendar.between(moment, calendar.add(moment, minutes)) == minutes
    assert calendar.between(calendar.add(moment, -minutes), moment) == minutes
    start, finish = calendar.next_work(moment), calendar.previous_work(moment)
    assert finish <= moment <= start or finish == start == moment
    assert calendar.between(finish, start) == 0


@given(calendars, calendars, DAYS)
def test_both_is_no_more_than_either(
    a: list[tuple[tuple[int, int], ...]], b: list[tuple[tuple[int, int], ...]], moment: int
) -> None:
    one, other = (build(week, {}, FIRST, LAST) for week in (a, b))

    def day(calendar: WorkTime) -> int:
        return calendar.between(moment, moment + 1440)

    both, either = day(worktime.intersect(one, other)), day(worktime.union([one, other]))
    assert both + either == day(one) + day(other)
