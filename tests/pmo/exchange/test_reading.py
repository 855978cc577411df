"""What comes out of a good table, whatever it looks like."""

from __future__ import annotations

import codecs
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from pmo.exchange import Column, Ref, TableSpec, read, references
from tests.pmo.exchange.books import book, upload

LEVELS = (("high", _("High")), ("low", _("Low")))

SPEC = TableSpec(
    columns=(
        Column("name", "Name", required=True, max_length=40, aliases=("名称",)),
        Column("amount", "Amount", kind="decimal", digits=2, aliases=("金额",)),
        Column("count", "Count", kind="integer", aliases=("数量",)),
        Column("share", "Share", kind="percent", digits=1, aliases=("占比",)),
        Column("due_on", "Due", kind="date", aliases=("到期日",)),
        Column("level", "Level", kind="choice", choices=LEVELS, aliases=("级别",)),
        Column("active", "Active", kind="bool", aliases=("启用",)),
    )
)


def rows_of(data: bytes | str, name: str = "table.xlsx", spec: TableSpec = SPEC) -> list[dict[str, object]]:
    table = read(upload(data, name), spec)
    assert table.errors == []
    return table.rows


def values(row: dict[str, object]) -> list[object]:
    return [row[column.name] for column in SPEC.columns]


def test_every_kind_from_a_workbook_keeps_its_type() -> None:
    def touch(made: object, page: object) -> None:
        page.write_number(1, 3, 0.305, made.add_format({"num_format": "0.0%"}))  # type: ignore[attr-defined]

    header = ["Name", "Amount", "Count", "Share", "Due", "Level", "Active"]
    row = ["甲", 1234.5, 7, None, date(2026, 11, 23), "High", True]
    (read_row,) = rows_of(book([header, row], touch=touch))
    assert values(read_row) == ["甲", Decimal("1234.50"), 7, Decimal("30.5"), date(2026, 11, 23), "high", True]
    assert read_row["_row"] == 2
    assert read_row["_sheet"] == "Sheet1"


@pytest.mark.parametrize(
    ("column", "typed", "expected"),
    [
        ("amount", "1,234.5", Decimal("1234.50")),
        ("amount", "１２３４．５", Decimal("1234.50")),
        ("amount", "−12", Decimal("-12.00")),
        ("amount", "1e3", Decimal("1000.00")),
        ("amount", 0.1 + 0.2, Decimal("0.30")),
        ("amount", 1 / 3, Decimal("0.33")),
        ("count", "７", 7),
        ("count", 7.0, 7),
        ("share", "30%", Decimal("30.0")),
        ("share", "30 ％", Decimal("30.0")),
        ("share", 30, Decimal("30.0")),
        ("due_on", "2026-11-23", date(2026, 11, 23)),
        ("due_on", "2026/1/3", date(2026, 1, 3)),
        ("due_on", "2026.01.03", date(2026, 1, 3)),
        ("due_on", "2026年1月3日", date(2026, 1, 3)),
        ("due_on", "２０２６年１月３日", date(2026, 1, 3)),
        ("due_on", "20260103", date(2026, 1, 3)),
        ("due_on", "2026-01-03 08:30", date(2026, 1, 3)),
        ("due_on", datetime.fromisoformat("2026-01-03 08:30"), date(2026, 1, 3)),
        ("level", "HIGH", "high"),
        ("level", " low ", "low"),
        ("active", "是", True),
        ("active", "no", False),
        ("active", 1, True),
        ("active", "×", False),
        ("name", 1001, "1001"),
        ("name", "00123", "00123"),
        ("name", "  甲 乙 ", "甲 乙"),
    ],
)
def test_ways_to_write_a_value(column: str, typed: object, expected: object) -> None:
    name = SPEC[column].label
    row: dict[object, object] = {"Name": "x", name: typed}
    (found,) = rows_of(book([list(row), list(row.values())]))
    assert found[column] == expected
    assert type(found[column]) is type(expected)


def test_choices_are_read_in_either_language() -> None:
    with override("zh-hans"):
        chinese = str(LEVELS[0][1])
    for typed in (chinese, "High", "high", "ＨＩＧＨ"):
        (found,) = rows_of(book([["Name", "Level"], ["x", typed]]))
        assert found["level"] == "high"


