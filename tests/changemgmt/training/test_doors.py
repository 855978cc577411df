"""Tables in and out, the interface for programs, the lens: other ways to the same data."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from changemgmt.training import excel, services
from changemgmt.training.models import BankQuestion, Course, Curriculum, TrainingSession
from pmo import exchange
from pmo.exchange.models import ImportBatch
from tests.api.kit import token_for
from tests.changemgmt.training.conftest import Shop, begin, pass_course
from tests.factories import World

pytestmark = pytest.mark.django_db


def upload(client: Client, url: str, spec: Any, rows: list[dict[str, Any]]) -> ImportBatch:
    data = exchange.write_xlsx([exchange.Sheet("T", spec.columns, rows)])
    client.post(url, {"file": SimpleUploadedFile("t.xlsx", data)})
    return ImportBatch.objects.latest("pk")


def commit(client: Client, batch: ImportBatch) -> None:
    client.post(f"/import/batches/{batch.pk}/commit/")


# --- tables -----------------------------------------------------------------------------------------------------------


def test_a_bank_that_goes_out_comes_in_unchanged(
    course: Course, world: World, client_of: Callable[[Any], Client]
) -> None:
    rows = [excel.bank_row(row) for row in course.questions.all()]
    batch = upload(client_of(world.pm), exchange.import_url(excel.BANK, course=course.pk), excel.BANK_SPEC, rows)
    assert batch.errors == []
    assert batch.counts["unchanged"] == 3


def test_a_bank_is_looked_at_first_and_then_written(
    course: Course, world: World, client_of: Callable[[Any], Client]
) -> None:
    client, url = client_of(world.pm), exchange.import_url(excel.BANK, course=course.pk)
    first = excel.bank_row(course.questions.get(kind="single"))
    new = {
        "text": "新题",
        "text_en": "New",
        "kind": "single",
        "option_1": "对 | yes",
        "option_2": "错 | no",
        "right": "1",
    }
    batch = upload(client, url, excel.BANK_SPEC, [{**first, "right": "2"}, new])
    assert batch.errors == []
    assert (batch.counts["create"], batch.counts["update"]) == (1, 1)
    assert course.questions.count() == 3
    commit(client, batch)
    assert course.questions.get(text="新题").options == [["对", "yes"], ["错", "no"]]
    assert course.questions.get(text=first["text"]).right == [1]


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"right": "9"}, "right"),
        ({"right": "x"}, "right"),
        ({"right": None}, "right"),
        ({"right": "1,2"}, "right"),
        ({"option_2": None}, "option_1"),
        ({"kind": "text"}, "option_1"),
    ],
)
def test_what_is_wrong_in_a_bank_is_said_by_cell_and_nothing_is_written(
    course: Course, world: World, client_of: Callable[[Any], Client], values: dict[str, Any], column: str
) -> None:
    row = {"text": "新题", "kind": "single", "option_1": "a", "option_2": "b", "right": "1", **values}
    url = exchange.import_url(excel.BANK, course=course.pk)
    batch = upload(client_of(world.pm), url, excel.BANK_SPEC, [row])
    assert [error[1] for error in batch.errors] == [column]
    assert BankQuestion.objects.count() == 3


def test_a_roster_puts_people_on_the_list(
    session: TrainingSession, shop: Shop, world: World, client_of: Callable[[Any], Client]
) -> None:
    services.book(by=shop.early[0], session=session, now=world.now)
    rows = [{"person": person.employee_no, "attended": None} for person in shop.everybody[:3]]
    client, url = client_of(world.pm), exchange.import_url(excel.ROSTER, session=session.pk)
    columns = [exchange.SheetColumn(label="Person"), exchange.SheetColumn(label="Was there")]
    data = exchange.write_xlsx([exchange.Sheet("T", columns, [list(row.values()) for row in rows])])
    client.post(url, {"file": SimpleUploadedFile("t.xlsx", data)})
    batch = ImportBatch.objects.latest("pk")
    assert batch.errors == []
    assert (batch.counts["create"], batch.counts["unchanged"]) == (2, 1)
    commit(client, batch)
    assert sorted(session.places.values_list("state", flat=True)) == ["booked", "booked", "waiting"]


def test_a_roster_that_goes_out_comes_in_unchanged_or_with_who_was_there(
    session: TrainingSession, shop: Shop, world: World, client_of: Callable[[Any], Client]
) -> None:
    for person in shop.everybody[:3]:
        services.book(by=person, session=session, now=world.now)
    client, url = client_of(world.pm), exchange.import_url(excel.ROSTER, session=session.pk)
    table = reverse("training:roster_export", args=[session.pk])
    client.post(url, {"file": SimpleUploadedFile("t.xlsx", client.get(table).content)})
    batch = ImportBatch.objects.latest("pk")
    assert batch.errors == []
    assert batch.counts["unchanged"] == batch.counts["rows"] == 3

    book = load_workbook(io.BytesIO(client.get(table).content))
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(2, heads["Name"]).value == shop.early[0].name_en
    sheet.cell(2, heads["Was there"]).value = "yes"
    filled = io.BytesIO()
    book.save(filled)
    with time_machine.travel(session.starts_at, tick=False):
        client.post(url, {"file": SimpleUploadedFile("t.xlsx", filled.getvalue())})
        commit(client, ImportBatch.objects.latest("pk"))
    assert session.places.filter(attended=True).values_list("user", flat=True).get() == shop.early[0].pk


# --- programs ---------------------------------------------------------------------------------------------------------


def get(person: Any, path: str) -> Any:
    token = token_for(person)
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})


def test_courses_and_their_coverage(curriculum: Curriculum, course: Course, shop: Shop, world: World) -> None:
    pass_course(shop.early[0], course, world.now)
    (row,) = get(world.pm, "courses/?project=FIN-01").json()["results"]
    assert (row["title_en"], row["required"], row["passed"], row["project"]) == ("Expense control", 6, 1, "FIN-01")
    found = get(world.pm, f"courses/{course.pk}/coverage/").json()
    assert (found["required"], found["passed"]) == (6, 1)
    assert found["coverage"] == pytest.approx(16.67, abs=0.01)
    assert len(found["units"]) == 2
    assert get(shop.early[0], f"courses/{course.pk}/").status_code == 404


def test_assessments_are_ones_own_or_those_one_marks_and_hold_no_question(
    course: Course, shop: Shop, world: World
) -> None:
    done = pass_course(shop.early[0], course, world.now)
    begin(shop.late[0], course, world.now)
    mine = get(shop.early[0], "training-assessments/")
    assert [row["id"] for row in mine.json()["results"]] == [done.pk]
    assert len(get(world.pm, "training-assessments/").json()["results"]) == 2
    assert get(shop.late[0], f"training-assessments/{done.pk}/").status_code == 404
    assert get(world.it, f"training-assessments/{done.pk}/").status_code == 403
    text = mine.content.decode()
    for question in BankQuestion.objects.all():
        assert question.text not in text
        assert str(question.options) not in text
    assert "right" not in text
