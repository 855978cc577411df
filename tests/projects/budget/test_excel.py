"""Lines and actuals as tables: out, in, twice, and what is refused before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pmo import exchange
from pmo.exchange.models import ImportBatch
from projects.budget import excel
from projects.budget.models import Actual, BudgetLine, LineMonth
from tests.factories import World
from tests.projects.budget.conftest import Money

Browser = Callable[[Any], Client]


@pytest.fixture
def pm(world: World, client_of: Browser) -> Client:
    return client_of(world.pm)


def upload(client: Client, kind: str, spec: Any, rows: list[dict[str, Any]]) -> ImportBatch:
    data = exchange.write_xlsx([exchange.Sheet(spec.sheet, spec.columns, rows)])
    client.post(f"/import/{kind}/?project=FIN-01", {"file": SimpleUploadedFile("money.xlsx", data)})
    return ImportBatch.objects.latest("pk")


def commit(client: Client, batch: ImportBatch) -> Any:
    return client.post(f"/import/batches/{batch.pk}/commit/")


def test_what_is_taken_out_comes_back_unchanged(world: World, pm: Client, money: Money) -> None:
    batch = upload(pm, excel.LINES, excel.LINE_SPEC, excel.line_rows(money.budget))
    assert batch.counts["errors"] == 0, batch.counts
    assert batch.counts["unchanged"] == 4


def test_a_new_line_and_another_amount(world: World, pm: Client, money: Money) -> None:
    rows = excel.line_rows(money.budget)
    rows[0]["plan"] = Decimal("100000.33")
    new = {"title": "Scanners", "phase": "Pilot", "category": "hardware", "month": date(2027, 2, 9)}
    batch = upload(pm, excel.LINES, excel.LINE_SPEC, [*rows, {**new, "plan": Decimal("1.05")}])
    assert batch.counts["errors"] == 0, batch.counts
    assert commit(pm, batch).status_code == 302
    assert LineMonth.objects.get(line=money.licences).plan == Decimal("100000.33")
    line = BudgetLine.objects.get(title="Scanners")
    assert [(row.month, row.plan) for row in line.months.all()] == [(date(2027, 2, 1), Decimal("1.05"))]


def test_what_is_wrong_with_lines_is_said_before_anything_is_written(world: World, pm: Client, money: Money) -> None:
    bad = [
        {"line": "B-77", "title": "a", "phase": "Pilot", "category": "data"},
        {"title": "b", "phase": "Nowhere", "category": "data"},
        {"title": "c", "phase": "Pilot", "category": "data", "plan": Decimal(1)},
        {"title": "d", "phase": "Pilot", "category": "data", "month": date(2027, 1, 1), "plan": Decimal(-1)},
    ]
    batch = upload(pm, excel.LINES, excel.LINE_SPEC, bad)
    assert batch.counts["errors"] >= 4
    assert BudgetLine.objects.count() == 3


def test_the_same_actuals_twice_add_nothing(world: World, pm: Client, money: Money) -> None:
    rows = [
        {"reference": f"FP-{n}", "on": world.today, "line": "B-02", "amount": Decimal(f"{n}.10")} for n in range(1, 6)
    ]
    first = upload(pm, excel.ACTUALS, excel.ACTUAL_SPEC, rows)
    assert first.counts["errors"] == 0, first.counts
    assert commit(pm, first).status_code == 302
    assert sum(row.value for row in Actual.objects.all()) == Decimal("15.50")
    again = upload(pm, excel.ACTUALS, excel.ACTUAL_SPEC, [*rows, {**rows[0], "reference": "FP-9"}])
    assert (again.counts["unchanged"], again.counts["create"]) == (5, 1)
    rows[0]["amount"] = Decimal("1.11")
    other = upload(pm, excel.ACTUALS, excel.ACTUAL_SPEC, rows)
    assert other.counts["errors"] == 1


def test_only_who_may_import_gets_the_table(world: World, client_of: Browser, money: Money) -> None:
    address = "/import/actuals/?project=FIN-01"
    assert client_of(world.cfo).get(address).status_code == 403
    assert client_of(world.it).get(address).status_code == 403
    assert client_of(world.stranger).get(address).status_code == 404
