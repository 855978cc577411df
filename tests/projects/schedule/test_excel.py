"""A plan as a table: out, edited, and in again."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pmo import exchange
from pmo.records import Conflict
from projects.schedule import excel, services
from projects.schedule.models import Plan, Task, TaskLink
from tests.factories import World

Edit = Callable[..., Any]
Cells = dict[str, Any]


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("project", "work_calendar", "own_calendar").get(pk=plan.pk)


def table(plan: Plan) -> list[Cells]:
    """The plan's rows as the reader gives them: people by id, rows numbered as the sheet shows them."""
    rows = excel.rows_of(fresh(plan))
    for number, row in enumerate(rows, start=2):
        row["_row"] = number
        row["owner"] = row["owner"].pk if row["owner"] is not None else None
    return rows


def new(**values: Any) -> Cells:
    empty = dict.fromkeys(column.name for column in excel.SPEC.columns)
    return {**empty, "_row": 99, **values}


def context(world: World, plan: Plan) -> exchange.ImportContext:
    return excel.context(world.pm, {"project": plan.project.key})


def bring(world: World, plan: Plan, rows: list[Cells]) -> exchange.ImportOutcome:
    found = excel.check(rows, context(world, plan))
    assert [error.text for error in found.errors] == []
    return excel.commit(rows, world.pm, context(world, plan), world.now)


def refusals(world: World, plan: Plan, rows: list[Cells]) -> list[tuple[int, str, str]]:
    return [(e.row, e.column, e.code) for e in excel.check(rows, context(world, plan)).errors]


def test_out_and_in_again_changes_nothing(world: World, plan: Plan) -> None:
    before = list(Task.objects.filter(plan=plan).order_by("position").values())
    found = excel.check(table(plan), context(world, plan))
    assert set(found.actions) == {"unchanged"}
    assert bring(world, plan, table(plan)).unchanged == 6
    assert list(Task.objects.filter(plan=plan).order_by("position").values()) == before


def test_into_an_empty_plan_it_gives_the_same_dates(world: World, plan: Plan) -> None:
    services.take_baseline(by=world.pm, plan=plan, now=world.now)
    rows = [{**row, "id": None} for row in table(plan)]
    names = list(Task.objects.filter(plan=plan).order_by("position").values_list("name", "level", "start", "finish"))
    services.apply(
        by=world.pm,
        plan=plan,
        ops=[{"op": "delete", "ids": list(Task.objects.filter(plan=plan).values_list("pk", flat=True))}],
        now=world.now,
    )
    assert bring(world, plan, rows).created == 6
    found = Task.objects.filter(plan=plan).order_by("position").values_list("name", "level", "start", "finish")
    assert list(found) == names
    assert TaskLink.objects.filter(plan=plan).count() == 3


def test_changes_and_new_rows_are_one_edit_that_can_be_undone(world: World, plan: Plan) -> None:
    rows = table(plan)
    rows[2]["duration"] = "8d"
    rows.insert(3, new(name="Interfaces", level=2, duration="2d", predecessors="3"))
    rows[4]["predecessors"] = "4"
    for number, row in enumerate(rows, start=1):
        row["no"] = number
    rows[5]["predecessors"] = "5"
    outcome = bring(world, plan, rows)
    assert (outcome.created, outcome.updated) == (1, 3)
    tasks = list(Task.objects.filter(plan=plan).order_by("position").values_list("name", flat=True))
    assert tasks == ["Build phase", "Analysis", "Build", "Interfaces", "Test", "Go-live", "Training"]
    test = Task.objects.get(plan=plan, name="Test")
    assert [link.predecessor.name for link in test.links_in.select_related("predecessor")] == ["Interfaces"]
    excel.undo(outcome.undo, world.pm, context(world, plan), world.now)
    assert not Task.objects.filter(plan=plan, name="Interfaces").exists()


def test_an_import_that_was_edited_since_is_not_undone(world: World, plan: Plan, edit: Edit) -> None:
    rows = table(plan)
    rows[1]["duration"] = "4d"
    outcome = bring(world, plan, rows)
    edit({"op": "add", "fields": {"name": "More"}})
    with pytest.raises(Conflict, match="overtaken"):
        excel.undo(outcome.undo, world.pm, context(world, plan), world.now)


@pytest.mark.parametrize(
    ("values", "column", "code"),
    [
        ({"duration": "soon"}, "duration", "bad_duration"),
        ({"predecessors": "77"}, "predecessors", "unknown_row"),
        ({"predecessors": "x"}, "predecessors", "bad_predecessor"),
        ({"predecessors": "6+1000000000d"}, "predecessors", "too_long"),
        ({"constraint": "MSO"}, "constraint_on", "required"),
        ({"level": 7}, "level", "level"),
        ({"id": 4711}, "id", "unknown_id"),
    ],
)
def test_what_is_wrong_is_said_beside_the_cell(world: World, plan: Plan, values: Cells, column: str, code: str) -> None:
    rows = table(plan)
    rows[1] |= values
    found = refusals(world, plan, rows)
    assert [(row, name) for row, name, _code in found] == [(3, column)]
    assert found[0][2] in (code, "not_a_duration", "bad_amount", "out_of_range")


def test_a_circle_is_refused_by_name_and_nothing_is_written(world: World, plan: Plan) -> None:
    rows = table(plan)
    rows[1]["predecessors"] = "4"
    found = excel.check(rows, context(world, plan)).errors
    assert len(found) == 1
    assert "Analysis" in found[0].text
    assert TaskLink.objects.filter(plan=plan).count() == 3


def test_the_file_goes_out_and_comes_in_through_the_pages(
    world: World, plan: Plan, client_of: Callable[[Any], Client]
) -> None:
    pm = client_of(world.pm)
    answer = pm.get(reverse("schedule:excel", args=[world.mine.key]))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert [row[heads.index("Task")].value for row in sheet.iter_rows(min_row=2)][:2] == ["Build phase", "Analysis"]
    sheet.cell(3, heads.index("Duration") + 1).value = "6d"
    changed = BytesIO()
    book.save(changed)
    upload = SimpleUploadedFile("plan.xlsx", changed.getvalue())
    shown = pm.post(exchange.import_url(excel.KIND, project=world.mine.key), {"file": upload}, follow=True)
    assert shown.status_code == 200
    assert "Analysis" in shown.content.decode()
    assert client_of(world.it).get(exchange.import_url(excel.KIND, project=world.mine.key)).status_code == 403
    assert client_of(world.stranger).get(reverse("schedule:excel", args=[world.mine.key])).status_code == 404