def test_headers_in_any_order_language_case_and_width_below_a_title() -> None:
    rows = [["2026 年指标", None, None], [], ["金额 *", "ＮＡＭＥ：", "remarks"], [5, "甲", "not read"]]
    table = read(upload(book(rows)), SPEC)
    assert [(row["name"], row["amount"]) for row in table.rows] == [("甲", Decimal("5.00"))]
    assert table.ignored == ["remarks"]
    assert table.rows[0]["_row"] == 4


def test_a_table_that_begins_in_the_middle_of_the_sheet() -> None:
    def touch(made: object, page: object) -> None:
        page.write_row(4, 3, ["Amount", "Name"])  # type: ignore[attr-defined]
        page.write_row(5, 3, [5, "甲"])  # type: ignore[attr-defined]

    table = read(upload(book([], touch=touch)), SPEC)
    assert [(row["_row"], row["name"], row["amount"]) for row in table.rows] == [(6, "甲", Decimal("5.00"))]
    assert table.letters == {"amount": "D", "name": "E"}


def test_empty_rows_are_skipped_and_absent_columns_are_none() -> None:
    rows = [["Name"], ["甲"], [], ["  "], ["乙"]]
    table = read(upload(book(rows)), SPEC)
    assert [(row["_row"], row["name"], row["amount"]) for row in table.rows] == [(2, "甲", None), (5, "乙", None)]
    assert table.count == 2


def test_the_named_sheet_is_preferred_and_hidden_ones_are_not_read() -> None:
    def touch(made: object, page: object) -> None:
        page.hide()  # type: ignore[attr-defined]
        notes = made.add_worksheet("Notes")  # type: ignore[attr-defined]
        notes.write_row(0, 0, ["Name"])
        notes.write_row(1, 0, ["from notes"])
        wanted = made.add_worksheet("指标")  # type: ignore[attr-defined]
        wanted.write_row(0, 0, ["Name"])
        wanted.write_row(1, 0, ["wanted"])
        notes.activate()

    data = book([["Name"], ["hidden"]], touch=touch)
    spec = TableSpec(columns=SPEC.columns, sheet="指标")
    assert [row["name"] for row in rows_of(data, spec=spec)] == ["wanted"]
    assert [row["name"] for row in rows_of(data)] == ["from notes"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_every_encoding_and_separator(encoding: str, delimiter: str) -> None:
    lines = [["名称", "金额", "占比", "到期日"], ["报销周期", "1234.5", "30%", "2026-11-23"], ["合同", "", "", ""]]
    text = "\r\n".join(delimiter.join(cells) for cells in lines)
    first, second = rows_of(text.encode(encoding), "表.csv")
    assert (first["name"], first["amount"], first["share"]) == ("报销周期", Decimal("1234.50"), Decimal("30.0"))
    assert second["due_on"] is None


def test_csv_quoting_and_line_numbers() -> None:
    text = 'Name,Amount\n"two\nlines, and ""quotes""",5\n\n\'=SUM(A1),6\n'
    first, second = rows_of(text, "t.csv")
    assert first["name"] == 'two\nlines, and "quotes"'
    assert (first["_row"], second["_row"]) == (2, 5)
    # Our own export puts the quote there; it is not part of the name.
    assert second["name"] == "=SUM(A1)"


def test_a_path_is_read_like_an_upload(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(codecs.BOM_UTF8 + b"Name\nx\n")
    assert [row["name"] for row in read(file, SPEC).rows] == ["x"]


def test_people_and_units_are_looked_up_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def people(names: set[str]) -> dict[str, int]:
        asked.append(names)
        return {"E1": 11, "li.wei": 12}

    monkeypatch.setattr(references, "_resolvers", {"person": people})
    spec = TableSpec(columns=(Column("owner", "Owner", kind="person"), Column("name", "Name")))
    table = read(upload(book([["Owner", "Name"], ["E1", "a"], ["li.wei", "b"], [None, "c"], ["nobody", "d"]])), spec)
    assert asked == [{"E1", "li.wei", "nobody"}]
    assert [row["owner"] for row in table.rows] == [11, 12, None]
    assert isinstance(table.rows[0]["owner"], Ref)
    assert table.rows[0]["owner"].text == "E1"
    assert [(e.row, e.column, e.code, e.value) for e in table.errors] == [(5, "owner", "unknown_person", "nobody")]
