"""Exports: real types, nothing a spreadsheet would run, and readable again by ourselves."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from pmo.exchange import Column, Ref, Sheet, SheetColumn, TableSpec, as_download, read, write_csv, write_xlsx
from pmo.exchange.template import build
from pmo.exchange.writing import sheet_names
from tests.pmo.exchange.books import upload

PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1:A2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    '=HYPERLINK("http://evil.example","click")',
    "http://evil.example",
    "mailto:a@evil.example",
    '"=1+1',
    "1234",
    "TRUE",
]

COLUMNS = (
    Column("name", _("Name")),
    Column("amount", "Amount", kind="decimal", digits=2),
    Column("fine", "Fine", kind="decimal"),
    Column("count", "Count", kind="integer"),
    Column("share", "Share", kind="percent", digits=1),
    Column("due_on", "Due", kind="date"),
    Column("seen_at", "Seen", kind="datetime"),
    Column("level", "Level", kind="choice", choices=(("high", _("High")), ("low", _("Low")))),
    Column("active", "Active", kind="bool"),
    Column("owner", "Owner", kind="person"),
)
ROW: dict[str, Any] = {
    "name": "报销周期",
    "amount": Decimal("1234.50"),
    "fine": Decimal("0.123456"),
    "count": -7,
    "share": Decimal("30.5"),
    "due_on": date(2026, 11, 23),
    "seen_at": datetime(2026, 11, 23, 0, 30, tzinfo=UTC),
    "level": "high",
    "active": True,
    "owner": Ref(12, "E1001"),
}


def sheet_of(data: bytes, name: str = "") -> Any:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return book[name] if name else book.worksheets[0]


def test_cells_have_real_types_and_formats() -> None:
    with override("en"), timezone.override("Asia/Shanghai"):
        page = sheet_of(write_xlsx([Sheet("Table", COLUMNS, [ROW])]))
    cells = {str(page.cell(1, i).value): page.cell(2, i) for i in range(1, len(COLUMNS) + 1)}
    assert cells["Name"].value == "报销周期"
    assert (cells["Amount"].value, cells["Amount"].number_format) == (1234.5, "#,##0.00")
    assert (cells["Fine"].value, cells["Fine"].number_format) == (0.123456, "General")
    assert (cells["Count"].value, cells["Count"].number_format) == (-7, "#,##0")
    assert (cells["Share"].value, cells["Share"].number_format) == (0.305, "0.0%")
    assert (cells["Due"].value, cells["Due"].number_format) == (datetime.fromisoformat("2026-11-23"), "yyyy-mm-dd")
    assert cells["Seen"].value == datetime.fromisoformat("2026-11-23 08:30")
    assert (cells["Level"].value, cells["Active"].value, cells["Owner"].value) == ("High", "Yes", "E1001")
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:J2"


def test_headers_and_choices_follow_the_language() -> None:
    with override("zh-hans"):
        page = sheet_of(write_xlsx([Sheet("Table", COLUMNS, [ROW])]))
        expected = [str(column.label) for column in COLUMNS]
        assert page["I2"].value == str(_("Yes"))
    assert [cell.value for cell in page[1]] == expected


def test_what_is_missing_or_not_finite_is_an_empty_cell() -> None:
    rows = [{"amount": None}, {"amount": float("nan")}, {"amount": float("inf")}, {"amount": Decimal("NaN")}, {}]
    page = sheet_of(write_xlsx([Sheet("T", [COLUMNS[1]], rows)]))
    assert [page.cell(row, 1).value for row in range(2, 7)] == [None] * 5


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_stays_text_in_workbooks(payload: str) -> None:
    columns = [Column("a", payload), Column("b", "B", kind="choice"), SheetColumn(label="C", kind="decimal")]
    page = sheet_of(write_xlsx([Sheet(payload, columns, [[payload, payload, payload]])]))
    for row in page.iter_rows():
        for cell in row:
            assert cell.data_type == "s"
            assert cell.hyperlink is None
    if payload[0] in "=+-@＝＋－＠":
        # The mark that keeps it text after somebody edits the cell.
        assert page["A2"].quotePrefix
    assert page["A2"].value.replace("_x000D_", "\r") == payload


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_stays_text_in_csv_and_comes_back(payload: str) -> None:
    spec = TableSpec(columns=(Column("name", "Name", required=True), Column("amount", "Amount", kind="decimal")))
    data = write_csv(spec.columns, [{"name": payload, "amount": Decimal("-5.5")}])
    (header, cells) = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert header == ["Name", "Amount"]
    assert cells[0].lstrip(" \u3000\ufeff")[:1] not in "=+-@\t\r\n＝＋－＠"
    assert cells[1] == "-5.5"
    (row,) = read(upload(data, "t.csv"), spec).rows
    assert row["name"] == payload.strip().replace("\r", "\n").strip()


def test_csv_has_every_kind() -> None:
    with override("en"), timezone.override("Asia/Shanghai"):
        data = write_csv(COLUMNS, [ROW])
    assert data.startswith(b"\xef\xbb\xbf")
    (_header, cells) = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert cells == [
        "报销周期", "1234.50", "0.123456", "-7", "30.5%", "2026-11-23", "2026-11-23 08:30", "High", "Yes", "E1001",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_we_write_we_read(language: str, kind: str) -> None:
    spec = TableSpec(columns=tuple(column for column in COLUMNS if column.name != "owner"))
    with override(language), timezone.override("Asia/Shanghai"):
        data = write_xlsx([Sheet("T", spec.columns, [ROW])]) if kind == "xlsx" else write_csv(spec.columns, [ROW])
        table = read(upload(data, f"t.{kind}"), spec)
    assert table.errors == []
    (row,) = table.rows
    assert {name: row[name] for name in ROW if name != "owner"} == {k: v for k, v in ROW.items() if k != "owner"}


def test_control_characters_and_long_text_do_not_break_the_file() -> None:
    page = sheet_of(write_xlsx([Sheet("T", [COLUMNS[0]], [["a\x00b\x07c\ufffe"], ["x" * 40_000]])]))
    assert page["A2"].value == "abc"
    assert len(page["A3"].value) == 32_767


def test_long_numbers_keep_their_digits_as_text() -> None:
    page = sheet_of(write_xlsx([Sheet("T", [COLUMNS[3]], [[110101199003074514]])]))
    assert page["A2"].value == "110101199003074514"


def test_dates_before_the_spreadsheet_calendar_go_out_as_text() -> None:
    page = sheet_of(
        write_xlsx([Sheet("T", [COLUMNS[5]], [[date(1899, 5, 1)], [date(1900, 1, 1)], [date(1900, 3, 1)]])])
    )
    assert [page.cell(row, 1).value for row in (2, 3)] == ["1899-05-01", "1900-01-01"]
    assert page["A4"].value == datetime.fromisoformat("1900-03-01")


def test_sheet_names_fit_the_format() -> None:
    names = sheet_names(["a/b:c*d?e[f]g\\h", "x" * 50, "x" * 50, "", "'quoted'"])
    assert all(0 < len(name) <= 31 for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    assert not any(char in name for name in names for char in "[]:*?/\\")


def test_a_download_is_saved_and_never_shown() -> None:
    response = as_download(b"x", '指标 "2026".xlsx')
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


SPEC = TableSpec(
    sheet=_("KPIs"),
    columns=(
        Column("name", "Name", required=True, help="What is measured", example="报销周期"),
        Column(
            "level", "Level", kind="choice", choices=(("high", _("High, really")), ("low", _("Low"))), example="low"
        ),
        Column("share", "Share", kind="percent", minimum=0, maximum=100, example=Decimal(30)),
        Column("active", "Active", kind="bool", example=True),
        Column("due_on", "Due", kind="date", example=date(2026, 12, 31)),
    ),
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_template_explains_itself(language: str) -> None:
    with override(language):
        data = build(SPEC, "Import KPIs")
        book = openpyxl.load_workbook(io.BytesIO(data))
        page, example, lists = book.worksheets
        assert [cell.value for cell in page[1]] == [str(column.label) for column in SPEC.columns]
        assert page.title == str(SPEC.sheet)
        assert "What is measured" in page["A1"].comment.text
        assert "报销周期" in page["A1"].comment.text
        assert "0" in page["C1"].comment.text
        assert "100" in page["C1"].comment.text
        assert page.max_row == 1
        rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
        assert rules == {"B2:B10001": f"'{lists.title}'!$A$1:$A$2", "D2:D10001": f"'{lists.title}'!$B$1:$B$2"}
        assert [cell.value for cell in lists["A"]] == [str(label) for _code, label in SPEC["level"].choices]
        assert lists.sheet_state == "hidden"
        assert example["A2"].value == "报销周期"
        assert example["C2"].value == 0.3


def test_a_filled_template_comes_back_and_its_example_does_not() -> None:
    rows = [{"name": "=1+1", "level": "high", "share": Decimal("12.5"), "active": False, "due_on": date(2026, 1, 2)}]
    with override("zh-hans"):
        data = build(SPEC, "Import KPIs", rows)
    with override("en"):
        table = read(upload(data), SPEC)
    assert table.errors == []
    assert [{name: row[name] for name in rows[0]} for row in table.rows] == rows
    assert read(upload(build(SPEC, "Import KPIs")), SPEC).rows == []


def test_many_rows_are_written_in_seconds() -> None:
    rows = [ROW] * 10_000
    data = write_xlsx([Sheet("T", COLUMNS, rows)])
    assert len(read(upload(data), TableSpec(columns=COLUMNS[:9])).rows) == 10_000
