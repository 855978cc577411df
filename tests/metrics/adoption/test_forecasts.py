"""Forecasts: golden courses, why a target is not reached, and that equal input is not computed twice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.adoption import forecasting, standing
from metrics.adoption.choices import Outcome
from metrics.adoption.counted import Counted
from metrics.adoption.models import AdoptionActivity, AdoptionForecast, AdoptionTarget
from metrics.adoption.services import activities
from metrics.engines import adoption_rates
from metrics.usage.choices import EventKind
from metrics.usage.models import UsageCount, UsageEvent
from tests import factories
from tests.metrics.adoption.conftest import Used

LAUNCH = date(2026, 6, 1)
# Sundays from the fourth week on.
SUNDAYS = [LAUNCH + timedelta(days=27 + 7 * n) for n in range(30)]


def logistic(day: date, ceiling: float, rate: float, middle: float) -> float:
    return ceiling / (1 + exp(-rate * ((day - LAUNCH).days - middle)))


def test_a_logistic_course_reaches_its_target_on_the_day_the_formula_gives() -> None:
    points = [(day, logistic(day, 0.95, 0.05, 80)) for day in SUNDAYS[:12]]
    found = forecasting.foretell(points, LAUNCH, Decimal(90), seed=1)
    # 0.9 = 0.95 / (1 + e^(−0.05 (t − 80))) → t = 80 + ln(18) / 0.05 = 137.8: on the 138th day.
    assert (found.outcome, found.reaches_on) == (Outcome.COMING, LAUNCH + timedelta(days=138))
    assert found.low_on is not None
    assert found.low_on <= found.reaches_on
    assert found.curve["model"] == "logistic"
    assert forecasting.course(found.curve, [LAUNCH + timedelta(days=80)]) == [47.5]


def test_a_course_that_levels_off_below_is_never_there() -> None:
    points = [(day, logistic(day, 0.45, 0.08, 40)) for day in SUNDAYS[:14]]
    found = forecasting.foretell(points, LAUNCH, Decimal(70), seed=1)
    assert (found.outcome, found.reason) == (Outcome.NEVER, "levels_off_below_target")
    assert found.curve["ceiling"] == pytest.approx(0.45, abs=0.005)


@pytest.mark.parametrize(
    ("shares", "outcome", "reason"),
    [
        ([0.3, 0.4, 0.5, 0.55, 0.6], Outcome.UNKNOWN, "too_few_points"),
        ([0.4] * 9, Outcome.NEVER, "no_change"),
        ([0.6, 0.58, 0.55, 0.5, 0.49, 0.45, 0.4], Outcome.NEVER, "falling"),
        ([0.5, 0.6, 0.7, 0.8, 0.85, 0.91, 0.92], Outcome.REACHED, ""),
    ],
)
def test_other_courses_say_why(shares: list[float], outcome: str, reason: str) -> None:
    found = forecasting.foretell(list(zip(SUNDAYS, shares, strict=False)), LAUNCH, Decimal(90), seed=1)
    assert (found.outcome, found.reason) == (outcome, reason)
    assert (found.reaches_on == SUNDAYS[5]) == (outcome == Outcome.REACHED)


@given(st.integers(0, 800), st.integers(0, 40))
def test_weeks_are_full_and_their_windows_counted(length: int, shift: int) -> None:
    first = LAUNCH + timedelta(days=shift)
    ends = forecasting.week_ends(first, first + timedelta(days=length))
    assert all(day.isoweekday() == 7 for day in ends)
    assert all(first + timedelta(days=27) <= day < first + timedelta(days=length) for day in ends)
    assert len(ends) <= forecasting.MOST_WEEKS
    assert ends == sorted(set(ends))


@pytest.mark.django_db
def test_forecasts_are_kept_until_their_input_changes(used: Used, world: factories.World) -> None:
    used.target()
    used.target(unit=used.setting.office)
    assert used.refresh() > 0
    rows = {row.key: row for row in AdoptionForecast.objects.all()}
    # The office has three people, and could be worked out from the line: nothing of either is computed, nor of their
    # waves and of the line's role.
    assert set(rows) == {"", str(world.company.pk)}
    assert rows[""].points >= 6
    assert used.refresh() == 0
    used.target(unit=world.company, target_share=Decimal(99))
    assert used.refresh() == 1


@pytest.mark.django_db
def test_roles_and_waves_are_forecast_against_the_target_of_everybody(used: Used, world: factories.World) -> None:
    setting = used.setting
    for _ in range(3):
        factories.make_user(setting.now, unit=setting.office)
    setting.count()
    setting.system.refresh_from_db()
    used.target()
    used.refresh()
    rows = {row.key: row for row in AdoptionForecast.objects.all()}
    assert {"wave:1", "wave:2", f"role:{setting.role.pk}"} < set(rows)
    found = standing.of(setting.system)
    first, second = found.parts["wave"]
    whole = found.whole
    assert whole is not None
    assert [line.group.count.eligible for line in (first, second)] == [8, 6]
    assert [line.rate.value for line in (first, second) if line.rate] == [100.0, 50.0]
    assert first.wanted == second.wanted == whole.wanted
    assert (first.forecast, first.state, second.state) == (rows["wave:1"], "reached", "never")
    # Everybody in the office who came stays: half of it, and no more.
    assert rows["wave:2"].outcome == Outcome.NEVER
    # A target of a unit alone says nothing about waves.
    AdoptionTarget.objects.all().delete()
    used.target(unit=setting.line)
    used.refresh()
    assert not AdoptionForecast.objects.filter(key__contains=":").exists()


def test_waves_stand_in_their_order_whatever_ids_roles_have() -> None:
    day = date(2026, 11, 23)
    rows = {"wave": {key: {day: UsageCount(key=key, eligible=9, active_28=9)} for key in ("10", "2", "1")}}
    found = Counted([day], rows, [], {"10": "Operator", "2": "Planner"})
    assert [(group.key, group.label) for group in found.parts("wave", day)] == [("1", "1"), ("2", "2"), ("10", "10")]


@pytest.mark.django_db
def test_forecasts_go_with_their_target(used: Used) -> None:
    target = used.target()
    used.refresh()
    target.delete()
    used.refresh()
    assert not AdoptionForecast.objects.exists()


@pytest.mark.django_db
def test_activity_is_computed_when_the_day_is_over(used: Used) -> None:
    used.refresh()
    kept = AdoptionActivity.objects.get()
    assert kept.until == used.setting.today - timedelta(days=1)
    groups = kept.figures["groups"]
    assert str(used.setting.office.pk) not in groups
    assert groups[""]["eligible"] == 11
    # All eleven acted on every working day of the last weeks.
    assert (groups[""]["stickiness"], groups[""]["mau"]) == (100.0, 11)


@pytest.mark.django_db
@pytest.mark.parametrize("ago", [14, 42, 76])
def test_who_came_before_the_weeks_that_are_shown_is_known(used: Used, ago: int) -> None:
    setting = used.setting
    until = setting.today - timedelta(days=1)
    deeds = activities._deeds(setting.system, {setting.report.pk: True}, setting.today - timedelta(days=ago), until)
    start = deeds.weeks.ends[0] - timedelta(days=6)
    before = UsageEvent.objects.filter(kind=EventKind.ACTION, occurred_at__date__lt=start)
    assert deeds.weeks.earlier.sum() == before.values("subject").distinct().count()
    # Whoever is new in a week is new in no other one, and nobody is who was there before.
    found = adoption_rates.lifecycle(deeds.weeks.active, deeds.weeks.earlier)
    assert deeds.weeks.earlier.sum() + found.new.sum() == 11
