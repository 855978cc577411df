"""Goals and KPIs as a table: out, edited, in again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pmo import exchange
from pmo.exchange.models import ImportBatch
from projects.goals import excel, services
from projects.goals.models import Goal, Kpi, SignOff
from tests.factories import CANARY, World
from tests.projects.goals.conftest import reload

Browser = Callable[[Any], Client]
URL = "/import/goals/?project=FIN-01"


@pytest.fixture
def pm(world: World, client_of: Browser) -> Client:
    return client_of(world.pm)


def _book(rows: list[dict[str, Any]], name: str = "目标.xlsx") -> SimpleUploadedFile:
    data = exchange.write_xlsx([exchange.Sheet(excel.SPEC.sheet, excel.SPEC.columns, rows)])
    return SimpleUploadedFile(name, data)


def _row(world: World, **values: Any) -> dict[str, Any]:
    return {
        "goal": "减少三成报表",
        "goal_en": "Fewer reports",
        "goal_weight": 2,
        "goal_owner": world.owner,
        "kpi": "报表工时",
        "kind": "reach",
        "unit": "小时",
        "baseline": Decimal(420),
        "baseline_on": world.today,
        "target": "−30 %",
        "due_on": world.today + timedelta(days=90),
        "cadence": "monthly",
        "weight": 1,
        "owner": world.owner,
        **values,
    }


def _upload(pm: Client, rows: list[dict[str, Any]]) -> ImportBatch:
    pm.post(URL, {"file": _book(rows)})
    return ImportBatch.objects.latest("pk")


def _commit(pm: Client, batch: ImportBatch) -> Any:
    return pm.post(f"/import/batches/{batch.pk}/commit/")


def test_rows_become_goals_and_kpis(world: World, pm: Client) -> None:
    points = f"{world.today + timedelta(days=30)} 380; {world.today + timedelta(days=60)} 330"
    rows = [
        _row(world, checkpoints=points),
        _row(world, kpi="报表份数", target="50", baseline=Decimal(80), unit="份"),
        _row(world, goal="全部电子化", kpi=None, **dict.fromkeys(excel.KPI_FIELDS.keys() - {"kpi"}), target=None),
    ]
    batch = _upload(pm, rows)
    assert batch.errors == []
    assert batch.counts["create"] == 3
    assert not Goal.objects.filter(title="减少三成报表").exists()
    _commit(pm, batch)
    goal = Goal.objects.get(title="减少三成报表")
    assert (goal.status, goal.owner, goal.weight, goal.title_en) == ("draft", world.owner, 2, "Fewer reports")
    kpi = goal.kpis.get(name="报表工时")
    assert (kpi.target, kpi.target_words, kpi.owner, len(kpi.checkpoints)) == (294, "−30%", world.owner, 2)
    assert goal.kpis.get(name="报表份数").target == 50
    assert Goal.objects.get(title="全部电子化").kpis.count() == 0


def test_what_is_taken_out_comes_in_unchanged(world: World, pm: Client, add_kpi: Callable[..., Kpi]) -> None:
    add_kpi(target_text="-30%", checkpoints=[{"on": "2026-12-31", "value": "400"}])
    services.add_goal(by=world.pm, project=world.mine, now=world.now, title="还没有指标")
    response = pm.get("/projects/FIN-01/goals/export.xlsx")
    batch_count = ImportBatch.objects.count()
    pm.post(URL, {"file": SimpleUploadedFile("a.xlsx", response.getvalue())})
    batch = ImportBatch.objects.latest("pk")
    assert ImportBatch.objects.count() == batch_count + 1
    assert batch.errors == []
    assert batch.counts["unchanged"] == 3
    template = pm.get("/import/goals/template.xlsx?project=FIN-01")
    sheet = openpyxl.load_workbook(io.BytesIO(template.getvalue())).worksheets[0]
    assert sheet.max_row == 4
    assert CANARY not in str([[cell.value for cell in row] for row in sheet.rows])


def test_rows_change_what_they_find(world: World, pm: Client) -> None:
    row = excel.rows_of(world.mine, world.pm)[0]
    batch = _upload(pm, [{**row, "goal": "新名字", "target": "2.5", "owner": world.pm}])
    assert batch.errors == []
    assert batch.counts["update"] == 1
    assert "新名字" in pm.get(f"/import/batches/{batch.pk}/").content.decode()
    _commit(pm, batch)
    assert (reload(world.goal).title, reload(world.kpi).target, reload(world.kpi).owner) == (
        "新名字",
        Decimal("2.5"),
        world.pm,
    )


def test_an_import_asks_the_executives_once(world: World, pm: Client, signed: SignOff, add_kpi: Any) -> None:
    rows = [{**row, "weight": 3} for row in excel.rows_of(world.mine, world.pm)]
    _commit(pm, _upload(pm, rows))
    versions = SignOff.objects.order_by("goals_version").values_list("goals_version", "status")
    assert list(versions) == [(1, "void"), (2, "open")]


@pytest.mark.parametrize(
    ("values", "column", "text"),
    [
        ({"target": "420"}, "target", "Target and baseline are both 420"),
        ({"target": "soon"}, "target", "is not a number"),
        ({"target": "1e400"}, "target", "too large"),
        ({"baseline": None}, "target", "A relative target needs a baseline first."),
        ({"goal_number": "G-99"}, "goal_number", "no goal with this number"),
        ({"kpi": None}, "kpi", "has values of a KPI"),
        ({"checkpoints": "soon"}, "checkpoints", "A checkpoint is a date and a value."),
        ({"checkpoints": "2020-01-01 5"}, "checkpoints", "must follow each other"),
        ({"kind": "within", "lower": Decimal(5), "upper": Decimal(4)}, "upper", "must lie below"),
    ],
)
def test_bad_rows_are_named_and_nothing_is_written(
    world: World, pm: Client, values: dict[str, Any], column: str, text: str
) -> None:
    good = _row(world, kpi="好的一行")
    batch = _upload(pm, [good, _row(world, **values)])
    page = pm.get(f"/import/batches/{batch.pk}/").content.decode()
    assert [error[1] for error in batch.errors] == [column]
    assert [error[0] for error in batch.errors] == [3]
    assert text in page
    _commit(pm, batch)
    assert not Kpi.objects.filter(name="好的一行").exists()


def test_a_due_date_before_the_baseline_is_named(world: World, pm: Client) -> None:
    batch = _upload(pm, [_row(world, due_on=world.today)])
    assert [error[1:3] for error in batch.errors] == [["due_on", "due_before_baseline"]]


def test_no_row_leaves_an_offered_goal_incomplete(world: World, pm: Client, signed: SignOff) -> None:
    row = {**excel.rows_of(world.mine, world.pm)[0], "kind": "baseline"}
    batch = _upload(pm, [row])
    assert [error[2] for error in batch.errors] == ["no_complete_kpi"]


def test_formulas_come_out_as_text(world: World, pm: Client) -> None:
    for index, text in enumerate(("=1+1", "+1", "-1", "@x", "\t=1", "＝1")):
        services.add_goal(by=world.pm, project=world.mine, now=world.now, title=f"{text} {index}")
    book = openpyxl.load_workbook(io.BytesIO(pm.get("/projects/FIN-01/goals/export.xlsx").getvalue()))
    assert {cell.data_type for row in book.worksheets[0].rows for cell in row} <= {"s", "n", "d"}
    for url in ("/pain-points/?export=xlsx", "/requirements/?export=xlsx"):
        assert pm.get(url).status_code == 200


def test_who_may_not_import_finds_no_door(world: World, client_of: Browser) -> None:
    for person, status in ((world.owner, 403), (world.it, 403), (world.stranger, 404), (world.employee, 404)):
        assert client_of(person).get(URL).status_code == status, person.username
        assert client_of(person).post(URL, {"file": _book([_row(world)])}).status_code == status
    assert not ImportBatch.objects.exists()


def test_people_and_choices_are_read_in_both_languages(world: World, pm: Client) -> None:
    header = [str(column.label) for column in excel.SPEC.columns]
    row = dict.fromkeys(header)
    row |= {
        "Goal": "快",
        "KPI": "周期",
        "Kind": "Reach a target",
        "Unit": "天",
        "Baseline": 5,
        "Target": 2,
        "Owner": world.owner.employee_no,
        "Cadence": "每月",
    }
    book = openpyxl.Workbook()
    book.active.append(header)
    book.active.append([row[name] for name in header])
    stream = io.BytesIO()
    book.save(stream)
    pm.post(URL, {"file": SimpleUploadedFile("b.xlsx", stream.getvalue())})
    batch = ImportBatch.objects.latest("pk")
    assert batch.errors == []
    _commit(pm, batch)
    kpi = Kpi.objects.get(name="周期")
    assert (kpi.kind, kpi.target, kpi.owner, kpi.cadence) == ("reach", 2, world.owner, "monthly")
