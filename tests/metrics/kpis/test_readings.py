"""What is computed from definitions and measurements: the golden values, status, forecast, thresholds, as-of."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from metrics.kpis import selectors, services
from metrics.kpis.choices import Source
from metrics.kpis.models import KpiReadingRow, Measurement
from pmo.texts import Sentence
from projects.goals import readings
from projects.goals.choices import Cadence, KpiKind
from projects.goals.models import Kpi
from projects.portfolio.models import Portfolio
from tests.factories import World, make_kpi


def sentence(row: KpiReadingRow) -> str:
    found = Sentence.from_json(row.sentence)
    assert found is not None
    return found.render()


@pytest.mark.parametrize(
    ("baseline", "target", "now", "share"), [(5, 2, "3.2", 60.0), (30, 90, 66, 60.0), (2, 5, "1.4", -20.0)]
)
def test_golden_progress(world: World, measure, reading, baseline, target, now, share) -> None:
    kpi = make_kpi(world.now, world.goal, baseline=D(baseline), target=D(target))
    measure(kpi, 0, now)
    row = reading(kpi)
    assert row.progress == share
    assert row.current == D(str(now))
    assert row.current_on == world.today
    assert row.count == 1


def test_expected_and_pace_are_those_of_the_calendar(world: World, measure, reading) -> None:
    measure(world.kpi, 0, "3.2")
    row = reading(world.kpi)
    assert row.expected == pytest.approx(183 / 365 * 100, abs=1e-3)
    assert row.expected_value == pytest.approx(D(5) - 3 * D(183) / 365, abs=D("0.000001"))
    assert row.pace == pytest.approx(60 / (183 / 365 * 100), abs=1e-4)
    assert row.status == "ok"
    assert "3.2 days" in sentence(row)
    assert "3.50 days expected" in sentence(row)


@pytest.mark.parametrize(("value", "status"), [("3.5", "ok"), ("3.7", "risk"), ("4.2", "off")])
def test_pace_decides(world: World, measure, reading, value, status) -> None:
    measure(world.kpi, 0, value)
    assert reading(world.kpi).status == status


def test_thresholds_belong_to_the_portfolio(world: World, measure, reading) -> None:
    measure(world.kpi, 0, "3.7")
    assert reading(world.kpi).status == "risk"
    Portfolio.objects.filter(pk=world.portfolio.pk).update(thresholds={"pace_ok": 0.8, "pace_risk": 0.5})
    services.touch([world.kpi.pk], world.now)
    assert reading(world.kpi).status == "ok"


def test_forecast_needs_four_days_and_then_counts_when_it_is_worse(world: World, monthly, reading) -> None:
    # At the pace now, but it has been standing still for months.
    monthly(world.kpi, ["3.2", "3.3", "3.2"])
    assert reading(world.kpi).probability is None
    Measurement.objects.all().delete()
    monthly(world.kpi, ["3.2", "3.3", "3.2", "3.3", "3.2"])
    services.touch([world.kpi.pk], world.now)
    row = reading(world.kpi)
    assert row.probability is not None
    assert row.probability < 20
    assert row.pace is not None
    assert row.pace > 0.95
    assert row.status == "off"
    assert row.result["rule"] == "forecast"
    assert "likely" in sentence(row)


def test_a_steady_fall_is_dated_and_likely(world: World, monthly, reading) -> None:
    monthly(world.kpi, ["4.8", "4.3", "3.9", "3.4", "2.9"])
    row = reading(world.kpi)
    assert row.status == "ok"
    assert row.reaches_on is not None
    assert world.today < row.reaches_on < world.kpi.due_on
    assert row.low_on is not None
    assert row.low_on <= row.reaches_on
    assert row.probability is not None
    assert row.probability > 80
    fan = row.result["fan"]
    assert fan["days"][0] == world.today.isoformat()
    assert world.kpi.due_on.isoformat() in fan["days"]
    assert len(set(fan["days"])) == len(fan["days"])


def test_stale_after_one_and_a_half_cadences(world: World, measure, reading) -> None:
    measure(world.kpi, 45, "3.2")
    assert reading(world.kpi).status == "ok"
    later = world.now + timedelta(days=1)
    services.recompute([world.kpi.pk], now=later)
    row = KpiReadingRow.objects.get(kpi=world.kpi)
    assert row.status == "none"
    assert row.result["rule"] == "stale"
    assert row.status_since == later.date()
    assert "46 days" in sentence(row)


def test_never_measured_says_so_and_shows_no_zero(world: World, reading) -> None:
    services.touch([world.kpi.pk], world.now)
    row = reading(world.kpi)
    assert (row.status, row.current, row.progress, row.pace) == ("none", None, None, None)
    assert row.count == 0
    assert sentence(row) == "Never measured, although the first value is overdue"
    fresh = make_kpi(world.now, world.goal, baseline_on=world.today - timedelta(days=3))
    services.touch([fresh.pk], world.now)
    assert reading(fresh).status == "idle"


def test_values_of_two_sources_on_a_day_count_as_their_mean(world: World, measure, reading) -> None:
    measure(world.kpi, 0, "3.0")
    measure(world.kpi, 0, "3.4", source=Source.PROCESS_LOG)
    measure(world.kpi, 30, "4")
    row = reading(world.kpi)
    assert row.current == D("3.2")
    assert row.previous == D(4)
    assert row.progress == 60.0
    assert row.count == 2


def test_stay_kinds_count_the_periods_inside(world: World, monthly, reading) -> None:
    start = world.today - timedelta(days=200)
    bounds = {"baseline": None, "target": None, "unit": "%", "unit_en": "%", "baseline_on": start}
    above = make_kpi(world.now, world.goal, kind=KpiKind.ABOVE, lower=D(95), **bounds)
    below = make_kpi(world.now, world.goal, kind=KpiKind.BELOW, upper=D(5), **bounds)
    within = make_kpi(world.now, world.goal, kind=KpiKind.WITHIN, lower=D(2), upper=D(4), **bounds)
    monthly(above, [96, 97, 94, 98])
    monthly(below, [4, 5, 3, 2])
    monthly(within, [1, 3, 5, 4])
    assert [(reading(k).progress, reading(k).status) for k in (above, below, within)] == [
        (75.0, "risk"),
        (100.0, "ok"),
        (50.0, "off"),
    ]
    row = reading(above)
    assert row.expected_value is None
    assert sentence(row) == "Now **98.0%**; inside the bounds in 75% of the periods"


def test_measuring_the_baseline_first_expects_nothing(world: World, measure, reading) -> None:
    kpi = make_kpi(
        world.now, world.goal, kind=KpiKind.BASELINE, baseline=None, baseline_on=None, target=None, due_on=None
    )
    services.touch([kpi.pk], world.now)
    assert sentence(reading(kpi)) == "The baseline is not measured yet"
    measure(kpi, 0, "5.4")
    row = reading(kpi)
    assert row.status == "idle"
    assert "5.4 days" in sentence(row)


def test_done_when_due_and_reached_and_overdue_when_not(world: World, measure, reading) -> None:
    def due_today(value: str) -> KpiReadingRow:
        kpi = make_kpi(world.now, world.goal, due_on=world.today)
        measure(kpi, 0, value)
        return reading(kpi)

    done, late = due_today("1.9"), due_today("2.4")
    assert (done.status, done.result["rule"], done.measure_by) == ("done", "reached", None)
    assert (late.status, late.result["rule"]) == ("off", "overdue")
    assert sentence(late) == "Due on 23 Nov with **2.4 days**; the target was 2.0 days"
    assert late.measure_by is not None


def test_checkpoints_bend_the_expectation(world: World, measure, reading) -> None:
    middle = world.today.isoformat()
    kpi = make_kpi(world.now, world.goal, checkpoints=[{"on": middle, "value": "4.7"}])
    measure(kpi, 0, "4.7")
    row = reading(kpi)
    assert row.expected_value == D("4.7")
    assert row.pace == 1.0
    assert row.status == "ok"


def test_as_of_reads_the_past(world: World, measure) -> None:
    for days_ago, value in ((120, "4.6"), (60, "4.0"), (0, "3.2")):
        measure(world.kpi, days_ago, value)
    kpi = Kpi.objects.select_related("goal__project__portfolio").get(pk=world.kpi.pk)

    def on(days_ago: int):
        return selectors.as_of([kpi], world.today - timedelta(days=days_ago))[kpi.pk]

    assert on(0).current == D("3.2")
    assert on(1).current == D("4.0")
    assert on(60).current == D("4.0")
    assert on(61).current == D("4.6")
    assert on(121).current is None
    assert on(121).progress is None
    assert on(61).progress == pytest.approx(13.3333)


def test_the_day_is_that_of_the_business(world: World, measure, reading) -> None:
    measure(world.kpi, 0, "3.2")
    # 17:30 UTC is the next day in Shanghai.
    evening = world.now.replace(hour=17, minute=30)
    row = reading(world.kpi, evening)
    assert row.as_of == world.today + timedelta(days=1)


def test_next_value_is_due_one_cadence_later(world: World, measure, reading) -> None:
    measure(world.kpi, 0, "3.2")
    assert reading(world.kpi).measure_by == world.today.replace(month=12)
    weekly = make_kpi(world.now, world.goal, cadence=Cadence.WEEKLY)
    measure(weekly, 3, "3.2")
    assert reading(weekly).measure_by == world.today + timedelta(days=4)
    soon = make_kpi(world.now, world.goal, due_on=world.today + timedelta(days=5))
    measure(soon, 0, "3.2")
    assert reading(soon).measure_by == soon.due_on


def test_goal_pages_get_the_readings(world: World, measure, reading) -> None:
    measure(world.kpi, 0, "3.2")
    reading(world.kpi)
    found = readings.of([world.kpi.pk, world.other_kpi.pk])
    assert set(found) == {world.kpi.pk}
    one = found[world.kpi.pk]
    assert (one.progress, one.current, one.count) == (60.0, D("3.2"), 1)
    assert one.sentence is not None
    assert one.computed_at == world.now
