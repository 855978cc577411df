"""The stories hold on any day of the year: days are placed relative to today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from metrics.demo import clock
from metrics.demo.projects_a import MES, REIMBURSEMENT
from metrics.demo.stories import KpiStory
from metrics.engines import forecast
from metrics.engines.series import series

DAYS = [date(2026, 11, 23) + timedelta(days=step) for step in range(0, 366, 7)]


@pytest.mark.parametrize("today", DAYS)
def test_values_run_month_by_month_and_end_lately(today):
    days = [clock.period_end(today, "monthly", ago) for ago in range(8, -1, -1)]
    assert all(20 <= (b - a).days <= 31 for a, b in pairwise(days)), days
    assert 0 <= (today - days[-1]).days <= 20


def test_moments_are_working_hours_of_the_past():
    now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert clock.workday(date(2026, 11, 22)) == date(2026, 11, 20)
    assert clock.moment(now, date(2026, 11, 23), 15, "x") == now - clock.JUST_NOW
    assert clock.moment(now, date(2026, 11, 20), 15, "x").astimezone(clock.ZONE).hour == 15


def share_and_chance(story: KpiStory, today: date) -> tuple[float, float, float]:
    """progress ÷ expected, P(in time), and days to go, as the product computes them."""
    count = len(story.values)
    days = [clock.period_end(today, story.cadence, story.ends + count - 1 - i) for i in range(count)]
    due = clock.placed_due(days[0], today, story.expected)
    target = float(story.target)
    rows = series([0, count], [d.toordinal() for d in days], list(story.values))
    found = forecast.forecast(
        rows,
        today.toordinal(),
        np.array([target]),
        np.array([1.0 if target > story.baseline else -1.0]),
        np.array([due.toordinal()]),
        since=np.array([days[0].toordinal()]),
    )
    expected = (today - days[0]).days / (due - days[0]).days
    progress = (story.values[-1] - story.baseline) / (target - story.baseline)
    return progress / expected, float(found.probability[0]), (due - today).days


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("story", [REIMBURSEMENT.goals[0].kpis[0], MES.goals[0].kpis[0]], ids=["days", "adoption"])
def test_the_two_stories_everybody_sees_are_at_risk_on_any_day(story, today):
    """5 → 2 days now 3.2, and 30 → 90 % now 66: both at 60 %, behind, and neither certain nor hopeless."""
    pace, chance, left = share_and_chance(story, today)
    assert 0.75 <= pace < 0.95
    assert chance >= 0.2
    assert left > 20
