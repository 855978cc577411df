"""Working days: published years, hand-counted answers, and laws that hold for any calendar."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.engines.workdays import OutOfRange, WorkdayTable, build

REFERENCE = Path(os.environ.get("REFERENCE_DATA", Path(__file__).resolve().parents[2] / "../shared/data"))
HOLIDAYS = REFERENCE / "holiday-cn"
KNOWN = {2018: 250, 2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}


def spans(*parts: tuple[int, int, int]) -> dict[date, bool]:
    """Days off in 2026, given as (month, first day, last day)."""
    return {date(2026, month, day): False for month, first, last in parts for day in range(first, last + 1)}


# State Council notice of 2025-11-04
CHINA_2026 = spans((1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)) | {
    date(2026, month, day): True for month, day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
}


@pytest.fixture(scope="module")
def china() -> WorkdayTable:
    return build({2026: CHINA_2026, 2027: {}}, provisional_years=[2027])


def test_china_2026_has_248_working_days(china: WorkdayTable) -> None:
    assert china.working_days_in(2026) == 248
    assert china.is_working(date(2026, 2, 14))  # a Saturday made up for the Spring Festival
    assert not china.is_working(date(2026, 2, 16))
    assert not china.is_working(date(2026, 3, 1))


def test_adding_steps_over_the_spring_festival(china: WorkdayTable) -> None:
    friday = date(2026, 2, 13)
    assert china.add(friday, 1) == date(2026, 2, 14)
    assert china.add(friday, 2) == date(2026, 2, 24)
    assert china.add(date(2026, 2, 24), -2) == friday
    assert china.count(friday, date(2026, 2, 24)) == 2
    assert china.count(date(2026, 2, 24), friday) == -2


def test_zero_days_moves_a_day_off_forwards(china: WorkdayTable) -> None:
    assert china.add(date(2026, 10, 3), 0) == date(2026, 10, 8) == china.next_or_same(date(2026, 10, 3))
    assert china.previous_or_same(date(2026, 10, 3)) == date(2026, 9, 30)
    assert china.add(date(2026, 10, 8), 0) == date(2026, 10, 8)
    # from a day off, the first working day counts as one
    assert china.add(date(2026, 10, 3), 1) == date(2026, 10, 8)
    assert china.add(date(2026, 10, 3), -1) == date(2026, 9, 30)


def test_first_working_day_of_a_month(china: WorkdayTable) -> None:
    assert china.first_of(2026, 1) == date(2026, 1, 4)
    assert china.first_of(2026, 10) == date(2026, 10, 8)
    assert china.first_of(2027, 1) == date(2027, 1, 1)  # provisional: nobody knows the New Year holiday yet


def test_provisional_years_are_visible(china: WorkdayTable) -> None:
    assert china.is_provisional(date(2027, 5, 1))
    assert not china.is_provisional(date(2026, 5, 1))
    assert build({2020: {}, 2022: {}}).provisional_years == {2021}


def test_beyond_the_table_there_is_no_answer(china: WorkdayTable) -> None:
    with pytest.raises(OutOfRange, match="2025-12-31 lies outside the calendar, which covers 2026-01-01 to 2027-12-31"):
        china.is_working(date(2025, 12, 31))
    with pytest.raises(OutOfRange):
        china.add(date(2027, 12, 30), 5)
    with pytest.raises(OutOfRange):
        china.add(date(2026, 1, 1), -1)
    with pytest.raises(OutOfRange):
        china.previous_or_same(date(2026, 1, 1))
    with pytest.raises(OutOfRange):
        china.working_days_in(2028)
    with pytest.raises(OutOfRange):
        china.counts([date(2026, 5, 5).toordinal()], [date(2028, 1, 1).toordinal()])
    with pytest.raises(OutOfRange):
        china.adds(np.array([date(2027, 12, 30).toordinal()]), 9)


def test_notices_may_touch_the_neighbouring_year() -> None:
    table = build({2018: {date(2018, 12, 31): True}, 2019: {date(2018, 12, 31): False, date(2018, 12, 29): True}})
    assert table.is_working(date(2018, 12, 29))
    assert not table.is_working(date(2018, 12, 31))
    alone = build({2019: {date(2018, 12, 31): False, date(2018, 12, 29): True}})  # not covered: no effect
    assert alone.working.tolist() == build({2019: {}}).working.tolist()
    assert alone.working_days_in(2019) == 261


def test_what_cannot_be_a_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one year"):
        build({})
    with pytest.raises(ValueError, match="working day"):
        build({2026: {}}, week=(False,) * 7)
    with pytest.raises(ValueError, match="one-dimensional"):
        WorkdayTable(1, np.zeros((0,), dtype=np.bool_))
    with pytest.raises(TypeError):
        build({2026: {}}).are_working([738_000.5])


def test_a_shared_table_cannot_be_changed(china: WorkdayTable) -> None:
    with pytest.raises(ValueError, match="read-only"):
        china.working[0] = True


@pytest.mark.reference
@pytest.mark.skipif(not HOLIDAYS.is_dir(), reason="reference data absent (REFERENCE_DATA)")
def test_published_years() -> None:
    years = {}
    for path in sorted(HOLIDAYS.glob("20*.json")):
        notice = json.loads(path.read_text(encoding="utf-8"))
        years[notice["year"]] = {date.fromisoformat(day["date"]): not day["isOffDay"] for day in notice["days"]}
    table = build(years, provisional_years=[year for year, days in years.items() if not days])
    assert {year: table.working_days_in(year) for year in KNOWN} == KNOWN
    assert table.provisional_years == {2027}
    assert years[2026] == CHINA_2026
    assert not table.is_working(date(2020, 1, 31))  # the days that a known library gets wrong
    assert not table.is_working(date(2020, 2, 1))


@st.composite
def calendars(draw: st.DrawFn) -> WorkdayTable:
    changed = draw(st.dictionaries(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.booleans(), max_size=60))
    return build({2024: changed, 2025: {}, 2026: {}})


inner = st.dates(date(2024, 9, 1), date(2026, 4, 30))


@given(calendars(), inner, st.integers(-60, 60))
def test_adding_agrees_with_walking(table: WorkdayTable, day: date, n: int) -> None:
    step, left, at = (1 if n >= 0 else -1), abs(n), day
    while left or (n == 0 and not table.is_working(at)):
        at += timedelta(days=step)
        left -= left > 0 and table.is_working(at)
    assert table.add(day, n) == at
    assert int(table.adds(np.array([day.toordinal()]), np.array([n]))[0]) == at.toordinal()


@given(calendars(), inner, inner, inner)
def test_counting_is_signed_and_additive(table: WorkdayTable, a: date, b: date, c: date) -> None:
    assert table.count(a, b) == -table.count(b, a)
    assert table.count(a, c) == table.count(a, b) + table.count(b, c)
    walked = sum(table.is_working(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))
    if a <= b:
        assert table.count(a, b) == walked
    assert int(table.counts(a.toordinal(), b.toordinal())) == table.count(a, b)


@given(calendars(), inner, st.integers(1, 60))
def test_count_undoes_add(table: WorkdayTable, day: date, n: int) -> None:
    assert table.count(day, table.add(day, n)) == n
    assert table.previous_or_same(day) <= day <= table.next_or_same(day)
    assert table.is_working(table.next_or_same(day))
    assert table.is_working(table.previous_or_same(day))
    ordinals = np.arange(day.toordinal(), day.toordinal() + 5)
    assert table.are_working(ordinals).tolist() == [table.is_working(day + timedelta(days=i)) for i in range(5)]
