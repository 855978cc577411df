"""When reviews take place and people are reminded: rules over the working calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from metrics.reviews import schedule
from metrics.reviews.services.reviews import usual_agenda
from pmo import calendars

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("quarter", "offset", "day"),
    [
        # 1–7 October are off, Saturday the 10th is worked: without adjusted days it would be the 21st.
        ("2026Q3", 9, date(2026, 10, 20)),
        ("2026Q3", 0, date(2026, 10, 8)),
        ("2026Q2", 9, date(2026, 7, 14)),
        ("2025Q4", 0, date(2026, 1, 4)),  # a Sunday that is worked
        ("2026Q4", 9, date(2027, 1, 15)),
    ],
)
def test_the_day_counts_working_days_with_adjusted_ones(quarter, offset, day):
    assert schedule.review_day(quarter, offset, calendars.table()) == day


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2026, 10, 1), "2026Q3"),
        (date(2026, 10, 20), "2026Q3"),  # on the day itself it is still to come
        (date(2026, 10, 21), "2026Q4"),
        (date(2026, 12, 31), "2026Q4"),
        (date(2027, 1, 15), "2026Q4"),
        (date(2027, 1, 16), "2027Q1"),
    ],
)
def test_the_next_review_is_last_quarters_until_its_day_has_passed(today, quarter):
    assert schedule.upcoming_quarter(today, 9, calendars.table()) == quarter


@pytest.mark.parametrize(
    ("now", "quarter"),
    [
        (datetime(2026, 10, 20, 9, 29, tzinfo=SHANGHAI), "2026Q3"),
        (datetime(2026, 10, 20, 9, 30, tzinfo=SHANGHAI), "2026Q4"),
        (datetime(2026, 10, 20, 18, 0, tzinfo=SHANGHAI), "2026Q4"),
        (datetime(2026, 10, 21, 8, 0, tzinfo=SHANGHAI), "2026Q4"),
    ],
)
def test_a_rule_never_plans_a_review_whose_hour_has_come(now, quarter):
    assert schedule.next_quarter(now, 9, time(9, 30), SHANGHAI, calendars.table()) == quarter


START = datetime(2027, 1, 15, 1, 30, tzinfo=UTC)  # 09:30 in Shanghai, 02:30 in Berlin


@pytest.mark.parametrize(
    ("now", "zone", "step"),
    [
        (datetime(2027, 1, 8, 8, 29, tzinfo=SHANGHAI), SHANGHAI, None),
        (datetime(2027, 1, 8, 8, 30, tzinfo=SHANGHAI), SHANGHAI, 7),
        # The same moment is half past one at night in Berlin: not yet.
        (datetime(2027, 1, 8, 8, 30, tzinfo=SHANGHAI), BERLIN, None),
        (datetime(2027, 1, 8, 8, 30, tzinfo=BERLIN), BERLIN, 7),
        (datetime(2027, 1, 12, 9, 0, tzinfo=SHANGHAI), SHANGHAI, 3),
        (datetime(2027, 1, 14, 23, 0, tzinfo=SHANGHAI), SHANGHAI, 1),
        (START, SHANGHAI, None),
    ],
)
def test_one_is_reminded_in_ones_own_morning(now, zone, step):
    assert schedule.reminder_due(START, zone, now) == step


def test_after_an_outage_only_the_nearest_reminder_is_due():
    """Nothing ran between the eighth and the thirteenth: one reminder, of the third day before."""
    assert schedule.reminder_due(START, SHANGHAI, datetime(2027, 1, 13, 12, 0, tzinfo=SHANGHAI)) == 3


@pytest.mark.parametrize(
    ("days", "hour", "expected"),
    [
        (-4, 9, None),
        (-3, 8, None),
        (-3, 9, "3d"),
        (-1, 9, "3d"),
        (0, 9, "0d"),
        (6, 9, "0d"),
        (7, 8, "0d"),
        (7, 9, "+7d"),
        (13, 9, "+7d"),
        (14, 9, "+14d"),
        (70, 9, "+70d"),
    ],
)
def test_an_action_is_chased_before_its_day_on_it_and_every_week_after(days, hour, expected):
    due = date(2026, 11, 20)
    now = datetime(2026, 11, 20, hour, 0, tzinfo=SHANGHAI) + timedelta(days=days)
    assert schedule.chase_due(due, SHANGHAI, now) == expected


@pytest.mark.parametrize("length", [15, 30, 45, 60, 90, 120, 240])
def test_the_usual_agenda_fills_the_time_there_is(length: int) -> None:
    found = [item["minutes"] for item in usual_agenda(length)]
    assert len(found) == 5
    assert sum(found) == length
    assert min(found) >= 1


def test_a_review_of_ninety_minutes_keeps_its_usual_shares() -> None:
    assert [item["minutes"] for item in usual_agenda(90)] == [10, 25, 25, 20, 10]
