"""Recording, correcting and withdrawing: history is kept, duplicates are harmless, bad input is refused whole."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from metrics.kpis import selectors, services
from metrics.kpis.choices import Source
from metrics.kpis.models import DirtyKpi, Measurement
from metrics.kpis.services import MeasurementIn
from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid
from projects.goals import readings
from projects.portfolio.choices import State
from projects.portfolio.models import Project
from tests.factories import World


def counting(world: World) -> list[tuple[date, D]]:
    return list(selectors.counting(world.kpi).values_list("measured_on", "value"))


def test_a_second_value_of_a_day_and_source_replaces_the_first(world: World, measure) -> None:
    first = measure(world.kpi, 5, "3.6", note="draft")
    second = measure(world.kpi, 5, "3.4", reason="41 claims were missing")
    first.refresh_from_db()
    assert first.replaced_by == second
    assert (second.reason, second.counts, first.counts) == ("41 claims were missing", True, False)
    assert counting(world) == [(world.today - timedelta(days=5), D("3.4"))]
    assert [m.value for m in selectors.series(world.kpi)] == [D("3.4"), D("3.6")]
    entry = AuditEntry.objects.latest("id")
    day = (world.today - timedelta(days=5)).isoformat()
    assert (entry.act, entry.before, entry.after) == ("kpi.corrected", {day: "3.6"}, {day: "3.4"})
    assert entry.reason == "41 claims were missing"
    assert entry.project_id == world.mine.pk


def test_the_same_value_again_changes_nothing(world: World, measure) -> None:
    first = measure(world.kpi, 0, "3.2", note="n")
    entries = AuditEntry.objects.count()
    assert measure(world.kpi, 0, "3.20", note=" n ") == first
    assert Measurement.objects.count() == 1
    assert AuditEntry.objects.count() == entries


def test_other_sources_stand_beside_it(world: World, measure) -> None:
    measure(world.kpi, 0, "3.2")
    measure(world.kpi, 0, "3.4", source=Source.API)
    assert len(counting(world)) == 2


def test_every_act_notes_the_kpi_and_leaves_one_entry(world: World, measure) -> None:
    before = AuditEntry.objects.count()
    m = measure(world.kpi, 0, "3.2")
    assert DirtyKpi.objects.get().kpi_id == world.kpi.pk
    assert AuditEntry.objects.count() == before + 1
    DirtyKpi.objects.all().delete()
    services.withdraw(by=world.owner, measurement=m, reason="wrong month", now=world.now)
    assert DirtyKpi.objects.exists()
    assert AuditEntry.objects.count() == before + 2
    assert AuditEntry.objects.latest("id").act == "kpi.measurement_withdrawn"


def test_withdrawn_stays_readable_and_says_who_and_why(world: World, measure) -> None:
    m = measure(world.kpi, 0, "3.2")
    gone = services.withdraw(by=world.owner, measurement=m, reason="test entry", now=world.now)
    assert (gone.withdrawn, gone.withdrawn_by, gone.withdrawn_at, gone.reason) == (
        True,
        world.owner,
        world.now,
        "test entry",
    )
    assert counting(world) == []
    with pytest.raises(Conflict):
        services.withdraw(by=world.owner, measurement=m, reason="again", now=world.now)
    # The day is free again.
    measure(world.kpi, 0, "3.3")
    assert [value for _on, value in counting(world)] == [D("3.3")]


def test_a_reason_is_required_where_history_is_struck_through(world: World, measure) -> None:
    m = measure(world.kpi, 0, "3.2")
    with pytest.raises(Invalid) as refused:
        services.withdraw(by=world.owner, measurement=m, reason=" ", now=world.now)
    assert refused.value.field == "reason"
    with pytest.raises(Invalid):
        services.correct(by=world.owner, measurement=m, value=D(3), reason="", now=world.now)


def test_correcting_keeps_the_source_and_refuses_what_is_stale(world: World, measure) -> None:
    old = measure(world.kpi, 0, "3.2", source=Source.API)
    new = services.correct(by=world.owner, measurement=old, value=D("3.1"), reason="late claims", now=world.now)
    assert (new.source, new.entered_by, new.reason) == (Source.API, world.owner, "late claims")
    # Pressed twice: the same correction again is the same value.
    again = services.correct(by=world.owner, measurement=old, value=D("3.1"), reason="late claims", now=world.now)
    assert again == new
    # Another one, made without having seen the first.
    with pytest.raises(Conflict) as refused:
        services.correct(by=world.pm, measurement=old, value=D("2.9"), reason="x", now=world.now)
    assert "3.1" in refused.value.message
    services.withdraw(by=world.owner, measurement=new, reason="y", now=world.now)
    with pytest.raises(Conflict):
        services.correct(by=world.owner, measurement=new, value=D("2.9"), reason="x", now=world.now)


@pytest.mark.parametrize(
    ("on", "value", "code"),
    [
        (1, "3.2", "in_the_future"),
        (-20000, "3.2", "date_out_of_range"),
        (0, "NaN", "not_a_number"),
        (0, "Infinity", "not_a_number"),
        (0, "-Infinity", "not_a_number"),
        (0, "1e400", "too_large"),
        (0, "1000000000000000000", "too_large"),
    ],
)
def test_bad_values_are_refused(world: World, on, value, code) -> None:
    day = world.today + timedelta(days=on)
    with pytest.raises(Invalid) as refused:
        services.record(by=world.owner, kpi=world.kpi, measured_on=day, value=D(value), now=world.now)
    assert refused.value.code == code
    assert refused.value.message
    assert not Measurement.objects.exists()


def test_extreme_dates_are_refused(world: World) -> None:
    for day in (date.min, date.max):
        with pytest.raises(Invalid):
            services.record(by=world.owner, kpi=world.kpi, measured_on=day, value=D(1), now=world.now)


def test_a_batch_is_all_or_nothing_and_names_the_row(world: World) -> None:
    rows = [MeasurementIn(world.today - timedelta(days=n), D(n)) for n in range(5)]
    done = services.record_many(by=world.owner, kpi=world.kpi, rows=rows, source=Source.API, now=world.now)
    assert (done.created, done.corrected, done.unchanged) == (5, 0, 0)
    rows[1] = MeasurementIn(rows[1].measured_on, D("9.5"))
    rows.append(MeasurementIn(world.today - timedelta(days=9), D(9)))
    done = services.record_many(by=world.owner, kpi=world.kpi, rows=rows, source=Source.API, now=world.now)
    assert (done.created, done.corrected, done.unchanged) == (1, 1, 4)
    assert [m.measured_on for m in done.rows] == [r.measured_on for r in rows]
    bad = [MeasurementIn(world.today - timedelta(days=30), D(1)), MeasurementIn(world.today + timedelta(days=1), D(1))]
    with pytest.raises(Invalid) as refused:
        services.record_many(by=world.owner, kpi=world.kpi, rows=bad, source=Source.API, now=world.now)
    assert refused.value.params["row"] == 1
    twice = [MeasurementIn(world.today, D(1)), MeasurementIn(world.today, D(2))]
    with pytest.raises(Invalid) as refused:
        services.record_many(by=world.owner, kpi=world.kpi, rows=twice, source=Source.API, now=world.now)
    assert refused.value.code == "duplicate_day"
    many = [MeasurementIn(world.today - timedelta(days=n), D(1)) for n in range(5001)]
    with pytest.raises(Invalid) as refused:
        services.record_many(by=world.owner, kpi=world.kpi, rows=many, source=Source.API, now=world.now)
    assert refused.value.code == "too_many"
    assert len(counting(world)) == 6


def test_an_empty_batch_does_nothing(world: World) -> None:
    done = services.record_many(by=world.owner, kpi=world.kpi, rows=[], source=Source.API, now=world.now)
    assert (done.created, done.corrected, done.unchanged, done.rows) == (0, 0, 0, [])
    assert not DirtyKpi.objects.exists()


def test_only_the_owner_and_those_who_manage_may_record(world: World, measure) -> None:
    for person in (world.owner, world.pm, world.pmo):
        measure(world.kpi, 0, "3.2", by=person)
    m = Measurement.objects.get()
    for person in (world.ceo, world.it, world.champion, world.employee, world.stranger, world.admin):
        with pytest.raises(Forbidden):
            measure(world.kpi, 1, "3.2", by=person)
        with pytest.raises(Forbidden):
            services.withdraw(by=person, measurement=m, reason="x", now=world.now)
        with pytest.raises(Forbidden):
            services.correct(by=person, measurement=m, value=D(1), reason="x", now=world.now)
    assert Measurement.objects.count() == 1


def test_retired_kpis_and_closed_projects_are_not_measured(world: World, measure) -> None:
    Project.objects.filter(pk=world.mine.pk).update(state=State.CLOSED)
    world.kpi.goal.project.refresh_from_db()
    with pytest.raises(Conflict):
        measure(world.kpi, 0, "3.2")
    Project.objects.filter(pk=world.mine.pk).update(state=State.ACTIVE)
    world.kpi.goal.project.refresh_from_db()
    world.kpi.retired_at = world.now
    with pytest.raises(Conflict):
        measure(world.kpi, 0, "3.2")


def test_an_import_is_taken_back_whole(world: World, measure) -> None:
    measure(world.kpi, 2, "4.0", source=Source.IMPORT)
    rows = [MeasurementIn(world.today - timedelta(days=n), D(f"3.{n}")) for n in (2, 1, 0)]
    done = services.record_many(by=world.owner, kpi=world.kpi, rows=rows, source=Source.IMPORT, now=world.now)
    services.take_back(by=world.owner, measurements=done.rows, reason="wrong file", now=world.now)
    assert counting(world) == [(world.today - timedelta(days=2), D("4.0"))]
    with pytest.raises(Conflict):
        services.take_back(by=world.owner, measurements=done.rows, reason="again", now=world.now)


def test_the_day_is_that_of_the_business_not_of_the_traveller(world: World) -> None:
    # 23:30 in Shanghai is still the 23rd, wherever the person sits.
    late = world.now.replace(hour=15, minute=30)
    services.record(by=world.owner, kpi=world.kpi, measured_on=world.today, value=D(3), now=late)
    with pytest.raises(Invalid):
        services.record(
            by=world.owner, kpi=world.kpi, measured_on=world.today + timedelta(days=1), value=D(3), now=late
        )
    services.record(
        by=world.owner,
        kpi=world.kpi,
        measured_on=world.today + timedelta(days=1),
        value=D(3),
        now=late + timedelta(hours=1),
    )


def test_what_ended_tells_what_replaced_it(world: World, measure) -> None:
    measure(world.kpi, 3, "4")
    measure(world.kpi, 3, "4", note="words only")
    measure(world.kpi, 2, "5")
    measure(world.kpi, 2, "5.5")
    gone = measure(world.kpi, 1, "6")
    services.withdraw(by=world.owner, measurement=gone, reason="x", now=world.now)
    ended = selectors.ended(world.kpi, world.today)
    assert [(value, instead) for _on, value, instead in ended] == [(D(6), None), (D(5), D("5.5")), (D(4), D(4))]
    assert [value for _on, value in selectors.values_of(world.kpi, world.today)] == [D(4), D("5.5")]


def test_values_between_two_days_are_told_to_whoever_asks(world: World, measure) -> None:
    measure(world.kpi, 9, "1")
    measure(world.kpi, 5, "2")
    measure(world.kpi, 5, "4", source=Source.API)
    measure(world.kpi, 3, "5")
    Measurement.objects.filter(measured_on=world.today - timedelta(days=3)).update(sample_size=40)
    span = (world.kpi.pk, world.today - timedelta(days=6), world.today)
    empty = (world.kpi.pk, world.today, world.today)
    found = readings.measured([span, empty])
    assert [(row.value, row.cases) for row in found[span]] == [(D(3), None), (D(5), 40)]
    assert empty not in found
