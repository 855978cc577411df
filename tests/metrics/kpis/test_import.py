"""Values from a table: dry run, all or nothing, correcting, undoing; nothing of what others measure."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from metrics.kpis import measurement_import as room
from metrics.kpis import selectors, services
from metrics.kpis.choices import Source
from metrics.kpis.models import Measurement
from pmo import exchange
from pmo.records import Conflict, Forbidden
from tests.factories import CANARY, World, make_goal, make_kpi, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world(timezone.now())


def row(world: World, number: int, ago: int, value: Any, **more: Any) -> dict[str, Any]:
    return {
        "_row": number,
        "measured_on": timezone.localdate() - timedelta(days=ago),
        "value": D(str(value)),
        "sample_size": None,
        "note": None,
        **more,
    }


def named(world: World, number: int, ago: int, value: Any, **more: Any) -> dict[str, Any]:
    return row(world, number, ago, value, **{"project": "FIN-01", "kpi": world.kpi.name, **more})


def run(world: World, rows: list[dict[str, Any]], by: Any = None, **params: str) -> exchange.ImportOutcome:
    by = by or world.owner
    context = room.context(by, params)
    assert not room.check(rows, context).errors
    return room.commit(rows, by, context, timezone.now())


def errors(world: World, rows: list[dict[str, Any]], by: Any = None, **params: str) -> list[tuple[int, str, str]]:
    found = room.check(rows, room.context(by or world.owner, params))
    assert all(error.text for error in found.errors)
    return [(error.row, error.column, error.code) for error in found.errors]


def test_one_kpi(world: World) -> None:
    rows = [row(world, 2, 60, "4.4", note="first", sample_size=700), row(world, 3, 30, "4.0")]
    done = run(world, rows, kpi=str(world.kpi.pk))
    assert (done.created, done.updated, done.unchanged) == (2, 0, 0)
    assert {m.source for m in Measurement.objects.all()} == {Source.IMPORT}
    context = room.context(world.owner, {"kpi": str(world.kpi.pk)})
    again = [rows[0], row(world, 3, 30, "3.9"), row(world, 4, 0, "3.2")]
    checked = room.check(again, context)
    assert checked.actions == ["unchanged", "update", "create"]
    assert checked.before[1] == {"value": D("4.0"), "sample_size": None, "note": ""}
    done = room.commit(again, world.owner, context, timezone.now())
    assert (done.created, done.updated, done.unchanged) == (1, 1, 1)
    room.undo(done.undo, world.owner, context, timezone.now())
    assert [v for _on, v in selectors.values_of(world.kpi, timezone.localdate())] == [D("4.4"), D("4.0")]
    with pytest.raises(Conflict):
        room.undo(done.undo, world.owner, context, timezone.now())


def test_many_kpis_by_project_and_name_in_either_language(world: World) -> None:
    goal = make_goal(timezone.now(), world.mine, world.owner)
    second = make_kpi(timezone.now(), goal, name="退回率", name_en="Return rate")
    rows = [
        named(world, 2, 0, "3.2", project="fin-01"),
        named(world, 3, 0, 4, kpi="return RATE"),
        named(world, 4, 30, 5, kpi="退回率"),
    ]
    done = run(world, rows)
    assert done.created == 3
    assert second.measurements.count() == 2
    assert errors(world, [named(world, 2, 9, 1, kpi="退回率"), named(world, 3, 9, 2, kpi="Return rate")]) == [
        (3, "measured_on", "repeated")
    ]


def test_every_bad_row_is_named(world: World) -> None:
    goal = make_goal(timezone.now(), world.mine, world.owner)
    for _n in range(2):
        make_kpi(timezone.now(), goal, name="重名", name_en="Twin")
    make_kpi(timezone.now(), goal, name="停用", name_en="Retired", retired_at=timezone.now())
    make_kpi(timezone.now(), goal, name="别人的", name_en="Someone else's", owner=world.pm)
    services.record(by=world.owner, kpi=world.kpi, measured_on=timezone.localdate(), value=D("3.2"), now=timezone.now())
    rows = [
        named(world, 2, 1, 1, kpi="nothing"),
        named(world, 3, 1, 1, kpi="Twin"),
        named(world, 4, 1, 1, kpi="Retired"),
        named(world, 5, 1, 1, kpi="Someone else's"),
        named(world, 6, -1, 1),
        named(world, 7, 0, "3.3"),
        named(world, 8, 5, 1),
        named(world, 9, 1, 1, project="XXX"),
    ]
    assert errors(world, rows) == [
        (2, "kpi", "unknown"),
        (3, "kpi", "ambiguous"),
        (5, "kpi", "not_allowed"),
        (9, "kpi", "unknown"),
        (4, "kpi", "retired"),
        (6, "measured_on", "in_the_future"),
        (7, "value", "measured_already"),
    ]


def test_what_others_measure_is_unknown(world: World) -> None:
    rows = [named(world, 2, 0, 1, project="MES-01", kpi=f"{CANARY} KPI")]
    found = room.check(rows, room.context(world.owner, {}))
    assert [(e.code, CANARY in e.text) for e in found.errors] == [("unknown", False)]
    for params in ({"kpi": str(world.other_kpi.pk)}, {"project": "MES-01"}, {"kpi": "x"}):
        with pytest.raises(Http404):
            room.context(world.owner, params)
    with pytest.raises(Forbidden):
        room.context(world.ceo, {"kpi": str(world.kpi.pk)})
    assert not Measurement.objects.exists()


def test_a_value_equal_to_one_from_elsewhere_is_not_recorded_twice(world: World) -> None:
    services.record(by=world.owner, kpi=world.kpi, measured_on=timezone.localdate(), value=D("3.2"), now=timezone.now())
    done = run(world, [row(world, 2, 0, "3.2")], kpi=str(world.kpi.pk))
    assert (done.created, done.unchanged) == (0, 1)
    assert Measurement.objects.count() == 1


def test_checking_asks_a_fixed_number_of_questions(world: World) -> None:
    goal = make_goal(timezone.now(), world.mine, world.owner)
    kpis = [make_kpi(timezone.now(), goal) for _n in range(30)]
    context = room.context(world.owner, {})

    def asked(rows: list[dict[str, Any]]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert not room.check(rows, context).errors
        return len(queries)

    few = asked([named(world, 2, 0, 1, kpi=kpis[0].name)])
    many = asked([named(world, n, n, 1, kpi=kpi.name) for n, kpi in enumerate(kpis)])
    assert few == many <= 3


def test_the_template_brings_what_may_be_recorded(world: World) -> None:
    run(world, [row(world, 2, 30, "4.0", note="n")], kpi=str(world.kpi.pk))
    one = room.IMPORTER.rows_for(room.context(world.owner, {"kpi": str(world.kpi.pk)}))
    assert [(r["value"], r["note"]) for r in one] == [(D(4), "n")]
    several = room.IMPORTER.rows_for(room.context(world.owner, {}))
    assert several == [{"project": "FIN-01", "kpi": world.kpi.label}]
    assert room.IMPORTER.rows_for(room.context(world.stranger, {"project": "MES-01"}))[0]["project"] == "MES-01"


@pytest.mark.django_db
def test_through_the_wizard(world: World, client_of: Any) -> None:
    from tests.pmo.exchange.books import book, upload

    browser = client_of(world.owner)
    url = exchange.import_url("measurements", kpi=world.kpi.pk)
    page = browser.get(url)
    assert page.status_code == 200
    today = timezone.localdate().isoformat()
    data = book([["Measured on", "Value", "Cases", "Note"], [today, 3.2, 1206, "=1+1"]])
    report = browser.post(url, {"file": upload(data)}, follow=True)
    assert report.status_code == 200
    address = report.redirect_chain[-1][0]
    assert not Measurement.objects.exists()
    for _press in range(2):
        assert browser.post(f"{address}commit/").status_code == 302
    m = Measurement.objects.get()
    assert (m.value, m.sample_size, m.note, m.source) == (D("3.2"), 1206, "=1+1", "import")
    bad = book([["测量日", "值"], ["2026-02-30", "abc"], ["9999-12-31", "1e400"]])
    report = browser.post(url, {"file": upload(bad, "bad.xlsx")}, follow=True)
    assert report.status_code == 200
    assert Measurement.objects.count() == 1
