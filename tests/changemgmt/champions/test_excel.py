"""The roster as a table: it nominates, it corrects, it makes nobody a champion."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from changemgmt.champions import excel, services
from changemgmt.champions.models import Champion
from pmo import exchange
from pmo.accounts.models import User
from pmo.exchange.models import ImportBatch
from tests.changemgmt.champions.conftest import TODAY, Network, client_of
from tests.conftest import NOW
from tests.factories import World

pytestmark = pytest.mark.django_db
URL = "/import/champions/?project=FIN-01"


def upload(by: User, rows: list[dict[str, Any]]) -> ImportBatch:
    data = exchange.write_xlsx([exchange.Sheet(excel.SPEC.sheet, excel.SPEC.columns, rows)])
    client_of(by).post(URL, {"file": SimpleUploadedFile("名册.xlsx", data)})
    return ImportBatch.objects.latest("pk")


def commit(by: User, batch: ImportBatch) -> None:
    client_of(by).post(f"/import/batches/{batch.pk}/commit/")


def codes(batch: ImportBatch) -> list[tuple[int, str, str]]:
    return [(error[0], error[1], error[2]) for error in batch.errors]


def test_new_rows_nominate_and_nobody_accepts_by_a_table(network: Network, world: World) -> None:
    services.add_process(by=world.pm, project=world.mine, name="月结", now=NOW)
    rows = [
        {
            "person": network.ann.employee_no,
            "time_share": 15,
            "processes": "月结",
            "system": "报销，发票",
            "note": "Patient",
        },
        {"person": network.eve.employee_no, "unit": network.team.code},
    ]
    batch = upload(world.change, rows)
    assert batch.counts["errors"] == 0
    assert not Champion.objects.exists()
    commit(world.change, batch)
    found = {one.user.username: one for one in Champion.objects.select_related("user")}
    assert {one.state for one in found.values()} == {"nominated"}
    assert (found["ann"].unit, found["ann"].time_share) == (world.finance, 15)
    assert [row.word for row in found["ann"].skills.all()] == ["报销", "发票"]
    assert found["eve"].unit == network.team


def test_a_row_of_somebody_known_corrects_what_is_agreed(network: Network, world: World) -> None:
    found = network.champion(network.ann, time_share=10)
    rows = excel.rows_of(world.mine, world.change)
    batch = upload(world.change, [{**rows[0], "time_share": 5, "shift": "夜班"}])
    commit(world.change, batch)
    found.refresh_from_db()
    assert (found.state, found.time_share) == ("active", 5)
    assert [row.word for row in found.skills.all()] == ["夜班"]
    again = upload(world.change, excel.rows_of(world.mine, world.change))
    assert again.counts["errors"] == 0
    version = found.version
    commit(world.change, again)
    found.refresh_from_db()
    assert found.version == version


def test_every_bad_cell_is_named_and_nothing_is_written(network: Network, world: World) -> None:
    rows: list[dict[str, Any]] = [
        {"person": network.foreign.employee_no, "unit": world.finance.code},
        {"person": network.foreign.employee_no[:-1] + "x"},
        {"person": world.change.employee_no, "unit": world.finance.code},
        {"person": network.ann.employee_no, "until_on": TODAY - timedelta(days=1)},
        {"person": network.bob.employee_no, "processes": "报工"},
        {"person": network.eve.employee_no, "unit": world.workshop.code},
        {"person": network.head.employee_no, "time_share": 40},
    ]
    batch = upload(world.change, rows)
    found = codes(batch)
    assert (2, "person", "foreign_unit") in found
    assert (4, "person", "oneself") in found
    assert (5, "until_on", "in_the_past") in found
    assert (6, "processes", "unknown") in found
    assert (7, "unit", "foreign") in found
    assert {row for row, _column, _code in found} == {2, 3, 4, 5, 6, 7, 8}
    commit(world.change, batch)
    assert not Champion.objects.exists()


def test_who_may_not_import(network: Network, world: World) -> None:
    for person in (world.it, world.owner, world.ceo):
        assert client_of(person).get(URL).status_code == 403
    for person in (network.head, world.stranger, world.employee):
        assert client_of(person).get(URL).status_code in (403, 404)
